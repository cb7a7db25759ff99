-- School terms and bank holidays; days are counted from 1 January 1970. A bank holiday is one day.
create table named_dates (
    kind text collate "C" not null check (kind in ('term', 'bank_holiday')),
    first_day bigint not null,
    last_day bigint not null,
    name text not null,
    source text not null,
    primary key (kind, first_day)
);

-- For each series and session, that there is or ever was, a number that grows with every change that other software is
-- told of, places among them. "sequence" and "changed_at" (seconds since 1970) are for calendars, which are told of
-- times, places to go and calling off alone. Kept by triggers, so that no change can be made without them.
create table revisions (
    kind text collate "C" not null check (kind in ('series', 'session')),
    id text collate "C" not null,
    number bigint not null,
    sequence bigint not null default 0,
    changed_at bigint not null,
    primary key (kind, id)
);
create index revisions_number on revisions (kind, number, id);

create sequence revision_numbers minvalue 0 start 0;
select nextval('revision_numbers');

-- Numbers are given out in one order and transactions end in another, so a reader who has seen 6 could miss a 5 that is
-- kept later. Before its first number, therefore, a transaction puts up a shared lock, which nobody ever waits for, with
-- the last number that was given out before: all of its own are higher. A reader stops at the lowest such lock.
create function next_revision() returns bigint language plpgsql as $$
begin
    if coalesce(current_setting('family_hub.revising', true), '') = '' then
        perform pg_advisory_xact_lock_shared('revision_numbers'::regclass::oid::int, (last_value & 2147483647)::int)
        from revision_numbers;
        perform set_config('family_hub.revising', 'yes', true);
    end if;
    return nextval('revision_numbers');
end;
$$;

insert into revisions (kind, id, number, changed_at)
select 'series', id, next_revision(), extract(epoch from now())::bigint from series order by id;
insert into revisions (kind, id, number, changed_at)
select 'session', id, next_revision(), extract(epoch from now())::bigint from sessions order by starts_at, id;

-- The argument is the kind of what was added.
create function revise_added() returns trigger language plpgsql as $$
begin
    insert into revisions (kind, id, number, changed_at)
    values (tg_argv[0], new.id, next_revision(), extract(epoch from now())::bigint)
    on conflict (kind, id) do update set number = excluded.number, sequence = revisions.sequence + 1,
        changed_at = excluded.changed_at;
    return null;
end;
$$;

create function revise_removed() returns trigger language plpgsql as $$
begin
    update revisions set number = next_revision(), sequence = sequence + 1,
        changed_at = extract(epoch from now())::bigint
    where kind = tg_argv[0] and id = old.id;
    return null;
end;
$$;

create function revise_session() returns trigger language plpgsql as $$
declare
    moved boolean := (old.status, old.starts_at, old.ends_at, old.location_id)
        is distinct from (new.status, new.starts_at, new.ends_at, new.location_id);
begin
    update revisions set number = next_revision(),
        sequence = sequence + case when moved then 1 else 0 end,
        changed_at = case when moved then extract(epoch from now())::bigint else changed_at end
    where kind = 'session' and id = new.id;
    return null;
end;
$$;

create function revise_series() returns trigger language plpgsql as $$
begin
    update revisions set number = next_revision(), sequence = sequence + 1,
        changed_at = extract(epoch from now())::bigint
    where kind = 'series' and id in (
        select id from series
        where (tg_table_name = 'series' and id = new.id) or (tg_table_name = 'services' and service_id = new.id)
            or (tg_table_name = 'locations' and location_id = new.id)
    );
    return null;
end;
$$;

create trigger sessions_added after insert on sessions for each row execute function revise_added('session');
create trigger sessions_removed after delete on sessions for each row execute function revise_removed('session');
create trigger sessions_changed after update on sessions for each row
when (old.* is distinct from new.*) execute function revise_session();
create trigger series_added after insert on series for each row execute function revise_added('series');
create trigger series_removed after delete on series for each row execute function revise_removed('series');
create trigger series_changed after update on series for each row
when (old.body is distinct from new.body) execute function revise_series();
-- What is told of a series has its service and its location in it.
create trigger services_changed after update on services for each row
when (old.body is distinct from new.body or old.withdrawn_at is distinct from new.withdrawn_at)
execute function revise_series();
create trigger locations_changed after update on locations for each row
when (old.body is distinct from new.body) execute function revise_series();

-- Both are asked for with every change of a service or a location.
create index series_service on series (service_id);
create index series_location on series (location_id);
