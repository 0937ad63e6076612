//! Sentences to vectors.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;

use candle_core::{DType, Device, Tensor};
use candle_transformers::models::bert::Config;
use half::f16;
use half::slice::HalfFloatSliceExt;
use rayon::prelude::*;
use tokenizers::Tokenizer;

use super::bert::{layer_number, upper_layers};
use super::layers::{self, Batch, Layers, Room};
use super::passage::mean;
use super::processor::Processor;
use super::rows::Norm;
use super::{Error, Models, Vectors};

/// The folder of the encoder under `models/`.
pub const ENCODER: &str = "all-minilm-l6-v2";

/// Texts are computed in batches of at least this many tokens, if there are so many: enough for full speed of the
/// products, few enough that a paper keeps every core busy and a batch stays near its core.
const BATCH_TOKENS: usize = 112;

/// Texts are cut to this many tokens, the two special ones included: what the model was trained on.
pub(super) const MOST_TOKENS: usize = 256;

/// all-MiniLM-L6-v2 (Wang et al., arXiv 2002.10957; trained as a sentence encoder after Reimers and
/// Gurevych, arXiv 1908.10084): mean of the token vectors, scaled to length 1.
///
/// It is computed in two halves. The lower one is the same for every use; the upper one is either the
/// original, which gives sentence vectors, or one that learned from quoted sentences ([`Heads`](super::Heads)).
pub struct Encoder {
    name: String,
    sha256: String,
    tokenizer: Tokenizer,
    config: Config,
    processor: Processor,
    /// Vocabulary × dim, as stored: a text needs a few rows of it.
    words: Vec<f16>,
    /// Of every place in a text dim numbers, which are added to its word's.
    places: Vec<f32>,
    norm: Norm,
    lower: Layers,
    upper: Layers,
    /// The weights of the upper layers by their names in the file, for learning to start from.
    upper_weights: BTreeMap<String, Tensor>,
}

/// Texts cut into the words that the encoder knows.
#[derive(Debug, Clone)]
pub struct Tokenized {
    pub(super) ids: Vec<Vec<u32>>,
}

impl Tokenized {
    /// How many tokens all texts have, the special ones at both ends of each included.
    pub fn tokens(&self) -> usize {
        self.ids.iter().map(Vec::len).sum()
    }
}

/// What the lower half makes of a text: one row of [`Encoder::dim`] numbers a token, in half precision.
#[derive(Debug, Clone)]
pub(super) struct Hidden {
    tokens: usize,
    numbers: Vec<f16>,
}

impl Hidden {
    /// In tokens.
    pub(super) fn len(&self) -> usize {
        self.tokens
    }

    /// Adds a row a token.
    pub(super) fn append_to(&self, rows: &mut Vec<f32>) {
        let start = rows.len();
        rows.resize(start + self.numbers.len(), 0.0);
        self.numbers.convert_to_f32_slice(&mut rows[start..]);
    }
}

impl Encoder {
    /// Loads [`ENCODER`], every file checked against its hash first.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::MissingFile`] or [`Error::Damaged`] when the folder is not what its
    /// manifest says; [`Error::Config`], [`Error::Tokenizer`] or [`Error::Weights`] when it holds something
    /// this program does not compute.
    pub fn load(models: &Models) -> Result<Encoder, Error> {
        Encoder::load_for(models, Processor::best())
    }

