//! TLS that cannot be trusted or is missing. The certificates are made here.

use std::sync::Arc;

use contract_tests::plannr::http;
use contract_tests::server::{Setup, Step, StubResponse, StubServer};
use contract_tests::{assert_none, validate};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::{Certificate, Client, ClientBuilder, Method};
use plannr_sdk::{Plannr, ServerState};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::row::good;
use crate::run::{METHODS, builder, call, leaks};
use crate::{Special, special};

const HERE: &str = "127.0.0.1";

pub(crate) fn specials() -> Vec<Special> {
    vec![
        special("a certificate from a known authority", a_good_certificate),
        special("a server that prefers HTTP/2 gets HTTP/1.1", || prefers_http2(false)),
        special("a server that prefers HTTP/2 gets HTTP/1.1 with settings of the user's own", || prefers_http2(true)),
        special("a certificate for another name", || refused_certificate("plannr.example", |_| {})),
        special("a certificate that has expired", || {
            refused_certificate(HERE, |params| params.not_after = date_time_ymd(2020, 1, 1))
        }),
        special("a certificate that is not valid yet", || {
            refused_certificate(HERE, |params| params.not_before = date_time_ymd(4000, 1, 1))
        }),
        special("a certificate from an unknown authority", an_unknown_authority),
        special("a self-signed certificate", a_self_signed_certificate),
        special("plain HTTP instead of TLS", || {
            no_handshake(vec![Step::Send(StubResponse::empty(400).bytes()), Step::Close])
        }),
        special("TLS instead of plain HTTP", tls_instead_of_plain_http),
        special("a connection closed during the handshake", || no_handshake(vec![Step::Close])),
        special("a cut response over TLS", a_cut_response),
    ]
}

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate that is signed by an authority, or by itself.
fn acceptor(authority: Option<&Authority>, name: &str, change: fn(&mut CertificateParams)) -> TlsAcceptor {
    let (mut params, key) = (CertificateParams::new([name.to_owned()]).unwrap(), KeyPair::generate().unwrap());
    change(&mut params);
    let certificate = match authority {
        Some(authority) => params.signed_by(&key, authority).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate.der().to_vec())], key)
        .unwrap();
    // It prefers HTTP/2, if the client offers it.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Arc::new(config).into()
}

/// Settings that trust one authority.
fn trusting(authority: &Authority) -> ClientBuilder {
    Client::builder().tls_certs_only([Certificate::from_der(authority.der()).unwrap()])
}

/// A server that speaks TLS and always sends this response.
async fn start(acceptor: TlsAcceptor, reply: StubResponse) -> StubServer {
    Setup::new().tls(acceptor).in_order(vec![reply]).await
}

/// A client of a server at this URL, with other settings of HTTP.
fn client(server: &StubServer, url: String, http: ClientBuilder, retries: u32) -> Plannr {
    builder(server, &SimulatedClock::new()).base_url(url).http(http).max_retries(retries).build().unwrap()
}

async fn a_good_certificate() {
    let authority = authority();
    let server = start(acceptor(Some(&authority), HERE, |_| {}), good().keep_alive()).await;
    let plannr = client(&server, server.url(), trusting(&authority), 2);
    for method in METHODS {
        call(&plannr, &method, 1).await.unwrap();
    }
    assert_eq!((server.requests().len(), server.connections()), (3, 1));
}

/// Another crate can turn on reqwest's `http2`, and a program its own settings: neither changes the protocol. The
/// server reads HTTP/1.1, so that it would not understand HTTP/2.
async fn prefers_http2(has_settings: bool) {
    let authority = authority();
    let server = start(acceptor(Some(&authority), HERE, |_| {}), good()).await;
    let mut http = trusting(&authority);
    if has_settings {
        http = http.user_agent("advice-app/2.1").tcp_nodelay(false).pool_max_idle_per_host(1);
    }
    call(&client(&server, server.url(), http, 0), &Method::POST, 1).await.unwrap();
    assert!(String::from_utf8_lossy(&server.requests()[0].bytes).lines().next().unwrap().ends_with(" HTTP/1.1"));
}

