//! What a paper goes by, from the name of its file and from what it says of itself.

use std::path::Path;

use crate::document::{Document, Metadata, PaperId};
use crate::reading::Warning;

/// The arXiv id in the file's name or stamped on page 1, else a slug of the file's name.
pub(super) fn id_of(path: &Path, document: &Document) -> PaperId {
    let stem = stem_of(path);
    let stamp = || {
        let on_first_page = document.sentences.iter().filter(|sentence| sentence.page() == Some(1));
        on_first_page.map(|sentence| document.sentence_text(sentence)).find_map(PaperId::from_arxiv_stamp)
    };
    PaperId::from_arxiv_file_name(&stem).or_else(stamp).unwrap_or_else(|| PaperId::slug(&stem))
}

/// What a file is called, without extension.
pub(super) fn stem_of(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    // A file called `paper.pdf` is named by its folder.
    match (stem.as_str(), path.parent().and_then(Path::file_name)) {
        ("paper", Some(folder)) => folder.to_string_lossy().into_owned(),
        _ => stem,
    }
}

/// That a paper goes by one arXiv id and states another. It keeps its id: labels and people name it so.
pub(super) fn other_id(id: &PaperId, metadata: &Metadata) -> Option<Warning> {
    let stated = metadata.other_arxiv_id(id)?;
    Some(Warning {
        page: None,
        message: format!("goes by the arXiv id {id}, but states {stated}"),
        hint: Some("it keeps its id; if the file has a wrong name, rename it and add it again"),
    })
}
