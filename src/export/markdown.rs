//! Markdown (CommonMark).

use super::text::{one_line, place, provenance, title};
use crate::review::{AuditSheet, SheetCell};

/// All audits below one another, each under a heading of the first level.
pub fn markdown(sheets: &[AuditSheet]) -> String {
    sheets.iter().map(audit).collect::<Vec<_>>().join("\n")
}

fn audit(sheet: &AuditSheet) -> String {
    let mut text = format!("# {}\n\n**{}**\n\n", escaped(&title(sheet)), escaped(&sheet.state));
    let rubric = format!("{} ({} {})", sheet.rubric.title, sheet.rubric.id, sheet.rubric.version);
    text.push_str(&format!("- paper: {}\n", escaped(sheet.paper.id.as_str())));
    text.push_str(&format!("- rubric: {}\n- sha256: {}\n", escaped(&one_line(&rubric)), sheet.paper.sha256));
    for phase in &sheet.phases {
        let counted = format!("{} of {} decided", phase.decided, phase.criteria);
        text.push_str(&format!(
            "\n## {} {} ({counted})\n",
            escaped(&phase.id),
            escaped(&one_line(&phase.name))
        ));
        for one in sheet.cells.iter().filter(|cell| cell.phase == phase.id) {
            text.push_str(&cell(one));
        }
    }
    text
}

fn cell(cell: &SheetCell) -> String {
    let (id, name) = (escaped(&cell.criterion), escaped(&one_line(&cell.name)));
    let mut text = format!("\n### {id} {name}\n\n**{}**", escaped(&cell.verdict()));
    let provenance = provenance(cell);
    if !provenance.is_empty() {
        text.push_str(&format!(" · {}", escaped(&provenance)));
    }
    text.push('\n');
    for note in &cell.notes {
        text.push_str(&format!("\n{}\n", escaped(&one_line(note))));
    }
    for quote in &cell.evidence {
        let said = escaped(&one_line(&quote.quote));
        text.push_str(&format!("\n> “{said}” ({})\n", escaped(&place(quote))));
    }
    text
}

/// A text that is shown as it is: what Markdown or HTML would act on gets a backslash.
pub(crate) fn escaped(text: &str) -> String {
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
