//! Decoding and encoding alone: the SDK's models, lenient as they are, and strict ones written by hand.

use bench_raw::models::{self as strict, Kind};
use bench_server::Bodies;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plannr_sdk::models as lenient;
use plannr_sdk::{NewContactDetail, Uuid};
use serde::de::DeserializeOwned;

fn decode(criterion: &mut Criterion) {
    let bodies = Bodies::of_the_spec();
    both::<lenient::ContactDetail, strict::ContactDetail>(criterion, "decode-one", &bodies.created);
    both::<lenient::ContactDetailPage, strict::Page>(criterion, "decode-100", &bodies.page(1, 100));
    both::<lenient::ContactDetailPage, strict::Page>(criterion, "decode-500", &bodies.page(1, 500));
}

fn both<L: DeserializeOwned, S: DeserializeOwned>(criterion: &mut Criterion, name: &str, body: &str) {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("sdk", |bencher| bencher.iter(|| serde_json::from_slice::<L>(body.as_bytes()).unwrap()));
    group.bench_function("raw", |bencher| bencher.iter(|| serde_json::from_slice::<S>(body.as_bytes()).unwrap()));
    group.finish();
}

fn encode(criterion: &mut Criterion) {
    let owner: Uuid = meter::OWNER.parse().unwrap();
    let new = NewContactDetail::email("Work email", "ava.morgan@example.com", [owner]).unwrap();
    let by_hand = strict::NewContactDetail {
        r#type: Kind::Email,
        name: "Work email",
        value: "ava.morgan@example.com",
        account_uuids: &[owner],
        is_primary: None,
    };
    let mut group = criterion.benchmark_group("encode");
    group.bench_function("sdk", |bencher| bencher.iter(|| serde_json::to_vec(&new).unwrap()));
    group.bench_function("raw", |bencher| bencher.iter(|| serde_json::to_vec(&by_hand).unwrap()));
    group.finish();
}

criterion_group!(json, decode, encode);
criterion_main!(json);
