//! Tables between rules, row by row.
//!
//! A table is set between horizontal rules of one extent, and blank strips from top to bottom divide its
//! columns. Producers show it row by row, so a row begins where showing comes back to the left and goes
//! down; a cell may have several lines. Tables without rules are left to [`super::blocks`].

use super::captions::is_caption;
use super::geometry::Level;
use super::lines::{Line, Row, overlap};
use crate::document::BlockKind;

/// More horizontal rules than the tables of a page have: a drawing.
const MOST_RULES: usize = 600;
/// A blank at least this wide, in ems, divides two cells of one line.
const CELL_BLANK: f32 = 0.8;
/// A blank this wide divides two columns when it runs through the lines of a table.
const RIVER: f32 = 0.45;

/// Takes the tables out of a page's stretches of one turn: the rest, and the lines of the tables' rows.
///
/// Lines of one row stand together, cell by cell, and know their [`Row`].
pub(super) fn take(mut stretches: Vec<Line>, levels: &[Level]) -> (Vec<Line>, Vec<Line>) {
    let mut lines = Vec::new();
    let mut tables = 0;
    for levels in groups(levels) {
        for mut region in regions(&levels, &stretches) {
            region.take_head(&stretches);
            let (inside, rest): (Vec<Line>, Vec<Line>) =
                stretches.into_iter().partition(|line| region.holds(line));
            stretches = rest;
            tables += 1;
            rows(inside, &region, tables, &mut lines);
        }
    }
    (stretches, lines)
}

/// Rules of one extent, from the top down. Parts of one rule that touch count as one.
fn groups(levels: &[Level]) -> Vec<Vec<Level>> {
    let mut sorted = levels.to_vec();
    sorted.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x0.total_cmp(&b.x0)));
    let mut whole: Vec<Level> = Vec::new();
    for level in sorted {
        let touching = whole.iter_mut().rev().take(8).find(|last| {
            (last.y - level.y).abs() < 1.0 && level.x0 < last.x1 + 2.0 && level.x1 > last.x0 - 2.0
        });
        match touching {
            Some(last) => {
                last.x0 = last.x0.min(level.x0);
                last.x1 = last.x1.max(level.x1);
            }
            None => whole.push(level),
        }
    }
    if whole.len() > MOST_RULES {
        return Vec::new();
    }
    let mut groups: Vec<Vec<Level>> = Vec::new();
    for level in whole {
        let alike = groups
            .iter_mut()
            .find(|group| (group[0].x0 - level.x0).abs() < 3.0 && (group[0].x1 - level.x1).abs() < 3.0);
        match alike {
            Some(group) => group.push(level),
            None => groups.push(vec![level]),
        }
    }
    groups.retain(|group| group.len() >= 2);
    groups
}

/// The part of a page that a table, or one strip of it, fills.
#[derive(Debug, Clone)]
struct Region {
    x0: f32,
    x1: f32,
    /// Heights of the rules from the top down; the first and the last bound the region.
    levels: Vec<f32>,
}

impl Region {
    fn holds(&self, line: &Line) -> bool {
        let (Some(top), Some(bottom)) = (self.levels.first(), self.levels.last()) else { return false };
        let (x, y) = ((line.x0 + line.x1) / 2.0, (line.y0 + line.y1) / 2.0);
        (self.x0 - 3.0..self.x1 + 3.0).contains(&x) && (*bottom..*top).contains(&y)
    }

