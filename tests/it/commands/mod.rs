//! Whole commands: what a person gets on stdout and stderr, and what the shell gets as exit code.

mod about;
mod add;
mod attach;
mod compare;
mod corpus;
mod decide;
mod doctor;
mod draft;
mod export;
mod four_levels;
mod help;
mod init;
mod eval;
mod learn;
mod parse;
mod refresh;
mod report;
mod rubric;
mod search;
mod search_filters;
mod show;
mod stats;
mod terminal;
mod triage;
mod warnings;
