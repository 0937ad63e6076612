//! The columns of a page, and the order in which its lines are read.

use super::geometry::Level;
use super::lines::Line;
use super::tables;

/// Comparisons of stretches on one page; print needs some hundred thousand. After them, only stretches shown
/// one right after the other are joined.
const MOST_COMPARISONS: usize = 10_000_000;

/// A vertical strip without text between two columns, in the frame.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Gutter {
    from: f32,
    to: f32,
    /// Whether the page shows a line of every column, then the next line of every column.
    row_by_row: bool,
}

/// Joins the stretches of a page to lines and puts these in reading order.
///
/// `body` is the document's usual font size in points. Every line knows its columns afterwards: `(0, 0)`
/// on a page of one column, `(0, 1)` for a line across the two columns of a page.
pub(super) fn read(stretches: Vec<Line>, levels: &[Level], body: f32) -> Vec<Line> {
    let (stretches, mut rows) = tables::take(stretches, levels);
    let gutters = gutters(&stretches, body);
    for line in &mut rows {
        line.columns = columns_of(line, &gutters);
    }
    let mut lines = join(stretches, &gutters);
    lines.append(&mut rows);
    lines.sort_by_key(|line| line.order);
    let woven: Vec<Gutter> = gutters.iter().copied().filter(|gutter| gutter.row_by_row).collect();
    if !woven.is_empty() {
        part_columns(&mut lines, &woven);
    }
    if !runs_downward(&lines, body) {
        sort_by_geometry(&mut lines);
    }
    lines
}

/// The strips that divide the page into columns, left to right.
///
/// A column shows in the left edges of its lines, which many share. The strip before such an edge counts
/// when it is as wide as a gutter, few lines cross it, lines of a column's width lie on both sides, and
/// the page shows one side after the other. A table shows its cells row by row; what is shown so and fills
/// its columns is prose all the same.
fn gutters(stretches: &[Line], body: f32) -> Vec<Gutter> {
    let text: Vec<&Line> = stretches
        .iter()
        .filter(|line| line.text.len() >= 8 && (0.7..1.6).contains(&(line.size / body)))
        .collect();
    if text.len() < 12 {
        return Vec::new();
    }
    let left = percentile(text.iter().map(|line| line.x0).collect(), 0.02);
    let right = percentile(text.iter().map(|line| line.x1).collect(), 0.98);
    let width = right - left;
    if width < 12.0 * body {
        return Vec::new();
    }
    let mut edges: Vec<f32> =
        text.iter().map(|line| line.x0).filter(|x| (0.12..0.88).contains(&((x - left) / width))).collect();
    edges.sort_by(f32::total_cmp);
    // Runs of nearly equal edges, the most frequent first.
    let mut runs: Vec<(usize, f32)> = Vec::new();
    let mut from = 0;
    for at in 1..=edges.len() {
        if at == edges.len() || edges[at] - edges[at - 1] > 0.15 * body {
            if at - from >= 5 {
                runs.push((at - from, edges[from]));
            }
            from = at;
        }
    }
    runs.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1)));
    let mut found: Vec<Gutter> = Vec::new();
    for (_, edge) in runs.into_iter().take(8) {
        let apart = found.iter().all(|other| edge < other.from - 6.0 * body || edge > other.to + 6.0 * body);
        if apart && let Some(gutter) = gutter_before(&text, edge, width, body) {
            found.push(gutter);
        }
    }
    found.sort_by(|a, b| a.from.total_cmp(&b.from));
    found
}

/// The gutter that ends at `edge`, if there is one.
fn gutter_before(text: &[&Line], edge: f32, width: f32, body: f32) -> Option<Gutter> {
    let on_left = |line: &Line| line.x1 < edge - 1.0 && line.x0 < edge - 0.1 * width;
    let on_right = |line: &Line| line.x0 > edge - 1.0;
    let (from, is_wide) =
        left_of_gutter(text.iter().filter(|line| on_left(line)).map(|line| line.x1), edge, body);
    if !is_wide {
        return None;
    }
    let mut sides: [Vec<&Line>; 2] = [Vec::new(), Vec::new()];
    let (mut rows, mut crossing) = (0, Vec::new());
    let mut ends_of_rows: Vec<&Line> = Vec::new();
    for (at, line) in text.iter().enumerate() {
        if on_left(line) {
            sides[0].push(line);
        } else if on_right(line) {
            sides[1].push(line);
            if let Some(last) = at.checked_sub(1).map(|before| text[before]).filter(|last| on_left(last)) {
                rows += 1;
                // The lines of one column may stand between those of the other.
                ends_of_rows.extend(((last.baseline - line.baseline).abs() < line.size).then_some(line));
            }
        } else {
            crossing.push(*line);
        }
    }
    let fewest = sides[0].len().min(sides[1].len());
    let wide = |side: &[&Line]| percentile(widths(side), 0.6) > 0.14 * width;
    let row_by_row = rows > 3.max(fewest / 8);
    let divides = fewest >= 5
        && (!row_by_row || is_prose(&ends_of_rows, &sides, &crossing))
        && crossing.len() <= fewest.max(text.len() * 2 / 5)
        && sides.iter().all(|side| wide(side));
    divides.then_some(Gutter { from, to: edge, row_by_row })
}

