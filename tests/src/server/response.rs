//! A response, valid or broken, as the steps of a server.

use std::time::Duration;

use serde_json::Value;

/// One thing that a server does on a connection.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Sends the same bytes many times.
    Repeat(Vec<u8>, u64),
    /// Advances the simulated clock of the [`Setup`](super::Setup), which wakes timers.
    Pass(Duration),
    /// Sends nothing more, and keeps the connection.
    Silence,
    /// Closes the connection.
    Close,
    /// Resets the connection: bytes in flight are lost.
    Reset,
}

/// A response, valid or broken.
#[derive(Clone, Debug, Default)]
pub struct StubResponse {
    /// None if steps contain the bytes.
    status: Option<u16>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    sent: Option<usize>,
    is_without_length: bool,
    keeps_alive: bool,
    /// The steps after the head and the body.
    then: Vec<Step>,
}

impl StubResponse {
    /// Has a body of any type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status: Some(status), headers, body: body.into(), ..Self::default() }
    }

    /// Has a JSON body.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// Has an HTML body, like the response of a proxy.
    pub fn html(status: u16) -> Self {
        Self::new(status, "text/html; charset=UTF-8", "<!DOCTYPE html><html><body>Not what was asked for</body></html>")
    }

    /// Has an empty body.
    pub fn empty(status: u16) -> Self {
        Self::new(status, "application/json", "")
    }

    /// Consists of steps only, and closes the connection at the end.
    pub fn steps(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { then: steps.into_iter().collect(), ..Self::default() }
    }

    /// Consists of bytes, which need not be HTTP.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::steps([Step::Send(bytes.into())])
    }

    /// Closes the connection.
    pub fn hang_up() -> Self {
        Self::steps([])
    }

    /// Keeps the connection open without a response.
    pub fn silence() -> Self {
        Self::steps([Step::Silence])
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    /// Sends only some bytes of the body that `Content-Length` announces.
    #[must_use]
    pub fn cut_after(self, bytes: usize) -> Self {
        Self { sent: Some(bytes), ..self }
    }

    /// Adds a step.
    #[must_use]
    pub fn then(mut self, step: Step) -> Self {
        self.then.push(step);
        self
    }

    /// Advances the simulated clock first.
    #[must_use]
    pub fn after(self, time: Duration) -> Self {
        Self::steps([Step::Pass(time)].into_iter().chain(self.to_steps()))
    }

    /// Leaves out `Content-Length`: the body ends with the connection.
    #[must_use]
    pub fn without_length(self) -> Self {
        Self { is_without_length: true, ..self }
    }

    /// Changes the body, if it is JSON.
    #[must_use]
    pub fn with_json(mut self, change: impl FnOnce(&mut Value)) -> Self {
        if let Ok(mut body) = serde_json::from_slice(&self.body) {
            change(&mut body);
            self.body = body.to_string().into();
        }
        self
    }

    /// Keeps the connection for the next request.
    #[must_use]
    pub fn keep_alive(self) -> Self {
        Self { keeps_alive: true, ..self }
    }

    /// The bytes of the head and the body that are sent.
    pub fn bytes(&self) -> Vec<u8> {
        let Some(status) = self.status else { return Vec::new() };
        let mut head = format!("HTTP/1.1 {status} Of The Test\r\n");
        if !self.keeps_alive {
            head += "Connection: close\r\n";
        }
        self.headers.iter().for_each(|(name, value)| head += &format!("{name}: {value}\r\n"));
        // A 204 has no body, and must not announce a length.
        if !self.is_without_length && status != 204 {
            head += &format!("Content-Length: {}\r\n", self.body.len());
        }
        let sent = self.sent.unwrap_or(usize::MAX).min(self.body.len());
        [head.as_bytes(), b"\r\n", &self.body[..sent]].concat()
    }

    pub(super) fn to_steps(&self) -> Vec<Step> {
        let end = (!self.keeps_alive).then_some(Step::Close);
        [Step::Send(self.bytes())].into_iter().chain(self.then.iter().cloned()).chain(end).collect()
    }
}
