//! Every address of the app. The only file that spells an app path, beside that of the team's pages below it.

mod team;

use domain::family_page::FamilyPageId;
use domain::query::QueryWriter;
use domain::{
    BookingId, FacetKind, LocalityId, LocationId, PrivateToken, ServiceId, ServiceSearch, SessionId,
};

pub use team::TeamPage;

/// A place in the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// The front page.
    Home,
    /// All guide pages.
    Guides,
    /// One guide page, by slug.
    Guide(String),
    /// The guide pages of one stage of family life, by its slug.
    GuideStage(String),
    /// The guide pages on one topic, by its slug.
    GuideTopic(String),
    /// What a family may get towards childcare and money.
    ChildcareAndMoney,
    /// A step on the way to the right help: empty for the first question, `who` for the next, `who/what` for an answer.
    Help(String),
    /// A search for services.
    Services(Box<ServiceSearch>),
    /// The same search on a map.
    ServiceMap(Box<ServiceSearch>),
    /// One service.
    Service(ServiceId),
    /// The form to suggest a change to a service's listing.
    Suggest(ServiceId),
    /// Sessions by day.
    WhatsOn(WhatsOn),
    /// One session.
    Session(SessionId),
    /// The booking form of a session.
    Book(SessionId),
    /// The answers, to check before booking.
    CheckAnswers(SessionId),
    /// One booking.
    Booking(BookingId),
    /// Giving a booking back.
    CancelBooking(BookingId),
    /// Another party for a booking.
    ChangeParty(BookingId),
    /// The private link of a booking, and what is kept of the family.
    PrivateLink(BookingId),
    /// Deleting what a booking tells of the family.
    ForgetBooking(BookingId),
    /// Having the links of bookings sent again.
    LostLink,
    /// The bookings kept on this device.
    MyBookings,
    /// The services kept on this device.
    Saved,
    /// A list of services that somebody shares.
    SharedList(Vec<ServiceId>),
    /// What comes when for a family.
    Timeline,
    /// One area of the network.
    Locality(LocalityId),
    /// A family centre or outreach site, by slug.
    Place(String),
    /// Whom to call now.
    UrgentHelp,
    /// How accessible this is.
    Accessibility,
    /// What is kept and why.
    Privacy,
    /// Where listings and places come from.
    AboutData,
    /// Every component in every state; development only.
    Gallery,
}

/// Which sessions are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhatsOn {
    /// `today`, `tomorrow`, `week` or a date; empty for the coming week.
    pub when: String,
    /// A locality's slug.
    pub locality: String,
    /// A child's age in months.
    pub age: String,
    /// `1` for only what can be booked now.
    pub bookable: String,
    /// A category's slug.
    pub category: String,
    /// A place's slug, or its id where it has none.
    pub place: String,
    /// `week` for a whole week day by day; empty for a list.
    pub view: String,
}

impl WhatsOn {
    /// Whether a whole week is shown, day by day.
    #[must_use]
    pub fn is_week(&self) -> bool {
        self.view == "week"
    }

    /// The same on other days.
    #[must_use]
    pub fn on(&self, when: &str) -> Self {
        Self { when: when.to_owned(), ..self.clone() }
    }

    /// Reads a query string.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let mut raw = Self::default();
        for (name, value) in domain::query::pairs(query) {
            match name.as_str() {
                "when" => raw.when = value,
                "locality" => raw.locality = value,
                "age" => raw.age = value,
                "bookable" => raw.bookable = value,
                "category" => raw.category = value,
                "place" => raw.place = value,
                "view" => raw.view = value,
                _ => {}
            }
        }
        raw
    }
}

