//! Prints what `Plannr::from_env` says. A program of its own, because environment variables belong to a process and the
//! tests of one share them.

use plannr_sdk::{Error, Plannr};

fn main() {
    match Plannr::from_env() {
        Ok(plannr) => println!("{plannr:?}"),
        Err(error) => println!("{}{error}", if Error::is_config(&error) { "config: " } else { "" }),
    }
}
