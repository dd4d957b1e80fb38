//! Runs one row with one method and checks the outcome; and what all scenarios share.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use contract_tests::plannr::{ACCOUNT, OWNER, TOKEN, http};
use contract_tests::server::{Setup, StubResponse, StubServer};
use contract_tests::{assert_none, validate};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::Method;
use plannr_sdk::reqwest::dns::{Addrs, Name, Resolve, Resolving};
use plannr_sdk::{
    AccessToken, ContactDetailValue, Error, NewContactDetail, Plannr, PlannrBuilder, ServerState, UpdateContactDetail,
    Uuid,
};
use tokio::net::TcpSocket;

use crate::row::{Body, CREATED, Expected, FIRST_OF_APRIL_SECONDS, Peer, Row, State};

/// The value that is sent and the filter of a list. No message may repeat it.
pub(crate) const EMAIL: &str = "jo.marker@example.com";

pub(crate) const METHODS: [Method; 3] = [Method::GET, Method::PUT, Method::POST];

/// Runs a row with a method.
pub(crate) async fn run(row: &Row, method: &Method) {
    let clock = on_the_first_of_april();
    let builder = match row.has_source {
        true => Plannr::builder_with_token_source(source, ACCOUNT),
        false => Plannr::builder(TOKEN, ACCOUNT),
    };
    let (builder, connected) = connect(row, builder.http(http()).clock(clock.clone()), &clock).await;
    let plannr = (row.settings)(builder).build().unwrap();
    let outcome = call(&plannr, method, row.owners).await;
    let expected = match *method {
        Method::GET => &row.get,
        Method::PUT => &row.put,
        _ => &row.post,
    };
    let mut findings = deviations(expected, method, &outcome);
    let seen = connected.server.map_or(0, |server| server.requests().len());
    if seen != row.seen(expected.attempts) {
        findings.push(format!("the server saw {seen} requests, not {}", row.seen(expected.attempts)));
    }
    if expected.waits.is_some_and(|waits| waits != clock.elapsed()) {
        findings.push(format!("{:?} passed, not {:?}", clock.elapsed(), expected.waits));
    }
    assert_none(&findings);
}

async fn source() -> Result<AccessToken, Error> {
    Ok(AccessToken::new(TOKEN))
}

pub(crate) fn on_the_first_of_april() -> SimulatedClock {
    let clock = SimulatedClock::new();
    clock.set_time_of_day(UNIX_EPOCH + Duration::from_secs(FIRST_OF_APRIL_SECONDS));
    clock
}

/// A client of a server, with default settings but for the clock.
pub(crate) fn builder(server: &StubServer, clock: &SimulatedClock) -> PlannrBuilder {
    Plannr::builder(TOKEN, ACCOUNT).base_url(server.url()).http(http()).clock(clock.clone())
}

/// A server that sends these responses in order, a client of it with these settings, and their clock.
pub(crate) async fn start(
    replies: impl Into<Vec<StubResponse>>,
    settings: impl FnOnce(PlannrBuilder) -> PlannrBuilder,
) -> (StubServer, Plannr, SimulatedClock) {
    let clock = on_the_first_of_april();
    let server = Setup::new().clock(&clock).in_order(replies.into()).await;
    let plannr = settings(builder(&server, &clock)).build().unwrap();
    (server, plannr, clock)
}

/// Values that must live as long as the call.
struct Connected {
    server: Option<StubServer>,
    _port: Option<TcpSocket>,
}

async fn connect(row: &Row, builder: PlannrBuilder, clock: &SimulatedClock) -> (PlannrBuilder, Connected) {
    let setup = Setup::new().clock(clock);
    let setup = if row.responds_early { setup.responding_early() } else { setup };
    let server = match &row.peer {
        Peer::Replies(replies) | Peer::UnknownHost(_, replies) | Peer::Unreachable(_, replies) => {
            setup.in_order(replies.clone()).await
        }
        Peer::AtAccept(times, steps, replies) => {
            let (times, steps) = (*times, steps.clone());
            let greeting = move |number| if number < times { steps.clone() } else { Vec::new() };
            setup.at_accept(greeting).in_order(replies.clone()).await
        }
        Peer::Nobody => {
            // The bound socket keeps others from listening on the port.
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
            let url = format!("http://{}", socket.local_addr().unwrap());
            return (builder.base_url(url), Connected { server: None, _port: Some(socket) });
        }
    };
    let builder = match &row.peer {
        Peer::UnknownHost(times, _) | Peer::Unreachable(times, _) => {
            let silent = matches!(row.peer, Peer::Unreachable(..)).then(|| clock.clone());
            let resolver = Resolver { port: server.port(), failures: AtomicUsize::new(*times), silent };
            let http = http().dns_resolver(resolver);
            builder.base_url(format!("http://localhost:{}", server.port())).http(http)
        }
        _ => builder.base_url(server.url()),
    };
    (builder, Connected { server: Some(server), _port: None })
}

