//! The search over all papers: a form, and the sentences found, each with its way to the desk.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, StatusCode};
use maud::{Markup, html};

use super::query::{DeskQuery, SearchQuery, compare_path};
use crate::document::{BlockKind, PaperId};
use crate::index::WordQuery;
use crate::retrieval::{QuoteState, sentence_named};
use crate::review::QuotedFor;
use crate::rubric::Rubric;
use crate::web::shell::shell;
use crate::web::site::Site;
use crate::web::terms::{cut, marked};
use crate::workspace::{Error, Found, Hit, SearchRequest};

/// How many sentences are shown at first, and how many more each time.
const STEP: usize = 20;
/// The most sentences on one page.
const MOST: usize = 500;
/// In bytes; every word of a query is looked for in every paper, so it must end somewhere.
const LONGEST_QUERY: usize = 2000;

/// The syntax, by example.
const EXAMPLES: [(&str, &str); 6] = [
    ("inter-annotator agreement", "by words and by meaning"),
    ("\"held-out\" split", "what stands in double quotes must stand in the sentence, side by side"),
    ("physicians section:data year:2023-2025", "only in sections, or in papers of years, of that name"),
    ("leakage kind:table", "only rows of tables; also body, heading, caption, footnote, reference"),
    ("phase:II state:draft", "quotes of audits: of a phase, and of what is confirmed, decided or draft"),
    ("level:0 section:limitations", "quotes of audits with that level; paper:ID keeps to one paper"),
];

/// A search that cannot be done, and what to do about it.
struct Refused {
    status: StatusCode,
    why: String,
    hint: Option<String>,
}

/// What a search gave.
struct Answer {
    found: Found,
    has_more: bool,
    /// Why there is no language model, if there is none.
    without_model: Option<String>,
}

/// The page of the search. What is wrong with a query is said beside the form.
pub(in crate::web) fn search(site: &Site, headers: &HeaderMap, query: &SearchQuery) -> (StatusCode, Markup) {
    let limit = query.limit.parse().unwrap_or(STEP).clamp(1, MOST);
    let answer = query.is_asked().then(|| look(site, headers, query, limit));
    let status = match &answer {
        Some(Err(refused)) => refused.status,
        Some(Ok(_)) | None => StatusCode::OK,
    };
    let body = html! {
        main.search {
            h1 { "Search all papers" }
            (form(site, query))
            @match &answer {
                None => (examples()),
                Some(Err(refused)) => div.refused role="alert" {
                    p.refusal { (refused.why) }
                    @if let Some(hint) = &refused.hint { p.small { (hint) } }
                },
                Some(Ok(answer)) => (answered(site, headers, query, answer, limit)),
            }
        }
    };
    (status, shell("Search", Some(site.reviewer.as_str()), &html! {}, &body))
}

fn look(site: &Site, headers: &HeaderMap, query: &SearchQuery, limit: usize) -> Result<Answer, Refused> {
    let bad = |why: &str, hint: &str| Refused {
        status: StatusCode::BAD_REQUEST,
        why: why.to_owned(),
        hint: Some(hint.to_owned()),
    };
    if query.text.len() > LONGEST_QUERY {
        return Err(bad("the query is too long", "a few words find more than many"));
    }
    let criterion = Some(query.criterion.as_str()).filter(|id| !id.is_empty());
    let like = match query.like.as_str() {
        "" => None,
        like => Some(
            sentence_named(like).map_err(|why| bad(&why, "“more like this” beside a sentence names it"))?,
        ),
    };
    if like.is_some() && criterion.is_some() {
        let why = "“more like this” looks for a sentence, and a criterion for words";
        return Err(bad(why, "leave one of them out; filters may stay"));
    }
    let request = SearchRequest {
        query: &query.text,
        criterion,
        paper: None,
        like,
        evidence_only: !query.evidence.is_empty(),
        // One more tells whether there are more.
        limit: limit + 1,
        audience: site.audience(headers),
        tells_quotes: true,
        words_only: false,
    };
    let (found, without_model) = match site.workspace.search(&request) {
        Err(Error::Models(why)) => {
            let by_words = SearchRequest { words_only: true, ..request };
            (site.workspace.search(&by_words), Some(why.to_string()))
        }
        found => (found, None),
    };
    let mut found = found.map_err(|error| refused(site.workspace.rubric(), &error))?;
    let has_more = found.hits.len() > limit;
    found.hits.truncate(limit);
    Ok(Answer { found, has_more, without_model })
}

