use leptos::prelude::*;

use super::{Notice, Scene, Tone};
use crate::api::{ApiError, Load, LoadState};
use crate::config::use_config;
use crate::route::Link;
use crate::words::{self as w, fill, t};

/// Marks where the server fills in a summary; only the prerenderer provides it.
#[derive(Clone, Copy)]
pub struct FillMarker(pub &'static str);

/// One way to wait: nothing for half a second, then a skeleton, then the answer, or what went wrong.
#[component]
pub fn Loading<T, F>(
    /// The question.
    load: Load<T>,
    /// How many cards the skeleton has; 0 for a whole page, which then has a heading in every state.
    #[prop(optional)]
    cards: u8,
    /// Draws the answer.
    ready: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> AnyView + Send + Sync + 'static,
{
    let whole_page = cards == 0;
    move || match load.state.get() {
        LoadState::Quiet => match use_context::<FillMarker>() {
            Some(FillMarker(marker)) => marker.into_any(),
            None => view! { <Skeleton cards quiet=true /> }.into_any(),
        },
        LoadState::Waiting => view! {
            {whole_page.then(|| view! { <div class="wrap"><h1>{t(w::LOADING_TITLE)}</h1></div> })}
            <p class="hidden-visually" role="status">{t(w::LOADING_TITLE)}</p>
            <Skeleton cards quiet=false />
        }
        .into_any(),
        LoadState::Ready(value) => ready(value),
        LoadState::Failed(error) => {
            let failed = view! { <Failed error whole_page retry=move || load.retry() /> };
            if whole_page { view! { <div class="wrap">{failed}</div> }.into_any() } else { failed.into_any() }
        }
    }
}

#[component]
fn Skeleton(cards: u8, quiet: bool) -> impl IntoView {
    let class = if quiet { "skeletons skeletons--quiet" } else { "skeletons" };
    view! {
        <div class=class aria-hidden="true">
            {(0..cards)
                .map(|_| {
                    view! {
                        <div class="skeleton">
                            <span class="skeleton__line skeleton__line--title"></span>
                            <span class="skeleton__line"></span>
                            <span class="skeleton__line skeleton__line--short"></span>
                        </div>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// What went wrong and what to do next.
#[component]
pub fn Failed<R>(
    /// What went wrong.
    error: ApiError,
    /// Whether it stands for the whole page.
    #[prop(optional)]
    whole_page: bool,
    /// Asks again.
    retry: R,
) -> impl IntoView
where
    R: Fn() + Copy + Send + Sync + 'static,
{
    let again = move || {
        view! {
            <button class="button" type="button" on:click=move |_| retry()>
                {t(w::LOADING_AGAIN)}
            </button>
        }
    };
    match error {
        ApiError::NotFound => view! {
            <Scene picture="missing-stone" title=t(w::NOT_FOUND_TITLE).to_owned() words=t(w::NOT_FOUND_WORDS).to_owned() heading=whole_page>
                <a class="button" href=Link::all_services().href()>
                    {t(w::NOT_FOUND_FIND)}
                </a>
            </Scene>
        }
        .into_any(),
        ApiError::Offline => view! {
            <Scene picture="offline" title=t(w::OFFLINE_TITLE).to_owned() words=t(w::OFFLINE_WORDS).to_owned() heading=whole_page>
                {again()} <a class="button button--quiet" href=Link::MyBookings.href()>
                    {t(w::NAV_BOOKINGS)}
                </a>
            </Scene>
        }
        .into_any(),
        ApiError::Problem(_) | ApiError::Server => {
            let phone = use_config().phone;
            view! {
                {whole_page.then(|| view! { <h1>{t(w::LOADING_FAILED_PAGE)}</h1> })}
                <Notice tone=Tone::Warning title=t(w::LOADING_FAILED).to_owned()>
                    <p>{t(w::LOADING_FAILED_WORDS)}</p>
                    {again()}
                    <p class="small">
                        <a href=format!("tel:{}", phone.replace(' ', ""))>{fill(w::LOADING_RING, &[("phone", &phone)])}</a>
                    </p>
                </Notice>
            }
            .into_any()
        }
    }
}
