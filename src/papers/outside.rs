//! Papers outside the workspace: finding and reading the files a person names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::error::Error;
use super::names::{ATTACHMENTS, source_name};
use crate::reading::Format;

/// The largest file that is read, in bytes. Papers with many figures reach tens of megabytes.
pub const SIZE_LIMIT: u64 = 256 << 20;

/// The largest attachment that is read, in bytes.
pub const ATTACHMENT_SIZE_LIMIT: u64 = 64 << 20;

/// Reads a paper's file, up to [`SIZE_LIMIT`].
///
/// # Errors
/// That the path is no readable file with an extension of papers, or that the file is empty or too large.
pub fn read_file(path: &Path) -> Result<(Vec<u8>, Format), Error> {
    match read_any(path, SIZE_LIMIT)? {
        (_, format) if !format.is_of_papers() => Err(Error::UnknownFormat { path: path.to_owned() }),
        read => Ok(read),
    }
}

/// Reads a file of any known format, up to `limit` bytes.
///
/// # Errors
/// That the path is no readable file with a known extension, or that the file is empty or too large.
pub fn read_any(path: &Path, limit: u64) -> Result<(Vec<u8>, Format), Error> {
    let unreadable = |error| unreadable(path, error);
    let is_folder = fs::metadata(path).map_err(unreadable)?.is_dir();
    match Format::of(path) {
        None if !is_folder => Err(Error::UnknownFormat { path: path.to_owned() }),
        Some(format) if !is_folder => Ok((read_whole(path, limit)?, format)),
        _ => Err(Error::IsFolder { path: path.to_owned() }),
    }
}

/// Reads a file, up to `limit` bytes.
///
/// # Errors
/// That the path is no readable file, or that the file is empty or too large.
pub fn read_whole(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let unreadable = |error| unreadable(path, error);
    // Asked before opening, because opening a pipe waits for its writer.
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(Error::IsFolder { path: path.to_owned() });
    }
    if !metadata.is_file() {
        return Err(Error::NotAFile { path: path.to_owned() });
    }
    let too_large = |bytes| Error::TooLarge { path: path.to_owned(), bytes, limit };
    if metadata.len() > limit {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    let file = File::open(path).map_err(unreadable)?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    match bytes.len() as u64 {
        0 => Err(Error::Empty { path: path.to_owned() }),
        length if length > limit => Err(too_large(length)),
        _ => Ok(bytes),
    }
}

/// What [`collect`] found.
#[derive(Debug, Default)]
pub struct Collected {
    /// Sorted, each once.
    pub files: Vec<PathBuf>,
    /// Folders that cannot be read or hold no papers, in the order they were met.
    pub failures: Vec<Error>,
}

/// Names that text files have beside papers. In a folder they are skipped; a file that a person names is taken all the same.
const NOT_PAPERS: [&str; 5] = ["readme", "license", "licence", "changelog", "contributing"];

/// The papers that a list of files and folders means. Files are taken as they are; below a folder, every
/// `.pdf`, `.md` and `.txt` file is taken that is not hidden and not a README or the like. Where files
/// differ in the extension only, the first of [`Format::OF_PAPERS`] is taken, because the text beside a PDF is
/// that PDF's text. What lies in `attachments/` beside a `paper.pdf` belongs to that paper. Links are followed,
/// but no folder is entered twice.
pub fn collect(paths: &[PathBuf]) -> Collected {
    let mut collected = Collected::default();
    for path in paths {
        if path.is_dir() {
            let mut below = Collected::default();
            walk(path, &mut BTreeSet::new(), &mut below);
            if below.files.is_empty() && below.failures.is_empty() {
                below.failures.push(Error::NoPapersInside { path: path.clone() });
            }
            collected.files.append(&mut below.files);
            collected.failures.append(&mut below.failures);
        } else {
            collected.files.push(path.clone());
        }
    }
    collected.files.sort();
    collected.files.dedup();
    collected
}

/// The papers in a folder, not below it; none where there is no folder.
pub(super) fn papers_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut entries = visible_entries(folder).map_err(|error| unreadable(folder, error))?;
    entries.retain(|path| Format::of(path).is_some_and(|format| is_paper(path, format)));
    Ok(entries)
}

fn walk(folder: &Path, entered: &mut BTreeSet<PathBuf>, collected: &mut Collected) {
    let (place, entries) =
        match fs::canonicalize(folder).and_then(|place| Ok((place, visible_entries(folder)?))) {
            Ok(found) => found,
            Err(error) => return collected.failures.push(unreadable(folder, error)),
        };
    if !entered.insert(place) {
        return;
    }
    let mut papers: BTreeMap<PathBuf, (Format, PathBuf)> = BTreeMap::new();
    for path in entries {
        if path.is_dir() && is_of_attachments(&path) {
            continue;
        } else if path.is_dir() {
            walk(&path, entered, collected);
        } else if let Some(format) = Format::of(&path).filter(|&format| is_paper(&path, format)) {
            let stem = path.with_extension("");
            match papers.get(&stem) {
                Some((first, _)) if *first <= format => {}
                _ => drop(papers.insert(stem, (format, path))),
            }
        }
    }
    collected.files.extend(papers.into_values().map(|(_, path)| path));
}