impl Link {
    /// The address.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Guides => "/guide".to_owned(),
            Self::Guide(slug) => format!("/guide/{slug}"),
            Self::GuideStage(slug) => format!("/guide/stage/{slug}"),
            Self::GuideTopic(slug) => format!("/guide/topic/{slug}"),
            Self::ChildcareAndMoney => "/childcare-and-money".to_owned(),
            Self::Help(step) => format!("/help/{step}").trim_end_matches('/').to_owned(),
            Self::Services(search) => search.query().after("/services"),
            Self::ServiceMap(search) => search.query().with("view", "map").after("/services"),
            Self::Service(id) => format!("/services/{id}"),
            Self::Suggest(id) => format!("/services/{id}/suggest"),
            Self::WhatsOn(raw) => QueryWriter::default()
                .with("when", &raw.when)
                .with("locality", &raw.locality)
                .with("age", &raw.age)
                .with("bookable", &raw.bookable)
                .with("category", &raw.category)
                .with("place", &raw.place)
                .with("view", &raw.view)
                .after("/whats-on"),
            Self::Session(id) => format!("/sessions/{id}"),
            Self::Book(id) => format!("/sessions/{id}/book"),
            Self::CheckAnswers(id) => format!("/sessions/{id}/book/check"),
            Self::Booking(id) => format!("/bookings/{id}"),
            Self::CancelBooking(id) => format!("/bookings/{id}/cancel"),
            Self::ChangeParty(id) => format!("/bookings/{id}/party"),
            Self::PrivateLink(id) => format!("/bookings/{id}/link"),
            Self::ForgetBooking(id) => format!("/bookings/{id}/delete"),
            Self::LostLink => "/my-bookings/lost-link".to_owned(),
            Self::MyBookings => "/my-bookings".to_owned(),
            Self::Saved => "/saved".to_owned(),
            // Ids are letters, digits and hyphens, so nothing needs escaping and the link stays readable.
            Self::SharedList(ids) => {
                format!("/saved?ids={}", ids.iter().map(ServiceId::as_str).collect::<Vec<_>>().join(","))
            }
            Self::Timeline => "/timeline".to_owned(),
            Self::Locality(id) => format!("/localities/{id}"),
            Self::Place(slug) => format!("/places/{slug}"),
            Self::UrgentHelp => "/urgent-help".to_owned(),
            Self::Accessibility => "/accessibility".to_owned(),
            Self::Privacy => "/privacy".to_owned(),
            Self::AboutData => "/about-data".to_owned(),
            Self::Gallery => "/gallery".to_owned(),
        }
    }

    /// The place at this path, without its query: the inverse of [`Link::href`]. `None` where there is none.
    #[must_use]
    pub fn read(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        Some(match parts.as_slice() {
            [] => Self::Home,
            ["guide"] => Self::Guides,
            ["guide", slug] if is_slug(slug) => Self::Guide((*slug).to_owned()),
            ["guide", "stage", slug] if is_slug(slug) => Self::GuideStage((*slug).to_owned()),
            ["guide", "topic", slug] if is_slug(slug) => Self::GuideTopic((*slug).to_owned()),
            ["childcare-and-money"] => Self::ChildcareAndMoney,
            // A step that is not there is told by its file, which is not there either.
            ["help", step @ ..] if step.len() <= 2 => Self::Help(step.join("/")),
            ["services"] => Self::all_services(),
            ["services", id] => Self::Service(id.parse().ok()?),
            ["services", id, "suggest"] => Self::Suggest(id.parse().ok()?),
            ["whats-on"] => Self::whats_on(),
            ["sessions", id] => Self::Session(id.parse().ok()?),
            ["sessions", id, "book"] => Self::Book(id.parse().ok()?),
            ["sessions", id, "book", "check"] => Self::CheckAnswers(id.parse().ok()?),
            ["bookings", id] => Self::Booking(id.parse().ok()?),
            ["bookings", id, "cancel"] => Self::CancelBooking(id.parse().ok()?),
            ["bookings", id, "party"] => Self::ChangeParty(id.parse().ok()?),
            ["bookings", id, "link"] => Self::PrivateLink(id.parse().ok()?),
            ["bookings", id, "delete"] => Self::ForgetBooking(id.parse().ok()?),
            ["my-bookings", "lost-link"] => Self::LostLink,
            ["my-bookings"] => Self::MyBookings,
            ["saved"] => Self::Saved,
            ["timeline"] => Self::Timeline,
            ["localities", id] => Self::Locality(id.parse().ok()?),
            ["places", slug] if is_slug(slug) => Self::Place((*slug).to_owned()),
            ["urgent-help"] => Self::UrgentHelp,
            ["accessibility"] => Self::Accessibility,
            ["privacy"] => Self::Privacy,
            ["about-data"] => Self::AboutData,
            ["gallery"] => Self::Gallery,
            _ => return None,
        })
    }

    /// Paths under which the guide is the place a person is in.
    pub const GUIDE_ROOTS: &[&str] = &["/guide", "/childcare-and-money"];
    /// Paths under which a person is finding help.
    pub const FIND_ROOTS: &[&str] = &["/services", "/places", "/localities", "/help"];
    /// Paths under which a person looks at what is on.
    pub const WHATS_ON_ROOTS: &[&str] = &["/whats-on", "/sessions"];
    /// Paths under which a person is among what their device keeps.
    pub const BOOKING_ROOTS: &[&str] = &["/my-bookings", "/bookings", "/saved"];

    /// A search with nothing chosen.
    #[must_use]
    pub fn all_services() -> Self {
        Self::Services(Box::default())
    }

    /// Whether a query asks for the map of its results: the inverse of [`Link::ServiceMap`].
    #[must_use]
    pub fn asks_for_map(query: &str) -> bool {
        domain::query::pairs(query).iter().any(|(name, value)| name == "view" && value == "map")
    }

    /// Help with money, near wherever a person is.
    #[must_use]
    pub fn money_advice() -> Self {
        Self::services_of("money-benefits-and-housing")
    }

    /// The services of a category.
    #[must_use]
    pub fn services_of(category: &str) -> Self {
        Self::Services(Box::new(ServiceSearch::default().with(FacetKind::Category, category)))
    }

    /// What's on in the coming week.
    #[must_use]
    pub fn whats_on() -> Self {
        Self::WhatsOn(WhatsOn::default())
    }
}

