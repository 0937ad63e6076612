//! Markdown (CommonMark with tables).

use super::tables::{Column, Table, headline, sections};
use crate::output::exchange::{escaped, one_line};
use crate::statistics::Statistics;

pub(super) fn markdown(statistics: &Statistics) -> String {
    let mut text =
        format!("# {}\n\n{}\n", escaped(&one_line(&statistics.title)), escaped(&headline(statistics)));
    if !statistics.findings.is_empty() {
        text.push_str("\n## Findings\n\n");
        for finding in &statistics.findings {
            text.push_str(&format!("- {}\n", escaped(&one_line(&finding.text))));
            for quote in &finding.quotes {
                let page = quote.page.map_or(String::new(), |page| format!(", p. {page}"));
                text.push_str(&format!(
                    "  - “{}” ({}{page}, criterion {}, level {})\n",
                    escaped(&one_line(&quote.quote)),
                    escaped(quote.paper.as_str()),
                    escaped(quote.criterion.as_str()),
                    quote.level
                ));
            }
        }
    }
    for section in sections(statistics) {
        text.push_str(&format!("\n## {}\n", escaped(&section.title)));
        for one in &section.tables {
            text.push_str(&table(one));
        }
    }
    text
}

fn table(table: &Table) -> String {
    let mut text = format!("\n### {}\n", escaped(&table.title));
    if !table.note.is_empty() {
        text.push_str(&format!("\n{}\n", escaped(&table.note)));
    }
    let line =
        |cells: &mut dyn Iterator<Item = String>| format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "));
    text.push('\n');
    text.push_str(&line(&mut table.heads.iter().map(|(name, _)| escaped(name))));
    text.push_str(&line(&mut table.heads.iter().map(|(_, column)| match column {
        Column::Number => "---:".to_owned(),
        Column::Key | Column::Words => "---".to_owned(),
    })));
    for row in &table.rows {
        text.push_str(&line(&mut row.iter().map(|cell| escaped(&one_line(cell)))));
    }
    text
}
