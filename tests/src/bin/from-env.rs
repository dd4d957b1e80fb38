//! Prints the result of `Plannr::from_env`. It is a separate program, because tests in one process share their
//! environment variables.

use plannr_sdk::{Error, Plannr};

fn main() {
    match Plannr::from_env() {
        Ok(plannr) => println!("{plannr:?}"),
        Err(error) => println!("{}{error}", if Error::is_config(&error) { "config: " } else { "" }),
    }
}
