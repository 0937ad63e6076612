//! `add --to` and `remove`: what lies beside a paper.

use std::fs;

use serde_json::{Value, json};

use crate::fixtures::pages;
use crate::workspace::{
    NOTE, NUMBERS, SAMPLES, Scratch, TWO_LEVELS, json_lines, sample, shows, skipped, stderr, stdout,
};

const README: &str = "\
# NoteBench

Install it with `pip install notebench`.

## Contamination

Every file carries the canary string NOTE-7. We checked for contamination and removed what leaked.
";

const PAGE: &str = "<!doctype html><title>NoteBench: home</title><nav>Home | Papers</nav>
<p>Two physicians reviewed all of the notes &amp; answers.<script>track()</script>
<h2>License</h2><table><tr><th>Part<th>License<tr><td>Notes<td>CC BY 4.0</table>";

/// A workspace with a paper, a rubric of two questions, and files to attach.
fn with_files() -> Scratch {
    let scratch = Scratch::with(&[("note", NOTE)]);
    scratch.write("two.toml", TWO_LEVELS);
    scratch.write("from/README.md", README);
    scratch.write("from/home page.html", PAGE);
    scratch.write("from/supplement.pdf", pages(2));
    scratch
}

fn attached() -> Scratch {
    let scratch = with_files();
    scratch.done(&["add", "from/README.md", "from/home page.html", "from/supplement.pdf", "--to", "note"]);
    scratch
}

const DRAFT: [&str; 5] = ["draft", "--no-model", "--rubric", "two.toml", "note"];
const DRAFT_JSON: [&str; 7] = ["draft", "--no-model", "--rubric", "two.toml", "note", "--format", "json"];

/// All quotes of a draft.
fn quotes(draft: &Value) -> Vec<&Value> {
    let cells = draft["cells"].as_array().unwrap().iter();
    cells
        .flat_map(|cell| ["evidence", "near_misses"].map(|key| cell[key].as_array().unwrap()))
        .flatten()
        .collect()
}

#[test]
fn files_come_to_lie_beside_a_paper_and_go_again() {
    let scratch = with_files();
    let files = ["add", "from/README.md", "from/home page.html", "from/supplement.pdf", "--to", "note"];
    shows!("attach", scratch, files);
    shows!("attach_again", scratch, files);
    assert_eq!(scratch.read("papers/note/attachments/README.md"), README);
    assert_eq!(scratch.read("papers/note/attachments/home-page.html"), PAGE);
    shows!("attach_doctor", scratch, ["doctor"], [(r"\d+\.\d MB", "[SIZE] MB")]);
    shows!(
        "detach",
        scratch,
        ["remove", "note", "--attachment", "README.md", "--attachment", "home-page.html"]
    );
    assert_eq!(fs::read_dir(scratch.path("papers/note/attachments")).unwrap().count(), 1);
    let removed = scratch.json(&["remove", "note", "--attachment", "supplement.pdf", "--format", "json"]);
    assert_eq!(
        removed,
        [json!({"schema_version": 1, "paper": "note", "removed": ["supplement.pdf"], "failures": []})]
    );
    assert!(!scratch.path("papers/note/attachments").exists());
    assert_eq!(scratch.read("papers/note/paper.md"), NOTE);
}

#[test]
fn what_cannot_be_attached_is_named_with_what_to_do() {
    let scratch = attached();
    scratch.write("from/a.docx", "x");
    scratch.write("from/README", README);
    scratch.write("from/blank.html", "<title></title><script>x</script>");
    scratch.write("from/empty.md", "");
    scratch.write("from/fake.pdf", "<html>");
    scratch.write("from/latin.txt", b"caf\xe9 and more");
    scratch.write("from/???.md", README.replace("canary", "other"));
    scratch.write("from/paper.md", NOTE);
    scratch.write("other/readme.md", README.replace("NOTE-7", "NOTE-8"));
    let huge = fs::File::create(scratch.path("from/huge.txt")).unwrap();
    huge.set_len((64 << 20) + 1).unwrap();
    let bad = [
        "add",
        "from",
        "from/absent.md",
        "from/a.docx",
        "from/README",
        "from/blank.html",
        "from/empty.md",
        "from/fake.pdf",
        "from/latin.txt",
        "from/huge.txt",
        "from/???.md",
        "from/paper.md",
        "other/readme.md",
        "--to",
        "note",
    ];
    shows!("attach_bad", scratch, bad);
    assert_eq!(fs::read_dir(scratch.path("papers/note/attachments")).unwrap().count(), 3);
    shows!("attach_bad_and_good", scratch, ["add", "from/a.docx", "from/README.md", "--to", "note"]);
    shows!("attach_replace", scratch, ["add", "--replace", "other/readme.md", "--to", "note"]);
    assert!(scratch.read("papers/note/attachments/README.md").contains("NOTE-8"));
    let failed =
        scratch.medcheck(&["add", "from/a.docx", "from/README.md", "--to", "note", "--format", "json"]);
    assert_eq!(json_lines(&stdout(&{ failed }.output().unwrap()))[0]["failures"][0]["path"], "from/a.docx");
    shows!("attach_unknown_paper", scratch, ["add", "from/README.md", "--to", "nothing"]);
    shows!("attach_no_id", scratch, ["add", "from/README.md", "--to", "../note"]);
    shows!("attach_html_as_paper", scratch, ["add", "from/home page.html"]);
    shows!("detach_unknown", scratch, ["remove", "note", "--attachment", "../paper.md"]);
    shows!("detach_unknown_paper", scratch, ["remove", "nothing", "--attachment", "README.md"]);
    scratch.done(&[
        "remove",
        "note",
        "--attachment",
        "supplement.pdf",
        "--attachment",
        "home-page.html",
        "--attachment",
        "README.md",
    ]);
    shows!("detach_from_none", scratch, ["remove", "note", "--attachment", "README.md"]);
    assert_eq!(scratch.read("papers/note/paper.md"), NOTE);
}