/// A page that the server draws whole, and what belongs to it. The app does not know them: [`Link::read`] claims none, so
/// that a link to one is a full page load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerPage {
    /// What there is, by need, area and age.
    Coverage,
    /// The same in plain sentences on one page.
    CoverageSummary,
    /// Need, area and age as CSV.
    CoverageCounts,
    /// Distances to the nearest core service as CSV.
    CoverageDistances,
    /// Searches that found nothing as CSV.
    CoverageSearches,
    /// Making a family page.
    Share,
    /// What goes with a family page: its address, its code, texts to send.
    Shared(FamilyPageId),
    /// A family page on a poster.
    Poster(FamilyPageId),
    /// A family page on a sheet to tear strips from.
    Strips(FamilyPageId),
    /// A family page's address as a QR code (SVG).
    QrCode(FamilyPageId),
    /// A family page.
    FamilyPage(FamilyPageId),
    /// The picture that previews of a family page show (PNG).
    Picture(FamilyPageId),
    /// Asking the hub for help.
    Ask,
    /// A family's own request, by its private token.
    Request(PrivateToken),
    /// What an answered request did for a family.
    HowWasTheAnswer(PrivateToken),
    /// What a session did for a family.
    HowWasIt(SessionId),
    /// What sessions and requests did for families, in figures.
    Outcomes,
    /// The same as CSV.
    OutcomesTable,
    /// What is new for settings: the areas.
    WhatsNew,
    /// What is new in one area.
    WhatsNewIn(LocalityId),
    /// The same as a feed (Atom).
    WhatsNewFeed(LocalityId),
    /// The same as a text for an email.
    WhatsNewText(LocalityId),
    /// A page of the hub's team.
    Team(TeamPage),
}

impl ServerPage {
    /// The address of [`ServerPage::Ask`]: the app names it, that of sharing and that of how a session was, and none of the
    /// others.
    pub const ASK: &str = "/ask";
    /// The address of [`ServerPage::Share`], where schools and partners begin.
    pub const SHARE: &str = "/share";

    /// The address of [`ServerPage::HowWasIt`] for this session.
    #[must_use]
    pub fn how_was(session: &SessionId) -> String {
        ["/how-was-it/", session.as_str()].concat()
    }

    /// The address of the form to ask this locality's hub.
    #[must_use]
    pub fn ask_in(locality: &LocalityId) -> String {
        [Self::ASK, "?locality=", locality.as_str()].concat()
    }

