//! Pages as people save them, and pages made to hurt.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// The document, and the messages of its warnings.
fn noted(bytes: &[u8]) -> (Document, Vec<String>) {
    let parsed = read(bytes);
    (parsed.document, parsed.warnings.into_iter().map(|warning| warning.message).collect())
}

/// Kind, section and text of every sentence.
fn sentences(html: &str) -> Vec<(BlockKind, Option<String>, String)> {
    let (document, notes) = noted(html.as_bytes());
    assert_eq!((document.check(), notes), (Ok(()), vec![]));
    let sentence = |it: &crate::document::Sentence| {
        (it.kind, document.section_title(it).map(str::to_owned), document.sentence_text(it).to_owned())
    };
    document.sentences.iter().map(sentence).collect()
}

/// The texts of all sentences.
fn texts(html: &str) -> Vec<String> {
    sentences(html).into_iter().map(|(_, _, text)| text).collect()
}

fn check(html: &str, expect: &[&str]) {
    assert_eq!(texts(html), expect, "{html}");
}

#[test]
fn a_page_has_sections_paragraphs_items_and_tables() {
    let html = "<!doctype html><html><head><title>Bench &amp; more</title>\n\
        <style>p { color: red }</style><script>var a = '<p>No.</p>';</script></head><body>\n\
        <nav><a href=/>Home</a><ul><li>Menu</ul></nav>\n\
        <h1>Bench</h1><p>All items are <b>new</b>.\n They are\u{a0}hard.<p>License: CC&nbsp;BY&#32;4.0\n\
        <h2>Data</h2><ul><li>one item<li>two <em>items</em></li></ul>\n\
        <table><caption>Counts</caption><tr><th>Set<th>n<tr><td>test</td><td> 12 </td></tr></table>\n\
        <h2>References</h2><ol><li>Somebody. A paper.</ol><footer>Contact us.</footer></body></html>";
    let row = |kind, section: &str, text: &str| (kind, Some(section.to_owned()), text.to_owned());
    assert_eq!(
        sentences(html),
        [
            row(BlockKind::Heading, "Bench", "Bench"),
            row(BlockKind::Body, "Bench", "All items are new."),
            row(BlockKind::Body, "Bench", "They are hard."),
            row(BlockKind::Body, "Bench", "License: CC BY 4.0"),
            row(BlockKind::Heading, "Data", "Data"),
            row(BlockKind::Body, "Data", "one item"),
            row(BlockKind::Body, "Data", "two items"),
            row(BlockKind::Caption, "Data", "Counts"),
            row(BlockKind::Table, "Data", "Set | n"),
            row(BlockKind::Table, "Data", "test | 12"),
            row(BlockKind::Heading, "References", "References"),
            row(BlockKind::Reference, "References", "Somebody. A paper."),
            row(BlockKind::Reference, "References", "Contact us."),
        ]
    );
    assert_eq!(read(html.as_bytes()).document.title.as_deref(), Some("Bench & more"));
}

#[test]
fn a_title_stands_in_for_a_missing_heading() {
    check("<title>A page</title><p>Text.", &["A page", "Text."]);
    check("<title>A page</title><h1>Another</h1>", &["Another"]);
    check("<title>\n</title><p>Text.", &["Text."]);
    check("<p>Text.<title>Late</title> More.<title>Second</title>", &["Late", "Text.", "More."]);
    check("<title><script>alert(1)</script></title>x", &["<script>alert(1)</script>", "x"]);
    check("<title>never closed <p>Text.", &["never closed <p>Text."]);
    assert_eq!(read(b"<h1>Only <i>this</i></h1>x").document.title.as_deref(), Some("Only this"));
    assert_eq!(read(b"x").document.title, None);
}

