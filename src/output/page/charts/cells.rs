//! Papers by criteria: a heat map, and bars of how many papers are at each level.

use maud::{Markup, html as markup};

use crate::output::wording::{one_line, shortened};
use crate::rubric::{CANNOT_APPLY, Score};
use crate::statistics::{Block, CriterionFigures, PaperFigures, Statistics};

/// Lengths in pixels.
const CELL: usize = 17;
const GAP: usize = 5;
const PAPER_NAMES: usize = 200;
const RATES: usize = 52;
const HEADS: usize = 40;
/// A head that is longer is written upward.
const LONGEST_FLAT_HEAD: usize = 2;
const STANDING_HEADS: usize = 130;
const LONGEST_PAPER_NAME: usize = 30;
const BAR: usize = 22;
const BARS: usize = 540;
const CRITERION_NAMES: usize = 400;
const LONGEST_CRITERION_NAME: usize = 58;
/// A segment that is narrower holds no number.
const NARROWEST: f64 = 16.0;

/// How a cell looks: a class for its color, the pattern over it, and the sign in it.
struct Look {
    class: &'static str,
    /// A color of its own in place of the class's, where several levels lie in between.
    style: Option<String>,
    /// The class of what is written on it.
    ink: &'static str,
    pattern: Option<String>,
    sign: String,
    name: String,
}

/// The colors of the classes `lowest`, `middle` and `highest`.
const COLORS: [[f64; 3]; 3] = [[0.0, 114.0, 178.0], [86.0, 180.0, 233.0], [240.0, 228.0, 66.0]];
const OPEN: &str = "open";

fn level(statistics: &Statistics, at: usize) -> Look {
    let last = statistics.scale.len() - 1;
    let (class, ink) = match at {
        0 => ("lowest", "on-lowest"),
        at if at == last => ("highest", "on-highest"),
        at if at * 4 < last => ("middle", "on-lowest"),
        _ => ("middle", "on-middle"),
    };
    let is_middle = class == "middle";
    let level = &statistics.scale[at];
    Look {
        class,
        style: (is_middle && last > 2).then(|| format!("fill: {}", color(at as f64 / last as f64))),
        ink,
        pattern: is_middle.then(|| format!("url(#{})", stripes(at, last))),
        sign: level.level.to_string(),
        name: level.name.clone(),
    }
}

/// What stands between the colors of the lowest and the highest level at this share of the way.
fn color(share: f64) -> String {
    let place = share * (COLORS.len() - 1) as f64;
    let below = (place as usize).min(COLORS.len() - 2);
    let part = |part: usize| {
        let (low, high) = (COLORS[below][part], COLORS[below + 1][part]);
        (low + (high - low) * (place - below as f64)).round() as u8
    };
    format!("#{:02x}{:02x}{:02x}", part(0), part(1), part(2))
}

/// The name of the pattern of a level in between, by its place and the highest place.
fn stripes(at: usize, last: usize) -> String {
    if last == 2 { "stripes".to_owned() } else { format!("stripes-{at}") }
}

fn absent(pattern: &str, sign: &str, name: &str) -> Look {
    Look {
        class: "absent",
        style: None,
        ink: "on-absent",
        pattern: Some(format!("url(#{pattern})")),
        sign: sign.to_owned(),
        name: name.to_owned(),
    }
}

fn not_applicable() -> Look {
    absent("cross", "–", CANNOT_APPLY)
}

fn open() -> Look {
    absent("dots", "?", OPEN)
}

fn look(statistics: &Statistics, cell: Option<Score>) -> Look {
    match cell {
        Some(score) => {
            let place = statistics.scale.iter().position(|known| Some(known.level) == score.level());
            place.map_or_else(not_applicable, |place| level(statistics, place))
        }
        None => open(),
    }
}

