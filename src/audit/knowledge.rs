//! What was learned for a rubric, and its folder under `models/`.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::Error;
use super::levels::{LEVELS_FORMAT, LevelModel};
use crate::models::{self, Encoder, Heads, Library, ModelRole, UsedModel, Vectors};
use crate::retrieval::{HeadPlaces, Learned, RANKER_FORMAT, Ranker};
use crate::rubric::Rubric;

/// The file of the ranker in a model folder.
const RANKER_FILE: &str = "ranker.json";
/// The files of the level model for drafts with heads, and for drafts from words alone.
const LEVELS_FILE: &str = "levels.json";
const LEVELS_OF_WORDS_FILE: &str = "levels-words.json";

/// What was learned for a rubric. The default knows nothing.
#[derive(Debug, Default)]
pub struct Knowledge {
    /// What a sentence is quoted for; `None` without an encoder.
    pub heads: Option<Heads>,
    /// Which of the heads is whose.
    pub places: HeadPlaces,
    /// How all clues are weighed; without it the heads take the place of the meaning.
    pub ranker: Option<Ranker>,
    /// How evidence tells levels; without it every cell is undecided.
    pub levels: Option<LevelModel>,
}

impl Knowledge {
    /// How to rank a paper that heads have read, and nothing more.
    pub(crate) fn of_ranking(rubric: &Rubric, ranker: Option<Ranker>) -> Knowledge {
        Knowledge { places: HeadPlaces::learned(rubric), ranker, ..Knowledge::default() }
    }

    /// What was learned for the rubric, else what carries over from MedCheck, with the model it comes from;
    /// `None` when neither is there. Without an encoder, what was learned from words alone.
    pub(super) fn load(
        library: &Library,
        rubric: &Rubric,
        with_encoder: bool,
    ) -> Result<Option<(Knowledge, UsedModel)>, Error> {
        let own = folder_of(rubric);
        if let Some(found) = Knowledge::in_folder(library, &own, rubric, with_encoder)? {
            return Ok(Some(found));
        }
        let lent = folder_of(Rubric::medcheck());
        if lent == own {
            return Ok(None);
        }
        // Levels there were learned from rankings by words and meaning, which is all there is here.
        let found = Knowledge::in_folder(library, &lent, rubric, false)?;
        Ok(found.map(|(mut knowledge, used)| {
            knowledge.levels = knowledge.levels.map(LevelModel::for_another_rubric);
            (knowledge, used)
        }))
    }

    /// What is in a model folder, or `None` without one; the heads only where they are wanted.
    fn in_folder(
        library: &Library,
        name: &str,
        rubric: &Rubric,
        with_heads: bool,
    ) -> Result<Option<(Knowledge, UsedModel)>, Error> {
        let models = library.with(name);
        let Some(manifest) = models.manifest(name)? else { return Ok(None) };
        let heads = if with_heads { Heads::load(models, name, library.encoder_sha256()?)? } else { None };
        let levels_file = if heads.is_some() { LEVELS_FILE } else { LEVELS_OF_WORDS_FILE };
        if !manifest.has(levels_file) {
            return Ok(None);
        }
        let levels: LevelModel = read(models, name, levels_file, LEVELS_FORMAT, LevelModel::check)?;
        let ranker = |_: &Heads| read(models, name, RANKER_FILE, RANKER_FORMAT, Ranker::check);
        let ranker = heads.as_ref().map(ranker).transpose()?;
        let places = heads.as_ref().map(|heads| HeadPlaces::of_heads(rubric, heads)).unwrap_or_default();
        let used = UsedModel { role: ModelRole::Levels, name: name.to_owned(), sha256: manifest.sha256() };
        Ok(Some((Knowledge { heads, places, ranker, levels: Some(levels) }, used)))
    }

    /// The files to store in the folder `name`, as [`models::Models::write`] takes them: with an encoder, heads
    /// and a ranking, those and their levels; else the levels of words alone.
    ///
    /// # Errors
    /// That they cannot be written as JSON or as weights, which is not expected.
    pub fn to_files(
        &self,
        name: &str,
        encoder: Option<&Encoder>,
    ) -> Result<Vec<(&'static str, Vec<u8>)>, Error> {
        let mut files = Vec::new();
        let Some(((encoder, heads), ranker)) = encoder.zip(self.heads.as_ref()).zip(self.ranker.as_ref())
        else {
            files.extend(self.levels.iter().map(|levels| json(name, LEVELS_OF_WORDS_FILE, levels)));
            return files.into_iter().collect();
        };
        files.extend(self.levels.iter().map(|levels| json(name, LEVELS_FILE, levels)));
        files.push(json(name, RANKER_FILE, ranker));
        let mut files = files.into_iter().collect::<Result<Vec<_>, Error>>()?;
        files.extend(heads.to_files(encoder)?);
        Ok(files)
    }

    /// For a paper that the heads have read; `None` for one they have not.
    pub(super) fn of<'p>(&'p self, logits: Option<&'p Vectors>) -> Option<Learned<'p>> {
        logits.map(|logits| Learned { logits, places: &self.places, ranker: self.ranker.as_ref() })
    }
}

/// The folder under `models/` of what was learned for a rubric.
pub fn folder_of(rubric: &Rubric) -> String {
    format!("{}-{}", rubric.id, rubric.version)
}

/// A file of a model folder, read and checked; `reads` is the version that it must have.
fn read<T: DeserializeOwned>(
    models: &models::Models,
    name: &str,
    file: &str,
    reads: u32,
    check: impl Fn(&T) -> Result<(), String>,
) -> Result<T, Error> {
    let missing = || models::Error::Missing { name: name.to_owned(), dir: models.dir().to_owned() };
    let bytes = models.read(name, file)?.ok_or_else(missing)?.bytes;
    models::check_format(name, file, &bytes, reads)?;
    let unusable = |why: String| Error::UnusableLevels { name: name.to_owned(), why };
    let learned: T = serde_json::from_slice(&bytes).map_err(|error| unusable(error.to_string()))?;
    check(&learned).map_err(unusable)?;
    Ok(learned)
}

fn json(name: &str, file: &'static str, value: &impl Serialize) -> Result<(&'static str, Vec<u8>), Error> {
    let mut bytes = serde_json::to_vec(value)
        .map_err(|error| Error::UnusableLevels { name: name.to_owned(), why: error.to_string() })?;
    bytes.push(b'\n');
    Ok((file, bytes))
}
