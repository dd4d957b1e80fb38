//! Calls the real API and reports what the open questions of the spec need: statuses, counts, names and JSON types.
//!
//! A report never holds a value of a response, nor a key that may be a client's. CONTRIBUTING.md says how to run it.

use std::collections::{BTreeMap, BTreeSet};

use plannr_sdk::reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use plannr_sdk::reqwest::{Client, Method, Response, Url, redirect};
use plannr_sdk::{Uuid, reqwest};
use serde_json::{Value, json};

use crate::spec::{Spec, entries, kind};

/// The help text.
pub const USAGE: &str = "\
cargo xtask probe [--write <uuid of a client account>] [--base-url <url>]

Calls the Plannr API some 40 times and prints a report in Markdown, without personal data, for an issue.
PLANNR_ACCESS_TOKEN and PLANNR_ACCOUNT_UUID are those of `Plannr::from_env`. It only reads, unless:

  --write <uuid>     creates two e-mail addresses and a phone number, all invented, for a client account without contact
                     details, and updates one. The API documents no way to delete them: remove them by hand in Plannr.
                     Their uuids go to stderr.
  --base-url <url>   calls another server than the documented one";

/// A UUID of nothing.
const NOBODY: Uuid = Uuid::from_u128(0x5eed_0000_0000_4000_8000_0000_0000_0000);

/// The reading calls, below `/api/`. No value contains `unknown`, and it is not a filter, include or sort. Every e-mail
/// address has an `@`.
const READS: [(&str, &[&str]); 3] = [
    (
        "v2/contact-details",
        &[
            "?include=accounts",
            "?include=primary_accounts",
            "?include=accounts,primary_accounts&per_page=100",
            "?include=accounts&per_page=1",
            "?include=accounts&per_page=1&page=2",
            "?per_page={most}",
            "?per_page={more}",
            "?filter[type]=email&include=accounts",
            "?filter[type]=phone_number&include=accounts",
            "?filter[value]=@",
            "?filter[value]=@,unknown",
            "?filter[value]=unknown",
            "?filter[uuid]={uuid}",
            "?filter[uuid]={nobody}",
            "?filter[account_uuids]={account}",
            "?filter[account_uuids]={account},{nobody}",
            "?filter[account_uuids]={nobody}",
            "?filter[circle_uuids]={nobody}",
            "?filter[unknown]=unknown",
            "?include=unknown",
            "?sort=unknown",
            "/{uuid}",
            "/{nobody}",
        ],
    ),
    (
        "v1/account",
        &[
            "?per_page=100",
            "?include=primary_email,primary_phone_number&per_page=100",
            "?per_page={more}",
            "?filter[type]=client&per_page=1",
            "?filter[type]=client&per_page=1&page=2",
            "?filter[primary_email]=unknown@",
            "?filter[name]=unknown,unknown",
            "?filter[uuid]={account}",
            "?filter[unknown]=unknown",
            "?include=unknown",
            "?sort=unknown",
            "/{account}",
            "/{nobody}",
        ],
    ),
    ("v1/logins", &[""]),
];

/// The server, the credentials and the mode.
#[derive(Clone)]
pub struct Settings {
    /// The access token.
    pub token: String,
    /// The account to act for.
    pub account: Uuid,
    /// The server.
    pub base_url: String,
    /// The client account to create contact details for; if none, nothing is written.
    pub write: Option<Uuid>,
}

impl Settings {
    /// Reads the arguments and the environment.
    pub fn read(
        arguments: impl IntoIterator<Item = String>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let server = &Spec::shipped().document()["servers"][0]["url"];
        let (mut base_url, mut write) = (server.as_str().unwrap_or_default().to_owned(), None);
        let mut arguments = arguments.into_iter();
        while let Some(flag) = arguments.next() {
            match (flag.as_str(), arguments.next()) {
                ("--base-url", Some(url)) => base_url = url,
                ("--write", Some(uuid)) => {
                    write = Some(uuid.parse().map_err(|_| "the value of --write is not a UUID")?)
                }
                _ => return Err(USAGE.to_owned()),
            }
        }
        let read = |name: &str| variable(name).ok_or_else(|| format!("{name} is not set: see README.md"));
        let token = read("PLANNR_ACCESS_TOKEN")?;
        let account = read("PLANNR_ACCOUNT_UUID")?.parse().map_err(|_| "PLANNR_ACCOUNT_UUID is not a UUID")?;
        Ok(Self { token, account, base_url, write })
    }
}

