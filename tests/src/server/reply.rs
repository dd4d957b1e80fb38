//! An answer, good or bad: what goes to the socket, step by step.

use std::time::Duration;

use serde_json::Value;

/// One thing that a server does on a connection.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Sends the same bytes so many times.
    Repeat(Vec<u8>, u64),
    /// Lets so much time pass on the simulated clock of the [`Setup`](super::Setup): what waits until then is woken.
    Pass(Duration),
    /// Says nothing more, and keeps the connection.
    Silence,
    /// Ends the connection, as a server does that has said all.
    Close,
    /// Resets the connection, as a server does that has died: what is on its way is lost.
    Reset,
}

/// An answer, good or bad.
#[derive(Clone, Debug)]
pub struct StubResponse {
    /// None for a server that sends no head of HTTP, or one of its own.
    status: Option<u16>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    declares_length: bool,
    sent: usize,
    keeps_alive: bool,
    /// What comes after the head and the body.
    then: Vec<Step>,
}

impl StubResponse {
    /// A body of some type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let (headers, body) = (vec![("Content-Type".to_owned(), content_type.to_owned())], body.into());
        let (status, sent) = (Some(status), body.len());
        Self { status, headers, body, declares_length: true, sent, keeps_alive: false, then: Vec::new() }
    }

    /// A body of JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// A page of HTML, as a proxy sends it.
    pub fn html(status: u16) -> Self {
        Self::new(status, "text/html; charset=UTF-8", "<!DOCTYPE html><html><body>Not what was asked for</body></html>")
    }

    /// No body.
    pub fn empty(status: u16) -> Self {
        Self::new(status, "application/json", "")
    }

    /// Nothing but these steps; the connection is closed in the end.
    pub fn steps(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { status: None, then: steps.into_iter().collect(), ..Self::empty(0) }
    }

    /// These bytes instead of an answer of HTTP.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::steps([Step::Send(bytes.into())])
    }

    /// No answer: the connection is closed.
    pub fn hang_up() -> Self {
        Self::steps([])
    }

    /// No answer: the connection stays open.
    pub fn silence() -> Self {
        Self::steps([Step::Silence])
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    /// The same, but only so many bytes of the body come, although `Content-Length` speaks of all.
    #[must_use]
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.sent = bytes;
        self
    }

    /// The same, but in the end the connection stays open.
    #[must_use]
    pub fn then_silence(self) -> Self {
        self.then(Step::Silence)
    }

    /// The same, and then one more step.
    #[must_use]
    pub fn then(mut self, step: Step) -> Self {
        self.then.push(step);
        self
    }

    /// The same after so much time on the simulated clock.
    #[must_use]
    pub fn after(self, time: Duration) -> Self {
        let steps = [Step::Pass(time)].into_iter().chain(self.to_steps());
        Self::steps(steps.collect::<Vec<_>>())
    }

    /// The same without `Content-Length`: the body ends with the connection.
    #[must_use]
    pub fn without_length(mut self) -> Self {
        self.declares_length = false;
        self
    }

    /// The same, but the connection is kept for the next request.
    #[must_use]
    pub fn keep_alive(mut self) -> Self {
        self.keeps_alive = true;
        self
    }

    /// Every byte of the head and the body, as far as they are sent.
    pub fn bytes(&self) -> Vec<u8> {
        let Some(status) = self.status else { return Vec::new() };
        let mut head = format!("HTTP/1.1 {status} Of The Test\r\n");
        if !self.keeps_alive {
            head.push_str("Connection: close\r\n");
        }
        self.headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
        // A 204 has no body, and must not speak of its length.
        if self.declares_length && status != 204 {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        [head.as_bytes(), b"\r\n", &self.body[..self.sent.min(self.body.len())]].concat()
    }

    /// What the server does.
    pub(super) fn to_steps(&self) -> Vec<Step> {
        let mut steps = vec![Step::Send(self.bytes())];
        steps.extend(self.then.iter().cloned());
        if !self.keeps_alive {
            steps.push(Step::Close);
        }
        steps
    }
}
