//! The contract of the store: every case runs on SQLite and on PostgreSQL.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod catalogue;
mod changes;
mod cluster;
mod course_model;
mod courses;
mod crowd;
mod feed;
mod forgetting;
mod guide;
mod hub;
mod indexes;
mod model;
mod network;
mod notices;
mod opening;
mod outbox;
mod revisions;
mod rules;
mod sample;
mod team;
mod team_desk;
mod team_keys;
mod team_sessions;
mod team_shifts;
mod unmet;
mod waiting;

/// Makes of each case one test on SQLite and one on PostgreSQL, each with a hub of its own.
macro_rules! contract {
    ($($module:ident :: { $($case:ident),+ $(,)? })+) => {
        mod sqlite {$($(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $case() {
                let hub = crate::hub::Hub::sqlite().await;
                crate::$module::$case(&hub).await;
                hub.close().await;
            }
        )+)+}
        mod postgres {$($(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $case() {
                let hub = crate::hub::Hub::postgres().await;
                crate::$module::$case(&hub).await;
                hub.close().await;
            }
        )+)+}
    };
}

contract! {
    catalogue::{
        a_new_hub_is_empty,
        what_is_put_reads_back,
        lists_are_replaced_and_the_rest_is_updated,
        sessions_that_ended_a_day_ago_are_left_out,
        a_session_put_again_keeps_places_status_and_times,
        a_capacity_shrinks_no_further_than_the_places_taken,
        what_belongs_to_nothing_is_refused_whole,
        an_import_may_be_long_and_repeat_itself,
        sessions_are_read_by_id,
        postcodes_are_found,
    }
    feed::{
        a_run_adds_updates_and_leaves_alone,
        what_is_new_is_told_from_what_has_changed,
        a_part_of_a_feed_tells_no_secret,
        a_withdrawn_service_goes_with_what_nobody_booked,
        a_booked_service_stays_and_is_closed,
        what_was_booked_in_the_past_stays_out_of_sight,
        a_run_is_remembered_by_its_source,
        a_booking_at_once_with_a_withdrawal_is_kept_or_refused,
    }
    changes::{
        a_suggested_change_is_kept_with_its_message_once,
        a_change_whose_message_cannot_be_kept_is_not_kept,
        one_change_sent_ten_times_at_once_is_one,
        a_forgotten_change_leaves_nothing,
    }
    guide::{
        answers_on_guide_pages_are_counted,
    }
    rules::{
        a_booking_takes_its_places_and_reads_back,
        every_rule_has_its_outcome,
        a_request_that_cannot_succeed_tells_of_no_family,
        a_retry_changes_nothing,
        a_session_fills_up_and_empties,
        a_taken_reference_asks_for_another,
        a_message_that_cannot_be_kept_undoes_the_booking,
        cancelling_gives_the_places_back_once,
        nul_characters_do_not_stop_a_booking,
    }
    crowd::{
        two_hundred_at_once_for_ten_places_are_ten,
        one_booking_sent_twenty_times_at_once_is_one,
        one_family_at_once_books_once,
        one_reference_at_once_is_given_once,
        one_id_at_once_in_two_sessions_is_one,
        one_booking_cancelled_ten_times_at_once_gives_its_places_back_once,
        workers_at_once_never_take_the_same_message,
    }
    outbox::{
        messages_are_taken_in_turn_and_leased,
        a_message_sent_keeps_no_words,
        a_message_that_failed_is_tried_again_or_given_up,
        a_message_does_not_wait_for_a_clock_that_was_set_back,
    }
    forgetting::{
        a_forgotten_booking_keeps_its_counts_alone,
        forgotten_families_do_not_meet,
        a_family_is_forgotten_at_once_when_it_asks,
    }
    waiting::{
        a_full_session_has_a_waiting_list,
        an_offer_lapses_once_and_goes_to_the_next,
        near_the_closing_places_are_for_whoever_comes,
        a_party_grows_if_there_is_room_and_shrinks_always,
        a_larger_capacity_by_an_import_is_offered_first,
        grace_lets_a_child_in,
        who_books_for_a_family_is_kept,
    }
    team::{
        a_capacity_is_changed_and_those_who_wait_are_asked,
        a_cancelled_session_tells_everyone_once,
        a_moved_session_keeps_everyones_place,
        the_team_books_for_a_family_on_the_phone,
        the_register_says_who_comes,
    }
    team_keys::{
        a_key_opens_until_it_expires_or_is_revoked,
        a_list_of_keys_says_when_and_tells_none,
    }
    team_shifts::{
        an_address_finds_the_keys_that_open_something,
        a_link_begins_one_shift_within_its_time,
        one_link_followed_by_ten_at_once_begins_one_shift,
        a_shift_ends_by_time_by_hand_and_with_its_key,
        one_key_is_sent_so_many_links_and_no_more,
    }
    team_desk::{
        each_step_of_a_request_is_recorded_once,
        a_suggestion_is_ticked_off_once,
        records_know_their_locality,
        the_latest_tap_is_what_is_noted,
        family_pages_are_listed_with_their_counts,
        a_family_page_is_taken_down_and_put_back,
    }
    team_sessions::{
        an_extra_session_is_added_once_and_stays_as_it_is,
        a_course_that_is_booked_gains_no_week,
        sessions_are_listed_with_counts_that_outlive_the_families,
        places_series_and_bookings_are_found_by_id,
        an_imported_timetable_is_recorded,
        a_session_with_a_record_does_not_hold_a_withdrawal_up,
    }
    notices::{
        a_notice_becomes_one_message_with_a_link_of_its_own,
        a_notice_is_dropped_once,
        reminders_are_kept_once_for_tomorrow,
        how_it_was_is_asked_once_the_day_after,
        servers_at_once_ask_each_family_once,
        lost_links_are_sent_again_and_not_too_often,
        a_new_link_revokes_all_others,
    }
    network::{
        a_family_page_keeps_its_address,
        a_family_page_is_counted_by_day,
        a_request_is_kept_with_its_message_once,
        a_request_is_assigned_and_closed_once,
        a_request_taken_back_leaves_no_words,
        requests_are_forgotten_and_counted,
        outcomes_are_counted_once_for_each_mark,
        outcomes_are_forgotten,
    }
    unmet::{
        searches_are_told_from_five_alike,
        searches_of_a_few_are_forgotten,
    }
    opening::{
        many_open_the_same_hub_at_once,
        a_hub_opened_again_has_everything,
        messages_of_an_older_database_are_kept,
        a_newer_database_is_refused,
        a_database_of_another_make_is_refused,
    }
    revisions::{
        each_change_of_a_session_is_told_once,
        a_series_changes_with_its_service_and_its_location,
        calendars_are_told_of_times_and_not_of_places,
        a_reader_beside_many_writers_misses_nothing,
        named_dates_replace_one_another_by_kind,
    }
    courses::{
        a_course_is_booked_whole_or_not_at_all,
        a_missed_week_frees_that_week_alone,
        a_course_is_waited_for_and_offered_whole,
        a_course_may_be_joined_late_and_its_weeks_had_singly,
        a_week_that_is_cancelled_or_moved_leaves_the_rest,
        a_party_in_a_course_grows_where_every_week_has_room,
        the_team_sees_and_marks_each_week,
        each_week_is_reminded_and_the_last_forgets,
        a_family_in_a_course_is_forgotten_when_it_asks,
        those_who_still_wait_are_told_once_when_booking_closes,
        a_hundred_at_once_never_oversell_a_course,
    }
    model::{
        bookings_follow_the_model,
    }
    course_model::{
        courses_follow_the_model,
    }
}
