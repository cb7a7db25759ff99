-- School terms and bank holidays; days are counted from 1 January 1970. A bank holiday is one day.
create table named_dates (
    kind text not null check (kind in ('term', 'bank_holiday')),
    first_day integer not null,
    last_day integer not null,
    name text not null,
    source text not null,
    primary key (kind, first_day)
) strict, without rowid;

-- For each series and session, that there is or ever was, a number that grows with every change that other software is
-- told of, places among them. "sequence" and "changed_at" (seconds since 1970) are for calendars, which are told of
-- times, places to go and calling off alone. Kept by triggers, so that no change can be made without them: whoever makes
-- one of these tables anew has to make its triggers anew.
create table revisions (
    kind text not null check (kind in ('series', 'session')),
    id text not null,
    number integer not null,
    sequence integer not null default 0,
    changed_at integer not null,
    primary key (kind, id)
) strict, without rowid;
create index revisions_number on revisions (kind, number);
insert into revisions (kind, id, number, changed_at) select 'series', id, row_number() over (order by id), unixepoch() from series;
insert into revisions (kind, id, number, changed_at)
select 'session', id, row_number() over (order by starts_at, id), unixepoch() from sessions;

create trigger sessions_added after insert on sessions begin
    insert into revisions (kind, id, number, changed_at)
    values ('session', new.id, (select coalesce(max(number), 0) + 1 from revisions where kind = 'session'), unixepoch())
    on conflict (kind, id) do update set number = excluded.number, sequence = revisions.sequence + 1,
        changed_at = excluded.changed_at;
end;

create trigger sessions_changed after update on sessions
when old.places_taken is not new.places_taken or old.capacity is not new.capacity or old.status is not new.status
    or old.starts_at is not new.starts_at or old.ends_at is not new.ends_at or old.opens_at is not new.opens_at
    or old.closes_at is not new.closes_at or old.series_id is not new.series_id
    or old.service_id is not new.service_id or old.location_id is not new.location_id
begin
    update revisions set number = (select max(number) + 1 from revisions where kind = 'session')
    where kind = 'session' and id = new.id;
    update revisions set sequence = sequence + 1, changed_at = unixepoch()
    where kind = 'session' and id = new.id and (old.status is not new.status or old.starts_at is not new.starts_at
        or old.ends_at is not new.ends_at or old.location_id is not new.location_id);
end;

create trigger sessions_removed after delete on sessions begin
    update revisions set number = (select max(number) + 1 from revisions where kind = 'session'),
        sequence = sequence + 1, changed_at = unixepoch()
    where kind = 'session' and id = old.id;
end;

create trigger series_added after insert on series begin
    insert into revisions (kind, id, number, changed_at)
    values ('series', new.id, (select coalesce(max(number), 0) + 1 from revisions where kind = 'series'), unixepoch())
    on conflict (kind, id) do update set number = excluded.number, sequence = revisions.sequence + 1,
        changed_at = excluded.changed_at;
end;

create trigger series_changed after update on series when old.body is not new.body begin
    update revisions set number = (select max(number) + 1 from revisions where kind = 'series'),
        sequence = sequence + 1, changed_at = unixepoch()
    where kind = 'series' and id = new.id;
end;

create trigger series_removed after delete on series begin
    update revisions set number = (select max(number) + 1 from revisions where kind = 'series'),
        sequence = sequence + 1, changed_at = unixepoch()
    where kind = 'series' and id = old.id;
end;

-- What is told of a series has its service and its location in it.
create trigger services_changed after update on services
when old.body is not new.body or old.withdrawn_at is not new.withdrawn_at
begin
    update revisions set number = (select max(number) + 1 from revisions where kind = 'series'),
        sequence = sequence + 1, changed_at = unixepoch()
    where kind = 'series' and id in (select id from series where service_id = new.id);
end;

create trigger locations_changed after update on locations when old.body is not new.body begin
    update revisions set number = (select max(number) + 1 from revisions where kind = 'series'),
        sequence = sequence + 1, changed_at = unixepoch()
    where kind = 'series' and id in (select id from series where location_id = new.id);
end;

-- Both are asked for with every change of a service or a location.
create index series_service on series (service_id);
create index series_location on series (location_id);
