//! Where a search is made from, as the server understands it.

use directory::Directory;
use domain::postcode::PartialPostcode;
use domain::service::Origin;
use domain::{Near, Point, Postcode, ProblemCode};

use crate::hub::Hub;
use crate::problem::Refusal;

/// Further than this from every family centre, a place whose council is not known counts as outside, in metres.
const FAR: u32 = 13_000;

/// A place on the ground, what to call it and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// What to call it.
    pub name: String,
    /// Where it is.
    pub point: Point,
    /// Whether the point is that of the exact postcode.
    pub exact: bool,
    /// The local authority's GSS code, where known.
    pub local_authority: Option<String>,
    /// The postcode sector or district it lies in, where known.
    pub part: Option<PartialPostcode>,
}

impl Ground {
    /// Whether it lies outside the council's area.
    #[must_use]
    pub fn is_outside(&self, directory: &Directory, council: &str) -> bool {
        match &self.local_authority {
            Some(code) => code != council,
            None => directory.nearest_centre(self.point).is_some_and(|(_, distance)| distance.0 > FAR),
        }
    }

    /// The form in which an answer names it.
    #[must_use]
    pub fn origin(&self, directory: &Directory, council: &str) -> Origin {
        Origin { name: self.name.clone(), outside: self.is_outside(directory, council) }
    }

    /// The form in which the directory searches from it.
    #[must_use]
    pub fn to_search_from(&self, directory: &Directory, council: &str) -> directory::Origin {
        let part = self.part.as_ref().map(directory::Part::from);
        directory::Origin { point: self.point, outside: self.is_outside(directory, council), part }
    }
}

impl Hub {
    /// Where this is, or `None` when the postcode or place is not known.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn find(&self, directory: &Directory, near: &Near) -> Result<Option<Ground>, Refusal> {
        match near {
            Near::Postcode(postcode) => self.find_postcode(postcode).await,
            Near::Partial(part) => Ok(self
                .sectors
                .middle(part)
                .map(|point| Ground { part: Some(part.clone()), ..about(part.as_str(), point) })),
            // A place lies in the sector whose middle is nearest.
            Near::Place(name) => Ok(directory.place(name).map(|(name, point)| {
                let sector = self.sectors.nearest(point).and_then(|(sector, ..)| sector.parse().ok());
                Ground { part: sector, ..about(&name, point) }
            })),
        }
    }

    /// Where a search is made from: `None` when it names no place.
    ///
    /// # Errors
    /// A problem with the field `near` when the place is not known.
    pub async fn ground(
        &self,
        directory: &Directory,
        near: Option<&Near>,
    ) -> Result<Option<Ground>, Refusal> {
        let Some(near) = near else { return Ok(None) };
        let found = self.find(directory, near).await?;
        found.map(Some).ok_or_else(|| Refusal::field("near", ProblemCode::NearNotFound))
    }

    async fn find_postcode(&self, postcode: &Postcode) -> Result<Option<Ground>, Refusal> {
        let part = postcode.sector().parse().ok();
        if let Some(row) = self.store.postcode(postcode).await? {
            let local_authority = Some(row.local_authority).filter(|code| !code.is_empty());
            return Ok(Some(Ground {
                name: postcode.to_string(),
                point: row.point,
                exact: true,
                local_authority,
                part,
            }));
        }
        Ok(self
            .sectors
            .sector(postcode.sector())
            .map(|point| Ground { part, ..about(postcode.as_str(), point) }))
    }
}

pub(crate) fn about(name: &str, point: Point) -> Ground {
    Ground { name: name.to_owned(), point, exact: false, local_authority: None, part: None }
}
