//! The logins of a user.

use crate::decode;
use crate::error::Error;
use crate::generated::types::{Login, LoginList};
use crate::response::Response;
use crate::transport::{self, Transport};

/// Lists the logins, which needs no account.
pub(crate) async fn list(transport: &Transport) -> Result<Response<Vec<Login>>, Error> {
    let logins = transport::call(transport, &|client| client.list_logins(), decode::whole::<LoginList>).await?;
    Ok(logins.map(|list| list.data))
}