    /// Reaches up to the heads of the columns, which stand above the first rule of some tables: a line whose parts
    /// the blanks between the columns divide, and lines of cells above it.
    fn take_head(&mut self, stretches: &[Line]) {
        const MOST_LINES: usize = 3;
        let inside: Vec<&Line> = stretches.iter().filter(|line| self.holds(line)).collect();
        let rivers = rivers(&inside, self);
        let edges: Vec<f32> = [self.x0 - 3.0].into_iter().chain(rivers).chain([self.x1 + 3.0]).collect();
        for nth in 0..MOST_LINES {
            let Some(top) = self.levels.first().copied() else { return };
            // Short rules may stand between two lines of heads.
            let reach = if nth == 0 { 1.2 } else { 1.6 };
            let is_next = |line: &&Line| {
                let middle = (line.y0 + line.y1) / 2.0;
                line.x1 > self.x0 && line.x0 < self.x1 && (top..top + reach * line.size).contains(&middle)
            };
            let head: Vec<&Line> = stretches.iter().filter(is_next).collect();
            let lines = baselines(&head);
            let words: Vec<(f32, f32)> = head.iter().flat_map(|line| words(line)).collect();
            let holds = |from: f32, to: f32| move |(x0, x1): &&(f32, f32)| *x0 >= from && *x1 <= to;
            let in_column = |edges: &[f32]| words.iter().filter(holds(edges[0], edges[1])).count();
            let counts: Vec<usize> = edges.windows(2).map(in_column).collect();
            let filled = counts.iter().filter(|words| **words > 0).count();
            let fills =
                counts.iter().sum::<usize>() == words.len() && filled >= 3.max(edges.len().saturating_sub(2));
            let is_within = words.iter().all(|(x0, x1)| *x0 > self.x0 - 3.0 && *x1 < self.x1 + 3.0);
            let is_caption = head.iter().any(|line| is_caption(&line.text));
            if lines.len() != 1 || !has_cells(&lines[0]) || !is_within || is_caption || (nth == 0 && !fills) {
                return;
            }
            self.levels.insert(0, head.iter().map(|line| line.y1).fold(top, f32::max) + 0.1);
        }
    }

    fn height(&self) -> f32 {
        self.levels.first().zip(self.levels.last()).map_or(0.0, |(top, bottom)| top - bottom)
    }
}

/// What stands between two rules.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Strip {
    /// Nothing, or a line in one piece: a heading inside a table, or anything.
    Neutral,
    Cells,
    Prose,
}

/// Neighboring strips of which some hold cells and none holds prose.
fn regions(levels: &[Level], stretches: &[Line]) -> Vec<Region> {
    let mut found: Vec<Region> = Vec::new();
    let mut open: Vec<(Strip, Region)> = Vec::new();
    let mut strips: Vec<(Strip, Region)> = levels
        .windows(2)
        .map(|pair| {
            let region = Region {
                x0: pair[0].x0.min(pair[1].x0),
                x1: pair[0].x1.max(pair[1].x1),
                levels: vec![pair[0].y, pair[1].y],
            };
            let inside: Vec<&Line> = stretches.iter().filter(|line| region.holds(line)).collect();
            (kind(&inside, &region), region)
        })
        .collect();
    strips.push((Strip::Prose, Region { x0: 0.0, x1: 0.0, levels: Vec::new() }));
    for (strip, region) in strips {
        if strip != Strip::Prose {
            open.push((strip, region));
            continue;
        }
        let cells = open.iter().any(|(strip, _)| *strip == Strip::Cells);
        let whole = open.drain(..).map(|(_, region)| region).reduce(|mut whole, next| {
            whole.x0 = whole.x0.min(next.x0);
            whole.x1 = whole.x1.max(next.x1);
            whole.levels.extend(next.levels.last());
            whole
        });
        found.extend(whole.filter(|region| cells && is_table(stretches, region)));
    }
    found
}

/// Whether strips together are a table. A single line with a blank in it is none, as when words are
/// underlined; and text between two rules may be a box, so then more of it must stand in cells.
fn is_table(stretches: &[Line], region: &Region) -> bool {
    let inside: Vec<&Line> = stretches.iter().filter(|line| region.holds(line)).collect();
    let baselines = baselines(&inside);
    let divided = baselines.iter().filter(|line| has_cells(line)).count();
    // A plot has more grid lines than lines of text; the bars of fractions are short.
    let is_plot = region.levels.len() > 2 * baselines.len() + 2;
    let size = inside.iter().map(|line| line.size).fold(0.0, f32::max);
    divided >= 2
        && (region.levels.len() > 2 || divided * 2 >= baselines.len())
        && !is_plot
        && region.x1 - region.x0 > 8.0 * size
        && !rivers(&inside, region).is_empty()
        && kind(&inside, region) == Strip::Cells
}

