//! Lists contact details once, from the server whose URL is the first argument, and prints what came of it. A program of
//! its own, because environment variables belong to a process and the tests of one share them.

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
