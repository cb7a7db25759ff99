//! What the hub's team does: at the command line here, over HTTP in `handlers/team`.

pub mod acts;
pub mod commands;
pub mod export;
pub mod keys;
pub mod register;
