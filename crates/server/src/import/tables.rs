//! Services as tables: one flat CSV file of our own columns, or a folder with the tables of Open Referral. Each row of
//! services becomes a record in the shape of the JSON feed, so that there is one reading of it all.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord, Trim};
use domain::CategoryId;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::ImportError;
use super::letters::Letters;
use super::lines::Lines;
use super::services::{MOST_RECORDS, Reading};

/// How many rows the other tables of a folder may have.
const MOST_ROWS: usize = 10 * MOST_RECORDS;

/// The longest row of the flat file, in bytes.
const LARGEST_ROW: usize = 1024 * 1024;

/// The columns of the flat file, each with the other names it may have; `docs/importing.md` says what they mean.
const COLUMNS: [(&str, &[&str]); 38] = [
    ("id", &["service_id", "reference"]),
    ("name", &["service_name", "service", "title"]),
    ("description", &[]),
    ("status", &[]),
    ("organisation", &["organization", "organisation_name", "organization_name", "provider"]),
    ("organisation_id", &["organization_id"]),
    ("url", &["website", "web", "web_address", "link"]),
    ("email", &["email_address"]),
    ("phone", &["telephone", "tel", "phone_number"]),
    ("contact_role", &["contact_title"]),
    ("minimum_age", &["min_age", "age_from"]),
    ("maximum_age", &["max_age", "age_to"]),
    ("cost", &["amount", "price"]),
    ("fees", &["cost_description"]),
    ("categories", &["category"]),
    ("send_needs", &[]),
    ("attending", &["attending_type"]),
    ("referral", &["referral_needed"]),
    ("languages", &["language"]),
    ("areas", &["area", "service_area", "service_areas"]),
    ("assured_date", &["last_checked", "assured_on"]),
    ("last_modified", &["modified", "last_updated"]),
    ("alert", &[]),
    ("days", &["byday", "day"]),
    ("opens_at", &["start_time", "opens"]),
    ("closes_at", &["end_time", "closes"]),
    ("times_note", &["schedule"]),
    ("location_id", &["venue_id"]),
    ("location_name", &["venue", "location", "venue_name"]),
    ("location_type", &[]),
    ("address_1", &["address", "address_line_1"]),
    ("address_2", &["address_line_2"]),
    ("city", &["town"]),
    ("postcode", &["postal_code", "post_code"]),
    ("latitude", &["lat"]),
    ("longitude", &["lng", "lon", "long"]),
    ("masked", &["masked_address"]),
    ("accessibility", &["access"]),
];

/// Reads the flat file.
pub(super) fn flat(from: impl Read, reading: &mut Reading) -> Result<(), ImportError> {
    let mut letters = Letters::new(from);
    let delimiter = delimiter(letters.fill_buf().map_err(|e| not_understood(&e))?);
    let mut rows = ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(Trim::All)
        .flexible(true)
        .from_reader(Lines::new(letters.by_ref(), delimiter));
    let headers = rows.headers().map_err(|e| not_understood(&e))?.clone();
    let columns: Vec<Option<&str>> = headers.iter().map(column).collect();
    if let Some(missing) = ["id", "name"].iter().find(|name| !columns.contains(&Some(**name))) {
        return Err(ImportError::NotUnderstood(format!(
            "expected services as JSON, or as CSV with the columns id and name: there is no column {missing}"
        )));
    }
    rows.get_mut().next_row();
    let masked = columns.iter().position(|name| *name == Some("masked"));
    let mut row = StringRecord::new();
    while rows.read_record(&mut row).map_err(|e| not_understood(&e))? {
        let place = format!("line {}", rows.get_mut().next_row());
        if row.iter().all(str::is_empty) {
            continue;
        }
        if row.as_slice().len() > LARGEST_ROW {
            let reason = "it is longer than 1 MB: a quotation mark may not be closed".to_owned();
            reading.take(&place, Err(reason))?;
            continue;
        }
        if let Some(reason) = too_many(&row, &headers) {
            reading.take(&place, Err(reason))?;
            continue;
        }
        if row.len() < headers.len() {
            let reason =
                format!("it has {} cells of {}: the others count as empty", row.len(), headers.len());
            reading.warn(&place, reason);
            if masked.is_some_and(|at| at >= row.len()) {
                reading.doubt();
            }
        }
        let cells = columns.iter().zip(&row).filter_map(|(name, cell)| Some(((*name)?, cell)));
        let record = service(&Cells(cells.filter(|(_, cell)| !cell.is_empty()).collect()));
        reading.take(&place, Ok(record))?;
    }
    if rows.get_ref().is_cut_off() {
        return Err(not_understood(&CUT_OFF));
    }
    drop(rows);
    reading.tell_letters(letters.put_right());
    Ok(())
}

