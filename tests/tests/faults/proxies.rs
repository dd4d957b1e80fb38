//! Proxies from the environment never see a request to loopback.

use std::process::Stdio;

use contract_tests::plannr::{ACCOUNT, TOKEN, http};
use contract_tests::server::{StubResponse, StubServer};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::Proxy;
use plannr_sdk::{Plannr, ServerState};
use tokio::process::Command;

use crate::row::good;
use crate::run::{METHODS, call};
use crate::{Special, special};

const VARIABLES: [&str; 6] = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

pub(crate) fn specials() -> Vec<Special> {
    vec![
        special("a proxy from the environment sees no request to 127.0.0.1", || to_loopback("127.0.0.1")),
        special("a proxy from the environment sees no request to localhost", || to_loopback("localhost")),
        special("a tunnel that a proxy refuses is not retried", a_refused_tunnel),
        special("a proxy from the environment sees only the host of a request", through_a_proxy),
    ]
}

/// Runs the program that lists once, with a proxy in these variables.
async fn list(url: &str, proxy: &StubServer, variables: &[&str]) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_list-once"));
    child.arg(url).stderr(Stdio::inherit());
    for name in VARIABLES.iter().chain(&["NO_PROXY", "no_proxy", "REQUEST_METHOD"]) {
        child.env_remove(name);
    }
    child.envs(variables.iter().map(|name| (name, proxy.url())));
    String::from_utf8(child.output().await.unwrap().stdout).unwrap()
}

async fn to_loopback(host: &str) {
    let (server, proxy) = (StubServer::always(good()).await, StubServer::always(good()).await);
    let url = format!("http://{host}:{}", server.port());
    for variables in VARIABLES.iter().map(std::slice::from_ref).chain([&VARIABLES[..]]) {
        let printed = list(&url, &proxy, variables).await;
        assert_eq!(printed, "0 contact details\n", "{variables:?}");
        assert_eq!((server.take_requests().len(), proxy.connections()), (1, 0), "{variables:?}");
    }
}

/// More attempts with a wrong password would lock the account at the proxy.
async fn a_refused_tunnel() {
    for (reply, attempts, text) in [
        (StubResponse::empty(407).header("Proxy-Authenticate", "Basic"), 1, "the proxy refused the tunnel (407)"),
        (StubResponse::html(407), 1, "the proxy refused the tunnel (407)"),
        (StubResponse::empty(403), 1, "the proxy refused the tunnel;"),
        (StubResponse::html(502), 1, "the proxy refused the tunnel;"),
        (StubResponse::hang_up(), 3, "connection failed"),
    ] {
        let proxy = StubServer::always(reply).await;
        let http = http().proxy(Proxy::https(proxy.url()).unwrap());
        let builder = Plannr::builder(TOKEN, ACCOUNT).base_url("https://plannr.example").http(http);
        let plannr = builder.clock(SimulatedClock::new()).build().unwrap();
        for method in METHODS {
            let error = call(&plannr, &method, 1).await.unwrap_err();
            assert!(error.is_connect() && error.to_string().contains(text), "{error}");
            assert_eq!(error.is_retryable(), attempts > 1, "{error}");
            assert_eq!((error.attempts(), error.server_state()), (attempts, ServerState::NotApplied), "{error}");
            assert_eq!(proxy.take_requests().len(), attempts as usize, "{error}");
        }
    }
}

/// Other hosts are reached by `CONNECT`, so that the proxy sees neither the token nor the filter.
async fn through_a_proxy() {
    let proxy = StubServer::always(StubResponse::empty(502)).await;
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let printed = list("https://plannr.example", &proxy, &[variable]).await;
        assert!(printed.contains("connection failed") && !printed.contains(TOKEN), "{variable}: {printed}");
        let requests = proxy.take_requests();
        let targets: Vec<_> = requests.iter().map(|one| (one.method(), one.target())).collect();
        assert_eq!(targets, [("CONNECT".to_owned(), "plannr.example:443".to_owned())], "{variable}");
        assert!(!String::from_utf8_lossy(&requests[0].bytes).contains(TOKEN), "{variable}");
    }
}
