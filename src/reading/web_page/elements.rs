//! What the elements of a page mean for the text in them.

/// What an element does to the text around its tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// Ends one paragraph and begins another.
    Block,
    /// The same, and the next one ends it without a tag.
    Item,
    /// A heading of a level from 1 to 6.
    Heading(u8),
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a row.
    Cell,
    /// The caption of a table or figure.
    Caption,
    /// Text whose lines stay as they are.
    Preformatted,
    /// A line break.
    Break,
    /// The page's title.
    Title,
    /// A part that is left out, with everything in it.
    Passed,
    /// As [`Element::Passed`], but inside a line.
    PassedInline,
    /// Has no content and no meaning for the text.
    Void,
}

use Element::{
    Block, Break, Caption, Cell, Heading, Item, Passed, PassedInline, Preformatted, Row, Table, Title, Void,
};

/// Sorted by name. Elements that are not here stand inside a line, such as links and emphasis, and change
/// nothing.
const ELEMENTS: &[(&str, Element)] = &[
    ("address", Block),
    ("annotation", PassedInline),
    ("area", Void),
    ("article", Block),
    ("aside", Block),
    ("audio", PassedInline),
    ("base", Void),
    ("blockquote", Block),
    ("body", Block),
    ("br", Break),
    ("button", PassedInline),
    ("canvas", PassedInline),
    ("caption", Caption),
    ("center", Block),
    ("col", Void),
    ("datalist", PassedInline),
    ("dd", Item),
    ("details", Block),
    ("dialog", Passed),
    ("dir", Block),
    ("div", Block),
    ("dl", Block),
    ("dt", Item),
    ("embed", Void),
    ("fieldset", Block),
    ("figcaption", Caption),
    ("figure", Block),
    ("footer", Block),
    ("form", Block),
    ("h1", Heading(1)),
    ("h2", Heading(2)),
    ("h3", Heading(3)),
    ("h4", Heading(4)),
    ("h5", Heading(5)),
    ("h6", Heading(6)),
    ("head", Block),
    ("header", Block),
    ("hgroup", Block),
    ("hr", Void),
    ("html", Block),
    ("iframe", PassedInline),
    ("img", Void),
    ("input", Void),
    ("legend", Block),
    ("li", Item),
    ("link", Void),
    ("listing", Preformatted),
    ("main", Block),
    ("menu", Block),
    ("meta", Void),
    ("nav", Passed),
    ("noembed", PassedInline),
    ("noframes", PassedInline),
    ("noscript", PassedInline),
    ("object", PassedInline),
    ("ol", Block),
    ("option", PassedInline),
    ("p", Item),
    ("param", Void),
    ("pre", Preformatted),
    ("script", PassedInline),
    ("section", Block),
    ("select", PassedInline),
    ("source", Void),
    ("style", PassedInline),
    ("summary", Block),
    ("svg", PassedInline),
    ("table", Table),
    ("tbody", Block),
    ("td", Cell),
    ("template", PassedInline),
    ("textarea", PassedInline),
    ("tfoot", Block),
    ("th", Cell),
    ("thead", Block),
    ("title", Title),
    ("tr", Row),
    ("track", Void),
    ("ul", Block),
    ("video", PassedInline),
    ("wbr", Void),
    ("xmp", Preformatted),
];

/// How many elements have a meaning; their numbers are below.
pub(super) const COUNT: usize = ELEMENTS.len();

/// The number of an element with a meaning for the text; `None` for any other.
pub(super) fn number(name: &[u8]) -> Option<u8> {
    ELEMENTS.binary_search_by(|(known, _)| known.as_bytes().cmp(name)).ok().map(|at| at as u8)
}

/// What the element of that number means.
pub(super) fn meaning(number: u8) -> Element {
    ELEMENTS[number as usize].1
}

impl Element {
    /// Whether its tags lay out the page, so that the end of one also ends what was left open in it.
    pub(super) fn is_structure(self) -> bool {
        !matches!(self, Break | Title | PassedInline | Void)
    }

    /// Whether the next one beside it ends it, without a tag.
    pub(super) fn is_ended_by_next(self) -> bool {
        matches!(self, Row | Cell | Item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_can_be_searched() {
        assert!(ELEMENTS.is_sorted_by(|a, b| a.0 < b.0));
        const { assert!(COUNT < 256) };
        assert!(
            ELEMENTS.iter().all(|(name, element)| number(name.as_bytes()).map(meaning) == Some(*element))
        );
        assert_eq!(number(b"span"), None);
    }
}
