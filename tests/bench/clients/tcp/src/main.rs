//! The floor: the bytes of a request are written and those of the answer are read, and nobody looks at them.

use std::cell::RefCell;
use std::io::{Read, Write};
use std::net::TcpStream;

use meter::{ACCOUNT, Client, OWNER, TOKEN};

fn main() {
    meter::run(|server| {
        let address = server.trim_start_matches("http://");
        let body = format!(
            r#"{{"type":"email","name":"Work email","value":"ava.morgan@example.com","account_uuids":["{OWNER}"]}}"#
        );
        let request = format!(
            "POST /api/v2/contact-details HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {TOKEN}\r\n\
             accept: application/json\r\ncontent-type: application/json\r\nx-plannr-account-uuid: {ACCOUNT}\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let connection = TcpStream::connect(address).unwrap();
        connection.set_nodelay(true).unwrap();
        Tcp { request: request.into_bytes(), open: RefCell::new((connection, vec![0; 64 * 1024])) }
    });
}

struct Tcp {
    request: Vec<u8>,
    open: RefCell<(TcpStream, Vec<u8>)>,
}

impl Client for Tcp {
    async fn create(&self) {
        let (connection, buffer) = &mut *self.open.borrow_mut();
        connection.write_all(&self.request).unwrap();
        let (mut came, mut due) = (0, usize::MAX);
        while came < due {
            let more = connection.read(&mut buffer[came..]).unwrap();
            assert!(more > 0, "the server has closed the connection");
            came += more;
            due = length(&buffer[..came]).unwrap_or(due);
        }
    }
}

/// How long the answer is that begins so.
fn length(answer: &[u8]) -> Option<usize> {
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).unwrap();
    let body: usize = head.split_once("Content-Length: ")?.1.lines().next()?.parse().ok()?;
    Some(end + 4 + body)
}
