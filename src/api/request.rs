//! One request to a server, as the browser makes it.

use leptos::prelude::{Set, window};
use views::Failure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Headers, RequestCache, RequestInit, Response};

use crate::stage::use_stage;

use super::read_problem;

/// A request that is being put together.
pub(super) struct Request {
    address: String,
    with: RequestInit,
    headers: Option<Headers>,
}

impl Request {
    /// Asks for an address.
    pub fn get(address: &str) -> Self {
        Self { address: address.to_owned(), with: RequestInit::new(), headers: Headers::new().ok() }
    }

    /// Sends JSON to an address.
    pub fn send(method: &str, address: &str, json: &str) -> Self {
        let request = Self::get(address).header("content-type", "application/json");
        request.with.set_method(method);
        request.with.set_body(&JsValue::from_str(json));
        request
    }

    /// With a header.
    pub fn header(self, name: &str, value: &str) -> Self {
        // Names and values are ours, and a browser takes them all.
        let _ = self.headers.as_ref().map(|headers| headers.set(name, value));
        self
    }

    /// Given up when the signal says so.
    pub fn until(self, signal: Option<&AbortSignal>) -> Self {
        self.with.set_signal(signal);
        self
    }

    /// Neither answered from what the browser has kept, nor kept.
    pub fn unkept(self) -> Self {
        self.with.set_cache(RequestCache::NoStore);
        self
    }

    /// The text of the answer, or why there is none.
    pub async fn answer(self) -> Result<String, Failure> {
        if let Some(headers) = &self.headers {
            self.with.set_headers(headers);
        }
        let sent = JsFuture::from(window().fetch_with_str_and_init(&self.address, &self.with));
        let response = sent.await.map_err(|_| Failure::Offline)?.unchecked_into::<Response>();
        if let Ok(Some(as_of)) = response.headers().get("x-as-of") {
            use_stage().heard.set(as_of);
        }
        // A body that breaks off half-way is a lost connection.
        let text = JsFuture::from(response.text().map_err(|_| Failure::Offline)?);
        let text = text.await.map_err(|_| Failure::Offline)?.as_string().unwrap_or_default();
        match response.status() {
            200..300 => Ok(text),
            404 => Err(Failure::NotFound),
            400..500 => Err(read_problem(&text)),
            _ => Err(Failure::Server),
        }
    }
}
