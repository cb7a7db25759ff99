-- Family pages: what is on them, by reference, in the text of domain::FamilyPage. Never deleted, because their addresses
-- are printed on paper.
create table family_pages (
    id text not null primary key,
    body text not null,
    made_on integer not null
) strict, without rowid;

-- How often a page was opened on a day; of whom nothing is kept.
create table family_page_days (
    page_id text not null references family_pages (id),
    day integer not null,
    count integer not null,
    primary key (page_id, day)
) strict, without rowid;

-- Requests for help. What is asked is sealed with a key that the database has not got, and deleted on a schedule.
create table support_requests (
    reference text not null primary key,
    token_hash blob not null unique,
    locality text not null,
    state text not null check (state in ('received', 'assigned', 'closed', 'withdrawn')),
    assigned_to text not null default '',
    outcome text check (outcome in ('helped', 'passed-on', 'not-reached', 'not-wanted')),
    sealed blob,
    received_at integer not null,
    answer_by integer not null,
    ended_at integer
) strict, without rowid;
create index support_requests_received on support_requests (received_at) where sealed is not null;

alter table outbox add column request_reference text references support_requests (reference);

-- What sessions and requests did for families, counted; empty texts where they did not say or it is not known.
create table outcomes (
    service_id text not null,
    locality text not null,
    helped text not null,
    changed text not null,
    next text not null,
    week integer not null,
    count integer not null,
    primary key (service_id, locality, helped, changed, next, week)
) strict, without rowid;

-- The one-time marks of the forms that were sent in, so that sending one twice counts once; kept for a few days.
create table outcome_marks (
    mark text not null primary key,
    day integer not null
) strict, without rowid;
