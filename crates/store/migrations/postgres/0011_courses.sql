-- Courses: series whose sessions are booked together. series.course says whether it is one; its rule is in the body.
alter table series add column course bigint not null default 0 check (course in (0, 1));
create index sessions_series on sessions (series_id, starts_at);

-- The series, where a booking is for a whole course; session_id is then one of its sessions. closing_told_at is when a
-- family that still waited was told that booking has closed.
alter table bookings add column course text;
alter table bookings add column closing_told_at bigint;
create index bookings_course on bookings (course, joined) where course is not null;

-- The weeks of a course in which a booking holds places, or has given them back. How many come is kept with each week,
-- so that a change of the party leaves the weeks before it as they were.
create table course_weeks (
    booking_id text not null references bookings (id),
    session_id text not null references sessions (id),
    coming bigint not null check (coming in (0, 1)),
    places bigint not null check (places between 1 and 65535),
    adults bigint not null,
    children bigint not null,
    attended bigint check (attended in (0, 1)),
    noted_at bigint,
    reminded_on bigint,
    primary key (booking_id, session_id)
);
create index course_weeks_session on course_weeks (session_id);

-- Who is booked into which session, whether by itself or with a course.
create view seats as
select id as booking_id, session_id, status, adults, children, attended from bookings where course is null
union all
select weeks.booking_id, weeks.session_id,
    case when weeks.coming = 0 then 'cancelled' when bookings.status = 'offered' then 'offered' else 'booked' end,
    weeks.adults, weeks.children, weeks.attended
from course_weeks as weeks join bookings on bookings.id = weeks.booking_id;

-- The one session that a notice is about, where its booking is for a course.
alter table outbox add column session_id text;

-- What other software is told of a session depends on whether it is one of a course.
create function revise_sessions_of_series() returns trigger language plpgsql as $$
begin
    update revisions set number = next_revision()
    where kind = 'session' and id in (select id from sessions where series_id = new.id);
    return null;
end;
$$;
create trigger series_became_course after update on series for each row
when (old.course is distinct from new.course) execute function revise_sessions_of_series();