    /// The address, without a query.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::Coverage => "/coverage".to_owned(),
            Self::CoverageSummary => "/coverage/summary".to_owned(),
            Self::CoverageCounts => "/coverage/counts.csv".to_owned(),
            Self::CoverageDistances => "/coverage/distances.csv".to_owned(),
            Self::CoverageSearches => "/coverage/searches.csv".to_owned(),
            Self::Share => Self::SHARE.to_owned(),
            Self::Shared(id) => format!("/share/{id}"),
            Self::Poster(id) => format!("/share/{id}/poster"),
            Self::Strips(id) => format!("/share/{id}/strips"),
            Self::QrCode(id) => format!("/share/{id}/code.svg"),
            Self::FamilyPage(id) => format!("/f/{id}"),
            Self::Picture(id) => format!("/f/{id}/picture.png"),
            Self::Ask => Self::ASK.to_owned(),
            Self::Request(token) => format!("/ask/{}", token.expose()),
            Self::HowWasTheAnswer(token) => format!("/ask/{}/how-was-it", token.expose()),
            Self::HowWasIt(id) => Self::how_was(id),
            Self::Outcomes => "/outcomes".to_owned(),
            Self::OutcomesTable => "/outcomes/outcomes.csv".to_owned(),
            Self::WhatsNew => "/whats-new".to_owned(),
            Self::WhatsNewIn(id) => format!("/whats-new/{id}"),
            Self::WhatsNewFeed(id) => format!("/whats-new/{id}/feed.atom"),
            Self::WhatsNewText(id) => format!("/whats-new/{id}/email.txt"),
            Self::Team(page) => page.href(),
        }
    }

    /// The page at this path: the inverse of [`ServerPage::href`]. `None` where there is none.
    #[must_use]
    pub fn read(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        Some(match parts.as_slice() {
            ["coverage"] => Self::Coverage,
            ["coverage", "summary"] => Self::CoverageSummary,
            ["coverage", "counts.csv"] => Self::CoverageCounts,
            ["coverage", "distances.csv"] => Self::CoverageDistances,
            ["coverage", "searches.csv"] => Self::CoverageSearches,
            ["share"] => Self::Share,
            ["share", id] => Self::Shared(id.parse().ok()?),
            ["share", id, "poster"] => Self::Poster(id.parse().ok()?),
            ["share", id, "strips"] => Self::Strips(id.parse().ok()?),
            ["share", id, "code.svg"] => Self::QrCode(id.parse().ok()?),
            ["f", id] => Self::FamilyPage(id.parse().ok()?),
            ["f", id, "picture.png"] => Self::Picture(id.parse().ok()?),
            ["ask"] => Self::Ask,
            ["ask", token] => Self::Request(token.parse().ok()?),
            ["ask", token, "how-was-it"] => Self::HowWasTheAnswer(token.parse().ok()?),
            ["how-was-it", id] => Self::HowWasIt(id.parse().ok()?),
            ["outcomes"] => Self::Outcomes,
            ["outcomes", "outcomes.csv"] => Self::OutcomesTable,
            ["whats-new"] => Self::WhatsNew,
            ["whats-new", id] => Self::WhatsNewIn(id.parse().ok()?),
            ["whats-new", id, "feed.atom"] => Self::WhatsNewFeed(id.parse().ok()?),
            ["whats-new", id, "email.txt"] => Self::WhatsNewText(id.parse().ok()?),
            ["team", rest @ ..] => Self::Team(TeamPage::read(rest)?),
            _ => return None,
        })
    }
}

