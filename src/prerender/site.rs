use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, fs, io};

use content::{Guide, Library};
use leptos::prelude::*;
use leptos_router::location::RequestUrl;
use serde::Deserialize;

use crate::App;
use crate::announce::PageTitle;
use crate::api::Files;
use crate::config::Config;
use crate::guide::{self, GuideCard, GuideIndex, GuidePage, GuideSource, GuideStage, TextPage};
use crate::takeover::PAGE;
use crate::ui::FillMarker;
use crate::words::{self as w, fill, t};

/// Where to read and write.
pub struct Places {
    /// The site's folder; holds `assets.json` already.
    pub dist: PathBuf,
    /// Holds `config.json`.
    pub public: PathBuf,
    /// Holds guides, pages and topics.
    pub content: PathBuf,
    /// Whether to write the gallery of components.
    pub gallery: bool,
}

/// Why the pages could not be written.
#[derive(Debug)]
pub enum PrerenderError {
    /// A file could not be read or written.
    File(PathBuf, io::Error),
    /// A file is not the JSON it should be.
    Json(PathBuf, serde_json::Error),
    /// The content has faults, each with its file and line.
    Content(content::Faults),
}

impl fmt::Display for PrerenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Json(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Content(faults) => write!(f, "the content has faults\n{faults}"),
        }
    }
}

impl std::error::Error for PrerenderError {}

/// Names of the built files, as the build wrote them.
#[derive(Deserialize)]
struct Assets {
    boot: String,
    app_js: String,
    app_wasm: String,
    first_css: String,
}

/// One file to write.
struct Page {
    /// The address it is drawn for.
    path: String,
    /// The file below `dist`.
    file: String,
    title: String,
    description: String,
    /// Structured data, or the marker where the server puts it.
    json_ld: String,
    filling: Filling,
}

/// Where a page's content comes from.
#[derive(Clone, Copy, PartialEq)]
enum Filling {
    /// All of it is here.
    Whole,
    /// All of it is here, and the app fetches the same once more before it takes over.
    Fetched,
    /// Only its frame is here; the app draws the rest.
    Frame,
    /// The server puts the content at this marker.
    Server(&'static str),
}

/// Writes every page; says how many.
///
/// # Errors
/// The first thing that stood in the way.
pub fn write(places: &Places) -> Result<usize, PrerenderError> {
    let assets: Assets = json(&places.dist.join("assets.json"))?;
    let config: Config = json(&places.public.join("config.json"))?;
    let library = Library::load(&places.content, None).map_err(PrerenderError::Content)?;
    let files = files(&library);
    for (path, text) in files.iter() {
        save(&places.dist.join(path.trim_start_matches('/')), text)?;
    }
    let mut pages = fixed();
    pages.extend(library.guides.iter().map(guide_page));
    if places.gallery {
        pages.push(Page::new("/gallery", "gallery/index.html", "Gallery", "", Filling::Whole));
    }
    let files = Files(Arc::new(files));
    for page in &pages {
        let html = document(page, &config, &assets, &files);
        save(&places.dist.join(&page.file), &html)?;
    }
    save(&places.dist.join("policy.txt"), &policy(&config, &assets))?;
    Ok(pages.len())
}

impl Page {
    fn new(path: &str, file: &str, title: &str, description: &str, filling: Filling) -> Self {
        Self {
            path: path.to_owned(),
            file: file.to_owned(),
            title: title.to_owned(),
            description: description.to_owned(),
            json_ld: String::new(),
            filling,
        }
    }
}

/// Every page that is not a guide page.
fn fixed() -> Vec<Page> {
    let shell = |path: &str, name: &str, marker| {
        Page { json_ld: "{{json_ld}}".to_owned(), ..Page::new(path, &format!("_shells/{name}.html"), "{{title}}", "{{description}}", Filling::Server(marker)) }
    };
    let whole = |path: &str, title, description, filling| {
        let file = if path == "/" { "index.html".to_owned() } else { format!("{}/index.html", path.trim_start_matches('/')) };
        Page::new(path, &file, t(title), t(description), filling)
    };
    vec![
        whole("/", w::HOME_TAB, w::HOME_DESCRIPTION, Filling::Whole),
        whole("/guide", w::GUIDE_TITLE, w::GUIDE_LEAD, Filling::Fetched),
        whole("/services", w::SERVICES_TITLE, w::SERVICES_DESCRIPTION, Filling::Frame),
        whole("/whats-on", w::NAV_WHATS_ON, w::WHATS_ON_DESCRIPTION, Filling::Frame),
        whole("/my-bookings", w::NAV_BOOKINGS, w::MINE_EMPTY_WORDS, Filling::Whole),
        whole("/urgent-help", w::FRAME_URGENT, w::URGENT_LEAD, Filling::Whole),
        whole("/accessibility", w::FRAME_ACCESSIBILITY, w::HOME_DESCRIPTION, Filling::Fetched),
        whole("/privacy", w::FRAME_PRIVACY, w::HOME_DESCRIPTION, Filling::Fetched),
        whole("/about-data", w::FRAME_ABOUT_DATA, w::HOME_DESCRIPTION, Filling::Fetched),
        Page::new("/nothing-here", "404.html", t(w::NOT_FOUND_TITLE), t(w::NOT_FOUND_WORDS), Filling::Whole),
        Page::new("/sessions/-", "_shells/app.html", "", t(w::HOME_DESCRIPTION), Filling::Frame),
        shell("/services", "services", "{{results}}"),
        shell("/whats-on", "whats-on", "{{results}}"),
        shell("/services/-", "service", "{{summary}}"),
        shell("/sessions/-", "session", "{{summary}}"),
        shell("/places/-", "place", "{{summary}}"),
        shell("/localities/-", "locality", "{{summary}}"),
    ]
}

fn guide_page(guide: &Guide) -> Page {
    let path = format!("/guide/{}", guide.slug);
    let data = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": guide.title,
        "description": guide.summary,
        "dateModified": guide.reviewed.to_string(),
        "inLanguage": "en-GB",
        "isAccessibleForFree": true,
    });
    Page {
        json_ld: data.to_string().replace('<', "\\u003c"),
        ..Page::new(&path, &format!("guide/{}/index.html", guide.slug), &guide.title, &guide.summary, Filling::Fetched)
    }
}

