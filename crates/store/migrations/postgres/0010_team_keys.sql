-- Keys of the hub's team. Only the fingerprint of a key is kept. scope says where it may be used, as JSON; days are
-- counted from 1 January 1970. One name, whatever its letter case, is one key for ever: records name it.
create table team_keys (
    name_key text not null primary key,
    name text not null,
    key_hash bytea not null unique,
    scope text not null,
    made_at bigint not null,
    expires_on bigint,
    revoked_at bigint,
    last_used_on bigint
);

-- The import of a timetable is about no single session.
alter table records alter column session_id drop not null;