/// Why a table is not read that ends in the middle of a text.
const CUT_OFF: &str = "it ends inside quotation marks: it was cut off, or a mark is not closed";

/// Why a row is none that has more cells than there are columns: what stands in which of them nobody can tell.
fn too_many(row: &StringRecord, names: &StringRecord) -> Option<String> {
    let said =
        row.iter().zip(1..).filter(|(cell, _)| !cell.is_empty()).map(|(_, n)| n).last().unwrap_or(0_usize);
    (said > names.len()).then(|| {
        format!(
            "it has {said} cells for {} columns: one with a comma in it may need quotation marks",
            names.len()
        )
    })
}

fn not_understood(error: &dyn core::fmt::Display) -> ImportError {
    ImportError::NotUnderstood(error.to_string())
}

/// A comma, or what some spreadsheets put in its place: whatever the first line has most of.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: &u8| line.iter().filter(|byte| *byte == delimiter).count();
    // Of two that are as many, the later counts.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// The column that a header names, in whatever letters and with whatever between the words.
fn column(header: &str) -> Option<&'static str> {
    let plain: String =
        header.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    let plain = plain.trim_matches('_');
    // Whatever is said of masking is heeded: an address that is told cannot be taken back.
    if plain.contains("masked") {
        return Some("masked");
    }
    COLUMNS.iter().find(|(name, others)| *name == plain || others.contains(&plain)).map(|(name, _)| *name)
}

struct Cells<'a>(HashMap<&'static str, &'a str>);

impl<'a> Cells<'a> {
    fn get(&self, name: &str) -> &'a str {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// The parts of a cell that holds several, parted by semicolons.
    fn parts(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.get(name).split(';').map(str::trim).filter(|part| !part.is_empty())
    }

    fn says_yes(&self, name: &str) -> bool {
        matches!(self.get(name).to_lowercase().as_str(), "yes" | "y" | "true" | "1" | "professional")
    }

    /// An id made of these cells, the same for the same words; nothing when all are empty.
    fn id_of(&self, names: &[&str]) -> String {
        let words: Vec<String> = names.iter().map(|name| self.get(name).to_lowercase()).collect();
        if words.iter().all(String::is_empty) {
            return String::new();
        }
        Uuid::new_v5(&Uuid::NAMESPACE_OID, words.join("\n").as_bytes()).to_string()
    }
}

/// A row of the flat file as a record of a feed.
fn service(cells: &Cells<'_>) -> Value {
    let term =
        |taxonomy: &str, said: &str| json!({ "taxonomy_term": { "taxonomy": taxonomy, "term": said } });
    let category = |said: &str| match said.to_lowercase().parse::<CategoryId>() {
        Ok(id) => term("table-categories", id.as_str()),
        Err(_) => json!({ "taxonomy_term": { "name": said } }),
    };
    let mut attributes: Vec<Value> = cells.parts("categories").map(category).collect();
    attributes.extend(cells.parts("send_needs").map(|need| term("table-send-needs", need)));
    attributes.extend(cells.parts("attending").map(|way| term("table-attending", way)));
    if cells.says_yes("referral") {
        attributes.push(term("table-referral", "professional-referral"));
    }
    let first = |own: &str, made: String| if own.is_empty() { made } else { own.to_owned() };
    let organisation = first(cells.get("organisation_id"), cells.id_of(&["organisation"]));
    let mut record = json!({
        "organization": { "id": organisation, "name": cells.get("organisation") },
        "contacts": [{ "title": cells.get("contact_role"), "phones": [{ "number": cells.get("phone") }] }],
        "cost_options": [{ "amount": cells.get("cost") }],
        "attributes": attributes,
        "languages": cells.parts("languages").collect::<Vec<_>>(),
        "service_areas": cells.parts("areas").collect::<Vec<_>>(),
        "schedules": [{
            "byday": cells.get("days"), "opens_at": cells.get("opens_at"), "closes_at": cells.get("closes_at"),
            "description": cells.get("times_note"),
        }],
    });
    for name in [
        "id",
        "name",
        "description",
        "status",
        "url",
        "email",
        "minimum_age",
        "maximum_age",
        "fees",
        "assured_date",
        "last_modified",
        "alert",
    ] {
        record[name] = cells.get(name).into();
    }
    let place = ["location_id", "location_name", "address_1", "postcode"];
    let id = first(cells.get("location_id"), cells.id_of(&place[1..]));
    if !id.is_empty() {
        record["service_at_locations"] = json!([{ "location": location(cells, &id) }]);
    }
    record
}

