-- The waiting list, changes to bookings, the hub team's records, and messages whose words are written later.

-- Places taken include those held for an offer. A capacity, time or place that the hub's team has set is not set back by
-- an import.
alter table sessions add column places_held integer not null default 0 check (places_held between 0 and places_taken);
alter table sessions add column waiting integer not null default 0 check (waiting >= 0);
alter table sessions add column capacity_by_hub integer not null default 0 check (capacity_by_hub in (0, 1));
alter table sessions add column moved_by_hub integer not null default 0 check (moved_by_hub in (0, 1));
create index sessions_waiting on sessions (closes_at) where waiting > 0;

-- SQLite cannot change a check, so the table is made anew. joined numbers those who wait in one session, in their order;
-- ended_at is when a booking was cancelled or its offer lapsed. notices counts what its family was to be told, so that
-- each message has an id of its own. attended is null until somebody notes it.
create table bookings_anew (
    id text not null primary key,
    session_id text not null references sessions (id),
    reference text not null,
    token_hash blob not null,
    request_hash blob not null,
    status text not null check (status in ('waiting', 'offered', 'booked', 'lapsed', 'cancelled')),
    adults integer not null check (adults between 1 and 6),
    children integer not null check (children between 0 and 8),
    ages text not null,
    places integer not null check (places between 1 and 65535),
    name text not null,
    contact_by text not null check (contact_by in ('email', 'phone')),
    contact text not null,
    contact_key text,
    access_needs text not null,
    on_behalf text not null default '',
    booked_at integer not null,
    joined integer,
    offered_until integer,
    ended_at integer,
    cancelled_by text check (cancelled_by in ('family', 'hub')),
    attended integer check (attended in (0, 1)),
    reminded_on integer,
    link_asked_at integer,
    notices integer not null default 0,
    forgotten_before integer,
    constraint bookings_joined_when check ((status = 'waiting') = (joined is not null)),
    constraint bookings_offered_when check ((status = 'offered') = (offered_until is not null)),
    constraint bookings_ended_when check ((status in ('lapsed', 'cancelled')) = (ended_at is not null)),
    constraint bookings_cancelled_when check ((status = 'cancelled') = (cancelled_by is not null))
) strict, without rowid;
insert into bookings_anew (id, session_id, reference, token_hash, request_hash, status, adults, children, ages, places,
    name, contact_by, contact, contact_key, access_needs, booked_at, ended_at, cancelled_by, forgotten_before)
select id, session_id, reference, token_hash, request_hash, status, adults, children, ages, places, name, contact_by,
    contact, contact_key, access_needs, booked_at, cancelled_at,
    case when status = 'cancelled' then 'family' end, forgotten_before
from bookings;

-- A notice is what is to be told, until its words are written: then it is an ordinary message.
create table outbox_anew (
    id text not null primary key,
    booking_id text references bookings_anew (id),
    change_id text references listing_changes (id),
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
    failed_reason text,
    notice text,
    constraint outbox_notice_is_about_a_booking check (notice is null or booking_id is not null)
) strict;
insert into outbox_anew (id, booking_id, change_id, channel, recipient, subject, text, html, calendar, created_at,
    next_attempt_at, attempts, sent_at, failed_reason)
select id, booking_id, change_id, channel, recipient, subject, text, html, calendar, created_at, next_attempt_at,
    attempts, sent_at, failed_reason
from outbox;
drop table outbox;
drop table bookings;
alter table bookings_anew rename to bookings;
alter table outbox_anew rename to outbox;

-- An index costs each booking a page to write. Those with a condition hold only the few rows it is true for.
create unique index bookings_reference on bookings (reference);
create unique index bookings_one_for_a_family on bookings (session_id, contact_key)
    where status in ('waiting', 'offered', 'booked');
create index bookings_waiting on bookings (session_id, joined) where joined is not null;
create index bookings_offered on bookings (offered_until) where offered_until is not null;
create index outbox_due on outbox (next_attempt_at) where next_attempt_at is not null;
create index outbox_change on outbox (change_id) where change_id is not null;
create index outbox_notices on outbox (created_at, id) where notice is not null;
create index outbox_with_words on outbox (booking_id)
    where (recipient <> '' or failed_reason is not null or notice is not null);

-- Further private links to a booking, beside the one it was made with.
create table private_links (
    booking_id text not null references bookings (id),
    token_hash blob not null,
    made_at integer not null,
    primary key (booking_id, token_hash)
) strict, without rowid;

-- What the hub's team did: who, when, what; nothing of the families.
create table records (
    number integer not null primary key autoincrement,
    at integer not null,
    actor text not null,
    session_id text not null references sessions (id),
    booking_id text references bookings (id),
    what text not null
) strict;
create index records_session on records (session_id, number);
