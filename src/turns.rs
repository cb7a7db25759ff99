//! Turns: while the app takes over a page, its work is cut into short tasks, and a phone answers a tap between two.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

/// How long a task goes on before the next piece of work is put off to another, in milliseconds.
const TURN: f64 = 4.0;

thread_local! {
    /// Whether work takes turns.
    static TAKEN: Cell<bool> = const { Cell::new(false) };
    /// When the task that runs began to work, in milliseconds.
    static BEGAN: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
    /// How many pieces of work are put off.
    static PUT_OFF: Cell<usize> = const { Cell::new(0) };
}

/// From here on work takes turns. Once, before anything is spawned.
pub fn begin() {
    TAKEN.set(Executor::init_local_custom_executor(Turns).is_ok());
}

/// From here on work is done at once: a person has done something, waits for what comes of it, and would see it come piece
/// by piece.
pub fn end() {
    TAKEN.set(false);
}

/// Does something in a task of its own once nothing is put off.
pub fn when_done(act: fn()) {
    soon(move || if PUT_OFF.get() == 0 { act() } else { when_done(act) });
}

/// Does something once what has been drawn is on the screen.
pub fn after_paint(act: impl FnOnce() + 'static) {
    in_frames(2, Box::new(act));
}

/// The first frame paints what has been drawn; a task before the second may still come before that.
fn in_frames(frames: u8, act: Box<dyn FnOnce()>) {
    if frames == 0 {
        return soon(act);
    }
    request_animation_frame(move || in_frames(frames - 1, act));
}

fn soon(act: impl FnOnce() + 'static) {
    // One type for all: one copy of what the browser calls back.
    let act: Box<dyn FnOnce()> = Box::new(act);
    set_timeout(act, Duration::ZERO);
}

struct Turns;

impl CustomExecutor for Turns {
    fn spawn(&self, work: PinnedFuture<()>) {
        self.spawn_local(work);
    }

    fn spawn_local(&self, work: PinnedLocalFuture<()>) {
        spawn_local(InTurn { work, put_off: false });
    }

    fn poll_local(&self) {}
}

struct InTurn {
    work: PinnedLocalFuture<()>,
    /// Whether a task of its own has been asked for.
    put_off: bool,
}

impl Future for InTurn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if TAKEN.get() && !std::mem::take(&mut self.put_off) && is_late() {
            self.put_off = true;
            PUT_OFF.set(PUT_OFF.get() + 1);
            let waker = context.waker().clone();
            soon(move || {
                PUT_OFF.set(PUT_OFF.get() - 1);
                BEGAN.set(now());
                waker.wake();
            });
            return Poll::Pending;
        }
        self.work.as_mut().poll(context)
    }
}

/// Whether the task that runs has worked long enough. Nothing tells when a task begins, so one after a pause is put off
/// once too.
fn is_late() -> bool {
    now() - BEGAN.get() > TURN
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
