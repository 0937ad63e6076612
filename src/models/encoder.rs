//! Sentences to vectors.

use std::collections::BTreeMap;
use std::fmt;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertEncoder, BertModel, Config};
use rayon::prelude::*;
use tokenizers::Tokenizer;

use super::bert::{layer_number, pooled, single_precision, upper_half, upper_layers};
use super::{Error, Models, Vectors};

/// The folder of the encoder under `models/`.
pub const ENCODER: &str = "all-minilm-l6-v2";

/// Texts are computed in batches of about this many tokens: enough for full speed of the matrix products,
/// few enough that a paper keeps every core busy.
const BATCH_TOKENS: usize = 512;

/// Texts are cut to this many tokens, the two special ones included: what the model was trained on.
const MOST_TOKENS: usize = 256;

/// all-MiniLM-L6-v2 (Wang et al., arXiv 2002.10957; trained as a sentence encoder after Reimers and
/// Gurevych, arXiv 1908.10084) on candle's BERT: mean of the token vectors, scaled to length 1.
///
/// It is computed in two halves. The lower one is the same for every use; the upper one is either the
/// original, which gives sentence vectors, or one that learned from quoted sentences ([`Heads`](super::Heads)).
pub struct Encoder {
    name: String,
    sha256: String,
    dim: usize,
    tokenizer: Tokenizer,
    config: Config,
    lower: BertModel,
    /// The weights of the upper layers by their names in the file, for learning to start from.
    upper_weights: BTreeMap<String, Tensor>,
    upper: BertEncoder,
}

/// What the lower half makes of a text: one row of [`Encoder::dim`] numbers a token.
#[derive(Debug, Clone)]
pub(super) struct Hidden {
    /// Half precision: kept for thousands of texts while learning.
    pub(super) tokens: Tensor,
}

impl Encoder {
    /// Loads [`ENCODER`], every file checked against its hash first.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::MissingFile`] or [`Error::Damaged`] when the folder is not what its
    /// manifest says; [`Error::Config`], [`Error::Tokenizer`] or [`Error::Weights`] when it holds something
    /// this program does not compute.
    pub fn load(models: &Models) -> Result<Encoder, Error> {
        let name = ENCODER;
        let missing = || Error::Missing { name: name.to_owned(), dir: models.dir().to_owned() };
        let manifest = models.manifest(name)?.ok_or_else(missing)?;
        let read = |file: &str| models.read(name, file)?.ok_or_else(missing);
        let config: Config = serde_json::from_slice(&read("config.json")?.bytes)
            .map_err(|source| Error::Config { name: name.to_owned(), why: source.to_string() })?;
        if config.max_position_embeddings < MOST_TOKENS {
            let why =
                format!("max_position_embeddings is {}, under {MOST_TOKENS}", config.max_position_embeddings);
            return Err(Error::Config { name: name.to_owned(), why });
        }
        let tokenizer = Tokenizer::from_bytes(read("tokenizer.json")?.bytes)
            .map_err(|source| Error::Tokenizer { name: name.to_owned(), source })?;
        let unusable = |source| Error::Weights { name: name.to_owned(), source };
        let weights = single_precision(&read("model.safetensors")?.bytes).map_err(unusable)?;
        let below = config.num_hidden_layers - upper_layers(&config);
        let lower = BertModel::load(
            VarBuilder::from_tensors(weights.clone(), DType::F32, &Device::Cpu),
            &Config { num_hidden_layers: below, ..config.clone() },
        )
        .map_err(unusable)?;
        let is_upper = |name: &str| layer_number(name).is_some_and(|number| number >= below);
        let upper_weights: BTreeMap<String, Tensor> =
            weights.into_iter().filter(|(name, _)| is_upper(name)).collect();
        let upper = upper_half(&upper_weights, &config).map_err(unusable)?;
        Ok(Encoder {
            name: name.to_owned(),
            sha256: manifest.sha256(),
            dim: config.hidden_size,
            tokenizer,
            config,
            lower,
            upper_weights,
            upper,
        })
    }

    /// Its folder under `models/`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Of the whole model, as [`super::Manifest::sha256`].
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Length of a vector.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// One row a text, in order, each of length 1; a text is cut at 256 tokens. The bits of a row depend
    /// on its text alone: not on the other texts, their order, or the number of threads.
    ///
    /// # Errors
    /// [`Error::Tokenizer`] or [`Error::Weights`]; with weights that loaded, neither is expected.
    pub fn encode(&self, texts: &[&str]) -> Result<Vectors, Error> {
        let rows = self.for_each_batch(texts, |hidden| self.encoded(hidden))?;
        Ok(Vectors::gathered(texts.len(), self.dim, &rows))
    }