    fn load_for(models: &Models, processor: Processor) -> Result<Encoder, Error> {
        let name = ENCODER;
        let missing = || Error::Missing { name: name.to_owned(), dir: models.dir().to_owned() };
        let manifest = models.manifest(name)?.ok_or_else(missing)?;
        let read = |file: &str| models.read(name, file)?.ok_or_else(missing);
        let unsupported = |why: String| Error::Config { name: name.to_owned(), why };
        let config: Config = serde_json::from_slice(&read("config.json")?.bytes)
            .map_err(|source| unsupported(source.to_string()))?;
        if config.max_position_embeddings < MOST_TOKENS {
            let most = config.max_position_embeddings;
            return Err(unsupported(format!("max_position_embeddings is {most}, under {MOST_TOKENS}")));
        }
        if let Some(why) = layers::unsupported(&config) {
            return Err(unsupported(why));
        }
        let (tokenizer, weights) = both(
            || {
                Tokenizer::from_bytes(read("tokenizer.json")?.bytes)
                    .map_err(|source| Error::Tokenizer { name: name.to_owned(), source })
            },
            || {
                let bytes = read("model.safetensors")?.bytes;
                candle_core::safetensors::load_buffer(&bytes, &Device::Cpu)
                    .map_err(|source| Error::Weights { name: name.to_owned(), source })
            },
        );
        let (tokenizer, weights) = (tokenizer?, weights?);
        if tokenizer.get_vocab_size(true) > config.vocab_size {
            return Err(unsupported(format!("vocab_size is {}", config.vocab_size)));
        }
        let sha256 = manifest.sha256();
        Encoder::of(sha256, tokenizer, config, weights, processor)
            .map_err(|source| Error::Weights { name: name.to_owned(), source })
    }

