//! What a [`Painter`](super::Painter) and the processes that draw for it say to each other: a request is a
//! line of JSON, an answer too, and behind a good one come the bytes of the picture.

use std::fmt;
use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::view::{Frame, MOST_PIXELS};

/// In bytes; a message names at most a path.
const LONGEST_HEADER: u64 = 64 << 10;

/// In bytes. Four for each pixel and some for each row, as if nothing had been compressed.
const LARGEST_PICTURE: u64 = MOST_PIXELS * 4 + (1 << 20);

/// A page to draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageRequest {
    /// Of the PDF.
    pub path: PathBuf,
    /// Of the PDF's bytes, in hexadecimal digits.
    pub sha256: String,
    /// Counted from 1.
    pub page: u32,
    /// In pixels per point.
    pub scale: f32,
    /// Only what lies in this frame ([`super::Pages::part`]); `None` means the whole page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame: Option<Frame>,
}

/// A picture of a page.
#[derive(PartialEq, Eq)]
pub struct Painted {
    /// A PNG file.
    pub png: Vec<u8>,
    /// How wide it is, in pixels.
    pub width: u32,
    /// How high it is, in pixels.
    pub height: u32,
}

/// Without the bytes, which tell nobody anything.
impl fmt::Debug for Painted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Painted({} × {}, {} bytes)", self.width, self.height, self.png.len())
    }
}

/// A picture, or why there is none.
pub(super) type Answer = Result<Painted, String>;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Header {
    /// A PNG file of `length` bytes follows; width and height are in pixels.
    Picture { length: u64, width: u32, height: u32 },
    /// Why there is no picture; nothing follows.
    Error(String),
}

pub(super) fn write_answer(to: &mut impl Write, answer: &Answer) -> io::Result<()> {
    let (header, png) = match answer {
        Ok(Painted { png, width, height }) => {
            (Header::Picture { length: png.len() as u64, width: *width, height: *height }, png.as_slice())
        }
        Err(why) => (Header::Error(why.clone()), &[][..]),
    };
    serde_json::to_writer(&mut *to, &header)?;
    to.write_all(b"\n")?;
    to.write_all(png)?;
    to.flush()
}

/// Reads an answer. Whoever drew read a stranger's file, so nothing in it is taken for granted.
///
/// # Errors
/// What the system says, and [`io::ErrorKind::UnexpectedEof`] or [`io::ErrorKind::InvalidData`] for what is
/// no answer.
pub(super) fn read_answer(from: &mut impl BufRead) -> io::Result<Answer> {
    let mut line = Vec::new();
    from.take(LONGEST_HEADER).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    match serde_json::from_slice(&line)? {
        Header::Error(why) => Ok(Err(why)),
        Header::Picture { length, .. } if length > LARGEST_PICTURE => Err(io::ErrorKind::InvalidData.into()),
        Header::Picture { length, width, height } => {
            let mut png = Vec::new();
            from.take(length).read_to_end(&mut png)?;
            if (png.len() as u64) < length {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            Ok(Ok(Painted { png, width, height }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_back_one_after_the_other() {
        let answers = [
            Ok(Painted { png: b"\x89PNG\n{}".to_vec(), width: 3, height: 4 }),
            Err("no\nsuch page".to_owned()),
            Ok(Painted { png: Vec::new(), width: 0, height: 0 }),
        ];
        let mut bytes = Vec::new();
        answers.iter().for_each(|answer| write_answer(&mut bytes, answer).unwrap());
        let mut rest = bytes.as_slice();
        for answer in answers {
            assert_eq!(read_answer(&mut rest).unwrap(), answer);
        }
        assert_eq!(read_answer(&mut rest).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn what_is_no_answer_is_an_error() {
        use io::ErrorKind::{InvalidData, UnexpectedEof};
        let check = |bytes: &str, kind| {
            assert_eq!(read_answer(&mut bytes.as_bytes()).unwrap_err().kind(), kind, "{bytes:.60}");
        };
        check("", UnexpectedEof);
        check("{\"error\":", UnexpectedEof);
        check("thread 'main' panicked\n", InvalidData);
        check("{\"picture\":{\"length\":-1,\"width\":1,\"height\":1}}\n", InvalidData);
        check("{\"picture\":{\"length\":9999999999,\"width\":1,\"height\":1}}\n", InvalidData);
        check("{\"picture\":{\"length\":5,\"width\":1,\"height\":1}}\nabcd", UnexpectedEof);
        check(&format!("{{\"error\":\"{}", "x".repeat(100_000)), UnexpectedEof);
    }
}