/// What lies over a color so that it is not the only sign. Once a page.
pub(in crate::output) fn patterns(statistics: &Statistics) -> Markup {
    let last = statistics.scale.len() - 1;
    // The higher the level, the wider apart are the stripes; a middle level alone has the narrowest.
    let striped = (1..last.max(2)).map(|at| (stripes(at, last.max(2)), 2 + 4 * at));
    markup! {
        svg width="0" height="0" aria-hidden="true" style="position: absolute" {
            defs {
                @for (id, apart) in striped {
                    pattern id=(id) width=(apart) height=(apart) patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                        line.mark x1="0" y1="0" x2="0" y2=(apart) {}
                    }
                }
                pattern id="cross" width="5" height="5" patternUnits="userSpaceOnUse" {
                    path.soft d="M0 0L5 5M5 0L0 5" opacity="0.5" {}
                }
                pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse" {
                    circle.dot cx="1.5" cy="1.5" r="0.8" {}
                }
            }
        }
    }
}

/// What the cells mean, or, with their patterns, the parts of bars.
pub(in crate::output) fn legend(statistics: &Statistics, of_bars: bool) -> Markup {
    let levels = (0..statistics.scale.len()).map(|at| level(statistics, at));
    let looks: Vec<Look> = levels.chain([not_applicable(), open()]).collect();
    let size = (CELL - 1).to_string();
    markup! {
        ul.legend {
            @for look in &looks {
                li {
                    svg width=(CELL) height=(CELL) aria-hidden="true" {
                        @if of_bars { (filled(look, ("0", &size, CELL - 1), 0)) } @else { (cell(look, 0, 0, None)) }
                    }
                    (look.name)
                }
            }
        }
    }
}

fn cell(look: &Look, x: usize, y: usize, title: Option<&str>) -> Markup {
    let size = CELL - 1;
    markup! {
        g {
            @if let Some(title) = title { title { (title) } }
            rect.(look.class) style=[look.style.as_deref()] x=(x) y=(y) width=(size) height=(size) {}
            // A sign on a pattern is hard to read, and a sign is enough.
            text.(look.ink) x=(x as f64 + size as f64 / 2.0) y=(y + 12) font-size="10" text-anchor="middle" {
                (look.sign)
            }
        }
    }
}

/// A row a paper, in the order of the ranking over all criteria; papers without a rate come last.
pub(in crate::output) fn heat_map(statistics: &Statistics, block: &Block) -> Markup {
    let ranked = block.rankings[0].papers.iter().filter_map(|ranked| paper(block, ranked.paper.as_str()));
    let unranked = block.papers.iter().filter(|paper| paper.overall.value.is_none());
    let papers: Vec<&PaperFigures> = ranked.chain(unranked).collect();
    let columns = columns(block);
    let stands = block.criteria.iter().any(|one| one.id.as_str().len() > LONGEST_FLAT_HEAD);
    let heads = if stands { STANDING_HEADS } else { HEADS };
    let width = columns.last().map_or(0, |x| x + CELL) + RATES;
    let height = heads + papers.len() * CELL + 2;
    markup! {
        svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(height) viewBox=(format!("0 0 {width} {height}"))
            role="img" aria-label="level of every paper and criterion" {
            @for phase in &block.phases {
                @if let Some(x) = first_of(block, &columns, &phase.id) {
                    text x=(x) y="12" font-size="12" font-weight="bold" { (phase.id) }
                }
            }
            @for (criterion, x) in block.criteria.iter().zip(&columns) {
                @let (middle, bottom) = (x + CELL / 2, heads - 6);
                @let (anchor, turn) = if stands { ("start", format!("rotate(-90 {} {bottom})", middle + 3)) } else { ("middle", String::new()) };
                text x=(middle + if stands { 3 } else { 0 }) y=(bottom) font-size="10" text-anchor=(anchor) transform=[(stands).then_some(turn)] {
                    title { (one_line(&criterion.name)) }
                    (criterion.id)
                }
            }
            @for (at, paper) in papers.iter().enumerate() {
                @let y = heads + at * CELL;
                text x=(PAPER_NAMES - 8) y=(y + 12) font-size="11" text-anchor="end" {
                    @if let Some(title) = &paper.title { title { (one_line(title)) } }
                    (shortened(paper.id.as_str(), LONGEST_PAPER_NAME))
                }
                @for ((criterion, cell_of), x) in block.criteria.iter().zip(&paper.cells).zip(&columns) {
                    @let look = look(statistics, *cell_of);
                    @let title = format!("{} · {} {} · {}", paper.id, criterion.id, one_line(&criterion.name), look.name);
                    (cell(&look, *x, y, Some(&title)))
                }
                @if let Some(value) = paper.overall.value {
                    text x=(width - 2) y=(y + 12) font-size="11" text-anchor="end" { (format!("{:.0} %", value * 100.0)) }
                }
            }
        }
    }
}