fn is_paper(path: &Path, format: Format) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let is_named_so = format == Format::Pdf || !NOT_PAPERS.contains(&stem.as_str());
    path.is_file() && format.is_of_papers() && is_named_so
}

/// Whether a folder holds what is attached to a paper, as in a workspace.
fn is_of_attachments(folder: &Path) -> bool {
    let is_source = |format: Format| folder.with_file_name(source_name(format)).is_file();
    folder.file_name().is_some_and(|name| name == ATTACHMENTS) && Format::OF_PAPERS.into_iter().any(is_source)
}

/// What lies in a folder and is not hidden, sorted.
fn visible_entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

pub(super) fn unreadable(path: &Path, error: io::Error) -> Error {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => Error::NotFound { path },
        io::ErrorKind::PermissionDenied => Error::NotAllowed { path },
        _ => Error::Unreadable { path, source: error },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_name_formats() {
        let check =
            |name: &str, expect: Option<Format>| assert_eq!(Format::of(Path::new(name)), expect, "{name}");
        check("a.pdf", Some(Format::Pdf));
        check("a.PDF", Some(Format::Pdf));
        check("a.txt", Some(Format::Text));
        check("b/a.b.md", Some(Format::Markdown));
        check("2009.13081", None);
        check("a.docx", None);
        check("a.html", Some(Format::Html));
        check("a.HTM", Some(Format::Html));
        check(".pdf", None);
        check("pdf", None);
    }

    #[test]
    fn files_that_cannot_be_papers_say_why_and_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
        write("empty.pdf", "");
        write("paper.docx", "x");
        fs::create_dir(dir.path().join("folder.pdf")).unwrap();
        File::create(dir.path().join("huge.pdf")).unwrap().set_len(SIZE_LIMIT + 1).unwrap();
        let check = |name: &str, expect: &str| {
            let error = read_file(&dir.path().join(name)).unwrap_err();
            assert_eq!(error.to_string(), expect, "{name}");
            assert!(error.hint().is_some(), "{name}");
        };
        check("absent.pdf", "there is no such file");
        check("empty.pdf", "the file is empty");
        check("paper.docx", "`.docx` is no format of papers");
        write("page.html", "x");
        check("page.html", "`.html` is no format of papers");
        check("folder.pdf", "it is a folder, not a file");
        check("huge.pdf", "the file has more than 256 MiB: 268435457 bytes");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_not_waited_for() {
        let error = read_file(Path::new("/dev/null")).unwrap_err();
        assert!(matches!(error, Error::UnknownFormat { .. }));
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("null.txt");
        std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
        assert!(matches!(read_file(&path), Err(Error::NotAFile { .. })));
    }

    #[test]
    fn files_come_back_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.md");
        fs::write(&path, "# Title").unwrap();
        assert_eq!(read_file(&path).unwrap(), (b"# Title".to_vec(), Format::Markdown));
    }

    /// Makes files, given as relative paths, and collects from `from`.
    fn collect_from(files: &[&str], from: &[&str]) -> (Vec<String>, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).unwrap();
        let paths: Vec<PathBuf> = from.iter().map(|path| dir.path().join(path)).collect();
        let collected = collect(&paths);
        let relative = |path: &Path| path.strip_prefix(dir.path()).unwrap().display().to_string();
        (
            collected.files.iter().map(|path| relative(path)).collect(),
            collected.failures.iter().map(Error::to_string).collect(),
        )
    }

    #[test]
    fn folders_are_walked_in_order() {
        let files =
            ["b.pdf", "a/z.TXT", "a/y.md", ".hidden/x.pdf", ".x.pdf", "c.docx", "README.md", "a/License.txt"];
        assert_eq!(collect_from(&files, &["."]).0, ["a/y.md", "a/z.TXT", "b.pdf"]);
    }

    #[test]
    fn the_text_beside_a_pdf_is_not_a_second_paper() {
        let files = ["a.txt", "a.pdf", "a.md", "b.txt", "b.md", "a.1.txt"];
        assert_eq!(collect_from(&files, &["."]).0, ["a.1.txt", "a.pdf", "b.md"]);
    }

    #[test]
    fn what_is_attached_to_a_paper_is_no_paper() {
        let files = ["a/paper.pdf", "a/attachments/s.pdf", "b/attachments/s.pdf", "a/page.html"];
        assert_eq!(collect_from(&files, &["."]).0, ["a/paper.pdf", "b/attachments/s.pdf"]);
    }

    #[test]
    fn what_is_named_is_taken_once_and_as_it_is() {
        let files = ["a.pdf", "README.md"];
        let (files, failures) =
            collect_from(&files, &["a.pdf", "README.md", "a.pdf", "absent.pdf", ".", "."]);
        assert_eq!((files.len(), failures.len()), (3, 0), "{files:?}");
    }

    #[test]
    fn a_folder_without_papers_is_reported() {
        let (files, failures) = collect_from(&["empty/x.docx", "a.pdf"], &["empty", "a.pdf"]);
        assert_eq!(files, ["a.pdf"]);
        assert_eq!(failures, ["there are no papers in the folder"]);
    }
}
