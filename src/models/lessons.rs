//! Sentences to learn from.

use super::encoder::Hidden;
use super::{Encoder, Error, Heads, Vectors};

/// While learning, longer texts are cut: quotes are short, and time goes with length.
const MOST_TOKENS: usize = 64;

/// Sentences for learning, with what the lower half made of them.
#[derive(Debug, Default)]
pub struct Lessons {
    pub(super) texts: Vec<Hidden>,
    pub(super) labels: Vec<Labels>,
}

/// What is known of a sentence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labels {
    /// The heads it is an example of.
    pub is: Vec<usize>,
    /// Heads that nothing is known about for this sentence; every other is a counterexample.
    pub unknown: Vec<usize>,
    /// Whether it is worth showing even though it is an example of nothing.
    pub telling: bool,
}

impl Lessons {
    /// Texts with what is known of each; both of one length. Texts are cut at 64 tokens.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub fn of(encoder: &Encoder, texts: &[&str], labels: Vec<Labels>) -> Result<Lessons, Error> {
        let mut texts = encoder.hidden(texts)?;
        for text in &mut texts {
            let tokens = text.tokens.dim(0).unwrap_or(0).min(MOST_TOKENS);
            text.tokens = text
                .tokens
                .narrow(0, 0, tokens)
                .and_then(|kept| kept.force_contiguous())
                .map_err(|source| Error::Weights { name: encoder.name().to_owned(), source })?;
        }
        Ok(Lessons { texts, labels })
    }

    /// What heads make of these sentences, one row each.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub fn read(&self, encoder: &Encoder, heads: &Heads) -> Result<Vectors, Error> {
        heads.read_hidden(encoder, &self.texts)
    }
}
