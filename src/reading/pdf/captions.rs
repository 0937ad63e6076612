//! Captions, and which tables they tell about.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::lines::Line;
use super::paragraph::Paragraph;
use crate::document::BlockKind;

static CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, exercised by the tests")]
    Regex::new(
        r"(?i)^(?:supplementary\s+|extended\s+data\s+|appendix\s+)?(?:fig(?:ure|\.)?|table|tab\.|tbl\.|abbildung|abb\.|tabelle|figura|tabla|tableau|algorithm|listing|box|exhibit|prompt)\s*(?:s?[A-Z]?[.\-]?[0-9]{1,3}(?:\.[0-9]+)?[a-z]?|[ivxl]{1,5}\b)\s*(?P<stop>[:.|—–]|$)?",
    )
    .unwrap()
});

static TABLE_CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern")]
    Regex::new(r"(?i)^(?:supplementary\s+|extended\s+data\s+|appendix\s+)?ta?b").unwrap()
});

/// Whether a line begins like a caption and says so: `Table 3:`, `Fig. 2 |`.
pub(super) fn is_caption(text: &str) -> bool {
    CAPTION.captures(text).is_some_and(|found| found.name("stop").is_some())
}

/// Whether a line begins with what captions begin with, said or not: `Table 3`, also in `Table 3 shows`.
pub(super) fn is_numbered(text: &str) -> bool {
    CAPTION.is_match(text)
}

pub(super) fn begins(line: &Line, body: f32) -> bool {
    let Some(found) = CAPTION.captures(&line.text) else { return false };
    found.name("stop").is_some() || line.starts_bold || line.size < 0.95 * body
}

/// Finds the caption of every table of a page: the nearest above or below, a table's before a figure's.
pub(super) fn give(paragraphs: &mut [Paragraph]) {
    /// In points; notes may stand between a table and its caption.
    const FARTHEST: f32 = 60.0;
    let mut tables: BTreeMap<u32, [f32; 4]> = BTreeMap::new();
    for paragraph in paragraphs.iter() {
        if let Some(row) = paragraph.row() {
            let [x0, y0, x1, y1] = paragraph.frame();
            let whole = tables.entry(row.table).or_insert([x0, y0, x1, y1]);
            *whole = [whole[0].min(x0), whole[1].min(y0), whole[2].max(x1), whole[3].max(y1)];
        }
    }
    for (table, [x0, y0, x1, y1]) in tables {
        let nearest = paragraphs
            .iter()
            .enumerate()
            .filter(|(_, paragraph)| paragraph.kind == BlockKind::Caption)
            .filter_map(|(at, caption)| {
                let [left, bottom, right, top] = caption.frame();
                let gap = (bottom - y1).max(y0 - top).max(0.0);
                let figure = !TABLE_CAPTION.is_match(&caption.text());
                (left < x1 && right > x0 && gap < FARTHEST).then_some((figure, gap, at))
            })
            .min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        if let Some((.., at)) = nearest {
            paragraphs[at].captioned.push(table);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions() {
        for text in [
            "Figure 3: Accuracy",
            "Table 12. Counts",
            "Fig. 2 | Flow",
            "TABLE IV",
            "Supplementary Table S2: x",
            "Table A.1: y",
        ] {
            assert!(is_caption(text), "{text}");
        }
        for text in ["Figure 3 shows", "Table 2 and Table 3", "tables are", "The figure 3:"] {
            assert!(!is_caption(text), "{text}");
        }
    }
}
