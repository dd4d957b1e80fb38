//! The client of a mock server.

use super::MockServer;
use crate::{Plannr, PlannrBuilder};

impl MockServer {
    /// A client of this mock server. It has the time of its [`clock`](Self::clock), so that nobody waits for real.
    ///
    /// # Panics
    ///
    /// With the feature `rustls-no-provider` alone, if no provider is installed; see [`PlannrBuilder::build`].
    #[must_use]
    pub fn plannr(&self) -> Plannr {
        #[expect(clippy::panic, reason = "its address and token are made to be good, and a test has no other way on")]
        self.plannr_builder().build().unwrap_or_else(|error| panic!("no client of the mock server: {error}"))
    }

    /// A builder of a client of this mock server, for a test that needs other settings.
    pub fn plannr_builder(&self) -> PlannrBuilder {
        let builder = Plannr::builder(self.access_token(), self.account_uuid());
        // It speaks plain HTTP: to read all certificates of the platform would take longer than most tests.
        #[cfg(any(feature = "rustls", feature = "native-tls", feature = "rustls-no-provider"))]
        let builder = builder.http(reqwest::Client::builder().tls_certs_only([]));
        builder.base_url(self.base_url()).clock(self.clock().clone())
    }
}