fn location(cells: &Cells<'_>, id: &str) -> Value {
    let access: Vec<Value> =
        cells.parts("accessibility").map(|said| json!({ "description": said })).collect();
    json!({
        "id": id, "name": cells.get("location_name"), "location_type": cells.get("location_type"),
        "latitude": cells.get("latitude"), "longitude": cells.get("longitude"),
        "masked": cells.get("masked"), "accessibility": access,
        "addresses": [{
            "address_1": cells.get("address_1"), "address_2": cells.get("address_2"), "city": cells.get("city"),
            "postal_code": cells.get("postcode"),
        }],
    })
}

/// Reads a folder of Open Referral's tables: `services.csv`, and of the others those that are there.
pub(super) fn folder(path: &Path, reading: &mut Reading) -> Result<(), ImportError> {
    let package = Package::read(path, reading)?;
    let services = find(path, &["services", "service"]).ok_or_else(|| {
        ImportError::NotUnderstood(format!("there is no services.csv in {}", path.display()))
    })?;
    let mut put_right = 0;
    rows(&services, &mut put_right, |line, record| {
        reading.take(&format!("line {line}"), record.map(|record| package.service(record)))
    })?;
    reading.tell_letters(put_right);
    Ok(())
}

fn find(folder: &Path, names: &[&str]) -> Option<PathBuf> {
    names.iter().map(|name| folder.join(format!("{name}.csv"))).find(|path| path.is_file())
}

/// Gives each row of a table as an object of the cells that say something, or why it is none.
fn rows(
    path: &Path,
    put_right: &mut usize,
    mut take: impl FnMut(u64, Result<Map<String, Value>, String>) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let unreadable = |reason| ImportError::Unreadable { path: path.to_owned(), reason };
    let in_file = |e: &dyn core::fmt::Display| ImportError::NotUnderstood(format!("{}: {e}", path.display()));
    let mut letters = Letters::new(File::open(path).map_err(unreadable)?);
    let delimiter = delimiter(letters.fill_buf().map_err(unreadable)?);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(Trim::All)
        .flexible(true)
        .from_reader(Lines::new(letters.by_ref(), delimiter));
    let names = reader.headers().map_err(|e| in_file(&e))?.clone();
    reader.get_mut().next_row();
    let mut row = StringRecord::new();
    while reader.read_record(&mut row).map_err(|e| in_file(&e))? {
        let line = reader.get_mut().next_row();
        if let Some(reason) = too_many(&row, &names) {
            take(line, Err(reason))?;
            continue;
        }
        let cells = names.iter().zip(&row).filter(|(_, cell)| !cell.is_empty());
        take(line, Ok(cells.map(|(name, cell)| (name.to_lowercase(), cell.into())).collect()))?;
    }
    if reader.get_ref().is_cut_off() {
        return Err(in_file(&CUT_OFF));
    }
    drop(reader);
    *put_right += letters.put_right();
    Ok(())
}

/// Rows of one table, by what they belong to.
type Rows = HashMap<String, Vec<Map<String, Value>>>;

/// The tables that belong to services.
struct Package {
    /// Organisations, taxonomy terms, taxonomies and locations: one row for each id.
    by_id: HashMap<&'static str, HashMap<String, Map<String, Value>>>,
    /// The other tables, by the member they become and the id of the record they are a member of.
    of_parent: HashMap<&'static str, Rows>,
}

/// Tables of things that others name by their id, each with the file names it may have.
const NAMED: [(&str, &[&str]); 4] = [
    ("organization", &["organizations", "organization", "organisations"]),
    ("taxonomy_term", &["taxonomy_terms", "taxonomy_term"]),
    ("taxonomy", &["taxonomies", "taxonomy"]),
    ("location", &["locations", "location"]),
];

/// Tables of what belongs to something: the member it becomes, the file names it may have, and the columns that say
/// what it belongs to, the narrowest first.
const MEMBERS: [(&str, &[&str], &[&str]); 13] = [
    ("service_at_locations", &["service_at_locations", "service_at_location"], &["service_id"]),
    ("schedules", &["schedules", "schedule"], &["service_at_location_id", "service_id", "location_id"]),
    (
        "regular_schedules",
        &["regular_schedules", "regular_schedule"],
        &["service_at_location_id", "service_id"],
    ),
    ("contacts", &["contacts", "contact"], &["service_id", "organization_id"]),
    (
        "phones",
        &["phones", "phone"],
        &["contact_id", "service_at_location_id", "service_id", "location_id", "organization_id"],
    ),
    ("languages", &["languages", "language"], &["service_id", "location_id", "phone_id"]),
    ("cost_options", &["cost_options", "cost_option"], &["service_id"]),
    ("service_areas", &["service_areas", "service_area"], &["service_id"]),
    ("eligibilitys", &["eligibilitys", "eligibilities", "eligibility"], &["service_id"]),
    ("addresses", &["addresses", "address", "physical_addresses"], &["location_id"]),
    (
        "accessibility",
        &["accessibility", "accessibilities", "accessibility_for_disabilities"],
        &["location_id"],
    ),
    ("attributes", &["attributes", "attribute"], &["link_id"]),
    ("service_taxonomys", &["service_taxonomys", "service_taxonomies", "service_taxonomy"], &["service_id"]),
];

