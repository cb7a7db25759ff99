//! One way to wait for something that is read.
//!
//! The old answer stays until the new one is here; the first half-second is quiet; a late answer to an
//! earlier question is dropped; leaving aborts the request.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use serde::de::DeserializeOwned;
use views::{Answer, Failure};
use web_sys::AbortController;

use super::{address, receive};
use crate::stage::use_stage;
use crate::{announce, takeover};

/// How long an answer may take before anything says "loading", in milliseconds.
const QUIET: u64 = 500;
/// How long an answer may take before the request is given up, in milliseconds.
const PATIENCE: u64 = 20_000;

/// A question to the API and its latest answer.
pub struct Load<T: Send + Sync + 'static> {
    /// Where it stands.
    pub state: RwSignal<Answer<T>>,
    /// The path that the answer is for, which is not the latest question while that is on its way.
    pub answered: RwSignal<String>,
}

impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Load<T> {}

/// Asks for a path of the API, and again whenever the path changes. `None` asks nothing.
pub fn use_load<T>(path: impl Fn() -> Option<String> + Send + Sync + 'static) -> Load<T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    load_from(use_stage().api(), path)
}

/// Asks for a file that stands beside the app, such as a guide page's.
pub fn use_load_file<T>(path: impl Fn() -> Option<String> + Send + Sync + 'static) -> Load<T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    load_from(String::new(), path)
}

fn load_from<T>(origin: String, path: impl Fn() -> Option<String> + Send + Sync + 'static) -> Load<T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    let path = Memo::new(move |_| path());
    let load = Load { state: RwSignal::new(Answer::Quiet), answered: RwSignal::new(String::new()) };
    let again = use_stage().again;
    let in_flight: Rc<RefCell<Option<AbortController>>> = Rc::default();

    let leaving = SendWrapper::new(Rc::clone(&in_flight));
    on_cleanup(move || stop(&leaving));

    Effect::new(move |_| {
        again.track();
        stop(&in_flight);
        let Some(path) = path.get() else { return };
        let Ok(controller) = AbortController::new() else { return };
        let request = Request::get(&address(&origin, &path)).abort_signal(Some(&controller.signal()));
        in_flight.replace(Some(controller.clone()));
        begin(load, &controller);
        let in_flight = Rc::clone(&in_flight);
        spawn_local(async move {
            let answer = receive::<T>(request.send().await).await;
            let current = in_flight.borrow().as_ref() == Some(&controller);
            // An answer to a question nobody asks any more is dropped, whatever it says.
            if current {
                in_flight.replace(None);
                settle(load, path, answer);
            }
        });
    });
    load
}

fn stop(in_flight: &RefCell<Option<AbortController>>) {
    if let Some(controller) = in_flight.take() {
        controller.abort();
    }
}

fn begin<T: Clone + Send + Sync + 'static>(load: Load<T>, controller: &AbortController) {
    let answered = load.state.try_with_untracked(|state| matches!(state, Answer::Ready(_))).unwrap_or(true);
    if !answered {
        let _ = load.state.try_set(Answer::Quiet);
        set_timeout(
            move || {
                // The page may have gone meanwhile, and its signals with it.
                let _ = load.state.try_update(|state| {
                    if matches!(state, Answer::Quiet) {
                        *state = Answer::Waiting;
                    }
                });
            },
            std::time::Duration::from_millis(QUIET),
        );
    }
    let controller = SendWrapper::new(controller.clone());
    set_timeout(move || controller.abort(), std::time::Duration::from_millis(PATIENCE));
}

fn settle<T: Clone + Send + Sync + 'static>(load: Load<T>, path: String, answer: Result<T, Failure>) {
    let answered = answer.is_ok();
    let _ = load.answered.try_set(path);
    let _ = load.state.try_set(match answer {
        Ok(value) => Answer::Ready(value),
        Err(error) => Answer::Failed(error),
    });
    takeover::settled(answered);
    announce::page_drawn();
}
