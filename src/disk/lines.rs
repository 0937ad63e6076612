//! A file of lines that grows at its end.
//!
//! Adding holds a lock on the file, so that two programs never write into each other's lines, and comes back
//! when the lines are on the disk. A program killed in between leaves at most the beginning of a line at the
//! end; nobody was told that this line is saved.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::error::{Error, READ};
use super::folder::sync_folder;
use super::text::not_text;
use crate::document::decode;

/// What becomes of characters behind the last line end when lines are added.
#[derive(Debug, Clone, Copy)]
pub enum Tail<'a> {
    /// They become a line.
    Ended,
    /// They become a line where `is_line` says that only the line end is missing; else they are moved behind
    /// what is in the file `torn`, so that every line is whole and nothing is thrown away.
    Moved {
        /// The file that they are moved to, which is made if it is not there.
        torn: &'a Path,
        /// Whether the characters are a whole line.
        is_line: fn(&[u8]) -> bool,
    },
}

/// A file of lines, open and locked until this is dropped.
#[derive(Debug)]
pub struct Lines<'a> {
    path: PathBuf,
    file: File,
    is_new: bool,
    bytes: u64,
    /// All of it, as text.
    text: String,
    /// How much of the bytes are whole lines.
    whole: usize,
    tail: Vec<u8>,
    torn: Option<&'a Path>,
}

