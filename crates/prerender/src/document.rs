//! One whole HTML document around a page.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Deserialize;
use views::words::{self as w, fill};
use views::{Setting, frame};

/// Names of the built files, as the build wrote them.
#[derive(Deserialize)]
pub(crate) struct Assets {
    /// The script that starts the app, which stands in every page: one request less before it comes.
    boot: String,
    /// The styles of the first paint, which stand in every page.
    pub(crate) first_css: String,
    /// The address of the rest of the styles.
    pub(crate) main_css: String,
    /// The address of the styles of pages that the server draws whole.
    written_css: String,
    /// The address of the script of the team's pages.
    pub(crate) team_js: String,
    /// The address of their styles.
    pub(crate) team_css: String,
}

/// What a document says of itself, and what is in it.
pub(crate) struct Document {
    /// The address it is drawn for.
    pub(crate) path: String,
    /// Its own title; empty for the front page.
    pub(crate) title: String,
    pub(crate) description: String,
    /// Structured data; empty for none.
    pub(crate) json_ld: String,
    /// The inside of `main`.
    pub(crate) main: Markup,
    /// Whether `main` is complete, so that the app waits for its own answer before it takes over.
    pub(crate) filled: bool,
    /// Whether search engines should leave it out.
    pub(crate) unlisted: bool,
    /// Whether it is a frame for pages that the server draws whole, which the app has no part in.
    pub(crate) written: bool,
}

/// The marker where the server puts a whole title, the hub's name included.
pub(crate) const TITLE: &str = "{{title}}";

pub(crate) fn draw(setting: Setting<'_>, assets: &Assets, page: &Document) -> String {
    let hub = &setting.config.title;
    let title = match page.title.as_str() {
        "" => hub.clone(),
        TITLE => TITLE.to_owned(),
        title => fill(w::FRAME_TITLE, &[("page", title), ("hub", hub)]),
    };
    html! {
        (DOCTYPE)
        html lang="en-GB" dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                title { (title) }
                meta name="description" content=(page.description);
                meta property="og:title" content=(title);
                meta property="og:description" content=(page.description);
                meta property="og:site_name" content=(hub);
                meta property="og:type" content="website";
                @if !page.written { meta property="og:image" content="/icon-512.png"; }
                @if page.title == TITLE { meta property="og:url" content="{{url}}"; }
                @if page.unlisted { meta name="robots" content="noindex"; }
                meta name="theme-color" content="#fffaf3" media="(prefers-color-scheme: light)";
                meta name="theme-color" content="#11191d" media="(prefers-color-scheme: dark)";
                style { (PreEscaped(&assets.first_css)) }
                link rel="preload" href="/fonts/lexend.woff2" as="font" type="font/woff2" crossorigin;
                link rel="icon" href="/icon-48.png" sizes="48x48" type="image/png";
                link rel="apple-touch-icon" href="/apple-touch-icon.png";
                link rel="manifest" href="/manifest.webmanifest";
                @if page.written { (PreEscaped("{{head}}")) } @else { script type="module" { (PreEscaped(&assets.boot)) } }
                @if !page.json_ld.is_empty() { script type="application/ld+json" { (PreEscaped(&page.json_ld)) } }
            }
            body {
                div.page #page data-filled[page.filled] {
                    div.drawn { (frame::head(setting, &page.path)) }
                    // The header is painted while these are under way; what comes after waits for them.
                    @if page.written {
                        link rel="stylesheet" href=(assets.main_css);
                        link rel="stylesheet" href=(assets.written_css);
                    }
                    main.page__main #main tabindex="-1" { (page.main) }
                    div.drawn { (frame::foot(setting)) }
                }
            }
        }
    }
    .into_string()
}

/// The one Content-Security-Policy of every page: the API's origin is the only one besides its own, and that of map
/// tiles where `pictures` names one.
pub(crate) fn policy(assets: &Assets, api: &str, pictures: &str) -> String {
    use base64::Engine as _;
    use sha2::Digest as _;
    let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text));
    let (script, style) = (hash(&assets.boot), hash(&assets.first_css));
    let api = if api.is_empty() { String::new() } else { format!(" {api}") };
    format!(
        "default-src 'none'; script-src 'self' 'sha256-{script}' 'wasm-unsafe-eval'; style-src 'self' 'sha256-{style}'; \
         {pictures}; \
         font-src 'self'; connect-src 'self'{api}; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}
