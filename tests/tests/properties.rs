//! Arbitrary responses, settings and values cause no panic, and no text that could be logged repeats them.

use std::error::Error as _;
use std::fmt::Debug;
use std::sync::LazyLock;

use contract_tests::plannr::{ACCOUNT, OWNER, client, http};
use contract_tests::server::{StubResponse, StubServer};
use contract_tests::spec::{Spec, entries};
use plannr_sdk::{
    AccessToken, ContactDetailInclude, ContactDetailValue, Error, NewContactDetail, Plannr, UpdateContactDetail, Uuid,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

/// An unassigned country code, which is part of no text of the SDK.
const COUNTRY: &str = "QZ";

/// Stands for a client's data.
#[derive(Clone, Debug)]
struct Marker {
    word: String,
    phone: u64,
}

impl Marker {
    fn assert_absent(&self, text: &str) {
        // URL parsers write hosts in lower case.
        let is_found = text.to_lowercase().contains(&self.word)
            || text.contains(&self.phone.to_string())
            || text.contains(COUNTRY);
        assert!(!is_found, "{self:?} is in: {text}");
    }

    fn assert_absent_in<T: Debug>(&self, outcome: &Result<T, Error>) {
        match outcome {
            Ok(value) => self.assert_absent(&format!("{value:?} {value:#?}")),
            Err(error) => self.assert_absent_in_error(error),
        }
    }

    fn assert_absent_in_error(&self, error: &Error) {
        self.assert_absent(&format!("{error} {error:?} {error:#?} {:?} {:?}", error.field_errors(), error.source()));
        // These may repeat data on request, but must not panic.
        let _ = (error.message(), error.retry_after(), error.request_id(), error.uuid());
    }
}

fn marker() -> impl Strategy<Value = Marker> {
    // No word of the SDK consists of these letters.
    ("q[j-z]{9}", 2_079_460_000..2_079_461_000_u64).prop_map(|(word, phone)| Marker { word, phone })
}

/// A text that contains the marker.
fn marked_text(marker: &Marker) -> BoxedStrategy<String> {
    let Marker { word, phone } = marker.clone();
    let around =
        prop_oneof![("\\PC{0,20}", "\\PC{0,20}"), (any::<String>(), any::<String>()), ("[ -~]{0,8}", "[ -~]{0,8}"),];
    let within = word.clone();
    prop_oneof![
        3 => around.prop_map(move |(before, after)| before + &within + &after),
        1 => Just(word.repeat(40)),
        1 => Just(format!("{word}@example.com")),
        1 => Just(format!("0{phone}")),
        1 => Just(format!("+44 {phone}")),
        1 => Just(word),
    ]
    .boxed()
}

/// Checks the same cases in every run.
fn for_all<S: Strategy>(cases: u32, inputs: S, check: impl Fn(S::Value)) {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 60,
        rng_seed: RngSeed::Fixed(20_250_402),
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&inputs, |input| {
        check(input);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

static FIELDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let schemas = &Spec::shipped().document()["components"]["schemas"];
    let mut names: Vec<String> =
        entries(schemas).flat_map(|(_, schema)| entries(&schema["properties"])).map(|(name, _)| name.clone()).collect();
    names.extend(["message", "errors", "0", "account_uuids.0"].map(str::to_owned));
    names.sort();
    names.dedup();
    names
});

/// JSON with fields of the spec and others, of any type.
fn json_like(marker: &Marker) -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        3 => marked_text(marker).prop_map(Value::String),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => Just(json!(marker.phone)),
        1 => Just(json!(marker.phone as f64 + 0.5)),
        1 => Just(Value::Null),
        1 => Just(json!(Uuid::nil())),
        1 => select(vec!["email", "phone_number", "true", "2025-04-02", "2025-04-02T09:00:00+01:00", COUNTRY])
            .prop_map(Value::from),
    ];
    let key = prop_oneof![8 => select(FIELDS.clone()), 1 => marked_text(marker)];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            1 => vec(inner.clone(), 0..4).prop_map(Value::from),
            3 => vec((key.clone(), inner), 0..6).prop_map(|entries| entries.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
    .boxed()
}

