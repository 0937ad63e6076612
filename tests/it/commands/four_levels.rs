//! A rubric of four levels, from the draft to the report: nothing counts on three.

use crate::workspace::{NOTE, Scratch, sample, stderr};

const RUBRIC: &str = include_str!("../../rubrics/four_levels.toml");

/// A sample paper and a note, drafted by words alone and decided by ada, who gives every level once or more.
fn decided(rubric: &str) -> Scratch {
    let scratch = Scratch::with(&[("note", NOTE)]);
    let pdf = std::fs::read(sample("sample-dosewise")).unwrap();
    scratch.write("papers/sample-dosewise/paper.pdf", pdf);
    scratch.write("four.toml", rubric);
    scratch.write("medcheck.toml", "reviewer = \"ada\"\nrubric = \"four.toml\"\n");
    scratch.done(&["draft", "--no-model", "--quiet"]);
    scratch
}

fn decide(scratch: &Scratch, paper: &str, levels: [&str; 3]) {
    for (criterion, level) in ["writers", "ties", "license"].into_iter().zip(levels) {
        scratch.done(&["decide", paper, criterion, level]);
    }
    scratch.done(&["decide", paper, "--confirm"]);
}

/// What its authors could still say.
fn missing(scratch: &Scratch) -> String {
    scratch.done(&["report", "sample-dosewise", "--for-authors", "--format", "md"])
}

#[test]
fn every_command_follows_the_scale() {
    let scratch = decided(RUBRIC);
    let check = scratch.done(&["rubric", "check", "four.toml"]);
    assert_eq!(check, "rubric handover test is sound: 3 criteria, 2 phases, levels 0, 1, 2, 3\n");
    let shown = scratch.done(&["rubric", "show", "ties"]);
    let at = |text: &str| shown.find(text).unwrap_or_else(|| panic!("{text} in {shown}"));
    assert!(at("3 met") < at("2 partial 2/3") && at("2 partial 2/3") < at("1 partial 1/3"));

    let drafts = scratch.json(&["draft", "--no-model", "--format", "json"]);
    for cell in drafts.iter().flat_map(|draft| draft["cells"].as_array().unwrap()) {
        assert_eq!(cell["probabilities"].as_array().unwrap().len(), 4, "{cell}");
        assert_eq!(cell["suggestion"]["kind"], "undecided", "nothing was learned of it");
    }

    let said = scratch.done(&["decide", "note", "license", "2"]);
    assert!(said.contains("2 partial 2/3  by ada"), "{said}");
    let refused = scratch.medcheck(&["decide", "note", "license", "4"]).output().unwrap();
    assert!(stderr(&refused).contains("4 is not a level of the rubric (0, 1, 2, 3)"), "{}", stderr(&refused));
    decide(&scratch, "sample-dosewise", ["3", "1", "2"]);
    decide(&scratch, "note", ["0", "na", "3"]);

    let csv = scratch.done(&["export", "--format", "csv"]);
    for row in ["writers", "3,met", "1,partial 1/3", "2,partial 2/3", "0,not met", "NA,cannot apply"] {
        assert!(csv.contains(row), "{row} in {csv}");
    }

    let statistics = &scratch.json(&["stats", "--format", "json"])[0];
    let names: Vec<_> = statistics["scale"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["not met", "partial 1/3", "partial 2/3", "met"]);
    let papers = statistics["confirmed"]["papers"].as_array().unwrap();
    let rates: Vec<_> = papers.iter().map(|paper| paper["overall"]["value"].as_f64().unwrap()).collect();
    assert!((rates[0] - 0.5).abs() < 1e-9 && (rates[1] - 2.0 / 3.0).abs() < 1e-9, "{rates:?}");
    let heads = scratch.done(&["stats", "--format", "csv"]);
    let heads = heads.lines().next().unwrap();
    assert!(heads.contains("partial_1_3_count") && heads.contains("partial_2_3_share"), "{heads}");

    scratch.done(&["stats", "--out", "out"]);
    let page = scratch.read("out/report.html");
    for part in ["partial 1/3", "partial 2/3", "url(#stripes-1)", "url(#stripes-2)", "id=\"stripes-2\""] {
        assert!(page.contains(part), "{part}");
    }

    let report = scratch.done(&["report", "sample-dosewise", "--format", "md"]);
    for part in ["3 met", "1 partial 1/3", "2 partial 2/3"] {
        assert!(report.contains(part), "{part} in {report}");
    }
    // The next level up is asked for first, then all.
    let missing = missing(&scratch);
    let at = |text: &str| missing.find(text).unwrap_or_else(|| panic!("{text} in {missing}"));
    assert!(at("It is said who settled them.") < at("Who settled them, how many there were"), "{missing}");
    assert!(
        missing.contains("level 1 of 3, decided by people") && missing.contains("2.00 levels"),
        "{missing}"
    );
}

/// Levels count by their place, whatever their numbers.
#[test]
fn the_numbers_of_levels_do_not_matter() {
    let odd = RUBRIC
        .replace("[0, 1, 2, 3]", "[1, 2, 4, 8]")
        .replace("2 = \"", "4 = \"")
        .replace("1 = \"", "2 = \"");
    let (plain, odd) = (decided(RUBRIC), decided(&odd));
    for (scratch, levels) in [(&plain, ["3", "1", "2"]), (&odd, ["8", "2", "4"])] {
        decide(scratch, "sample-dosewise", levels);
    }
    let figures = |scratch: &Scratch| {
        let statistics = &scratch.json(&["stats", "--format", "json"])[0]["confirmed"];
        let counts: Vec<Vec<u64>> = statistics["criteria"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                one["levels"].as_array().unwrap().iter().map(|at| at["count"].as_u64().unwrap()).collect()
            })
            .collect();
        (statistics["overall"].clone(), statistics["phases"].clone(), counts)
    };
    assert_eq!(figures(&plain), figures(&odd));
    let gains = |scratch: &Scratch| {
        let missing = missing(scratch);
        missing.matches("2.00 levels").count() + 10 * missing.matches("1.00 level").count()
    };
    assert_eq!(gains(&plain), gains(&odd));
    let missing = missing(&odd);
    assert!(missing.contains("level 2 of 8, decided by people"), "{missing}");
}
