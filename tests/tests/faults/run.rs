//! Runs one row with one method, and judges what comes of it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use contract_tests::plannr::{ACCOUNT, OWNER, TOKEN, http};
use contract_tests::server::{Setup, StubServer};
use contract_tests::{assert_none, validate};
use plannr_sdk::mock::SimulatedClock;
use plannr_sdk::reqwest::Method;
use plannr_sdk::reqwest::dns::{Addrs, Name, Resolve, Resolving};
use plannr_sdk::{
    AccessToken, ContactDetailValue, Error, NewContactDetail, Plannr, PlannrBuilder, ServerState, UpdateContactDetail,
    Uuid,
};
use tokio::net::TcpSocket;

use crate::row::{Body, CREATED, Due, FIRST_OF_APRIL_SECONDS, Peer, Row, State};

/// The value that is sent and asked for; no message may repeat it.
pub(crate) const EMAIL: &str = "jo.marker@example.com";

/// Runs a row with a method.
pub(crate) async fn run(row: &Row, method: &Method) {
    let clock = SimulatedClock::new();
    clock.set_time_of_day(UNIX_EPOCH + Duration::from_secs(FIRST_OF_APRIL_SECONDS));
    let builder = if row.has_source { Plannr::builder_with_token_source(source, ACCOUNT) } else { fixed() };
    let (builder, peer) = connect(row, builder.http(http()).clock(clock.clone()), &clock).await;
    let plannr = (row.settings)(builder).build().unwrap();
    let outcome = call(&plannr, method, row.owners).await;
    let due = match *method {
        Method::GET => &row.get,
        Method::PUT => &row.put,
        _ => &row.post,
    };
    let mut findings = validate(due, method, &outcome);
    let seen = peer.server.map_or(0, |server| server.requests().len());
    if seen != row.seen(due.attempts) {
        findings.push(format!("the server saw {seen} requests, not {}", row.seen(due.attempts)));
    }
    if due.waits.is_some_and(|waits| waits != clock.elapsed()) {
        findings.push(format!("{:?} passed, not {:?}", clock.elapsed(), due.waits));
    }
    assert_none(&findings);
}

fn fixed() -> PlannrBuilder {
    Plannr::builder(TOKEN, ACCOUNT)
}

async fn source() -> Result<AccessToken, Error> {
    Ok(AccessToken::new(TOKEN))
}

/// What must live as long as the call.
struct Held {
    server: Option<StubServer>,
    _port: Option<TcpSocket>,
}

async fn connect(row: &Row, builder: PlannrBuilder, clock: &SimulatedClock) -> (PlannrBuilder, Held) {
    let mut setup = Setup::new().clock(clock);
    if row.responding_early {
        setup = setup.responding_early();
    }
    let server = match &row.peer {
        Peer::Answers(replies) | Peer::Nameless(_, replies) => setup.in_order(replies.clone()).await,
        Peer::AtAccept(times, steps, replies) => {
            let (times, steps) = (*times, steps.clone());
            let greeting = move |number| if number < times { steps.clone() } else { Vec::new() };
            setup.at_accept(greeting).in_order(replies.clone()).await
        }
        Peer::Nobody => {
            // It is taken as long as the socket lives, so that nobody else can come to listen there.
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
            let url = format!("http://{}", socket.local_addr().unwrap());
            return (builder.base_url(url), Held { server: None, _port: Some(socket) });
        }
    };
    let builder = match &row.peer {
        Peer::Nameless(times, _) => {
            let resolver = Resolver { port: server.port(), fails: AtomicUsize::new(*times) };
            let http = http().dns_resolver(resolver);
            builder.base_url(format!("http://localhost:{}", server.port())).http(http)
        }
        _ => builder.base_url(server.url()),
    };
    (builder, Held { server: Some(server), _port: None })
}

/// Knows no name so many times.
struct Resolver {
    port: u16,
    fails: AtomicUsize,
}

impl Resolve for Resolver {
    fn resolve(&self, _: Name) -> Resolving {
        let fails = self.fails.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        let found = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        Box::pin(async move {
            if fails {
                return Err("no such name".into());
            }
            Ok(Box::new(std::iter::once(found)) as Addrs)
        })
    }
}

/// Calls by method, and gives the length of the answer's body.
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

fn validate(due: &Due, method: &Method, outcome: &Result<usize, Error>) -> Vec<String> {
    let mut findings = Vec::new();
    let read = match (outcome, due.kind) {
        (Ok(read), None) => Some(*read),
        (Ok(_), Some(_)) => return vec!["it is a success".to_owned()],
        (Err(error), None) => return vec![format!("it is an error: {error:?}")],
        (Err(error), Some(kind)) => {
            let kinds: Vec<_> = Some(kind).into_iter().filter(|kind| !kind.is_empty()).collect();
            if validate::kinds(error) != kinds {
                findings.push(format!("it is {:?}, not {kinds:?}: {error}", validate::kinds(error)));
            }
            if !is_state(error.server_state(), due.state, method) {
                findings.push(format!("the state is {:?}, not {:?}", error.server_state(), due.state));
            }
            if error.attempts() as usize != due.attempts {
                findings.push(format!("there were {} attempts, not {}", error.attempts(), due.attempts));
            }
            findings.extend(told(error));
            error.body().map(|body| body.len())
        }
    };
    let is_due = match due.body {
        Body::Nothing => read.is_none(),
        Body::Bytes(bytes) => read == Some(bytes),
        Body::AtMost(bytes) => read.is_some_and(|read| read <= bytes),
    };
    if !is_due {
        findings.push(format!("{read:?} bytes of the body were read, not {:?}", due.body));
    }
    findings
}

fn is_state(state: ServerState, due: State, method: &Method) -> bool {
    let is_applied = |due| matches!(state, ServerState::Applied { uuid, .. } if uuid == due);
    match due {
        State::NotApplied => state == ServerState::NotApplied,
        State::Unknown => state == ServerState::Unknown,
        State::Applied => is_applied((*method == Method::PUT).then(created)),
        State::AppliedAs(uuid) => is_applied(Some(uuid.parse().unwrap())),
    }
}

/// What an error tells that it must not.
pub(crate) fn told(error: &Error) -> Vec<String> {
    let text = format!("{error} {error:?} {error:#?}");
    let owner = OWNER.to_string();
    let secrets = [TOKEN, EMAIL, "jo.marker", "filter", &owner];
    let told = secrets.into_iter().filter(|secret| text.contains(secret));
    told.map(|secret| format!("the error tells {secret}: {text}")).collect()
}
