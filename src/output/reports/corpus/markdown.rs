//! Findings and tables in Markdown.

use super::tables::{headline, sections};
use crate::output::tables::markdown::{escaped, table};
use crate::output::wording::one_line;
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
