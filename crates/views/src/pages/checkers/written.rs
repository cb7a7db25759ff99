//! What the build writes of the page: the questions, and a card for each thing there is.

use domain::entitlements::{Kind, MOST_CHILDREN, Why};
use maud::{Markup, html};

use super::{ERROR, FORM, FOUND, SUMMARY, more_id};
use crate::Setting;
use crate::moment;
use crate::pieces::{Tone, band, disclosure, notice, ring_button, small};
use crate::rates::{Rate, amounts, find};
use crate::route::Link;
use crate::words::written as w;

const YES_NO: [&str; 2] = [w::CHECKERS_YES, w::CHECKERS_NO];
const YES_NO_NOT_SURE: [&str; 3] = [w::CHECKERS_YES, w::CHECKERS_NO, w::CHECKERS_NOT_SURE];
const WORK: [&str; 5] = [
    w::CHECKERS_WORK_ENOUGH,
    w::CHECKERS_WORK_LESS,
    w::CHECKERS_WORK_NOT_SURE,
    w::CHECKERS_WORK_CANNOT,
    w::CHECKERS_NO,
];
const SUPPORT: [&str; 4] =
    [w::CHECKERS_SUPPORT_CREDIT, w::CHECKERS_SUPPORT_OLDER, w::CHECKERS_NONE, w::CHECKERS_NOT_SURE];
const INCOME: [&str; 4] =
    [w::CHECKERS_INCOME_LOWEST, w::CHECKERS_INCOME_MIDDLE, w::CHECKERS_INCOME_ABOVE, w::CHECKERS_NOT_SURE];
const NEED: [&str; 4] =
    [w::CHECKERS_NEED_DLA, w::CHECKERS_NEED_PLAN, w::CHECKERS_NEED_CARE, w::CHECKERS_NONE];

/// Where benefits are compared.
const CALCULATORS: &str = "https://www.gov.uk/benefits-calculators";

/// The page before the first answer.
#[must_use]
pub fn page(setting: Setting<'_>, rates: &[Rate]) -> Markup {
    html! { (questions(setting, rates)) div.wrap { (everything(rates)) } }
}

/// All pieces, in the order of [`super::Piece`], then the cards and the reasons in their own order.
#[must_use]
pub fn pieces(setting: Setting<'_>, rates: &[Rate]) -> Vec<String> {
    let first = [
        questions(setting, rates),
        everything(rates),
        html! { div.stack { h2 #(FOUND) tabindex="-1" { (w::CHECKERS_FOUND) } (years(rates)) } },
        html! { h2 { (w::CHECKERS_NOT_NOW) } (ask_anyway(setting)) },
        html! { h2 { (w::CHECKERS_CHECK) } },
        html! { h2 { (w::CHECKERS_LIKELY) } },
        html! {
            p { a.button.button--quiet href=(Link::ChildcareAndMoney.href()) rel="external" { (w::CHECKERS_RESTART) } }
        },
    ];
    let mut pieces: Vec<String> = first.into_iter().map(Markup::into_string).collect();
    for kind in Kind::ALL {
        let last = kind.rate().and_then(|id| find(rates, id)).and_then(|rate| rate.valid_to);
        pieces.push(card_head(kind, rates).into_string());
        pieces.push(card_foot(kind, rates).into_string());
        pieces.push(by_words(kind).to_owned());
        pieces.push(last.map(|last| last.to_string()).unwrap_or_default());
    }
    pieces.extend(Why::ALL.map(|why| html! { p { strong { (why_words(why)) } } }.into_string()));
    pieces
}

fn ask_anyway(setting: Setting<'_>) -> Markup {
    html! {
        p { (w::CHECKERS_NOT_NOW_WORDS) }
        div.row {
            (ring_button(&setting.config.phone, "button button--small"))
            a.button.button--quiet.button--small href=(Link::money_advice().href()) { (w::CHECKERS_ASK_NEAR) }
        }
    }
}

fn by_words(kind: Kind) -> &'static str {
    match kind {
        Kind::MaternityGrant => w::CHECKERS_GRANT_BY,
        Kind::MaternityPay => w::CHECKERS_TELL_BY,
        Kind::ChildBenefit => w::CHECKERS_BENEFIT_BY,
        Kind::WorkingHours => w::CHECKERS_CODE_BY,
        _ => "",
    }
}

fn why_words(why: Why) -> &'static str {
    match why {
        Why::Earnings => w::WHY_EARNINGS,
        Why::OverLimit => w::WHY_OVER_LIMIT,
        Why::NotWorking => w::WHY_NOT_WORKING,
        Why::NoEmployer => w::WHY_NO_EMPLOYER,
        Why::NoBenefit => w::WHY_NO_BENEFIT,
        Why::NoUniversalCredit => w::WHY_NO_CREDIT,
        Why::Income => w::WHY_INCOME,
        Why::UniversalCredit => w::WHY_CREDIT,
        Why::NotFirst => w::WHY_NOT_FIRST,
    }
}

