-- What readers say of guide pages: counts for each day (since 1 January 1970), and nothing of who they are.
create table guide_answers (
    slug text not null,
    answer text not null,
    day integer not null,
    count integer not null,
    primary key (slug, answer, day)
) strict, without rowid;