/// Files that the app fetches when someone goes there, by path.
fn files(library: &Library) -> HashMap<String, String> {
    let topic = |id: &String| library.topics.iter().find(|topic| topic.id == *id).map_or_else(|| id.clone(), |topic| topic.name.clone());
    let card = |guide: &Guide| GuideCard {
        slug: guide.slug.clone(),
        title: guide.title.clone(),
        summary: guide.summary.clone(),
        stage: guide.stage.clone(),
        topics: guide.topics.iter().map(topic).collect(),
        minutes: u32::try_from(guide.reading_minutes).unwrap_or(1),
    };
    let stages: Vec<GuideStage> = library
        .stages
        .iter()
        .map(|stage| GuideStage { id: stage.id.clone(), name: stage.name.clone(), ages: stage.ages.clone() })
        .collect();
    let stage_name = |id: &str| stages.iter().find(|stage| stage.id == id).map_or(String::new(), |stage| stage.name.clone());
    let mut files = HashMap::new();
    let mut add = |path: String, text: Result<String, serde_json::Error>| {
        if let Ok(text) = text {
            files.insert(path, text);
        }
    };
    for guide in &library.guides {
        let page = GuidePage {
            card: card(guide),
            stage_name: stage_name(&guide.stage),
            key_points: guide.key_points.to_vec(),
            do_first: guide.do_first_html.clone(),
            body: guide.body_html.clone(),
            get_help: guide.get_help_html.clone(),
            sources: guide.sources.iter().map(|source| GuideSource { title: source.title.clone(), url: source.url.clone() }).collect(),
            reviewed: guide.reviewed.to_string().parse().unwrap_or(domain::Date::from_days(0)),
            session_words: guide.session_words.first().cloned().unwrap_or_default(),
            category: guide.categories.first().and_then(|id| id.parse().ok()),
            art: guide.art.clone(),
        };
        add(guide::file(&guide.slug), serde_json::to_string(&page));
    }
    for page in &library.pages {
        let text = TextPage { title: page.title.clone(), summary: page.summary.clone(), body: page.body_html.clone() };
        add(guide::text_file(&page.slug), serde_json::to_string(&text));
    }
    let mut guides: Vec<GuideCard> = library.guides.iter().map(card).collect();
    guides.sort_by(|a, b| a.title.cmp(&b.title));
    add(guide::INDEX.to_owned(), serde_json::to_string(&GuideIndex { stages, guides }));
    files
}

