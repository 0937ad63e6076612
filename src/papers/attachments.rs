//! What lies beside a paper: `papers/<id>/attachments/<name>`.
//!
//! A file that is hidden, has a name that is not an [`AttachmentName`], or an extension that is not read is
//! no attachment; it is left alone, and [`Papers::stray_attachments`] names it.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::error::Error;
use super::folder::{Added, Papers};
use super::names::{ATTACHMENTS, MOST_ATTACHMENTS};
use super::outside::{ATTACHMENT_SIZE_LIMIT, read_any, read_file, unreadable};
use crate::disk::{sha256_hex, sync_folder};
use crate::document::{AttachmentName, PaperId};
use crate::reading::Format;

/// An attachment as it lies in its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Its file's name.
    pub name: AttachmentName,
    /// Where it lies.
    pub path: PathBuf,
    /// What it is, by its extension.
    pub format: Format,
    /// All of it.
    pub bytes: Vec<u8>,
    /// Of the bytes, in lower-case hexadecimal.
    pub sha256: String,
}

impl Papers {
    /// Reads everything that is attached to a paper, sorted by name; nothing for a paper that has none, or
    /// that is not here.
    ///
    /// # Errors
    /// That the folder or a file in it cannot be read, or is too large, or that there are too many.
    pub fn attachments(&self, id: &PaperId) -> Result<Vec<Attached>, Error> {
        let names = self.attachment_names_within_limit(id)?;
        let read = |name: AttachmentName| {
            let path = self.attachment_path(id, &name);
            let (bytes, format) = read_any(&path, ATTACHMENT_SIZE_LIMIT)?;
            Ok(Attached { name, path, format, sha256: sha256_hex(&bytes), bytes })
        };
        names.into_iter().map(read).collect()
    }

    pub(super) fn attachment_names_within_limit(&self, id: &PaperId) -> Result<Vec<AttachmentName>, Error> {
        let names = self.attachment_names(id)?;
        let is_within = names.len() <= MOST_ATTACHMENTS;
        if is_within { Ok(names) } else { Err(Error::TooManyAttachments { id: id.clone() }) }
    }

    /// The names of what is attached to a paper, sorted.
    ///
    /// # Errors
    /// That the folder cannot be read.
    pub fn attachment_names(&self, id: &PaperId) -> Result<Vec<AttachmentName>, Error> {
        Ok(self.attachment_files(id)?.into_iter().filter_map(|(_, name)| name).collect())
    }

    /// Files and folders that lie among a paper's attachments and are not attachments, sorted.
    ///
    /// # Errors
    /// That the folder cannot be read.
    pub fn stray_attachments(&self, id: &PaperId) -> Result<Vec<PathBuf>, Error> {
        let strays = self.attachment_files(id)?.into_iter().filter(|(_, name)| name.is_none());
        Ok(strays.map(|(path, _)| path).collect())
    }

    /// Stores an attachment. The same bytes again, under any name, change nothing: the result then has the
    /// name they have. Other bytes under a name that is there, or differs from it by case only, are refused
    /// unless `replace` is set.
    ///
    /// # Errors
    /// That there is no such paper, [`Error::AttachedToItself`], [`Error::ChangedAttachment`],
    /// [`Error::TooManyAttachments`], or that a file cannot be read or written.
    pub fn attach(
        &self,
        id: &PaperId,
        name: &AttachmentName,
        bytes: &[u8],
        replace: bool,
    ) -> Result<(AttachmentName, Added), Error> {
        let new_sha256 = sha256_hex(bytes);
        if sha256_hex(&read_file(&self.only_source(id)?.0)?.0) == new_sha256 {
            return Err(Error::AttachedToItself { id: id.clone() });
        }
        let there = self.attachments(id)?;
        if let Some(same) = there.iter().find(|attached| attached.sha256 == new_sha256) {
            return Ok((same.name.clone(), Added::Unchanged));
        }
        let old = there.iter().find(|attached| attached.name.collides_with(name));
        match old {
            Some(old) if !replace => {
                let (id, name, old_sha256) = (id.clone(), old.name.clone(), old.sha256.clone());
                return Err(Error::ChangedAttachment { id, name, old_sha256, new_sha256 });
            }
            None if there.len() >= MOST_ATTACHMENTS => {
                return Err(Error::TooManyAttachments { id: id.clone() });
            }
            _ => {}
        }
        // What is replaced keeps its name, so that no moment has two files or none.
        let name = old.map_or(name, |old| &old.name);
        self.write(&self.attachment_path(id, name), bytes)?;
        Ok((name.clone(), if old.is_some() { Added::Replaced } else { Added::New }))
    }