/// A contact detail, a page or a refusal in which something may be wrong.
fn almost_valid(marker: &Marker) -> BoxedStrategy<Value> {
    let detail = json_like(marker).prop_map(|mut odd| {
        if let Some(odd) = odd.as_object_mut() {
            odd.entry("uuid").or_insert_with(|| json!(Uuid::nil()));
        }
        odd
    });
    let detail = detail.boxed();
    let rest = json_like(marker);
    prop_oneof![
        detail.clone(),
        detail.clone().prop_map(|detail| json!({ "data": detail })),
        (vec(detail, 0..4), rest.clone()).prop_map(|(data, meta)| json!({ "data": data, "links": meta, "meta": meta })),
        (rest.clone(), rest).prop_map(|(message, errors)| json!({ "message": message, "errors": errors })),
    ]
    .boxed()
}

fn body(marker: &Marker) -> BoxedStrategy<Vec<u8>> {
    let word = marker.word.clone();
    let text =
        prop_oneof![json_like(marker), almost_valid(marker), almost_valid(marker)].prop_map(|json| json.to_string());
    let text = text.boxed();
    prop_oneof![
        4 => text.clone().prop_map(String::into_bytes),
        1 => (text, any::<prop::sample::Index>())
            .prop_map(|(text, at)| text.as_bytes()[..at.index(text.len())].to_vec()),
        2 => (vec(any::<u8>(), 0..60), vec(any::<u8>(), 0..60))
            .prop_map(move |(before, after)| [&before[..], word.as_bytes(), &after].concat()),
        1 => marked_text(marker).prop_map(|text| format!("<html>{text}</html>").into_bytes()),
    ]
    .boxed()
}

fn reply(marker: &Marker) -> impl Strategy<Value = StubResponse> + use<> {
    let status = prop_oneof![
        3 => select(vec![200_u16, 201]),
        2 => select(vec![204, 302, 401, 403, 404, 409, 422, 429, 500, 503]),
        1 => 200_u16..=999,
    ];
    let word = marker.word.clone();
    let content_type = prop_oneof![
        4 => Just("application/json".to_owned()),
        1 => "[ -~]{0,20}".prop_map(move |kind| format!("{word}/{kind}")),
        1 => Just("text/html".to_owned()),
    ];
    let word = marker.word.clone();
    (status, content_type, body(marker)).prop_map(move |(status, kind, body)| {
        let reply = StubResponse::new(status, &kind, if status == 204 { Vec::new() } else { body });
        let reply = reply.header("Location", format!("https://{word}.example/{word}")).header("X-Other", &word);
        reply.header("X-Request-Id", &word).header("Retry-After", &word).header("X-Ratelimit-Remaining", &word)
    })
}

async fn assert_all_operations_silent(plannr: &Plannr, marker: &Marker) {
    let details = plannr.contact_details();
    let new = NewContactDetail::email("Work", "jo@example.com", [OWNER]).unwrap();
    marker.assert_absent_in(&details.create(&new).await);
    let update = UpdateContactDetail::new("Work", ContactDetailValue::email("jo@example.com").unwrap(), [OWNER]);
    marker.assert_absent_in(&details.update(OWNER, &update.unwrap()).await);
    let list = details.list().include([ContactDetailInclude::Accounts]);
    let page = list.clone().skip_bad_items().send().await;
    marker.assert_absent_in(&page);
    if let Ok(page) = &page {
        marker.assert_absent(&format!("{:?} {:?} {:?}", page.data, page.links, page.meta));
        for detail in &page.data {
            marker.assert_absent(&format!("{:?} {:?}", detail.accounts, detail.phone_number_meta));
            marker.assert_absent_in(&UpdateContactDetail::try_from(detail));
        }
        page.failures().iter().for_each(|failure| marker.assert_absent_in_error(failure));
    }
    marker.assert_absent_in(&list.send().await);
    marker.assert_absent_in(&details.get(OWNER).await);
}

#[test]
fn no_response_causes_a_panic_or_is_repeated() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(StubServer::always(StubResponse::empty(200)));
    let plannr = client(&server);
    let inputs = marker().prop_flat_map(|marker| (reply(&marker), Just(marker)));
    for_all(400, inputs, |(reply, marker)| {
        server.set_response(reply);
        runtime.block_on(assert_all_operations_silent(&plannr, &marker));
    });
}

