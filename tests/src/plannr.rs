//! Clients of the SDK for the tests.

use std::fmt::Debug;

use plannr_sdk::reqwest::{Client, ClientBuilder};
use plannr_sdk::{Error, Plannr, PlannrBuilder, Uuid};

use crate::server::StubServer;

/// The token of the tests. No message may contain it.
pub const TOKEN: &str = "token-of-the-contract-tests";

/// The account that most tests act for.
pub const ACCOUNT: Uuid = Uuid::from_u128(0x0b7e_6a52_3f0d_4c1a_9f6e_5d2c_8b1a_7e40);

/// A client account that owns contact details.
pub const OWNER: Uuid = Uuid::from_u128(0xa4c1_d7e2_58b3_4f96_b0d4_6e2f_1a9c_3d10);

/// A builder of a client of a stub server, without retries and without a quota.
pub fn builder(server: &StubServer) -> PlannrBuilder {
    let builder = Plannr::builder(TOKEN, ACCOUNT).base_url(server.url()).http(http());
    // In real time the quota would let some loops wait for minutes.
    builder.max_retries(0).requests_per_minute(None)
}

/// Settings of reqwest that trust no certificate: loading the platform's takes longer than most tests.
pub fn http() -> ClientBuilder {
    Client::builder().tls_certs_only([])
}

/// A client of a stub server.
pub fn client(server: &StubServer) -> Plannr {
    builder(server).build().expect("a loopback URL is a base URL")
}

/// Returns the error, which must be the SDK's refusal of this field.
pub fn assert_refused<T: Debug>(outcome: Result<T, Error>, field: &str, about: &str) -> Error {
    let error = outcome.expect_err(about);
    assert!(error.is_invalid_input(), "{about}: {error:?}");
    let fields: Vec<_> = error.field_errors().iter().map(|error| error.field().to_owned()).collect();
    assert_eq!(fields, [field], "{about}: {error}");
    assert!(error.to_string().contains(field), "{about}: the message does not name {field}: {error}");
    assert_eq!((error.attempts(), error.status()), (0, None), "{about}");
    assert_eq!(error.server_state(), plannr_sdk::ServerState::NotApplied, "{about}");
    error
}