    fn of(
        sha256: String,
        tokenizer: Tokenizer,
        config: Config,
        weights: HashMap<String, Tensor>,
        processor: Processor,
    ) -> Result<Encoder, candle_core::Error> {
        let (dim, count) = (config.hidden_size, config.num_hidden_layers);
        let below = count - upper_layers(&config);
        let (lower, upper) = both(
            || Layers::of(&weights, 0..below, &config, processor),
            || Layers::of(&weights, below..count, &config, processor),
        );
        let embedding = |name: &str, count: usize| {
            layers::numbers(&weights, &format!("embeddings.{name}_embeddings.weight"), count * dim)
        };
        let kind = embedding("token_type", config.type_vocab_size)?;
        let mut places = embedding("position", config.max_position_embeddings)?;
        for place in places.chunks_exact_mut(dim) {
            place.iter_mut().zip(&kind).for_each(|(place, kind)| *place += kind);
        }
        let words = "embeddings.word_embeddings.weight";
        let missing = || candle_core::Error::CannotFindTensor { path: words.to_owned() };
        let words: Vec<f16> =
            weights.get(words).ok_or_else(missing)?.to_dtype(DType::F16)?.flatten_all()?.to_vec1()?;
        if words.len() != config.vocab_size * dim {
            let why = format!("{} numbers of word embeddings for {} words", words.len(), config.vocab_size);
            return Err(candle_core::Error::Msg(why));
        }
        let norm = layers::norm(&weights, "embeddings.LayerNorm", &config)?;
        let is_upper = |name: &str| layer_number(name).is_some_and(|number| number >= below);
        let upper_weights = weights.into_iter().filter(|(name, _)| is_upper(name)).collect();
        Ok(Encoder {
            name: ENCODER.to_owned(),
            sha256,
            tokenizer,
            config,
            processor,
            words,
            places,
            norm,
            lower: lower?,
            upper: upper?,
            upper_weights,
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
        self.config.hidden_size
    }

    /// One row a text, in order, each of length 1; a text is cut at 256 tokens. The bits of a row depend
    /// on its text alone: not on the other texts, their order, the number of threads, or the processor.
    ///
    /// # Errors
    /// [`Error::Tokenizer`], which is not expected.
    pub fn encode(&self, texts: &[&str]) -> Result<Vectors, Error> {
        Ok(self.encode_tokenized(&self.tokenized(texts)?))
    }

    /// The first step of [`Encoder::encode`].
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub fn tokenized(&self, texts: &[&str]) -> Result<Tokenized, Error> {
        let ids = texts.par_iter().map(|text| self.tokens(text)).collect::<Result<_, Error>>()?;
        Ok(Tokenized { ids })
    }

    /// The second step of [`Encoder::encode`].
    pub fn encode_tokenized(&self, texts: &Tokenized) -> Vectors {
        let rows = self.for_each_batch(texts, |batch, room| self.encoded(batch, room));
        Vectors::joined(self.dim(), rows)
    }

    /// What the lower half makes of every text; then each is cut at `most` tokens.
    pub(super) fn hidden(&self, texts: &Tokenized, most: usize) -> Vec<Hidden> {
        let dim = self.dim();
        let batches = self.for_each_batch(texts, |batch, _| {
            let text = |text: &[f32]| {
                let text = &text[..text.len().min(most * dim)];
                let mut numbers = vec![f16::ZERO; text.len()];
                numbers.convert_from_f32_slice(text);
                Hidden { tokens: text.len() / dim, numbers }
            };
            batch.texts(dim).map(text).collect::<Vec<Hidden>>()
        });
        batches.into_iter().flatten().collect()
    }

    /// The mean of what the lower half makes of the tokens of every text, one behind the other.
    pub(super) fn lower_means(&self, texts: &Tokenized) -> Vec<f32> {
        let dim = self.dim();
        let means = |batch: &mut Batch, _: &mut Room| -> Vec<f32> {
            batch.texts(dim).flat_map(|text| mean(text, dim)).collect()
        };
        self.for_each_batch(texts, means).concat()
    }

    /// Runs the lower half over all texts in batches, and `work` over what it gives; results in order.
    pub(super) fn for_each_batch<T: Send>(
        &self,
        texts: &Tokenized,
        work: impl Fn(&mut Batch, &mut Room) -> T + Sync,
    ) -> Vec<T> {
        let lengths: Vec<usize> = texts.ids.iter().map(Vec::len).collect();
        let one = |room: &mut Room, range: Range<usize>| {
            let mut batch = self.embedded(&texts.ids[range]);
            self.lower.forward(&mut batch, room);
            work(&mut batch, room)
        };
        batches(&lengths).into_par_iter().map_init(Room::default, one).collect()
    }

    /// The original upper half over what the lower one gives: [`Encoder::dim`] numbers a text, one text behind the
    /// other. The batch is used up.
    pub(super) fn encoded(&self, batch: &mut Batch, room: &mut Room) -> Vec<f32> {
        self.upper.forward(batch, room);
        self.upper.means(batch)
    }

    /// Words and their places, for the lower half.
    fn embedded(&self, texts: &[Vec<u32>]) -> Batch {
        let dim = self.dim();
        let mut batch = Batch::of(Vec::new(), texts.iter().map(Vec::len).collect());
        batch.rows.resize(batch.lengths.iter().sum::<usize>() * dim, 0.0);
        let places = texts.iter().flat_map(|text| text.iter().zip(self.places.chunks_exact(dim)));
        for ((id, place), row) in places.zip(batch.rows.chunks_exact_mut(dim)) {
            let first = *id as usize * dim;
            self.words[first..first + dim].convert_to_f32_slice(row);
            row.iter_mut().zip(place).for_each(|(word, place)| *word += place);
        }
        self.processor.norm(&self.norm, &mut batch.rows);
        batch
    }

    pub(super) fn processor(&self) -> Processor {
        self.processor
    }

    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// The original weights of the upper half, in half precision.
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

/// Both results, computed at once. On a thread of its own and not in the pool: who waits for the pool takes up other
/// work meanwhile, which may want the encoder that is being loaded.
fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    std::thread::scope(|scope| {
        let other = scope.spawn(other);
        let one = one();
        (one, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// Texts of [`BATCH_TOKENS`] or more together, in order.
pub(super) fn batches(lengths: &[usize]) -> Vec<Range<usize>> {
    let (mut batches, mut start, mut tokens) = (Vec::new(), 0, 0);
    for (at, length) in lengths.iter().enumerate() {
        tokens += length;
        if tokens >= BATCH_TOKENS || at + 1 == lengths.len() {
            batches.push(start..at + 1);
            (start, tokens) = (at + 1, 0);
        }
    }
    batches
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
            // Of whole numbers; a single word is the farthest.
            assert!(cosine > 0.9997, "{cosine} for {}", reference.text);
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
    fn the_processor_does_not_show() {
        let one = ENCODER.encode(&TEXTS).unwrap();
        for processor in Processor::all() {
            let encoder = Encoder::load_for(&installed(), processor).unwrap();
            assert!(encoder.encode(&TEXTS).unwrap() == one, "{processor:?}");
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
        let short = String::from_utf8(file("config.json")).unwrap().replace("heads\": 12", "heads\": 6");
        assert!(write(short.as_bytes()).to_string().contains("hidden_size is 384 for 6 heads"));
    }
}
