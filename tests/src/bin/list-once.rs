//! Lists contact details once, from the server in the first argument, and prints the result. It is a separate program,
//! because tests in one process share their environment variables.

use contract_tests::plannr::{ACCOUNT, TOKEN};
use plannr_sdk::{Error, Plannr};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let outcome = list(std::env::args().nth(1).unwrap_or_default()).await;
    println!("{}", outcome.map_or_else(|error| error.to_string(), |count| format!("{count} contact details")));
}

async fn list(url: String) -> Result<usize, Error> {
    let plannr = Plannr::builder(TOKEN, ACCOUNT).base_url(url).max_retries(0).build()?;
    Ok(plannr.contact_details().list().send().await?.data.len())
}
