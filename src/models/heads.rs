//! What was learned from quoted sentences: an upper half of the encoder, and one head per criterion.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use candle_core::{DType, Device, Tensor};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::bert::upper_layers;
use super::encoder::{MOST_TOKENS, Tokenized, batches};
use super::format::check_format;
use super::layers::{Batch, Layers, Room, numbers};
use super::passage::{LEARNED, MOST_BESIDE, Passage, mean};
use super::{Encoder, Error, Models, Vectors, dot};

/// Version of the two files.
const FORMAT: u32 = 2;
/// What the heads are for and in which order.
const ORDER_FILE: &str = "heads.json";
/// The tuned layers and the heads, in half precision.
const WEIGHTS_FILE: &str = "heads.safetensors";
pub(super) const HEAD_WEIGHTS: &str = "heads.weight";
pub(super) const HEAD_BIAS: &str = "heads.bias";
pub(super) const CONTEXT: &str = "context.weight";

/// A tuned upper half of the encoder and linear heads on it: for a sentence where it stands ([`Passage`]), one
/// logit per head that it is what the head looks for (multi-label classification on a shared encoder).
///
/// Those of a folder are loaded at their first use: who only asks whether a draft is current needs none.
pub struct Heads {
    names: Vec<String>,
    weights: Mutex<Weights>,
}

/// The weights of heads, or where they lie.
enum Weights {
    Loaded(Arc<Loaded>),
    /// In the model folder of this name.
    Stored(Models, String),
}

struct Loaded {
    layers: Layers,
    /// Heads × dim, and one number a head.
    weights: Vec<f32>,
    bias: Vec<f32>,
    /// Learned rows for what stands beside a text, × dim.
    context: Vec<f32>,
    /// All of it by name, as stored: in half precision.
    stored: BTreeMap<String, Tensor>,
}

#[derive(Serialize, Deserialize)]
struct Order {
    format: u32,
    /// Of the encoder whose lower half they stand on.
    encoder: String,
    heads: Vec<String>,
}

impl Heads {
    /// The heads in the model folder `name`; `None` when there is no such folder or it holds none.
    ///
    /// # Errors
    /// [`Error::Damaged`] or [`Error::MissingFile`] when the folder is not what its manifest says,
    /// [`Error::OtherFormat`] or [`Error::OtherEncoder`] when another version of the program learned them, or on
    /// another encoder than the one of this hash, [`Error::Heads`] when it holds something else. Of the weights,
    /// that is found at their first use.
    pub fn load(models: &Models, name: &str, encoder_sha256: &str) -> Result<Option<Heads>, Error> {
        let has_heads = models.manifest(name)?.is_some_and(|manifest| manifest.has(WEIGHTS_FILE));
        let (true, Some(order)) = (has_heads, models.read(name, ORDER_FILE)?) else { return Ok(None) };
        let broken = |why: String| Error::Heads { name: name.to_owned(), why };
        check_format(name, ORDER_FILE, &order.bytes, FORMAT)?;
        let order: Order = serde_json::from_slice(&order.bytes).map_err(|error| broken(error.to_string()))?;
        if order.encoder != encoder_sha256 {
            return Err(Error::OtherEncoder { name: name.to_owned() });
        }
        let weights = Mutex::new(Weights::Stored(models.clone(), name.to_owned()));
        Ok(Some(Heads { names: order.heads, weights }))
    }

    /// The weights, loaded by whoever is first.
    fn loaded(&self, encoder: &Encoder) -> Result<Arc<Loaded>, Error> {
        let mut weights = self.weights.lock().unwrap_or_else(PoisonError::into_inner);
        let (models, name) = match &*weights {
            Weights::Loaded(loaded) => return Ok(Arc::clone(loaded)),
            Weights::Stored(models, name) => (models, name),
        };
        let no_file = || Error::MissingFile { name: name.clone(), file: WEIGHTS_FILE.to_owned() };
        let bytes = models.read(name, WEIGHTS_FILE)?.ok_or_else(no_file)?.bytes;
        let unusable = |source| Error::Weights { name: name.clone(), source };
        let stored = candle_core::safetensors::load_buffer(&bytes, &Device::Cpu).map_err(unusable)?;
        let count = self.count();
        let has = |name: &str, dims: &[usize]| stored.get(name).is_some_and(|weight| weight.dims() == dims);
        if !has(HEAD_BIAS, &[count]) || !has(HEAD_WEIGHTS, &[count, encoder.dim()]) {
            return Err(Error::Heads {
                name: name.clone(),
                why: format!("weights do not fit {count} heads"),
            });
        }
        if !has(CONTEXT, &[LEARNED, encoder.dim()]) {
            let why = format!("not {LEARNED} rows for what stands beside a text");
            return Err(Error::Heads { name: name.clone(), why });
        }
        let loaded = Loaded::of(stored.into_iter().collect(), count, encoder).map_err(unusable)?;
        let loaded = Arc::new(loaded);
        *weights = Weights::Loaded(Arc::clone(&loaded));
        Ok(loaded)
    }