fn refused(rubric: &Rubric, error: &Error) -> Refused {
    let is_misuse = matches!(
        error,
        Error::NotAsked(_)
            | Error::UnknownPhase(_)
            | Error::UnknownCriterion(_)
            | Error::LikeAndWords
            | Error::NoVector { .. }
            | Error::Papers { source: crate::papers::Error::UnknownPaper { .. } }
    );
    let status = if is_misuse { StatusCode::BAD_REQUEST } else { StatusCode::INTERNAL_SERVER_ERROR };
    let why = error.to_string();
    let hint = match error {
        Error::UnknownPhase(_) => {
            let phases = rubric.phases.iter().map(|phase| format!("{} ({})", phase.id, phase.name));
            Some(format!("phases: {}", phases.collect::<Vec<_>>().join(", ")))
        }
        error => error.hint(),
    };
    Refused { status, why, hint }
}

fn form(site: &Site, query: &SearchQuery) -> Markup {
    let rubric = site.workspace.rubric();
    let without = SearchQuery { like: String::new(), limit: String::new(), ..query.clone() };
    html! {
        form method="get" action="/search" role="search" {
            label.query { "Words and filters"
                input type="search" name="q" value=(query.text) data-key="/" autocomplete="off" spellcheck="false" autofocus[!query.is_asked()];
            }
            label { "Criterion"
                select name="c" {
                    option value="" { "any" }
                    @for criterion in &rubric.criteria {
                        option value=(criterion.id) selected[criterion.id.as_str() == query.criterion] { (criterion.id) " " (criterion.name) }
                    }
                }
            }
            label.check { input type="checkbox" name="evidence" value="1" checked[!query.evidence.is_empty()]; "only quotes of audits" }
            label.check { input type="checkbox" name="group" value="1" checked[!query.group.is_empty()]; "by paper" }
            button { "Search" }
            @if !query.like.is_empty() {
                p.like {
                    input type="hidden" name="like" value=(query.like);
                    "More like " @if let Some(text) = liked(site, query) { "“" (text) "” " } span.small { (query.like) } " "
                    a.button href=(without.path()) { "leave out" }
                }
            }
        }
    }
}

/// The text of the sentence that others are to be like; `None` where there is no such sentence.
fn liked(site: &Site, query: &SearchQuery) -> Option<String> {
    let (paper, sentence) = sentence_named(&query.like).ok()?;
    let desk = site.desks.get(&site.workspace, &paper).ok()?;
    let document = &desk.paper.document;
    Some(document.sentence_text(document.sentences.get(sentence as usize)?).to_owned())
}

fn examples() -> Markup {
    html! {
        h2 { "What can be typed" }
        dl.examples {
            @for (text, what) in EXAMPLES {
                dt { a href=(SearchQuery { text: text.to_owned(), ..SearchQuery::default() }.path()) { code { (text) } } }
                dd { (what) }
            }
        }
        p.small { "A criterion adds what it looks for to the words, and works alone, too. One criterion over all papers with its levels: " a href=(compare_path("")) { "compare" } "." }
    }
}

