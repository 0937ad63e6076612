//! The tables in LaTeX.

use super::tables::{headline, sections};
use crate::output::tables::tex::{comment, table};
use crate::statistics::Statistics;

pub(super) fn tables(statistics: &Statistics) -> String {
    let mut text = comment(&headline(statistics));
    text.push_str(
        "% Needs \\usepackage{array,booktabs,longtable,pdflscape} and a font for the text's characters\n\
         % (XeLaTeX, LuaLaTeX, or pdfLaTeX with T1 fonts).\n",
    );
    for section in sections(statistics) {
        text.push_str(&format!("\n{}", comment(&section.title)));
        section.tables.iter().for_each(|one| text.push_str(&table(one)));
    }
    text
}