    /// Rounded to half precision first, so that fresh heads give the same bits as stored ones.
    pub(super) fn new(
        names: Vec<String>,
        weights: BTreeMap<String, Tensor>,
        encoder: &Encoder,
    ) -> Result<Heads, candle_core::Error> {
        let loaded = Arc::new(Loaded::of(weights, names.len(), encoder)?);
        Ok(Heads { names, weights: Mutex::new(Weights::Loaded(loaded)) })
    }

    /// The two files to store, as [`Models::write`] takes them.
    ///
    /// # Errors
    /// That the weights cannot be loaded.
    pub fn to_files(&self, encoder: &Encoder) -> Result<[(&'static str, Vec<u8>); 2], Error> {
        let order = Order { format: FORMAT, encoder: encoder.sha256().to_owned(), heads: self.names.clone() };
        let mut json = serde_json::to_vec_pretty(&order)
            .map_err(|error| Error::Heads { name: ORDER_FILE.to_owned(), why: error.to_string() })?;
        json.push(b'\n');
        let bytes = safetensors::serialize(&self.loaded(encoder)?.stored, None)
            .map_err(|error| Error::Heads { name: WEIGHTS_FILE.to_owned(), why: error.to_string() })?;
        Ok([(ORDER_FILE, json), (WEIGHTS_FILE, bytes)])
    }

    /// Loads what is loaded at the first use, so that what is wrong with it is known before.
    ///
    /// # Errors
    /// [`Error::Damaged`] or [`Error::MissingFile`] when the folder is not what its manifest says, and
    /// [`Error::Weights`] or [`Error::Heads`] when it holds something else.
    pub fn prepare(&self, encoder: &Encoder) -> Result<(), Error> {
        self.loaded(encoder).map(|_| ())
    }

    /// How many heads.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// The place of a head, or `None`.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|head| head == name)
    }

    /// What the heads make of every passage, one row a passage and one number a head, the logit that it is what the
    /// head looks for. The bits of a row depend on its text and on what stands around it alone, as those of
    /// [`Encoder::encode`] on its text.
    ///
    /// # Errors
    /// As [`Encoder::encode`], and what loading the weights gives.
    pub fn read(&self, encoder: &Encoder, texts: &[&str], passages: &[Passage]) -> Result<Vectors, Error> {
        self.read_cut(encoder, &encoder.tokenized(texts)?, passages, MOST_TOKENS)
    }

    /// [`Encoder::encode`] of the texts and [`Heads::read`] of the passages at once, with the lower half's work
    /// shared.
    ///
    /// # Errors
    /// As [`Heads::read`].
    pub fn encode_and_read(
        &self,
        encoder: &Encoder,
        texts: &[&str],
        passages: &[Passage],
    ) -> Result<(Vectors, Vectors), Error> {
        let (loaded, texts) = (self.loaded(encoder)?, encoder.tokenized(texts)?);
        let rows = encoder.for_each_batch(&texts, |batch, room| {
            let lower = batch.clone();
            (encoder.encoded(batch, room), lower)
        });
        let (encoded, lower): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let read = loaded.read(&lower, passages, MOST_TOKENS);
        Ok((Vectors::joined(encoder.dim(), encoded), Vectors::joined(self.count(), read)))
    }

    /// [`Heads::read`] with each text cut at `most` tokens behind the lower half.
    ///
    /// # Errors
    /// As [`Heads::read`].
    pub(super) fn read_cut(
        &self,
        encoder: &Encoder,
        texts: &Tokenized,
        passages: &[Passage],
        most: usize,
    ) -> Result<Vectors, Error> {
        let loaded = self.loaded(encoder)?;
        let lower = encoder.for_each_batch(texts, |batch, _| std::mem::take(batch));
        Ok(Vectors::joined(self.count(), loaded.read(&lower, passages, most)))
    }
}

