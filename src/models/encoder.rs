//! Sentences to vectors.

use std::fmt;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use rayon::prelude::*;
use tokenizers::Tokenizer;

use super::{Error, Models, Vectors};

/// The folder of the encoder under `models/`.
pub const ENCODER: &str = "all-minilm-l6-v2";

/// Texts are computed in batches of about so many tokens: enough for full speed of the matrix products,
/// few enough that a paper keeps every core busy.
const BATCH_TOKENS: usize = 512;

/// Texts are cut to so many tokens, the two special ones included: what the model was trained on.
const MOST_TOKENS: usize = 256;

/// all-MiniLM-L6-v2 (Wang et al., arXiv 2002.10957; trained as a sentence encoder after Reimers and
/// Gurevych, arXiv 1908.10084) on candle's BERT: mean of the token vectors, scaled to length 1.
pub struct Encoder {
    name: String,
    sha256: String,
    dim: usize,
    tokenizer: Tokenizer,
    bert: BertModel,
}

impl Encoder {
    /// Loads [`ENCODER`], every file checked against its hash first.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::MissingFile`] or [`Error::Damaged`] when the folder is not what its
    /// manifest says; [`Error::Config`], [`Error::Tokenizer`] or [`Error::Weights`] when it holds something
    /// this program does not compute.
    pub fn load(models: &Models) -> Result<Encoder, Error> {
        Encoder::load_named(models, ENCODER)
    }

    /// Loads the encoder of another name, for example one trained on confirmed audits.
    ///
    /// # Errors
    /// As [`Encoder::load`].
    pub fn load_named(models: &Models, name: &str) -> Result<Encoder, Error> {
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
        // The weights are stored in half precision and computed with in single.
        let bert =
            VarBuilder::from_slice_safetensors(&read("model.safetensors")?.bytes, DType::F32, &Device::Cpu)
                .and_then(|weights| BertModel::load(weights, &config))
                .map_err(|source| Error::Weights { name: name.to_owned(), source })?;
        Ok(Encoder {
            name: name.to_owned(),
            sha256: manifest.sha256(),
            dim: config.hidden_size,
            tokenizer,
            bert,
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
        let tokens: Vec<Vec<u32>> =
            texts.par_iter().map(|text| self.tokens(text)).collect::<Result<_, Error>>()?;
        let batches = batches(&tokens);
        let encoded: Vec<Vec<f32>> = batches
            .par_iter()
            .map(|batch| {
                let texts: Vec<&[u32]> = batch.iter().map(|at| tokens[*at].as_slice()).collect();
                self.forward(&texts)
            })
            .collect::<Result<_, candle_core::Error>>()
            .map_err(|source| Error::Weights { name: self.name.clone(), source })?;
        let mut vectors = Vectors::zeros(texts.len(), self.dim);
        for (batch, rows) in batches.iter().zip(encoded) {
            for (at, row) in batch.iter().zip(rows.chunks_exact(self.dim)) {
                vectors.set(*at, row);
            }
        }
        Ok(vectors)
    }

    /// Texts of one length, one row each. Without padding every token counts, so the mean needs no mask
    /// and a row does not depend on its neighbors.
    fn forward(&self, texts: &[&[u32]]) -> Result<Vec<f32>, candle_core::Error> {
        let length = texts.first().map_or(0, |text| text.len());
        let ids = Tensor::from_vec(texts.concat(), (texts.len(), length), &Device::Cpu)?;
        let hidden = self.bert.forward(&ids, &ids.zeros_like()?, None)?;
        let mean = hidden.mean(1)?;
        let norm = mean.sqr()?.sum_keepdim(1)?.sqrt()?;
        mean.broadcast_div(&norm)?.flatten_all()?.to_vec1()
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

/// Texts of one length together, as places in `texts`, about [`BATCH_TOKENS`] tokens a batch.
fn batches(texts: &[Vec<u32>]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|at| texts[*at].len());
    let of_one_length = order.chunk_by(|a, b| texts[*a].len() == texts[*b].len());
    of_one_length
        .flat_map(|same| {
            let length = texts[same[0]].len().max(1);
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
        assert!(error.hint().unwrap().contains("--no-model"));
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
