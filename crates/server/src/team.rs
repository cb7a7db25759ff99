//! What the hub's team does: at the command line here, over HTTP in `handlers/team`.

pub mod commands;
pub mod keys;