/// Makes the calls and returns the report.
pub async fn run(settings: &Settings) -> Result<String, String> {
    let list = Spec::shipped().operation("listContactDetails");
    let url = Url::parse(settings.base_url.trim_end_matches('/')).map_err(|_| "the base URL is not a URL")?;
    // Plain HTTP is for tests on loopback, which needs no proxy.
    let http = if url.scheme() == "http" { crate::plannr::http().no_proxy() } else { Client::builder() };
    let http = http.redirect(redirect::Policy::none()).timeout(std::time::Duration::from_secs(30));
    let most = &list.parameter("per_page").schema()["maximum"];
    let more = most.as_u64().unwrap_or_default() + 1;
    let mut probe = Probe {
        settings,
        http: http.build().map_err(|_| "no HTTP client can be built")?,
        url: url.as_str().trim_end_matches('/').to_owned(),
        known: [("nobody", NOBODY.to_string()), ("most", most.to_string()), ("more", more.to_string())].into(),
        report: format!("# Plannr API, probed by version {}\n", env!("CARGO_PKG_VERSION")),
        printed: BTreeSet::new(),
    };
    let Some(first) = probe.get(list.path).await else {
        return Err("no response: check the network and --base-url".to_owned());
    };
    match first.status {
        200..300 => {}
        401 => return Err("the token is refused: create a new PLANNR_ACCESS_TOKEN in Plannr".to_owned()),
        status => return Err(format!("the list fails with {status}: check PLANNR_ACCOUNT_UUID and --base-url")),
    }
    for (resource, rest) in READS.iter().flat_map(|(resource, all)| all.iter().map(move |rest| (resource, rest))) {
        probe.get(&format!("/api/{resource}{rest}")).await;
    }
    for path in READS.map(|(resource, _)| format!("/api/{resource}")) {
        probe.call("without an account", Method::GET, &path, None, None).await;
        probe.call("as another account", Method::GET, &path, Some(NOBODY), None).await;
    }
    if let Some(client) = settings.write {
        probe.write(client).await?;
    }
    Ok(probe.report)
}

struct Probe<'a> {
    settings: &'a Settings,
    http: Client,
    url: String,
    /// Values for the placeholders of later calls. They are never printed.
    known: BTreeMap<&'static str, String>,
    report: String,
    /// The lines printed so far, without their counts.
    printed: BTreeSet<String>,
}

/// A response as received.
struct Received {
    status: u16,
    body: Value,
}

impl Received {
    /// The contact detail, bare or under `data`.
    fn detail(&self) -> &Value {
        if self.body["data"].is_object() { &self.body["data"] } else { &self.body }
    }
}

