-- Searches that found nothing: words and the outward half of a postcode, and nothing of who typed them. Days are counted
-- from 1 January 1970. What fewer than five alike typed is not read out, and deleted within weeks.
create table unmet_searches (
    words text not null,
    outward text not null,
    count integer not null,
    first_day integer not null,
    last_day integer not null,
    primary key (words, outward)
) strict, without rowid;
