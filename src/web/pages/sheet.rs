//! The page of the paper with its quotes lit up, and its text.

use maud::{Markup, html};

use super::{DeskQuery, paper_path};
use crate::document::{Document, Rect, Sentence};
use crate::picture::View;
use crate::web::cells::{Mark, Quote};
use crate::web::desks::Desk;
use crate::web::terms::Terms;

/// A search shows so many sentences.
const MOST_FOUND: usize = 50;
/// A source without pages shows so many sentences around the quote.
const AROUND: usize = 120;

/// The middle of the desk.
pub(super) fn sheet(
    desk: &Desk,
    query: &DeskQuery,
    quotes: &[Quote],
    terms: &Terms,
    own_terms: &str,
) -> Markup {
    let (id, document) = (&desk.paper.id, &desk.paper.document);
    let (page, pages) = (query.page.unwrap_or(1), document.pages.len() as u32);
    let turn = |to: u32, key: &str, text: &str| {
        html! {
            @if (1..=pages).contains(&to) { a.button href=(query.with_page(to).path(id)) data-key=(key) { (text) " " kbd { (key) } } }
        }
    };
    html! {
        section.sheet aria-label="Paper" {
            div.tools {
                @if pages > 0 {
                    (turn(page.wrapping_sub(1), "h", "‹"))
                    span.count { "page " (page) " of " (pages) }
                    (turn(page + 1, "l", "›"))
                }
                form method="get" action=(paper_path(id)) role="search" {
                    @for (name, value) in kept(query) { input type="hidden" name=(name) value=(value); }
                    label { "Find " input name="find" value=(query.find) data-key="/"; }
                }
                form method="post" action="/wish" {
                    input type="hidden" name="back" value=(query.path(id));
                    label { "My terms " input name="terms" value=(own_terms) placeholder="word, another"; }
                }
            }
            @if !query.find.trim().is_empty() { (found(desk, query)) }
            @if let Some(view) = page.checked_sub(1).and_then(|at| desk.views.get(at as usize)) {
                (picture(desk, query, *view, quotes, terms))
            } @else if pages > 0 {
                p.warning { "This page cannot be drawn; its text is below." }
            }
            (text(document, query, quotes, terms, pages == 0))
        }
    }
}

