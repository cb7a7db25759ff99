-- The hub as it is first kept. The SQLite migration of the same number makes the same tables.
-- Moments are seconds since 1970-01-01T00:00:00Z; a body is the value's JSON as the API writes it.
-- Identifiers are compared byte by byte (collation "C"), as SQLite does, so that both put them in one order.

-- One row: grows by one with every import, so that a server sees in one read that it must reload.
create table catalogue_version (
    one bigint not null primary key check (one = 1),
    version bigint not null
);
insert into catalogue_version (one, version) values (1, 0);

create table localities (
    id text collate "C" not null primary key,
    position bigint not null,
    body text not null
);

create table categories (
    id text collate "C" not null primary key,
    position bigint not null,
    body text not null
);

create table locations (
    id text collate "C" not null primary key,
    body text not null
);

create table services (
    id text collate "C" not null primary key,
    body text not null
);

create table series (
    id text collate "C" not null primary key,
    service_id text not null references services (id),
    location_id text not null references locations (id),
    body text not null
);

-- Ages and what a capacity counts are the series' own: they are kept there alone, so that they cannot differ.
create table sessions (
    id text collate "C" not null primary key,
    series_id text not null references series (id),
    service_id text not null references services (id),
    location_id text not null references locations (id),
    starts_at bigint not null,
    ends_at bigint not null,
    opens_at bigint,
    closes_at bigint not null,
    capacity bigint check (capacity between 0 and 65535),
    places_taken bigint not null default 0,
    status text not null check (status in ('scheduled', 'cancelled')),
    constraint sessions_end_after_start check (ends_at >= starts_at),
    constraint sessions_never_oversold check (places_taken >= 0 and (capacity is null or places_taken <= capacity))
);
create index sessions_start on sessions (starts_at);
create index sessions_end on sessions (ends_at);
create index sessions_service_start on sessions (service_id, starts_at);

-- Every index is one more page to write for each booking, so there are only those that keep a promise;
-- forgetting reads the whole table, once a day. When a family's details are forgotten the counts of adults and
-- children stay, and contact_key becomes null, which a unique index never compares.
create table bookings (
    id text collate "C" not null primary key,
    session_id text not null references sessions (id),
    reference text not null,
    token_hash bytea not null,
    request_hash bytea not null,
    status text not null check (status in ('booked', 'cancelled')),
    adults bigint not null check (adults between 1 and 6),
    children bigint not null check (children between 0 and 8),
    ages text not null,
    places bigint not null check (places between 1 and 65535),
    name text not null,
    contact_by text not null check (contact_by in ('email', 'phone')),
    contact text not null,
    contact_key text,
    access_needs text not null,
    booked_at bigint not null,
    cancelled_at bigint,
    forgotten_before bigint,
    constraint bookings_cancelled_when check ((status = 'cancelled') = (cancelled_at is not null))
);
create unique index bookings_reference on bookings (reference);
create unique index bookings_one_for_a_family on bookings (session_id, contact_key) where status = 'booked';

-- next_attempt_at is null once a message is sent or given up.
create table outbox (
    id text collate "C" not null primary key,
    booking_id text not null references bookings (id),
    channel text not null check (channel in ('email', 'text')),
    recipient text not null,
    subject text not null,
    text text not null,
    html text,
    calendar text,
    created_at bigint not null,
    next_attempt_at bigint,
    attempts bigint not null default 0,
    sent_at bigint,
    failed_reason text
);
create index outbox_due on outbox (next_attempt_at) where next_attempt_at is not null;

create table postcodes (
    postcode text collate "C" not null primary key,
    latitude double precision not null,
    longitude double precision not null,
    local_authority text not null
);