impl Probe<'_> {
    async fn get(&mut self, path: &str) -> Option<Received> {
        self.call("", Method::GET, path, Some(self.settings.account), None).await
    }

    /// Makes a call, unless a placeholder is unknown, and reports the response.
    async fn call(
        &mut self,
        label: &str,
        method: Method,
        path: &str,
        account: Option<Uuid>,
        body: Option<&Value>,
    ) -> Option<Received> {
        self.report += &format!("\n## {method} {path} {label}\n\n");
        let known = self.known.iter();
        let filled = known.fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
        if filled.contains('{') {
            self.report += "not called: no such value is known\n";
            return None;
        }
        let mut request = self.http.request(method.clone(), format!("{}{filled}", self.url));
        request = request.bearer_auth(&self.settings.token).header(ACCEPT, "application/json");
        request = request.header(CONTENT_TYPE, "application/json").body(body.map(Value::to_string).unwrap_or_default());
        request =
            account.into_iter().fold(request, |it, account| it.header("X-PLANNR-ACCOUNT-UUID", account.to_string()));
        let received = match request.send().await {
            Ok(response) => self.receive(&method, path, response).await.ok(),
            Err(_) => None,
        };
        if received.is_none() {
            self.report += "no complete response\n";
        }
        received
    }

    async fn receive(&mut self, method: &Method, path: &str, response: Response) -> reqwest::Result<Received> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let body: Value = serde_json::from_str(&text).unwrap_or_default();
        let items = body["data"].as_array().map_or(String::new(), |items| format!(", {} items", items.len()));
        let total = body["meta"]["total"].as_u64().map_or(String::new(), |total| format!(" of {total}"));
        let form = if body.is_null() { ", no JSON" } else { "" };
        self.report += &format!("{status}{form}{items}{total}{}\n\n", self.facts(&headers, &body));

        for (name, value) in [("uuid", &body["data"][0]["uuid"]), ("account", &body["data"][0]["accounts"][0]["uuid"])]
        {
            if let Some(Ok(uuid)) = value.as_str().map(str::parse::<Uuid>) {
                self.known.entry(name).or_insert_with(|| uuid.to_string());
            }
        }
        let operations = Spec::shipped().operations();
        let route = |path: &str| {
            let path = path.split('?').next().unwrap_or_default();
            path.split('/').map(|part| if part.starts_with('{') { "" } else { part }.to_owned()).collect::<Vec<_>>()
        };
        let operation = operations.iter().find(|one| one.method == method.as_str() && route(one.path) == route(path));
        let mut lines = BTreeMap::<String, usize>::new();
        match operation.map(|operation| operation.response_to(status)) {
            Some(Some(response)) => {
                let violations = Spec::shipped().violations(response.schema(), &body);
                violations.into_iter().for_each(|text| *lines.entry(text).or_default() += 1);
            }
            Some(None) => *lines.entry("the status is not in the spec".to_owned()).or_default() += 1,
            None => {}
        }
        self.report.extend(lines.into_iter().map(|(text, count)| format!("- **{text}** ×{count}\n")));
        let mut shape = Shape::new();
        add_shape(&body, "body".to_owned(), &mut shape);
        for (place, kinds) in &shape {
            let (mut kinds, count) = (kinds.clone(), kinds.values().sum::<usize>());
            let parent = place.rsplit_once('.').and_then(|(parent, _)| shape.get(parent)?.get("object"));
            if let Some(absent) = parent.and_then(|all| all.checked_sub(count)).filter(|absent| *absent > 0) {
                kinds.insert("absent", absent);
            }
            if self.printed.insert(format!("{place} {:?}", kinds.keys())) {
                let counts: Vec<_> = kinds.iter().map(|(kind, count)| format!("{kind} ×{count}")).collect();
                self.report += &format!("- `{place}`: {}\n", counts.join(", "));
            }
        }
        Ok(Received { status, body })
    }

    /// The headers of the quota, the methods that a path has, and the parameters that a link keeps.
    fn facts(&self, headers: &HeaderMap, body: &Value) -> String {
        let mut facts = String::new();
        for (name, value) in headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default())) {
            if name.contains("ratelimit") || name == "retry-after" {
                facts += &format!(", {name} is {} number", if value.parse::<u64>().is_ok() { "a" } else { "no" });
            } else if name == "allow"
                && value.bytes().all(|letter| letter.is_ascii_uppercase() || b", ".contains(&letter))
            {
                facts += &format!(", allows {value}");
            }
        }
        if let Some(Ok(next)) = body["links"]["next"].as_str().map(Url::parse) {
            let parameters = Spec::shipped().operation("listContactDetails").parameters();
            let names = parameters.iter().map(|parameter| parameter.name());
            let kept: Vec<_> = names.filter(|name| next.query_pairs().any(|(other, _)| other == *name)).collect();
            facts += &format!(", `next` has {}", kept.join(" "));
        }
        facts
    }

    /// Creates and updates invented contact details, which the maintainer must remove by hand.
    async fn write(&mut self, client: Uuid) -> Result<(), String> {
        self.known.insert("client", client.to_string());
        let list = Spec::shipped().operation("listContactDetails").path;
        let before = self.get(&format!("{list}?filter[account_uuids]={{client}}")).await;
        let data = before.map(|before| before.body["data"].clone()).unwrap_or_default();
        if !data.is_array() || data.to_string().contains('{') {
            return Err("--write needs a client account without contact details".to_owned());
        }
        let name = "Probe of the SDK, to be removed";
        let email = json!({
            "type": "email", "name": name, "value": "Probe.Of.The.SDK@Example.com", "account_uuids": [client],
            "is_primary": true,
        });
        let update = json!({ "name": name, "value": email["value"], "account_uuids": [client] });
        let phone =
            json!({ "type": "phone_number", "name": name, "value": "020 7946 0321", "account_uuids": [client] });
        self.create("an e-mail address with capitals", &email).await;
        let account = Some(self.settings.account);
        let path = format!("{list}/{{made}}");
        self.call("without `primary_account_uuids`", Method::PUT, &path, account, Some(&update)).await;
        self.get(&format!("{list}?filter[uuid]={{made}}&include=accounts,primary_accounts")).await;
        self.create("the same e-mail address again", &email).await;
        self.create("a phone number as written in the UK", &phone).await;
        Ok(())
    }

    async fn create(&mut self, label: &str, body: &Value) {
        let list = Spec::shipped().operation("listContactDetails").path;
        let received = self.call(label, Method::POST, list, Some(self.settings.account), Some(body)).await;
        let detail = received.as_ref().map_or(&Value::Null, Received::detail);
        match detail["uuid"].as_str() {
            Some(uuid) => {
                let is_known = self.known.get("made").is_some_and(|made| made == uuid);
                // Printed at once, so that it can be removed even if a later call fails.
                eprintln!("created, to be removed in Plannr: {uuid}");
                self.known.entry("made").or_insert_with(|| uuid.to_owned());
                let [value, uuid] =
                    [(detail["value"] == body["value"], "as sent", "changed"), (is_known, "known", "new")]
                        .map(|(is, yes, no)| if is { yes } else { no });
                self.report += &format!("- the value is {value}, the uuid {uuid}\n");
            }
            None if received.as_ref().is_some_and(|received| (400..500).contains(&received.status)) => {}
            None => eprintln!("may have been created, to be removed in Plannr: {label}"),
        }
    }
}

/// The JSON types at each place, with their counts.
type Shape = BTreeMap<String, BTreeMap<&'static str, usize>>;

fn add_shape(value: &Value, place: String, shape: &mut Shape) {
    for item in value.as_array().into_iter().flatten() {
        add_shape(item, format!("{place}[]"), shape);
    }
    for (key, child) in entries(value) {
        add_shape(child, format!("{place}.{}", safe_name(key, value)), shape);
    }
    *shape.entry(place).or_default().entry(kind(value)).or_default() += 1;
}

/// The key, if it is the name of a field. A key of a map may be a client's, but a resource has a UUID and plain names.
fn safe_name<'k>(key: &'k str, object: &Value) -> &'k str {
    let is_plain = key.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'_');
    if Spec::shipped().names(key) || (object.get("uuid").is_some() && is_plain) { key } else { "?" }
}
