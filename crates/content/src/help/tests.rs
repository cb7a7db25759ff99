use std::path::PathBuf;

use super::*;
use crate::fault::Faults;

pub(crate) const START: &str = r#"title = "Help"
question = "Who is it for?"

[[choices]]
to = "baby"
name = "A baby"
stage = "baby"
"#;

pub(crate) const BABY: &str = r#"title = "A baby"
question = "What about?"
stage = "baby"

[[choices]]
to = "sleep"
name = "Sleep"

[[answers]]
id = "sleep"
title = "Help with sleep"
text = ["Babies wake."]
first = ["Lie down."]
guides = ["sleep"]
categories = ["health-visiting"]
words = "sleep"
call = ["hub", "nhs"]
"#;

const LINES: &str = r#"[[lines]]
id = "hub"
name = "Your hub team"
what = "They know."

[[lines]]
id = "nhs"
name = "NHS"
number = "111"
what = "Any worry about health."
hours = "Any hour."
"#;

fn file(name: &str, text: &str) -> File {
    let path = PathBuf::from(format!("help/{name}.toml"));
    File { path, slug: name.to_owned(), text: text.to_owned() }
}

pub(crate) fn shelf(start: &str, baby: &str) -> Shelf {
    shelf_of(LINES, &[("start", start), ("baby", baby)])
}

fn shelf_of(lines: &str, branches: &[(&str, &str)]) -> Shelf {
    Shelf {
        lines: Some(file("lines", lines)),
        branches: branches.iter().map(|(name, text)| file(name, text)).collect(),
    }
}

/// What the samples may refer to.
fn known() -> Known<'static> {
    Known {
        stages: Some(BTreeSet::from(["baby"])),
        topics: None,
        categories: Some(BTreeSet::from(["health-visiting"])),
        rates: None,
        guides: BTreeSet::from(["sleep"]),
    }
}

fn parse(shelf: &Shelf) -> Result<Help, Vec<String>> {
    shelf
        .parse(&known())
        .map_err(|faults| Faults::new(faults).to_string().lines().map(str::to_owned).collect())
}

fn check(shelf: &Shelf, expected: &[(&str, &str)], what: &str) {
    let faults = parse(shelf).err().unwrap_or_default();
    assert_eq!(faults.len(), expected.len(), "{what}: {faults:#?}");
    for (fault, (place, words)) in faults.iter().zip(expected) {
        assert!(fault.starts_with(&format!("help/{place}: ")), "{what}: {fault} should be at {place}");
        assert!(fault.contains(words), "{what}: {fault} should say {words}");
    }
}

#[test]
fn a_path_is_read_with_the_way_to_it() {
    let help = parse(&shelf(START, BABY)).unwrap();
    let baby = help.branch("baby").unwrap();
    assert_eq!((help.branches[0].id.as_str(), baby.way.as_slice()), ("start", &["start".to_owned()][..]));
    assert_eq!((baby.choices[0].to.as_str(), baby.answers[0].call.len()), ("baby/sleep", 2));
    assert_eq!(help.line("hub").unwrap().number, None);
    assert_eq!(help.line("nhs").unwrap().number.as_deref(), Some("111"));
}

#[test]
fn faults_in_a_question_name_their_line() {
    for (from, to, expected) in [
        ("title = \"A baby\"", "titel = \"A baby\"", ("baby.toml:1", "unknown field `titel`")),
        ("title = \"A baby\"\n", "", ("baby.toml:1", "`title` is missing: add a line such as")),
        ("title = \"A baby\"", "title = \" \"", ("baby.toml:1", "`title` is empty")),
        ("question = \"What about?\"\n", "", ("baby.toml:1", "`question` is missing")),
        ("stage = \"baby\"", "stage = \"bbay\"", ("baby.toml:3", "no stage \"bbay\"")),
        ("to = \"sleep\"", "tow = \"sleep\"", ("baby.toml:6", "unknown field `tow`")),
        ("to = \"sleep\"\n", "", ("baby.toml:5", "`to` is missing: add a line such as")),
        ("name = \"Sleep\"\n", "", ("baby.toml:5", "`name` is missing")),
        ("id = \"sleep\"\n", "", ("baby.toml:9", "`id` is missing")),
        ("id = \"sleep\"", "id = \"Sleep!\"", ("baby.toml:10", "cannot be part of an address")),
        ("title = \"Help with sleep\"\n", "", ("baby.toml:9", "`title` is missing")),
        ("text = [\"Babies wake.\"]\n", "", ("baby.toml:9", "`text` is missing")),
        ("[\"Babies wake.\"]", "[]", ("baby.toml:12", "`text` is empty")),
        ("Babies wake.", "It is £5.", ("baby.toml:12", "an amount in prose")),
        ("[\"Lie down.\"]", "[\"\"]", ("baby.toml:13", "`first` is empty")),
        (
            "guides = [\"sleep\"]",
            "guides = [\n\"sleep\",\n\"slep\"]",
            ("baby.toml:16", "no guide is read at \"slep\""),
        ),
        ("guides = [\"sleep\"]\n", "", ("baby.toml:9", "`guides` is missing")),
        (
            "[\"sleep\"]\ncat",
            "[\"sleep\", \"sleep\", \"sleep\", \"sleep\"]\ncat",
            ("baby.toml:14", "`guides` has 4: keep the 3"),
        ),
        ("health-visiting", "health-visits", ("baby.toml:15", "no category \"health-visits\"")),
        ("categories = [\"health-visiting\"]\n", "", ("baby.toml:9", "`categories` is missing")),
        ("\"nhs\"", "\"nsh\"", ("baby.toml:17", "no phone line \"nsh\": use an id from help/lines.toml")),
        ("call = [\"hub\", \"nhs\"]\n", "", ("baby.toml:9", "nobody to call: add ids")),
        ("[\"hub\", \"nhs\"]", "[]", ("baby.toml:9", "nobody to call")),
    ] {
        assert!(BABY.contains(from), "{from:?} is not in the sample");
        check(&shelf(START, &BABY.replacen(from, to, 1)), &[expected], to);
    }
    let twice = format!("{BABY}{}", &BABY[BABY.find("[[answers]]").unwrap()..]);
    check(&shelf(START, &twice), &[("baby.toml:19", "\"sleep\" is used twice")], "same answer");
    let bare = "title = \"A baby\"\nquestion = \"What about?\"\n";
    check(&shelf(START, bare), &[("baby.toml:1", "`choices` is missing")], "no choices");
}

