//! The name an attachment goes by.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The file name of an attachment: letters and digits of any script (NFC), `.`, `_` and `-`, beginning with
/// a letter, a digit or `_`, at most 100 bytes. So it is a file in its folder and nothing else, on every
/// system, and shows as what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AttachmentName(String);

/// A string that cannot name an attachment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the name of an attachment (letters, digits, `.`, `_`, `-`; at most 100 bytes)")]
pub struct InvalidAttachmentName(pub String);

const LONGEST: usize = 100;

/// What one system takes for a device, whatever the extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

impl AttachmentName {
    /// Takes a name that is already legal.
    ///
    /// # Errors
    /// [`InvalidAttachmentName`] unless it could be a file of that name on every system.
    pub fn new(name: &str) -> Result<AttachmentName, InvalidAttachmentName> {
        let sound = name.len() <= LONGEST
            && name.starts_with(|c: char| c.is_alphanumeric() || c == '_')
            && name.chars().all(is_legal)
            && !name.ends_with('.')
            && is_nfc(name)
            && !is_device(name);
        if sound { Ok(AttachmentName(name.to_owned())) } else { Err(InvalidAttachmentName(name.to_owned())) }
    }

    /// The name that a file gets: its own where that is legal; otherwise with hyphens for what is not,
    /// shortened, or begun with `_`. The extension stays. `None` where nothing legal is left.
    pub fn of_file(path: &Path) -> Option<AttachmentName> {
        let part = |part: Option<&std::ffi::OsStr>| legal_part(&part.unwrap_or_default().to_string_lossy());
        let (stem, extension) = (part(path.file_stem()), part(path.extension()));
        let mut room = LONGEST.checked_sub(extension.len() + 2)?.min(stem.len());
        while !stem.is_char_boundary(room) {
            room -= 1;
        }
        let stem = stem[..room].trim_end_matches(['-', '.']);
        let name = if extension.is_empty() { stem.to_owned() } else { format!("{stem}.{extension}") };
        let begins_well = |c: char| c.is_alphanumeric() || c == '_';
        let prefix = if is_device(&name) || !name.starts_with(begins_well) { "_" } else { "" };
        AttachmentName::new(&format!("{prefix}{name}")).ok().filter(|_| !stem.is_empty())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both would be one file where case does not count.
    pub fn collides_with(&self, other: &AttachmentName) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

fn is_legal(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// Whether a name is what one system takes for a device.
pub(super) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = stem.strip_suffix(|c: char| c.is_ascii_digit());
    DEVICES.contains(&stem.as_str()) || numbered.is_some_and(|stem| NUMBERED_DEVICES.contains(&stem))
}

/// What is not legal becomes single hyphens; none, and no stop, at the beginning.
fn legal_part(part: &str) -> String {
    let mut legal = String::new();
    for c in part.nfc() {
        if is_legal(c) && c != '-' {
            if c != '.' || !legal.is_empty() {
                legal.push(c);
            }
        } else if !legal.is_empty() && !legal.ends_with('-') {
            legal.push('-');
        }
    }
    // Without what stood between them, two letters may compose.
    let legal: String = legal.nfc().collect();
    legal.trim_end_matches('-').to_owned()
}

impl fmt::Display for AttachmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for AttachmentName {
    type Error = InvalidAttachmentName;

    fn try_from(name: String) -> Result<AttachmentName, InvalidAttachmentName> {
        AttachmentName::new(&name)
    }
}

impl From<AttachmentName> for String {
    fn from(name: AttachmentName) -> String {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn files_keep_their_names_where_they_can() {
        let check = |path: &str, expect: &str| {
            let name = AttachmentName::of_file(Path::new(path));
            assert_eq!(name.as_ref().map(AttachmentName::as_str), Some(expect), "{path}");
            assert_eq!(AttachmentName::new(expect).ok(), name);
        };
        check("README.md", "README.md");
        check("a/b/supplement_2.final-1.PDF", "supplement_2.final-1.PDF");
        check("Suppl (final)  2.pdf", "Suppl-final-2.pdf");
        check("Zusätze.html", "Zusätze.html");
        check("Zusa\u{308}tze.html", "Zusätze.html");
        check("附录.txt", "附录.txt");
        check("a\u{202e}fdp.md", "a-fdp.md");
        check("a\nb\u{1b}[31m.md", "a-b-31m.md");
        check("..\\..\\up.md", "up.md");
        check(".hidden.md", "hidden.md");
        check("-x.md", "x.md");
        check("con.md", "_con.md");
        check("COM1.txt", "_COM1.txt");
        check("_draft.md", "_draft.md");
        check(&format!("{}.md", "é".repeat(200)), &format!("{}.md", "é".repeat(48)));
        assert_eq!(AttachmentName::of_file(Path::new("???.md")), None);
        assert_eq!(AttachmentName::of_file(Path::new("..")), None);
    }

    #[test]
    fn names_stay_inside_their_folder() {
        let bad = [
            "",
            ".",
            "..",
            "a/b",
            "a\\b",
            "/a",
            "-a",
            ".a",
            "a.",
            "a b",
            "\u{202e}a",
            "nul.txt",
            "e\u{301}.md",
        ];
        for bad in bad {
            assert!(AttachmentName::new(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn case_does_not_tell_files_apart() {
        let name = |name| AttachmentName::new(name).unwrap();
        assert!(name("README.md").collides_with(&name("Readme.MD")));
        assert!(!name("README.md").collides_with(&name("README.txt")));
    }

    proptest! {
        #[test]
        fn what_a_file_gets_is_legal(stem in "\\PC{0,150}", extension in "[a-z]{0,5}") {
            if let Some(name) = AttachmentName::of_file(Path::new(&format!("{stem}.{extension}"))) {
                prop_assert_eq!(AttachmentName::new(name.as_str()), Ok(name));
            }
        }
    }
}
