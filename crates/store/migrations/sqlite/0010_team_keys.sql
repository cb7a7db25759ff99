-- Keys of the hub's team. Only the fingerprint of a key is kept. scope says where it may be used, as JSON; days are
-- counted from 1 January 1970. One name, whatever its letter case, is one key for ever: records name it.
create table team_keys (
    name_key text not null primary key,
    name text not null,
    key_hash blob not null unique,
    scope text not null,
    made_at integer not null,
    expires_on integer,
    revoked_at integer,
    last_used_on integer
) strict, without rowid;

-- The import of a timetable is about no single session. SQLite cannot drop a condition, so the table is made anew.
create table records_anew (
    number integer not null primary key autoincrement,
    at integer not null,
    actor text not null,
    session_id text references sessions (id),
    booking_id text references bookings (id),
    what text not null
) strict;
insert into records_anew (number, at, actor, session_id, booking_id, what)
select number, at, actor, session_id, booking_id, what from records;
drop table records;
alter table records_anew rename to records;
create index records_session on records (session_id, number);