#[test]
fn faults_in_the_list_of_lines_name_their_line() {
    for (from, to, expected) in [
        ("hours =", "hour =", ("lines.toml:11", "unknown field `hour`")),
        ("name = \"NHS\"\n", "", ("lines.toml:6", "`name` is missing")),
        ("number = \"111\"", "number = \"one one one\"", ("lines.toml:9", "digits and spaces only")),
        ("number = \"111\"", "number = \" \"", ("lines.toml:9", "digits and spaces only")),
        ("id = \"nhs\"", "id = \"hub\"", ("lines.toml:7", "used twice")),
    ] {
        let branches = [("start", START), ("baby", BABY)];
        check(&shelf_of(&LINES.replacen(from, to, 1), &branches), &[expected], to);
    }
}

#[test]
fn every_way_leads_somewhere_and_everything_is_reached() {
    let choice = |to: &str| format!("\n[[choices]]\nto = \"{to}\"\nname = \"More\"\n");
    let question = |to: &str| format!("title = \"More\"\nquestion = \"What?\"\n{}", choice(to));
    // A second choice stands between the first and the answer.
    let baby_and = |to: &str| BABY.replacen("\n[[answers]]", &format!("{}\n[[answers]]", choice(to)), 1);
    for (what, branches, expected) in [
        (
            "another file",
            vec![("start", START.to_owned()), ("baby", baby_and("more")), ("more", question("baby"))],
            vec![],
        ),
        (
            "another's answer",
            vec![("start", START.to_owned() + &choice("baby/sleep")), ("baby", BABY.to_owned())],
            vec![],
        ),
        (
            "nowhere",
            vec![("start", START.to_owned()), ("baby", baby_and("gone"))],
            vec![("baby.toml:10", "leads nowhere: `to = \"gone\"`")],
        ),
        (
            "no such answer",
            vec![("start", START.to_owned() + &choice("baby/gone")), ("baby", BABY.to_owned())],
            vec![("start.toml:10", "leads nowhere")],
        ),
        (
            "back to the start",
            vec![("start", START.to_owned()), ("baby", baby_and("start"))],
            vec![("baby.toml:10", "leads nowhere")],
        ),
        (
            "no way to a file",
            vec![("start", START.to_owned()), ("baby", BABY.to_owned()), ("more", question("baby"))],
            vec![("more.toml:1", "nobody gets to \"more\"")],
        ),
        (
            "no way to an answer",
            vec![
                ("start", START.to_owned()),
                ("baby", BABY.replacen("to = \"sleep\"", "to = \"more\"", 1)),
                ("more", question("baby")),
            ],
            vec![("baby.toml:10", "nobody gets to \"baby/sleep\"")],
        ),
        (
            "three taps",
            vec![
                ("start", START.replacen("\"baby\"", "\"a\"", 1)),
                ("a", question("baby")),
                ("baby", BABY.to_owned()),
            ],
            vec![],
        ),
        (
            "four taps",
            vec![
                ("start", START.replacen("\"baby\"", "\"a\"", 1)),
                ("a", question("b")),
                ("b", question("baby")),
                ("baby", BABY.to_owned()),
            ],
            vec![("baby.toml:10", "it takes 4 taps")],
        ),
        (
            "a file with faults is blamed alone",
            vec![
                ("start", START.to_owned() + &choice("more/any")),
                ("baby", BABY.to_owned()),
                ("more", "title = 3".to_owned()),
            ],
            vec![("more.toml:1", "expected a string")],
        ),
    ] {
        let branches: Vec<_> = branches.iter().map(|(name, text)| (*name, text.as_str())).collect();
        check(&shelf_of(LINES, &branches), &expected, what);
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let baby = BABY
        .replace("title = \"A baby\"\n", "")
        .replace("\"health-visiting\"", "\"nothing\"")
        .replace("call = [\"hub\", \"nhs\"]", "call = [\"hub\", \"nobody\"]");
    let lines = LINES.replace("name = \"NHS\"\n", "");
    let expected = [
        ("baby.toml:1", "`title` is missing"),
        ("baby.toml:14", "no category \"nothing\""),
        ("lines.toml:6", "`name` is missing"),
        ("start.toml:5", "leads nowhere"),
    ];
    let start = START.replace("to = \"baby\"", "to = \"bayb\"");
    check(&shelf_of(&lines, &[("start", &start), ("baby", &baby)]), &expected, "many");
}
