//! Postcodes: our own columns, the ONS Postcode Directory, or Code-Point Open.

use std::collections::HashSet;

use domain::{Point, Postcode};
use store::{PostcodeRow, Store};

use super::{ImportError, Report, lines};
use crate::national_grid;

/// How many rows are written at once: a whole directory has 1.8 million.
const CHUNK: usize = 20_000;

/// Where each fact stands in a row.
enum Layout {
    /// Degrees, by the names of the columns.
    Degrees { postcode: usize, latitude: usize, longitude: usize, authority: Option<usize> },
    /// Code-Point Open: no names; the postcode first, eastings and northings third and fourth.
    Grid,
}

/// Imports postcodes.
///
/// # Errors
/// When the text has neither known columns nor the shape of Code-Point Open, or the store refuses.
pub async fn import(store: &dyn Store, text: &str, skip_rejected: bool) -> Result<Report, ImportError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut report, mut rows, mut seen) = (Report::default(), Vec::new(), HashSet::new());
    let mut layout = None;
    for (row, line) in reader.records().zip(lines::of_rows(text)) {
        let row = row.map_err(|e| ImportError::NotUnderstood(e.to_string()))?;
        let Some(layout) = &layout else {
            let found = Layout::of(&row)?;
            if let Layout::Grid = found {
                take(&found, &row, line, &mut report, &mut rows, &mut seen);
            }
            layout = Some(found);
            continue;
        };
        take(layout, &row, line, &mut report, &mut rows, &mut seen);
    }
    if layout.is_none() {
        return Err(ImportError::NotUnderstood("the file is empty".to_owned()));
    }
    if report.may_apply(skip_rejected) {
        for row in &rows {
            // One read for each of a whole country's postcodes would take longer than writing them.
            let was_there = rows.len() <= CHUNK && store.postcode(&row.postcode).await?.is_some();
            report.count(was_there);
        }
        store.put_postcodes(&rows).await?;
        report.applied = true;
    }
    Ok(report)
}

fn take(
    layout: &Layout,
    row: &csv::StringRecord,
    line: u64,
    report: &mut Report,
    rows: &mut Vec<PostcodeRow>,
    seen: &mut HashSet<Postcode>,
) {
    let record = format!("line {line}");
    match layout.read(row) {
        // The directory marks a postcode without a position by a latitude of 99.999999.
        Ok(None) => report.warn(&record, "it has no position and is left out"),
        Ok(Some(row)) if !seen.insert(row.postcode.clone()) => {
            report.reject(&record, format_args!("{} is there twice", row.postcode));
        }
        Ok(Some(row)) => rows.push(row),
        Err(reason) => report.reject(&record, reason),
    }
}

impl Layout {
    fn of(row: &csv::StringRecord) -> Result<Self, ImportError> {
        let names: Vec<String> = row.iter().map(str::to_ascii_lowercase).collect();
        let at = |wanted: &[&str]| wanted.iter().find_map(|name| names.iter().position(|n| n == name));
        let postcode = at(&["postcode", "pcds", "pcd8", "pcd", "pcd7", "pcd2"]);
        let (latitude, longitude) = (at(&["latitude", "lat"]), at(&["longitude", "long", "lon"]));
        if let (Some(postcode), Some(latitude), Some(longitude)) = (postcode, latitude, longitude) {
            // The directory names its council column after the year: `oslaua`, `laua`, `lad25cd` …
            let by_year = || names.iter().position(|n| n.starts_with("lad") && n.ends_with("cd"));
            let authority = at(&["local_authority", "oslaua", "laua"]).or_else(by_year);
            return Ok(Self::Degrees { postcode, latitude, longitude, authority });
        }
        let is_code_point =
            row.len() >= 4 && row[0].parse::<Postcode>().is_ok() && row[2].parse::<f64>().is_ok();
        if is_code_point {
            return Ok(Self::Grid);
        }
        Err(ImportError::NotUnderstood(
            "expected the columns postcode, latitude and longitude, or those of the ONS Postcode Directory (pcds, \
             lat, long), or Code-Point Open (postcode first, eastings and northings third and fourth)"
                .to_owned(),
        ))
    }

    fn read(&self, row: &csv::StringRecord) -> Result<Option<PostcodeRow>, String> {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let number = |at: usize| {
            let text = cell(at);
            text.parse::<f64>().map_err(|_| format!("\"{text}\" is not a number"))
        };
        let code = |at: usize| {
            cell(at).parse::<Postcode>().map_err(|_| format!("\"{}\" is not a postcode", cell(at)))
        };
        match self {
            Self::Degrees { postcode, latitude, longitude, authority } => {
                let postcode = code(*postcode)?;
                let (latitude, longitude) = (number(*latitude)?, number(*longitude)?);
                if latitude > 99.0 {
                    return Ok(None);
                }
                let point = Point::new(latitude, longitude).ok_or("the position is not on the globe")?;
                let local_authority = authority.map(cell).unwrap_or_default().to_owned();
                Ok(Some(PostcodeRow { postcode, point, local_authority }))
            }
            Self::Grid => {
                let postcode = code(0)?;
                let (east, north) = (number(2)?, number(3)?);
                if east == 0.0 && north == 0.0 {
                    return Ok(None);
                }
                let point =
                    national_grid::point(east, north).ok_or("the position is not on the national grid")?;
                // The ninth column is the district's code.
                Ok(Some(PostcodeRow { postcode, point, local_authority: cell(8).to_owned() }))
            }
        }
    }
}