/// What a search keeps of the address.
fn kept(query: &DeskQuery) -> Vec<(&'static str, String)> {
    let page = query.page.map(|page| page.to_string()).unwrap_or_default();
    let all = [
        ("c", query.criterion.clone().unwrap_or_default()),
        ("page", page),
        ("order", query.order.clone()),
        ("phase", query.phase.clone()),
        ("state", query.state.clone()),
        ("suggestion", query.suggestion.clone()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn picture(desk: &Desk, query: &DeskQuery, view: View, quotes: &[Quote], terms: &Terms) -> Markup {
    let page = query.page.unwrap_or(1);
    let source = |page: u32, scale: &str| {
        let version = desk.paper.sha256.get(..12).unwrap_or_default();
        format!("{}/page/{page}?scale={scale}&v={version}", paper_path(&desk.paper.id))
    };
    let document = &desk.paper.document;
    let cued = document
        .sentences
        .iter()
        .filter(|sentence| is_on(document, sentence, page) && terms.are_in(document.sentence_text(sentence)));
    let marks = [
        (Mark::Unsaid, "unsaid"),
        (Mark::Proposed, "proposed"),
        (Mark::Dropped, "dropped"),
        (Mark::Kept, "kept"),
    ];
    let next = (page < document.pages.len() as u32).then(|| source(page + 1, "1.5"));
    html! {
        div.page data-page=(page) data-next=[next] {
            img src=(source(page, "1.5"))
                srcset={ (source(page, "1.5")) " 1x, " (source(page, "2.5")) " 2x" }
                width=(view.width()) height=(view.height())
                alt={ "Page " (page) " as printed; its text follows below" };
            svg.overlay viewBox={ "0 0 " (view.width()) " " (view.height()) } {
                @for sentence in cued {
                    @for rect in on(&sentence.boxes, page) { (line_under(view.place(rect))) }
                }
                @for (mark, class) in marks {
                    @for (number, quote) in (1..).zip(quotes).filter(|(_, quote)| quote.mark == mark && quote.text.source.is_none() && quote.is_there) {
                        @let boxes: Vec<[f32; 4]> = on(&quote.text.boxes, page).map(|rect| view.place(rect)).collect();
                        @if let Some([left, top, ..]) = boxes.first() {
                            g class={ "quote " (class) } id={ "lit-" (number) } {
                                title { "Quote " (number) ", " (class) }
                                @for [left, top, right, bottom] in &boxes {
                                    rect x=(left) y=(top) width=(right - left) height=(bottom - top) {}
                                }
                                text x=(left - 3.0) y=(top + 8.0) text-anchor="end" { (number) }
                            }
                        }
                    }
                }
                rect.drag width="0" height="0" {}
            }
        }
    }
}

fn line_under([left, _, right, bottom]: [f32; 4]) -> Markup {
    html! { line.cue x1=(left) x2=(right) y1=(bottom + 0.5) y2=(bottom + 0.5) {} }
}

fn on(boxes: &[Rect], page: u32) -> impl Iterator<Item = Rect> {
    boxes.iter().copied().filter(move |rect| rect.page == page)
}

/// Whether a sentence of the paper itself is printed on the page.
fn is_on(document: &Document, sentence: &Sentence, page: u32) -> bool {
    document.source_at(sentence.span) == 0 && sentence.boxes.iter().any(|rect| rect.page == page)
}

/// The text of the page, for who does not see it and for sources without pages; what an attachment says
/// around its quotes stands with it.
fn text(
    document: &Document,
    query: &DeskQuery,
    quotes: &[Quote],
    terms: &Terms,
    without_pages: bool,
) -> Markup {
    let page = query.page.unwrap_or(1);
    let is_quoted = |sentence: &Sentence| {
        let text = document.sentence_text(sentence);
        quotes.iter().position(|quote| quote.mark != Mark::Dropped && quote.text.quote.contains(text))
    };
    let near_quote = {
        let quoted: Vec<usize> = document
            .sentences
            .iter()
            .filter(|sentence| is_quoted(sentence).is_some())
            .map(|sentence| sentence.id as usize)
            .collect();
        move |sentence: &Sentence| quoted.iter().any(|at| at.abs_diff(sentence.id as usize) <= 3)
    };
    let from = document
        .sentences
        .iter()
        .position(|sentence| is_quoted(sentence).is_some())
        .unwrap_or(0)
        .saturating_sub(AROUND / 2);
    let shown: Vec<&Sentence> = document
        .sentences
        .iter()
        .filter(|sentence| {
            let at = sentence.id as usize;
            let is_attached = document.source_at(sentence.span) > 0;
            match () {
                () if is_attached => near_quote(sentence),
                () if without_pages => (from..from + AROUND).contains(&at),
                () => is_on(document, sentence, page),
            }
        })
        .collect();
    html! {
        details.text open[without_pages] {
            summary { "Text" @if !without_pages { " of this page" } }
            ol {
                @for sentence in shown {
                    @let quote = is_quoted(sentence);
                    li class=[quote.map(|_| "quoted")] {
                        @if let Some(attachment) = document.attachment_of(sentence) { span.source { (attachment.name) ": " } }
                        @for piece in terms.pieces(document.sentence_text(sentence)) {
                            @if piece.lit { mark { (piece.text) } } @else { (piece.text) }
                        }
                        @if sentence.kind.is_evidence() {
                            " " button.add name="sentence" value=(sentence.id) form="word" { "add" }
                        }
                    }
                }
            }
        }
    }
}

/// Sentences with all the words, in reading order.
fn found(desk: &Desk, query: &DeskQuery) -> Markup {
    let document = &desk.paper.document;
    let words: Vec<String> = query.find.split_whitespace().map(str::to_lowercase).collect();
    let has_all = |sentence: &&Sentence| {
        let text = document.sentence_text(sentence).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let all: Vec<&Sentence> = document.sentences.iter().filter(has_all).collect();
    let closed = DeskQuery { find: String::new(), ..query.clone() };
    html! {
        div.found role="region" aria-label="Found in the paper" {
            p { (all.len()) " sentences " @if all.len() > MOST_FOUND { "(the first " (MOST_FOUND) " are shown) " } a href=(closed.path(&desk.paper.id)) { "close" } }
            ol {
                @for sentence in all.iter().take(MOST_FOUND) {
                    @let place = document.attachment_of(sentence).map(|attachment| attachment.name.to_string());
                    li {
                        @if let Some(place) = place { span.source { (place) } }
                        @else if let Some(page) = sentence.page() { a href=(query.with_page(page).path(&desk.paper.id)) { "p. " (page) } }
                        " " (document.sentence_text(sentence))
                        @if sentence.kind.is_evidence() { " " button.add name="sentence" value=(sentence.id) form="word" { "add" } }
                    }
                }
            }
        }
    }
}
