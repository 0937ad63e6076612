//! The sentence that a reader came for, from a search or from a comparison.

use maud::{Markup, html};

use super::query::{DeskQuery, sentence_ids};
use crate::document::{Document, PaperId, Sentence};

/// What the reader came for, as the paper has it now.
pub(super) struct Sought<'d> {
    document: &'d Document,
    /// Sentences of one source only, in reading order; empty where the paper has none of those asked for.
    sentences: Vec<&'d Sentence>,
    /// Whether the address asks for any.
    is_asked: bool,
}

impl<'d> Sought<'d> {
    pub(super) fn of(document: &'d Document, query: &DeskQuery) -> Sought<'d> {
        let mut ids = sentence_ids(&query.sentence);
        ids.sort_unstable();
        ids.dedup();
        let named = ids.iter().filter_map(|id| document.sentences.get(*id as usize));
        let mut sentences: Vec<&Sentence> = named.collect();
        if let Some(source) = sentences.first().map(|first| document.source_at(first.span)) {
            sentences.retain(|sentence| document.source_at(sentence.span) == source);
        }
        Sought { document, sentences, is_asked: !query.sentence.is_empty() }
    }

    /// Whether it is this sentence, or one of them.
    pub(super) fn is(&self, sentence: &Sentence) -> bool {
        self.sentences.iter().any(|sought| sought.id == sentence.id)
    }

    /// Its id, or the first of several.
    pub(super) fn first(&self) -> Option<u32> {
        self.sentences.first().map(|sentence| sentence.id)
    }

    /// The page of the paper itself that it begins on; `None` in an attachment and in sources without pages.
    pub(super) fn page(&self) -> Option<u32> {
        self.sentences.iter().find(|_| !self.is_attached()).and_then(|sentence| sentence.page())
    }

    /// Whether an attachment says it.
    pub(super) fn is_attached(&self) -> bool {
        self.sentences.first().is_some_and(|sentence| self.document.source_at(sentence.span) > 0)
    }

    /// Its sentences of the paper itself, to be outlined on its pages.
    pub(super) fn printed(&self) -> impl Iterator<Item = &'d Sentence> {
        let is_printed = !self.is_attached();
        self.sentences.iter().copied().filter(move |_| is_printed)
    }

    /// Where it is, and how it is told from the quotes on the page; stays in view with the tools.
    pub(super) fn note(&self, id: &PaperId, query: &DeskQuery) -> Markup {
        if !self.is_asked {
            return html! {};
        }
        let closed = DeskQuery { sentence: String::new(), ..query.clone() };
        let close = html! { a href=(closed.path(id)) { "close" } };
        let Some(first) = self.sentences.first() else {
            return html! { div.came { span.warning { "The sentence you came for is no longer in the paper." } " " (close) } };
        };
        let ids: Vec<String> = self.sentences.iter().map(|sentence| sentence.id.to_string()).collect();
        let texts: Vec<&str> =
            self.sentences.iter().map(|sentence| self.document.sentence_text(sentence)).collect();
        let place = DeskQuery { page: self.page().or(query.page), ..query.clone() };
        let attachment = self.document.attachment_of(first).map(|attachment| &attachment.name);
        html! {
            div.came role="region" aria-label="What you came for" title=(texts.join(" ")) {
                span.outlined { "▶ outlined" } " what you came for: "
                a href=(place.path_to_sought(id)) {
                    @if let Some(name) = attachment { (name) } @else if let Some(page) = self.page() { "p. " (page) } @else { "in the text" }
                }
                @if self.sentences.iter().all(|sentence| sentence.kind.is_evidence()) {
                    " " button.add name="sentence" value=(ids.join(",")) form="word" { "add to criterion " (query.criterion.as_deref().unwrap_or_default()) }
                }
                " " (close)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::AttachmentName;

    #[test]
    fn what_is_sought_is_of_one_source_and_there() {
        let mut document = Document::from_plain("It rained. The kettle boiled.");
        document.attach(AttachmentName::new("a.md").unwrap(), Document::from_plain("It was free."));
        let check = |text: &str, expect: &[u32], is_attached: bool| {
            let query = DeskQuery { sentence: text.to_owned(), ..DeskQuery::default() };
            let sought = Sought::of(&document, &query);
            let ids: Vec<u32> = sought.sentences.iter().map(|sentence| sentence.id).collect();
            assert_eq!((ids.as_slice(), sought.is_attached()), (expect, is_attached), "{text}");
            sought.note(&PaperId::new("a").unwrap(), &query).into_string()
        };
        assert!(check("1,0,1", &[0, 1], false).contains("It rained. The kettle boiled."));
        assert!(check("2", &[2], true).contains("a.md"));
        assert!(check("0,2", &[0], false).contains("It rained."));
        assert!(check("9", &[], false).contains("no longer in the paper"));
        assert_eq!(check("", &[], false), "");
    }
}
