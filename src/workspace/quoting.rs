//! From a quote that somebody typed to what the paper says, with its place.

use unicode_normalization::UnicodeNormalization;

use super::reviewing::{DeskPaper, ReviewError};
use crate::document::{BlockKind, Document, Sentence};
use crate::evidence::Evidence;
use crate::review::DecidedEvidence;
use crate::rubric::CriterionId;

/// Parts of sentences with fewer letters and digits are found by chance.
const SHORTEST: usize = 12;

impl DeskPaper {
    /// What the paper says where it says `quote`, as whole sentences; letters and digits alone are compared.
    /// `None` when it does not say so.
    pub fn quoted(&self, quote: &str) -> Option<DecidedEvidence> {
        let ids = find_quote(&self.document, quote)?;
        let sentences = &self.document.sentences;
        let (first, last) = (sentences.get(*ids.first()? as usize)?, sentences.get(*ids.last()? as usize)?);
        let text = self.document.text.get(first.span.start as usize..last.span.end as usize)?;
        let boxes = ids.iter().filter_map(|id| sentences.get(*id as usize)).flat_map(|one| &one.boxes);
        Some(DecidedEvidence {
            quote: text.to_owned(),
            source: self.document.attachment_of(first).map(|attachment| attachment.name.clone()),
            page: first.page(),
            boxes: boxes.copied().collect(),
            section: self.document.section_title(first).map(str::to_owned),
            added: true,
        })
    }

    /// The draft's quote of that number, counted from 1 as `medcheck show` counts them.
    ///
    /// # Errors
    /// [`ReviewError::NoSuchQuote`], or that a draft of an older file quotes what the paper no longer says.
    pub fn drafted_quote(
        &self,
        criterion: &CriterionId,
        number: usize,
    ) -> Result<DecidedEvidence, ReviewError> {
        let cell = self.draft.as_ref().and_then(|draft| draft.cell(criterion));
        let evidence = cell.map(|cell| cell.evidence.as_slice()).unwrap_or_default();
        let Some(kept) = number.checked_sub(1).and_then(|at| evidence.get(at)) else {
            let (criterion, known) = (criterion.clone(), evidence.len());
            return Err(ReviewError::NoSuchQuote { paper: self.id.clone(), criterion, number, known });
        };
        let stands = self.document.text.get(kept.span.range()) == Some(kept.quote.as_str());
        if stands {
            return Ok(as_drafted(kept));
        }
        let found = self.quoted(&kept.quote).map(|found| DecidedEvidence { added: false, ..found });
        found.ok_or_else(|| ReviewError::QuoteGone { paper: self.id.clone(), number })
    }
}

fn as_drafted(evidence: &Evidence) -> DecidedEvidence {
    DecidedEvidence {
        quote: evidence.quote.clone(),
        source: evidence.source.clone(),
        page: evidence.page,
        boxes: evidence.boxes.clone(),
        section: evidence.section.clone(),
        added: false,
    }
}

/// The sentences that together contain a quote, in reading order; `None` when it is not there. Only letters
/// and digits are compared; of several occurrences the first counts, but whole sentences before parts of
/// them. Furniture is passed over: it stands between the halves of a sentence.
fn find_quote(document: &Document, quote: &str) -> Option<Vec<u32>> {
    let wanted = letters(quote);
    if wanted.is_empty() {
        return None;
    }
    let mut text = String::new();
    let mut places: Vec<(std::ops::Range<usize>, &Sentence)> = Vec::new();
    for sentence in document.sentences.iter().filter(|sentence| sentence.kind != BlockKind::Furniture) {
        let start = text.len();
        text.push_str(&letters(document.sentence_text(sentence)));
        places.push((start..text.len(), sentence));
    }
    let said = |start: usize, is_whole: bool| {
        let end = start + wanted.len();
        let first = places.partition_point(|(range, _)| range.end <= start);
        let after = places.partition_point(|(range, _)| range.start < end);
        let said = places.get(first..after)?;
        let ((begin, opening), (finish, closing)) = (said.first()?, said.last()?);
        let fits = !is_whole || (begin.start == start && finish.end == end);
        let is_one_source = document.source_at(opening.span) == document.source_at(closing.span);
        (fits && is_one_source).then(|| said.iter().map(|(_, sentence)| sentence.id).collect())
    };
    let first = |is_whole| text.match_indices(&wanted).find_map(|(start, _)| said(start, is_whole));
    first(true).or_else(|| if wanted.len() < SHORTEST { None } else { first(false) })
}

/// What is left when line breaks, ligatures, hyphens and quotation marks do not matter.
fn letters(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_what_the_paper_says() {
        let document = Document::from_plain(
            "# Data\n\nEvery item was checked by two phy-\nsicians. It is small.\n\n# Methods\n\nThe ﬁnal set has 40.",
        );
        let check = |quote: &str, expect: Option<&[&str]>| {
            let ids = find_quote(&document, quote);
            let said: Option<Vec<&str>> = ids.map(|ids| {
                ids.iter().map(|id| document.sentence_text(&document.sentences[*id as usize])).collect()
            });
            assert_eq!(said.as_deref(), expect, "{quote}");
        };
        check("it is small", Some(&["It is small."]));
        check("The final set has 40", Some(&["The ﬁnal set has 40."]));
        check("“the FINAL set has”", Some(&["The ﬁnal set has 40."]));
        check("set has", None);
        check("It is large.", None);
        check("", None);
        check("…", None);
        let two = find_quote(&document, "by two physicians. It is");
        assert_eq!(two.map(|ids| ids.len()), Some(2));
    }
}
