//! School terms and bank holidays.

use domain::{BankHoliday, Date, NamedDates, Term};
use sqlx::{QueryBuilder, Row as _};

use super::{Change, Connection, Database, Keep, Row, plain};
use crate::StoreError;

const TERM: &str = "term";
const BANK_HOLIDAY: &str = "bank_holiday";

/// All that are kept, in order of their days.
pub(super) const ALL: &str =
    "select kind, first_day, last_day, name, source from named_dates order by first_day, kind";

pub(super) fn read(rows: &[Row]) -> Result<NamedDates, StoreError> {
    let mut dates = NamedDates::default();
    for row in rows {
        let day = |column| {
            let days = i32::try_from(row.try_get::<i64, _>(column)?);
            days.map(Date::from_days).map_err(|_| StoreError::Corrupt { what: "a named date" })
        };
        let (name, source) = (row.try_get("name")?, row.try_get("source")?);
        if row.try_get::<&str, _>("kind")? == TERM {
            dates.terms.push(Term { name, first: day("first_day")?, last: day("last_day")?, source });
        } else {
            dates.bank_holidays.push(BankHoliday { name, date: day("first_day")?, source });
        }
    }
    Ok(dates)
}

pub(super) async fn put(
    connection: &mut Connection,
    terms: Option<&[Term]>,
    bank_holidays: Option<&[BankHoliday]>,
) -> Result<Change<()>, StoreError> {
    if let Some(terms) = terms {
        let rows = terms.iter().map(|term| (term.first, term.last, &term.name, &term.source)).collect();
        replace(connection, TERM, rows).await?;
    }
    if let Some(holidays) = bank_holidays {
        let rows = holidays.iter().map(|day| (day.date, day.date, &day.name, &day.source)).collect();
        replace(connection, BANK_HOLIDAY, rows).await?;
    }
    Ok(Keep(()))
}

async fn replace(
    connection: &mut Connection,
    kind: &str,
    rows: Vec<(Date, Date, &String, &String)>,
) -> Result<(), StoreError> {
    sqlx::query("delete from named_dates where kind = $1").bind(kind).execute(&mut *connection).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut statement =
        QueryBuilder::<Database>::new("insert into named_dates (kind, first_day, last_day, name, source) ");
    statement.push_values(rows, |mut row, (first, last, name, source)| {
        row.push_bind(kind.to_owned())
            .push_bind(i64::from(first.days()))
            .push_bind(i64::from(last.days()))
            .push_bind(plain(name))
            .push_bind(plain(source));
    });
    statement.build().execute(connection).await?;
    Ok(())
}