/// Whether lines that are shown row by row over a gutter are prose in columns. Wrapped cells fill their columns
/// too, but columns have little text across them where their rows are, and not more elsewhere on the page.
fn is_prose(ends_of_rows: &[&Line], sides: &[Vec<&Line>; 2], crossing: &[&Line]) -> bool {
    // Not the first and the last of many, which may be the head of a table.
    let top = percentile(ends_of_rows.iter().map(|line| line.y1).collect(), 0.95);
    let bottom = percentile(ends_of_rows.iter().map(|line| line.y0).collect(), 0.05);
    let is_inside = |line: &&&Line| (bottom..top).contains(&line.baseline);
    let sides = sides.each_ref().map(|side| side.iter().filter(is_inside).copied().collect::<Vec<&Line>>());
    let fewest = sides[0].len().min(sides[1].len());
    ends_of_rows.len() * 2 >= fewest
        && crossing.iter().filter(is_inside).count() * 5 <= fewest
        && crossing.len() <= fewest
        && sides.iter().all(|side| is_filled(side))
}

/// Where the column left of a gutter ends, and whether what lies between is wide enough for one.
///
/// Justified lines end at one place, and a few that are too long reach beyond it: then a gutter may be narrow.
fn left_of_gutter(ends: impl Iterator<Item = f32>, edge: f32, body: f32) -> (f32, bool) {
    let mut ends: Vec<f32> = ends.collect();
    ends.sort_by(f32::total_cmp);
    let clear: Vec<f32> = ends.iter().copied().filter(|x| *x < edge - 0.4 * body).collect();
    let last = percentile(clear, 0.97);
    if edge - last >= 0.6 * body {
        return (last, true);
    }
    let mut shared = (0, 0.0);
    for (at, end) in ends.iter().enumerate() {
        let within = ends[at..].partition_point(|other| other - end < 1.5);
        if within > shared.0 {
            shared = (within, end + 1.5);
        }
    }
    let (lines, from) = shared;
    let beyond = ends.len() - ends.partition_point(|end| *end <= from);
    (from, lines >= 8 && lines * 5 >= ends.len() * 2 && beyond * 5 <= lines && edge - from >= 0.4 * body)
}

/// Whether lines are those of prose: long, and most as wide as the widest. Cells of a table seldom are.
fn is_filled(side: &[&Line]) -> bool {
    let full = 0.85 * percentile(widths(side), 0.9);
    let filled = side.iter().filter(|line| line.width() >= full && line.weight() >= 15).count();
    side.len() >= 10 && filled * 10 >= side.len() * 7
}

fn widths(lines: &[&Line]) -> Vec<f32> {
    lines.iter().map(|line| line.width()).collect()
}

/// Which columns a stretch from `x0` to `x1` lies in.
fn columns_of(line: &Line, gutters: &[Gutter]) -> (u8, u8) {
    let count = |x: f32, far: bool| {
        gutters.iter().filter(|gutter| if far { x > gutter.to + 1.0 } else { x >= gutter.from - 1.0 }).count()
            as u8
    };
    let first = count(line.x0, false);
    (first, count(line.x1, true).max(first))
}

/// Joins stretches that touch on one baseline of one column, and those shown one right after the other
/// however far apart: the cells of a table. Labels of a plot at the same height are not one line.
fn join(stretches: Vec<Line>, gutters: &[Gutter]) -> Vec<Line> {
    let mut rows: Vec<Vec<Line>> = Vec::new();
    // Rows still within reach, by the quantized height of their middle: pages hold thousands of
    // stretches, so all pairs are too many.
    let mut by_height: std::collections::BTreeMap<i32, Vec<usize>> = std::collections::BTreeMap::new();
    let mut previous: Option<usize> = None;
    let mut comparisons = 0;
    for mut line in stretches {
        line.columns = columns_of(&line, gutters);
        let middle = (line.y0 + line.y1) / 2.0;
        let key = |y: f32| (y / 4.0).floor() as i32;
        let reach = line.height().max(4.0);
        let shown_next = previous.filter(|at| {
            rows[*at].last().is_some_and(|last| {
                last.overlap(&line) >= 0.5
                    && line.x0 >= last.x1 - 0.5 * line.size
                    && !is_next_column(last, &line, gutters)
            })
        });
        let row = shown_next.or_else(|| {
            let near = by_height.range(key(middle - reach)..=key(middle + reach)).flat_map(|(_, rows)| rows);
            let mut affordable = near.copied().take_while(|at| {
                comparisons += rows[*at].len();
                comparisons < MOST_COMPARISONS
            });
            // Brackets and the parts of formulas stand beside lines that are not theirs.
            let is_words = line.style.math <= 0.5 && line.text.len() > 2;
            affordable.find(|at| is_words && fits_row(&rows[*at], &line))
        });
        let at = row.unwrap_or_else(|| {
            rows.push(Vec::new());
            by_height.entry(key(middle)).or_default().push(rows.len() - 1);
            rows.len() - 1
        });
        rows[at].push(line);
        previous = Some(at);
    }
    rows.into_iter().filter_map(into_line).collect()
}

