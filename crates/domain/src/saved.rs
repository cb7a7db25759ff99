//! The services that a family saves on its device: its own list, the notes on it, and the links that share it.
//!
//! The list itself is kept by the app and never sent; what is here decides what goes in, in which order, and what an
//! address of the list means.

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
    /// The service.
    pub id: ServiceId,
    /// What it was called when it was last heard of.
    pub name: String,
    /// Larger than that of every service saved before it.
    pub turn: u32,
    /// The family's own words.
    pub note: Note,
    /// Whether the hub said that it is no longer listed.
    pub gone: bool,
    /// What was last heard of it.
    pub heard: Option<Heard>,
}

/// What was heard of a service, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    /// When.
    pub at: Instant,
    /// Where its distance was measured from; empty for nowhere.
    pub near: String,
    /// What.
    pub service: ServiceOutline,
}

impl Saved {
    /// This with what the hub tells of it, unless something newer is known.
    #[must_use]
    pub fn hear(mut self, service: &ServiceOutline, at: Instant, near: &str) -> Self {
        if self.heard.as_ref().is_none_or(|heard| heard.at <= at) {
            self.name.clone_from(&service.summary.name);
            self.gone = false;
            self.heard = Some(Heard { at, near: near.to_owned(), service: service.clone() });
        }
        self
    }

    /// What is known of it for a family that searches from here: a distance from elsewhere is left out.
    #[must_use]
    pub fn known(&self, near: &str) -> Option<ServiceOutline> {
        let heard = self.heard.as_ref()?;
        let mut service = heard.service.clone();
        if heard.near != near {
            service.summary.distance = None;
        }
        Some(service)
    }
}

/// Puts a list in its order: what was saved last stands first. Two that two tabs saved at the same moment stand in the
/// order of their ids, so that both tabs show the same.
pub fn in_order(list: &mut [Saved]) {
    list.sort_by(|a, b| b.turn.cmp(&a.turn).then_with(|| a.id.cmp(&b.id)));
}

/// What comes of adding services to a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Addition {
    /// Those to keep now besides what is there already; nothing that is there changes.
    pub new: Vec<Saved>,
    /// How many there is no room for.
    pub left_out: usize,
}

/// Adds services by id and name, the first of them to stand first. What is on the list already stays as it is.
#[must_use]
pub fn add(list: &[Saved], services: &[(ServiceId, String)]) -> Addition {
    let mut turn = list.iter().map(|saved| saved.turn).max().unwrap_or(0);
    let mut new: Vec<Saved> = Vec::new();
    let mut left_out = 0;
    for (id, name) in services {
        if list.iter().chain(&new).any(|saved| saved.id == *id) {
            continue;
        }
        if list.len() + new.len() >= MOST_SAVED {
            left_out += 1;
            continue;
        }
        let (id, name) = (id.clone(), name.clone());
        new.push(Saved { id, name, turn: 0, note: Note::default(), gone: false, heard: None });
    }
    for saved in new.iter_mut().rev() {
        turn = turn.saturating_add(1);
        saved.turn = turn;
    }
    Addition { new, left_out }
}

#[cfg(test)]
mod tests;