async fn refused_certificate(name: &str, change: fn(&mut CertificateParams)) {
    let authority = authority();
    let server = start(acceptor(Some(&authority), name, change), good()).await;
    assert_no_connection(&server, server.url(), || trusting(&authority), "ertificate").await;
}

async fn an_unknown_authority() {
    let server = start(acceptor(Some(&authority()), HERE, |_| {}), good()).await;
    let other = authority();
    assert_no_connection(&server, server.url(), || trusting(&other), "ertificate").await;
    // The platform does not trust it either.
    assert_no_connection(&server, server.url(), Client::builder, "ertificate").await;
}

async fn a_self_signed_certificate() {
    let server = start(acceptor(None, HERE, |_| {}), good()).await;
    let authority = authority();
    assert_no_connection(&server, server.url(), || trusting(&authority), "ertificate").await;
}

/// A server that does this instead of a handshake.
async fn no_handshake(steps: Vec<Step>) {
    let server = Setup::new().at_accept(move |_| steps.clone()).in_order(vec![good()]).await;
    let authority = authority();
    let url = server.url().replace("http://", "https://");
    assert_no_connection(&server, url, || trusting(&authority), "").await;
}

/// Nothing was sent, so that every method is retried, but not after a certificate that will not be trusted next time
/// either.
async fn assert_no_connection(server: &StubServer, url: String, http: impl Fn() -> ClientBuilder, says: &str) {
    let mut findings = Vec::new();
    for (retries, attempts) in [(2, if says.is_empty() { 3 } else { 1 }), (0, 1)] {
        for method in METHODS {
            let plannr = client(server, url.clone(), http(), retries);
            let before = server.connections();
            let error = call(&plannr, &method, 1).await.unwrap_err();
            findings.extend(leaks(&error));
            if validate::kinds(&error) != ["is_connect"] || error.server_state() != ServerState::NotApplied {
                findings.push(format!("{method}: {error:?}"));
            }
            if (error.attempts(), server.connections() - before) != (attempts, attempts as usize) {
                findings.push(format!("{method}: {} attempts", error.attempts()));
            }
            if !error.to_string().contains(says) {
                findings.push(format!("{method}: it does not name the certificate: {error}"));
            }
        }
    }
    assert_none(&findings);
    assert!(server.requests().is_empty());
}

async fn tls_instead_of_plain_http() {
    let server = start(acceptor(None, HERE, |_| {}), good()).await;
    for method in METHODS {
        let plannr = client(&server, server.url().replace("https://", "http://"), http(), 2);
        let error = call(&plannr, &method, 1).await.unwrap_err();
        // The whole request was sent, and the client cannot know that it was not understood.
        assert_eq!(validate::kinds(&error), ["is_interrupted"], "{error:?}");
        let attempts = if method == Method::POST { 1 } else { 3 };
        assert_eq!((error.attempts(), leaks(&error)), (attempts, Vec::new()));
    }
    assert!(server.requests().is_empty());
}

/// Without a length, only the end of TLS proves that the response is whole.
async fn a_cut_response() {
    let authority = authority();
    let reply = good().without_length().then(Step::Pass(std::time::Duration::ZERO)).then(Step::Reset);
    let server = start(acceptor(Some(&authority), HERE, |_| {}), reply).await;
    for method in METHODS {
        let plannr = client(&server, server.url(), trusting(&authority), 2);
        let error = call(&plannr, &method, 1).await.unwrap_err();
        assert_eq!(validate::kinds(&error), ["is_interrupted"], "{error:?}");
        let attempts = if method == Method::POST { 1 } else { 3 };
        assert_eq!((error.attempts(), server.take_requests().len()), (attempts, attempts as usize));
        assert_eq!(matches!(error.server_state(), ServerState::Applied { .. }), method != Method::GET, "{error:?}");
    }
}
