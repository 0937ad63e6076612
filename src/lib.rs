//! `medcheck` drafts audits of medical AI benchmark papers: 46 criteria in five lifecycle phases, each with
//! a suggestion and the quotes it rests on, for people to confirm. An independent implementation of the
//! framework of arXiv 2508.04325, restated in `rubric/medcheck.toml`; any other rubric works by file.
//!
//! # The way of the data
//!
//! PDF bytes → [`document::Document`] (pages, sections, sentences, boxes; the text of attachments behind
//! the paper's own) → [`index`] (words and vectors per
//! sentence) → [`retrieval`] (criterion to ranked sentences) → [`evidence`] (verbatim quote, page, boxes) →
//! [`audit::DraftAudit`] (46 suggestions) → people's decisions ([`review`]) → audits as they stand
//! ([`export`]) → [`statistics`] over the confirmed ones ([`report`]). Nothing
//! flows back, except that scored papers and settled decisions teach ([`workspace::Workspace::learn`]).
//!
//! # Rooms
//!
//! Every module below is a room with one job; a room uses only rooms above it in this file, and a heavy
//! crate is named in one room only. `tests/architecture.rs` checks both.
//!
//! | room | in → out | owns |
//! |---|---|---|
//! | [`document`] | pure values: ids, spans of the one text, boxes on pages, sentences, sections; plain text and Markdown | encoding_rs |
//! | [`rubric`] | TOML → criteria with anchors and cues; MedCheck's 46 embedded | toml |
//! | [`pdf`] | bytes → document and warnings; bytes and highlights → bytes; no file access, never panics | lopdf, hayro-cmap, read-fonts, roxmltree |
//! | [`web_page`] | bytes of an HTML page → document; no file access, never panics | html5gum |
//! | [`listing`] | a listing of abstracts → papers, which introduce a medical benchmark, and why | – |
//! | [`models`] | the `models/` folder; text → vector, text → heads' logits; learning heads | candle, tokenizers, safetensors |
//! | [`papers`] | the `papers/` folder: ids, hashes, files of a paper, drafts | – |
//! | [`index`] | the `index/` folder: parsed papers, vectors, words; BM25 inside a paper and over all | tantivy |
//! | [`retrieval`] | criterion or free text → ranked sentences, every partial score kept; learning a ranking | – |
//! | [`evidence`] | ranked sentences → quotes, cut from the document by span | – |
//! | [`picture`] | PDF bytes → pictures of pages and of the places of quotes, on request in processes that can be ended; a document's layers drawn over them | hayro |
//! | [`audit`] | evidence → suggestion per criterion, with calibrated probabilities; learning and measuring them | – |
//! | [`review`] | the lines of people's decisions → standing, disagreement, agreement, confirmed audits | jiff |
//! | [`export`] | an audit as it stands → JSON, CSV, Markdown, HTML, XLSX; with its draft and pictures beside it → a report, and what is missing | base64, maud, rust_xlsxwriter |
//! | [`statistics`] | confirmed audits → shares, intervals, agreement, findings; drafts apart | – |
//! | [`report`] | statistics → page with charts, tables for papers and programs | maud, plotters, rust_xlsxwriter |
//! | [`snapshots`] | the `snapshots/` folder: a corpus at a moment; what differs between two | – |
//! | [`workspace`] | opens the folders, one verb per job; orchestration only | rayon |
//! | [`web`] | the review page: a local server of HTML, keys and page pictures | axum, maud, tokio |
//! | [`cli`] | arguments, printing, exit codes | clap, anyhow, indicatif, rustix |
//!
//! # Invariants
//!
//! 1. Rooms use only rooms above them.
//! 2. `papers/`, `models/`, `index/` and `snapshots/` are each touched by the one room of that name.
//! 3. Only people write decisions; no model does. Everything in `index/` and every draft can be rebuilt.
//! 4. A quote is an exact span of the document with page and boxes. A model never writes a quote.
//! 5. "Nothing found" is not level 0, and "undecided" is neither: different facts, all shown. "Nothing found"
//!    carries the queries run, the sections covered and the nearest misses.
//! 6. A draft is labeled as one wherever it is shown, and never counted with what people decided.
//! 7. Same inputs, same bytes out, whatever the number of threads and whatever else is in the workspace:
//!    no clock, no hash-map order, no thread order; ties are broken by id. A paper's ranking uses that
//!    paper's word statistics only.
//! 8. Nothing opens the network but the review page, on loopback.
//! 9. A bad paper is reported and skipped; it never stops the corpus. Exit code 0 done, 1 done in part,
//!    2 error or misuse.
//!
//! # Where this differs from the design it was built after
//!
//! - Boxes are measured from the lower left corner of the visible page (the crop box), not from the origin
//!   of user space: on pages whose crop box is moved, only that lies on what a reader sees.
//! - rayon is used by `models` (batches), `retrieval` (vectors of a corpus) and `audit` (papers learned from)
//!   besides `workspace`.
//! - `audit` learns its own levels, and with them orders the learning of heads and ranking, because every step
//!   must see papers the step before did not learn from. Decisions (`review`) come behind it and are turned
//!   into its labels.
//! - What leaves the program has rooms of its own, so that no numbers room prints: `export` (audits) and
//!   `report` (statistics); `listing` reads pages of abstracts, which are no papers. `snapshots` keeps what
//!   cannot be made again, so it is no part of `index/`.
//! - `document` also reads plain text and Markdown: a paper without pages needs none of `pdf`.
//! - hayro belongs to a room of its own, `picture`, instead of to the review page: `parse --image` draws pages
//!   too.
//! - Words inside one paper are scored with tantivy's analysis and BM25 formula over counts of that paper,
//!   not through the corpus index, whose statistics change with every paper added.

// Rooms from the ground up: each uses only those above it.
pub mod document;
pub mod rubric;
pub mod pdf;
pub mod web_page;
pub mod listing;
pub mod models;
pub mod papers;
pub mod index;
pub mod retrieval;
pub mod evidence;
pub mod picture;
pub mod audit;
pub mod review;
pub mod export;
pub mod statistics;
pub mod report;
pub mod snapshots;
pub mod workspace;
pub mod web;
pub mod cli;
