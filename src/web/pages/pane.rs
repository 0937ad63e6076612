//! One criterion: what it asks, what the draft says, what the reviewer says.

use maud::{Markup, html};

use super::query::{DeskQuery, SearchQuery, compare_path, paper_path};
use super::words::{level_key, percent};
use crate::audit::{Certainty, NEAR_MISS};
use crate::document::PaperId;
use crate::review::{DeskCell, DeskQuote, QuoteMark, Standing};
use crate::rubric::{CANNOT_APPLY, Criterion, Rubric, Scale, Score};
use crate::web::desks::Desk;
use crate::web::terms::{Terms, marked};

/// The paper, the list and the settings around the criterion that is shown.
pub(super) struct Frame<'f> {
    pub(super) id: &'f PaperId,
    pub(super) query: &'f DeskQuery,
    pub(super) rubric: &'f Rubric,
    /// The criterion before this one in the list, as it is filtered and ordered.
    pub(super) previous: Option<&'f str>,
    /// The criterion after this one.
    pub(super) next: Option<&'f str>,
    /// Whether the draft's level is hidden for the whole run, which the reviewer cannot change.
    pub(super) blind: bool,
    /// Whether it is hidden, by the run or because the reviewer wishes so.
    pub(super) is_blind: bool,
}

/// The right of the desk.
pub(super) fn pane(
    frame: &Frame,
    cell: &DeskCell,
    desk: &Desk,
    quotes: &[DeskQuote],
    terms: &Terms,
) -> Markup {
    let criterion = cell.criterion;
    let path = paper_path(frame.id);
    let sought = SearchQuery { criterion: criterion.id.to_string(), ..SearchQuery::default() };
    let go = |to: Option<&str>, key: &str, text: &str| {
        html! { @if let Some(to) = to { a.button href=(frame.query.with_criterion(to).path(frame.id)) data-key=(key) { (text) " " kbd { (key) } } } }
    };
    html! {
        aside.pane aria-label="Criterion" {
            div.tools { (go(frame.previous, "k", "‹")) span.count { "criterion " (criterion.id) } (go(frame.next, "j", "›")) }
            h1 { (criterion.name) }
            p.question { (criterion.question) }
            (anchors(frame.rubric, criterion))
            form #word method="post" action={ (path) "/decide" } {
                input type="hidden" name="criterion" value=(criterion.id);
                input type="hidden" name="seen" value=(cell.seen().map(|at| at.to_string()).unwrap_or_default());
                input type="hidden" name="back" value=(frame.query.text());
                @if let Some(next) = frame.next { input type="hidden" name="next" value=(next); }
                (levels(&frame.rubric.scale, cell.criterion, cell.standing))
                (suggestion(frame, cell))
            }
            (evidence(frame, cell, desk, quotes, terms))
            form.note method="post" action={ (path) "/decide" } {
                input type="hidden" name="criterion" value=(criterion.id);
                input type="hidden" name="back" value=(frame.query.text());
                label for="note" { "Note" }
                textarea #note name="note" rows="3" maxlength="20000" { (cell.latest.map_or("", |latest| latest.note.as_str())) }
                button { "Save the note" }
            }
            p.small {
                "All papers: " a href=(compare_path(criterion.id.as_str())) data-key="c" { "compare" } " "
                a href=(sought.path()) { "search" } " · "
                a href={ (path) "/history/" (criterion.id) } { "History" }
                @if let Some(latest) = cell.latest { " · last word " (latest.at.to_minute()) " UTC" }
            }
            @if let Some(latest) = cell.latest { (doubts(cell, latest, desk)) }
        }
    }
}

fn anchors(rubric: &Rubric, criterion: &Criterion) -> Markup {
    html! {
        dl.anchors {
            @for (level, text) in criterion.anchors(&rubric.scale) { dt { (level) } dd { (text) } }
            @if let Some(na) = &criterion.na { dt { "NA" } dd { (na) } }
            @if let Some(rule) = &criterion.rule { dt { "rule" } dd { (rule) } }
        }
    }
}

