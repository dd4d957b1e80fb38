//! Prints the results of `Plannr::from_env` and `PlannrUser::from_env`. It is a separate program, because tests in one process share their
//! environment variables.

use plannr_sdk::{Error, Plannr, PlannrUser};

fn main() {
    match Plannr::from_env() {
        Ok(plannr) => println!("{plannr:?}"),
        Err(error) => println!("{}{error}", if Error::is_config(&error) { "config: " } else { "" }),
    }
    println!("a user: {}", PlannrUser::from_env().is_ok());
}
