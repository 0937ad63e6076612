//! How files come to the disk: replaced as a whole, lengthened by whole lines, kept from others by a lock; and
//! the hash that a file's content goes by.
//!
//! Rooms say what a file holds and where it lies; this room says what a kill, a power cut or a full disk may
//! leave behind: the old content or the new of what is replaced, and of added lines either all, on the disk, or
//! none.

mod error;
mod folder;
mod hash;
mod json;
mod lines;
mod lock;
mod text;
mod whole;

pub use error::Error;
pub use folder::{replace_folder, sync_folder};
pub use hash::sha256_hex;
pub use json::{NotJson, bare_line, json_values, wrong_with_json};
pub use lines::{Lines, Tail, text_of_lines};
pub use lock::{Lock, lock};
pub use text::{hint_of_reading, read_text};
pub use whole::{Readers, is_open_file, replace, replace_with};