/// Whether a gutter lies between two stretches that are no cells of one row.
fn is_next_column(last: &Line, line: &Line, gutters: &[Gutter]) -> bool {
    let between = |gutter: &&Gutter| last.x1 <= gutter.to && line.x0 >= gutter.from - 1.0;
    gutters.iter().filter(between).any(|gutter| gutter.row_by_row)
}

fn fits_row(row: &[Line], line: &Line) -> bool {
    let Some(first) = row.first() else { return false };
    let has_words = row.iter().any(|other| other.weight() >= 2);
    has_words
        && row.iter().all(|other| {
            let apart = line.x0 >= other.x1 - 0.5 * line.size.min(other.size)
                || line.x1 <= other.x0 + 0.5 * line.size.min(other.size);
            other.columns == line.columns && other.overlap(line) >= 0.6 && apart
        })
        && row
            .iter()
            .any(|other| (line.x0 - other.x1).max(other.x0 - line.x1) < 0.8 * line.size.max(other.size))
        && (first.y0 - line.y0).abs() < first.height()
}

fn into_line(mut row: Vec<Line>) -> Option<Line> {
    row.sort_by(|a, b| a.x0.total_cmp(&b.x0).then(a.order.cmp(&b.order)));
    row.into_iter().reduce(|mut line, next| {
        line.append(next);
        line
    })
}

/// Puts what is shown row by row over the columns into the order of the columns, between lines across them. What
/// the page shows in an order of its own, such as a table cell by cell, stays.
fn part_columns(lines: &mut [Line], woven: &[Gutter]) {
    const FEWEST: usize = 4;
    let is_in_one = |line: &Line| {
        let (first, last) = columns_of(line, woven);
        first == last
    };
    let column = |line: &Line| columns_of(line, woven).0;
    for band in lines.chunk_by_mut(|a, b| is_in_one(a) == is_in_one(b)) {
        let mut lines_of = std::collections::BTreeMap::<u8, usize>::new();
        for line in band.iter() {
            *lines_of.entry(column(line)).or_default() += 1;
        }
        let fewest = lines_of.into_values().min().unwrap_or(0);
        let back = band.windows(2).filter(|pair| column(&pair[1]) < column(&pair[0])).count();
        if is_in_one(&band[0]) && back >= FEWEST && back * 2 >= fewest {
            band.sort_by_key(column);
        }
    }
}

/// Whether the order of showing follows the prose: down the columns, one after the other. Labels of figures
/// and cells of tables are drawn in any order, and say nothing.
fn runs_downward(lines: &[Line], body: f32) -> bool {
    let prose = |line: &&Line| line.weight() >= 20 && line.cells == 1 && line.size > 0.75 * body;
    let mut steps = 0;
    let mut back = 0;
    let mut last: Option<&Line> = None;
    for line in lines.iter().filter(prose) {
        if let Some(last) = last.replace(line) {
            steps += 1;
            // To the right and up is the next cell of a table, or the next column.
            let upward = last.columns == line.columns && line.y0 > last.y1 && line.x0 < last.x1;
            let leftward = last.columns.0 == last.columns.1 && line.columns.1 < last.columns.0;
            back += usize::from(upward || leftward);
        }
    }
    back * 4 <= steps.max(16)
}

/// Bands between lines across the page, top to bottom; in a band the columns left to right; in a column
/// top to bottom.
fn sort_by_geometry(lines: &mut [Line]) {
    lines.sort_by(|a, b| b.y1.total_cmp(&a.y1).then(a.x0.total_cmp(&b.x0)));
    let mut from = 0;
    for at in 0..=lines.len() {
        if at == lines.len() || lines[at].columns.0 != lines[at].columns.1 {
            lines[from..at].sort_by(|a, b| {
                a.columns.cmp(&b.columns).then(b.y1.total_cmp(&a.y1)).then(a.x0.total_cmp(&b.x0))
            });
            from = at + 1;
        }
    }
}

/// The value below which `share` of the values lie; 0 when there are none.
fn percentile(mut values: Vec<f32>, share: f32) -> f32 {
    values.sort_by(f32::total_cmp);
    let at = ((values.len() as f32 - 1.0) * share).round().max(0.0) as usize;
    values.get(at).copied().unwrap_or(0.0)
}
