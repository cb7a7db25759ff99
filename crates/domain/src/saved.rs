//! The services that a family saves on its device: its own list, the notes on it, and the links that share it.
//!
//! The list itself is kept by the device and never sent; what is here decides what goes in, in which order, what is known
//! of it and what an address of the list means.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::id::ServiceId;
use crate::problem::{Field, FieldProblem, ProblemCode};
use crate::query::{QueryWriter, pairs};
use crate::search::Near;
use crate::service::{Origin, RegularTime, ServiceSummary};
use crate::time::Instant;

/// The most services on one list.
pub const MOST_SAVED: usize = 100;
/// The most services in one link, and in one request for services by id.
pub const MOST_SHARED: usize = 20;
/// The most services side by side.
pub const MOST_COMPARED: usize = 4;
/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 500;

/// A service as families compare it, print it and ring it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceOutline {
    /// As a list of results shows it.
    pub summary: ServiceSummary,
    /// Its number for questions; may be empty.
    #[serde(default)]
    pub phone: String,
    /// When it runs.
    #[serde(default)]
    pub times: Vec<RegularTime>,
    /// The address of the summary's place; empty when masked or online.
    #[serde(default)]
    pub address: Vec<String>,
    /// What its venues have for access, in plain words.
    #[serde(default)]
    pub access: Vec<String>,
}

/// Services asked for by id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServicesById {
    /// Those that are listed, in the order asked for, each once.
    pub services: Vec<ServiceOutline>,
    /// Those that are not listed, or no longer, in the order asked for.
    pub gone: Vec<ServiceId>,
    /// Where distances are measured from, if anywhere.
    #[serde(default)]
    pub origin: Option<Origin>,
}

/// A request for services by id: `id`, repeated, and `near`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ById {
    /// Each once, 1 to [`MOST_SHARED`].
    pub ids: Vec<ServiceId>,
    /// Adds distances.
    pub near: Option<Near>,
}

impl ById {
    /// Reads a query string.
    ///
    /// # Errors
    /// Every field to put right: `id` for none or too many, `id/0` and so on for one that is not an id, `near`.
    pub fn from_query(query: &str) -> Result<Self, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let (mut asked, mut near) = (Vec::new(), String::new());
        for (name, value) in pairs(query) {
            match name.as_str() {
                "id" => asked.push(value),
                "near" if near.is_empty() => near = value,
                _ => {}
            }
        }
        let mut ids = Vec::new();
        if (1..=MOST_SHARED).contains(&asked.len()) {
            for (at, text) in asked.iter().enumerate() {
                match text.parse() {
                    Ok(id) => once(&mut ids, id),
                    Err(_) => problems.push(FieldProblem {
                        field: Field(format!("id/{at}")),
                        code: ProblemCode::IdNotAnId,
                    }),
                }
            }
        } else {
            problems.push(FieldProblem::new("id", ProblemCode::IdsOutOfRange));
        }
        let near = Near::parse(&near).unwrap_or_else(|code| {
            problems.push(FieldProblem::new("near", code));
            None
        });
        if problems.is_empty() { Ok(Self { ids, near }) } else { Err(problems) }
    }

    /// The query string that means this; [`ById::from_query`] reads it back.
    #[must_use]
    pub fn query(&self) -> QueryWriter {
        let near = self.near.as_ref().map_or("", Near::as_str);
        self.ids
            .iter()
            .fold(QueryWriter::default(), |query, id| query.with("id", id.as_str()))
            .with("near", near)
    }
}

fn once(ids: &mut Vec<ServiceId>, id: ServiceId) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}

/// What an address of the saved list asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The family's own list.
    Own,
    /// A list that somebody shares: `ids`.
    Shared(LinkIds),
    /// Services side by side: `compare`.
    Compared(LinkIds),
}

/// The ids of a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkIds {
    /// Each once, in the link's order; at most as many as the link may hold.
    pub ids: Vec<ServiceId>,
    /// How many more the link names: what is no id, and what is past the most it may hold.
    pub left_out: usize,
}

impl Asked {
    /// Reads a query string. Ids stand in one value, between commas, or in several values of the same name; a link that
    /// is partly broken still shows what can be read of it.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let (mut shared, mut compared) = (None, None);
        for (name, value) in pairs(query) {
            let (link, most) = match name.as_str() {
                "ids" => (&mut shared, MOST_SHARED),
                "compare" => (&mut compared, MOST_COMPARED),
                _ => continue,
            };
            let link: &mut LinkIds = link.get_or_insert_default();
            for text in value.split(',').map(str::trim).filter(|text| !text.is_empty()) {
                match text.parse() {
                    Ok(id) if link.ids.contains(&id) => {}
                    Ok(id) if link.ids.len() < most => link.ids.push(id),
                    _ => link.left_out += 1,
                }
            }
        }
        match (compared, shared) {
            (Some(link), _) => Self::Compared(link),
            (None, Some(link)) => Self::Shared(link),
            (None, None) => Self::Own,
        }
    }
}

