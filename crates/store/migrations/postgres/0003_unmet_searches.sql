-- Searches that found nothing: words and the outward half of a postcode, and nothing of who typed them. Days are counted
-- from 1 January 1970. What fewer than five alike typed is not read out, and deleted within weeks.
create table unmet_searches (
    words text collate "C" not null,
    outward text collate "C" not null,
    count bigint not null,
    first_day bigint not null,
    last_day bigint not null,
    primary key (words, outward)
);
