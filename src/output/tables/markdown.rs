//! Markdown (CommonMark with tables). Here is its one escaper.

use super::table::{Column, Table};
use crate::output::wording::one_line;

/// The table below its title and its note.
pub(in crate::output) fn table(table: &Table) -> String {
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

/// A text that is shown as it is: what Markdown or HTML would act on gets a backslash.
pub(in crate::output) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let begins_a_list = at == 0 && matches!(c, '-' | '+' | '=');
        if matches!(c, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '#' | '|' | '&' | '~' | '$')
            || begins_a_list
        {
            shown.push('\\');
        }
        shown.push(c);
    }
    // A number with a point or a bracket begins a list, too.
    let digits = shown.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && shown[digits..].starts_with(['.', ')']) {
        shown.insert(digits, '\\');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shown_as_it_is() {
        let check = |text: &str, expect: &str| assert_eq!(escaped(text), expect);
        check("plain, (text)!", "plain, (text)!");
        check("<img src=x>", r"\<img src=x\>");
        check("[a](http://b) *c* _d_ `e`", r"\[a\](http://b) \*c\* \_d\_ \`e\`");
        check("- a - b", r"\- a - b");
        check("12. May", r"12\. May");
        check("2 met", "2 met");
    }
}