/// One whole HTML document.
fn document(page: &Page, config: &Config, assets: &Assets, files: &Files) -> String {
    let body = body(page, config, files);
    let title = match page.title.as_str() {
        "" => escape(&config.title),
        // The server puts the whole title, hub included.
        "{{title}}" => "{{title}}".to_owned(),
        title => escape(&fill(w::FRAME_TITLE, &[("page", title), ("hub", &config.title)])),
    };
    let description = if page.description.starts_with("{{") { page.description.clone() } else { escape(&page.description) };
    let address = if matches!(page.filling, Filling::Server(_)) {
        "<meta property=\"og:url\" content=\"{{url}}\">"
    } else {
        ""
    };
    let json_ld = if page.json_ld.is_empty() {
        String::new()
    } else {
        format!("<script type=\"application/ld+json\">{}</script>", page.json_ld)
    };
    let no_index = if page.file == "404.html" || page.file == "_shells/app.html" || page.path == "/my-bookings" {
        "<meta name=\"robots\" content=\"noindex\">"
    } else {
        ""
    };
    let filled = if matches!(page.filling, Filling::Fetched | Filling::Server(_)) { " data-filled" } else { "" };
    let hub = escape(&config.title);
    let Assets { boot, app_js, app_wasm, first_css } = assets;
    let html = format!(
        "<!doctype html>\
<html lang=\"en-GB\" dir=\"ltr\">\
<head>\
<meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\
<title>{title}</title>\
<meta name=\"description\" content=\"{description}\">\
<meta property=\"og:title\" content=\"{title}\">\
<meta property=\"og:description\" content=\"{description}\">\
<meta property=\"og:site_name\" content=\"{hub}\">\
<meta property=\"og:type\" content=\"website\">\
<meta property=\"og:image\" content=\"/icon-512.png\">\
{address}{no_index}\
<meta name=\"theme-color\" content=\"#fffaf3\" media=\"(prefers-color-scheme: light)\">\
<meta name=\"theme-color\" content=\"#11191d\" media=\"(prefers-color-scheme: dark)\">\
<style>{first_css}</style>\
<link rel=\"preload\" href=\"/fonts/lexend.woff2\" as=\"font\" type=\"font/woff2\" crossorigin>\
<link rel=\"modulepreload\" href=\"{app_js}\">\
<link rel=\"preload\" href=\"{app_wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\
<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">\
<link rel=\"apple-touch-icon\" href=\"/apple-touch-icon.png\">\
<link rel=\"manifest\" href=\"/manifest.webmanifest\">\
<script type=\"module\" src=\"{boot}\"></script>\
{json_ld}\
</head>\
<body>\
<div class=\"page\" id=\"{PAGE}\"{filled}>{body}</div>\
</body>\
</html>\n"
    );
    // We never hydrate, so the markers that hydration needs are only bytes.
    html.replace("<!>", "").replace("<!---->", "")
}

/// The app, drawn for this page's address.
fn body(page: &Page, config: &Config, files: &Files) -> String {
    let owner = Owner::new_root(None);
    owner.with(|| {
        provide_context(RequestUrl::new(&page.path));
        provide_context(PageTitle(RwSignal::new(String::new())));
        provide_context(files.clone());
        if let Filling::Server(marker) = page.filling {
            provide_context(FillMarker(marker));
        }
        view! { <App config=config.clone() /> }.to_html()
    })
}

/// The one Content-Security-Policy of every page. A server puts the API's origin in.
fn policy(config: &Config, assets: &Assets) -> String {
    use base64::Engine as _;
    use sha2::Digest as _;
    let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(&assets.first_css));
    let api = if config.api.is_empty() { String::new() } else { format!(" {}", config.api) };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'sha256-{hash}'; img-src 'self'; font-src 'self'; \
         connect-src 'self'{api}; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, PrerenderError> {
    let text = fs::read_to_string(path).map_err(|error| PrerenderError::File(path.to_owned(), error))?;
    serde_json::from_str(&text).map_err(|error| PrerenderError::Json(path.to_owned(), error))
}

fn save(path: &Path, text: &str) -> Result<(), PrerenderError> {
    let failed = |error| PrerenderError::File(path.to_owned(), error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}