#[test]
fn no_setting_is_repeated() {
    let runtime = Runtime::new().unwrap();
    let inputs = marker().prop_flat_map(|marker| (marked_text(&marker), Just(marker)));
    for_all(600, inputs, |(text, marker)| {
        marker.assert_absent(&format!("{:?}", AccessToken::new(text.clone())));
        let base = || Plannr::builder("a-token", ACCOUNT);
        for builder in [
            Plannr::builder(text.clone(), ACCOUNT),
            Plannr::builder_with_token_source(|| async { Ok::<_, Error>(AccessToken::new("")) }, ACCOUNT)
                .user_agent(text.clone()),
            base().user_agent(text.clone()),
            base().base_url(text.clone()),
            base().base_url(format!("https://{text}")),
            base().base_url(format!("https://{text}@localhost/")),
            base().base_url(format!("https://localhost/?{text}")),
            base().base_url(format!("http://{text}/")),
        ] {
            marker.assert_absent(&format!("{builder:?} {builder:#?}"));
            let built = builder.http(http()).build();
            marker.assert_absent_in(&built);
            if let Ok(plannr) = built {
                marker.assert_absent(&format!("{:?} {:?}", plannr.contact_details(), plannr.contact_details().list()));
            }
        }
    });
    // Nobody listens on this port, so every call of a client that can be built fails.
    let inputs = marker().prop_flat_map(|marker| (marked_text(&marker), Just(marker)));
    for_all(200, inputs, |(text, marker)| {
        let refused = text.clone();
        let source = move || {
            let refused = refused.clone();
            async move { Err::<AccessToken, _>(refused) }
        };
        let broken = Plannr::builder_with_token_source(source, ACCOUNT).http(http()).build().unwrap();
        let no_token = runtime.block_on(broken.contact_details().list().send());
        assert!(no_token.as_ref().is_err_and(Error::is_token));
        marker.assert_absent_in(&no_token);
        let nowhere = Plannr::builder(marker.word.clone(), ACCOUNT).base_url(format!("http://127.0.0.1:1/{text}"));
        if let Ok(nowhere) = nowhere.user_agent(marker.word.clone()).http(http()).max_retries(0).build() {
            marker.assert_absent_in(&runtime.block_on(nowhere.contact_details().list().values([text]).send()));
        }
    });
}

#[test]
fn no_sent_or_refused_value_is_repeated() {
    let runtime = Runtime::new().unwrap();
    // A server that quotes the request, in a refusal or in a body that cannot be decoded.
    let server = runtime.block_on(StubServer::scripted(|request| {
        let quoted = String::from_utf8_lossy(request.body()).into_owned() + &request.target();
        match quoted.len() % 2 {
            0 => {
                StubResponse::json(422, &json!({ "message": quoted, "errors": { &quoted: [quoted], "value": quoted } }))
            }
            _ => StubResponse::json(
                200,
                &json!({ "uuid": Uuid::nil(), "value": { &quoted: 7 }, "accounts": { &quoted: 7 } }),
            ),
        }
    }));
    let details = client(&server).contact_details();
    let inputs = marker().prop_flat_map(|marker| (marked_text(&marker), "[ .()+x0-9-]{0,4}", Just(marker)));
    for_all(400, inputs, |(text, junk, marker)| {
        let (word, phone) = (&marker.word, marker.phone);
        let owner = [OWNER];
        for new in [
            NewContactDetail::email(&text, &text, owner),
            NewContactDetail::email(&text, "jo@example.com", owner),
            NewContactDetail::email(word, format!("{word}@example.com"), owner),
            NewContactDetail::email("Work", format!("{junk}{text}@example.com"), owner),
            NewContactDetail::phone_number("Work", &text, owner),
            NewContactDetail::phone_number("Work", format!("+44{junk}{phone}"), owner),
            NewContactDetail::phone_number("Work", format!("0{phone}{junk}"), owner),
            NewContactDetail::phone_number_in("Work", &text, phone.to_string(), owner),
            NewContactDetail::phone_number_in(&text, COUNTRY, format!("{phone}{junk}"), owner),
            NewContactDetail::email(&text, &text, []),
        ] {
            marker.assert_absent_in(&new);
            if let Ok(new) = new {
                marker.assert_absent_in(&runtime.block_on(details.create(&new)));
                marker.assert_absent_in(&runtime.block_on(details.ensure(&new)));
            }
        }
        for value in [
            ContactDetailValue::email(&text),
            ContactDetailValue::phone_number(format!("0{phone}{junk}")),
            ContactDetailValue::phone_number_in(COUNTRY, format!("{junk}{phone}")),
        ] {
            marker.assert_absent_in(&value);
            let update = value.and_then(|value| UpdateContactDetail::new(&text, value, owner));
            marker.assert_absent_in(&update);
            if let Ok(update) = update {
                marker.assert_absent_in(&runtime.block_on(details.update(OWNER, &update)));
            }
        }
        let list = details.list().values([text.clone()]);
        marker.assert_absent(&format!("{list:?} {list:#?} {:?}", list.clone().stream()));
        marker.assert_absent_in(&runtime.block_on(list.send()));
    });
}
