//! The operations of a feed's run: part of `operations`, and like it compiled for both databases.

use std::collections::{BTreeSet, HashMap};

use domain::{Instant, Location, Service, ServiceId, ServiceStatus};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Row as _};

use super::super::{AMONG_IDS, Connection, Database, Row};
use super::Change::{self, Keep};
use super::catalogue::{bodies, categories, put_bodies, raise_version};
use super::{ROWS, json};
use crate::StoreError;
use crate::feed::{FeedOutcome, FeedRun, KnownServices};

pub(super) async fn known(connection: &mut Connection, source: &str) -> Result<KnownServices, StoreError> {
    let corrupt = StoreError::Corrupt { what: "a service" };
    let rows = sqlx::query("select id, source from services where withdrawn_at is null")
        .fetch_all(&mut *connection)
        .await?;
    let services = rows
        .iter()
        .map(|row| {
            let id = row.try_get::<&str, _>("id")?.parse().map_err(|_| corrupt.clone())?;
            Ok((id, row.try_get("source")?))
        })
        .collect::<Result<_, StoreError>>()?;
    // Most locations are venues of a feed, without a page: the text is enough to pass them over unread.
    let with_page = r#"select body from locations where body like '%"slug":"%' order by id"#;
    let mut sites: Vec<Location> = bodies(connection, with_page).await?;
    sites.retain(|location| location.slug.is_some());
    let last_run: Option<i64> = sqlx::query_scalar("select began_at from import_runs where source = $1")
        .bind(source)
        .fetch_optional(&mut *connection)
        .await?;
    Ok(KnownServices {
        services,
        sites,
        categories: categories(connection).await?,
        last_run: last_run.map(Instant::from_unix),
    })
}

pub(super) async fn apply(
    connection: &mut Connection,
    run: &FeedRun<'_>,
) -> Result<Change<FeedOutcome>, StoreError> {
    // The version's row is the lock of every import; it is raised only when there is something new to read.
    sqlx::query("update catalogue_version set version = version").execute(&mut *connection).await?;
    let there: Option<String> =
        sqlx::query_scalar("select id from services limit 1").fetch_optional(&mut *connection).await?;
    let is_first_load = there.is_none();
    let mut outcome = FeedOutcome::default();
    let mut changed = put_locations(connection, run, &mut outcome).await?;
    for services in in_order(run.services, |service| service.id.as_str()).chunks(ROWS) {
        let (written, unchanged) = put_services(connection, services, is_first_load, run).await?;
        changed |= written;
        outcome.unchanged += unchanged;
    }
    for ids in in_order(run.closed, ServiceId::as_str).chunks(ROWS) {
        changed |= close(connection, ids, run.now).await?;
    }
    for ids in in_order(run.withdrawn, ServiceId::as_str).chunks(ROWS) {
        let booked = withdraw(connection, ids, run.now).await?;
        let kept: Vec<&ServiceId> = ids.iter().copied().filter(|id| booked.contains(id.as_str())).collect();
        changed |= close(connection, &kept, run.now).await? || kept.len() < ids.len();
        outcome.kept_for_bookings.extend(kept.into_iter().cloned());
    }
    if changed {
        raise_version(connection).await?;
    }
    if run.is_remembered {
        sqlx::query(
            "insert into import_runs (source, began_at) values ($1, $2) \
             on conflict (source) do update set began_at = excluded.began_at",
        )
        .bind(run.source)
        .bind(run.now.unix())
        .execute(connection)
        .await?;
    }
    Ok(Keep(outcome))
}

/// Rows are locked in the order of their ids, whatever order they came in.
fn in_order<T>(items: &[T], id: impl Fn(&T) -> &str) -> Vec<&T> {
    let mut items: Vec<&T> = items.iter().collect();
    items.sort_by(|a, b| id(a).cmp(id(b)));
    items
}

/// A location as a feed keeps it: with the sources that say its address is secret, which nobody else has to know.
#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    location: Location,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    masked_by: BTreeSet<String>,
}