/// A button for each level, and for what else can be decided, with its key.
fn levels(scale: &Scale, criterion: &Criterion, standing: Standing) -> Markup {
    let button = |value: &str, key: &str, text: &str, is_chosen: bool| {
        html! {
            button name="level" value=(value) data-key=(key) aria-pressed=(is_chosen) class=[is_chosen.then_some("chosen")] {
                kbd { (key) } " " (text)
            }
        }
    };
    let is = |score: Score| standing == Standing::Decided(score);
    html! {
        div.levels role="group" aria-label="Your decision" {
            @for level in scale.iter() {
                @let (key, score) = (level_key(scale, level), Score::Level(level));
                @let text = if key == level.to_string() { scale.name_of(score).into_owned() } else { scale.words(score) };
                (button(&level.to_string(), &key, &text, is(score)))
            }
            @if criterion.na.is_some() { (button("na", "n", CANNOT_APPLY, is(Score::NotApplicable))) }
            (button("open", "u", "unclear", standing == Standing::LeftOpen))
            @if standing != Standing::Untouched { button.quiet name="level" value="none" { "take back" } }
        }
    }
}

/// What the draft says; never more than a suggestion.
fn suggestion(frame: &Frame, cell: &DeskCell) -> Markup {
    let scale = &frame.rubric.scale;
    html! {
        div.suggestion {
            @if let Some((drafted, certainty)) = cell.drafted.zip(cell.certainty()) {
                p {
                    "Draft: "
                    @match certainty {
                        Certainty::Sure { probability, .. } | Certainty::NothingFound { probability } => {
                            b { (certainty.words(scale)) }
                            span.small { ", " (percent(probability)) " sure" }
                            " " button name="level" value="accept" data-key="a" { kbd { "a" } " accept" }
                        }
                        Certainty::Leaning { .. } => { "no suggestion, " (certainty.told(scale)) },
                        Certainty::Open => {
                            "no suggestion, " (certainty.told(scale)) span.small { ": " (drafted.why_open()) }
                        }
                    }
                }
                p.small { (drafted.rationale) }
            } @else if cell.is_hidden {
                p { "The draft’s level is hidden until you have decided." }
            } @else {
                p { "There is no draft of this criterion." }
            }
            @if !frame.blind {
                button.quiet form="blind" { @if frame.is_blind { "Show drafts before I decide" } @else { "Hide drafts until I decide" } }
            }
        }
    }
}

fn evidence(frame: &Frame, cell: &DeskCell, desk: &Desk, quotes: &[DeskQuote], terms: &Terms) -> Markup {
    let of = |near: bool| quotes.iter().enumerate().filter(move |(_, quote)| quote.is_near_miss == near);
    let (shown, near) = (of(false).count(), of(true).count());
    html! {
        h2 { "Evidence" }
        @if shown + near == 0 { p.small { "No sentence was ranked or added." } }
        @else if shown == 0 { p.small { "No quote is likely to count; what came nearest is folded below." } }
        ol.evidence { @for (at, quote) in of(false) { (item(frame, at, quote, terms)) } }
        p.small { "Add: drag over the page, or press " kbd { "e" } " and drag; or " kbd { "/" } " and add a sentence found." }
        @if let Some(drafted) = cell.drafted.filter(|_| !cell.is_hidden) {
            details {
                summary { "What was searched, and what came nearest" }
                p.small { "Sections: " (drafted.searched.sections.join(" · ")) }
                p.small { "Looked for: " (drafted.searched.queries.join(" · ")) }
                ol.evidence { @for (at, quote) in of(true) { (item(frame, at, quote, terms)) } }
                ul { @for near in &drafted.near_misses { li.small { @if let Some(page) = near.quote.page { "p. " (page) ": " } (near.quote.text) } } }
            }
        }
        form #blind method="post" action="/wish" {
            input type="hidden" name="blind" value=(u8::from(!frame.is_blind));
            input type="hidden" name="back" value=(frame.query.path(&desk.paper.id));
        }
    }
}

