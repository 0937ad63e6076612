//! The line numbers of manuscripts under review, set apart before columns and tables are looked for.
//!
//! They rise by one step down the page, on one edge, in a strip that no text of the page runs through and, since
//! a strip of the text block may be empty on one page, next to none of the document's. The row numbers of a table
//! stand inside the text block or between the table's rules. Pages with few numbers are read by their neighbors.

use super::geometry::{Level, Turn};
use super::lines::Line;
use super::numbers::{Edge, Number, Part, candidates, divide};

/// Edges of numbers that are one edge differ less, in points.
const EDGE: f32 = 1.5;
/// More numbers on one edge of one page are data.
const MOST_NUMBERS: usize = 400;
/// More chains of numbers on one page are a table of them.
const MOST_CHAINS: usize = 24;
/// How far a number rises above the one before it.
const STEPS: [u32; 6] = [1, 2, 3, 4, 5, 10];
/// So many steps above the one before it a number may be, when those between were not read.
const MOST_MISSING: u32 = 3;
/// Numbers as sparse as this are two on a page that is double-spaced.
const SPARSE: u32 = 5;
/// Letters and digits of a line of text.
const PROSE: usize = 15;

/// What line numbers are looked for in: the text of a page in its main direction.
pub(super) struct PageText<'a> {
    pub(super) turn: Turn,
    pub(super) stretches: &'a mut Vec<Line>,
    pub(super) levels: Vec<Level>,
    /// Filled with the numbers found, which are then no part of the stretches.
    pub(super) numbers: &'a mut Vec<Line>,
}

/// Numbers that rise by one step, from the top down.
#[derive(Debug, Clone)]
struct Chain {
    numbers: Vec<Number>,
    step: u32,
    edge: Edge,
    x0: f32,
    x1: f32,
}

impl Chain {
    fn at(&self) -> f32 {
        if self.edge == Edge::Left { self.x0 } else { self.x1 }
    }

    /// The height the numbers fill, and one line more on both sides of it.
    fn extent(&self) -> (f32, f32) {
        let (top, bottom) = (self.numbers[0].y, self.numbers[self.numbers.len() - 1].y);
        let apart = ((top - bottom) / (self.numbers.len() - 1).max(1) as f32).clamp(12.0, 60.0);
        (bottom - apart, top + apart)
    }
}

