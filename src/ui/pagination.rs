use leptos::prelude::*;

use super::{Icon, Size};
use crate::words::{self as w, t};

/// Numbered pages, with the first, the last and those around this one.
#[component]
pub fn Pagination<F>(
    /// This page, from 1.
    page: u32,
    /// How many there are.
    pages: u32,
    /// The address of a page.
    href: F,
) -> impl IntoView
where
    F: Fn(u32) -> String + Copy + Send + Sync + 'static,
{
    if pages < 2 {
        return ().into_any();
    }
    let number = move |this: u32| {
        view! {
            <li>
                <a class="pagination__link" href=href(this) aria-current=(this == page).then_some("page")>
                    <span class="hidden-visually">{t(w::PAGES_PAGE)}</span>
                    {this}
                </a>
            </li>
        }
    };
    let shown = shown(page, pages);
    let items = shown
        .iter()
        .enumerate()
        .map(|(i, this)| {
            let gap = i > 0 && shown[i - 1] + 1 < *this;
            view! {
                {gap.then(|| view! { <li class="pagination__gap" aria-hidden="true">"…"</li> })}
                {number(*this)}
            }
        })
        .collect_view();
    view! {
        <nav aria-label=t(w::PAGES_LABEL)>
            <ul class="pagination" role="list">
                {(page > 1)
                    .then(|| {
                        view! {
                            <li>
                                <a class="pagination__link" href=href(page - 1) rel="prev">
                                    <Icon name="arrow-back" size=Size::Small />
                                    <span>{t(w::PAGES_BACK)}</span>
                                </a>
                            </li>
                        }
                    })}
                {items}
                {(page < pages)
                    .then(|| {
                        view! {
                            <li>
                                <a class="pagination__link" href=href(page + 1) rel="next">
                                    <span>{t(w::PAGES_NEXT)}</span>
                                    <Icon name="arrow-next" size=Size::Small />
                                </a>
                            </li>
                        }
                    })}
            </ul>
        </nav>
    }
    .into_any()
}

/// The first page, the last, and one either side of this one.
fn shown(page: u32, pages: u32) -> Vec<u32> {
    (1..=pages).filter(|this| *this == 1 || *this == pages || this.abs_diff(page) <= 1).collect()
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn the_ends_and_the_neighbours_are_shown() {
        for (page, pages, wanted) in [(1, 2, vec![1, 2]), (5, 9, vec![1, 4, 5, 6, 9]), (1, 9, vec![1, 2, 9]), (9, 9, vec![1, 8, 9])] {
            assert_eq!(shown(page, pages), wanted);
        }
    }
}
