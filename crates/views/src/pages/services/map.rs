//! The map of a search's results: the way there and back, and the place into which its own script draws.

use domain::ServiceSearch;
use maud::{Markup, html};

use super::Shown;
use crate::pieces::{Tone, notice, small};
use crate::route::Link;
use crate::words::{self as w, Word, t};

/// What `src/map/map.mjs` says, in its order.
const WORDS: [Word; 31] = {
    let [services_one, services_other] = w::SERVICES_COUNT.forms();
    let [places_one, places_other] = w::MAP_PLACES.forms();
    let [private_one, private_other] = w::MAP_PRIVATE.forms();
    let [unplaced_one, unplaced_other] = w::MAP_UNPLACED.forms();
    let [reaching_one, reaching_other] = w::MAP_REACHING.forms();
    let [left_out_one, left_out_other] = w::MAP_LEFT_OUT.forms();
    [
        w::MAP_LABEL,
        w::MAP_SKIP,
        w::MAP_ZOOM_IN,
        w::MAP_ZOOM_OUT,
        w::MAP_WHOLE,
        w::MAP_HINT,
        services_one,
        services_other,
        places_one,
        places_other,
        w::MAP_PIN,
        w::MAP_CLUSTER,
        w::MAP_IN_VIEW,
        w::MAP_NEXT,
        w::SERVICE_CLOSED,
        w::MAP_CLOSE,
        w::PLACE_FAMILY_CENTRE,
        w::MAP_NONE,
        private_one,
        private_other,
        unplaced_one,
        unplaced_other,
        reaching_one,
        reaching_other,
        left_out_one,
        left_out_other,
        w::DISTANCE_ONE_MILE,
        w::DISTANCE_MILES,
        w::MAP_HALF_MILE,
        w::MAP_QUARTER_MILE,
        w::MAP_YARDS,
    ]
};

/// List or map: two links to the same results. Forms of the page keep to what is shown.
pub(super) fn switch(shown: Shown, search: &ServiceSearch) -> Markup {
    let is_list = shown == Shown::List;
    let all = Box::new(search.on_page(1));
    // The way leads to the results: on a phone they begin below the screen's edge.
    let to = |link: Link| link.href() + "#results";
    html! {
        nav aria-label=(t(w::MAP_SHOWN_AS)) {
            ul.chips role="list" {
                li { a.chip #as-list href=(to(Link::Services(all.clone()))) aria-current=[is_list.then_some("true")] { (t(w::MAP_LIST)) } }
                li { a.chip #as-map href=(to(Link::ServiceMap(all))) aria-current=[(!is_list).then_some("true")] { (small("map")) (t(w::MAP_MAP)) } }
            }
        }
        @if !is_list { @for form in ["search", "filters"] { input type="hidden" name="view" value="map" form=(form); } }
    }
}

/// The place of the map. Until it is drawn it says so.
pub(super) fn map() -> Markup {
    let words = WORDS.map(t).join("\n");
    html! {
        section.stack aria-labelledby="map-heading" {
            h2.hidden-visually #map-heading { (t(w::MAP_MAP)) }
            service-map.map data-words=(words) data-service=(service_pages()) data-place=(Link::Place(String::new()).href()) {
                p.map__drawing { (t(w::MAP_DRAWING)) }
            }
        }
    }
}

/// What the address of every service begins with.
fn service_pages() -> String {
    Link::all_services().href() + "/"
}

/// Why the list stands where the map was asked for.
pub(super) fn instead(shown: Shown) -> Markup {
    html! {
        @match shown {
            Shown::MapFailed => div role="alert" {
                (notice(Tone::Warning, None, t(w::MAP_FAILED), html! {
                    p { (t(w::MAP_FAILED_WORDS)) }
                    button.button.button--small type="button" data-action="retry" { (t(w::LOADING_AGAIN)) }
                }))
            },
            Shown::MapWithoutScript => noscript { p { (t(w::MAP_SCRIPT)) } },
            Shown::List | Shown::Map => {},
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_the_addresses_that_the_script_makes() {
        let service = Link::Service("a-1".parse().unwrap()).href();
        assert_eq!(service, service_pages() + "a-1");
        let place = Link::Place("oak-lane".to_owned()).href();
        assert_eq!(place, Link::Place(String::new()).href() + "oak-lane");
    }

    #[test]
    fn the_script_knows_the_words_by_their_order() {
        let script = include_str!("../../../../../src/map/map.mjs");
        let (_, names) = script.split_once("const WORDS = [").unwrap();
        let names: Vec<&str> = names.split_once("];").unwrap().0.split('"').skip(1).step_by(2).collect();
        assert_eq!(names.len(), WORDS.len());
        for (name, word) in [
            ("label", w::MAP_LABEL),
            ("services_one", w::SERVICES_COUNT.forms()[0]),
            ("cluster", w::MAP_CLUSTER),
            ("closed", w::SERVICE_CLOSED),
            ("private_other", w::MAP_PRIVATE.forms()[1]),
            ("reaching_other", w::MAP_REACHING.forms()[1]),
            ("left_out_one", w::MAP_LEFT_OUT.forms()[0]),
            ("yards", w::MAP_YARDS),
        ] {
            assert_eq!(
                names.iter().position(|one| *one == name),
                WORDS.iter().position(|one| *one == word),
                "{name}"
            );
        }
        assert!(WORDS.iter().all(|word| !t(*word).contains('\n')));
    }

    #[test]
    fn filters_and_searches_keep_to_the_map() {
        let search = domain::RawSearch::from_query("q=sleep&cost=free&page=3").parse().unwrap();
        let html = switch(Shown::Map, &search).into_string();
        for piece in [
            "href=\"/services?q=sleep&amp;cost=free#results\"",
            "href=\"/services?q=sleep&amp;cost=free&amp;view=map#results\" aria-current=\"true\"",
            "name=\"view\" value=\"map\" form=\"search\"",
            "name=\"view\" value=\"map\" form=\"filters\"",
        ] {
            assert!(html.contains(piece), "{piece} in {html}");
        }
        assert!(!switch(Shown::List, &search).into_string().contains("type=\"hidden\""));
    }
}
