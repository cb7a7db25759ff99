-- The day on which a family was asked how a session was, counted from 1 January 1970: each booking is asked about once.
alter table bookings add column asked_on integer;
