//! A server on loopback that answers at once what was made beforehand: nothing but the client is to be measured.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;

use bench_server::Bodies;

static BODIES: LazyLock<Bodies> = LazyLock::new(Bodies::of_the_spec);
static CREATED: LazyLock<Arc<[u8]>> = LazyLock::new(|| answer("201 Created", &BODIES.created));

fn main() {
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
        let answer = if line.starts_with("POST ") { Arc::clone(&CREATED) } else { page(&line) };
        if read_rest(&mut requests).is_none() || connection.write_all(&answer).is_err() {
            return;
        }
        line.clear();
    }
}

/// The headers and the body.
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
    let mut body = vec![0; length];
    requests.read_exact(&mut body).ok()
}

type Pages = HashMap<(u64, u64), Arc<[u8]>>;

/// Made when it is first asked for, and then kept.
fn page(request: &str) -> Arc<[u8]> {
    static PAGES: LazyLock<Mutex<Pages>> = LazyLock::new(Mutex::default);
    let query = request.split([' ', '?', '&']).filter_map(|part| part.split_once('='));
    let parameter = |name: &str| query.clone().find(|(key, _)| *key == name)?.1.parse().ok();
    let (number, per_page) = (parameter("page").unwrap_or(1), parameter("per_page").unwrap_or(15));
    let mut pages = PAGES.lock().unwrap();
    let page = pages.entry((number, per_page)).or_insert_with(|| answer("200 OK", &BODIES.page(number, per_page)));
    Arc::clone(page)
}

/// The headers are those of Laravel behind nginx. The quota is the one that the SDK's client is told of, so that nothing
/// of it seems to be used by others.
fn answer(status: &str, body: &str) -> Arc<[u8]> {
    format!(
        "HTTP/1.1 {status}\r\nServer: nginx\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache, private\r\nDate: Wed, 14 Jan 2026 09:30:00 GMT\r\nX-RateLimit-Limit: 1000000000\r\n\
         X-Ratelimit-Remaining: 1000000000\r\nX-Request-Id: 6f1d2c3b-4a59-4867-9768-5a4b3c2d1e0f\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
    .into()
}