/// A slug is made of what an id is made of.
fn is_slug(text: &str) -> bool {
    text.parse::<LocationId>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_as_it_was_promised() {
        let session: SessionId = "baby-massage-2026-11-24".parse().unwrap();
        let booking = BookingId::from_random([0; 16]);
        let search = domain::RawSearch::from_query("q=baby massage&near=wa51ab&page=2").parse().unwrap();
        for (link, href) in [
            (Link::Home, "/"),
            (Link::Guides, "/guide"),
            (Link::Guide("sleep".into()), "/guide/sleep"),
            (Link::GuideStage("baby".into()), "/guide/stage/baby"),
            (Link::GuideTopic("sleep".into()), "/guide/topic/sleep"),
            (Link::ChildcareAndMoney, "/childcare-and-money"),
            (Link::Help(String::new()), "/help"),
            (Link::Help("new-baby".into()), "/help/new-baby"),
            (Link::Help("new-baby/feeding".into()), "/help/new-baby/feeding"),
            (Link::Services(Box::new(search.clone())), "/services?q=baby+massage&near=WA5+1AB&page=2"),
            (Link::ServiceMap(Box::new(search.on_page(1))), "/services?q=baby+massage&near=WA5+1AB&view=map"),
            (Link::all_services(), "/services"),
            (Link::Service("a-1".parse().unwrap()), "/services/a-1"),
            (Link::Suggest("a-1".parse().unwrap()), "/services/a-1/suggest"),
            (Link::whats_on(), "/whats-on"),
            (
                Link::WhatsOn(WhatsOn {
                    when: "today".into(),
                    locality: "east".into(),
                    ..WhatsOn::default()
                }),
                "/whats-on?when=today&locality=east",
            ),
            (Link::Session(session.clone()), "/sessions/baby-massage-2026-11-24"),
            (Link::Book(session.clone()), "/sessions/baby-massage-2026-11-24/book"),
            (Link::CheckAnswers(session), "/sessions/baby-massage-2026-11-24/book/check"),
            (Link::Booking(booking.clone()), "/bookings/00000000-0000-4000-8000-000000000000"),
            (Link::CancelBooking(booking.clone()), "/bookings/00000000-0000-4000-8000-000000000000/cancel"),
            (Link::ChangeParty(booking.clone()), "/bookings/00000000-0000-4000-8000-000000000000/party"),
            (Link::PrivateLink(booking.clone()), "/bookings/00000000-0000-4000-8000-000000000000/link"),
            (Link::ForgetBooking(booking), "/bookings/00000000-0000-4000-8000-000000000000/delete"),
            (Link::LostLink, "/my-bookings/lost-link"),
            (Link::MyBookings, "/my-bookings"),
            (Link::Saved, "/saved"),
            (Link::SharedList(vec!["a-1".parse().unwrap(), "b".parse().unwrap()]), "/saved?ids=a-1,b"),
            (Link::Timeline, "/timeline"),
            (Link::Locality("east".parse().unwrap()), "/localities/east"),
            (Link::Place("oak-lane".into()), "/places/oak-lane"),
            (Link::UrgentHelp, "/urgent-help"),
            (Link::Accessibility, "/accessibility"),
            (Link::Privacy, "/privacy"),
            (Link::AboutData, "/about-data"),
            (Link::Gallery, "/gallery"),
        ] {
            assert_eq!(link.href(), href);
            let without_query = href.split('?').next().unwrap();
            let read = Link::read(without_query).map(|link| link.href());
            assert_eq!(read.as_deref(), Some(without_query), "{href} reads back");
        }
    }

    #[test]
    fn what_is_on_survives_its_own_address() {
        let query =
            "when=2026-12-02&locality=east&age=5&bookable=1&category=feeding&place=oak-lane&view=week";
        let raw = WhatsOn::from_query(query);
        assert!(raw.is_week() && !WhatsOn::from_query("view=weekly").is_week());
        assert_eq!(Link::WhatsOn(raw).href(), format!("/whats-on?{query}"));
    }

    #[test]
    fn a_page_of_the_server_reads_back_and_is_none_of_the_app() {
        let page = || FamilyPageId::from_bits(0);
        let token = || PrivateToken::from_random([0xab; 16]);
        for (page, href) in [
            (ServerPage::Coverage, "/coverage"),
            (ServerPage::CoverageSummary, "/coverage/summary"),
            (ServerPage::CoverageCounts, "/coverage/counts.csv"),
            (ServerPage::CoverageDistances, "/coverage/distances.csv"),
            (ServerPage::CoverageSearches, "/coverage/searches.csv"),
            (ServerPage::Share, "/share"),
            (ServerPage::Shared(page()), "/share/22222222"),
            (ServerPage::Poster(page()), "/share/22222222/poster"),
            (ServerPage::Strips(page()), "/share/22222222/strips"),
            (ServerPage::QrCode(page()), "/share/22222222/code.svg"),
            (ServerPage::FamilyPage(page()), "/f/22222222"),
            (ServerPage::Picture(page()), "/f/22222222/picture.png"),
            (ServerPage::Ask, "/ask"),
            (ServerPage::Request(token()), "/ask/abababababababababababababababab"),
            (ServerPage::HowWasTheAnswer(token()), "/ask/abababababababababababababababab/how-was-it"),
            (ServerPage::HowWasIt("massage-2026-11-24".parse().unwrap()), "/how-was-it/massage-2026-11-24"),
            (ServerPage::Outcomes, "/outcomes"),
            (ServerPage::OutcomesTable, "/outcomes/outcomes.csv"),
            (ServerPage::WhatsNew, "/whats-new"),
            (ServerPage::WhatsNewIn("east".parse().unwrap()), "/whats-new/east"),
            (ServerPage::WhatsNewFeed("east".parse().unwrap()), "/whats-new/east/feed.atom"),
            (ServerPage::WhatsNewText("east".parse().unwrap()), "/whats-new/east/email.txt"),
        ] {
            assert_eq!(page.href(), href);
            assert_eq!(ServerPage::read(href), Some(page));
            assert_eq!(Link::read(href), None, "{href} is the app's");
        }
        for path in [
            "/",
            "/services",
            "/coverage/nothing",
            "/coverage/summary/x",
            "/f",
            "/f/abc",
            "/ask/1",
            "/share/x",
        ] {
            assert_eq!(ServerPage::read(path), None, "{path}");
        }
    }

    #[test]
    fn a_map_is_asked_for_by_name() {
        for (query, map) in [
            ("?view=map", true),
            ("?q=sleep&view=map", true),
            ("", false),
            ("?view=list", false),
            ("?q=view%3Dmap", false),
        ] {
            assert_eq!(Link::asks_for_map(query), map, "{query}");
        }
    }

    #[test]
    fn what_is_not_an_address_leads_nowhere() {
        for path in [
            "/nothing",
            "/services/a/b",
            "/sessions/a/book/now",
            "/bookings/not-a-uuid",
            "/guide/a%2Fb",
            "/help/a/b/c",
            "/services/%00",
        ] {
            assert_eq!(Link::read(path), None, "{path}");
        }
    }
}