impl Kept {
    /// What a run makes of a location: what one source keeps secret no other source tells.
    fn after(before: Option<Self>, location: &Location, run: &FeedRun<'_>) -> Self {
        let is_masked_here = location.masked;
        let mut location = location.clone();
        let Some(mut before) = before.filter(|before| before.location.masked) else {
            let masked_by = is_masked_here.then(|| run.source.to_owned()).into_iter().collect();
            return Self { location, masked_by };
        };
        if is_masked_here {
            before.masked_by.insert(run.source.to_owned());
            return Self { location, masked_by: before.masked_by };
        }
        let was_said_here = before.masked_by.contains(run.source);
        if run.is_complete && before.masked_by.remove(run.source) && before.masked_by.is_empty() {
            return Self { location, masked_by: before.masked_by };
        }
        if run.is_complete || !was_said_here {
            // Words of another feed may tell the address that is known; with one of this feed here they would stay.
            return before;
        }
        location.masked = true;
        // Its name as it was, too: a place may be called by its address where that is no secret.
        location.name = before.location.name;
        Self { location, masked_by: before.masked_by }
    }
}

/// Writes the locations that differ from what is there; says whether any did.
async fn put_locations(
    connection: &mut Connection,
    run: &FeedRun<'_>,
    outcome: &mut FeedOutcome,
) -> Result<bool, StoreError> {
    let mut changed = false;
    for locations in in_order(run.locations, |location| location.id.as_str()).chunks(ROWS) {
        let ids: Vec<&str> = locations.iter().map(|location| location.id.as_str()).collect();
        let mut statement = QueryBuilder::<Database>::new("select id, body from locations where id in ");
        statement.push(AMONG_IDS);
        let there: Vec<(String, String)> =
            sqlx::query_as(statement.into_sql()).bind(json(&ids)?).fetch_all(&mut *connection).await?;
        let there: HashMap<String, String> = there.into_iter().collect();
        let mut rows = Vec::new();
        for location in locations {
            let before = there.get(location.id.as_str());
            let kept = before.map(|body| kept(body)).transpose()?;
            let after = Kept::after(kept, location, run);
            if after.location.masked && !location.masked {
                outcome.kept_secret.push(location.id.clone());
            }
            let body = json(&after)?;
            if before != Some(&body) {
                rows.push((location.id.as_str(), 0, body));
            }
        }
        put_bodies(connection, "insert into locations (id, body) ", &rows).await?;
        changed |= !rows.is_empty();
    }
    Ok(changed)
}

fn kept(body: &str) -> Result<Kept, StoreError> {
    serde_json::from_str(body).map_err(|_| StoreError::Corrupt { what: "the body of a location" })
}

/// A service as it was before the run.
struct Before {
    body: String,
    source: String,
    is_withdrawn: bool,
}

async fn services_of(
    connection: &mut Connection,
    ids: &[&str],
) -> Result<HashMap<String, Before>, StoreError> {
    let mut statement =
        QueryBuilder::<Database>::new("select id, body, source, withdrawn_at from services where id in ");
    statement.push(AMONG_IDS);
    let rows = sqlx::query(statement.into_sql()).bind(json(&ids)?).fetch_all(connection).await?;
    let before = |row: &Row| {
        let is_withdrawn = row.try_get::<Option<i64>, _>("withdrawn_at")?.is_some();
        let before = Before { body: row.try_get("body")?, source: row.try_get("source")?, is_withdrawn };
        Ok((row.try_get("id")?, before))
    };
    rows.iter().map(before).collect()
}

/// Says whether any listing is another one than before, and how many are the very same.
async fn put_services(
    connection: &mut Connection,
    services: &[&Service],
    is_first_load: bool,
    run: &FeedRun<'_>,
) -> Result<(bool, usize), StoreError> {
    let ids: Vec<&str> = services.iter().map(|service| service.id.as_str()).collect();
    let mut there = services_of(connection, &ids).await?;
    let (mut rows, mut unchanged) = (Vec::new(), 0);
    for service in services {
        let before = there.remove(service.id.as_str());
        let listed = before.as_ref().map(|before| listing(&before.body)).transpose()?;
        let mut dated = (*service).clone().dated(listed.as_ref(), is_first_load, run.now);
        let is_back = before.as_ref().is_some_and(|before| before.is_withdrawn);
        if is_back {
            dated.changed_at = Some(run.now);
        }
        let is_same = listed.as_ref() == Some(&dated) && !is_back;
        unchanged += usize::from(is_same);
        if !is_same || before.is_some_and(|before| before.source != run.source) {
            rows.push((service.id.as_str(), json(&dated)?));
        }
    }
    if !rows.is_empty() {
        let mut statement = QueryBuilder::<Database>::new("insert into services (id, body, source) ");
        statement.push_values(&rows, |mut row, (id, body)| {
            row.push_bind(*id).push_bind(body).push_bind(run.source);
        });
        statement.push(
            " on conflict (id) do update set body = excluded.body, source = excluded.source, withdrawn_at = null",
        );
        statement.build().execute(connection).await?;
    }
    Ok((unchanged < services.len(), unchanged))
}