#[test]
fn what_readers_pass_over_is_left_out() {
    check("a<script>if (a < b) { '</p>' }</script>b <style>x</style>c", &["ab c"]);
    check("a<!-- b --><![CDATA[ c ]]>d", &["ad"]);
    check("<nav><nav>x</nav>y</nav>z", &["z"]);
    check("<div><nav>never closed</div><p>Text.", &["Text."]);
    check("<nav><b>x</nav></b>y", &["y"]);
    check("<p hidden>x<p>Seen.", &["Seen."]);
    check("<div hidden><p>x</p><div>y</div>z</div>Seen.", &["Seen."]);
    check("<ul><li hidden><ul><li>x</ul>y<li>Seen.</ul>", &["Seen."]);
    check("<ul><li hidden>x<ul><li>y</ul></li><li>Seen.</ul>", &["Seen."]);
    check("<table><tr hidden><td>x<td>y<tr><td>a<td>b</table>", &["a | b"]);
    check("a <span hidden>x <span>y</span></span>b<input hidden> c", &["a b c"]);
    check("<svg><title>x</title><text>y</text></svg>a<svg hidden/>b", &["ab"]);
    check("<button>Copy</button><select><option>x</select><textarea><p>y</textarea>z", &["z"]);
    check("<noscript>Turn it on.</noscript><template><p>x</template>z", &["z"]);
    check("</nav></hidden></p>a</div>", &["a"]);
    check("<script>never closed <p>Text.", &[]);
}

#[test]
fn lines_and_blanks_are_what_they_look_like() {
    check("<p>one<br>two<br/>\n three", &["one\ntwo\nthree"]);
    check("<pre>a  b\n  c\r\n\n\td\u{0}\u{7}</pre>", &["a  b\n  c", "d"]);
    check("<pre><code>pip install x</code></pre>then", &["pip install x", "then"]);
    check("<div>one<div>two</div>three</div>", &["one", "two", "three"]);
    check("<h2><div>A</div></h2>b<h3>c</h3>", &["A", "b", "c"]);
    check("x<hr>y", &["x", "y"]);
    check("&lt;b&gt; &eacute; e&#x301; &#27; &#x110000; &bogus;", &["<b> é é \u{fffd} &bogus;"]);
    check("<td>a<td>b", &["ab"]);
    check("<table><tr><td>a<td><p>b<p>c</td><td></table>d", &["a | b c", "d"]);
    check("<table><tr><td>Only one cell. Two sentences.</table>", &["Only one cell.", "Two sentences."]);
    check("<table><tr><td>a<td><table><tr><td>b<td>c</table></table>", &["a", "b | c"]);
    check(&format!("<h1>{}", "All of it. ".repeat(40)), &["All of it."; 40]);
    check(
        &format!("<table><tr><td>x<td>{}</table>", "All. ".repeat(300)),
        &[&["x | All."][..], &["All."; 299]].concat(),
    );
}

#[test]
fn encodings_are_what_the_page_says() {
    let read = |bytes: &[u8]| {
        let (document, notes) = noted(bytes);
        (document.text, notes)
    };
    let none: Vec<String> = vec![];
    assert_eq!(read(b"<meta charset=\"iso-8859-1\">caf\xe9"), ("café".to_owned(), none.clone()));
    let declared = b"<META http-equiv=Content-Type content='text/html; charset=windows-1251'>\xe4\xe0";
    assert_eq!(read(declared), ("да".to_owned(), none.clone()));
    assert_eq!(read(b"\xff\xfe<\0p\0>\0x\0"), ("x".to_owned(), none));
    let assumed = vec!["it does not say its encoding; read as windows-1252".to_owned()];
    assert_eq!(read(b"caf\xe9"), ("café".to_owned(), assumed));
}

#[test]
fn a_page_without_text_has_no_sentences() {
    for html in ["", " \n", "<p>", "<title></title><script>x</script>", "<!--", "<", "&#32;"] {
        let document = read(html.as_bytes()).document;
        let expect: &[&str] = if html == "<" { &["<"] } else { &[] };
        let texts: Vec<&str> = document.sentences.iter().map(|it| document.sentence_text(it)).collect();
        assert_eq!(texts, expect, "{html:?}");
    }
}