/// Moves the line numbers of all pages out of their stretches.
pub(super) fn set_apart(pages: &mut [PageText<'_>], body: f32) {
    let numbers: Vec<Vec<Number>> = pages.iter().map(|page| candidates(page.stretches)).collect();
    let clear: Vec<Vec<Chain>> = (0..pages.len())
        .map(|at| {
            let mut chains = chains(&numbers[at]);
            chains.retain(|chain| {
                is_even(chain, body)
                    && is_beside_text(chain, &pages[at])
                    && is_outside(chain, at, pages, &numbers)
            });
            chains
        })
        .collect();
    let near = |at: usize| at.saturating_sub(2)..(at + 3).min(pages.len());
    let mut found: Vec<Vec<Chain>> = Vec::new();
    for (at, chains) in clear.iter().enumerate() {
        let is_sure = |chain: &&Chain| {
            if chain.numbers.len() < 3 {
                return counts_lines(chain, &pages[at]);
            }
            let mut neighbors = near(at).filter(|other| *other != at && pages[*other].turn == pages[at].turn);
            neighbors.any(|other| clear[other].iter().any(|other| alike(chain, other)))
                || stands_alone(chain, &pages[at])
        };
        found.push(chains.iter().filter(is_sure).cloned().collect());
    }
    // A page with few numbers, such as the last one, has those its neighbors have.
    let sure = found.clone();
    for (at, chains) in found.iter_mut().enumerate() {
        for other in near(at).filter(|other| pages[*other].turn == pages[at].turn) {
            for model in &sure[other] {
                if chains.iter().all(|own| !alike(own, model)) {
                    chains.extend(like_neighbor(model, at, pages, &numbers));
                }
            }
        }
    }
    for (page, chains) in pages.iter_mut().zip(found) {
        take(page, &chains);
    }
}

/// The longest chain of every edge that numbers share; no number is in two of them.
fn chains(numbers: &[Number]) -> Vec<Chain> {
    let mut all: Vec<Chain> = Vec::new();
    for edge in [Edge::Right, Edge::Left] {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(|a, b| a.edge(edge).total_cmp(&b.edge(edge)));
        for column in sorted.chunk_by(|a, b| b.edge(edge) - a.edge(edge) < EDGE) {
            if (2..=MOST_NUMBERS).contains(&column.len()) {
                let is_long = |chain: &Chain| {
                    chain.numbers.len() >= 3 || chain.numbers.len() == 2 && chain.step >= SPARSE
                };
                all.extend(longest(column, edge, STEPS.iter().copied()).filter(is_long));
            }
        }
    }
    all.sort_by_key(|chain| std::cmp::Reverse(chain.numbers.len()));
    let mut kept: Vec<Chain> = Vec::new();
    for chain in all {
        if kept.len() == MOST_CHAINS {
            break;
        }
        let is_taken = |number: &Number| {
            kept.iter()
                .flat_map(|chain| &chain.numbers)
                .any(|other| (other.at, other.part) == (number.at, number.part))
        };
        if !chain.numbers.iter().any(is_taken) {
            kept.push(chain);
        }
    }
    kept
}

/// The longest row of numbers that rise by one of the steps while they go down the page.
fn longest(column: &[Number], edge: Edge, steps: impl Iterator<Item = u32>) -> Option<Chain> {
    let mut column = column.to_vec();
    column.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.value.cmp(&b.value)));
    let mut best: Option<(f32, Vec<Number>, u32)> = None;
    for step in steps {
        // For every number the worth of the chain that ends with it, and the number before it there.
        let mut ends: Vec<(f32, Option<usize>)> = Vec::new();
        for (at, number) in column.iter().enumerate() {
            let mut end = (1.0, None);
            for (before, (worth, _)) in ends.iter().enumerate().take(at) {
                let other = &column[before];
                let rise = number.value.saturating_sub(other.value);
                let follows =
                    rise > 0 && rise % step == 0 && rise / step <= MOST_MISSING && other.y - number.y > 2.0;
                let worth = worth + if rise == step { 1.0 } else { 0.5 };
                if follows && worth > end.0 {
                    end = (worth, Some(before));
                }
            }
            ends.push(end);
        }
        let last = (0..ends.len()).max_by(|a, b| ends[*a].0.total_cmp(&ends[*b].0).then(b.cmp(a)));
        let Some(last) = last.filter(|last| best.as_ref().is_none_or(|(worth, ..)| ends[*last].0 > *worth))
        else {
            continue;
        };
        let mut chain = vec![column[last]];
        let mut before = ends[last].1;
        while let Some(at) = before {
            chain.push(column[at]);
            before = ends[at].1;
        }
        chain.reverse();
        best = Some((ends[last].0, chain, step));
    }
    best.map(|(_, numbers, step)| Chain {
        step,
        edge,
        x0: numbers.iter().map(|number| number.x0).fold(f32::MAX, f32::min),
        x1: numbers.iter().map(|number| number.x1).fold(f32::MIN, f32::max),
        numbers,
    })
}

/// Whether the same strip of two pages holds both. Numbers of one length share both their edges.
fn alike(one: &Chain, other: &Chain) -> bool {
    one.step == other.step && is_near((one.x0, one.x1), (other.x0, other.x1))
}

/// Whether left or right edges of numbers are the same.
fn is_near(one: (f32, f32), other: (f32, f32)) -> bool {
    (one.0 - other.0).abs() < 2.0 * EDGE || (one.1 - other.1).abs() < 2.0 * EDGE
}

