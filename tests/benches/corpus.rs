//! A workspace of many papers as it is after they were drafted, made in seconds instead of hours: the papers are
//! written by nobody, their vectors are random, and their drafts quote sentences at random.

use std::fs;
use std::path::Path;

use medcheck::audit::{AuditedPaper, Cell, DraftAudit, Suggestion};
use medcheck::disk::sha256_hex;
use medcheck::document::Document;
use medcheck::evidence::{Evidence, Quote};
use medcheck::index::Index;
use medcheck::models::{Encoder, Models};
use medcheck::reading::PARSER_VERSION;
use medcheck::review::{Act, Choice, LastSeen, Milestone, Reviewer};
use medcheck::rubric::Score;
use medcheck::workspace::{Options, Workspace};

use crate::repository;
use crate::synthetic::{self, Chance};

/// One paper in so many is confirmed.
const CONFIRMED: usize = 10;
const SAMPLE: &str = "sample-dosewise";

/// Makes the workspace in an empty folder. Its first paper is a sample, which shows what a draft looks like.
pub(crate) fn make(dir: &Path, papers: usize, sentences: usize) {
    Workspace::init(dir).unwrap();
    let folder = dir.join("papers").join(SAMPLE);
    fs::create_dir_all(&folder).unwrap();
    fs::copy(repository().join(format!("papers/{SAMPLE}/paper.pdf")), folder.join("paper.pdf")).unwrap();
    let options = Options { use_model: true, ..Options::default() };
    let workspace = Workspace::find(Some(dir), options).unwrap();
    let drafted = workspace.draft(&[], &()).unwrap();
    let draft = drafted.drafts.first().unwrap();
    let decisions = confirmed(&workspace, draft);

    let encoder = Encoder::load(&Models::open(repository().join("models"))).unwrap();
    let index = Index::open(dir.join("index"));
    let writer = index.writer().unwrap();
    for number in 1..papers {
        let id = synthetic::id(number);
        let folder = dir.join("papers").join(id.as_str());
        fs::create_dir(&folder).unwrap();
        let text = format!("# Bench {number}\n\nThis is paper {number}.\n");
        fs::write(folder.join("paper.md"), &text).unwrap();
        let source = sha256_hex(text.as_bytes());
        let mut paper = synthetic::paper(number, sentences, encoder.dim(), encoder.sha256());
        paper.stamp.source.clone_from(&source);
        paper.stamp.parser = PARSER_VERSION;
        let mut chance = Chance::new(number as u64 + (1 << 41));
        let other = DraftAudit {
            paper: AuditedPaper {
                id: id.clone(),
                title: paper.document.title.clone(),
                sha256: source,
                year: paper.document.metadata.year.clone().map(|year| year.value),
                ..draft.paper.clone()
            },
            cells: draft.cells.iter().map(|cell| recast(cell, &paper.document, &mut chance)).collect(),
            ..draft.clone()
        };
        fs::write(folder.join("draft.json"), serde_json::to_string(&other).unwrap() + "\n").unwrap();
        if number % CONFIRMED == 0 {
            fs::write(folder.join("decisions.jsonl"), &decisions).unwrap();
        }
        writer.put(&id, &paper).unwrap();
    }
    writer.commit().unwrap();
}

/// The same cell of another paper.
fn recast(cell: &Cell, document: &Document, chance: &mut Chance) -> Cell {
    let evidence = |evidence: &[Evidence], chance: &mut Chance| {
        let other = evidence.iter().map(|one| {
            let sentence = chance.below(document.sentences.len() - 40) as u32;
            let quote = Quote::of_sentences(document, &[sentence]).unwrap();
            Evidence { quote, sentences: vec![sentence], ..one.clone() }
        });
        other.collect()
    };
    let suggestion = match chance.below(5) {
        0 => Suggestion::NothingFound { confidence: 0.5 },
        1 => Suggestion::Undecided,
        level => Suggestion::Score { score: level as u8 - 2, confidence: 0.75 },
    };
    Cell {
        suggestion,
        evidence: evidence(&cell.evidence, chance),
        near_misses: evidence(&cell.near_misses, chance),
        ..cell.clone()
    }
}

/// The decisions of somebody who agrees with the draft of the sample throughout.
fn confirmed(workspace: &Workspace, draft: &DraftAudit) -> String {
    let ann = Reviewer::new("ann").unwrap();
    let desk = workspace.desk(&draft.paper.id).unwrap();
    for cell in &draft.cells {
        let act = Act {
            criterion: cell.criterion.clone(),
            choice: Choice::Score(Score::Level(cell.best_guess)),
            evidence: Vec::new(),
            dropped: Vec::new(),
            note: String::new(),
            blind: false,
            seen: LastSeen::NotAsked,
        };
        workspace.decide(&desk, &ann, &act).unwrap();
    }
    workspace.mark(&draft.paper.id, &ann, Milestone::Confirmed).unwrap();
    let ledger = workspace.ledger(&draft.paper.id).unwrap();
    ledger.lines().iter().map(|line| line.to_json().unwrap()).collect()
}