fn questions(setting: Setting<'_>, rates: &[Rate]) -> Markup {
    html! {
        (band("band--plain", false, None, html! {
            h1 { (w::CHECKERS_HEADING) }
            p.lead { (w::CHECKERS_LEAD) }
            p.small.soft { (w::CHECKERS_PRIVATE) }
        }))
        noscript {
            div.wrap {
                (notice(Tone::Plain, None, w::CHECKERS_NO_SCRIPT_TITLE, html! {
                    p { (w::CHECKERS_NO_SCRIPT) }
                    (ring_button(&setting.config.phone, "button button--small"))
                }))
            }
        }
        (form(rates))
    }
}

/// Every question. Style hides those that do not matter, given the answers so far; nothing that was answered is lost.
/// The form is never sent, by the app or without it, and a browser does not fill it in again after a reload.
fn form(rates: &[Rate]) -> Markup {
    html! {
        div.wrap {
            div.questions__summary #(SUMMARY) {}
            form.stack.stack--loose.questions #(FORM) method="dialog" autocomplete="off" novalidate {
                (ask("expecting", w::CHECKERS_EXPECTING, "", &YES_NO, rates))
                div.stack.stack--loose.questions__expecting {
                    (day("due", w::CHECKERS_DUE, w::CHECKERS_DUE_HINT, w::CHECKERS_WRONG_DUE))
                    (ask("under-18", w::CHECKERS_UNDER_18, "", &YES_NO, rates))
                }
                (child(1, rates))
                (ask("partner", w::CHECKERS_PARTNER, "", &YES_NO, rates))
                (ask("work", w::CHECKERS_WORK, &amounts(w::CHECKERS_WORK_HINT, rates), &WORK, rates))
                div.questions__partner {
                    (ask("partner-work", w::CHECKERS_PARTNER_WORK, w::CHECKERS_PARTNER_WORK_HINT, &WORK, rates))
                }
                div.questions__limit {
                    (ask("over-limit", &amounts(w::CHECKERS_OVER_LIMIT, rates), "", &YES_NO_NOT_SURE, rates))
                }
                (ask("support", w::CHECKERS_SUPPORT, "", &SUPPORT, rates))
                div.questions__income { (ask("income", w::CHECKERS_INCOME, "", &INCOME, rates)) }
                button.button.button--wide type="submit" { (w::CHECKERS_SHOW) }
            }
        }
    }
}

/// One child; once it has a birth date, what it has and the next one.
fn child(number: usize, rates: &[Rate]) -> Markup {
    let numbered = |words: &str| words.replace("{number}", &number.to_string());
    let (hint, wrong) = if number == 1 {
        (w::CHECKERS_BORN_HINT, w::CHECKERS_WRONG_NOBODY)
    } else {
        ("", w::CHECKERS_WRONG_BORN)
    };
    let id = format!("born-{number}");
    html! {
        (day(&id, &numbered(w::CHECKERS_BORN), hint, wrong))
        div.stack.stack--loose #(more_id(&id)) hidden {
            (ask(&format!("need-{number}"), &numbered(w::CHECKERS_NEED), "", &NEED, rates))
            @if number < MOST_CHILDREN { (child(number + 1, rates)) }
        }
    }
}