impl Package {
    fn read(path: &Path, reading: &mut Reading) -> Result<Self, ImportError> {
        let (mut put_right, mut count) = (0, 0);
        let counted = |count: &mut usize| {
            *count += 1;
            if *count > MOST_ROWS {
                return Err(ImportError::NotUnderstood(format!(
                    "its tables have more than {MOST_ROWS} rows"
                )));
            }
            Ok(())
        };
        let mut by_id = HashMap::new();
        for (table, files) in NAMED {
            let mut found = HashMap::new();
            if let Some(file) = find(path, files) {
                rows(&file, &mut put_right, |line, row| {
                    counted(&mut count)?;
                    match row {
                        Ok(row) => drop(found.insert(cell(&row, "id").to_owned(), row)),
                        Err(reason) => reading.miss_row(&file, line, &reason),
                    }
                    Ok(())
                })?;
            }
            by_id.insert(table, found);
        }
        let mut of_parent = HashMap::new();
        for (member, files, parents) in MEMBERS {
            let mut found = Rows::new();
            if let Some(file) = find(path, files) {
                rows(&file, &mut put_right, |line, row| {
                    counted(&mut count)?;
                    let row = match row {
                        Ok(row) => row,
                        Err(reason) => {
                            reading.miss_row(&file, line, &reason);
                            return Ok(());
                        }
                    };
                    if let Some(parent) =
                        parents.iter().map(|name| cell(&row, name)).find(|id| !id.is_empty())
                    {
                        found.entry(parent.to_owned()).or_default().push(row);
                    }
                    Ok(())
                })?;
            }
            of_parent.insert(member, found);
        }
        reading.tell_letters(put_right);
        Ok(Self { by_id, of_parent })
    }

    fn one(&self, table: &str, id: &str) -> Option<&Map<String, Value>> {
        self.by_id.get(table)?.get(id)
    }

    fn members(&self, member: &str, id: &str) -> Vec<Map<String, Value>> {
        self.of_parent.get(member).and_then(|rows| rows.get(id)).cloned().unwrap_or_default()
    }

    /// Puts the rows of these tables that belong to the record into it.
    fn fill(&self, record: &mut Map<String, Value>, members: &[&str]) {
        let id = cell(record, "id").to_owned();
        for member in members {
            let mut rows = self.members(member, &id);
            for row in &mut rows {
                match *member {
                    "contacts" => self.fill(row, &["phones"]),
                    "attributes" | "service_taxonomys" => self.name_term(row),
                    "service_at_locations" => self.place(row),
                    _ => {}
                }
            }
            if !rows.is_empty() {
                record.insert((*member).to_owned(), rows.into_iter().map(Value::Object).collect());
            }
        }
    }

    fn service(&self, mut record: Map<String, Value>) -> Value {
        if let Some(organisation) = self.one("organization", cell(&record, "organization_id")) {
            record.insert("organization".to_owned(), Value::Object(organisation.clone()));
        }
        self.fill(
            &mut record,
            &[
                "service_at_locations",
                "schedules",
                "regular_schedules",
                "contacts",
                "phones",
                "languages",
                "cost_options",
                "service_areas",
                "eligibilitys",
                "attributes",
                "service_taxonomys",
            ],
        );
        Value::Object(record)
    }

    fn place(&self, row: &mut Map<String, Value>) {
        if let Some(mut location) = self.one("location", cell(row, "location_id")).cloned() {
            self.fill(&mut location, &["addresses", "phones", "accessibility", "attributes"]);
            row.insert("location".to_owned(), Value::Object(location));
        }
        self.fill(row, &["schedules", "regular_schedules", "attributes"]);
    }

    /// Puts the term that an attribute names by its id into it, and the taxonomy's name into the term.
    fn name_term(&self, row: &mut Map<String, Value>) {
        let id =
            [cell(row, "taxonomy_term_id"), cell(row, "taxonomy_id")].into_iter().find(|id| !id.is_empty());
        let Some(mut term) = id.and_then(|id| self.one("taxonomy_term", id)).cloned() else { return };
        if cell(&term, "taxonomy").is_empty()
            && let Some(taxonomy) = self.one("taxonomy", cell(&term, "taxonomy_id"))
        {
            term.insert("taxonomy".to_owned(), cell(taxonomy, "name").into());
        }
        row.insert("taxonomy_term".to_owned(), Value::Object(term));
    }
}

fn cell<'a>(row: &'a Map<String, Value>, name: &str) -> &'a str {
    row.get(name).and_then(Value::as_str).unwrap_or_default()
}
