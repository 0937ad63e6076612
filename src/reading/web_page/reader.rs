//! Tags and text, one after the other, become the parts of a page.

use std::convert::Infallible;

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

use super::elements::{self, Element};
use super::links::linked_paper;
use super::page::{Page, Part, Role};

/// A heading that is longer was never closed; it is read as a paragraph.
const LONGEST_HEADING: usize = 300;
/// A row that is longer lays out a page instead of showing data; it is read as a paragraph.
const LONGEST_ROW: usize = 1_000;

/// What stands between two cells of a row.
const BETWEEN_CELLS: &str = " | ";

/// A link after this much of a paragraph cites a paper; an earlier one names the paper that is listed.
const LONGEST_BEFORE_LINK: usize = 100;

/// The parts of a page; text beyond `limit` bytes is left out. With `ids`, a link to a paper gives a paragraph
/// before the one it stands in: see [`linked_paper`].
pub(super) fn parts(html: &str, limit: usize, ids: bool) -> Page {
    let mut reader = Reader { wants_ids: ids, ..Reader::new(limit) };
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| {
        reader.take(event);
        None::<Infallible>
    });
    // The content of scripts, styles and titles is no markup.
    emitter.naively_switch_states(true);
    let tokens = Tokenizer::new_with_emitter(html, emitter);
    // The callback has seen all; nothing is emitted.
    tokens.for_each(drop);
    reader.finish()
}

/// A part of the page that is being skipped.
struct Passed {
    name: Vec<u8>,
    /// How many elements of the page's structure are open around it.
    around: usize,
    /// It ends when fewer of them are open than this: it counts itself, if it is one.
    floor: usize,
    /// How many elements of that name are open in it, itself included; counted for elements that are no part of the
    /// page's structure.
    depth: usize,
}

/// Whether nothing is open but what the next of its kind ends, such as the cells of a row. More than a few
/// are not looked at.
fn only_such(open: &[u8]) -> bool {
    open.len() <= 16 && open.iter().all(|number| elements::meaning(*number).is_ended_by_next())
}

struct Reader {
    page: Page,
    limit: usize,
    /// The start tag being read, and whether it has the attribute `hidden`.
    tag: Option<(Vec<u8>, bool)>,
    /// Whether links are looked at, whether the attribute being read is an address, and the paper in it.
    wants_ids: bool,
    is_address: bool,
    linked: Option<String>,
    /// The elements of the page's structure that are open, by number, and how many of each.
    open: Vec<u8>,
    counts: [usize; elements::COUNT],
    passed: Option<Passed>,
    in_title: bool,
    /// The stretch being read.
    role: Role,
    line: String,
    is_spaced: bool,
    is_next_cell: bool,
}

impl Reader {
    fn new(limit: usize) -> Reader {
        Reader {
            page: Page::default(),
            limit,
            tag: None,
            wants_ids: false,
            is_address: false,
            linked: None,
            open: Vec::new(),
            counts: [0; elements::COUNT],
            passed: None,
            in_title: false,
            role: Role::Paragraph,
            line: String::new(),
            is_spaced: false,
            is_next_cell: false,
        }
    }