/// One choice of several, numbered from 1: choice 2 of `work` is the field `work-2`.
fn ask(name: &str, question: &str, hint: &str, choices: &[&str], rates: &[Rate]) -> Markup {
    html! {
        fieldset.choices aria-describedby=[(!hint.is_empty()).then(|| format!("{name}-hint"))] {
            legend.choices__title { (question) }
            @if !hint.is_empty() { p.field__hint #{ (name) "-hint" } { (hint) } }
            @for (number, words) in (1..).zip(choices) {
                label.choice {
                    input.choice__box #{ (name) "-" (number) } type="radio" name=(name) value=(number);
                    span { (amounts(words, rates)) }
                }
            }
        }
    }
}

/// A day, by the phone's own calendar. What to put right stands there hidden, and counts once the field is invalid.
fn day(id: &str, label: &str, hint: &str, wrong: &str) -> Markup {
    let error = format!("{id}{ERROR}");
    html! {
        div.field {
            label.field__label for=(id) { (label) }
            @if !hint.is_empty() { p.field__hint #{ (id) "-hint" } { (hint) } }
            p.field__error #(error) aria-live="polite" hidden { (small("warning")) span { (wrong) } }
            input.field__input.field__input--short #(id) type="date" name=(id) aria-errormessage=(error)
                aria-describedby=[(!hint.is_empty()).then(|| format!("{id}-hint"))];
        }
    }
}

/// Everything there is, by its rules alone: for who has not answered, or has no script.
fn everything(rates: &[Rate]) -> Markup {
    html! {
        section.stack aria-labelledby="all" {
            h2 #all { (w::CHECKERS_ALL) }
            (years(rates))
            @for kind in Kind::ALL { article.entitlement { (card_head(kind, rates)) (card_foot(kind, rates)) } }
        }
    }
}

fn years(rates: &[Rate]) -> Markup {
    let newest = rates.iter().map(|rate| rate.valid_from).max();
    html! {
        @if let Some(newest) = newest {
            @let (from, to) = (newest.civil().0.to_string(), format!("{:02}", (newest.civil().0 + 1) % 100));
            @let date = moment::date_with_year(newest);
            p.small.soft { (w::CHECKERS_YEARS.replace("{from}", &from).replace("{to}", &to).replace("{date}", &date)) }
        }
    }
}

fn conflict(rates: &[Rate]) -> Markup {
    let words = amounts(w::CHECKERS_CONFLICT_WORDS, rates);
    let body = html! { p { (words) } p { (out("", CALCULATORS, html! { (w::CHECKERS_CALCULATOR) })) } };
    notice(Tone::Plain, None, w::CHECKERS_CONFLICT, body)
}

/// A link to another site, in a tab of its own: the answers stay in this one.
fn out(class: &str, url: &str, words: Markup) -> Markup {
    html! { a class=(class) href=(url) target="_blank" rel="noopener external" { (words) } }
}

/// What it is, and what it is worth.
fn card_head(kind: Kind, rates: &[Rate]) -> Markup {
    let about = about(kind);
    html! {
        h3 { (about.name) }
        @if !about.amount.is_empty() { p.entitlement__amount { (amounts(about.amount, rates)) } }
        p { (about.what) }
    }
}

/// What to do, the rule, since when the amount holds and who says so, and where to go.
fn card_foot(kind: Kind, rates: &[Rate]) -> Markup {
    let about = about(kind);
    let for_name = html! { span.hidden-visually { " " (w::CHECKERS_OF.replace("{name}", about.name)) } };
    html! {
        @if kind == Kind::TaxFreeChildcare { (conflict(rates)) }
        p { strong { (w::CHECKERS_DO) ":" } " " (about.act) }
        (disclosure(w::CHECKERS_RULE, html! {
            p { (amounts(about.rule, rates)) }
            @if let Some(rate) = kind.rate().and_then(|id| find(rates, id)) {
                @let since = moment::date_with_year(rate.valid_from);
                p.small.soft { (w::CHECKERS_RATE.replace("{date}", &since)) " " (out("", &rate.source.url, html! { (rate.source.title) })) }
            }
        }))
        p.entitlement__links {
            a.entitlement__link href=(Link::Guide(about.guide.to_owned()).href()) { (w::CHECKERS_GUIDE) (for_name) }
            (out("entitlement__link", about.official, html! { (w::CHECKERS_OFFICIAL) (for_name) }))
        }
    }
}

/// What is said of one kind; the amount is empty where it is given in kind.
struct About {
    name: &'static str,
    amount: &'static str,
    what: &'static str,
    act: &'static str,
    rule: &'static str,
    guide: &'static str,
    official: &'static str,
}

fn about(kind: Kind) -> About {
    match kind {
        Kind::HealthyStart => About {
            name: w::GET_HEALTHY_START_NAME,
            amount: w::GET_HEALTHY_START_AMOUNT,
            what: w::GET_HEALTHY_START_WHAT,
            act: w::GET_HEALTHY_START_DO,
            rule: w::GET_HEALTHY_START_RULE,
            guide: "healthy-start",
            official: "https://www.healthystart.nhs.uk/how-to-apply/",
        },
        Kind::Prescriptions => About {
            name: w::GET_PRESCRIPTIONS_NAME,
            amount: "",
            what: w::GET_PRESCRIPTIONS_WHAT,
            act: w::GET_PRESCRIPTIONS_DO,
            rule: w::GET_PRESCRIPTIONS_RULE,
            guide: "free-prescriptions-and-dental-care",
            official: "https://www.nhsbsa.nhs.uk/exemption-certificates/maternity-exemption-certificates",
        },
        Kind::MaternityGrant => About {
            name: w::GET_MATERNITY_GRANT_NAME,
            amount: w::GET_MATERNITY_GRANT_AMOUNT,
            what: w::GET_MATERNITY_GRANT_WHAT,
            act: w::GET_MATERNITY_GRANT_DO,
            rule: w::GET_MATERNITY_GRANT_RULE,
            guide: "sure-start-maternity-grant",
            official: "https://www.gov.uk/sure-start-maternity-grant/how-to-claim",
        },
        Kind::MaternityPay => About {
            name: w::GET_MATERNITY_PAY_NAME,
            amount: w::GET_MATERNITY_PAY_AMOUNT,
            what: w::GET_MATERNITY_PAY_WHAT,
            act: w::GET_MATERNITY_PAY_DO,
            rule: w::GET_MATERNITY_PAY_RULE,
            guide: "rights-and-pay-in-pregnancy",
            official: "https://www.gov.uk/maternity-pay-leave",
        },
        Kind::MaternityAllowance => About {
            name: w::GET_MATERNITY_ALLOWANCE_NAME,
            amount: w::GET_MATERNITY_ALLOWANCE_AMOUNT,
            what: w::GET_MATERNITY_ALLOWANCE_WHAT,
            act: w::GET_MATERNITY_ALLOWANCE_DO,
            rule: w::GET_MATERNITY_ALLOWANCE_RULE,
            guide: "rights-and-pay-in-pregnancy",
            official: "https://www.gov.uk/maternity-allowance",
        },
        Kind::ChildBenefit => About {
            name: w::GET_CHILD_BENEFIT_NAME,
            amount: w::GET_CHILD_BENEFIT_AMOUNT,
            what: w::GET_CHILD_BENEFIT_WHAT,
            act: w::GET_CHILD_BENEFIT_DO,
            rule: w::GET_CHILD_BENEFIT_RULE,
            guide: "child-benefit",
            official: "https://www.gov.uk/child-benefit/how-to-claim",
        },
        Kind::WorkingHours => About {
            name: w::GET_WORKING_HOURS_NAME,
            amount: "",
            what: w::GET_WORKING_HOURS_WHAT,
            act: w::GET_WORKING_HOURS_DO,
            rule: w::GET_WORKING_HOURS_RULE,
            guide: "childcare-for-working-parents",
            official: "https://www.gov.uk/check-eligible-free-childcare-if-youre-working",
        },
        Kind::TwoYearOldHours => About {
            name: w::GET_TWO_YEAR_OLD_HOURS_NAME,
            amount: "",
            what: w::GET_TWO_YEAR_OLD_HOURS_WHAT,
            act: w::GET_TWO_YEAR_OLD_HOURS_DO,
            rule: w::GET_TWO_YEAR_OLD_HOURS_RULE,
            guide: "childcare-for-two-year-olds",
            official: "https://www.gov.uk/help-with-childcare-costs/free-childcare-2-year-olds-claim-benefits",
        },
        Kind::UniversalHours => About {
            name: w::GET_UNIVERSAL_HOURS_NAME,
            amount: "",
            what: w::GET_UNIVERSAL_HOURS_WHAT,
            act: w::GET_UNIVERSAL_HOURS_DO,
            rule: w::GET_UNIVERSAL_HOURS_RULE,
            guide: "childcare-for-three-and-four-year-olds",
            official: "https://www.gov.uk/help-with-childcare-costs",
        },
        Kind::CreditChildcare => About {
            name: w::GET_CREDIT_CHILDCARE_NAME,
            amount: w::GET_CREDIT_CHILDCARE_AMOUNT,
            what: w::GET_CREDIT_CHILDCARE_WHAT,
            act: w::GET_CREDIT_CHILDCARE_DO,
            rule: w::GET_CREDIT_CHILDCARE_RULE,
            guide: "childcare-and-universal-credit",
            official: "https://www.gov.uk/universal-credit-childcare-costs",
        },
        Kind::TaxFreeChildcare => About {
            name: w::GET_TAX_FREE_CHILDCARE_NAME,
            amount: w::GET_TAX_FREE_CHILDCARE_AMOUNT,
            what: w::GET_TAX_FREE_CHILDCARE_WHAT,
            act: w::GET_TAX_FREE_CHILDCARE_DO,
            rule: w::GET_TAX_FREE_CHILDCARE_RULE,
            guide: "tax-free-childcare",
            official: "https://www.gov.uk/tax-free-childcare",
        },
        Kind::InfantMeals => About {
            name: w::GET_INFANT_MEALS_NAME,
            amount: "",
            what: w::GET_INFANT_MEALS_WHAT,
            act: w::GET_INFANT_MEALS_DO,
            rule: w::GET_INFANT_MEALS_RULE,
            guide: "free-school-meals-and-breakfast-clubs",
            official: "https://www.gov.uk/apply-free-school-meals",
        },
        Kind::SchoolMeals => About {
            name: w::GET_SCHOOL_MEALS_NAME,
            amount: "",
            what: w::GET_SCHOOL_MEALS_WHAT,
            act: w::GET_SCHOOL_MEALS_DO,
            rule: w::GET_SCHOOL_MEALS_RULE,
            guide: "free-school-meals-and-breakfast-clubs",
            official: "https://www.gov.uk/apply-free-school-meals",
        },
    }
}