    /// What the lower half makes of every text, cut at 256 tokens.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub(super) fn hidden(&self, texts: &[&str]) -> Result<Vec<Hidden>, Error> {
        let rows = self.for_each_batch(texts, |hidden| {
            let hidden = hidden.to_dtype(DType::F16)?;
            (0..hidden.dim(0)?).map(|at| Ok(Hidden { tokens: hidden.get(at)?.force_contiguous()? })).collect()
        })?;
        let mut found: Vec<Option<Hidden>> = vec![None; texts.len()];
        for (places, rows) in rows {
            let rows: Vec<Hidden> = rows;
            places.iter().zip(rows).for_each(|(at, row)| found[*at] = Some(row));
        }
        Ok(found.into_iter().flatten().collect())
    }

    /// Runs the lower half over all texts in batches of equal length, and `work` over what it gives, of
    /// shape texts × tokens × dim; with each result come the places of its texts.
    pub(super) fn for_each_batch<T: Send>(
        &self,
        texts: &[&str],
        work: impl Fn(&Tensor) -> Result<T, candle_core::Error> + Sync,
    ) -> Result<Vec<(Vec<usize>, T)>, Error> {
        let tokens: Vec<Vec<u32>> =
            texts.par_iter().map(|text| self.tokens(text)).collect::<Result<_, Error>>()?;
        let lengths: Vec<usize> = tokens.iter().map(Vec::len).collect();
        batches(&lengths)
            .into_par_iter()
            .map(|places| {
                let texts: Vec<&[u32]> = places.iter().map(|at| tokens[*at].as_slice()).collect();
                let done = work(&self.lower(&texts)?)?;
                Ok((places, done))
            })
            .collect::<Result<_, candle_core::Error>>()
            .map_err(|source| Error::Weights { name: self.name.clone(), source })
    }

    /// The original upper half over what the lower one gives, of shape texts × tokens × dim: [`Encoder::dim`]
    /// numbers a text, one text behind the other.
    pub(super) fn encoded(&self, hidden: &Tensor) -> Result<Vec<f32>, candle_core::Error> {
        pooled(&self.upper, hidden)?.flatten_all()?.to_vec1()
    }

    /// Runs `work` over texts whose lower half is done, in batches of equal length, as
    /// [`Encoder::for_each_batch`] does.
    pub(super) fn for_each_hidden_batch<T: Send>(
        &self,
        texts: &[Hidden],
        work: impl Fn(&Tensor) -> Result<T, candle_core::Error> + Sync,
    ) -> Result<Vec<(Vec<usize>, T)>, Error> {
        let lengths: Vec<usize> = texts.iter().map(|text| text.tokens.dim(0).unwrap_or(0)).collect();
        batches(&lengths)
            .into_par_iter()
            .map(|places| {
                let rows: Vec<&Tensor> = places.iter().map(|at| &texts[*at].tokens).collect();
                let done = work(&Tensor::stack(&rows, 0)?.to_dtype(DType::F32)?)?;
                Ok((places, done))
            })
            .collect::<Result<_, candle_core::Error>>()
            .map_err(|source| Error::Weights { name: self.name.clone(), source })
    }

    /// Texts of one length. Without padding every token counts, so a mean needs no mask and a row does not
    /// depend on its neighbors.
    fn lower(&self, texts: &[&[u32]]) -> Result<Tensor, candle_core::Error> {
        let length = texts.first().map_or(0, |text| text.len());
        let ids = Tensor::from_vec(texts.concat(), (texts.len(), length), &Device::Cpu)?;
        self.lower.forward(&ids, &ids.zeros_like()?, None)
    }

    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// The original weights of the upper half.
    pub(super) fn upper_weights(&self) -> &BTreeMap<String, Tensor> {
        &self.upper_weights
    }

    /// The token ids of a text, the special ones at both ends included, cut in front of the last.
    fn tokens(&self, text: &str) -> Result<Vec<u32>, Error> {
        let encoding = self
            .tokenizer
            .encode_fast(text, true)
            .map_err(|source| Error::Tokenizer { name: self.name.clone(), source })?;
        let mut ids = encoding.get_ids().to_vec();
        if ids.len() > MOST_TOKENS
            && let Some(&end) = ids.last()
        {
            ids.truncate(MOST_TOKENS - 1);
            ids.push(end);
        }
        Ok(ids)
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encoder({}, {})", self.name, self.sha256)
    }
}

