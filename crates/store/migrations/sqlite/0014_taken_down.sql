-- The day on which the hub's team took a family page down, counted from 1 January 1970; null while it is there.
alter table family_pages add column taken_down_on integer;
