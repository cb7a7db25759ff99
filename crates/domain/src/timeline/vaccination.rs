//! Which vaccines come at which age, by the day of birth.

use super::Key;
use crate::Date;

/// A vaccine of the routine childhood programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Vaccine {
    /// 6-in-1: diphtheria, tetanus, whooping cough, polio, Hib, hepatitis B.
    SixInOne,
    /// Meningococcal B.
    MenB,
    /// Rotavirus, as drops.
    Rotavirus,
    /// Pneumococcal.
    Pcv,
    /// Hib and meningococcal C.
    HibMenC,
    /// Measles, mumps, rubella.
    Mmr,
    /// Measles, mumps, rubella, chickenpox.
    Mmrv,
    /// 4-in-1 pre-school booster.
    FourInOne,
}

/// The first day of birth for which the doses of the first year below are right: pneumococcal vaccine went from
/// three doses to two for babies born on or after 1 January 2020. Older children are past those doses.
pub(super) fn programme_begins() -> Date {
    Date::clamped(2020, 1, 1)
}

/// The vaccines that someone born on this day is offered at this age; none for what is not a visit of the early
/// years, and at 18 months none for those born before 1 July 2024.
///
/// Sources: the new routine childhood schedule of 30 April 2025
/// (<https://www.gov.uk/government/publications/changes-to-the-routine-childhood-schedule-letter/annexe-a-the-new-routine-childhood-vaccination-schedule>)
/// for doses that moved on 1 July 2025 and 1 January 2026; the MMRV letter of 31 October 2025, table 1
/// (<https://www.gov.uk/government/publications/introduction-of-a-routine-varicella-mmrv-vaccination-programme>) for
/// MMR and MMRV:
///
/// | born | 1 year | 18 months | 3 years 4 months |
/// | --- | --- | --- | --- |
/// | from 1 January 2025 | MMRV | MMRV | |
/// | 1 July to 31 December 2024 | MMR | MMRV | MMRV |
/// | 1 September 2022 to 30 June 2024 | MMR | | MMRV |
/// | before | MMR | | MMR |
///
/// A child who missed a dose, or turned one in the last days of 2025, may have another order: the GP surgery tells.
#[must_use]
pub fn vaccines(key: Key, birth: Date) -> &'static [Vaccine] {
    use Vaccine::{FourInOne, HibMenC, MenB, Mmr, Mmrv, Pcv, Rotavirus, SixInOne};
    let from = |year, month| birth >= Date::clamped(year, month, 1);
    // MenB came forward and PCV went back for visits from 1 July 2025 on, whatever the day of birth.
    let moved = |weeks: i32| birth.plus_days(weeks * 7) >= Date::clamped(2025, 7, 1);
    match key {
        Key::Jabs8Weeks => &[SixInOne, MenB, Rotavirus],
        Key::Jabs12Weeks if moved(12) => &[SixInOne, MenB, Rotavirus],
        Key::Jabs12Weeks => &[SixInOne, Pcv, Rotavirus],
        // Who had PCV at 12 weeks under the old schedule has MenB now.
        Key::Jabs16Weeks if moved(12) => &[SixInOne, Pcv],
        Key::Jabs16Weeks => &[SixInOne, MenB],
        Key::Jabs1Year if from(2025, 1) => &[Pcv, MenB, Mmrv],
        Key::Jabs1Year if from(2024, 7) => &[Pcv, MenB, Mmr],
        Key::Jabs1Year => &[HibMenC, Pcv, MenB, Mmr],
        Key::Jabs18Months if from(2024, 7) => &[SixInOne, Mmrv],
        Key::JabsPreSchool if from(2025, 1) => &[FourInOne],
        Key::JabsPreSchool if from(2022, 9) => &[FourInOne, Mmrv],
        Key::JabsPreSchool => &[FourInOne, Mmr],
        _ => &[],
    }
}