fn kind(inside: &[&Line], region: &Region) -> Strip {
    let baselines = baselines(inside);
    if baselines.is_empty() || region.height() < 1.0 {
        return Strip::Neutral;
    }
    if inside.iter().any(|line| is_caption(&line.text)) {
        return Strip::Prose; // between two tables, or between a figure and its frame
    }
    let letters: usize = inside.iter().map(|line| line.letters.len()).sum();
    let math: f32 = inside.iter().map(|line| line.style.math * line.letters.len() as f32).sum();
    if math > 0.4 * letters as f32 {
        return Strip::Prose; // the blanks of formulas divide no cells
    }
    let divided = baselines.iter().filter(|line| has_cells(line)).count();
    let wide = |line: &&Vec<&Line>| {
        let width: f32 = line.iter().map(|part| part.width()).sum();
        !has_cells(line) && width > 0.8 * (region.x1 - region.x0)
    };
    if divided == 0 {
        return if baselines.len() <= 2 && !baselines.iter().any(|line| wide(&line)) {
            Strip::Neutral
        } else {
            Strip::Prose
        };
    }
    // Two columns of text are shown one after the other, the cells of a table row by row.
    let returns = inside.windows(2).filter(|pair| returns(pair[0], pair[1])).count();
    let row_by_row = baselines.len() < 4 || (returns + 1) * 5 >= baselines.len();
    let prose = baselines.iter().filter(wide).count();
    if row_by_row && divided * 3 >= baselines.len() && prose * 3 <= baselines.len() {
        Strip::Cells
    } else {
        Strip::Prose
    }
}

