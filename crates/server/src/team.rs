//! What the hub's team does: at the command line and in the browser here, over HTTP in `handlers/team`.

pub mod acts;
pub mod commands;
pub mod desk;
pub mod export;
pub mod keys;
pub(crate) mod pages;
pub mod register;
pub mod sign_in;