    fn take(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.tag = Some((name.to_vec(), false)),
            CallbackEvent::AttributeName { name } => {
                self.is_address = name == b"href";
                if let Some((_, hidden)) = &mut self.tag {
                    *hidden |= name == b"hidden";
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                if let Some((name, hidden)) = self.tag.take() {
                    self.start(&name, hidden, self_closing);
                }
                if let Some(paper) = self.linked.take() {
                    self.link(paper);
                }
            }
            CallbackEvent::EndTag { name } => {
                self.tag = None;
                self.end(name);
            }
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value)),
            CallbackEvent::AttributeValue { value } => {
                let is_link = self.tag.as_ref().is_some_and(|(name, _)| name == b"a");
                if self.wants_ids && is_link && self.is_address {
                    self.linked = linked_paper(&String::from_utf8_lossy(value));
                }
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn link(&mut self, text: String) {
        if self.passed.is_none() && !self.page.is_cut && self.line.len() <= LONGEST_BEFORE_LINK {
            self.limit = self.limit.saturating_sub(text.len());
            self.page.parts.push(Part { role: Role::Paragraph, text });
        }
    }

    fn start(&mut self, name: &[u8], hidden: bool, self_closing: bool) {
        let number = elements::number(name);
        let element = number.map(elements::meaning);
        let is_structure = element.is_some_and(Element::is_structure);
        if let Some(passed) = &mut self.passed {
            let is_next = passed.name == name
                && element.is_some_and(|element| element.is_ended_by_next())
                && only_such(&self.open[passed.floor..]);
            if !is_next {
                passed.depth += usize::from(passed.name == name);
                self.open.extend(
                    number.filter(|_| is_structure).inspect(|&number| self.counts[number as usize] += 1),
                );
                return;
            }
            let around = passed.around;
            self.close_down_to(around);
            self.passed = None;
        }
        let around = self.open.len();
        if let Some(number) = number.filter(|_| is_structure) {
            self.open.push(number);
            self.counts[number as usize] += 1;
        }
        let is_passed = matches!(element, Some(Element::Passed | Element::PassedInline))
            || (element == Some(Element::Title) && self.page.title.is_some())
            || (hidden && !matches!(element, Some(Element::Void | Element::Break)));
        // Only what comes from other vocabularies, such as SVG, closes itself.
        let is_empty = self_closing && name == b"svg";
        if is_passed {
            if is_structure {
                self.boundary();
            }
            if !is_empty {
                self.passed = Some(Passed { name: name.to_vec(), around, floor: self.open.len(), depth: 1 });
            }
            return;
        }
        match element {
            None | Some(Element::Void | Element::Passed | Element::PassedInline) => {
                // A rule across the page divides paragraphs.
                if name == b"hr" {
                    self.boundary();
                }
            }
            Some(Element::Break) => self.break_line(),
            Some(Element::Title) => {
                self.flush();
                self.in_title = true;
            }
            Some(Element::Block | Element::Item | Element::Preformatted) => self.boundary(),
            Some(Element::Heading(level)) => self.begin(Role::Heading(level)),
            Some(Element::Caption) => self.begin(Role::Caption),
            Some(Element::Table) => {
                self.flush();
                self.role = Role::Paragraph;
            }
            Some(Element::Row) => {
                self.flush();
                self.role = Role::Row;
            }
            Some(Element::Cell) => self.is_next_cell = self.role == Role::Row,
        }
    }

    fn end(&mut self, name: &[u8]) {
        let number = elements::number(name);
        let element = number.map(elements::meaning);
        let is_structure = element.is_some_and(Element::is_structure);
        if let Some(passed) = self.passed.as_mut().filter(|passed| !is_structure && passed.name == name) {
            passed.depth -= 1;
            if passed.depth == 0 {
                let around = passed.around;
                self.close_down_to(around);
                self.passed = None;
                return;
            }
        }
        if let Some(number) = number.filter(|_| is_structure)
            && self.counts[number as usize] > 0
        {
            while let Some(last) = self.open.pop() {
                self.counts[last as usize] -= 1;
                if last == number {
                    break;
                }
            }
        }
        match &self.passed {
            // It ends, or what is around it.
            Some(passed) if self.open.len() < passed.floor => self.passed = None,
            Some(_) => return,
            None => {}
        }
        match element {
            Some(Element::Title) => {
                if std::mem::take(&mut self.in_title) {
                    self.page.title = Some(self.taken_line()).filter(|title| !title.is_empty());
                }
            }
            Some(Element::Heading(_) | Element::Caption | Element::Row | Element::Table) => {
                if self.role == Role::Row && !matches!(element, Some(Element::Row | Element::Table)) {
                    self.is_spaced = true;
                } else {
                    self.flush();
                    self.role = Role::Paragraph;
                }
            }
            // `</p>` and `</br>` without a beginning stand for one.
            Some(Element::Break) => self.break_line(),
            Some(Element::Block | Element::Item | Element::Preformatted | Element::Passed) => self.boundary(),
            Some(Element::Cell | Element::PassedInline | Element::Void) | None => {}
        }
    }

    fn close_down_to(&mut self, height: usize) {
        while self.open.len() > height {
            if let Some(last) = self.open.pop() {
                self.counts[last as usize] -= 1;
            }
        }
    }

    /// Ends a stretch and begins one; inside a row it is only a space.
    fn begin(&mut self, role: Role) {
        if self.role == Role::Row {
            self.is_spaced = true;
        } else {
            self.flush();
            self.role = role;
        }
    }

    /// Ends a stretch, unless nothing of it has been read: `<h2><div>Title` is a heading.
    fn boundary(&mut self) {
        if self.role == Role::Row || self.line.is_empty() {
            self.is_spaced = true;
        } else {
            self.begin(Role::Paragraph);
        }
    }

    fn break_line(&mut self) {
        match self.role {
            Role::Paragraph if !self.line.is_empty() => {
                self.line.push('\n');
                self.is_spaced = false;
            }
            _ => self.is_spaced = true,
        }
    }

    fn text(&mut self, text: &str) {
        if self.passed.is_some() {
            return;
        }
        let keeps_lines = self.role == Role::Paragraph && !self.in_title && self.is_preformatted();
        for c in text.chars() {
            let is_blank = c.is_whitespace() || c.is_control() || c == '\u{feff}';
            if keeps_lines && is_blank {
                self.preformatted_blank(c);
            } else if is_blank {
                self.is_spaced = true;
            } else {
                self.push(c);
            }
        }
    }

    fn is_preformatted(&self) -> bool {
        let is_open = |name: &[u8]| elements::number(name).is_some_and(|at| self.counts[at as usize] > 0);
        is_open(b"pre") || is_open(b"listing") || is_open(b"xmp")
    }

    /// A blank line ends a stretch of preformatted text, as it does in plain text.
    fn preformatted_blank(&mut self, c: char) {
        match c {
            '\n' if self.line.ends_with('\n') => self.flush(),
            '\n' if !self.line.is_empty() => {
                let kept = self.line.trim_end_matches(' ').len();
                self.line.truncate(kept);
                self.line.push('\n');
            }
            '\t' | ' ' | '\u{a0}' if !self.line.is_empty() => self.line.push(' '),
            _ => {}
        }
    }

    fn push(&mut self, c: char) {
        let is_begun = !self.line.is_empty();
        if is_begun && self.is_next_cell {
            self.line.push_str(BETWEEN_CELLS);
        } else if is_begun && self.is_spaced && !self.line.ends_with(['\n', ' ']) {
            self.line.push(' ');
        }
        (self.is_next_cell, self.is_spaced) = (false, false);
        self.line.push(c);
    }

    fn taken_line(&mut self) -> String {
        (self.is_spaced, self.is_next_cell) = (false, false);
        let line = std::mem::take(&mut self.line);
        line.trim().to_owned()
    }

    fn flush(&mut self) {
        let text = self.taken_line();
        if text.is_empty() || self.page.is_cut {
            return;
        }
        let role = match self.role {
            Role::Heading(_) if text.len() > LONGEST_HEADING => Role::Paragraph,
            Role::Row if text.len() > LONGEST_ROW || !text.contains(BETWEEN_CELLS) => Role::Paragraph,
            role => role,
        };
        if text.len() > self.limit {
            self.page.is_cut = true;
            return;
        }
        self.limit -= text.len();
        self.page.parts.push(Part { role, text });
    }

    fn finish(mut self) -> Page {
        if self.in_title {
            // Never closed, so all the rest was its text; that is no title.
            self.role = Role::Paragraph;
        }
        self.flush();
        self.page
    }
}
