//! LaTeX: a `longtable` with `booktabs` rules for a table, to be read into a document. Here is the one escaper of
//! LaTeX.

use super::table::{Column, Table};
use crate::output::wording::one_line;

/// A key of more letters may be broken.
const LONG_KEY: usize = 14;
/// Of a page of paper that stands upright, in points, as the common classes set it.
const TEXT_WIDTH: usize = 345;
/// What stands between two columns, in points.
const GAP: usize = 6;

/// The table with its caption; on a page of its own that lies on its side where it is wide.
pub(in crate::output) fn table(table: &Table) -> String {
    let columns = Columns::of(table);
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<String> = cells
            .zip(&table.heads)
            .map(|(cell, (_, column))| match column {
                Column::Key => breakable(&one_line(cell)),
                Column::Words | Column::Number => escaped(&one_line(cell)),
            })
            .collect();
        format!("{} \\\\\n", cells.join(" & "))
    };
    let mut text = format!(
        "\n{{\\footnotesize\\setlength{{\\tabcolsep}}{{{}pt}}\n\\begin{{longtable}}{{@{{}}{}@{{}}}}\n",
        GAP / 2,
        columns.preamble(table)
    );
    text.push_str(&format!("\\caption{{{}. {}}}\\\\\n", escaped(&table.title), escaped(&table.note)));
    text.push_str("\\toprule\n");
    text.push_str(&line(&mut table.heads.iter().map(|(name, _)| name.as_str())));
    text.push_str("\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n");
    for row in &table.rows {
        text.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    text.push_str("\\end{longtable}}\n");
    // On a page of its own that lies on its side.
    if columns.are_wide() { format!("\n\\begin{{landscape}}{text}\\end{{landscape}}\n") } else { text }
}

/// How wide the columns of a table are. Those of words share what the others leave of the line.
struct Columns {
    count: usize,
    of_words: usize,
    /// Letters of all other columns together, half an em each: as wide as a digit.
    letters: usize,
}

impl Columns {
    fn of(table: &Table) -> Columns {
        let longest = |at: usize| {
            let cells = table.rows.iter().map(|row| &row[at]).chain([&table.heads[at].0]);
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let width = |(at, (_, column)): (usize, &(String, Column))| match column {
            Column::Key => longest(at).min(LONG_KEY),
            Column::Words => 0,
            Column::Number => longest(at),
        };
        Columns {
            count: table.heads.len(),
            of_words: table.heads.iter().filter(|(_, column)| *column == Column::Words).count(),
            letters: table.heads.iter().enumerate().map(width).sum(),
        }
    }

    fn preamble(&self, table: &Table) -> String {
        let share = format!(
            "\\dimexpr(\\linewidth-{}em-{}pt)/{}",
            self.letters.div_ceil(2),
            GAP * self.count,
            self.of_words.max(1)
        );
        let column = |(at, (_, column)): (usize, &(String, Column))| {
            let is_long = || table.rows.iter().any(|row| row[at].chars().count() > LONG_KEY);
            match column {
                Column::Key if is_long() => {
                    format!(">{{\\raggedright\\arraybackslash}}p{{{}em}}", LONG_KEY / 2)
                }
                Column::Key => "l".to_owned(),
                Column::Words => format!(">{{\\raggedright\\arraybackslash}}p{{{share}}}"),
                Column::Number => "r".to_owned(),
            }
        };
        table.heads.iter().enumerate().map(column).collect()
    }

    /// Whether columns of words would get less than a sixth of an upright page each.
    fn are_wide(&self) -> bool {
        // Nine points are the size of footnotes beside a text of eleven.
        let taken = self.letters * 9 / 2 + GAP * self.count;
        taken + self.of_words * TEXT_WIDTH / 6 > TEXT_WIDTH
    }
}

/// A key that may be broken anywhere if it is long.
fn breakable(key: &str) -> String {
    if key.chars().count() <= LONG_KEY {
        return escaped(key);
    }
    let letters: Vec<String> = key.chars().map(|letter| escaped(&letter.to_string())).collect();
    letters.join("\\allowbreak{}")
}

/// A comment of one line.
pub(in crate::output) fn comment(text: &str) -> String {
    format!("% {}\n", one_line(text))
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

    fn of(heads: &[(&str, Column)], row: &[&str]) -> Table {
        Table {
            title: "T".to_owned(),
            is_detail: false,
            note: "N.".to_owned(),
            heads: heads.iter().map(|(name, column)| ((*name).to_owned(), *column)).collect(),
            rows: vec![row.iter().map(|cell| (*cell).to_owned()).collect()],
        }
    }

    #[test]
    fn words_take_what_is_left_and_wide_tables_lie_on_their_side() {
        let narrow = of(&[("id", Column::Key), ("name", Column::Words)], &["1", "Purpose & scope"]);
        let narrow = table(&narrow);
        assert!(
            narrow.contains(r"{@{}l>{\raggedright\arraybackslash}p{\dimexpr(\linewidth-1em-12pt)/1}@{}}")
        );
        assert!(narrow.contains(r"1 & Purpose \& scope \\") && !narrow.contains("landscape"), "{narrow}");
        let number = ("share not met", Column::Number);
        let wide = table(&of(&[number; 6], &["90.0 % [80.0, 100.0]"; 6]));
        assert!(
            wide.trim().starts_with(r"\begin{landscape}") && wide.ends_with("\\end{landscape}\n"),
            "{wide}"
        );
    }

    #[test]
    fn long_keys_may_be_broken() {
        let long = table(&of(&[("paper", Column::Key)], &["a_name-of-a-file"]));
        assert!(long.contains(r">{\raggedright\arraybackslash}p{7em}"), "{long}");
        assert!(long.contains(r"a\allowbreak{}\_\allowbreak{}n"), "{long}");
        assert!(!table(&of(&[("paper", Column::Key)], &["2009.13081"])).contains("allowbreak"));
    }

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