fn paper<'b>(block: &'b Block, id: &str) -> Option<&'b PaperFigures> {
    block.papers.iter().find(|paper| paper.id.as_str() == id)
}

/// Where each criterion's cells begin; phases stand a little apart.
fn columns(block: &Block) -> Vec<usize> {
    let mut x = PAPER_NAMES;
    let mut phase: Option<&str> = None;
    let place = |criterion: &CriterionFigures| {
        if phase.is_some_and(|phase| phase != criterion.phase) {
            x += GAP;
        }
        phase = block.phases.iter().map(|one| one.id.as_str()).find(|id| *id == criterion.phase);
        let here = x;
        x += CELL;
        here
    };
    block.criteria.iter().map(place).collect()
}

fn first_of(block: &Block, columns: &[usize], phase: &str) -> Option<usize> {
    let at = block.criteria.iter().position(|criterion| criterion.phase == phase)?;
    columns.get(at).copied()
}

/// The criteria of a phase, a bar each, as long as all papers together.
pub(in crate::output) fn bars(statistics: &Statistics, block: &Block, phase: &str) -> Markup {
    let criteria: Vec<&CriterionFigures> = block.criteria.iter().filter(|one| one.phase == phase).collect();
    let (width, height) = (CRITERION_NAMES + BARS + 4, criteria.len() * BAR + 2);
    let papers = block.papers.len();
    markup! {
        svg xmlns="http://www.w3.org/2000/svg" width=(width) height=(height) viewBox=(format!("0 0 {width} {height}"))
            role="img" aria-label=(format!("papers at each level, phase {phase}")) {
            @for (at, criterion) in criteria.iter().enumerate() {
                @let y = at * BAR + 2;
                text x=(CRITERION_NAMES - 8) y=(y + 13) font-size="12" text-anchor="end" {
                    (criterion.id) " " (shortened(&criterion.name, LONGEST_CRITERION_NAME))
                }
                @for (look, count, before) in segments(statistics, criterion) {
                    (segment(&look, (count, before, papers), y, criterion))
                }
            }
        }
    }
}

/// What a bar is made of: look, papers, and papers before it.
fn segments(statistics: &Statistics, criterion: &CriterionFigures) -> Vec<(Look, usize, usize)> {
    let levels =
        criterion.levels.iter().enumerate().map(|(at, one)| (level(statistics, at), one.share.count));
    let rest = [(not_applicable(), criterion.not_applicable.count), (open(), criterion.open.count)];
    let mut before = 0;
    let segment = |(look, count): (Look, usize)| {
        before += count;
        (look, count, before - count)
    };
    levels.chain(rest).map(segment).filter(|(_, count, _)| *count > 0).collect()
}

fn segment(
    look: &Look,
    (count, before, papers): (usize, usize, usize),
    y: usize,
    criterion: &CriterionFigures,
) -> Markup {
    let scale = BARS as f64 / papers.max(1) as f64;
    let (x, width) = (CRITERION_NAMES as f64 + before as f64 * scale, count as f64 * scale);
    let (left, shown, middle) =
        (format!("{x:.2}"), format!("{:.2}", width - 1.0), format!("{:.2}", x + width / 2.0));
    markup! {
        g {
            title { (criterion.id) " · " (look.name) " · " (count) " of " (papers) }
            (filled(look, (&left, &shown, BAR - 5), y))
            @if width >= NARROWEST {
                text.(look.ink) x=(middle) y=(y + 13) font-size="11" font-weight="bold" text-anchor="middle" { (count) }
            }
        }
    }
}

/// A box in a color with its pattern over it.
fn filled(look: &Look, (x, width, height): (&str, &str, usize), y: usize) -> Markup {
    markup! {
        rect.(look.class) style=[look.style.as_deref()] x=(x) y=(y) width=(width) height=(height) {}
        @if let Some(pattern) = &look.pattern { rect x=(x) y=(y) width=(width) height=(height) fill=(pattern) {} }
    }
}