#[test]
fn a_draft_covers_what_is_attached_and_names_it() {
    let scratch = attached();
    shows!("draft_attached", scratch, DRAFT, NUMBERS);
    shows!(
        "show_attached",
        scratch,
        ["show", "note", "--rubric", "two.toml", "--criterion", "leak"],
        NUMBERS
    );
    let draft = scratch.json(&DRAFT_JSON).remove(0);
    let listed: Vec<(&str, u64)> = draft["paper"]["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["name"].as_str().unwrap(), it["pages"].as_u64().unwrap()))
        .collect();
    assert_eq!(listed, [("README.md", 0), ("home-page.html", 0), ("supplement.pdf", 2)]);
    let mut seen: Vec<String> = Vec::new();
    for quote in quotes(&draft) {
        let source = quote["source"].as_str();
        seen.push(source.unwrap_or("the paper").to_owned());
        let is_pdf = source == Some("supplement.pdf");
        assert_eq!(quote["page"].is_u64(), is_pdf, "{quote}");
        assert_eq!(quote["boxes"].as_array().unwrap().is_empty(), !is_pdf, "{quote}");
    }
    for source in ["the paper", "README.md", "home-page.html", "supplement.pdf"] {
        assert!(seen.iter().any(|it| it == source), "{source}: {seen:?}");
    }
    let sections: Vec<&str> = draft["cells"][0]["searched"]["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    assert_eq!(
        sections,
        [
            "NoteBench: Short Notes from One Clinic",
            "Data",
            "Limitations",
            "README.md: NoteBench",
            "README.md: Contamination",
            "home-page.html: NoteBench: home",
            "home-page.html: License",
            "supplement.pdf",
        ]
    );
    let best = &draft["cells"][1]["evidence"][0];
    assert_eq!(best["source"], "README.md");
    assert!(README.contains(best["quote"].as_str().unwrap()), "a quote is what the file says: {best}");
}

#[test]
fn what_is_attached_is_part_of_what_is_known() {
    let scratch = attached();
    let about = ["show", "note", "--about"];
    shows!("about_attached", scratch, about);
    let read_for_the_occasion = scratch.done(&about);
    scratch.done(&DRAFT);
    let of_the_index = scratch.done(&about);
    let outline = |shown: &str| shown.split_once("7 sections").unwrap().1.to_owned();
    assert_eq!(outline(&of_the_index), outline(&read_for_the_occasion));
    let json = scratch.json(&["show", "note", "--about", "--format", "json"]).remove(0);
    let sources: Vec<Option<&str>> =
        json["sections"].as_array().unwrap().iter().map(|section| section["source"].as_str()).collect();
    let (readme, page) = (Some("README.md"), Some("home-page.html"));
    assert_eq!(sources, [None, None, None, readme, readme, page, page]);
}

#[test]
fn a_draft_is_made_anew_when_an_attachment_comes_changes_or_goes() {
    let scratch = with_files();
    let runs = |expect: &str| {
        let output = scratch.medcheck(&DRAFT).output().unwrap();
        assert_eq!(stderr(&output), format!("1 paper: {expect}, 0 failed\n"));
        scratch.read("papers/note/draft.json")
    };
    let alone = runs("1 drafted, 0 unchanged");
    assert!(!alone.contains("source") && !alone.contains("attachments"), "nothing is said of attachments");
    scratch.done(&["add", "from/README.md", "--to", "note"]);
    let outdated = scratch.done(&["doctor"]);
    assert!(outdated.contains("1 of them before the paper or the program changed"), "{outdated}");
    let with = runs("1 drafted, 0 unchanged");
    assert!(with.contains("NOTE-7"));
    assert_eq!(runs("0 drafted, 1 unchanged"), with);
    scratch.write("papers/note/attachments/README.md", README.replace("NOTE-7", "NOTE-9"));
    assert!(runs("1 drafted, 0 unchanged").contains("NOTE-9"));
    fs::rename(
        scratch.path("papers/note/attachments/README.md"),
        scratch.path("papers/note/attachments/R.md"),
    )
    .unwrap();
    assert!(runs("1 drafted, 0 unchanged").contains("R.md"));
    scratch.done(&["remove", "note", "--attachment", "R.md"]);
    assert_eq!(runs("1 drafted, 0 unchanged"), alone, "as if nothing had been attached");
}

#[test]
fn a_search_finds_what_is_attached() {
    let scratch = attached();
    scratch.done(&DRAFT);
    shows!("search_attached", scratch, ["search", "canary string", "--no-model", "--limit", "1"], NUMBERS);
    let find = |query: &str| {
        scratch.json(&["search", query, "--no-model", "--format", "json"])[0]["hits"][0].clone()
    };
    let hit = find("question written by clinicians");
    assert_eq!((&hit["source"], &hit["page"]), (&json!("supplement.pdf"), &json!(1)), "{hit}");
    assert_eq!(hit["boxes"][0][0], 1);
    let hit = find("one hospital");
    assert_eq!((hit.get("source"), &hit["page"]), (None, &Value::Null), "{hit}");
}

#[test]
fn a_paper_with_pages_keeps_them_and_its_boxes() {
    let scratch = Scratch::workspace();
    fs::create_dir_all(scratch.path("papers/w")).unwrap();
    fs::copy(sample(SAMPLES[2]), scratch.path("papers/w/paper.pdf")).unwrap();
    scratch.write("two.toml", TWO_LEVELS);
    let arguments = ["draft", "--no-model", "--rubric", "two.toml", "--format", "json"];
    scratch.done(&arguments);
    scratch.write("s.pdf", pages(9));
    scratch.done(&["add", "s.pdf", "--to", "w"]);
    let draft = scratch.json(&arguments).remove(0);
    assert_eq!(
        (&draft["paper"]["pages"], &draft["paper"]["attachments"][0]["pages"]),
        (&json!(4), &json!(9))
    );
    for quote in quotes(&draft) {
        let last = if quote.get("source").is_some() { 9 } else { 4 };
        let page = quote["page"].as_u64().unwrap();
        assert!((1..=last).contains(&page), "{quote}");
        assert!(
            quote["boxes"].as_array().unwrap().iter().all(|it| it[0].as_u64().unwrap() <= last),
            "{quote}"
        );
    }
}

#[test]
fn what_lies_among_attachments_and_is_none_is_reported() {
    let scratch = attached();
    scratch.write("papers/note/attachments/figure.png", "x");
    scratch.write("papers/note/attachments/a\u{202e}b.md", README);
    scratch.write("papers/note/attachments/.half-written.tmp", "x");
    shows!("attach_strays_doctor", scratch, ["doctor"], [(r"\d+\.\d MB", "[SIZE] MB")]);
    scratch.done(&DRAFT);
    // One that cannot be read is not passed over: the draft would seem to cover it.
    scratch.write("papers/note/attachments/supplement.pdf", "%PDF-1.7\n");
    shows!("draft_attached_broken", scratch, DRAFT);
    scratch.done(&["remove", "note", "--attachment", "supplement.pdf"]);
    scratch.done(&DRAFT);
}

#[test]
fn a_web_page_can_be_looked_at() {
    let scratch = with_files();
    shows!("parse_web_page", scratch, ["parse", "from/home page.html"]);
    shows!("parse_web_page_image", scratch, ["parse", "from/home page.html", "--image", "a.png"]);
}

#[test]
fn papers_elsewhere_come_without_their_attachments() {
    let scratch = attached();
    let other = Scratch::workspace();
    let from = scratch.path("papers").display().to_string();
    other.done(&["add", &from]);
    assert!(other.path("papers/note/paper.md").is_file());
    assert_eq!(fs::read_dir(other.path("papers")).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_leaves_what_was_there() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = attached();
    let folder = scratch.path("papers/note/attachments");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(folder.join("probe"), "x").is_ok() {
        skipped("this user may write everywhere");
        return;
    }
    scratch.write("other/README.md", "Other words altogether.");
    let output = scratch.medcheck(&["add", "--replace", "other/README.md", "--to", "note"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("hint: "), "{}", stderr(&output));
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(scratch.read("papers/note/attachments/README.md"), README);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
}
