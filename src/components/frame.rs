use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::announce::{Announcements, FollowNavigation};
use crate::config::{Config, use_config};
use crate::device;
use crate::route::Link;
use crate::ui::Icon;
use crate::words::{self as w, Word, fill, t};

/// What every page stands in: the way round it, urgent help and the quick exit, always there.
#[component]
pub fn Frame(
    /// The routes.
    children: Children,
) -> impl IntoView {
    let config = use_config();
    view! {
        <a class="skip-link" href="#main">
            {t(w::FRAME_SKIP)}
        </a>
        {config
            .sample
            .then(|| {
                let words = fill(w::FRAME_SAMPLE, &[("council", &config.council)]);
                view! {
                    <aside class="ribbon" aria-label=t(w::FRAME_SAMPLE_LABEL)>
                        {words}
                    </aside>
                }
            })}
        <Header config=config.clone() />
        <main class="page__main" id="main" tabindex="-1">
            {children()}
        </main>
        <Footer config />
        <Announcements />
        <FollowNavigation />
    }
}

#[component]
fn Header(config: Config) -> impl IntoView {
    view! {
        <header class="site-header">
            <div class="site-header__inner wrap wrap--wide">
                <div class="site-header__name">
                    <a class="wordmark" href=Link::Home.href()>
                        <svg class="wordmark__arc" viewBox="0 0 40 32" aria-hidden="true">
                            <path d="M4 29a16 16 0 0 1 32 0" fill="none" stroke="currentColor" stroke-width="6" stroke-linecap="round" />
                            <circle class="wordmark__stone" cx="20" cy="5" r="4.5" fill="currentColor" />
                        </svg>
                        <span class="wordmark__name">{config.title}</span>
                    </a>
                </div>
                <Nav />
                <a class="site-header__urgent" href=Link::UrgentHelp.href()>
                    {t(w::FRAME_URGENT)}
                </a>
                <QuickExit to=config.quick_exit />
            </div>
        </header>
    }
}

#[component]
fn Nav() -> impl IntoView {
    let path = use_location().pathname;
    let item = move |icon: &'static str, name: Word, link: Link, roots: &'static [&'static str]| {
        let current = move || {
            path.with(|path| roots.iter().any(|root| path == root || path.starts_with(&format!("{root}/")))).then_some("page")
        };
        view! {
            <li class="nav__item">
                <a class="nav__link" href=link.href() aria-current=current>
                    <Icon name=icon class="nav__icon" />
                    <span>{t(name)}</span>
                </a>
            </li>
        }
    };
    view! {
        <nav class="nav" aria-label=t(w::NAV_LABEL)>
            <ul class="nav__list" role="list">
                {item("guide", w::NAV_GUIDE, Link::Guides, Link::GUIDE_ROOTS)}
                {item("find", w::NAV_FIND, Link::all_services(), Link::FIND_ROOTS)}
                {item("calendar", w::NAV_WHATS_ON, Link::whats_on(), Link::WHATS_ON_ROOTS)}
                {item("saved", w::NAV_BOOKINGS, Link::MyBookings, Link::BOOKING_ROOTS)}
            </ul>
        </nav>
    }
}

/// Leaves for an everyday page at once and takes this one's place in the history.
#[component]
fn QuickExit(to: String) -> impl IntoView {
    let target = to.clone();
    let leave = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        // What is half typed goes first: the tab's storage would outlive the page.
        device::forget_draft();
        document().set_title("");
        let _ = window().location().replace(&target);
    };
    view! {
        <a class="site-header__exit" href=to rel="noreferrer noopener external" on:click=leave>
            {t(w::FRAME_EXIT)}
        </a>
    }
}

#[component]
fn Footer(config: Config) -> impl IntoView {
    let link = |link: Link, name: Word| {
        view! {
            <li>
                <a class="site-footer__link" href=link.href()>
                    {t(name)}
                </a>
            </li>
        }
    };
    let language = |code: String, name: String| {
        let lang = code.clone();
        let choose = move |_| {
            device::keep_language(&code);
            let _ = window().location().reload();
        };
        view! {
            <li>
                <button class="site-footer__link button-link" type="button" lang=lang on:click=choose>
                    {name}
                </button>
            </li>
        }
    };
    view! {
        <footer class="site-footer">
            <div class="site-footer__inner wrap wrap--wide">
                <p class="lead">{t(w::FRAME_PROMISE)}</p>
                <ul class="site-footer__links" role="list">
                    {link(Link::Privacy, w::FRAME_PRIVACY)}
                    {link(Link::Accessibility, w::FRAME_ACCESSIBILITY)}
                    {link(Link::AboutData, w::FRAME_ABOUT_DATA)}
                    {config.languages.into_iter().map(|choice| language(choice.code, choice.name)).collect_view()}
                </ul>
                <p class="soft">{t(w::FRAME_ATTRIBUTION)}</p>
            </div>
        </footer>
    }
}
