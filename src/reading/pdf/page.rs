//! One page as lines in reading order.

use super::columns;
use super::content::{PageContent, Rule};
use super::geometry::{Level, Turn};
use super::line_numbers::{self, PageText};
use super::lines::Line;
use super::right_to_left;
use super::stretches::stretches;
use crate::document::BlockKind;

/// A page's stretches of text, before the document's usual font size is known.
pub(super) struct PageStretches {
    rules: Vec<Rule>,
    /// For every turn that occurs, the most frequent first.
    turns: Vec<(Turn, Vec<Line>)>,
    /// The line numbers of a manuscript, once they are set apart.
    numbers: Vec<Line>,
}

/// A page's lines in reading order.
pub(super) struct PageLines {
    /// The direction most of the text runs in.
    pub(super) turn: Turn,
    /// The upper and lower edge of the page in that direction's frame.
    pub(super) top: f32,
    pub(super) bottom: f32,
    pub(super) lines: Vec<Line>,
    /// Furniture that is no part of the reading order: the line numbers of a manuscript, from the top down.
    pub(super) numbers: Vec<Line>,
    /// Horizontal rules in the frame of the main turn.
    pub(super) levels: Vec<Level>,
}

impl PageStretches {
    pub(super) fn new(content: &PageContent) -> PageStretches {
        let mut turns: Vec<(Turn, Vec<Line>)> = Turn::ALL
            .into_iter()
            .map(|turn| (turn, stretches(content, turn)))
            .filter(|(_, stretches)| !stretches.is_empty())
            .collect();
        turns.sort_by_key(|(_, stretches)| {
            std::cmp::Reverse(stretches.iter().map(Line::weight).sum::<usize>())
        });
        PageStretches { rules: content.rules.clone(), turns, numbers: Vec::new() }
    }

    /// Font sizes in quarter points with the number of letters set in each, for the main turn.
    pub(super) fn sizes(&self) -> impl Iterator<Item = (u32, usize)> + '_ {
        self.turns
            .iter()
            .take(1)
            .flat_map(|(_, stretches)| stretches)
            .map(|line| ((line.size * 4.0).round() as u32, line.weight()))
    }

    /// Finds columns and lines. `media` is the page's visible box in user space, `[x0, y0, x1, y1]`; `body`
    /// is the document's usual font size.
    pub(super) fn into_lines(self, media: [f32; 4], body: f32) -> PageLines {
        let turn = self.turns.first().map_or(Turn::Upright, |(turn, _)| *turn);
        let corners = [turn.to_frame(media[0], media[1]), turn.to_frame(media[2], media[3])];
        let levels = levels(&self.rules, turn);
        let read =
            |(of, stretches)| columns::read(stretches, if of == turn { &levels[..] } else { &[] }, body);
        let mut lines = merge(self.turns.into_iter().map(read).collect());
        lines.iter_mut().for_each(right_to_left::into_order_of_reading);
        PageLines {
            turn,
            top: corners[0].1.max(corners[1].1),
            bottom: corners[0].1.min(corners[1].1),
            levels,
            lines,
            numbers: self.numbers,
        }
    }
}

/// Sets apart the line numbers of all pages, before anything is told from where text stands. `body` is the
/// document's usual font size.
pub(super) fn set_line_numbers_apart(pages: &mut [PageStretches], body: f32) {
    let mut texts: Vec<PageText<'_>> = pages
        .iter_mut()
        .filter_map(|page| {
            let (turn, stretches) = page.turns.first_mut()?;
            let levels = levels(&page.rules, *turn);
            Some(PageText { turn: *turn, stretches, levels, numbers: &mut page.numbers })
        })
        .collect();
    line_numbers::set_apart(&mut texts, body);
    for number in pages.iter_mut().flat_map(|page| &mut page.numbers) {
        number.kind = BlockKind::Furniture;
    }
}

/// The horizontal ones among a page's rules, in the frame of a turn.
fn levels(rules: &[Rule], turn: Turn) -> Vec<Level> {
    rules
        .iter()
        .map(|rule| (turn.to_frame(rule.x0, rule.y0), turn.to_frame(rule.x1, rule.y1)))
        .filter(|(a, b)| (a.1 - b.1).abs() < 2.5)
        .map(|(a, b)| Level { x0: a.0.min(b.0), x1: a.0.max(b.0), y: (a.1 + b.1) / 2.0 })
        .collect()
}

/// The lines of all turns in one order: that of showing, unless geometry had to order the main turn.
fn merge(turns: Vec<Vec<Line>>) -> Vec<Line> {
    let as_shown = turns.first().is_some_and(|main| main.is_sorted_by_key(|line| line.order));
    let mut lines: Vec<Line> = turns.into_iter().flatten().collect();
    if as_shown {
        lines.sort_by_key(|line| line.order);
    }
    lines
}
