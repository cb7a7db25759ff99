//! The addresses of the hub team's pages, which the server draws for those who are signed in.

use domain::{Reference, SessionId};

/// A page of the hub's team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TeamPage {
    /// Where a private link leads, and where somebody signs in.
    Door,
    /// The sessions of a day.
    Sessions,
    /// One session.
    Session(SessionId),
    /// Who comes to it, to tick at the door.
    Register(SessionId),
    /// Another time, place or number of places.
    Change(SessionId),
    /// Cancelling it.
    Cancel(SessionId),
    /// Booking for a family.
    Book(SessionId),
    /// Requests for help.
    Requests,
    /// One of them.
    Request(Reference),
    /// Suggested changes to listings.
    Suggestions,
    /// Family pages and how often they are opened.
    FamilyPages,
    /// Importing a timetable.
    Import,
    /// What was done.
    Records,
}

impl TeamPage {
    /// Under which all of them stand: the scope of the worker that keeps the register readable without a signal.
    pub const ROOT: &str = "/team";

    /// The address, without a query.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::Door => Self::ROOT.to_owned(),
            Self::Sessions => "/team/sessions".to_owned(),
            Self::Session(id) => format!("/team/sessions/{id}"),
            Self::Register(id) => format!("/team/sessions/{id}/register"),
            Self::Change(id) => format!("/team/sessions/{id}/change"),
            Self::Cancel(id) => format!("/team/sessions/{id}/cancel"),
            Self::Book(id) => format!("/team/sessions/{id}/book"),
            Self::Requests => "/team/requests".to_owned(),
            Self::Request(reference) => format!("/team/requests/{reference}"),
            Self::Suggestions => "/team/suggestions".to_owned(),
            Self::FamilyPages => "/team/family-pages".to_owned(),
            Self::Import => "/team/import".to_owned(),
            Self::Records => "/team/records".to_owned(),
        }
    }

    /// The page at the parts of a path after the first, which is `team`.
    pub(super) fn read(parts: &[&str]) -> Option<Self> {
        Some(match parts {
            [] => Self::Door,
            ["sessions"] => Self::Sessions,
            ["sessions", id] => Self::Session(id.parse().ok()?),
            ["sessions", id, "register"] => Self::Register(id.parse().ok()?),
            ["sessions", id, "change"] => Self::Change(id.parse().ok()?),
            ["sessions", id, "cancel"] => Self::Cancel(id.parse().ok()?),
            ["sessions", id, "book"] => Self::Book(id.parse().ok()?),
            ["requests"] => Self::Requests,
            ["requests", reference] => Self::Request(reference.parse().ok()?),
            ["suggestions"] => Self::Suggestions,
            ["family-pages"] => Self::FamilyPages,
            ["import"] => Self::Import,
            ["records"] => Self::Records,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Link, ServerPage};
    use super::*;

    #[test]
    fn every_page_of_the_team_reads_back_and_is_none_of_the_app() {
        let session = || "massage-2026-11-24".parse().unwrap();
        for (page, href) in [
            (TeamPage::Door, "/team"),
            (TeamPage::Sessions, "/team/sessions"),
            (TeamPage::Session(session()), "/team/sessions/massage-2026-11-24"),
            (TeamPage::Register(session()), "/team/sessions/massage-2026-11-24/register"),
            (TeamPage::Change(session()), "/team/sessions/massage-2026-11-24/change"),
            (TeamPage::Cancel(session()), "/team/sessions/massage-2026-11-24/cancel"),
            (TeamPage::Book(session()), "/team/sessions/massage-2026-11-24/book"),
            (TeamPage::Requests, "/team/requests"),
            (TeamPage::Request("K7M-4QX".parse().unwrap()), "/team/requests/K7M-4QX"),
            (TeamPage::Suggestions, "/team/suggestions"),
            (TeamPage::FamilyPages, "/team/family-pages"),
            (TeamPage::Import, "/team/import"),
            (TeamPage::Records, "/team/records"),
        ] {
            assert_eq!(page.href(), href);
            assert_eq!(ServerPage::read(href), Some(ServerPage::Team(page)));
            assert_eq!(Link::read(href), None, "{href} is the app's");
        }
        for path in ["/team/x", "/team/requests/1", "/team/sessions/a/b", "/teams"] {
            assert_eq!(ServerPage::read(path), None, "{path}");
        }
    }
}
