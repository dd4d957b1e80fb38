//! Has every operation its wrapper, and do all of them ask the server that the spec names?

use plannr_sdk::Plannr;
use plannr_sdk::reqwest::{Proxy, Url};

use super::{Suite, success};
use crate::calls::{self, Call};
use crate::plannr::{ACCOUNT, TOKEN, client, http};
use crate::server::{StubResponse, StubServer};
use crate::spec::Spec;

pub(super) async fn findings(suite: &Suite<'_>) -> Vec<String> {
    let mut findings = wrappers(suite.spec).await;
    findings.extend(server(suite.spec).await);
    findings
}

async fn wrappers(spec: &Spec) -> Vec<String> {
    let mut findings = Vec::new();
    for operation in spec.operations() {
        if operation.find_success().is_none() {
            findings.push(format!("{} has no response of success", operation.name()));
            continue;
        }
        let server = StubServer::always(success(&operation)).await;
        match calls::call(&client(&server), &operation, &Call::least(&operation)).await {
            Err(unknown) => findings.push(unknown),
            Ok(outcome) => match server.requests().as_slice() {
                [request] if request.method() == operation.method && fits(operation.path, &request.path()) => {}
                requests => {
                    let sent: Vec<_> = requests.iter().map(|one| format!("{} {}", one.method(), one.path())).collect();
                    let name = operation.name();
                    findings.push(format!("the wrapper of {name} sends {sent:?} and gives {:?}", outcome.err()));
                }
            },
        }
    }
    findings
}

fn fits(template: &str, path: &str) -> bool {
    let parts = template.split('/').zip(path.split('/'));
    template.split('/').count() == path.split('/').count()
        && parts.into_iter().all(|(expected, found)| expected.starts_with('{') || expected == found)
}

/// Without a base URL of one's own it is the spec's: a proxy is asked to connect to that host. The paths of the operations
/// are whole, so that the URL has none.
async fn server(spec: &Spec) -> Vec<String> {
    let due = spec.document()["servers"][0]["url"].as_str().unwrap_or_default();
    let Some(url) = Url::parse(due).ok().filter(|url| url.path() == "/") else {
        return vec![format!("the server of the spec is {due}, which is no URL of a server alone")];
    };
    let proxy = StubServer::always(StubResponse::empty(502)).await;
    let http = Proxy::all(proxy.url()).map(|proxy| http().proxy(proxy));
    let plannr = http.map(|http| Plannr::builder(TOKEN, ACCOUNT).http(http).max_retries(0).build());
    if let Ok(Ok(plannr)) = plannr {
        let _ = plannr.contact_details().list().send().await;
    }
    let asked: Vec<_> = proxy.requests().iter().map(|one| format!("{} {}", one.method(), one.target())).collect();
    let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
    let expected = format!("CONNECT {host}:{port}");
    if asked == [expected] {
        return Vec::new();
    }
    vec![format!("the SDK asks for {asked:?}, not for the server of the spec, {due}")]
}