fn answered(site: &Site, headers: &HeaderMap, query: &SearchQuery, answer: &Answer, limit: usize) -> Markup {
    let found = &answer.found;
    let more = limit.saturating_add(STEP).min(MOST);
    let further = SearchQuery { limit: more.to_string(), ..query.clone() };
    let is_blind = site.is_blind(headers);
    html! {
        @if let Some(why) = &answer.without_model {
            p.warning { "Found by words alone: " (why) "." }
        }
        @for failure in &found.failures {
            p.warning { (failure.path.display()) ": " (failure.message()) @if let Some(hint) = failure.error.hint() { " (" (hint) ")" } }
        }
        p.small role="status" {
            @match found.hits.len() { 1 => { "1 sentence" } count => { (count) " sentences" } }
            @if answer.has_more { "; there are more" }
            ". Labels tell what audits quote a sentence for, as far as you may see it: others’ decisions once all are through"
            @if is_blind { ", a draft’s level once you have decided" }
            "."
        }
        @if found.hits.is_empty() { (nothing(site)) }
        @let groups = groups(&found.hits, !query.group.is_empty());
        @for (number, hits) in &groups {
            @if let Some((_, first)) = hits.first().filter(|_| !query.group.is_empty()) {
                h2 { bdi { (first.title.as_deref().unwrap_or(first.paper.as_str())) } span.small { " " (first.paper) } }
            }
            ol.hits start=(number) {
                @for (number, hit) in hits { li id={ "hit-" (number) } { (one(site.workspace.rubric(), query, &found.words, hit)) } }
            }
        }
        @if answer.has_more && more > limit {
            p { a.button href={ (further.path()) "#hit-" (limit + 1) } { (more - limit) " more" } }
        }
    }
}

fn nothing(site: &Site) -> Markup {
    html! {
        @if site.workspace.has_indexed().unwrap_or(true) { p { "Nothing found: try other words, or fewer." } }
        @else { p { "Nothing to search yet: " code { "medcheck draft" } " reads the papers of the workspace." } }
    }
}

/// The hits with their numbers, by paper in the order of each paper's best; all in one unless they are put
/// together. Each group comes with the number of its first hit, counted from 1.
fn groups(hits: &[Hit], by_paper: bool) -> Vec<(usize, Vec<(usize, &Hit)>)> {
    let mut places: BTreeMap<Option<&PaperId>, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Hit>> = Vec::new();
    for hit in hits {
        let place = *places.entry(by_paper.then_some(&hit.paper)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(hit),
            None => groups.push(vec![hit]),
        }
    }
    let mut next = 1;
    let numbered = groups.into_iter().map(|group| {
        let first = next;
        next += group.len();
        (first, (first..).zip(group).collect())
    });
    numbered.collect()
}

fn one(rubric: &Rubric, query: &SearchQuery, words: &WordQuery, hit: &Hit) -> Markup {
    // Pages of an attachment are not drawn, so that the desk keeps its own.
    let page = hit.page.filter(|_| hit.source.is_none());
    let at =
        |criterion: Option<&str>| DeskQuery::at(&[hit.sentence], page, criterion).path_to_sought(&hit.paper);
    let criterion = Some(query.criterion.as_str()).filter(|id| !id.is_empty());
    let lit: Vec<(usize, usize)> =
        words.places(&hit.quote).into_iter().map(|place| (place.start, place.end)).collect();
    let alike = SearchQuery {
        like: format!("{}:{}", hit.paper, hit.sentence),
        group: query.group.clone(),
        ..SearchQuery::default()
    };
    html! {
        p.place {
            @if query.group.is_empty() { bdi.paper title=(hit.paper) { (hit.title.as_deref().unwrap_or(hit.paper.as_str())) } " · " }
            @if let Some(source) = &hit.source { (source) " " }
            @if let Some(page) = hit.page { "p. " (page) " " }
            @if let Some(section) = &hit.section { "· " bdi { (section) } " " }
            @if hit.kind != BlockKind::Body { "· " (hit.kind.name()) }
        }
        blockquote { a.open href=(at(criterion)) { (marked(&cut(&hit.quote, &lit))) } }
        p.said {
            @for quoted in &hit.quoted_for { (label(rubric, quoted, &at(Some(quoted.criterion.as_str())))) " " }
            a.small href=(alike.path()) { "more like this" }
        }
    }
}

