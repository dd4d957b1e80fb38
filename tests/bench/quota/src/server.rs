//! A server that counts as Plannr may, and answers after a while.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::clock::Clock;
use crate::{LIMIT, WINDOW};

/// When those were counted that still count; this forgets those that no longer do.
pub type Count = fn(&mut VecDeque<Duration>, Duration);

/// Minutes, each of which is opened by the first request after the last one.
pub const FIXED: Count = |counted, now| {
    if counted.front().is_some_and(|first| now - *first >= WINDOW) {
        counted.clear();
    }
};

/// The minute before each request.
pub const SLIDING: Count = |counted, now| {
    while counted.front().is_some_and(|first| now - *first >= WINDOW) {
        counted.pop_front();
    }
};

/// What the server has seen.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<Counts>>);

#[derive(Default)]
pub struct Counts {
    still: VecDeque<Duration>,
    /// When each request was accepted.
    pub accepted: Vec<Duration>,
    pub refused: usize,
}

impl Seen {
    pub fn take(self) -> Counts {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// The status, and how many requests remain.
    fn count(&self, count: Count, now: Duration) -> (&'static str, usize) {
        let counts = &mut *self.0.lock().unwrap();
        count(&mut counts.still, now);
        if counts.still.len() >= LIMIT {
            counts.refused += 1;
            return ("429 Too Many Requests", 0);
        }
        counts.still.push_back(now);
        counts.accepted.push(now);
        ("201 Created", LIMIT - counts.still.len())
    }
}

/// Starts it, and gives its address.
pub async fn start(clock: &Clock, count: Count, seen: &Seen) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (clock, seen) = (clock.clone(), seen.clone());
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            tokio::spawn(serve(connection, clock.clone(), count, seen.clone()));
        }
    });
    address
}

async fn serve(connection: TcpStream, clock: Clock, count: Count, seen: Seen) -> std::io::Result<()> {
    connection.set_nodelay(true)?;
    let mut connection = BufReader::new(connection);
    while read(&mut connection).await? {
        clock.at_server(one_way()).await;
        let (status, remaining) = seen.count(count, clock.passed());
        clock.at_server(one_way()).await;
        let body = r#"{"uuid":"3f2a9c1e-7b64-4d0a-8a51-1c9e5f7d2b01"}"#;
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nX-Ratelimit-Remaining: {remaining}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        connection.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

/// How long a request or an answer is on its way: from 50 to 150 ms, and one in fifty takes a second. So they overtake each
/// other.
fn one_way() -> Duration {
    static WAYS: AtomicU64 = AtomicU64::new(0);
    let random = WAYS.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    match random % 1000 {
        0..20 => Duration::from_secs(1),
        part => Duration::from_micros(50_000 + 100 * part),
    }
}

/// Reads a request; `false` if there is none any more.
async fn read(connection: &mut BufReader<TcpStream>) -> std::io::Result<bool> {
    let (mut line, mut length) = (String::new(), 0);
    while connection.read_line(&mut line).await? > 0 {
        if line == "\r\n" {
            connection.read_exact(&mut vec![0; length]).await?;
            return Ok(true);
        }
        if let Some((_, value)) = line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length")) {
            length = value.trim().parse().unwrap_or_default();
        }
        line.clear();
    }
    Ok(false)
}
