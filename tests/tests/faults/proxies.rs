//! Proxies from the environment never see a request to loopback.

use std::process::Stdio;

use contract_tests::plannr::TOKEN;
use contract_tests::server::{StubResponse, StubServer};
use tokio::process::Command;

use crate::row::good;
use crate::{Special, special};

const VARIABLES: [&str; 6] = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

pub(crate) fn specials() -> Vec<Special> {
    vec![
        special("a proxy from the environment sees no request to 127.0.0.1", || to_loopback("127.0.0.1")),
        special("a proxy from the environment sees no request to localhost", || to_loopback("localhost")),
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