    /// Removes an attachment, and the folder with the last one.
    ///
    /// # Errors
    /// That there is no such paper or no such attachment, or that the file cannot be removed.
    pub fn detach(&self, id: &PaperId, name: &str) -> Result<(), Error> {
        if !self.contains(id) {
            return Err(Error::UnknownPaper { id: id.clone() });
        }
        let known = self.attachment_names(id)?;
        let Some(known_name) = known.iter().find(|known| known.as_str() == name) else {
            return Err(Error::UnknownAttachment { id: id.clone(), known });
        };
        let path = self.attachment_path(id, known_name);
        let folder = self.folder(id).join(ATTACHMENTS);
        let removed = fs::remove_file(&path).and_then(|()| sync_folder(&folder));
        removed.map_err(|source| Error::Unwritable { path, source })?;
        // Strays may be in it; then it stays.
        let _ = fs::remove_dir(&folder);
        Ok(())
    }

    pub(super) fn attachment_path(&self, id: &PaperId, name: &AttachmentName) -> PathBuf {
        self.folder(id).join(ATTACHMENTS).join(name.as_str())
    }

    /// Every entry of the folder that is not hidden, with its name if it is an attachment, sorted by name.
    fn attachment_files(&self, id: &PaperId) -> Result<Vec<(PathBuf, Option<AttachmentName>)>, Error> {
        let folder = self.folder(id).join(ATTACHMENTS);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(&folder, error)),
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| unreadable(&folder, error))?.path();
            let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { continue };
            if !name.starts_with('.') {
                let is_read = Format::of(&path).is_some() && !path.is_dir();
                let name = AttachmentName::new(&name).ok().filter(|_| is_read);
                files.push((path, name));
            }
        }
        files.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(name: &str) -> AttachmentName {
        AttachmentName::new(name).unwrap()
    }

    fn with_paper() -> (tempfile::TempDir, Papers, PaperId) {
        let dir = tempfile::tempdir().unwrap();
        let papers = Papers::open(dir.path());
        let id = PaperId::new("a").unwrap();
        papers.add(&id, b"the paper", Format::Text, false).unwrap();
        (dir, papers, id)
    }

    fn names(papers: &Papers, id: &PaperId) -> String {
        let attached = papers.attachments(id).unwrap();
        attached.iter().map(|attached| attached.name.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn attachments_come_back_sorted_and_whole() {
        let (_dir, papers, id) = with_paper();
        assert_eq!(papers.attachments(&id).unwrap(), []);
        for file in ["b.md", "a.html", "C.pdf"] {
            assert_eq!(
                papers.attach(&id, &name(file), file.as_bytes(), false).unwrap(),
                (name(file), Added::New)
            );
        }
        assert_eq!(names(&papers, &id), "C.pdf a.html b.md");
        let source = papers.source(&id).unwrap();
        assert_eq!(source.bytes, b"the paper");
        assert_eq!(source.attachments[2].bytes, b"b.md");
        assert_eq!(source.attachments[2].sha256, sha256_hex(b"b.md"));
        assert_eq!(source.attachments[1].format, Format::Html);
    }

    #[test]
    fn attaching_again_changes_nothing_and_a_change_must_be_meant() {
        let (_dir, papers, id) = with_paper();
        papers.attach(&id, &name("README.md"), b"one", false).unwrap();
        let attach = |file: &str, bytes: &[u8], replace| papers.attach(&id, &name(file), bytes, replace);
        assert_eq!(attach("README.md", b"one", false).unwrap(), (name("README.md"), Added::Unchanged));
        assert_eq!(attach("copy.md", b"one", true).unwrap(), (name("README.md"), Added::Unchanged));
        for file in ["README.md", "Readme.md"] {
            let error = attach(file, b"two", false).unwrap_err();
            assert!(matches!(&error, Error::ChangedAttachment { name, .. } if name.as_str() == "README.md"));
            assert!(error.hint().unwrap().contains("replace it"));
        }
        assert_eq!(papers.attachments(&id).unwrap()[0].bytes, b"one");
        assert_eq!(attach("Readme.md", b"two", true).unwrap(), (name("README.md"), Added::Replaced));
        assert_eq!(papers.attachments(&id).unwrap()[0].bytes, b"two");
        assert!(matches!(attach("p.txt", b"the paper", true), Err(Error::AttachedToItself { .. })));
        let absent = PaperId::new("b").unwrap();
        assert!(matches!(
            papers.attach(&absent, &name("a.md"), b"x", false),
            Err(Error::UnknownPaper { .. })
        ));
        assert!(!papers.dir().join("b").exists());
    }

    #[test]
    fn detaching_removes_that_file_and_nothing_else() {
        let (_dir, papers, id) = with_paper();
        papers.attach(&id, &name("a.md"), b"one", false).unwrap();
        papers.attach(&id, &name("b.md"), b"two", false).unwrap();
        for bad in ["c.md", "../paper.txt", "", ".", "A.md"] {
            assert!(
                matches!(papers.detach(&id, bad), Err(Error::UnknownAttachment { known, .. }) if known.len() == 2)
            );
        }
        papers.detach(&id, "a.md").unwrap();
        assert_eq!(names(&papers, &id), "b.md");
        papers.detach(&id, "b.md").unwrap();
        assert!(!papers.dir().join("a/attachments").exists());
        assert!(papers.contains(&id));
    }

    #[test]
    fn what_is_no_attachment_is_left_alone_and_can_be_listed() {
        let (_dir, papers, id) = with_paper();
        papers.attach(&id, &name("a.md"), b"one", false).unwrap();
        let folder = papers.dir().join("a/attachments");
        for stray in ["x.docx", "bad name.md", ".hidden.tmp", "noext"] {
            fs::write(folder.join(stray), "x").unwrap();
        }
        fs::create_dir(folder.join("folder.md")).unwrap();
        assert_eq!(names(&papers, &id), "a.md");
        let strays = papers.stray_attachments(&id).unwrap();
        let expect = ["bad name.md", "folder.md", "noext", "x.docx"].map(|stray| folder.join(stray));
        assert_eq!(strays, expect);
        papers.detach(&id, "a.md").unwrap();
        assert!(folder.join("x.docx").exists());
    }

    #[test]
    fn limits_are_kept() {
        let (_dir, papers, id) = with_paper();
        for at in 0..MOST_ATTACHMENTS {
            papers.attach(&id, &name(&format!("{at}.txt")), format!("{at}").as_bytes(), false).unwrap();
        }
        let error = papers.attach(&id, &name("more.txt"), b"more", false).unwrap_err();
        assert!(matches!(error, Error::TooManyAttachments { .. }), "{error}");
        papers.attach(&id, &name("0.txt"), b"other", true).unwrap();
        fs::write(papers.dir().join("a/attachments/more.txt"), "x").unwrap();
        assert!(matches!(papers.source(&id), Err(Error::TooManyAttachments { .. })));
        fs::remove_file(papers.dir().join("a/attachments/more.txt")).unwrap();
        fs::File::create(papers.dir().join("a/attachments/0.txt"))
            .unwrap()
            .set_len(ATTACHMENT_SIZE_LIMIT + 1)
            .unwrap();
        let error = papers.source(&id).unwrap_err();
        assert_eq!(error.to_string(), "the file has more than 64 MiB: 67108865 bytes");
    }
}
