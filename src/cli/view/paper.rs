//! A paper's facts, and what was doubtful in reading it, for people.

use super::escape::one_line;
use super::layout::{BOLD, DIM, YELLOW, counted, left, paint, right, width, wrap};
use crate::document::{AttachmentName, BlockKind, Document, Origin, hidden_pages, ranges, told_hidden};
use crate::reading::Warning;
use crate::workspace::{About, DraftState, Reading};

/// The column that says what a line is about.
const LABEL: usize = "arXiv".len() + 5;
/// A list of a thousand names is of no use on a screen.
const MOST_NAMES: usize = 12;

/// Labeled lines below one another.
struct Sheet {
    lines: Vec<String>,
    columns: usize,
}

impl Sheet {
    fn put(&mut self, label: &str, text: &str, note: Option<&str>) {
        let note = note.map(|note| format!("  ({note})")).unwrap_or_default();
        let room = self.columns.saturating_sub(LABEL + 2).max(24);
        for (at, line) in wrap(&format!("{}{note}", one_line(text)), room).iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            self.lines.push(format!("{}  {line}", paint(DIM, &left(label, LABEL))));
        }
    }

    fn fact(&mut self, label: &str, value: Option<(String, Origin)>) {
        match value {
            Some((text, from)) => self.put(label, &text, Some(from.name())),
            None => self.put(label, "not found", None),
        }
    }

    fn gap(&mut self) {
        self.lines.push(String::new());
    }
}

/// Everything about a paper but its audit.
pub(in crate::cli) fn paper(about: &About, columns: usize) -> String {
    let document = &about.document;
    let mut sheet = Sheet { lines: vec![paint(BOLD, about.id.as_str())], columns };
    facts(document, &mut sheet);
    sheet.gap();
    let pages = match document.pages.len() {
        0 => "none, the source has no pages".to_owned(),
        pages => pages.to_string(),
    };
    sheet.put("pages", &pages, None);
    text_layers(document, &mut sheet);
    sheet.put("sentences", &sentence_counts(document), None);
    let indexed =
        if about.is_indexed { "up to date" } else { "not yet, or not of this file; a draft makes it" };
    sheet.put("index", indexed, None);
    sheet.put("draft", &draft(&about.draft, about.id.as_str()), None);
    for (at, file) in about.files.iter().enumerate() {
        let label = if at == 0 { "files" } else { "" };
        sheet.put(label, &format!("{}, {}", file.name, size(file.bytes)), None);
    }
    sheet.put("sha256", &about.sha256, None);
    if !about.warnings.is_empty() {
        sheet.gap();
        sheet.lines.push(paint(YELLOW, &counted(about.warnings.len(), "warning", "warnings")));
        for warning in &about.warnings {
            let lines = wrap(&one_line(warning), columns.saturating_sub(2).max(24));
            sheet.lines.extend(lines.iter().map(|line| format!("  {line}")));
        }
    }
    outline(document, &mut sheet);
    sheet.lines.join("\n") + "\n"
}

fn facts(document: &Document, sheet: &mut Sheet) {
    let metadata = &document.metadata;
    sheet.fact("title", document.title.clone().zip(metadata.title_from));
    sheet.fact(
        "authors",
        metadata.authors.as_ref().map(|authors| {
            let shown = authors.value.iter().take(MOST_NAMES).cloned().collect::<Vec<_>>().join(", ");
            let more = authors.value.len().saturating_sub(MOST_NAMES);
            let text = if more > 0 { format!("{shown} and {more} more") } else { shown };
            (text, authors.from)
        }),
    );
    sheet.fact("year", metadata.year.as_ref().map(|year| (year.value.to_string(), year.from)));
    sheet.fact("arXiv", metadata.arxiv.as_ref().map(|id| (id.value.to_string(), id.from)));
    sheet.fact("DOI", metadata.doi.as_ref().map(|doi| (doi.value.clone(), doi.from)));
}

fn text_layers(document: &Document, sheet: &mut Sheet) {
    let metadata = &document.metadata;
    if !metadata.ocr_pages.is_empty() {
        sheet.put("by OCR", &format!("text of pages {}", ranges(&metadata.ocr_pages)), None);
    }
    if !metadata.garbled_pages.is_empty() {
        let pages =
            format!("text of pages {}: it makes no words and is left out", ranges(&metadata.garbled_pages));
        sheet.put("no language", &pages, None);
    }
    if !document.hidden.is_empty() {
        sheet.put("hidden", &told_hidden(document.hidden.len(), &hidden_pages(&document.hidden)), None);
    }
    if !metadata.textless_pages.is_empty() {
        let pages = format!("pages {}: nothing of them is read", ranges(&metadata.textless_pages));
        sheet.put("no text", &pages, None);
    }
}

/// Sentences by kind, as `120 body, 14 heading`.
fn sentence_counts(document: &Document) -> String {
    let counts = kinds(document).map(|(kind, count)| format!("{count} {}", kind.name()));
    format!("{} ({})", document.sentences.len(), counts.collect::<Vec<_>>().join(", "))
}