fn listing(body: &str) -> Result<Service, StoreError> {
    serde_json::from_str(body).map_err(|_| StoreError::Corrupt { what: "the body of a service" })
}

/// Marks services that are listed as closed; says whether any was not.
async fn close(connection: &mut Connection, ids: &[&ServiceId], now: Instant) -> Result<bool, StoreError> {
    let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
    let there = services_of(connection, &ids).await?;
    let mut changed = false;
    for id in ids {
        let Some(before) = there.get(id).filter(|before| !before.is_withdrawn) else { continue };
        let mut service = listing(&before.body)?;
        if service.status != ServiceStatus::TemporarilyClosed {
            service.status = ServiceStatus::TemporarilyClosed;
            service.last_modified = Some(now);
            service.changed_at = Some(now);
            let body = json(&service)?;
            put_bodies(connection, "insert into services (id, body) ", &[(id, 0, body)]).await?;
            changed = true;
        }
    }
    Ok(changed)
}

/// Takes services out with the series and sessions nobody has booked; returns those that stay because a session to
/// come is booked. What families booked in the past stays, out of sight, until it is forgotten; so do sessions that the
/// hub's team has a record of.
async fn withdraw(
    connection: &mut Connection,
    ids: &[&ServiceId],
    now: Instant,
) -> Result<BTreeSet<String>, StoreError> {
    // Locks the sessions: a booking under way is finished before its place is looked for, or finds none afterwards.
    let lock = "update sessions set places_taken = places_taken where ends_at > $2 and service_id in ";
    execute(connection, lock, &json(&ids)?, now).await?;
    let mut statement = QueryBuilder::<Database>::new(
        "select distinct service_id from sessions where (places_taken > 0 or waiting > 0) and ends_at > $2 and service_id in ",
    );
    statement.push(AMONG_IDS);
    let booked: Vec<String> = sqlx::query_scalar(statement.into_sql())
        .bind(json(&ids)?)
        .bind(now.unix())
        .fetch_all(&mut *connection)
        .await?;
    let booked: BTreeSet<String> = booked.into_iter().collect();
    let going: Vec<&ServiceId> = ids.iter().copied().filter(|id| !booked.contains(id.as_str())).collect();
    let going = json(&going)?;
    for statement in [
        "delete from sessions where id not in (select session_id from bookings) \
         and id not in (select session_id from course_weeks) \
         and id not in (select session_id from records where session_id is not null) and service_id in ",
        "delete from series where id not in (select series_id from sessions) and service_id in ",
        "delete from services where id not in (select service_id from sessions) \
         and id not in (select service_id from series) and id in ",
    ] {
        let mut statement = QueryBuilder::<Database>::new(statement);
        statement.push(AMONG_IDS);
        sqlx::query(statement.into_sql()).bind(&going).execute(&mut *connection).await?;
    }
    // The sessions that are left had bookings that were cancelled, or a record: nobody is to book again.
    let cancel = "update sessions set status = 'cancelled' where ends_at > $2 and service_id in ";
    execute(connection, cancel, &going, now).await?;
    let rest = "update services set withdrawn_at = $2 where withdrawn_at is null and id in ";
    execute(connection, rest, &going, now).await?;
    Ok(booked)
}

/// Runs a statement that ends with the ids (`$1`) and needs the moment (`$2`).
async fn execute(
    connection: &mut Connection,
    statement: &'static str,
    ids: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let mut statement = QueryBuilder::<Database>::new(statement);
    statement.push(AMONG_IDS);
    sqlx::query(statement.into_sql()).bind(ids).bind(now.unix()).execute(connection).await?;
    Ok(())
}