/// What a family writes to itself on a service: at most [`LONGEST_NOTE`] characters, without space around it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Note(String);

/// A note is longer than [`LONGEST_NOTE`] characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoteTooLong {
    /// How many characters it has.
    pub length: usize,
}

impl fmt::Display for NoteTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a note is longer than 500 characters")
    }
}

impl core::error::Error for NoteTooLong {}

impl TryFrom<String> for Note {
    type Error = NoteTooLong;

    fn try_from(text: String) -> Result<Self, NoteTooLong> {
        let text = text.trim();
        let length = text.chars().count();
        if length <= LONGEST_NOTE { Ok(Self(text.to_owned())) } else { Err(NoteTooLong { length }) }
    }
}

impl Note {
    /// The text; empty for no note.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A service on a family's list, as its device keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// Larger than that of every service saved before it.
    pub turn: u32,
    /// The service.
    pub id: ServiceId,
    /// What it was called when it was saved.
    pub name: String,
    /// The family's own words.
    #[serde(default)]
    pub note: Note,
}

/// What the hub last told of services, as the device keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    /// When.
    pub at: Instant,
    /// Where distances were measured from; empty for nowhere.
    pub near: String,
    /// What.
    pub answer: ServicesById,
}

impl Heard {
    /// The same in pieces, one for each service that the answer names.
    #[must_use]
    pub fn each(&self) -> Vec<(ServiceId, Self)> {
        let piece = |services, gone| {
            let answer = ServicesById { services, gone, origin: None };
            Self { at: self.at, near: self.near.clone(), answer }
        };
        let there =
            self.answer.services.iter().map(|one| (one.summary.id.clone(), piece(vec![one.clone()], vec![])));
        let gone = self.answer.gone.iter().map(|id| (id.clone(), piece(vec![], vec![id.clone()])));
        there.chain(gone).collect()
    }

    fn service(&self, id: &ServiceId) -> Option<&ServiceOutline> {
        self.answer.services.iter().find(|one| one.summary.id == *id)
    }

    fn tells_of(&self, id: &ServiceId) -> bool {
        self.service(id).is_some() || self.answer.gone.contains(id)
    }
}

/// A service on the list with what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// What the family saved.
    pub saved: Saved,
    /// What the hub last told; `None` when it never did, and for a service that is gone.
    pub service: Option<ServiceOutline>,
    /// Whether the hub said that it is not listed any more.
    pub gone: bool,
    /// When the hub last told anything of it.
    pub as_of: Option<Instant>,
}

impl Known {
    /// Its name of today, or the one it was saved by.
    #[must_use]
    pub fn name(&self) -> &str {
        self.service.as_ref().map_or(&self.saved.name, |service| &service.summary.name)
    }
}

/// The list, in its order: what was saved last stands first. Two that two tabs saved at the same moment stand in the order
/// of their ids, so that both tabs show the same. Of what was heard the newest counts; a distance that was not measured
/// from where the family searches now is left out.
#[must_use]
pub fn list(mut saved: Vec<Saved>, heard: &[Heard], near: &str) -> Vec<Known> {
    saved.sort_by(|a, b| b.turn.cmp(&a.turn).then_with(|| a.id.cmp(&b.id)));
    let known = |saved: Saved| {
        let newest = heard.iter().filter(|heard| heard.tells_of(&saved.id)).max_by_key(|heard| heard.at);
        let service = newest.and_then(|newest| newest.service(&saved.id).cloned()).map(|mut service| {
            if newest.is_none_or(|newest| newest.near != near) {
                service.summary.distance = None;
            }
            service
        });
        let as_of = newest.map(|newest| newest.at);
        Known { gone: newest.is_some() && service.is_none(), as_of, service, saved }
    };
    saved.into_iter().map(known).collect()
}

/// What comes of adding services to a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Addition {
    /// Those to keep now besides what is there already; nothing that is there changes.
    pub new: Vec<Saved>,
    /// How many there is no room for.
    pub left_out: usize,
}

/// Adds services by id and name to those that are there, by id and turn; the first of them is to stand first. What is on
/// the list already stays as it is.
#[must_use]
pub fn add(there: &[(ServiceId, u32)], services: &[(ServiceId, String)]) -> Addition {
    let mut turn = there.iter().map(|(_, turn)| *turn).max().unwrap_or(0);
    let mut new: Vec<Saved> = Vec::new();
    let mut left_out = 0;
    for (id, name) in services {
        if there.iter().any(|(other, _)| other == id) || new.iter().any(|other| other.id == *id) {
            continue;
        }
        if there.len() + new.len() >= MOST_SAVED {
            left_out += 1;
            continue;
        }
        new.push(Saved { turn: 0, id: id.clone(), name: name.clone(), note: Note::default() });
    }
    for saved in new.iter_mut().rev() {
        turn = turn.saturating_add(1);
        saved.turn = turn;
    }
    Addition { new, left_out }
}

#[cfg(test)]
mod tests;
