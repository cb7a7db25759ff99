//! One way to wait for something that is read.
//!
//! The old answer stays until the new one is here; the first half-second is quiet; a late answer to an
//! earlier question is dropped; leaving aborts the request.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use gloo_net::http::Request;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use serde::de::DeserializeOwned;
use views::{Answer, Failure};
use web_sys::AbortController;

use super::{address, receive};
use crate::stage::{effect, use_stage};
use crate::{announce, takeover};

/// How long an answer may take before anything says "loading", in milliseconds.
const QUIET: u64 = 500;
/// How long an answer may take before the request is given up, in milliseconds.
const PATIENCE: u64 = 20_000;

/// A question to the API and its latest answer, as text.
#[derive(Clone, Copy)]
pub struct Load {
    state: RwSignal<Answer<String>>,
    /// The path that the answer is for, which is not the latest question while that is on its way.
    pub answered: RwSignal<String>,
}

impl Load {
    /// The answer, read. What is not the JSON it should be is a broken server.
    #[must_use]
    pub fn read<T: DeserializeOwned>(self) -> Answer<T> {
        self.state.with(|answer| match answer {
            Answer::Ready(text) => {
                json::from_str(text).map_or(Answer::Failed(Failure::Server), Answer::Ready)
            }
            Answer::Quiet => Answer::Quiet,
            Answer::Waiting => Answer::Waiting,
            Answer::Failed(failure) => Answer::Failed(failure.clone()),
        })
    }

    /// The answer, as it came.
    #[must_use]
    pub fn text(self) -> Answer<String> {
        self.state.get()
    }

    /// The answer, once it is there.
    #[must_use]
    pub fn ready<T: DeserializeOwned>(self) -> Option<T> {
        match self.read() {
            Answer::Ready(value) => Some(value),
            _ => None,
        }
    }
}

/// Asks for a path of the API, and again whenever the path changes. `None` asks nothing.
pub fn use_load(path: impl Fn() -> Option<String> + 'static) -> Load {
    load_from(use_stage().api(), Box::new(path))
}

/// Asks for a file that stands beside the app, such as a guide page's.
pub fn use_load_file(path: impl Fn() -> Option<String> + 'static) -> Load {
    load_from(String::new(), Box::new(path))
}

thread_local! {
    /// How many questions have yet to be answered.
    static ASKING: Cell<usize> = const { Cell::new(0) };
}

/// Whether any question has yet to be answered.
#[must_use]
pub fn is_asking() -> bool {
    ASKING.get() > 0
}

type InFlight = Rc<RefCell<Option<AbortController>>>;

fn load_from(origin: String, path: Box<dyn Fn() -> Option<String>>) -> Load {
    let load = Load { state: RwSignal::new(Answer::Quiet), answered: RwSignal::new(String::new()) };
    let again = use_stage().again;
    let in_flight = InFlight::default();
    let leaving = SendWrapper::new(Rc::clone(&in_flight));
    on_cleanup(move || stop(&leaving));
    let asked = RefCell::new(None::<(String, usize)>);
    effect(move || {
        let times = again.get();
        let Some(path) = path() else {
            stop(&in_flight);
            return;
        };
        // What the path is made of may change without changing it.
        let question = Some((path.clone(), times));
        if *asked.borrow() == question {
            return;
        }
        asked.replace(question);
        stop(&in_flight);
        if let Ok(controller) = AbortController::new() {
            in_flight.replace(Some(controller.clone()));
            begin(load, &controller);
            spawn_local(ask(load, Rc::clone(&in_flight), controller, address(&origin, &path), path));
        }
    });
    load
}

fn stop(in_flight: &InFlight) {
    if let Some(controller) = in_flight.take() {
        controller.abort();
    }
}

async fn ask(load: Load, in_flight: InFlight, controller: AbortController, address: String, path: String) {
    let request = Request::get(&address).abort_signal(Some(&controller.signal()));
    ASKING.set(ASKING.get() + 1);
    let answer = receive(request.send().await).await;
    ASKING.set(ASKING.get() - 1);
    // An answer to a question nobody asks any more is dropped, whatever it says.
    if in_flight.borrow().as_ref() != Some(&controller) {
        return;
    }
    in_flight.replace(None);
    // What is to be put right is an answer too; a page that is readable stays only where none came.
    let answered = !matches!(answer, Err(Failure::Offline | Failure::Server));
    let _ = load.answered.try_set(path);
    let _ = load.state.try_set(match answer {
        Ok(text) => Answer::Ready(text),
        Err(failure) => Answer::Failed(failure),
    });
    takeover::settled(answered);
    announce::page_drawn();
}

fn begin(load: Load, controller: &AbortController) {
    let answered = load.state.try_with_untracked(|state| matches!(state, Answer::Ready(_))).unwrap_or(true);
    if !answered {
        let _ = load.state.try_set(Answer::Quiet);
        let slow = move || {
            // The page may have gone meanwhile, and its signals with it.
            if load.state.try_with_untracked(|state| *state == Answer::Quiet) == Some(true) {
                let _ = load.state.try_set(Answer::Waiting);
            }
        };
        set_timeout(slow, Duration::from_millis(QUIET));
    }
    let controller = SendWrapper::new(controller.clone());
    set_timeout(move || controller.abort(), Duration::from_millis(PATIENCE));
}
