-- What readers say is wrong with a listing; removed after 180 days. Without an email address the column is empty.
create table listing_changes (
    id text not null primary key,
    service_id text not null references services (id),
    what text not null,
    text text not null,
    email text not null,
    received_at integer not null,
    done_at integer
) strict, without rowid;
create index listing_changes_received on listing_changes (received_at);

-- A message is about a booking, or about something else that is kept with it. SQLite cannot take a "not null" away,
-- so the table is made anew; nothing refers to it.
create table outbox_anew (
    id text not null primary key,
    booking_id text references bookings (id),
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
    failed_reason text
) strict;
insert into outbox_anew (id, booking_id, channel, recipient, subject, text, html, calendar, created_at,
    next_attempt_at, attempts, sent_at, failed_reason)
select id, booking_id, channel, recipient, subject, text, html, calendar, created_at, next_attempt_at, attempts,
    sent_at, failed_reason
from outbox;
drop table outbox;
alter table outbox_anew rename to outbox;
create index outbox_due on outbox (next_attempt_at) where next_attempt_at is not null;
create index outbox_change on outbox (change_id) where change_id is not null;
