//! Making a family page, and what goes with one.

use std::collections::BTreeSet;

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use content::reading_age;
use directory::Directory;
use domain::family_page::{FamilyPage, FamilyPageId, FamilyPageProblem, Item, RawFamilyPage};
use domain::{OrganisationId, RawSearch, RawSessionSearch};
use sha2::{Digest as _, Sha256};
use store::FamilyPageOutcome;
use views::moment;
use views::route::ServerPage;
use views::written::Written;
use views::written::family_page::Shown;
use views::written::share::{self as view, Form, Kit, Offer};

use super::{Place, body, family_page, framed, qr, see_other, with_status};
use crate::handlers::request::hold_back;
use crate::handlers::{services, sessions};
use crate::hub::Hub;
use crate::problem::Refusal;

/// How many of each kind a look finds.
const MOST_FOUND: usize = 6;
/// The longest words that are looked for, in characters.
const LONGEST_WORDS: usize = 100;
/// The most boxes of a form that are read.
const MOST_READ: usize = 60;
/// How often another address is tried when one is another page's.
const TRIES: u8 = 8;

/// A form as it was sent.
struct Sent {
    theme: String,
    organisation: String,
    words: String,
    items: Vec<String>,
}

impl Sent {
    fn read(query: &str) -> Self {
        let mut sent = Self {
            theme: String::new(),
            organisation: String::new(),
            words: String::new(),
            items: Vec::new(),
        };
        for (name, value) in domain::query::pairs(query) {
            match name.as_str() {
                "theme" => sent.theme = value,
                "organisation" => sent.organisation = value,
                "q" => sent.words = value.trim().chars().take(LONGEST_WORDS).collect(),
                "items" if sent.items.len() < MOST_READ && !sent.items.contains(&value) => {
                    sent.items.push(value)
                }
                _ => {}
            }
        }
        sent
    }
}

/// The form, with what is ticked and what was found.
pub(super) async fn form(hub: &Hub, page: &ServerPage, query: &str) -> Result<Response, Refusal> {
    drawn(hub, page, Sent::read(query), Vec::new()).await
}