/// Stretches on one height, from the top down; of one height from left to right.
fn baselines<'a>(inside: &[&'a Line]) -> Vec<Vec<&'a Line>> {
    let mut sorted = inside.to_vec();
    sorted.sort_by(|a, b| b.baseline.total_cmp(&a.baseline).then(a.x0.total_cmp(&b.x0)));
    let mut lines: Vec<Vec<&Line>> = Vec::new();
    for part in sorted {
        match lines.last_mut().filter(|line| line[0].overlap(part) >= 0.5) {
            Some(line) => line.push(part),
            None => lines.push(vec![part]),
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    lines
}

fn has_cells(line: &[&Line]) -> bool {
    line.windows(2).any(|pair| pair[1].x0 - pair[0].x1 > CELL_BLANK * pair[0].size.max(pair[1].size))
}

/// Whether showing goes back to the left and down, as to a new row.
fn returns(last: &Line, next: &Line) -> bool {
    next.x1 < last.x0 + 1.0 && next.y1 < last.y1
}

/// The middles of the blank strips that divide the columns of a table.
fn rivers(inside: &[&Line], region: &Region) -> Vec<f32> {
    let baselines = baselines(inside);
    let width = (region.x1 - region.x0).clamp(1.0, 20_000.0) as usize + 8;
    let mut covered = vec![0usize; width];
    for line in &baselines {
        let mut here = vec![false; width];
        for (x0, x1) in line.iter().flat_map(|part| words(part)) {
            let from = (x0 - region.x0 + 3.0).max(0.0) as usize;
            let to = ((x1 - region.x0 + 3.0).max(0.0).ceil() as usize).min(width);
            here[from.min(to)..to].fill(true);
        }
        for (count, here) in covered.iter_mut().zip(here) {
            *count += usize::from(here);
        }
    }
    // A heading across columns covers their rivers.
    let few = if baselines.len() < 4 { 0 } else { baselines.len() / 4 };
    let size = inside.iter().map(|line| line.size).fold(0.0, f32::max).min(12.0);
    let narrowest = if baselines.len() < 4 { CELL_BLANK } else { RIVER } * size;
    let mut rivers = Vec::new();
    let mut from = 0;
    for (at, _) in covered.iter().enumerate().filter(|(_, lines)| **lines > few) {
        let blank = (at - from) as f32;
        let middle = region.x0 - 3.0 + (from + at) as f32 / 2.0;
        let divides = |line: &&Vec<&Line>| {
            line.first().is_some_and(|first| first.x0 < middle)
                && line.last().is_some_and(|last| last.x1 > middle)
        };
        let divided = baselines.iter().filter(divides).count();
        if from > 0 && blank >= narrowest && divided * 3 >= baselines.len() {
            rivers.push(middle);
        }
        from = at + 1;
    }
    rivers
}

/// Left and right edges of the words of a stretch.
fn words(line: &Line) -> Vec<(f32, f32)> {
    let mut words: Vec<(f32, f32)> = Vec::new();
    let mut end = 0;
    for (letter, next) in line.letters.iter().zip(line.letters[1..].iter().map(Some).chain([None])) {
        let at = letter.at as usize;
        match words.last_mut() {
            Some(word) if at <= end => {
                word.0 = word.0.min(letter.x0);
                word.1 = word.1.max(letter.x1);
            }
            _ => words.push((letter.x0, letter.x1)),
        }
        let text = &line.text[at..next.map_or(line.text.len(), |next| next.at as usize)];
        end = at + text.trim_end().len();
    }
    words
}

/// Cuts stretches into cells and groups these to rows.
fn rows(inside: Vec<Line>, region: &Region, table: u32, into: &mut Vec<Line>) {
    let rivers = rivers(&inside.iter().collect::<Vec<_>>(), region);
    let column = |line: &Line| rivers.iter().filter(|river| (line.x0 + line.x1) / 2.0 > **river).count();
    let mut cells: Vec<(usize, Line)> = Vec::new();
    for stretch in inside {
        for part in cut(stretch, &rivers) {
            let at = column(&part);
            match cells.last_mut() {
                Some((last, cell))
                    if *last == at && cell.overlap(&part) >= 0.5 && part.x0 > cell.x1 - 0.5 * part.size =>
                {
                    cell.append(part);
                }
                _ => cells.push((at, part)),
            }
        }
    }
    let strip =
        |line: &Line| region.levels.iter().filter(|level| **level > (line.y0 + line.y1) / 2.0).count();
    let mut groups: Vec<Vec<(usize, Line)>> = Vec::new();
    for (column, cell) in cells {
        let same_row = groups.last_mut().filter(|row| {
            row.last().is_some_and(|(last_column, last)| {
                let down = cell.y1 < last.y1 - 0.3 * cell.size;
                strip(last) == strip(&cell) && !(down && column < *last_column)
            })
        });
        match same_row {
            Some(row) => row.push((column, cell)),
            None => groups.push(vec![(column, cell)]),
        }
    }
    for (group, number) in groups.into_iter().flat_map(apart).zip(1..) {
        let order = group.iter().map(|(_, cell)| cell.order).min().unwrap_or(0);
        for (_, mut cell) in group {
            cell.kind = BlockKind::Table;
            cell.order = order;
            cell.row = Some(Row { table, number });
            into.push(cell);
        }
    }
}

/// Cuts a stretch wherever a river runs through the blank between two of its words.
fn cut(mut stretch: Line, rivers: &[f32]) -> Vec<Line> {
    let mut parts = Vec::new();
    for river in rivers.iter().rev() {
        if !(stretch.x0 < *river && *river < stretch.x1)
            || words(&stretch).iter().any(|(x0, x1)| x0 < river && river < x1)
        {
            continue;
        }
        let first = stretch.letters.iter().position(|letter| letter.x0 > *river);
        let at = first.map(|first| stretch.letters[first].at as usize);
        parts.extend(at.and_then(|at| stretch.split_off(at)));
    }
    parts.push(stretch);
    parts.reverse();
    parts
}

/// Divides what was shown without coming back into its rows, and puts cells in order.
///
/// Lines of the first column, one below the other with nothing beside them, are rows of their own.
fn apart(mut row: Vec<(usize, Line)>) -> Vec<Vec<(usize, Line)>> {
    let mut done = Vec::new();
    while let Some((column, first)) = row.first() {
        let beside = |line: &Line| {
            row.iter().any(|(other, cell)| {
                other != column && overlap((cell.y0, cell.y1), (line.y0, line.y1)) >= 0.3
            })
        };
        let below = row.iter().skip(1).find(|(other, _)| other == column).map(|(_, cell)| cell);
        let others_lower = row
            .iter()
            .filter(|(other, _)| other != column)
            .all(|(_, cell)| below.is_some_and(|below| cell.y1 < below.y1 + 0.3 * below.size));
        if row.len() > 1 && !beside(first) && below.is_some() && others_lower {
            done.push(vec![row.remove(0)]);
        } else {
            break;
        }
    }
    row.sort_by(|(a, one), (b, other)| a.cmp(b).then(other.baseline.total_cmp(&one.baseline)));
    done.push(row);
    done.retain(|row| !row.is_empty());
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(heights: &[f32]) -> Vec<Level> {
        heights.iter().map(|y| Level { x0: 100.0, x1: 400.0, y: *y }).collect()
    }

    fn printed(parts: &[(&str, f32, f32)]) -> Vec<Line> {
        parts.iter().enumerate().map(|(order, (text, x, y))| Line::printed(text, *x, *y, order)).collect()
    }

    /// The rows of all tables, cells divided by bars, and what is left.
    fn read(parts: &[(&str, f32, f32)], heights: &[f32]) -> (Vec<String>, Vec<String>) {
        let (rest, lines) = take(printed(parts), &rules(heights));
        let mut rows: Vec<(Option<Row>, String)> = Vec::new();
        for line in lines {
            match rows.last_mut().filter(|(row, _)| *row == line.row) {
                Some((_, text)) => *text = format!("{text} | {}", line.text),
                None => rows.push((line.row, line.text)),
            }
        }
        let rows = rows.into_iter().map(|(_, text)| text).collect();
        (rows, rest.into_iter().map(|line| line.text).collect())
    }

    #[test]
    fn a_row_has_all_lines_of_its_cells() {
        let (rows, rest) = read(
            &[
                ("Text above", 100.0, 320.0),
                ("Unit", 100.0, 290.0),
                ("Beds", 200.0, 290.0),
                ("Night", 300.0, 290.0),
                ("Ward", 100.0, 270.0),
                ("twelve of", 200.0, 270.0),
                ("fifteen", 200.0, 258.0),
                ("yes", 300.0, 270.0),
                ("Clinic", 100.0, 246.0),
                ("three", 200.0, 246.0),
                ("no", 300.0, 246.0),
            ],
            &[305.0, 284.0, 240.0],
        );
        assert_eq!(rows, ["Unit | Beds | Night", "Ward | twelve of | fifteen | yes", "Clinic | three | no"]);
        assert_eq!(rest, ["Text above"]);
    }

    #[test]
    fn cells_that_nearly_touch_are_cut_apart() {
        let row = |y: f32| [("abcdefgh ijkl", 100.0, y), ("7", 300.0, y)];
        let parts: Vec<_> = [290.0, 270.0, 258.0, 246.0, 234.0].into_iter().flat_map(row).collect();
        let (rows, _) = read(&parts, &[305.0, 284.0, 225.0]);
        assert_eq!(rows.len(), 5);
        assert!(rows.iter().all(|row| row == "abcdefgh | ijkl | 7"), "{rows:?}");
    }

    #[test]
    fn heads_above_the_first_rule_are_rows() {
        let row = |name, y: f32| [(name, 100.0, y), ("12", 200.0, y), ("yes", 300.0, y)];
        let mut parts = vec![("Text above", 100.0, 340.0)];
        parts.extend([("Day", 200.0, 304.0), ("Night", 300.0, 304.0)]);
        parts.extend([("Unit", 100.0, 290.0), ("Beds", 200.0, 290.0), ("Staff", 300.0, 290.0)]);
        parts.extend([270.0, 258.0, 246.0].into_iter().flat_map(|y| row("Ward", y)));
        let (rows, rest) = read(&parts, &[284.0, 240.0]);
        assert_eq!(rows[..2], ["Day | Night", "Unit | Beds | Staff"]);
        assert_eq!((rows.len(), rest), (5, vec!["Text above".to_owned()]));
    }

    #[test]
    fn text_in_a_box_is_no_table() {
        let wide = "a line of text that runs across the whole of the box, as prose does";
        let parts = [(wide, 100.0, 290.0), (wide, 100.0, 278.0), (wide, 100.0, 266.0)];
        assert_eq!(read(&parts, &[305.0, 255.0]).0, Vec::<String>::new());
    }

    #[test]
    fn a_caption_divides_two_tables() {
        let (rows, rest) = read(
            &[
                ("one", 100.0, 290.0),
                ("1", 300.0, 290.0),
                ("two", 100.0, 278.0),
                ("2", 300.0, 278.0),
                ("Table 1: Numbers", 150.0, 255.0),
                ("three", 100.0, 230.0),
                ("3", 300.0, 230.0),
                ("four", 100.0, 218.0),
                ("4", 300.0, 218.0),
            ],
            &[305.0, 270.0, 245.0, 210.0],
        );
        assert_eq!(rows, ["one | 1", "two | 2", "three | 3", "four | 4"]);
        assert_eq!(rest, ["Table 1: Numbers"]);
    }
}
