-- What readers say is wrong with a listing; removed after 180 days. Without an email address the column is empty.
create table listing_changes (
    id text collate "C" not null primary key,
    service_id text not null references services (id),
    what text not null,
    text text not null,
    email text not null,
    received_at bigint not null,
    done_at bigint
);
create index listing_changes_received on listing_changes (received_at);

-- A message is about a booking, or about something else that is kept with it.
alter table outbox alter column booking_id drop not null;
alter table outbox add column change_id text references listing_changes (id);
create index outbox_change on outbox (change_id) where change_id is not null;