#[test]
fn hostile_pages_take_no_time_and_no_stack() {
    const MANY: usize = 200_000;
    let number = |from: &str, at: usize| from.replace('#', &at.to_string());
    let each = |from: &str| (0..MANY).map(|at| number(from, at)).collect::<String>();
    let pages: [(&str, String); 13] = [
        ("nested", format!("{}deep", "<div>".repeat(MANY))),
        ("nested and closed", format!("{}deep{}", "<div>".repeat(MANY), "</div>".repeat(MANY))),
        ("nested tables", format!("{}deep", "<table><tr><td>".repeat(MANY))),
        ("formatting that is opened again", each("<p><b id=#>deep ")),
        ("formatting out of order", format!("{}deep", "<a><b></a></b>".repeat(MANY))),
        ("one tag of many attributes", format!("<p {}>deep", each("a# "))),
        ("one huge attribute", format!("<p title='{}'>deep", "x".repeat(20 << 20))),
        ("end tags of nothing", format!("deep{}", "</p></div></table>".repeat(MANY))),
        ("hidden in hidden", format!("deep{}", "<div hidden><nav>".repeat(MANY))),
        ("a tag that never ends", format!("deep<p {}", "x=".repeat(MANY))),
        ("a comment that never ends", format!("deep<!--{}", "-".repeat(MANY))),
        ("entities", format!("deep {}", "&amp;&#1;&ampx;&".repeat(MANY))),
        ("elements of other names", format!("{}deep", each("<x#>"))),
    ];
    for (name, page) in pages {
        let begun = Instant::now();
        // As much stack as a worker has, at most.
        let reading = std::thread::Builder::new().stack_size(256 << 10).spawn(move || read(page.as_bytes()));
        let Parsed { document, .. } = reading.unwrap().join().unwrap();
        assert!(begun.elapsed() < Duration::from_secs(10), "{name}: {:?}", begun.elapsed());
        assert_eq!(document.check(), Ok(()), "{name}");
        assert!(document.text.contains("deep"), "{name}");
    }
}

#[test]
fn endless_text_is_cut_and_said_so() {
    let page = "<p>Some words in a row.".repeat(LONGEST_TEXT / 10);
    let (document, notes) = noted(page.as_bytes());
    assert_eq!(notes, ["only the first 4 MiB of its text are read"]);
    assert!(document.text.len() > LONGEST_TEXT / 2);
    let one = format!("<p>Kept.<p>{}<p>Late.", "x ".repeat(LONGEST_TEXT));
    let (document, notes) = noted(one.as_bytes());
    assert_eq!((document.text.as_str(), notes.len()), ("Kept.", 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_keep_the_promises(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let Parsed { document, .. } = read(&bytes);
        prop_assert_eq!(document.check(), Ok(()));
    }

    #[test]
    fn any_soup_of_tags_keeps_the_promises(
        soup in prop::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "<p>", "</p>", "<h1>", "</h1>", "<h2 hidden>", "<table>", "</table>", "<tr>", "<td>", "<td hidden>",
                    "</td>", "<caption>", "</caption>", "<pre>", "</pre>", "<nav>", "</nav>", "<li>", "<ul>", "</ul>",
                    "<br>", "<title>", "</title>", "<script>", "</script>", "<svg>", "</svg>", "<b>", "</b>",
                    "<h1>References</h1>", "&amp;", "\n", " ", "\u{202e}", "<span hidden>", "</span>", "<hr/>",
                ]).prop_map(str::to_owned),
                "[a-z. é|]{1,8}",
            ],
            0..60,
        )
    ) {
        let html = soup.concat();
        let Parsed { document, .. } = read(html.as_bytes());
        prop_assert_eq!(document.check(), Ok(()));
        // Nothing is made up and nothing said twice.
        let count = |text: &str, wanted: char| text.chars().filter(|c| *c == wanted).count();
        for c in document.text.chars().filter(|c| !c.is_whitespace() && *c != '|') {
            prop_assert!(count(&document.text, c) <= count(&html, c), "{}", document.text);
        }
        // And no blank begins or ends a sentence, nor a control stands in one.
        for sentence in &document.sentences {
            let text = document.sentence_text(sentence);
            prop_assert_eq!(text.trim(), text);
            prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        }
    }
}

#[test]
fn ids_in_links_are_told_to_who_lists_papers() {
    let page =
        b"<h3><a href=\"/papers/2009.13081#c\">One</a></h3><p>Text <a href='/abs/2009.13082v2'>x</a>, \
                 <a href=/papers/date/2009>old</a> <a href=\"/x/2009.13083\">other</a></p>";
    assert_eq!(
        read_listing(page).document.text,
        "arXiv:2009.13081\n\nOne\n\narXiv:2009.13082\n\nText x, old other"
    );
    assert_eq!(read(page).document.text, "One\n\nText x, old other");
}
