//! The filters of a search: each child's age, how far, and what the results could be narrowed to, with counts.

use domain::RawSearch;
use domain::filter::{Choice, FacetKind, FacetOption, MOST_AGES, PartOfDay, Price};
use domain::service::{AttendingType, ServicePage};
use maud::{Markup, html};

use crate::moment;
use crate::pieces::{Field, age_options};
use crate::route::Link;
use crate::vocabulary;
use crate::words::{self as w, Word, fill, plural, t};

/// The kinds that are drawn as lists of boxes to tick, in their order.
const TICKED: [FacetKind; 9] = [
    FacetKind::Category,
    FacetKind::Day,
    FacetKind::Time,
    FacetKind::Cost,
    FacetKind::Attending,
    FacetKind::Referral,
    FacetKind::Need,
    FacetKind::Access,
    FacetKind::Language,
];

/// The filters, as the address has them; with what the answer says there is, once it has come.
#[must_use]
pub fn filters_of(raw: &RawSearch, page: Option<&ServicePage>) -> Markup {
    let show =
        page.map_or_else(|| t(w::FILTERS_SHOW).to_owned(), |page| plural(w::FILTERS_SHOW_COUNT, page.total));
    crate::pieces::filters(&Link::all_services().href(), &show, fields(raw, page))
}

fn fields(raw: &RawSearch, page: Option<&ServicePage>) -> Markup {
    html! {
        input type="hidden" name="q" value=(raw.words);
        input type="hidden" name="near" value=(raw.near);
        input type="hidden" name="sort" value=(raw.sort);
        (ages(raw))
        (distance(raw))
        @for kind in TICKED {
            @match options(page, kind) {
                // Nothing that is chosen gets lost while the answer is on its way.
                None => @for value in raw.values(kind) { input type="hidden" name=(kind.name()) value=(value); },
                Some([]) => {},
                Some(options) => (list(raw, kind, options)),
            }
        }
    }
}

/// A field for each child, and one for the next.
fn ages(raw: &RawSearch) -> Markup {
    let given: Vec<&str> = raw.values(FacetKind::Age).collect();
    let fields = (given.len() + 1).min(MOST_AGES);
    html! {
        div.stack.stack--tight {
            @for at in 0..fields {
                @let id = if at == 0 { "age".to_owned() } else { format!("age-{}", at + 1) };
                @let label = t(if at == 0 { w::FILTERS_AGE } else { w::FILTERS_NEXT_AGE });
                (Field { id: &id, label, hint: "", error: None }
                    .choice_named("age", given.get(at).copied().unwrap_or_default(), &age_options()))
            }
        }
    }
}

/// How far, once it is known from where.
fn distance(raw: &RawSearch) -> Markup {
    let chosen = raw.values(FacetKind::Within).next().unwrap_or_default();
    if raw.near.is_empty() {
        return html! {};
    }
    let miles = ["1", "2", "5", "10", "20"].map(|miles| (miles.to_owned(), within(miles)));
    let any = (String::new(), t(w::FILTERS_ANY_DISTANCE).to_owned());
    let options: Vec<_> = std::iter::once(any).chain(miles).collect();
    Field { id: "within", label: t(w::FILTERS_WITHIN), hint: "", error: None }.choice(chosen, &options)
}

/// "Within 2 miles"
fn within(miles: &str) -> String {
    plural(w::FILTERS_WITHIN_MILES, miles.parse().unwrap_or_default())
}