/// The label that says what a sentence is quoted for. A draft looks different from a decision, not by its color alone.
fn label(rubric: &Rubric, quoted: &QuotedFor, path: &str) -> Markup {
    let (class, state) = match quoted.state {
        QuoteState::Draft => ("label draft", "DRAFT"),
        QuoteState::Decided => ("label decided", "decided"),
        QuoteState::Confirmed => ("label decided", "confirmed"),
    };
    let name = rubric.criterion(quoted.criterion.as_str()).map(|criterion| criterion.name.as_str());
    html! {
        a class=(class) href=(path) title=[name] {
            "criterion " (quoted.criterion) " · " (state)
            @if let Some(score) = quoted.level { ": " (rubric.scale.words(score)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retrieval::Parts;

    fn hit(paper: &str, sentence: u32) -> Hit {
        Hit {
            paper: PaperId::new(paper).unwrap(),
            title: Some(format!("On <b>{paper}</b>")),
            sentence,
            quote: "Two <i>nurses</i> read every note.".to_owned(),
            source: None,
            page: Some(3),
            section: None,
            kind: BlockKind::Body,
            score: 1.0,
            parts: Parts::default(),
            boxes: Vec::new(),
            quoted_for: Vec::new(),
        }
    }

    #[test]
    fn hits_of_a_paper_stand_together_in_the_order_of_the_best() {
        let hits = [hit("a", 1), hit("b", 2), hit("a", 3)];
        let numbers = |by_paper| -> Vec<(usize, Vec<(usize, u32)>)> {
            let groups = groups(&hits, by_paper).into_iter();
            groups
                .map(|(first, own)| (first, own.iter().map(|(at, hit)| (*at, hit.sentence)).collect()))
                .collect()
        };
        assert_eq!(numbers(false), [(1, vec![(1, 1), (2, 2), (3, 3)])]);
        assert_eq!(numbers(true), [(1, vec![(1, 1), (2, 3)]), (3, vec![(3, 2)])]);
        assert!(groups(&[], true).is_empty());
    }

    #[test]
    fn a_hit_is_text_and_leads_to_its_sentence() {
        let query = SearchQuery { criterion: "23".to_owned(), ..SearchQuery::default() };
        let words = WordQuery::new().words("nurse", 1.0);
        let html = |hit: &Hit| one(Rubric::medcheck(), &query, &words, hit).into_string();
        let shown = html(&hit("a", 7));
        assert!(
            shown.contains("On &lt;b&gt;a&lt;/b&gt;")
                && shown.contains("&lt;i&gt;<mark>nurses</mark>&lt;/i&gt;")
        );
        assert!(shown.contains("href=\"/paper/a?c=23&amp;page=3&amp;sentence=7#sought\""), "{shown}");
        assert!(shown.contains("like=a%3A7"));
        let source = crate::document::AttachmentName::new("s.pdf").ok();
        let attached = html(&Hit { source, ..hit("a", 7) });
        assert!(
            attached.contains("s.pdf p. 3") && attached.contains("?c=23&amp;sentence=7#sought"),
            "{attached}"
        );
    }

    #[test]
    fn a_label_tells_a_draft_from_a_decision_and_hides_what_is_hidden() {
        let label_of = |state, level| {
            let criterion = Rubric::medcheck().criteria[22].id.clone();
            label(Rubric::medcheck(), &QuotedFor { criterion, state, level }, "/").into_string()
        };
        let level = Some(crate::rubric::Score::Level(1));
        assert!(label_of(QuoteState::Draft, level).contains(">criterion 23 · DRAFT: 1 partial<"));
        assert!(label_of(QuoteState::Draft, None).contains(">criterion 23 · DRAFT<"));
        assert!(label_of(QuoteState::Decided, level).contains(">criterion 23 · decided: 1 partial<"));
    }
}