/// Fails this many times, or says nothing while time passes.
struct Resolver {
    port: u16,
    failures: AtomicUsize,
    silent: Option<SimulatedClock>,
}

impl Resolve for Resolver {
    fn resolve(&self, _: Name) -> Resolving {
        let fails = self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        let found = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let silent = self.silent.clone();
        Box::pin(async move {
            if let Some(clock) = silent.filter(|_| fails) {
                clock.advance(Duration::from_secs(31));
                return std::future::pending().await;
            }
            if fails {
                return Err("no such name".into());
            }
            Ok(Box::new(std::iter::once(found)) as Addrs)
        })
    }
}

/// Lists, updates or creates, and returns the length of the response's body.
pub(crate) async fn call(plannr: &Plannr, method: &Method, owners: usize) -> Result<usize, Error> {
    let (details, owners) = (plannr.contact_details(), vec![OWNER; owners]);
    match *method {
        Method::GET => {
            let list = details.list().account_uuids([OWNER]).values([EMAIL]);
            list.send().await.map(|response| response.body().len())
        }
        Method::PUT => {
            let update = UpdateContactDetail::new("Work", ContactDetailValue::email(EMAIL)?, owners)?;
            details.update(created(), &update).await.map(|response| response.body().len())
        }
        _ => {
            let new = NewContactDetail::email("Work", EMAIL, owners)?;
            details.create(&new).await.map(|response| response.body().len())
        }
    }
}

pub(crate) fn created() -> Uuid {
    CREATED.parse().unwrap()
}

fn deviations(expected: &Expected, method: &Method, outcome: &Result<usize, Error>) -> Vec<String> {
    let mut findings = Vec::new();
    let read = match (outcome, expected.kind) {
        (Ok(read), None) => Some(*read),
        (Ok(_), Some(_)) => return vec!["it is a success".to_owned()],
        (Err(error), None) => return vec![format!("it is an error: {error:?}")],
        (Err(error), Some(kind)) => {
            let kinds: Vec<_> = Some(kind).into_iter().filter(|kind| !kind.is_empty()).collect();
            if validate::kinds(error) != kinds {
                findings.push(format!("it is {:?}, not {kinds:?}: {error}", validate::kinds(error)));
            }
            if error.server_state() != state(expected.state, method) {
                findings.push(format!("the state is {:?}, not {:?}", error.server_state(), expected.state));
            }
            if error.attempts() as usize != expected.attempts {
                findings.push(format!("there were {} attempts, not {}", error.attempts(), expected.attempts));
            }
            findings.extend(leaks(error));
            error.body().map(|body| body.len())
        }
    };
    let is_expected = match expected.body {
        Body::Nothing => read.is_none(),
        Body::Bytes(bytes) => read == Some(bytes),
        Body::AtMost(bytes) => read.is_some_and(|read| read <= bytes),
    };
    if !is_expected {
        findings.push(format!("{read:?} bytes of the body were read, not {:?}", expected.body));
    }
    findings
}

fn state(state: State, method: &Method) -> ServerState {
    match state {
        State::NotApplied => ServerState::NotApplied,
        State::Unknown => ServerState::Unknown,
        State::Applied if *method == Method::PUT => ServerState::applied(Some(created())),
        State::Applied => ServerState::applied(None),
        State::AppliedAs(uuid) => ServerState::applied(Some(uuid.parse().unwrap())),
    }
}

/// The secrets and personal data that an error prints.
pub(crate) fn leaks(error: &Error) -> Vec<String> {
    let text = format!("{error} {error:?} {error:#?}");
    let owner = OWNER.to_string();
    let secrets = [TOKEN, EMAIL, "jo.marker", "filter", &owner];
    let printed = secrets.into_iter().filter(|secret| text.contains(secret));
    printed.map(|secret| format!("the error prints {secret}: {text}")).collect()
}
