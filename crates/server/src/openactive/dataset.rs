//! The page that says what there is: for people, and as schema.org's `Dataset` for programs.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::api::openactive as address;
use serde_json::{Value, json};
use views::pages::dataset;
use views::route::Link;
use views::words::written as w;

use super::{LICENCE, MEDIA_TYPE};
use crate::html;
use crate::hub::Hub;
use crate::pages::settings;

/// The page; to a program that asks for `application/ld+json` the description alone.
pub(super) async fn page(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Response {
    let config = settings(&hub.config.dist).await;
    let publisher = if config.council.is_empty() { &config.hub_network } else { &config.council };
    let value = described(&hub.config.public_url, publisher);
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // The answer depends on what was asked for, and caches have to know.
    let vary = (header::VARY, "accept");
    if accepts.contains("application/ld+json") {
        let kind = (header::CONTENT_TYPE, "application/ld+json");
        return ([kind, vary], value.to_string()).into_response();
    }
    // A data block is no script: browsers never run it, and the policy on scripts does not concern it (HTML, 4.12.1).
    let page = dataset::document(&config, publisher, LICENCE, &html::json(&value));
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8"), vary], page.into_string()).into_response()
}

fn described(base: &str, publisher: &str) -> Value {
    let url = format!("{base}{}", address::BASE);
    let feed = |kind: &str, feed: &str| {
        json!({
            "@type": "DataDownload",
            "name": kind,
            "additionalType": format!("https://openactive.io/{kind}"),
            "encodingFormat": MEDIA_TYPE,
            "contentUrl": format!("{base}{feed}"),
        })
    };
    json!({
        "@context": ["https://schema.org/", "https://openactive.io/"],
        "@type": "Dataset",
        "@id": url,
        "url": url,
        "name": w::DATASET_NAME.replace("{publisher}", publisher),
        "description": w::DATASET_LEAD,
        "keywords": ["Sessions", "Activities", "Families", "OpenActive"],
        "license": LICENCE,
        "inLanguage": ["en-GB"],
        "schemaVersion": "https://www.openactive.io/modelling-opportunity-data/2.0/",
        "documentation": "https://developer.openactive.io",
        "discussionUrl": format!("{base}{}", Link::AboutData.href()),
        "publisher": { "@type": "Organization", "name": publisher, "url": base },
        "includedInDataCatalog": { "@type": "DataCatalog", "@id": url, "url": url },
        "distribution": [
            feed("SessionSeries", address::SERIES),
            feed("ScheduledSession", address::SESSIONS),
        ],
    })
}
