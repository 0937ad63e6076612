//! The page of the paper with its quotes lit up, and its text.

use maud::{Markup, html};

use super::query::{DeskQuery, SOUGHT, paper_path};
use super::sought::Sought;
use crate::document::{Document, HiddenText, Rect, Sentence, hidden_pages, told_hidden};
use crate::picture::View;
use crate::review::{DeskQuote, QuoteMark};
use crate::web::desks::Desk;
use crate::web::terms::{Terms, marked};

/// The most sentences that a search in the paper shows.
const MOST_FOUND: usize = 50;
/// How many sentences of a source without pages are shown around a quote.
const AROUND: usize = 120;
/// How many sentences of an attachment are shown before and after a quote.
const NEAR: usize = 3;

/// The middle of the desk.
pub(super) fn sheet(
    desk: &Desk,
    query: &DeskQuery,
    quotes: &[DeskQuote],
    sought: &Sought,
    terms: &Terms,
    own_terms: &str,
) -> Markup {
    let (id, document) = (&desk.paper.id, &desk.paper.document);
    let (page, pages) = (query.page.unwrap_or(1), document.pages.len() as u32);
    let view = page.checked_sub(1).and_then(|at| desk.views.get(at as usize));
    let hidden_here: Vec<&HiddenText> = document.hidden.iter().filter(|line| line.page == page).collect();
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
                (sought.note(id, query))
            }
            @if !document.hidden.is_empty() {
                p.warning {
                    "This file carries " (told_hidden(document.hidden.len(), &hidden_pages(&document.hidden))) "."
                }
                @if !hidden_here.is_empty() {
                    details {
                        summary { "Hidden on this page" }
                        ul { @for line in hidden_here { li { (line.text) " (" (line.reason.name()) ")" } } }
                    }
                }
            }
            @if !query.find.trim().is_empty() { (found(desk, query)) }
            @if let Some(view) = view {
                (picture(desk, query, *view, quotes, sought, terms))
            } @else if pages > 0 {
                p.warning { "This page cannot be drawn; its text is below." }
            }
            (text(document, query, quotes, sought, terms, view.is_some()))
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
        ("sentence", query.sentence.clone()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn picture(
    desk: &Desk,
    query: &DeskQuery,
    view: View,
    quotes: &[DeskQuote],
    sought: &Sought,
    terms: &Terms,
) -> Markup {
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
        (QuoteMark::Unsaid, "unsaid"),
        (QuoteMark::Proposed, "proposed"),
        (QuoteMark::Dropped, "dropped"),
        (QuoteMark::Kept, "kept"),
    ];
    let outlined: Vec<[f32; 4]> = sought
        .printed()
        .flat_map(|sentence| on(&sentence.boxes, page))
        .map(|rect| view.place(rect))
        .collect();
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
                    @for (number, quote) in (1..).zip(quotes).filter(|(_, quote)| quote.mark == mark && !quote.is_near_miss) {
                        @let boxes: Vec<[f32; 4]> = on(&quote.boxes, page).map(|rect| view.place(rect)).collect();
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
                @if let Some([_, top, ..]) = outlined.first() {
                    g.sought id=(SOUGHT) {
                        title { "What you came for" }
                        @for [left, top, right, bottom] in &outlined {
                            rect x=(left - 1.5) y=(top) width=(right - left + 3.0) height=(bottom - top) {}
                        }
                        // In the margin, where it covers no word and no quote's number.
                        text x="5" y=(top + 9.0) { "▶" }
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

/// The text of the page, for readers who do not see the picture and for sources without pages; what an attachment says
/// around its quotes, or around what the reader came for, stands with it.
fn text(
    document: &Document,
    query: &DeskQuery,
    quotes: &[DeskQuote],
    sought: &Sought,
    terms: &Terms,
    is_drawn: bool,
) -> Markup {
    let page = query.page.unwrap_or(1);
    let without_pages = document.pages.is_empty();
    let is_shown = |quote: &&DeskQuote| quote.mark != QuoteMark::Dropped && !quote.is_near_miss;
    let quotes = |sentence: &Sentence| {
        quotes.iter().filter(is_shown).any(|quote| quote.sentences.contains(&sentence.id))
    };
    let is_quoted: Vec<bool> = document.sentences.iter().map(quotes).collect();
    let near = |at: usize, wanted: &dyn Fn(usize) -> bool| (at.saturating_sub(NEAR)..=at + NEAR).any(wanted);
    let is_sought_at = |at: usize| document.sentences.get(at).is_some_and(|sentence| sought.is(sentence));
    let quoted_at = |at: usize| is_quoted.get(at).copied().unwrap_or(false);
    let begins = |at: usize| at.saturating_sub(AROUND / 2)..at.saturating_sub(AROUND / 2) + AROUND;
    let around_quote = begins(is_quoted.iter().position(|is| *is).unwrap_or(0));
    let around_sought = sought.first().map(|id| begins(id as usize)).unwrap_or_default();
    let shown: Vec<&Sentence> = document
        .sentences
        .iter()
        .filter(|sentence| {
            let at = sentence.id as usize;
            let is_attached = document.source_at(sentence.span) > 0;
            if is_attached {
                near(at, &quoted_at) || near(at, &is_sought_at)
            } else if without_pages {
                around_quote.contains(&at) || around_sought.contains(&at)
            } else {
                is_on(document, sentence, page)
            }
        })
        .collect();
    // What is not outlined on the page is marked here, and the reader is led here.
    let is_here = shown.iter().any(|sentence| sought.is(sentence)) && (sought.is_attached() || !is_drawn);
    html! {
        details.text open[without_pages || is_here] {
            summary { "Text" @if !without_pages { " of this page" } }
            ol {
                @for sentence in shown {
                    @let quoted = quoted_at(sentence.id as usize).then_some("quoted");
                    @let class = if sought.is(sentence) { Some("sought") } else { quoted };
                    li class=[class] id=[(is_here && sought.first() == Some(sentence.id)).then_some(SOUGHT)] {
                        @if let Some(attachment) = document.attachment_of(sentence) { span.source { (attachment.name) ": " } }
                        (marked(&terms.pieces(document.sentence_text(sentence))))
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
                        @let page = sentence.page().filter(|_| place.is_none());
                        @let there = DeskQuery { page, sentence: sentence.id.to_string(), ..query.clone() };
                        a href=(there.path_to_sought(&desk.paper.id)) {
                            @if let Some(place) = place { span.source { (place) } }
                            @else if let Some(page) = page { "p. " (page) }
                            @else { "in the text" }
                        }
                        " " (document.sentence_text(sentence))
                        @if sentence.kind.is_evidence() { " " button.add name="sentence" value=(sentence.id) form="word" { "add" } }
                    }
                }
            }
        }
    }
}