/// The address says what is chosen: it is ahead of the answer while that is on its way.
fn list(raw: &RawSearch, kind: FacetKind, options: &[FacetOption]) -> Markup {
    let is_chosen = |option: &FacetOption| raw.values(kind).any(|value| value == option.value);
    let there: Vec<&FacetOption> =
        options.iter().filter(|option| option.count > 0 || is_chosen(option)).collect();
    let chosen = there.iter().filter(|option| is_chosen(option)).count();
    let top = || there.iter().filter(|option| option.parent.is_none());
    let under = |group: &FacetOption| {
        let group = group.value.clone();
        there.iter().filter(move |option| option.parent.as_ref() == Some(&group))
    };
    html! {
        @if !there.is_empty() {
            details.disclosure.facet #{ "facet-" (kind.name()) } open[chosen > 0] {
                summary.disclosure__summary {
                    span { (t(title(kind))) @if chosen > 0 { " " span.facet__chosen { (plural(w::FILTERS_CHOSEN, chosen as u32)) } } }
                }
                div.facet__body role="group" aria-label=(t(title(kind))) {
                    @for option in top() {
                        (tick(kind, option, is_chosen(option)))
                        @let inner: Vec<_> = under(option).collect();
                        @if !inner.is_empty() {
                            @let open = is_chosen(option) || inner.iter().any(|one| is_chosen(one));
                            details.facet__more #{ "more-" (option.value) } open[open] {
                                summary.facet__summary {
                                    (t(w::FILTERS_MORE)) span.hidden-visually { ": " (option.name) }
                                }
                                div.facet__inner { @for one in inner { (tick(kind, one, is_chosen(one))) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A box to tick, with how many results it would leave.
fn tick(kind: FacetKind, option: &FacetOption, chosen: bool) -> Markup {
    html! {
        label.choice {
            input.choice__box #{ (kind.name()) "-" (option.value) } type="checkbox" name=(kind.name()) value=(option.value) checked[chosen];
            span { (name(kind, &option.value, &option.name)) }
            span.choice__count { (option.count) span.hidden-visually { (t(w::FILTERS_RESULTS)) } }
        }
    }
}

/// What the answer lists of a kind; `None` before there is one.
fn options(page: Option<&ServicePage>, kind: FacetKind) -> Option<&[FacetOption]> {
    let facet = page?.facets.iter().find(|facet| facet.kind == kind);
    Some(facet.map_or(&[], |facet| facet.options.as_slice()))
}

/// What to call something that is chosen, wherever it is shown.
#[must_use]
pub fn choice_name(kind: FacetKind, value: &str, page: &ServicePage) -> String {
    let listed = options(Some(page), kind).into_iter().flatten().find(|option| option.value == value);
    name(kind, value, &listed.map_or_else(|| value.replace('-', " "), |option| option.name.clone()))
}

/// What to call a choice: ours where the kind is ours, the data's own where the data defines it.
fn name(kind: FacetKind, value: &str, given: &str) -> String {
    let word = match Choice::parse(kind, value) {
        Ok(Choice::Age(age)) => return fill(w::SERVICES_AGE_CHIP, &[("age", &moment::age(age))]),
        Ok(Choice::Day(day)) => return moment::weekday(day).to_owned(),
        Ok(Choice::Within(_)) => return within(value),
        Ok(Choice::Cost(Price::Free)) => w::COST_FREE,
        Ok(Choice::Cost(Price::Paid)) => w::FILTERS_PAID,
        Ok(Choice::Time(PartOfDay::Morning)) => w::FILTERS_MORNING,
        Ok(Choice::Time(PartOfDay::Afternoon)) => w::FILTERS_AFTERNOON,
        Ok(Choice::Time(PartOfDay::Evening)) => w::FILTERS_EVENING,
        Ok(Choice::Attending(AttendingType::InPerson)) => w::FILTERS_IN_PERSON,
        Ok(Choice::Attending(AttendingType::Online)) => w::FILTERS_ONLINE,
        Ok(Choice::Attending(AttendingType::Phone)) => w::FILTERS_BY_PHONE,
        Ok(Choice::Attending(AttendingType::Outreach)) => w::FILTERS_OUTREACH,
        Ok(Choice::NoReferral) => w::SERVICE_NO_REFERRAL,
        Ok(Choice::Need(slug)) => return vocabulary::need(slug.as_str()).map_or(given.to_owned(), sentence),
        Ok(Choice::Access(_)) => return vocabulary::access(given).to_owned(),
        Ok(Choice::Language(_)) => return vocabulary::language(given).to_owned(),
        _ => return given.to_owned(),
    };
    t(word).to_owned()
}

/// Words as they stand by themselves, with a capital.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn title(kind: FacetKind) -> Word {
    match kind {
        FacetKind::Category => w::FILTERS_CATEGORY,
        FacetKind::Age => w::FILTERS_AGE,
        FacetKind::Need => w::FILTERS_NEED,
        FacetKind::Access => w::FILTERS_ACCESS,
        FacetKind::Language => w::FILTERS_LANGUAGE,
        FacetKind::Cost => w::FILTERS_COST,
        FacetKind::Day => w::FILTERS_DAY,
        FacetKind::Time => w::FILTERS_TIME,
        FacetKind::Attending => w::FILTERS_ATTENDING,
        FacetKind::Referral => w::FILTERS_REFERRAL,
        FacetKind::Within => w::FILTERS_WITHIN,
    }
}
