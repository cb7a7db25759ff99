//! One way to wait for something that is read.
//!
//! The old answer stays until the new one is here; the first half-second is quiet; a late answer to an
//! earlier question is dropped; leaving aborts the request.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use serde::de::DeserializeOwned;
use views::{Answer, Failure};
use web_sys::AbortController;

use super::request::Request;
use super::{address, files};
use crate::stage::{effect, use_stage};
use crate::{announce, planner, takeover};

/// How long an answer may take before anything says "loading", in milliseconds.
const QUIET: u64 = 500;
/// How often what changes by the minute is asked for again, in milliseconds: every three minutes.
const FRESH: u64 = 180_000;
/// How long an answer may take before the request is given up, in milliseconds.
const PATIENCE: u64 = 20_000;

/// A question to the API and its latest answer, as text.
#[derive(Clone, Copy)]
pub struct Load {
    state: RwSignal<Answer<String>>,
    /// The latest answer as it was last read: several pieces of a page read the same one.
    parsed: StoredValue<Option<Rc<dyn Any>>, LocalStorage>,
    /// The path that the answer is for, which is not the latest question while that is on its way.
    pub answered: RwSignal<String>,
    /// Grows when the same is asked again to see whether it has changed: then no failure takes the old answer away.
    looks: RwSignal<usize>,
}

impl Load {
    /// The answer, read. What is not the JSON it should be is a broken server.
    #[must_use]
    pub fn read<T: DeserializeOwned>(self) -> Answer<T> {
        self.answer(|text| json::from_str(text).ok())
    }

    /// The answer, read once for all that ask.
    #[must_use]
    pub fn shared<T: DeserializeOwned + 'static>(self) -> Answer<Rc<T>> {
        let ready = self.ready();
        self.answer(|_| ready)
    }

    /// How the question stands; its answer is what is read of the text, and what cannot be read is a broken server.
    fn answer<T>(self, read: impl FnOnce(&str) -> Option<T>) -> Answer<T> {
        self.state.with(|answer| match answer {
            Answer::Ready(text) => read(text).map_or(Answer::Failed(Failure::Server), Answer::Ready),
            Answer::Quiet => Answer::Quiet,
            Answer::Waiting => Answer::Waiting,
            Answer::Failed(failure) => Answer::Failed(failure.clone()),
        })
    }

    /// The answer as it came.
    #[must_use]
    pub fn text(self) -> Answer<String> {
        self.state.get()
    }

    /// The answer, once it is there; read once for all that ask.
    #[must_use]
    pub fn ready<T: DeserializeOwned + 'static>(self) -> Option<Rc<T>> {
        self.state.with(|answer| {
            let Answer::Ready(text) = answer else { return None };
            let known = self.parsed.get_value().and_then(|parsed| parsed.downcast().ok());
            known.or_else(|| {
                let value = Rc::new(json::from_str(text).ok()?);
                self.parsed.set_value(Some(Rc::<T>::clone(&value)));
                Some(value)
            })
        })
    }
}

/// Asks for a path of the API, and again whenever the path changes. `None` asks nothing.
pub fn use_load(path: impl Fn() -> Option<String> + 'static) -> Load {
    load_from(Source::Api, Box::new(path))
}

/// Asks again every few minutes while the page can be seen, and when it comes back into view. Not while the focus is
/// among the results: what is drawn anew would lose it.
pub fn keep_fresh(load: Load) {
    let look = move || {
        let is_inside = document().active_element().is_some_and(|focused| {
            document().get_element_by_id("results").is_some_and(|results| results.contains(Some(&focused)))
        });
        if !document().hidden() && !is_inside {
            let _ = load.looks.try_update(|looks| *looks += 1);
        }
    };
    let seen = window_event_listener_untyped("visibilitychange", move |_| look());
    let timer = set_interval_with_handle(look, Duration::from_millis(FRESH)).ok();
    on_cleanup(move || {
        seen.remove();
        if let Some(timer) = timer {
            timer.clear();
        }
    });
}

/// Asks for a file that stands beside the app, such as a guide page's. One that was read lately is there at once.
pub fn use_load_file(path: impl Fn() -> Option<String> + 'static) -> Load {
    load_from(Source::File, Box::new(path))
}

/// Waits for the planner, and for a file beside it unless its path is empty.
pub fn use_planner(path: &'static str) -> Load {
    load_from(Source::Planner, Box::new(|| Some(path.to_owned())))
}

