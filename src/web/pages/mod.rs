//! The pages of the review server as HTML, one file a page or a part of the desk.

mod compare;
mod conflicts;
mod criteria;
mod desk;
mod help;
mod history;
mod pane;
mod query;
mod queue;
mod search;
mod sheet;
mod sought;
mod words;

pub(super) use compare::compare;
pub(super) use conflicts::conflicts;
pub(super) use desk::desk;
pub(super) use help::help;
pub(super) use history::history;
pub(super) use query::{
    CompareQuery, DeskQuery, QueueQuery, SearchQuery, conflicts_path, own_path, sentence_ids,
};
pub(super) use queue::queue;
pub(super) use search::search;
