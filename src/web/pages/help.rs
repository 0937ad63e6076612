//! The page that lists the keys.

use maud::{Markup, html};

use super::words::level_key;
use crate::rubric::Scale;
use crate::web::shell::shell;
use crate::web::site::Site;

/// Behind the keys of the levels, which are the rubric's.
const KEYS: [(&str, &str); 14] = [
    ("n", "the criterion cannot apply"),
    ("a", "accept what the draft suggests"),
    ("u", "unclear: leave it open on purpose"),
    ("j k", "next and previous criterion"),
    ("h l", "previous and next page"),
    ("shift 1 … 5", "keep or drop a quote"),
    ("e", "add evidence: then drag over the page; what is touched is added, whole sentences at a time"),
    ("/", "find words in the paper (or papers in the list); each sentence found can be added"),
    (
        "f",
        "search all papers; there, / goes to the field, j and k to the next and the previous sentence, Enter opens it",
    ),
    ("c", "this criterion over all papers; there, j and k show the next and the previous criterion"),
    ("m", "write a note; Escape or Ctrl Enter leaves it, and it is saved"),
    ("z", "undo your last word on this paper"),
    ("Escape", "out of a field, or out of adding"),
    ("?", "these keys"),
];

/// The page that lists the keys.
pub(in crate::web) fn help(site: &Site) -> Markup {
    let levels = level_keys(&site.workspace.rubric().scale);
    let deciding = (levels.as_str(), "decide the level, and go on to the next criterion");
    let keys = std::iter::once(deciding).chain(KEYS);
    let body = html! {
        main.plain {
            h1 { "Keys" }
            table { tbody { @for (keys, what) in keys { tr { th scope="row" { @for key in keys.split(' ') { kbd { (key) } " " } } td { (what) } } } } }
            p { "Keys do nothing while you type in a field. Every key has a button or a link, too." }
            p { "What you decide is on the disk before the page shows it. A draft is a suggestion of a program: nothing counts before you say so." }
        }
    };
    shell("Keys", Some(site.reviewer.as_str()), &html! {}, &body)
}

/// The keys that decide a level, with blanks between them.
fn level_keys(scale: &Scale) -> String {
    scale.iter().map(|level| level_key(scale, level)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_the_levels_are_the_scales() {
        for (levels, keys) in [(vec![0, 1, 2], "0 1 2"), (vec![0, 1, 2, 3], "0 1 2 3"), (vec![1, 10], "0 1")]
        {
            assert_eq!(level_keys(&Scale::new(levels).unwrap()), keys);
        }
    }
}