/// Reads a file that somebody is about to ask for, if it was not read lately.
pub fn read_ahead(path: String) {
    if files::read(&path).is_none() {
        spawn_local(async move {
            if let Ok(text) = Request::get(&path).answer().await {
                files::keep(path, &text);
            }
        });
    }
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

/// Where an answer comes from.
#[derive(Clone, Copy, PartialEq)]
enum Source {
    /// The API.
    Api,
    /// A file beside the app.
    File,
    /// A file beside the app, or none, that is of use only with the planner.
    Planner,
}

fn load_from(source: Source, path: Box<dyn Fn() -> Option<String>>) -> Load {
    let known = (source == Source::File)
        .then(|| untrack(&path))
        .flatten()
        .and_then(|path| Some((files::read(&path)?, path)));
    let (state, first) = match known {
        Some((text, path)) => (Answer::Ready(text), Some(path)),
        None => (Answer::Quiet, None),
    };
    let load = Load {
        state: RwSignal::new(state),
        parsed: StoredValue::new_local(None),
        answered: RwSignal::new(first.clone().unwrap_or_default()),
        looks: RwSignal::new(0),
    };
    let again = use_stage().again;
    let in_flight = InFlight::default();
    let leaving = SendWrapper::new(Rc::clone(&in_flight));
    on_cleanup(move || stop(&leaving));
    let asked = RefCell::new(first.map(|path| (path, again.get_untracked(), 0)));
    effect(move || {
        let (times, looks) = (again.get(), load.looks.get());
        let Some(path) = path() else {
            stop(&in_flight);
            return;
        };
        // What the path is made of may change without changing it.
        let now = Some((path.clone(), times, looks));
        if *asked.borrow() == now {
            return;
        }
        let before = asked.replace(now);
        let is_look = before.is_some_and(|(known, before, _)| known == path && before == times);
        stop(&in_flight);
        if let Ok(controller) = AbortController::new() {
            in_flight.replace(Some(controller.clone()));
            begin(load, &controller);
            let question = Question { controller, source, path, is_look };
            spawn_local(ask(load, Rc::clone(&in_flight), question));
        }
    });
    load
}

fn stop(in_flight: &InFlight) {
    if let Some(controller) = in_flight.take() {
        controller.abort();
    }
}

struct Question {
    controller: AbortController,
    source: Source,
    path: String,
    /// Whether it only looks for changes.
    is_look: bool,
}

async fn ask(load: Load, in_flight: InFlight, question: Question) {
    let Question { controller, source, path, is_look } = question;
    ASKING.set(ASKING.get() + 1);
    let mut answer = Ok(String::new());
    if !path.is_empty() {
        let origin = if source == Source::Api { use_stage().api() } else { String::new() };
        answer = Request::get(&address(&origin, &path)).until(Some(&controller.signal())).answer().await;
    }
    match (source, &answer) {
        (Source::Planner, _) if !planner::arrived().await => answer = Err(Failure::Offline),
        (Source::File, Ok(text)) => files::keep(path.clone(), text),
        _ => {}
    }
    ASKING.set(ASKING.get() - 1);
    // An answer to a question nobody asks any more is dropped, whatever it says.
    if in_flight.borrow().as_ref() != Some(&controller) {
        return;
    }
    in_flight.replace(None);
    if is_look && !is_news(load, &answer) {
        return;
    }
    // What is to be put right is an answer too; a page that is readable stays only where none came. One that is all
    // the planner's has nothing to read.
    let answered = path.is_empty() || !matches!(answer, Err(Failure::Offline | Failure::Server));
    let _ = load.parsed.try_set_value(None);
    let _ = load.answered.try_set(path);
    let _ = load.state.try_set(match answer {
        Ok(text) => Answer::Ready(text),
        Err(failure) => Answer::Failed(failure),
    });
    takeover::settled(answered);
    announce::page_drawn();
}

/// Whether a look for changes has found any. Nothing that is there goes because the signal is away for a moment.
fn is_news(load: Load, answer: &Result<String, Failure>) -> bool {
    let known = |text: &String| {
        load.state.try_with_untracked(|state| matches!(state, Answer::Ready(known) if known == text))
    };
    match answer {
        Ok(text) => known(text) == Some(false),
        Err(_) => load.state.try_with_untracked(|state| matches!(state, Answer::Ready(_))) == Some(false),
    }
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
