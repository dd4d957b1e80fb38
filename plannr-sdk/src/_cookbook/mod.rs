//! Recipes for common tasks. This module exists in the documentation only.
//!
//! The examples run against the mock server (feature `mock`). In them, `plannr` is a [`Plannr`](crate::Plannr),
//! `client` the uuid of a client account, and `mock` the mock server.
//!
//! **[Clients](clients)**
//!
//! - [Refresh an OAuth token](clients#refresh-an-oauth-token)
//! - [Act for several accounts](clients#act-for-several-accounts)
//! - [Shorten the timeout of one call](clients#shorten-the-timeout-of-one-call)
//! - [Set a proxy or a certificate](clients#set-a-proxy-or-a-certificate)
//! - [Share the rate limit with other programs](clients#share-the-rate-limit-with-other-programs)
//! - [Log without personal data](clients#log-without-personal-data)
//! - [Call it from a program without async](clients#call-it-from-a-program-without-async)
//!
//! **[Reading](reading)**
//!
//! - [Resume a list at the page that failed](reading#resume-a-list-at-the-page-that-failed)
//! - [Find the client of a contact detail](reading#find-the-client-of-a-contact-detail)
//! - [Export everything](reading#export-everything)
//! - [Find duplicates](reading#find-duplicates)
//! - [Read a field that the models lack](reading#read-a-field-that-the-models-lack)
//!
//! **[Writing](writing)**
//!
//! - [Accept phone numbers from a form](writing#accept-phone-numbers-from-a-form)
//! - [Retry the failed items of an import](writing#retry-the-failed-items-of-an-import)
//! - [Stop an import and keep the rest](writing#stop-an-import-and-keep-the-rest)
//! - [Recover from a create with an unknown outcome](writing#recover-from-a-create-with-an-unknown-outcome)
//! - [Change one field](writing#change-one-field)
//! - [Add an owner](writing#add-an-owner)
//!
//! **[Testing](testing)**
//!
//! - [Fail a certain request](testing#fail-a-certain-request)
//! - [Lose a response](testing#lose-a-response)
//! - [Test waits without waiting](testing#test-waits-without-waiting)
//! - [Expire a token](testing#expire-a-token)
//! - [Test every form of response](testing#test-every-form-of-response)
//! - [Use real time](testing#use-real-time)

pub mod clients;
pub mod reading;
pub mod testing;
pub mod writing;
