//! Problems: things a person can put right.
//!
//! Over HTTP a problem is RFC 9457 `application/problem+json`. The code is stable; the words that a person
//! reads come from the app's translations, keyed by the code, so that they stand beside the field at fault.

use serde::{Deserialize, Serialize};

/// What is wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// The place typed looks like a postcode and is not one.
    NearNotAPostcode,
    /// The postcode or place typed is not known.
    NearNotFound,
    /// A distance is chosen without a postcode or place to measure from.
    NearMissing,
    /// The text typed is longer than anyone needs.
    TooLong,
    /// Not a date.
    DateNotADate,
    /// An age that is not a whole number of months from 0 to 300.
    AgeNotAnAge,
    /// A choice that does not exist.
    NotAChoice,
    /// More values of one kind than anyone needs.
    TooManyChoices,
    /// Not a page number.
    PageNotAPage,
    /// The number of adults is not from 1 to 6.
    AdultsOutOfRange,
    /// This session is for children: none was given.
    ChildrenMissing,
    /// More than 8 children.
    ChildrenTooMany,
    /// A child's age is missing.
    ChildAgeMissing,
    /// A child is too young for the session on its date.
    ChildTooYoung,
    /// A child is too old for the session on its date.
    ChildTooOld,
    /// No name typed.
    NameMissing,
    /// The name is longer than 80 characters.
    NameTooLong,
    /// The name has no letter in it.
    NameNotAName,
    /// Neither an email address nor a phone number typed.
    ContactMissing,
    /// Not an email address, though it has an `@`.
    ContactNotAnEmail,
    /// Neither an email address nor a UK phone number.
    ContactNotUnderstood,
    /// The organisation or role of who books for a family is longer than 80 characters.
    OnBehalfTooLong,
    /// The access needs are longer than 500 characters.
    NeedsTooLong,
    /// The private token is not 32 hexadecimal digits.
    TokenNotAToken,
    /// No words where the choice needs some.
    WordsMissing,
    /// The words are longer than 1,000 characters.
    WordsTooLong,
    /// The id is not a UUID.
    NotAnId,
    /// Not from 1 to 20 ids.
    IdsOutOfRange,
    /// Not an id: 1 to 64 letters, digits or hyphens.
    IdNotAnId,
    /// The request's body cannot be read.
    BodyNotUnderstood,
}

/// The field at fault, by the name it has in the form, the query and the JSON body.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
#[serde(transparent)]
pub struct Field(pub String);

impl Field {
    /// A field by its name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The age of one child of the party, counted from 0: `children/0`.
    #[must_use]
    pub fn child(index: usize) -> Self {
        Self(format!("children/{index}"))
    }
}

/// One field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// The field at fault.
    pub field: Field,
    /// What is wrong with it.
    pub code: ProblemCode,
}

impl FieldProblem {
    /// This is wrong with the field of this name.
    #[must_use]
    pub fn new(field: &str, code: ProblemCode) -> Self {
        Self { field: Field::named(field), code }
    }
}

/// A problem document (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A stable address that names the kind of problem; see [`kind`].
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words; the same for every occurrence.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time and what to do, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The fields at fault, if any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Places left in the session, when that is why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places_left: Option<u16>,
}

/// The kinds of problem, as the `type` of a problem document.
pub mod kind {
    /// Fields to put right (422).
    pub const FIELDS: &str = "/problems/fields";
    /// There is nothing at this address (404).
    pub const NOT_FOUND: &str = "/problems/not-found";
    /// The method is not for this address (405).
    pub const METHOD: &str = "/problems/method-not-allowed";
    /// Not enough places left (409).
    pub const FULL: &str = "/problems/session-full";
    /// The party is larger than the whole session (409).
    pub const PARTY_TOO_LARGE: &str = "/problems/party-too-large";
    /// The waiting list is full (409).
    pub const WAITING_LIST_FULL: &str = "/problems/waiting-list-full";
    /// The session is booked with its whole course; or the course was asked for where there is none (409).
    pub const COURSE: &str = "/problems/booked-as-a-course";
    /// The offer has lapsed (409).
    pub const OFFER_OVER: &str = "/problems/offer-over";
    /// Nothing has been offered yet (409).
    pub const NOT_OFFERED: &str = "/problems/not-offered";
    /// The places are booked: there is no list to leave and no offer to decline (409).
    pub const NOT_WAITING: &str = "/problems/not-waiting";
    /// The booking was cancelled, so nothing about it can change (409).
    pub const BOOKING_CANCELLED: &str = "/problems/booking-cancelled";
    /// This family already has a booking in this session (409).
    pub const FAMILY_ALREADY_BOOKED: &str = "/problems/family-already-booked";
    /// Another booking has this id (409).
    pub const ID_IN_USE: &str = "/problems/booking-id-in-use";
    /// Another suggested change has this id (409).
    pub const CHANGE_ID_IN_USE: &str = "/problems/change-id-in-use";
    /// The session takes no bookings: drop in (409).
    pub const DROP_IN: &str = "/problems/session-is-drop-in";
    /// Booking has not opened yet (409).
    pub const NOT_OPEN: &str = "/problems/booking-not-open";
    /// Booking has closed, or the session is over (409).
    pub const CLOSED: &str = "/problems/booking-closed";
    /// The session is cancelled (409).
    pub const SESSION_CANCELLED: &str = "/problems/session-cancelled";
    /// What was at this address was taken down by the hub's team (410).
    pub const TAKEN_DOWN: &str = "/problems/taken-down";
    /// The session has finished (409).
    pub const FINISHED: &str = "/problems/session-finished";
    /// No key of the team, or one that opens nothing (401).
    pub const KEY: &str = "/problems/key-not-accepted";
    /// The key is for other localities (403).
    pub const OUT_OF_SCOPE: &str = "/problems/out-of-scope";
    /// What the team asked for does not go with the session or booking as it is; `detail` says why (409).
    pub const TEAM_CHANGE: &str = "/problems/team-change-refused";
    /// The private link to the team's pages was followed before, or is too old (401).
    pub const TEAM_LINK: &str = "/problems/team-link-over";
    /// Somebody noted later whether the family came: what they noted stays (409).
    pub const NOTED_LATER: &str = "/problems/noted-later";
    /// Too many requests (429).
    pub const TOO_MANY: &str = "/problems/too-many-requests";
    /// The body is too large (413).
    pub const TOO_LARGE: &str = "/problems/too-large";
    /// The body is not of a type this address takes (415).
    pub const MEDIA_TYPE: &str = "/problems/media-type";
    /// Something broke on our side (500).
    pub const SERVER: &str = "/problems/server-error";
    /// The server is busy or starting (503).
    pub const BUSY: &str = "/problems/busy";
}