/// A quote with its place and the button that keeps or drops it. What only came near is not lit up on the page; its
/// place leads to it as to something sought.
fn item(frame: &Frame, at: usize, quote: &DeskQuote, terms: &Terms) -> Markup {
    let (class, sign) = match quote.mark {
        QuoteMark::Kept => ("kept", "✓"),
        QuoteMark::Proposed => ("proposed", "✓?"),
        QuoteMark::Dropped => ("dropped", "✗"),
        QuoteMark::Unsaid => ("unsaid", "○"),
    };
    let is_in = matches!(quote.mark, QuoteMark::Kept | QuoteMark::Proposed);
    let key = (at < 5).then(|| format!("shift+{}", at + 1));
    let place = |page: u32| match quote.is_near_miss {
        true => frame.query.at_sentences(&quote.sentences, page).path_to_sought(frame.id),
        false => frame.query.with_page(page).path(frame.id),
    };
    let lit = (!quote.is_near_miss).then_some(at + 1);
    html! {
        li class=(class) {
            button.toggle form="word" name="toggle" value=(at) data-key=[key] aria-pressed=(quote.mark == QuoteMark::Kept)
                title=(if is_in { "drop" } else { "keep" }) { (sign) " " (at + 1) }
            span.place {
                @if let Some(source) = &quote.said.quote.source { (source) " " }
                @else if let Some(page) = quote.said.quote.page { a.jump href=(place(page)) data-lit=[lit] { "p. " (page) } " " }
                @if let Some(section) = &quote.said.quote.section { bdi { (section) } " " }
                @if quote.said.added { "· added by you " }
                @if let Some(probability) = quote.probability { "· " (percent(probability)) @if probability < NEAR_MISS { " near miss" } }
            }
            blockquote { (marked(&terms.pieces(&quote.said.quote.text))) }
            @if !quote.is_there() { p.warning { "The paper no longer says this: it was changed since." } }
        }
    }
}

/// Warnings where rubric, paper or draft changed since the reviewer's last decision.
fn doubts(cell: &DeskCell, latest: &crate::review::Decision, desk: &Desk) -> Markup {
    let basis = &latest.basis;
    let differs = |then: &Option<String>, now: &str| then.as_deref().is_some_and(|then| then != now);
    let criterion = differs(&basis.criterion_sha256, &cell.criterion.sha256());
    let paper = differs(&basis.paper_sha256, &desk.paper.sha256);
    let draft = desk.paper.draft_sha256.as_deref().is_some_and(|now| differs(&basis.draft_sha256, now));
    html! {
        @if criterion { p.warning { "The rubric’s text for this criterion changed since you decided." } }
        @if paper { p.warning { "The paper’s file changed since you decided." } }
        @else if draft { p.small { "The draft was made anew since you decided." } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUR_LEVELS: &str = include_str!("../../../tests/rubrics/four_levels.toml");

    fn buttons(scale: &Scale, criterion: &Criterion, standing: Standing) -> Vec<String> {
        let html = levels(scale, criterion, standing).into_string();
        let button = regex::Regex::new(
            "<button(?: class=\"chosen\")? name=\"level\" value=\"(.*?)\" data-key=\"(.*?)\" aria-pressed=\"?(\\w+).*?</kbd> (.*?)<",
        );
        let shown =
            |found: regex::Captures<'_>| format!("{} {} {} {}", &found[2], &found[1], &found[4], &found[3]);
        button.unwrap().captures_iter(&html).map(shown).collect()
    }

    #[test]
    fn every_level_of_the_scale_has_its_key() {
        let rubric = Rubric::parse(FOUR_LEVELS, "four_levels.toml").unwrap();
        let (writers, ties) = (&rubric.criteria[0], &rubric.criteria[1]);
        let open = buttons(&rubric.scale, writers, Standing::Untouched);
        let levels = ["0 0 not met", "1 1 partial 1/3", "2 2 partial 2/3", "3 3 met"];
        let with = |pressed: usize| {
            levels.iter().enumerate().map(move |(at, one)| format!("{one} {}", at == pressed))
        };
        assert_eq!(open, with(9).chain(["u open unclear false".to_owned()]).collect::<Vec<_>>());
        let decided = buttons(&rubric.scale, ties, Standing::Decided(Score::Level(3)));
        let rest = ["n na cannot apply false", "u open unclear false"].map(str::to_owned);
        assert_eq!(decided, with(3).chain(rest).collect::<Vec<_>>());
        let anchors = anchors(&rubric, ties).into_string();
        let at = |text: &str| anchors.find(text).unwrap();
        assert!(
            at("<dt>3</dt><dd>Who settled them, how many") < at("<dt>2</dt><dd>It is said who settled them")
        );
        assert!(
            at("<dt>2</dt>") < at("<dt>1</dt><dd>Ties are mentioned.") && !anchors.contains("<dt>0</dt>")
        );
    }

    #[test]
    fn levels_that_are_no_digits_go_by_their_place() {
        let rubric = Rubric::parse(FOUR_LEVELS, "four_levels.toml").unwrap();
        let tens = Scale::new(vec![5, 10, 20]).unwrap();
        let shown = buttons(&tens, &rubric.criteria[0], Standing::Decided(Score::Level(10)));
        let levels =
            ["0 5 5 not met false", "1 10 10 partial true", "2 20 20 met false", "u open unclear false"];
        assert_eq!(shown, levels);
    }
}
