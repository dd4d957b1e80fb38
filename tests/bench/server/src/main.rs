//! A loopback server that responds at once with prepared bytes. With a number as its argument, it prints a page
//! of that many items instead, and with any other argument a page of the widest one.

use std::collections::HashMap;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;

use serde_json::{Value, json};

const SPEC: &str = include_str!("../../../../openapi/contact-details.yaml");
const TOTAL: u64 = 100_000;

static EXAMPLES: LazyLock<Value> = LazyLock::new(|| {
    let spec: Value = serde_yaml_ng::from_str(SPEC).unwrap();
    spec["components"]["examples"].clone()
});
static CREATED: LazyLock<Arc<[u8]>> =
    LazyLock::new(|| response("201 Created", &EXAMPLES["CreatedEmail"]["value"].to_string()));

fn main() {
    if let Some(items) = env::args().nth(1) {
        return print!("{}", items.parse().map_or_else(|_| widest(), |items| page(1, items)));
    }
    LazyLock::force(&CREATED);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("http://{}", listener.local_addr().unwrap());
    for connection in listener.incoming().map_while(Result::ok) {
        thread::spawn(move || serve(connection));
    }
}

fn serve(mut connection: TcpStream) {
    connection.set_nodelay(true).unwrap();
    let mut requests = BufReader::new(connection.try_clone().unwrap());
    let mut line = String::new();
    while requests.read_line(&mut line).is_ok_and(|length| length > 0) {
        let response = if line.starts_with("POST ") { Arc::clone(&CREATED) } else { cached_page(&line) };
        if read_rest(&mut requests).is_none() || connection.write_all(&response).is_err() {
            return;
        }
        line.clear();
    }
}

/// Reads the headers and the body.
fn read_rest(requests: &mut impl BufRead) -> Option<()> {
    let (mut line, mut length) = (String::new(), 0);
    loop {
        line.clear();
        requests.read_line(&mut line).ok().filter(|&length| length > 0)?;
        match line.trim_end().split_once(':') {
            None => break,
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse().ok()?,
            Some(_) => {}
        }
    }
    requests.read_exact(&mut vec![0; length]).ok()
}

fn cached_page(request: &str) -> Arc<[u8]> {
    static PAGES: LazyLock<Mutex<HashMap<String, Arc<[u8]>>>> = LazyLock::new(Mutex::default);
    let mut pages = PAGES.lock().unwrap();
    let query = request.split([' ', '?', '&']).filter_map(|part| part.split_once('='));
    let parameter = |name: &str| query.clone().find(|(key, _)| *key == name)?.1.parse().ok();
    let make = || response("200 OK", &page(parameter("page").unwrap_or(1), parameter("per_page").unwrap_or(15)));
    Arc::clone(pages.entry(request.to_owned()).or_insert_with(make))
}

/// Sends the headers of Laravel behind nginx. The quota is the one that the SDK is configured with.
fn response(status: &str, body: &str) -> Arc<[u8]> {
    format!(
        "HTTP/1.1 {status}\r\nServer: nginx\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache, private\r\nDate: Wed, 14 Jan 2026 09:30:00 GMT\r\nX-RateLimit-Limit: 1000000000\r\n\
         X-Ratelimit-Remaining: 1000000000\r\nX-Request-Id: 6f1d2c3b-4a59-4867-9768-5a4b3c2d1e0f\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
    .into()
}

fn widest() -> String {
    let mut page = EXAMPLES["OnlyPage"]["value"].clone();
    page["data"] = json!([EXAMPLES["CreatedEmail"]["value"]]);
    page.to_string()
}

/// Repeats the items of the spec's example of a page.
fn page(number: u64, per_page: u64) -> String {
    let mut page = EXAMPLES["OnlyPage"]["value"].clone();
    let first = (number - 1) * per_page;
    let item = |index: u64| {
        let mut item = page["data"][index as usize % 2].clone();
        item["uuid"] = json!(format!("3f2a9c1e-7b64-4d0a-8a51-{index:012x}"));
        item
    };
    let data: Value = (first..TOTAL.min(first + per_page)).map(item).collect();
    let last = TOTAL.div_ceil(per_page);
    page["data"] = data;
    page["links"]["next"] = json!((number < last).then(|| format!("https://example.com/?page={}", number + 1)));
    page["meta"]["current_page"] = json!(number);
    page["meta"]["last_page"] = json!(last);
    page["meta"]["per_page"] = json!(per_page);
    page["meta"]["total"] = json!(TOTAL);
    page.to_string()
}
