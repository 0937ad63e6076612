//! Text that a file carries and does not show.

use serde::{Deserialize, Serialize};

use super::page_ranges::ranges;
use super::span::Rect;

/// Why a text is not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HiddenReason {
    /// In a rendering mode that paints nothing.
    Unpainted,
    /// In the color of what it stands on.
    Color,
    /// Transparent, or masked.
    Transparent,
    /// Too small for any eye.
    Tiny,
    /// Outside the area that is painted into.
    Clipped,
    /// Outside the visible page.
    OutsidePage,
    /// Something is painted over it.
    Covered,
    /// On a layer that is switched off.
    LayerOff,
    /// Given as the text of something that says something else.
    FalseActualText,
}

impl HiddenReason {
    /// In words, for people; what is hidden "is …".
    pub fn name(self) -> &'static str {
        match self {
            HiddenReason::Unpainted => "not painted",
            HiddenReason::Color => "in the color of its background",
            HiddenReason::Transparent => "transparent",
            HiddenReason::Tiny => "too small to be seen",
            HiddenReason::Clipped => "clipped away",
            HiddenReason::OutsidePage => "outside the visible page",
            HiddenReason::Covered => "painted over",
            HiddenReason::LayerOff => "on a layer that is switched off",
            HiddenReason::FalseActualText => "an ActualText that is not what is printed",
        }
    }
}

/// A line of text that nobody sees: no part of the document's text, never a quote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HiddenText {
    /// Counted from 1.
    pub page: u32,
    /// Why it is not seen.
    pub reason: HiddenReason,
    /// What it says, as far as it is kept.
    pub text: String,
    /// Where it stands; may lie outside the page.
    pub boxes: Vec<Rect>,
}

/// The pages of hidden lines that are in page order, each once.
pub fn hidden_pages(lines: &[HiddenText]) -> Vec<u32> {
    let mut pages: Vec<u32> = lines.iter().map(|line| line.page).collect();
    pages.dedup();
    pages
}

/// Lines of hidden text, as a person counts them.
pub fn hidden_lines(lines: usize) -> String {
    match lines {
        1 => "1 hidden line".to_owned(),
        lines => format!("{lines} hidden lines"),
    }
}

/// How many lines are hidden, where, and what follows from it: "10 hidden lines on page 1: …".
pub fn told_hidden(lines: usize, pages: &[u32]) -> String {
    let page = if pages.len() == 1 { "page" } else { "pages" };
    let what = "no part of the text, not searched and never quoted";
    format!("{} on {page} {}: {what}", hidden_lines(lines), ranges(pages))
}