async fn drawn(
    hub: &Hub,
    page: &ServerPage,
    sent: Sent,
    problems: Vec<FamilyPageProblem>,
) -> Result<Response, Refusal> {
    let directory = hub.directory();
    let mut chosen = Vec::new();
    for item in sent.items.iter().filter_map(|text| text.parse::<Item>().ok()) {
        chosen.extend(offer(hub, item).await?);
    }
    let mut found =
        if sent.words.is_empty() { Vec::new() } else { look(hub, &directory, &sent.words).await? };
    found.retain(|offer| !chosen.contains(offer));
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = Form {
        theme: sent.theme,
        organisation: sent.organisation,
        words: sent.words,
        chosen,
        found,
        problems,
    };
    let names: BTreeSet<&str> = directory.services().iter().map(|one| one.organisation.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let written = view::page(&form, &names);
    let place = Place::of(hub).await;
    Ok(with_status(status, framed(hub, &place, page, written).await))
}

/// What the words find, a few of each kind.
async fn look(hub: &Hub, directory: &Directory, words: &str) -> Result<Vec<Offer>, Refusal> {
    let mut found = Vec::new();
    let search = RawSearch { words: words.to_owned(), ..RawSearch::default() }.parse();
    if let Ok(search) = &search {
        let guides = hub.guide.search(search, MOST_FOUND).into_iter();
        found.extend(guides.map(|page| Offer {
            item: Item::Guide(page.slug),
            name: page.title,
            when: String::new(),
        }));
        let services = services::page(hub, search).await?.services.into_iter().take(MOST_FOUND);
        found.extend(services.map(|one| Offer {
            item: Item::Service(one.id),
            name: one.name,
            when: String::new(),
        }));
    }
    if let Ok(search) = (RawSessionSearch { words: words.to_owned(), ..RawSessionSearch::default() }).parse()
    {
        let sessions = sessions::find(hub, &search).await?.sessions.into_iter().take(MOST_FOUND);
        found.extend(sessions.map(|one| Offer {
            item: Item::Session(one.id),
            name: one.title,
            when: moment::start(one.starts_at, None),
        }));
    }
    let lower = words.to_lowercase();
    let sites = directory.sites().into_iter().filter(|site| site.name.to_lowercase().contains(&lower));
    found.extend(sites.take(MOST_FOUND).filter_map(|site| {
        Some(Offer { item: Item::Hub(site.slug.clone()?), name: site.name.clone(), when: String::new() })
    }));
    Ok(found)
}

/// A thing by its reference, if it is there.
async fn offer(hub: &Hub, item: Item) -> Result<Option<Offer>, Refusal> {
    let shown = family_page::shown(hub, &hub.directory(), &item).await?;
    Ok(shown.map(|shown| {
        let (name, when) = match shown {
            Shown::Guide(page) => (page.title, String::new()),
            Shown::Service { name, .. } => (name, String::new()),
            Shown::Session { session, .. } => (session.title.clone(), moment::start(session.starts_at, None)),
            Shown::Hub(site) => (site.name, String::new()),
        };
        Offer { item, name, when }
    }))
}

/// Makes the page and goes to what belongs to it. The same page made again is the same address.
pub(super) async fn make(hub: &Hub, page: &ServerPage, request: Request) -> Result<Response, Refusal> {
    hold_back(hub, &request)?;
    let sent = Sent::read(&body(request).await?);
    let mut raw = RawFamilyPage {
        theme: sent.theme.clone(),
        organisation: organisation(&hub.directory(), &sent.organisation),
        items: Vec::new(),
    };
    let mut unknown = false;
    for text in &sent.items {
        let there = match text.parse::<Item>() {
            Ok(item) => offer(hub, item).await?.is_some(),
            Err(_) => false,
        };
        if there {
            raw.items.push(text.clone());
        } else {
            unknown = true;
        }
    }
    let mut parsed = raw.parse();
    if unknown {
        let mut problems = parsed.err().unwrap_or_default();
        problems.push(FamilyPageProblem::UnknownItem);
        parsed = Err(problems);
    }
    match parsed {
        Ok(made) => {
            let id = keep(hub, &made).await?;
            Ok(see_other(&ServerPage::Shared(id)))
        }
        Err(problems) => drawn(hub, page, sent, problems).await,
    }
}

fn organisation(directory: &Directory, name: &str) -> Option<OrganisationId> {
    let name = name.trim().to_lowercase();
    let mut services = directory.services().iter();
    services.find(|one| one.organisation.to_lowercase() == name).map(|one| one.organisation_id.clone())
}

/// The address is made from what is on the page. Two pages with one address are as rare as one in a hundred thousand
/// million; the second is given the next.
async fn keep(hub: &Hub, page: &FamilyPage) -> Result<FamilyPageId, Refusal> {
    for salt in 0..TRIES {
        let mut hash = Sha256::new();
        hash.update([salt]);
        hash.update(page.text());
        let bits = hash.finalize().iter().take(8).fold(0, |bits: u64, byte| bits << 8 | u64::from(*byte));
        let id = FamilyPageId::from_bits(bits);
        match hub.store.keep_family_page(&id, page, hub.now().london_date()).await? {
            FamilyPageOutcome::Kept | FamilyPageOutcome::AlreadyKept => return Ok(id),
            FamilyPageOutcome::IdInUse => {}
        }
    }
    Err(Refusal::server())
}

/// What goes with a page: this drawing of it.
pub(super) async fn kit(
    hub: &Hub,
    page: &ServerPage,
    id: &FamilyPageId,
    draw: impl FnOnce(&Place, &Kit<'_>) -> Written,
) -> Result<Response, Refusal> {
    let family = family_page::find(hub, id).await?;
    let address = format!("{}{}", hub.config.public_url, ServerPage::FamilyPage(id.clone()).href());
    let code = qr::svg(&address).ok_or_else(Refusal::server)?;
    let sentences = family.sentences();
    let reading_age = reading_age(sentences.iter().map(String::as_str));
    let place = Place::of(hub).await;
    let kit = Kit { id, family: &family, address: &address, code: &code, reading_age };
    let written = draw(&place, &kit);
    Ok(framed(hub, &place, page, written).await)
}

/// The QR code as a file.
pub(super) async fn code(hub: &Hub, id: &FamilyPageId) -> Result<Response, Refusal> {
    family_page::find(hub, id).await?;
    let address = format!("{}{}", hub.config.public_url, ServerPage::FamilyPage(id.clone()).href());
    let code = qr::svg(&address).ok_or_else(Refusal::server)?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], code)
        .into_response())
}
