//! Tables with a paper a row: Markdown, and text between tabs.
//!
//! A column is known by its head. A paper's id is taken from columns that name the paper, never from code,
//! comments or notes, which may name another.

use super::entry::{Entry, one_line};
use super::ids::{arxiv_ids, bare_arxiv_id, only_arxiv_id, web_address};
use super::markup::{Link, bare, links};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Title,
    Authors,
    Abstract,
    /// An id or an address of the paper.
    Named,
    Other,
}

fn column(head: &str) -> Column {
    let head = bare(head).to_lowercase();
    match head.trim().trim_end_matches(':') {
        "title" | "paper title" | "paper" | "name" | "publication" | "article" | "article title" => {
            Column::Title
        }
        "author" | "authors" | "author(s)" | "author full names" => Column::Authors,
        "abstract" | "summary" | "tl;dr" | "tldr" => Column::Abstract,
        "pdf" | "link" | "links" | "url" | "arxiv" | "arxiv id" | "arxiv_id" | "arxivid" | "id"
        | "paper id" | "paper_id" | "paper link" | "paper url" | "address" | "abs" | "doi" | "source" => {
            Column::Named
        }
        _ => Column::Other,
    }
}

/// The columns of a head row, if it is one: exactly one of them holds titles.
fn columns(cells: &[String]) -> Option<Vec<Column>> {
    let columns: Vec<Column> = cells.iter().map(|cell| column(cell)).collect();
    (columns.len() > 1 && columns.iter().filter(|column| **column == Column::Title).count() == 1)
        .then_some(columns)
}

fn row(columns: &[Column], cells: &[String]) -> Entry {
    let mut entry = Entry::default();
    let mut linked: Option<Link<'_>> = None;
    let cell = |wanted: Column| {
        columns.iter().zip(cells).filter(move |(column, _)| **column == wanted).map(|(_, cell)| cell.as_str())
    };
    for title in cell(Column::Title) {
        entry.title = one_line(&bare(title));
        linked = links(title).into_iter().next();
    }
    cell(Column::Authors).for_each(|names| entry.authors = one_line(&bare(names)));
    cell(Column::Abstract).for_each(|text| entry.add_summary(&bare(text)));
    let named: Vec<&str> = cell(Column::Title).chain(cell(Column::Named)).collect();
    let ids: Vec<String> = named.iter().flat_map(|cell| arxiv_ids(cell)).collect();
    let in_title = linked.as_ref().and_then(|link| only_arxiv_id(link.address));
    let agrees = ids.iter().all(|id| Some(id) == ids.first());
    entry.arxiv = in_title.or_else(|| ids.first().filter(|_| agrees).cloned());
    if entry.arxiv.is_none() && ids.is_empty() {
        entry.arxiv = cell(Column::Named).find_map(|cell| bare_arxiv_id(&bare(cell)));
    }
    if entry.arxiv.is_none() && ids.is_empty() {
        entry.address = named.iter().find_map(|cell| web_address(cell));
    }
    entry
}

/// The papers of the tables of a Markdown text; `None` when no table has a column of titles.
pub(super) fn markdown_table(text: &str) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    let (mut known, mut is_table): (Option<Vec<Column>>, bool) = (None, false);
    let mut found = false;
    for line in text.lines().map(str::trim) {
        if !line.contains('|') {
            (known, is_table) = (None, false);
            continue;
        }
        let cells = cells(line);
        let is_rule =
            cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':' | ' ')));
        match &known {
            _ if is_rule => {}
            None if !is_table => {
                known = columns(&cells);
                (is_table, found) = (true, found || known.is_some());
            }
            None => {}
            Some(columns) => entries.push(row(columns, &cells)),
        }
    }
    found.then(|| entries.into_iter().filter(Entry::is_told).collect())
}

/// The cells of a row; a bar behind a backslash is a letter.
fn cells(line: &str) -> Vec<String> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|line| !line.ends_with('\\')).unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&'|') => {
                cells.last_mut().into_iter().for_each(|cell| cell.push('|'))
            }
            '|' if !cells.last().is_some_and(|cell| cell.ends_with('\\')) => cells.push(String::new()),
            letter => cells.last_mut().into_iter().for_each(|cell| cell.push(letter)),
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// The papers of text between tabs; `None` when its first line has no column of titles and it is no queue of
/// `triage` either, which has an id and a title on every line.
pub(super) fn tabbed(text: &str) -> Option<Vec<Entry>> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        line.split('\t').map(|cell| cell.trim().trim_matches('"').to_owned()).collect::<Vec<String>>()
    });
    let first = lines.next()?;
    if first.len() < 2 {
        return None;
    }
    let (columns, first) = match columns(&first) {
        Some(columns) => (columns, None),
        None => (vec![Column::Named, Column::Title], Some(first)),
    };
    let is_queue = first.is_some();
    let rows: Vec<Vec<String>> = first.into_iter().chain(lines).collect();
    let names_first = |cells: &Vec<String>| {
        cells.len() == 2
            && (cells[0] == "-" || bare_arxiv_id(&cells[0]).is_some() || web_address(&cells[0]).is_some())
    };
    if is_queue && !rows.iter().all(names_first) {
        return None;
    }
    Some(rows.iter().map(|cells| row(&columns, cells)).filter(|entry| entry.title.is_some()).collect())
}