impl Loaded {
    fn of(
        weights: BTreeMap<String, Tensor>,
        count: usize,
        encoder: &Encoder,
    ) -> Result<Loaded, candle_core::Error> {
        let stored: BTreeMap<String, Tensor> = weights
            .into_iter()
            .map(|(name, weight)| Ok((name, weight.to_dtype(DType::F16)?)))
            .collect::<Result<_, candle_core::Error>>()?;
        let by_name: HashMap<String, Tensor> =
            stored.iter().map(|(name, weight)| (name.clone(), weight.clone())).collect();
        let config = encoder.config();
        let above = config.num_hidden_layers - upper_layers(config);
        Ok(Loaded {
            layers: Layers::of(&by_name, above..config.num_hidden_layers, config, encoder.processor())?,
            weights: numbers(&by_name, HEAD_WEIGHTS, count * encoder.dim())?,
            bias: numbers(&by_name, HEAD_BIAS, count)?,
            context: numbers(&by_name, CONTEXT, LEARNED * encoder.dim())?,
            stored,
        })
    }

    /// From what the lower half gives of all texts to the logits of passages, some of these together. A text is cut
    /// at `most` tokens, or a few less where there would be no room for what stands beside it.
    fn read(&self, lower: &[Batch], passages: &[Passage], most: usize) -> Vec<Vec<f32>> {
        let dim = self.weights.len() / self.bias.len().max(1);
        let texts: Vec<&[f32]> = lower.iter().flat_map(|batch| batch.texts(dim)).collect();
        let means: Vec<f32> = texts.par_iter().flat_map_iter(|text| mean(text, dim)).collect();
        let most = most.min(MOST_TOKENS - MOST_BESIDE);
        let own = |passage: &Passage| &texts[passage.text][..texts[passage.text].len().min(most * dim)];
        let lengths: Vec<usize> =
            passages.iter().map(|passage| own(passage).len() / dim + passage.beside().count()).collect();
        let one = |room: &mut Room, range: Range<usize>| {
            let mut batch = Batch::of(Vec::new(), lengths[range.clone()].to_vec());
            for (passage, tokens) in passages[range].iter().zip(&mut batch.tokens) {
                batch.rows.extend_from_slice(own(passage));
                *tokens = own(passage).len() / dim;
                passage.beside().for_each(|row| row.append_to(&mut batch.rows, &self.context, &means, dim));
            }
            self.logits(&mut batch, room)
        };
        batches(&lengths).into_par_iter().map_init(Room::default, one).collect()
    }

    /// From what the lower half gives, which is used up, to logits, one text behind the other.
    fn logits(&self, batch: &mut Batch, room: &mut Room) -> Vec<f32> {
        self.layers.forward(batch, room);
        let means = self.layers.means(batch);
        let dim = means.len() / batch.lengths.len().max(1);
        let of = |mean: &[f32]| {
            let heads = self.weights.chunks_exact(dim.max(1)).zip(&self.bias);
            heads.map(|(weights, bias)| dot(mean, weights) + bias).collect::<Vec<f32>>()
        };
        means.chunks_exact(dim.max(1)).flat_map(of).collect()
    }
}

impl fmt::Debug for Heads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Heads({})", self.names.len())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::Kind;
    use super::*;

    #[test]
    fn weights_are_loaded_at_their_first_use() {
        let models = Models::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"));
        let encoder = Encoder::load(&models).unwrap();
        let name = "medcheck-2026.1";
        let shipped = Heads::load(&models, name, encoder.sha256()).unwrap().unwrap();
        let read =
            shipped.read(&encoder, &["Two physicians reviewed every item."], &[Passage::alone(0)]).unwrap();
        assert_eq!((read.len(), read.dim()), (1, shipped.count()));
        assert!(read.as_slice().iter().all(|logit| logit.is_finite() && logit.abs() < 30.0));
        let other = Heads::load(&models, name, "another encoder");
        assert!(matches!(other, Err(Error::OtherEncoder { .. })), "{other:?}");

        let dir = tempfile::tempdir().unwrap();
        let copy = Models::open(dir.path());
        let order = models.read(name, ORDER_FILE).unwrap().unwrap().bytes;
        let files = [(ORDER_FILE, order.as_slice()), (WEIGHTS_FILE, b"no weights".as_slice())];
        copy.write(name, Kind::Heads, None, &files, "").unwrap();
        let broken = Heads::load(&copy, name, encoder.sha256()).unwrap().unwrap();
        assert_eq!(broken.count(), shipped.count());
        assert!(matches!(broken.prepare(&encoder), Err(Error::Weights { .. })));
    }
}
