//! `medcheck` drafts audits of medical AI benchmark papers: 46 criteria in five lifecycle phases, each with
//! a suggestion and the quotes it rests on, for people to confirm. An independent implementation of the
//! framework of arXiv 2508.04325, restated in `rubric/medcheck.toml`; any other rubric works by file.
//!
//! # The way of the data
//!
//! Bytes of a paper → [`document::Document`] (pages, sections, sentences, boxes; the text of attachments behind
//! the paper's own) → [`index`] (words and vectors per sentence) → [`retrieval`] (criterion to ranked
//! sentences) → [`evidence`] (verbatim quotes with page, boxes and span) → [`audit::DraftAudit`] (a suggestion per
//! criterion) → people's decisions, which are only ever added to ([`review`]) → confirmed audits →
//! [`statistics`]. Nothing flows back, except that scored papers and settled decisions teach ([`learning`]).
//!
//! # Rooms
//!
//! Every module below is a room with one job. A room uses only rooms above it in this file, and a heavy crate
//! is named in one room only, or in the few that `tests/architecture.rs` lists. That test checks both, and that no
//! files of a room need each other in a circle.
//!
//! | room | what lives there, and nowhere else | crates of its own |
//! |---|---|---|
//! | [`document`] | pure values: ids, spans of the one text, boxes on pages, sentences, sections; plain text and Markdown | encoding_rs |
//! | [`disk`] | a file replaced as a whole, lines added and synced, a lock, a hash: one way each | tempfile, sha2 |
//! | [`rubric`] | rubric and criteria with anchors and cues, MedCheck's 46 embedded; a score, its words, its place on the scale | toml |
//! | [`numeric`] | softmax, sigmoid, descent, bootstrap with one definition of an interval, agreement, a figure with its interval | rand |
//! | [`reading`] | bytes → document and warnings, whatever the format; highlights → bytes of a PDF; no file access, never panics | lopdf, hayro-cmap, read-fonts, roxmltree, html5gum |
//! | [`listing`] | a listing of abstracts → papers, which introduce a medical benchmark, and why | biblatex |
//! | [`models`] | the `models/` folder; text → vector, text → logits of the heads | candle, tokenizers, safetensors |
//! | [`papers`] | the `papers/` folder: sources, attachments, drafts, lines of decisions | – |
//! | [`index`] | the `index/` folder: parsed papers, vectors, words; BM25 inside a paper and over all | tantivy |
//! | [`retrieval`] | criterion or free text → ranked sentences, every partial score kept | – |
//! | [`evidence`] | a quote with its span, and the one search for a quote in a text | – |
//! | [`picture`] | PDF bytes → pictures of pages and of the places of quotes, in processes that can be ended | hayro |
//! | [`audit`] | a draft, and the drafter: everything a draft is made with, and the one place that turns a document and a criterion into ranked quotes and a level | – |
//! | [`learning`] | labels in; heads, ranking and levels out | – |
//! | [`evaluation`] | how good drafts are on papers left out; the trust test with its altered papers | – |
//! | [`review`] | the lines of people's decisions, and all rules of deciding: what may be said when, settling, who may see what, confirmation | jiff |
//! | [`statistics`] | confirmed audits → shares, intervals, agreement, findings; drafts apart | – |
//! | [`output`] | how things leave: tables (CSV, XLSX, TeX, Markdown), pages (HTML, charts), audits out and back in, reports | csv, maud, plotters, rust_xlsxwriter, base64 |
//! | [`snapshots`] | the `snapshots/` folder: a corpus at a moment; what differs between two | – |
//! | [`workspace`] | opens the folders and puts steps in order: no rule, no format, no sentence for people | – |
//! | [`web`] | the review page: a local server of HTML, keys and page pictures | axum, maud, tokio |
//! | [`cli`] | a file a command: arguments, a call, printing, exit code | clap, anyhow, indicatif, rustix |
//!
//! A library room's message names the thing that is wrong ("no paper 2009.1308"); [`cli`] adds what to type.
//!
//! # Invariants
//!
//! 1. Rooms use only rooms above them.
//! 2. `papers/`, `models/`, `index/` and `snapshots/` are each touched by the one room of that name.
//! 3. Only people write decisions; no model does. Everything in `index/` and every draft can be rebuilt.
//! 4. A quote is an exact span of the document with page and boxes. A model never writes a quote.
//! 5. "Nothing found" is not level 0, and "undecided" is neither: different facts, all shown. "Nothing found"
//!    carries the queries run, the sections covered and the nearest misses. What an undecided draft leans to
//!    is shown and no suggestion: nobody accepts it by a key, and nothing counts it.
//! 6. A draft is labeled as one wherever it is shown, and never counted with what people decided.
//! 7. Same inputs, same bytes out, whatever the number of threads and whatever else is in the workspace:
//!    no clock, no hash-map order, no thread order; ties are broken by id. A paper's ranking uses that
//!    paper's word statistics only.
//! 8. Nothing opens the network but the review page, on loopback.
//! 9. A bad paper is reported and skipped; it never stops the corpus. Exit code 0 done, 1 done in part,
//!    2 error or misuse.
//!
//! # Examples
//!
//! Bytes are parsed into a document. What is doubtful stands beside it; an error is what is no paper at all.
//!
//! ```
//! use medcheck::reading::{Format, read};
//!
//! let bytes = std::fs::read("papers/sample-dosewise/paper.pdf")?;
//! let parsed = read(&bytes, Format::Pdf)?;
//! let first = &parsed.document.sentences[0];
//! assert_eq!(first.page(), Some(1));
//! assert!(parsed.document.text[first.span.range()].ends_with('.'));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A rubric is TOML, MedCheck's own or another.
//!
//! ```
//! use medcheck::rubric::Rubric;
//!
//! let rubric = Rubric::parse(
//!     r#"
//!     id = "tiny"
//!     version = "1"
//!     title = "One question"
//!     scale = [0, 1]
//!     [[phase]]
//!     id = "A"
//!     name = "All of it"
//!     [[criterion]]
//!     id = "people"
//!     phase = "A"
//!     name = "Who checked"
//!     question = "Is it said who reviewed the items?"
//!     met = "Reviewers are described."
//!     cues = ["reviewed", "/physicians?/"]
//!     "#,
//!     "tiny.toml",
//! )?;
//! assert_eq!(rubric.criteria.len(), 1);
//! assert_eq!(Rubric::medcheck().criteria.len(), 46);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A workspace is a folder. It is made once, and opened by its path or from anywhere inside.
//!
//! ```
//! use medcheck::workspace::{Options, Workspace};
//!
//! let folder = tempfile::tempdir()?;
//! Workspace::init(folder.path())?;
//! let workspace = Workspace::find(Some(folder.path()), Options::default())?;
//! assert_eq!(workspace.rubric().id, "medcheck");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A paper is drafted: every criterion gets a suggestion, or none, and the quotes nearest to it. Without the
//! model, words alone decide what is near.
//!
//! ```
//! # use medcheck::workspace::{Options, Workspace};
//! # let folder = tempfile::tempdir()?;
//! # Workspace::init(folder.path())?;
//! # let workspace = Workspace::find(Some(folder.path()), Options::default())?;
//! let paper = "papers/sample-dosewise/paper.pdf".to_owned();
//! let report = workspace.draft(&[paper], &())?;
//! let draft = &report.drafts[0];
//! assert_eq!(draft.cells.len(), 46);
//! let quote = &draft.cells[0].evidence[0].quote;
//! assert!(quote.page.is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A decision is recorded: a line that is on the disk when `decide` comes back.
//!
//! ```
//! use medcheck::document::PaperId;
//! use medcheck::review::{Act, Choice, LastSeen, Reviewer};
//! use medcheck::rubric::{CriterionId, Score};
//! # use medcheck::workspace::{Options, Workspace};
//! # let folder = tempfile::tempdir()?;
//! # Workspace::init(folder.path())?;
//! # let rubric = folder.path().join("tiny.toml");
//! # std::fs::write(&rubric, r#"
//! # id = "tiny"
//! # version = "1"
//! # title = "One question"
//! # scale = [0, 1]
//! # [[phase]]
//! # id = "A"
//! # name = "All of it"
//! # [[criterion]]
//! # id = "people"
//! # phase = "A"
//! # name = "Who checked"
//! # question = "Is it said who reviewed the items?"
//! # met = "Reviewers are described."
//! # "#)?;
//! # let note = folder.path().join("note.md");
//! # std::fs::write(&note, "# A benchmark\n\nTwo physicians reviewed every item.\n")?;
//! # let options = Options { rubric: Some(rubric), ..Options::default() };
//! # let workspace = Workspace::find(Some(folder.path()), options)?;
//! # workspace.draft(&[note.display().to_string()], &())?;
//!
//! let desk = workspace.desk(&PaperId::new("note")?)?;
//! let act = Act {
//!     criterion: CriterionId::new("people")?,
//!     choice: Choice::Score(Score::Level(1)),
//!     evidence: Vec::from_iter(desk.quoted("Two physicians reviewed every item.")),
//!     dropped: Vec::new(),
//!     note: "by profession".to_owned(),
//!     blind: false,
//!     seen: LastSeen::NotAsked,
//! };
//! let decision = workspace.decide(&desk, &Reviewer::new("ann")?, &act)?;
//! assert_eq!(decision.evidence[0].quote.text, "Two physicians reviewed every item.");
//! let ledger = workspace.ledger(&desk.id)?;
//! assert_eq!(ledger.lines().len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Statistics count what people have confirmed.
//!
//! ```
//! use medcheck::review::Milestone;
//! use medcheck::statistics::{GroupBy, statistics};
//! use medcheck::workspace::CountedDrafts;
//! # use medcheck::document::PaperId;
//! # use medcheck::review::{Act, Choice, LastSeen, Reviewer};
//! # use medcheck::rubric::{CriterionId, Score};
//! # use medcheck::workspace::{Options, Workspace};
//! # let folder = tempfile::tempdir()?;
//! # Workspace::init(folder.path())?;
//! # let rubric = folder.path().join("tiny.toml");
//! # std::fs::write(&rubric, r#"
//! # id = "tiny"
//! # version = "1"
//! # title = "One question"
//! # scale = [0, 1]
//! # [[phase]]
//! # id = "A"
//! # name = "All of it"
//! # [[criterion]]
//! # id = "people"
//! # phase = "A"
//! # name = "Who checked"
//! # question = "Is it said who reviewed the items?"
//! # met = "Reviewers are described."
//! # "#)?;
//! # let note = folder.path().join("note.md");
//! # std::fs::write(&note, "# A benchmark\n\nTwo physicians reviewed every item.\n")?;
//! # let options = Options { rubric: Some(rubric), ..Options::default() };
//! # let workspace = Workspace::find(Some(folder.path()), options)?;
//! # workspace.draft(&[note.display().to_string()], &())?;
//! # let paper = PaperId::new("note")?;
//! # let desk = workspace.desk(&paper)?;
//! # let act = Act {
//! #     criterion: CriterionId::new("people")?,
//! #     choice: Choice::Score(Score::Level(1)),
//! #     evidence: Vec::new(),
//! #     dropped: Vec::new(),
//! #     note: String::new(),
//! #     blind: false,
//! #     seen: LastSeen::NotAsked,
//! # };
//! # let ann = Reviewer::new("ann")?;
//! # workspace.decide(&desk, &ann, &act)?;
//!
//! workspace.mark(&paper, &ann, Milestone::Confirmed)?;
//! let (corpus, failures) = workspace.corpus(CountedDrafts::None)?;
//! assert!(failures.is_empty());
//! let statistics = statistics(workspace.rubric(), &corpus, GroupBy::Year);
//! assert_eq!(statistics.confirmed.papers.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where this differs from the design it was built after
//!
//! - Boxes are measured from the lower left corner of the visible page (the crop box), not from the origin
//!   of user space: on pages whose crop box is moved, only that lies on what a reader sees.
//! - `disk` stands before `rubric`: a rubric's text and criteria are hashed where everything is.
//! - rayon is named wherever many papers or batches are worked on at once, not in one room.
//! - `document` also reads plain text and Markdown: a paper without pages needs none of `reading::pdf`.
//! - hayro belongs to a room of its own, `picture`, instead of to the review page: `parse --image` draws pages
//!   too.
//! - Words inside one paper are scored with tantivy's analysis and BM25 formula over counts of that paper,
//!   not through the corpus index, whose statistics change with every paper added.
//! - `listing` reads pages of abstracts, which are no papers, and so stands beside `reading`. `snapshots` keeps
//!   what cannot be made again, so it is no part of `index/`.
//! - The rooms `bibliography`, `card` and `fetch` of the design are not built yet.

// Rooms from the ground up: each uses only those above it.
pub mod document;
pub mod disk;
pub mod rubric;
pub mod numeric;
pub mod reading;
pub mod listing;
pub mod models;
pub mod papers;
pub mod index;
pub mod retrieval;
pub mod evidence;
pub mod picture;
pub mod audit;
pub mod learning;
pub mod evaluation;
pub mod review;
pub mod statistics;
pub mod output;
pub mod snapshots;
pub mod workspace;
pub mod web;
pub mod cli;
