//! Which pages there are, and where they are written.

use std::path::{Path, PathBuf};
use std::{fs, io};

use content::Library;
use domain::service::ServicePage;
use domain::session::SessionList;
use domain::{FieldProblem, RawSearch, ServiceSearch};
use maud::{Markup, PreEscaped, html};
use thiserror::Error;
use views::guide::{GuideIndex, GuidePage};
use views::pages::guide::Asked;
use views::pages::services::Shown;
use views::pages::whats_on::Known;
use views::route::{Link, WhatsOn};
use views::tiles::{TilesError, picture_policy};
use views::words::{self as w, Word, t};
use views::{Answer, Config, Page, Setting, pages};

use crate::document::{Assets, Document, TITLE, draw, policy};
use crate::files::Texts;
use crate::help::Step;
use crate::team;

/// Where to read and write.
pub(crate) struct Folders {
    /// The site's folder; holds `assets.json` already.
    pub(crate) dist: PathBuf,
    /// Holds `config.json`.
    pub(crate) public: PathBuf,
    /// Holds guides, pages and topics.
    pub(crate) content: PathBuf,
}

/// Why the pages could not be written.
#[derive(Debug, Error)]
pub(crate) enum PrerenderError {
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    #[error("{0}: {1}")]
    Json(PathBuf, serde_json::Error),
    #[error("the guide cannot be written as JSON: {0}")]
    Guide(#[from] serde_json::Error),
    #[error("{0}: {1}")]
    Tiles(PathBuf, TilesError),
    #[error("the content has faults\n{0}")]
    Content(content::Faults),
}

/// Writes every page, the gallery for developers only when asked to; says how many.
pub(crate) fn write(folders: &Folders, gallery: bool) -> Result<usize, PrerenderError> {
    let assets: Assets = json(&folders.dist.join("assets.json"))?;
    let settings = folders.public.join("config.json");
    let config: Config = json(&settings)?;
    let pictures = pictures(&settings)?;
    let library = Library::load(&folders.content, None).map_err(PrerenderError::Content)?;
    let texts = Texts::of(&library, &config);
    for (path, text) in texts.files()? {
        save(&folders.dist.join(path.trim_start_matches('/')), &text)?;
    }
    let setting = Setting { config: &config, now: None };
    let pieces = serde_json::to_string(&pages::checkers::pieces(setting, &texts.rates))?;
    save(&folders.dist.join(pages::checkers::PIECES.trim_start_matches('/')), &pieces)?;
    let mut all = documents(setting, &texts);
    if gallery {
        all.push(unlisted(fixed("/gallery", w::HOME_DESCRIPTION, pages::gallery::page(setting))));
    }
    for (file, document) in &all {
        save(&folders.dist.join(file), &draw(setting, &assets, document))?;
    }
    save(&folders.dist.join("_shells/team.html"), &team::draw(setting, &assets))?;
    save(&folders.dist.join("policy.txt"), &policy(&assets, &config.api, &pictures))?;
    Ok(all.len())
}

fn documents(setting: Setting<'_>, texts: &Texts) -> Vec<(String, Document)> {
    let mut all = vec![
        pieces("/", t(w::HOME_TAB), w::HOME_DESCRIPTION, home(setting, &texts.index)),
        filled(whole(
            "/guide",
            t(w::GUIDE_TITLE),
            w::GUIDE_LEAD,
            pages::guides::page(setting, &Answer::Ready(texts.index.clone())).main,
        )),
        filled(whole(
            "/childcare-and-money",
            t(w::CHECKERS_TITLE),
            w::CHECKERS_INDEX_WORDS,
            pages::checkers::page(setting, &texts.rates),
        )),
        pieces("/services", t(w::SERVICES_TITLE), w::SERVICES_DESCRIPTION, services(setting, None)),
        pieces("/whats-on", t(w::NAV_WHATS_ON), w::WHATS_ON_DESCRIPTION, whats_on(setting, None)),
        unlisted(whole(
            "/my-bookings",
            t(w::NAV_BOOKINGS),
            w::MINE_EMPTY_WORDS,
            pages::app_only::bookings(setting),
        )),
        unlisted(whole(
            "/my-bookings/lost-link",
            t(w::LOST_LINK_TITLE),
            w::LOST_LINK_LEAD,
            pages::lost_link::frame(setting),
        )),
        unlisted(whole("/saved", t(w::SAVED_TITLE), w::SAVED_EMPTY_WORDS, pages::app_only::saved(setting))),
        // Nothing moves when the app takes over: it waits until the planner has drawn.
        filled(fixed("/timeline", w::TIMELINE_LEAD, pages::timeline::frame())),
        fixed("/urgent-help", w::URGENT_LEAD, pages::urgent_help::page()),
        unlisted(at("404.html", fixed("/404", w::NOT_FOUND_WORDS, pages::not_found::page()))),
        unlisted(whole("/offline", "", w::HOME_DESCRIPTION, pages::app_only::frame(setting))),
        unlisted(at(
            "_shells/app.html",
            whole("/sessions/-", "", w::HOME_DESCRIPTION, pages::app_only::frame(setting)),
        )),
        shell("/services", "services", services(setting, Some("{{results}}"))),
        shell("/whats-on", "whats-on", whats_on(setting, Some("{{results}}"))),
    ];
    for (path, name) in [
        ("/services/-", "service"),
        ("/sessions/-", "session"),
        ("/places/-", "place"),
        ("/localities/-", "locality"),
    ] {
        all.push(shell(path, name, piece(PreEscaped("{{summary}}".to_owned()))));
    }
    let frame = shell("/-", "written", PreEscaped("{{summary}}".to_owned()));
    all.push((frame.0, Document { json_ld: String::new(), filled: false, written: true, ..frame.1 }));
    let suggest = shell("/services/-/suggest", "suggest", piece(PreEscaped("{{summary}}".to_owned())));
    all.push(unlisted((suggest.0, Document { json_ld: String::new(), ..suggest.1 })));
    for (slug, text) in &texts.texts {
        let mut page =
            filled(whole(&format!("/{slug}"), &text.title, w::HOME_DESCRIPTION, pages::text::main(text)));
        page.1.description.clone_from(&text.summary);
        all.push(page);
    }
    all.extend(texts.guides.iter().map(|guide| guide_page(setting, guide)));
    all.extend(texts.help.iter().map(help_page));
    for stage in &texts.index.stages {
        let page = pages::guides::stage(&texts.index, &stage.id);
        all.extend(page.map(|page| listing(Link::GuideStage(stage.id.clone()), &stage.summary, page)));
    }
    for topic in &texts.index.topics {
        let page = pages::guides::topic(&texts.index, &topic.id);
        all.extend(
            page.map(|page| listing(Link::GuideTopic(topic.id.clone()), t(w::GUIDE_TOPIC_LEAD), page)),
        );
    }
    all
}

/// A piece that the app finds again when it takes over, and draws into.
fn piece(markup: Markup) -> Markup {
    html! { div.drawn { (markup) } }
}

/// A page of one piece, at its own address.
fn whole(path: &str, title: &str, description: Word, main: Markup) -> (String, Document) {
    pieces(path, title, description, piece(main))
}

/// A page at its own address, in the pieces that the app draws it in.
fn pieces(path: &str, title: &str, description: Word, main: Markup) -> (String, Document) {
    let file = format!("{path}/index.html").trim_start_matches('/').to_owned();
    let document = Document {
        path: path.to_owned(),
        title: title.to_owned(),
        description: t(description).to_owned(),
        json_ld: String::new(),
        main,
        filled: false,
        unlisted: false,
        written: false,
    };
    (file, document)
}

fn fixed(path: &str, description: Word, page: Page) -> (String, Document) {
    whole(path, &page.title, description, page.main)
}

/// Some of the guide's pages.
fn listing(link: Link, description: &str, page: Page) -> (String, Document) {
    let mut listing = filled(whole(&link.href(), &page.title, w::HOME_DESCRIPTION, page.main));
    listing.1.description = description.to_owned();
    listing
}

/// A page that the server fills in, in the pieces that the app draws it in.
fn shell(path: &str, name: &str, main: Markup) -> (String, Document) {
    let (_, document) = pieces(path, TITLE, w::HOME_DESCRIPTION, main);
    let document = Document {
        description: "{{description}}".to_owned(),
        json_ld: "{{json_ld}}".to_owned(),
        filled: true,
        ..document
    };
    (format!("_shells/{name}.html"), document)
}

fn at(file: &str, (_, document): (String, Document)) -> (String, Document) {
    (file.to_owned(), document)
}

fn filled((file, document): (String, Document)) -> (String, Document) {
    (file, Document { filled: true, ..document })
}

fn unlisted((file, document): (String, Document)) -> (String, Document) {
    (file, Document { unlisted: true, ..document })
}

fn home(setting: Setting<'_>, index: &GuideIndex) -> Markup {
    html! {
        (piece(pages::home::hero("")))
        (piece(pages::home::soon(setting, &Answer::Quiet)))
        (piece(pages::home::stages(setting, &Answer::Ready(index.clone()))))
        (piece(pages::home::help(setting, None)))
    }
}

fn services(setting: Setting<'_>, marker: Option<&str>) -> Markup {
    let raw = RawSearch::default();
    let found: Result<ServiceSearch, Vec<FieldProblem>> = Ok(ServiceSearch::default());
    let results = || pages::services::results(Shown::List, setting, &found, &Answer::<ServicePage>::Quiet);
    html! {
        @if marker.is_some() { (piece(PreEscaped("{{head}}".to_owned()))) } @else { (piece(pages::services::head(&raw, "", &[]))) }
        @if let Some(marker) = marker { (beside(PreEscaped("{{filters}}".to_owned()), PreEscaped(marker.to_owned()))) }
        @else { (beside(pages::services::filters_of(&raw, None), results())) }
    }
}

fn whats_on(setting: Setting<'_>, marker: Option<&str>) -> Markup {
    let raw = WhatsOn::default();
    let results = || pages::whats_on::results(setting, &raw, &Answer::<SessionList>::Quiet);
    html! {
        @if marker.is_some() { (piece(PreEscaped("{{head}}".to_owned()))) } @else { (piece(pages::whats_on::head(setting, &raw))) }
        @if let Some(marker) = marker { (beside(PreEscaped("{{filters}}".to_owned()), PreEscaped(marker.to_owned()))) }
        @else { (beside(pages::whats_on::filters_of(&raw, Known::default()), results())) }
    }
}

/// Filters beside results, as the app lays them out.
fn beside(filters: Markup, results: Markup) -> Markup {
    html! {
        div.wrap.wrap--wide {
            div.beside.beside--filters { div.drawn { (filters) } div.stack.stack--loose #results { (results) } }
        }
    }
}

fn guide_page(setting: Setting<'_>, guide: &GuidePage) -> (String, Document) {
    let data = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": guide.card.title,
        "description": guide.card.summary,
        "dateModified": guide.reviewed,
        "inLanguage": "en-GB",
        "isAccessibleForFree": true,
    });
    let more = pages::guide::more(setting, guide, &Answer::Quiet, &Answer::Quiet, Asked::Useful);
    let main = html! { (piece(pages::guide::text(guide))) (piece(more)) };
    let (file, document) =
        filled(pieces(&format!("/guide/{}", guide.card.slug), &guide.card.title, w::HOME_DESCRIPTION, main));
    let json_ld = data.to_string().replace('<', "\\u003c");
    (file, Document { description: guide.card.summary.clone(), json_ld, ..document })
}

fn help_page(Step { path, page }: &Step) -> (String, Document) {
    let path = Link::Help(path.clone()).href();
    let (file, document) = filled(whole(&path, &page.title, w::HOME_DESCRIPTION, pages::help::main(page)));
    (file, Document { description: page.summary.clone(), ..document })
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, PrerenderError> {
    let text = fs::read_to_string(path).map_err(|error| PrerenderError::File(path.to_owned(), error))?;
    serde_json::from_str(&text).map_err(|error| PrerenderError::Json(path.to_owned(), error))
}

/// Where pictures may come from under these settings.
fn pictures(settings: &Path) -> Result<String, PrerenderError> {
    let text =
        fs::read_to_string(settings).map_err(|error| PrerenderError::File(settings.to_owned(), error))?;
    picture_policy(&text).map_err(|error| PrerenderError::Tiles(settings.to_owned(), error))
}

fn save(path: &Path, text: &str) -> Result<(), PrerenderError> {
    let failed = |error| PrerenderError::File(path.to_owned(), error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}
