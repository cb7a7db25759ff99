-- Family pages: what is on them, by reference, in the text of domain::FamilyPage. Never deleted, because their addresses
-- are printed on paper.
create table family_pages (
    id text collate "C" not null primary key,
    body text not null,
    made_on bigint not null
);

-- How often a page was opened on a day; of whom nothing is kept.
create table family_page_days (
    page_id text collate "C" not null references family_pages (id),
    day bigint not null,
    count bigint not null,
    primary key (page_id, day)
);

-- Requests for help. What is asked is sealed with a key that the database has not got, and deleted on a schedule.
create table support_requests (
    reference text collate "C" not null primary key,
    token_hash bytea not null unique,
    locality text collate "C" not null,
    state text not null check (state in ('received', 'assigned', 'closed', 'withdrawn')),
    assigned_to text not null default '',
    outcome text check (outcome in ('helped', 'passed-on', 'not-reached', 'not-wanted')),
    sealed bytea,
    received_at bigint not null,
    answer_by bigint not null,
    ended_at bigint
);
create index support_requests_received on support_requests (received_at) where sealed is not null;

alter table outbox add column request_reference text collate "C" references support_requests (reference);

-- What sessions and requests did for families, counted; empty texts where they did not say or it is not known.
create table outcomes (
    service_id text collate "C" not null,
    locality text collate "C" not null,
    helped text not null,
    changed text not null,
    next text not null,
    week bigint not null,
    count bigint not null,
    primary key (service_id, locality, helped, changed, next, week)
);

-- The one-time marks of the forms that were sent in, so that sending one twice counts once; kept for a few days.
create table outcome_marks (
    mark text collate "C" not null primary key,
    day bigint not null
);