/// Whether two numbers are multiples of their step with as many lines of text between them as they say.
fn counts_lines(chain: &Chain, page: &PageText<'_>) -> bool {
    let (first, last) = (chain.numbers[0], chain.numbers[chain.numbers.len() - 1]);
    let mut lines: Vec<f32> = page
        .stretches
        .iter()
        .filter(|line| line.weight() >= PROSE)
        .map(|line| line.baseline)
        .filter(|y| (last.y - 2.0..first.y - 2.0).contains(y))
        .collect();
    lines.sort_by(f32::total_cmp);
    lines.dedup_by(|a, b| (*a - *b).abs() < 3.0);
    let rise = (last.value - first.value) as usize;
    first.value.is_multiple_of(chain.step) && lines.len().abs_diff(rise) <= rise / SPARSE as usize
}

/// Whether most numbers are as far from the next as lines are: entries of a list have several lines each.
fn is_even(chain: &Chain, body: f32) -> bool {
    let mut distances: Vec<f32> = chain
        .numbers
        .windows(2)
        .map(|pair| (pair[0].y - pair[1].y) / (pair[1].value - pair[0].value) as f32)
        .collect();
    distances.sort_by(f32::total_cmp);
    let Some(usual) = distances.get(distances.len() / 2).copied() else { return false };
    let even = distances.iter().filter(|distance| (**distance - usual).abs() < 0.2 * usual).count();
    usual < 3.5 * body && even * 2 >= distances.len()
}

/// Whether lines of prose stand at the height of the numbers, and no rule of a table runs over them.
fn is_beside_text(chain: &Chain, page: &PageText<'_>) -> bool {
    let (bottom, top) = chain.extent();
    let beside =
        page.stretches.iter().filter(|line| line.weight() >= PROSE && (bottom..top).contains(&line.baseline));
    let over = |level: &&Level| {
        (bottom - 12.0..top + 24.0).contains(&level.y)
            && level.x0 < chain.x1 - 1.0
            && level.x1 > chain.x0 + 1.0
            && (level.x0 < chain.x0 - 30.0 || level.x1 > chain.x1 + 30.0)
    };
    beside.count() >= (chain.numbers.len() / 5).max(3) && page.levels.iter().filter(over).count() < 2
}

