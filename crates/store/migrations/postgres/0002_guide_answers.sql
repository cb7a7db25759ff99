-- What readers say of guide pages: counts for each day (since 1 January 1970), and nothing of who they are.
create table guide_answers (
    slug text collate "C" not null,
    answer text collate "C" not null,
    day bigint not null,
    count bigint not null,
    primary key (slug, answer, day)
);
