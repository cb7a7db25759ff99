//! Sets of services, as bits: putting filters together and counting what is left is work on whole machine words.

/// How many services one word of bits holds.
const WORD: usize = u64::BITS as usize;

/// Some of a directory's services, one bit for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    /// None of so many services.
    pub(crate) fn none(services: usize) -> Self {
        Self(vec![0; services.div_ceil(WORD)])
    }

    /// All of so many services.
    pub(crate) fn all(services: usize) -> Self {
        let mut bits = Self(vec![u64::MAX; services.div_ceil(WORD)]);
        if let Some(last) = bits.0.last_mut()
            && !services.is_multiple_of(WORD)
        {
            *last = (1 << (services % WORD)) - 1;
        }
        bits
    }

    pub(crate) fn put(&mut self, service: u32) {
        self.0[service as usize / WORD] |= 1 << (service as usize % WORD);
    }

    pub(crate) fn take_out(&mut self, service: u32) {
        self.0[service as usize / WORD] &= !(1 << (service as usize % WORD));
    }

    pub(crate) fn has(&self, service: u32) -> bool {
        self.0[service as usize / WORD] >> (service as usize % WORD) & 1 == 1
    }

    /// Adds those of another set.
    pub(crate) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// Keeps only those that are in another set too.
    pub(crate) fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    /// Drops those that are in another set.
    pub(crate) fn drop_all(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= !other);
    }

    pub(crate) fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// How many are in both.
    pub(crate) fn count_both(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(word, other)| (word & other).count_ones()).sum()
    }

    /// Their numbers, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            core::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                (left != 0).then(|| {
                    left &= left - 1;
                    (at * WORD) as u32 + bit
                })
            })
        })
    }
}

/// Some of a directory's services that never change, kept in whichever form is smaller.
#[derive(Clone, Debug)]
pub(crate) enum Set {
    /// One bit for every service there is.
    Many(Bits),
    /// The numbers of those that are in it, in order.
    Few(Vec<u32>),
}

impl Set {
    /// These of so many services; the numbers are in order, each once.
    pub(crate) fn new(mut numbers: Vec<u32>, services: usize) -> Self {
        if numbers.len() * u32::BITS as usize <= services {
            numbers.shrink_to_fit();
            return Self::Few(numbers);
        }
        let mut bits = Bits::none(services);
        numbers.into_iter().for_each(|number| bits.put(number));
        Self::Many(bits)
    }

    pub(crate) fn has(&self, service: u32) -> bool {
        match self {
            Self::Many(bits) => bits.has(service),
            Self::Few(numbers) => numbers.binary_search(&service).is_ok(),
        }
    }

    /// Adds them to other bits.
    pub(crate) fn add_to(&self, bits: &mut Bits) {
        match self {
            Self::Many(these) => bits.add(these),
            Self::Few(numbers) => numbers.iter().for_each(|number| bits.put(*number)),
        }
    }

    /// How many of them are among these bits.
    pub(crate) fn count_among(&self, bits: &Bits) -> u32 {
        match self {
            Self::Many(these) => these.count_both(bits),
            Self::Few(numbers) => numbers.iter().map(|number| u32::from(bits.has(*number))).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::*;

    fn bits(services: usize, numbers: &BTreeSet<u32>) -> Bits {
        let mut bits = Bits::none(services);
        numbers.iter().for_each(|number| bits.put(*number));
        bits
    }

    proptest! {
        #[test]
        fn bits_and_sets_are_sets(
            services in 200usize..260, a in btree_set(0u32..200, 0..200), b in btree_set(0u32..200, 0..8),
        ) {
            let of = |numbers: &BTreeSet<u32>| bits(services, numbers);
            prop_assert!(of(&a).iter().eq(a.iter().copied()));
            prop_assert_eq!(of(&a).count() as usize, a.len());
            prop_assert_eq!(of(&a).count_both(&of(&b)) as usize, a.intersection(&b).count());
            let mut both = of(&a);
            both.keep(&of(&b));
            prop_assert!(both.iter().eq(a.intersection(&b).copied()));
            let mut either = of(&a);
            either.add(&of(&b));
            prop_assert!(either.iter().eq(a.union(&b).copied()));
            b.iter().for_each(|number| either.take_out(*number));
            prop_assert!(either.iter().eq(a.difference(&b).copied()));
            prop_assert!(Bits::all(services).iter().eq(0..services as u32));

            for numbers in [&a, &b] {
                let set = Set::new(numbers.iter().copied().collect(), services);
                let mut out = Bits::none(services);
                set.add_to(&mut out);
                prop_assert_eq!(&out, &of(numbers));
                prop_assert_eq!(set.count_among(&of(&a)) as usize, numbers.intersection(&a).count());
                prop_assert!((0..200).all(|number| set.has(number) == numbers.contains(&number)));
            }
        }
    }
}
