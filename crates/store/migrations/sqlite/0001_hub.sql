-- The hub as it is first kept. The PostgreSQL migration of the same number makes the same tables.
-- Moments are seconds since 1970-01-01T00:00:00Z; a body is the value's JSON as the API writes it.

-- One row: grows by one with every import, so that a server sees in one read that it must reload.
create table catalogue_version (
    one integer not null primary key check (one = 1),
    version integer not null
) strict;
insert into catalogue_version (one, version) values (1, 0);

create table localities (
    id text not null primary key,
    position integer not null,
    body text not null
) strict;

create table categories (
    id text not null primary key,
    position integer not null,
    body text not null
) strict;

create table locations (
    id text not null primary key,
    body text not null
) strict;

create table services (
    id text not null primary key,
    body text not null
) strict;

create table series (
    id text not null primary key,
    service_id text not null references services (id),
    location_id text not null references locations (id),
    body text not null
) strict;

-- Ages and what a capacity counts are the series' own: they are kept there alone, so that they cannot differ.
create table sessions (
    id text not null primary key,
    series_id text not null references series (id),
    service_id text not null references services (id),
    location_id text not null references locations (id),
    starts_at integer not null,
    ends_at integer not null,
    opens_at integer,
    closes_at integer not null,
    capacity integer check (capacity between 0 and 65535),
    places_taken integer not null default 0,
    status text not null check (status in ('scheduled', 'cancelled')),
    constraint sessions_end_after_start check (ends_at >= starts_at),
    constraint sessions_never_oversold check (places_taken >= 0 and (capacity is null or places_taken <= capacity))
) strict, without rowid;
create index sessions_start on sessions (starts_at);
create index sessions_end on sessions (ends_at);
create index sessions_service_start on sessions (service_id, starts_at);

-- Every index is one more page to write for each booking, so there are only those that keep a promise;
-- forgetting reads the whole table, once a day. When a family's details are forgotten the counts of adults and
-- children stay, and contact_key becomes null, which a unique index never compares.
create table bookings (
    id text not null primary key,
    session_id text not null references sessions (id),
    reference text not null,
    token_hash blob not null,
    request_hash blob not null,
    status text not null check (status in ('booked', 'cancelled')),
    adults integer not null check (adults between 1 and 6),
    children integer not null check (children between 0 and 8),
    ages text not null,
    places integer not null check (places between 1 and 65535),
    name text not null,
    contact_by text not null check (contact_by in ('email', 'phone')),
    contact text not null,
    contact_key text,
    access_needs text not null,
    booked_at integer not null,
    cancelled_at integer,
    forgotten_before integer,
    constraint bookings_cancelled_when check ((status = 'cancelled') = (cancelled_at is not null))
) strict, without rowid;
create unique index bookings_reference on bookings (reference);
create unique index bookings_one_for_a_family on bookings (session_id, contact_key) where status = 'booked';

-- next_attempt_at is null once a message is sent or given up.
create table outbox (
    id text not null primary key,
    booking_id text not null references bookings (id),
    channel text not null check (channel in ('email', 'text')),
    recipient text not null,
    subject text not null,
    text text not null,
    html text,
    calendar text,
    created_at integer not null,
    next_attempt_at integer,
    attempts integer not null default 0,
    sent_at integer,
    failed_reason text
) strict;
create index outbox_due on outbox (next_attempt_at) where next_attempt_at is not null;

create table postcodes (
    postcode text not null primary key,
    latitude real not null,
    longitude real not null,
    local_authority text not null
) strict, without rowid;
