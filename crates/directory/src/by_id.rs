//! One service by its id, as a search would show it.

use domain::ServiceId;

use crate::directory::Directory;
use crate::distance::Origin;
use crate::search::Hit;

impl Directory {
    /// This service as a search from `origin` shows it; `None` when it is not listed.
    #[must_use]
    pub fn hit_of(&self, id: &ServiceId, origin: Option<Origin>) -> Option<Hit<'_>> {
        let number = u32::try_from(*self.service_numbers.get(id)?).ok()?;
        Some(self.hit(number, origin))
    }
}