/// How many sentences there are of each kind that occurs.
pub(in crate::cli) fn kinds(document: &Document) -> impl Iterator<Item = (BlockKind, usize)> + '_ {
    BlockKind::ALL.into_iter().filter_map(|kind| {
        let count = document.sentences.iter().filter(|sentence| sentence.kind == kind).count();
        (count > 0).then_some((kind, count))
    })
}

fn draft(state: &DraftState, id: &str) -> String {
    match state {
        DraftState::Absent => format!("none; `medcheck draft {id}` makes one"),
        DraftState::Current(draft) => {
            format!("up to date, with rubric {} {}", draft.rubric.id, draft.rubric.version)
        }
        DraftState::Outdated(draft) => {
            format!("out of date (made by {}); `medcheck draft {id}` makes it anew", draft.program)
        }
        DraftState::Damaged(why) => format!("damaged ({why}); `medcheck draft {id}` makes it anew"),
    }
}

/// In the unit a person would use.
fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => counted(bytes as usize, "byte", "bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// The page a section begins on, of the attachment if it is in one; `None` for sources without pages.
pub(in crate::cli) fn section_page(document: &Document, section: usize) -> Option<u32> {
    let span = document.sections[section].span;
    let first = document.sentences.iter().find(|sentence| sentence.span.start >= span.start)?;
    first.page().filter(|_| document.source_at(first.span) == document.source_at(span))
}

/// The name of the attachment a section is in; `None` for the paper's own sections.
pub(in crate::cli) fn section_source(document: &Document, section: usize) -> Option<&AttachmentName> {
    let source = document.source_at(document.sections[section].span);
    Some(&document.attachments.get(source.checked_sub(1)?)?.name)
}

fn outline(document: &Document, sheet: &mut Sheet) {
    if document.sections.is_empty() {
        return;
    }
    sheet.gap();
    sheet.lines.push(paint(BOLD, &counted(document.sections.len(), "section", "sections")));
    let mut source = None;
    for (at, section) in document.sections.iter().enumerate() {
        if section_source(document, at) != source {
            source = section_source(document, at);
            let name = source.map(|name| one_line(name.as_str())).unwrap_or_default();
            sheet.lines.push(format!("{}  {}", " ".repeat(6), paint(DIM, &format!("in {name}"))));
        }
        let page = section_page(document, at).map(|page| format!("p. {page}")).unwrap_or_default();
        let indent = " ".repeat(2 * usize::from(section.level.saturating_sub(1).min(6)));
        let room = sheet.columns.saturating_sub(8 + width(&indent)).max(24);
        for (nth, line) in wrap(&one_line(&section.title), room).iter().enumerate() {
            let page = if nth == 0 { right(&page, 6) } else { " ".repeat(6) };
            sheet.lines.push(format!("{}  {indent}{line}", paint(DIM, &page)));
        }
    }
}

/// What was doubtful in reading a file, page by page.
pub(in crate::cli) fn warnings(reading: &Reading, columns: usize) -> String {
    let document = &reading.parsed.document;
    let mut lines = vec![paint(BOLD, reading.id.as_str())];
    lines.extend(document.title.iter().map(|title| paint(BOLD, &one_line(title))));
    let mut pages: Vec<u32> = reading.parsed.warnings.iter().filter_map(|warning| warning.page).collect();
    pages.dedup();
    let counts = [
        counted(document.pages.len(), "page", "pages"),
        counted(reading.parsed.warnings.len(), "warning", "warnings"),
        format!("{} with warnings", counted(pages.len(), "page", "pages")),
    ];
    lines.push(paint(DIM, &counts.join(" · ")));
    if !reading.parsed.warnings.is_empty() {
        lines.push(String::new());
    }
    for warning in &reading.parsed.warnings {
        lines.extend(warned(warning, columns));
    }
    lines.join("\n") + "\n"
}

fn warned(warning: &Warning, columns: usize) -> Vec<String> {
    let place = warning.page.map_or("file".to_owned(), |page| format!("p. {page}"));
    let room = columns.saturating_sub(8).max(24);
    let mut lines = wrap(&one_line(&warning.message), room);
    lines.extend(warning.hint.iter().flat_map(|hint| wrap(&format!("hint: {hint}"), room)));
    lines
        .iter()
        .enumerate()
        .map(|(at, line)| format!("{}  {line}", paint(DIM, &right(if at == 0 { &place } else { "" }, 6))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(size(1), "1 byte");
        assert_eq!(size(1_234), "1234 bytes");
        assert_eq!(size(897_566), "897 kB");
        assert_eq!(size(23_620_560), "23 MB");
    }

    #[test]
    fn a_section_is_where_its_heading_is() {
        let document = Document::from_plain("# A\n\nText.\n\n## B\n\nMore.\n");
        assert_eq!(section_page(&document, 1), None);
        assert_eq!(sentence_counts(&document), "4 (2 body, 2 heading)");
    }
}
