//! What every page has around it.

use maud::{DOCTYPE, Markup, html};

/// A whole page. Text from papers goes into `title` and `body` escaped, as maud does.
pub(super) fn shell(title: &str, reviewer: Option<&str>, way: &Markup, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · medcheck" }
                link rel="stylesheet" href="/review.css";
                link rel="icon" href="data:,";
                script src="/review.js" defer {}
            }
            body {
                header {
                    a.home href="/" { "medcheck" }
                    (way)
                    span.space {}
                    @if let Some(reviewer) = reviewer { span.reviewer { "reviewer: " bdi { (reviewer) } } }
                    a href="/search" data-key="f" { "Search" }
                    a href="/help" data-key="?" { "Keys" }
                }
                p #notice role="alert" {}
                (body)
            }
        }
    }
}

/// A page that only says why there is nothing else.
pub(super) fn refusal(why: &str) -> Markup {
    let body = html! { main.plain { h1 { "That did not work" } p.refusal { (why) } p { a href="/" { "To the papers" } } } };
    shell("Not done", None, &html! {}, &body)
}
