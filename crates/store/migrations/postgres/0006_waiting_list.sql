-- The waiting list, changes to bookings, the hub team's records, and messages whose words are written later.

-- Places taken include those held for an offer. A capacity, time or place that the hub's team has set is not set back by
-- an import.
alter table sessions add column places_held bigint not null default 0;
alter table sessions add column waiting bigint not null default 0 check (waiting >= 0);
alter table sessions add column capacity_by_hub bigint not null default 0 check (capacity_by_hub in (0, 1));
alter table sessions add column moved_by_hub bigint not null default 0 check (moved_by_hub in (0, 1));
alter table sessions add constraint sessions_hold_what_is_taken check (places_held between 0 and places_taken);
create index sessions_waiting on sessions (closes_at) where waiting > 0;

-- joined numbers those who wait in one session, in their order; ended_at is when a booking was cancelled or its offer
-- lapsed. notices counts what its family was to be told, so that each message has an id of its own. attended is null
-- until somebody notes it.
drop index bookings_one_for_a_family;
alter table bookings drop constraint bookings_status_check;
alter table bookings drop constraint bookings_cancelled_when;
alter table bookings rename column cancelled_at to ended_at;
alter table bookings add column on_behalf text not null default '';
alter table bookings add column joined bigint;
alter table bookings add column offered_until bigint;
alter table bookings add column cancelled_by text check (cancelled_by in ('family', 'hub'));
alter table bookings add column attended bigint check (attended in (0, 1));
alter table bookings add column reminded_on bigint;
alter table bookings add column link_asked_at bigint;
alter table bookings add column notices bigint not null default 0;
update bookings set cancelled_by = 'family' where status = 'cancelled';
alter table bookings add constraint bookings_status_check
    check (status in ('waiting', 'offered', 'booked', 'lapsed', 'cancelled'));
alter table bookings add constraint bookings_joined_when check ((status = 'waiting') = (joined is not null));
alter table bookings add constraint bookings_offered_when check ((status = 'offered') = (offered_until is not null));
alter table bookings add constraint bookings_ended_when
    check ((status in ('lapsed', 'cancelled')) = (ended_at is not null));
alter table bookings add constraint bookings_cancelled_when
    check ((status = 'cancelled') = (cancelled_by is not null));

-- A notice is what is to be told, until its words are written: then it is an ordinary message.
alter table outbox add column notice text;
alter table outbox add constraint outbox_notice_is_about_a_booking check (notice is null or booking_id is not null);

-- An index costs each booking a page to write. Those with a condition hold only the few rows it is true for.
create unique index bookings_one_for_a_family on bookings (session_id, contact_key)
    where status in ('waiting', 'offered', 'booked');
create index bookings_waiting on bookings (session_id, joined) where joined is not null;
create index bookings_offered on bookings (offered_until) where offered_until is not null;
create index outbox_notices on outbox (created_at, id) where notice is not null;
create index outbox_with_words on outbox (booking_id)
    where (recipient <> '' or failed_reason is not null or notice is not null);

-- Further private links to a booking, beside the one it was made with.
create table private_links (
    booking_id text not null references bookings (id),
    token_hash bytea not null,
    made_at bigint not null,
    primary key (booking_id, token_hash)
);

-- What the hub's team did: who, when, what; nothing of the families.
create table records (
    number bigint generated always as identity primary key,
    at bigint not null,
    actor text not null,
    session_id text not null references sessions (id),
    booking_id text references bookings (id),
    what text not null
);
create index records_session on records (session_id, number);
