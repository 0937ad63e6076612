//! Some of the sentences of a paper.

/// A set of the numbers of sentences, a bit for each up to the greatest.
#[derive(Debug, Clone, Default)]
pub struct SentenceSet {
    words: Vec<u64>,
}

impl SentenceSet {
    /// Adds a sentence.
    pub fn insert(&mut self, sentence: u32) {
        let word = (sentence / u64::BITS) as usize;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        if let Some(word) = self.words.get_mut(word) {
            *word |= 1 << (sentence % u64::BITS);
        }
    }

    /// Whether a sentence is in it.
    pub fn contains(&self, sentence: u32) -> bool {
        let word = self.words.get((sentence / u64::BITS) as usize);
        word.is_some_and(|word| word >> (sentence % u64::BITS) & 1 == 1)
    }

    /// Leaves only those that are in the other, too.
    pub fn intersect(&mut self, other: &SentenceSet) {
        let others = other.words.iter().copied().chain(std::iter::repeat(0));
        self.words.iter_mut().zip(others).for_each(|(word, other)| *word &= other);
    }

    /// Takes out those that are in the other.
    pub fn subtract(&mut self, other: &SentenceSet) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    /// The sentences, rising.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let bits = |(at, word): (usize, &u64)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros();
                    left &= left.wrapping_sub(1);
                    at as u32 * u64::BITS + bit
                })
            })
        };
        self.words.iter().enumerate().flat_map(bits)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }
}

impl PartialEq for SentenceSet {
    fn eq(&self, other: &SentenceSet) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for SentenceSet {}

impl Extend<u32> for SentenceSet {
    fn extend<I: IntoIterator<Item = u32>>(&mut self, sentences: I) {
        sentences.into_iter().for_each(|sentence| self.insert(sentence));
    }
}

impl FromIterator<u32> for SentenceSet {
    fn from_iter<I: IntoIterator<Item = u32>>(sentences: I) -> SentenceSet {
        let mut set = SentenceSet::default();
        set.extend(sentences);
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_set(one in proptest::collection::btree_set(0u32..300, 0..40),
                       other in proptest::collection::btree_set(0u32..300, 0..40)) {
            let set = |sentences: &BTreeSet<u32>| sentences.iter().copied().collect::<SentenceSet>();
            let mut met = set(&one);
            prop_assert_eq!(met.iter().collect::<BTreeSet<_>>(), one.clone());
            prop_assert_eq!((met.len(), met.is_empty()), (one.len(), one.is_empty()));
            prop_assert!((0..400).all(|at| met.contains(at) == one.contains(&at)));
            met.intersect(&set(&other));
            prop_assert_eq!(met.iter().collect::<BTreeSet<_>>(), &one & &other);
            let mut left = set(&one);
            left.subtract(&set(&other));
            prop_assert_eq!(left.iter().collect::<BTreeSet<_>>(), &one - &other);
        }
    }
}
