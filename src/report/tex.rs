//! LaTeX: a `longtable` with `booktabs` rules for every table, to be read into a document.

use super::tables::{Column, Table, headline, sections};
use crate::export::one_line;
use crate::statistics::Statistics;

/// Of a column of words, in the width of the text.
const WORDS: &str = "p{0.3\\linewidth}";

pub(super) fn tables(statistics: &Statistics) -> String {
    let mut text = format!(
        "% {}\n% Needs \\usepackage{{booktabs,longtable}} and a font for the text's characters (XeLaTeX, LuaLaTeX, or\n\
         % pdfLaTeX with T1 fonts).\n",
        comment(&headline(statistics))
    );
    for section in sections(statistics) {
        text.push_str(&format!("\n% {}\n", comment(&section.title)));
        section.tables.iter().for_each(|one| text.push_str(&table(one)));
    }
    text
}

fn table(table: &Table) -> String {
    let columns = table.heads.iter().map(|(_, column)| match column {
        Column::Key => "l",
        Column::Words => WORDS,
        Column::Number => "r",
    });
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<String> = cells.map(|cell| escaped(&one_line(cell))).collect();
        format!("{} \\\\\n", cells.join(" & "))
    };
    // The widest table, the criteria with their published shares, would not fit a column of text otherwise.
    let mut text = format!(
        "\n{{\\footnotesize\\setlength{{\\tabcolsep}}{{3pt}}\n\\begin{{longtable}}{{@{{}}{}@{{}}}}\n",
        columns.collect::<String>()
    );
    text.push_str(&format!("\\caption{{{}. {}}}\\\\\n", escaped(&table.title), escaped(&table.note)));
    text.push_str("\\toprule\n");
    text.push_str(&line(&mut table.heads.iter().map(|(name, _)| name.as_str())));
    text.push_str("\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n");
    for row in &table.rows {
        text.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    text.push_str("\\end{longtable}}\n");
    text
}

/// On one line, which a comment ends with.
fn comment(text: &str) -> String {
    one_line(text)
}

/// A text that is set as it is. A bracket behind `\\` would be read as an argument, so it is put in braces.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => shown.push_str("\\textbackslash{}"),
            '~' => shown.push_str("\\textasciitilde{}"),
            '^' => shown.push_str("\\textasciicircum{}"),
            '<' => shown.push_str("\\textless{}"),
            '>' => shown.push_str("\\textgreater{}"),
            '≥' => shown.push_str("$\\geq$"),
            '–' => shown.push_str("--"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                shown.push('\\');
                shown.push(c);
            }
            '[' | ']' => {
                shown.push('{');
                shown.push(c);
                shown.push('}');
            }
            _ => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_set_as_it_is() {
        let check = |text: &str, expect: &str| assert_eq!(escaped(text), expect);
        check("plain text.", "plain text.");
        check("50 % & more_of #1 {x}", r"50 \% \& more\_of \#1 \{x\}");
        check("\\input{x}", r"\textbackslash{}input\{x\}");
        check("a~b^c <$1>", r"a\textasciitilde{}b\textasciicircum{}c \textless{}\$1\textgreater{}");
        check("5 [1, 2]", "5 {[}1, 2{]}");
    }
}
