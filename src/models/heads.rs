//! What was learned from quoted sentences: an upper half of the encoder, and one head per criterion.

use std::collections::BTreeMap;
use std::fmt;

use candle_core::{DType, Tensor};
use candle_transformers::models::bert::BertEncoder;
use serde::{Deserialize, Serialize};

use super::bert::{pooled, single_precision, upper_half};
use super::encoder::Hidden;
use super::{Encoder, Error, Models, Vectors};

/// Version of the two files.
const FORMAT: u32 = 1;
/// What the heads are for and in which order.
const ORDER_FILE: &str = "heads.json";
/// The tuned layers and the heads, in half precision.
const WEIGHTS_FILE: &str = "heads.safetensors";
pub(super) const HEAD_WEIGHTS: &str = "heads.weight";
pub(super) const HEAD_BIAS: &str = "heads.bias";

/// A tuned upper half of the encoder and linear heads on it: for a sentence, one logit per head that it is
/// what the head looks for (multi-label classification on a shared encoder).
pub struct Heads {
    names: Vec<String>,
    layers: BertEncoder,
    /// dim × heads, and one number a head.
    weights: Tensor,
    bias: Tensor,
    /// All of it by name, as stored.
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
    /// The heads in the model folder `name`; `None` when there is no such folder or it holds none, or
    /// they stand on another encoder.
    ///
    /// # Errors
    /// [`Error::Damaged`] or [`Error::MissingFile`] when the folder is not what its manifest says,
    /// [`Error::Weights`] or [`Error::Heads`] when it holds something else.
    pub fn load(models: &Models, name: &str, encoder: &Encoder) -> Result<Option<Heads>, Error> {
        let has_heads = models.manifest(name)?.is_some_and(|manifest| manifest.has(WEIGHTS_FILE));
        let (true, Some(order), Some(weights)) =
            (has_heads, models.read(name, ORDER_FILE)?, models.read(name, WEIGHTS_FILE)?)
        else {
            return Ok(None);
        };
        let broken = |why: String| Error::Heads { name: name.to_owned(), why };
        let order: Order = serde_json::from_slice(&order.bytes).map_err(|error| broken(error.to_string()))?;
        if order.format != FORMAT {
            return Err(broken(format!("format {}, not {FORMAT}", order.format)));
        }
        if order.encoder != encoder.sha256() {
            return Ok(None);
        }
        let unusable = |source| Error::Weights { name: name.to_owned(), source };
        let stored = single_precision(&weights.bytes).map_err(unusable)?.into_iter().collect();
        let heads = Heads::new(order.heads, stored, encoder).map_err(unusable)?;
        if heads.bias.dims() != [heads.count()] || heads.weights.dims() != [encoder.dim(), heads.count()] {
            return Err(broken(format!("weights do not fit {} heads", heads.count())));
        }
        Ok(Some(heads))
    }

    /// Rounded to half precision first, so that fresh heads give the same bits as stored ones.
    pub(super) fn new(
        names: Vec<String>,
        weights: BTreeMap<String, Tensor>,
        encoder: &Encoder,
    ) -> Result<Heads, candle_core::Error> {
        let rounded = |weight: &Tensor| weight.to_dtype(DType::F16)?.to_dtype(DType::F32);
        let stored: BTreeMap<String, Tensor> = weights
            .iter()
            .map(|(name, weight)| Ok((name.clone(), rounded(weight)?)))
            .collect::<Result<_, candle_core::Error>>()?;
        let named = |name: &str| {
            stored
                .get(name)
                .cloned()
                .ok_or_else(|| candle_core::Error::CannotFindTensor { path: name.to_owned() })
        };
        Ok(Heads {
            names,
            layers: upper_half(&stored, encoder.config())?,
            weights: named(HEAD_WEIGHTS)?.t()?.contiguous()?,
            bias: named(HEAD_BIAS)?,
            stored,
        })
    }

    /// The two files to store, as [`Models::write`] takes them.
    ///
    /// # Errors
    /// [`Error::Weights`], which is not expected.
    pub fn to_files(&self, encoder: &Encoder) -> Result<[(&'static str, Vec<u8>); 2], Error> {
        let unusable = |source| Error::Weights { name: ORDER_FILE.to_owned(), source };
        let order = Order { format: FORMAT, encoder: encoder.sha256().to_owned(), heads: self.names.clone() };
        let mut json = serde_json::to_vec_pretty(&order)
            .map_err(|error| Error::Heads { name: ORDER_FILE.to_owned(), why: error.to_string() })?;
        json.push(b'\n');
        let halves = self
            .stored
            .iter()
            .map(|(name, weight)| Ok((name.clone(), weight.to_dtype(DType::F16)?)))
            .collect::<Result<BTreeMap<String, Tensor>, _>>()
            .map_err(unusable)?;
        let bytes = safetensors::serialize(halves, None)
            .map_err(|error| Error::Heads { name: WEIGHTS_FILE.to_owned(), why: error.to_string() })?;
        Ok([(ORDER_FILE, json), (WEIGHTS_FILE, bytes)])
    }

    /// How many heads.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// The place of a head, or `None`.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|head| head == name)
    }

    /// What the heads make of every text, one row a text and one number a head, the logit that it is what the
    /// head looks for. The bits of a row depend on its text alone, as those of [`Encoder::encode`].
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub fn read(&self, encoder: &Encoder, texts: &[&str]) -> Result<Vectors, Error> {
        let rows = encoder.for_each_batch(texts, |hidden| self.logits(hidden))?;
        Ok(Vectors::gathered(texts.len(), self.count(), &rows))
    }

    /// [`Encoder::encode`] and [`Heads::read`] at once, with the lower half's work shared.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub fn encode_and_read(&self, encoder: &Encoder, texts: &[&str]) -> Result<(Vectors, Vectors), Error> {
        let rows =
            encoder.for_each_batch(texts, |hidden| Ok((encoder.encoded(hidden)?, self.logits(hidden)?)))?;
        let (encoded, read): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .map(|(places, (encoded, read))| ((places.clone(), encoded), (places, read)))
            .unzip();
        let count = texts.len();
        Ok((Vectors::gathered(count, encoder.dim(), &encoded), Vectors::gathered(count, self.count(), &read)))
    }

    /// [`Heads::read`] for texts whose lower half is done.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub(super) fn read_hidden(&self, encoder: &Encoder, texts: &[Hidden]) -> Result<Vectors, Error> {
        let rows = encoder.for_each_hidden_batch(texts, |hidden| self.logits(hidden))?;
        Ok(Vectors::gathered(texts.len(), self.count(), &rows))
    }

    /// From what the lower half gives, texts × tokens × dim, to logits, one text behind the other.
    fn logits(&self, hidden: &Tensor) -> Result<Vec<f32>, candle_core::Error> {
        let vectors = pooled(&self.layers, hidden)?;
        vectors.matmul(&self.weights)?.broadcast_add(&self.bias)?.flatten_all()?.to_vec1()
    }
}

impl fmt::Debug for Heads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Heads({})", self.names.len())
    }
}