impl<'a> Lines<'a> {
    /// Opens the file, which is made if it is not there (its folder is not), waits for its lock, and reads it.
    ///
    /// # Errors
    /// That it cannot be opened, locked or read, or that its whole lines are not UTF-8: what is added is.
    pub fn open(path: &Path, tail: Tail<'a>) -> Result<Lines<'a>, Error> {
        let is_new = !path.exists();
        let options = OpenOptions::new().read(true).append(true).create(true).open(path);
        let mut file = options.map_err(Error::of("open", path))?;
        file.lock().map_err(Error::of("lock", path))?;
        let mut bytes = Vec::new();
        let read = file.read_to_end(&mut bytes).and_then(|_| text_of_lines(&bytes));
        let text = read.map_err(Error::of(READ, path))?;
        if is_utf16(&bytes) {
            let why = "it is UTF-16 text, and lines are added as UTF-8";
            return Err(Error::of(READ, path)(io::Error::new(io::ErrorKind::InvalidData, why)));
        }
        let whole = end_of_lines(&bytes);
        let (length, tail_bytes) = (bytes.len() as u64, bytes.split_off(whole));
        let torn = match tail {
            Tail::Moved { torn, is_line } if !is_line(&tail_bytes) => Some(torn),
            _ => None,
        };
        Ok(Lines { path: path.to_owned(), file, is_new, bytes: length, text, whole, tail: tail_bytes, torn })
    }

    /// The lines that will be there when more are added, without the beginning of one that will be moved.
    pub fn text(&self) -> &str {
        if self.torn.is_some() { &self.text[..end_of_lines(self.text.as_bytes())] } else { &self.text }
    }

    /// Adds whole lines. They are on the disk when this comes back; with an error nothing of them is there. An
    /// empty text changes nothing.
    ///
    /// # Errors
    /// What the system says.
    pub fn append(mut self, lines: &str) -> Result<(), Error> {
        if lines.is_empty() {
            return Ok(());
        }
        let written = self.write(lines);
        written.map_err(Error::of("write", self.path))
    }

    fn write(&mut self, lines: &str) -> io::Result<()> {
        let mut before = self.bytes;
        match self.torn {
            _ if self.tail.is_empty() => {}
            Some(torn) => {
                keep(torn, &self.tail)?;
                before = self.whole as u64;
                self.file.set_len(before)?;
            }
            None => {
                self.file.write_all(b"\n")?;
                before += 1;
            }
        }
        self.file.seek(SeekFrom::End(0))?;
        let written = self.file.write_all(lines.as_bytes()).and_then(|()| self.file.sync_data());
        if written.is_err() {
            // A full disk takes half a line: what was not acknowledged must not be there either.
            let _ = self.file.set_len(before);
        }
        written?;
        // The name of a new file must be on the disk, too.
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if self.is_new { sync_folder(folder.unwrap_or(Path::new("."))) } else { Ok(()) }
    }
}

fn keep(torn: &Path, tail: &[u8]) -> io::Result<()> {
    let mut kept = OpenOptions::new().append(true).create(true).open(torn)?;
    kept.write_all(tail)?;
    kept.write_all(b"\n")?;
    kept.sync_data()
}

/// Where the last whole line ends.
fn end_of_lines(bytes: &[u8]) -> usize {
    bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
}

/// Whether a byte-order mark says so.
fn is_utf16(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

/// The text of a file of lines, in UTF-8 or what a byte-order mark says, without that mark; a line torn inside a
/// character is given as far as it goes.
///
/// # Errors
/// That the whole lines are no text.
pub fn text_of_lines(bytes: &[u8]) -> io::Result<String> {
    if is_utf16(bytes) {
        return Ok(decode(bytes).map_err(not_text)?.into_owned());
    }
    let (whole, tail) = bytes.split_at(end_of_lines(bytes));
    let text = decode(whole).map_err(not_text)?.into_owned() + &String::from_utf8_lossy(tail);
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn byte_order_marks_are_no_part_of_a_line() {
        let dir = tempfile::tempdir().unwrap();
        let (path, torn) = (dir.path().join("lines"), dir.path().join("torn"));
        for (bytes, text) in [
            (b"\xef\xbb\xbf1\ntw" as &[u8], "1\ntw"),
            (b"\xef\xbb\xbf1", "1"),
            (b"\xff\xfe1\0\n\0", "1\n"),
            (b"\xfe\xff\x001\0\n", "1\n"),
        ] {
            assert_eq!(text_of_lines(bytes).unwrap(), text);
        }
        assert_eq!(text_of_lines(b"\xe9\n").unwrap_err().kind(), io::ErrorKind::InvalidData);
        fs::write(&path, b"\xef\xbb\xbf1\ntw").unwrap();
        let lines = Lines::open(&path, Tail::Moved { torn: &torn, is_line: |_| false }).unwrap();
        assert_eq!(lines.text(), "1\n");
        lines.append("2\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"\xef\xbb\xbf1\n2\n");
        assert_eq!(fs::read(&torn).unwrap(), b"tw\n");
        fs::write(&path, b"\xff\xfe1\0\n\0").unwrap();
        let refused = Lines::open(&path, Tail::Ended).unwrap_err();
        assert_eq!(refused.source.to_string(), "it is UTF-16 text, and lines are added as UTF-8");
        assert_eq!(fs::read(&path).unwrap(), b"\xff\xfe1\0\n\0");
    }

    #[test]
    fn a_beginning_of_a_line_is_ended_or_moved() {
        let dir = tempfile::tempdir().unwrap();
        let (path, torn) = (dir.path().join("lines"), dir.path().join("torn"));
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        let is_line = |tail: &[u8]| tail == b"whole";
        let add = |left: &[u8], tail: Tail| {
            fs::write(&path, left).unwrap();
            let lines = Lines::open(&path, tail).unwrap();
            let seen = lines.text().to_owned();
            lines.append("2\n").unwrap();
            (seen, read(&path))
        };
        let both = |seen: &str, after: &str| (seen.to_owned(), after.to_owned());
        assert_eq!(add(b"1\ntw", Tail::Ended), both("1\ntw", "1\ntw\n2\n"));
        let moved = Tail::Moved { torn: &torn, is_line };
        assert_eq!(add(b"1\nwhole", moved), both("1\nwhole", "1\nwhole\n2\n"));
        assert!(!torn.exists());
        assert_eq!(add(b"1\n\xc3", moved), both("1\n", "1\n2\n"));
        assert_eq!(fs::read(&torn).unwrap(), b"\xc3\n");
        assert_eq!(add(b"", moved), both("", "2\n"));
        Lines::open(&path, moved).unwrap().append("").unwrap();
        assert_eq!(read(&path), "2\n");
    }
}
