//! What commands print the same way: words and tables for people, the frame of the JSON for programs, and
//! where both go.

pub(super) mod criterion;
pub(super) mod difference;
pub(super) mod draft;
pub(super) mod escape;
pub(super) mod evaluation;
pub(super) mod failures;
pub(super) mod json;
pub(super) mod layout;
pub(super) mod paper;
pub(super) mod place;
pub(super) mod printer;
pub(super) mod progress;
pub(super) mod suggestion;
pub(super) mod trust;
pub(super) mod unfit;
