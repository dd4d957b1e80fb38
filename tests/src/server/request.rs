//! A request as received, and its parts.

use plannr_sdk::reqwest::Url;
use serde_json::Value;

/// A request as received.
#[derive(Clone, Debug)]
pub struct Request {
    /// All its bytes.
    pub bytes: Vec<u8>,
}

impl Request {
    /// The length of the head with the empty line at its end, once that was received.
    pub(super) fn head_length(&self) -> Option<usize> {
        self.bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
    }

    /// Whether the body is as long as the head announces.
    pub(super) fn is_whole(&self) -> bool {
        let length = self.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        self.head_length().is_some_and(|head| self.bytes.len() >= head + length)
    }

    fn head(&self) -> String {
        let length = self.head_length().unwrap_or(self.bytes.len());
        String::from_utf8_lossy(&self.bytes[..length]).into_owned()
    }

    fn word(&self, at: usize) -> String {
        self.head().split_whitespace().nth(at).unwrap_or_default().to_owned()
    }

    /// The HTTP method.
    pub fn method(&self) -> String {
        self.word(0)
    }

    /// The path and the query, as received.
    pub fn target(&self) -> String {
        self.word(1)
    }

    /// The path, as received.
    pub fn path(&self) -> String {
        self.target().split('?').next().unwrap_or_default().to_owned()
    }

    /// The query parameters in order, percent-decoded.
    pub fn query(&self) -> Vec<(String, String)> {
        let url = Url::parse(&format!("http://localhost{}", self.target())).expect("a target");
        url.query_pairs().into_owned().collect()
    }

    /// A query parameter.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.query().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The headers in order, their names in small letters.
    pub fn headers(&self) -> Vec<(String, String)> {
        let head = self.head();
        let headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect()
    }

    /// The first header with a name in small letters.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.bytes[self.head_length().unwrap_or(self.bytes.len())..]
    }

    /// The body as JSON, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body()).ok()
    }
}
