//! Categories: the taxonomy terms that services carry, in two levels.

use serde::{Deserialize, Serialize};

use crate::id::CategoryId;

/// A taxonomy term of the council's own list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Category {
    /// Its slug, such as `infant-feeding`.
    pub id: CategoryId,
    /// What people call it.
    pub name: String,
    /// The group it belongs to; `None` for a group.
    #[serde(default)]
    pub parent: Option<CategoryId>,
    /// One sentence on what is in it.
    #[serde(default)]
    pub summary: String,
}