/// Texts of one length together, by place, about [`BATCH_TOKENS`] tokens a batch.
fn batches(lengths: &[usize]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|at| lengths[*at]);
    let of_one_length = order.chunk_by(|a, b| lengths[*a] == lengths[*b]);
    of_one_length
        .flat_map(|same| {
            let length = lengths[same[0]].max(1);
            same.chunks((BATCH_TOKENS / length).max(1)).map(<[usize]>::to_vec)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::LazyLock;

    use serde::Deserialize;

    use super::super::dot;
    use super::*;

    static ENCODER: LazyLock<Encoder> = LazyLock::new(|| Encoder::load(&installed()).unwrap());

    fn installed() -> Models {
        Models::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"))
    }

    /// Computed from the original float32 weights, in double precision, with numpy.
    #[derive(Deserialize)]
    struct Reference {
        text: String,
        tokens: usize,
        vector: Vec<f32>,
    }

    fn references() -> Vec<Reference> {
        serde_json::from_str(include_str!("reference.json")).unwrap()
    }

    const TEXTS: [&str; 6] = [
        "Two annotators labeled every question.",
        "",
        "GPT-4 was prompted with temperature 0 and the prompt of the appendix, three times a question.",
        "a",
        "漢字 and 🩺 and \u{0}",
        "Two annotators labeled every question.",
    ];

    #[test]
    fn vectors_are_those_of_the_original() {
        for reference in references() {
            let vectors = ENCODER.encode(&[&reference.text]).unwrap();
            let row = vectors.row(0).unwrap();
            assert_eq!((vectors.len(), vectors.dim(), reference.vector.len()), (1, 384, 384));
            assert_eq!(ENCODER.tokens(&reference.text).unwrap().len(), reference.tokens);
            let cosine = dot(row, &reference.vector);
            assert!(cosine > 0.9999, "{cosine} for {}", reference.text);
            assert!((dot(row, row) - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn a_vector_depends_on_its_text_alone() {
        let long = "The guideline asks for informed consent. ".repeat(60);
        let mut many: Vec<&str> = TEXTS.to_vec();
        many.extend([long.as_str(); 5]);
        many.extend(TEXTS.iter().rev());
        let together = ENCODER.encode(&many).unwrap();
        for (text, row) in many.iter().zip(together.rows()) {
            assert_eq!(ENCODER.encode(&[text]).unwrap().row(0), Some(row), "{text}");
        }
        assert!(ENCODER.encode(&[]).unwrap().is_empty());
    }

    #[test]
    fn the_number_of_threads_does_not_show() {
        let texts: Vec<String> =
            (0..80).map(|n| format!("{} Item {n}.", TEXTS[n % 6].repeat(n % 5 + 1))).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| ENCODER.encode(&texts).unwrap())
        };
        let one = with(1);
        for threads in [2, 3, 8] {
            assert!(with(threads) == one, "{threads} threads");
        }
    }

    #[test]
    fn a_missing_or_damaged_model_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let models = Models::open(dir.path());
        let error = Encoder::load(&models).unwrap_err();
        assert!(error.to_string().starts_with("model `all-minilm-l6-v2` is not in "), "{error}");
        assert!(error.hint().unwrap().contains("words alone"));
        let file = |name: &str| installed().read(super::ENCODER, name).unwrap().unwrap().bytes;
        let (config, tokenizer) = (file("config.json"), file("tokenizer.json"));
        let weights: &[u8] = b"not weights";
        let write = |config: &[u8]| {
            let files =
                [("config.json", config), ("tokenizer.json", &tokenizer), ("model.safetensors", weights)];
            models.write(super::ENCODER, super::super::Kind::Encoder, Some(384), &files, "").unwrap();
            Encoder::load(&models).unwrap_err()
        };
        assert!(matches!(write(&config), Error::Weights { .. }));
        assert!(matches!(write(b"{}"), Error::Config { .. }));
        let short = String::from_utf8(config).unwrap().replace("512", "64");
        assert!(write(short.as_bytes()).to_string().contains("max_position_embeddings is 64"));
    }
}
