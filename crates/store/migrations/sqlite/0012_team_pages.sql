-- Where a key's private links are sent. Several keys may have one address.
alter table team_keys add column email text;

-- Private links to the team's pages, by their fingerprints: each is good once, and for a quarter of an hour.
create table team_links (
    token_hash blob not null primary key,
    name_key text not null references team_keys (name_key),
    made_at integer not null,
    used_at integer
) strict, without rowid;
create index team_links_key on team_links (name_key, made_at);

-- Who is signed in, by the fingerprint of what their device holds.
create table team_shifts (
    token_hash blob not null primary key,
    name_key text not null references team_keys (name_key),
    began_at integer not null,
    used_at integer not null
) strict, without rowid;

-- When it was noted whether the family came: of two that note it the later stays.
alter table bookings add column noted_at integer;