/// Whether hardly a line runs through the strip of the numbers, on this page and on those like it.
fn is_outside(chain: &Chain, at: usize, pages: &[PageText<'_>], numbers: &[Vec<Number>]) -> bool {
    let counts = |other: usize| {
        let lines = pages[other].stretches.iter().filter(|line| line.weight() >= 2).count();
        (crossing(chain, &pages[other], &numbers[other]), lines)
    };
    let (crossed, lines) = counts(at);
    if crossed * 8 > lines || crossed * 4 > chain.numbers.len() {
        return false;
    }
    // Left and right pages may have margins of their own.
    let few = |every: usize| {
        let like =
            (at % every..pages.len()).step_by(every).filter(|other| pages[*other].turn == pages[at].turn);
        let (crossed, lines) =
            like.map(counts).fold((0, 0), |(a, b), (crossed, lines)| (a + crossed, b + lines));
        crossed * 10 <= lines
    };
    few(1) || few(2)
}

/// How many stretches run through the strip of the numbers, numbers on its edge aside.
fn crossing(chain: &Chain, page: &PageText<'_>, numbers: &[Number]) -> usize {
    let mut numbers = numbers.iter().peekable();
    let mut count = 0;
    for (at, line) in page.stretches.iter().enumerate() {
        let (mut x0, mut x1) = (line.x0, line.x1);
        while let Some(number) = numbers.next_if(|number| number.at <= at) {
            if is_near((number.x0, number.x1), (chain.x0, chain.x1)) {
                match number.part {
                    Part::Whole => x1 = f32::MIN,
                    Part::First => {
                        x0 =
                            line.letters.iter().map(|letter| letter.x0).find(|x| *x > number.x1).unwrap_or(x1)
                    }
                    Part::Last => {
                        x1 = line
                            .letters
                            .iter()
                            .rev()
                            .map(|letter| letter.x1)
                            .find(|x| *x < number.x0)
                            .unwrap_or(x0)
                    }
                }
            }
        }
        count += usize::from(line.weight() >= 2 && x0 < chain.x1 - 1.0 && x1 > chain.x0 + 1.0);
    }
    count
}

/// Whether a page says so without its neighbors: the numbers are many, and stand beside most of its prose.
fn stands_alone(chain: &Chain, page: &PageText<'_>) -> bool {
    let (bottom, top) = chain.extent();
    let prose: Vec<&Line> = page.stretches.iter().filter(|line| line.weight() >= PROSE).collect();
    let beside = prose.iter().filter(|line| (bottom..top).contains(&line.baseline)).count();
    let numbered = prose
        .iter()
        .filter(|line| chain.numbers.iter().any(|number| (number.y - line.baseline).abs() < 2.0))
        .count();
    let many = chain.numbers.len() >= if chain.step == 1 { 6 } else { 3 };
    if chain.step == 1 && numbered * 10 >= prose.len() * 9 {
        return true;
    }
    many && beside * 2 >= prose.len()
}

/// The numbers of a page on the strip of a neighbor's; they may be few, but nothing else stands there.
fn like_neighbor(model: &Chain, at: usize, pages: &[PageText<'_>], numbers: &[Vec<Number>]) -> Option<Chain> {
    let column = |edge: Edge| -> Option<Chain> {
        let model_at = if edge == Edge::Left { model.x0 } else { model.x1 };
        let mut column = numbers[at].clone();
        column.retain(|number| (number.edge(edge) - model_at).abs() < 2.0 * EDGE);
        if column.len() > MOST_NUMBERS {
            return None;
        }
        longest(&column, edge, [model.step].into_iter())
    };
    let chain =
        [Edge::Right, Edge::Left].into_iter().filter_map(column).max_by_key(|chain| chain.numbers.len())?;
    let lines = pages[at].stretches.len();
    let fits =
        chain.numbers.iter().all(|number| number.value % model.step == model.numbers[0].value % model.step);
    (fits && crossing(&chain, &pages[at], &numbers[at]) * 12 <= lines).then_some(chain)
}

/// Moves the numbers of the chains, and what else stands alone in their strips as a number, out of the text.
fn take(page: &mut PageText<'_>, chains: &[Chain]) {
    if chains.is_empty() {
        return;
    }
    let mut parts: Vec<Vec<Part>> = vec![Vec::new(); page.stretches.len()];
    for number in candidates(page.stretches) {
        let in_strip = |chain: &Chain| {
            let (bottom, top) = chain.extent();
            (number.edge(chain.edge) - chain.at()).abs() < EDGE && (bottom..top).contains(&number.y)
        };
        let listed = |chain: &Chain| {
            chain.numbers.iter().any(|other| (other.at, other.part) == (number.at, number.part))
        };
        if chains.iter().any(|chain| in_strip(chain) || listed(chain)) {
            parts[number.at].push(number.part);
        }
    }
    let stretches = std::mem::take(page.stretches);
    for (mut line, parts) in stretches.into_iter().zip(parts) {
        if parts.contains(&Part::Whole) {
            page.numbers.push(line);
            continue;
        }
        if parts.contains(&Part::First)
            && let Some(at) = line.text.find(' ')
            && let Some(rest) = divide(&mut line, at, true)
        {
            page.numbers.push(std::mem::replace(&mut line, rest));
        }
        if parts.contains(&Part::Last)
            && let Some(at) = line.text.rfind(' ')
            && let Some(number) = divide(&mut line, at, false)
        {
            page.numbers.push(number);
        }
        page.stretches.push(line);
    }
    page.numbers.sort_by(|a, b| b.baseline.total_cmp(&a.baseline).then(a.x0.total_cmp(&b.x0)));
}
