-- Whose feed a service came from, and when it was taken out while bookings of the past still belong to it.
alter table services add column source text collate "C" not null default '';
alter table services add column withdrawn_at bigint;

-- When the last whole run of each feed began.
create table import_runs (
    source text collate "C" not null primary key,
    began_at bigint not null
);
