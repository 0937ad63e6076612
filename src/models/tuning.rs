//! Learning [`Heads`] from labeled sentences on the CPU.
//!
//! The lower half of the encoder stays as it is, so its work is done once per text; the upper layers and the
//! heads learn together (multi-label binary cross-entropy, a positive weighs more, AdamW with warm-up and
//! linear decay: Loshchilov and Hutter, arXiv 1711.05101). The same labels and seed give the same bits,
//! whatever the number of threads: every batch is cut into a fixed number of parts, and their gradients are
//! added in order.

use std::collections::HashMap;

use candle_core::backprop::GradStore;
use candle_core::{D, DType, Device, Tensor, Var};
use candle_nn::{AdamW, LayerNorm, Linear, Module, Optimizer, ParamsAdamW, ops::softmax};
use candle_transformers::models::bert::Config;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::encoder::{Hidden, upper_layers};
use super::heads::{HEAD_BIAS, HEAD_WEIGHTS};
use super::{Encoder, Error, Heads, Vectors};

/// Passes over the sentences that carry a label.
const EPOCHS: usize = 2;
/// Texts a step, and the parts they are worked on in.
const BATCH: usize = 32;
const PARTS: usize = 4;
/// Batches are cut from runs of so many texts sorted by length, so that little is padding.
const SORTED: usize = 20 * BATCH;
/// Unlabeled sentences drawn for every labeled one, anew in every pass.
const UNLABELED: f64 = 1.5;
/// A label is rare, so it weighs more than its absence.
const POSITIVE: f64 = 4.0;
const LAYER_RATE: f64 = 3e-4;
const HEAD_RATE: f64 = 1e-3;
const WARM_UP: f64 = 0.1;
const WEIGHT_DECAY: f64 = 0.01;
/// A head starts as the meaning of its criterion's own words at this length, and as seldom as this.
const START_LENGTH: f64 = 8.0;
const START_BIAS: f32 = -2.0;

/// Sentences for learning, with what the lower half made of them.
#[derive(Debug, Default)]
pub struct Lessons {
    texts: Vec<Hidden>,
    labels: Vec<Labels>,
}

/// What is known of a sentence.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Labels {
    /// The heads it is an example of.
    pub is: Vec<usize>,
    /// Heads that nothing is known about for this sentence; every other is a counterexample.
    pub unknown: Vec<usize>,
    /// Whether it is worth showing even though it is an example of nothing.
    pub telling: bool,
}

impl Lessons {
    /// Texts with what is known of each; both of one length. Texts are cut at [`MOST_TOKENS`] tokens.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub fn of(encoder: &Encoder, texts: &[&str], labels: Vec<Labels>) -> Result<Lessons, Error> {
        let mut texts = encoder.hidden(texts)?;
        for text in &mut texts {
            let tokens = text.tokens.dim(0).unwrap_or(0).min(MOST_TOKENS);
            text.tokens = text
                .tokens
                .narrow(0, 0, tokens)
                .and_then(|kept| kept.copy())
                .map_err(|source| Error::Weights { name: encoder.name().to_owned(), source })?;
        }
        Ok(Lessons { texts, labels })
    }

    /// What heads make of these sentences, one row each.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub fn read(&self, encoder: &Encoder, heads: &Heads) -> Result<Vectors, Error> {
        encoder.finish(heads, &self.texts)
    }
}

/// While learning, longer texts are cut: quotes are short, and time goes with length.
const MOST_TOKENS: usize = 64;

/// Learns one head per name from all lessons. `meanings` has one row a name, the vector of what the head
/// looks for, in the encoder's own space. `progress` is told how many steps of how many are done.
///
/// # Errors
/// [`Error::Weights`], which is not expected.
pub fn tune(
    encoder: &Encoder,
    names: Vec<String>,
    meanings: &Vectors,
    lessons: &[&Lessons],
    seed: u64,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Heads, Error> {
    let unusable = |source| Error::Weights { name: encoder.name().to_owned(), source };
    Tuner::new(encoder, names.len(), meanings)
        .and_then(|mut tuner| {
            tuner.learn(lessons, seed, progress)?;
            Heads::new(names, tuner.weights(), encoder)
        })
        .map_err(unusable)
}

struct Tuner {
    layers: Vec<Layer>,
    heads: Var,
    bias: Var,
    /// By the names they are stored under.
    layer_weights: HashMap<String, Var>,
}

/// A sentence of the lessons.
#[derive(Clone, Copy)]
struct Example<'l> {
    text: &'l Hidden,
    labels: &'l Labels,
}

impl Example<'_> {
    fn len(&self) -> usize {
        self.text.tokens.dim(0).unwrap_or(0)
    }
}

impl Tuner {
    fn new(encoder: &Encoder, heads: usize, meanings: &Vectors) -> Result<Tuner, candle_core::Error> {
        let config = encoder.config();
        let mut layer_weights = HashMap::new();
        for (name, weight) in encoder.upper_weights() {
            layer_weights.insert(name.clone(), Var::from_tensor(weight)?);
        }
        let above = config.num_hidden_layers - upper_layers(config);
        let layers = (above..config.num_hidden_layers)
            .map(|number| Layer::new(&format!("encoder.layer.{number}"), &layer_weights, config))
            .collect::<Result<_, _>>()?;
        let start = Tensor::from_slice(meanings.as_slice(), (heads, encoder.dim()), &Device::Cpu)?;
        Ok(Tuner {
            layers,
            heads: Var::from_tensor(&(start * START_LENGTH)?)?,
            bias: Var::from_tensor(&Tensor::full(START_BIAS, heads, &Device::Cpu)?)?,
            layer_weights,
        })
    }

    fn weights(&self) -> HashMap<String, Tensor> {
        let layers =
            self.layer_weights.iter().map(|(name, weight)| (name.clone(), weight.as_detached_tensor()));
        let heads = [(HEAD_WEIGHTS, &self.heads), (HEAD_BIAS, &self.bias)];
        layers.chain(heads.map(|(name, weight)| (name.to_owned(), weight.as_detached_tensor()))).collect()
    }

    fn learn(
        &mut self,
        lessons: &[&Lessons],
        seed: u64,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<(), candle_core::Error> {
        let all = lessons.iter().flat_map(|lessons| {
            lessons.texts.iter().zip(&lessons.labels).map(|(text, labels)| Example { text, labels })
        });
        let (telling, silent): (Vec<Example>, Vec<Example>) =
            all.partition(|example| !example.labels.is.is_empty() || example.labels.telling);
        let drawn = silent.len().min((UNLABELED * telling.len() as f64) as usize);
        let steps = (telling.len() + drawn).div_ceil(BATCH) * EPOCHS;
        // Sorted, because the order of a map would show in the bits.
        let mut names: Vec<&String> = self.layer_weights.keys().collect();
        names.sort();
        let layer_vars: Vec<Var> = names.iter().map(|name| self.layer_weights[*name].clone()).collect();
        let params = |lr| ParamsAdamW { lr, weight_decay: WEIGHT_DECAY, ..ParamsAdamW::default() };
        let mut layers = AdamW::new(layer_vars, params(LAYER_RATE))?;
        let mut heads = AdamW::new(vec![self.heads.clone(), self.bias.clone()], params(HEAD_RATE))?;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut step = 0;
        for _ in 0..EPOCHS {
            let mut examples = telling.clone();
            examples.extend(sample(&silent, drawn, &mut rng));
            examples.shuffle(&mut rng);
            for batch in batches(&mut examples, &mut rng) {
                let part = batch.len().div_ceil(PARTS);
                let gradients = batch
                    .par_chunks(part)
                    .map(|part| self.gradients(part, batch.len()))
                    .collect::<Result<Vec<GradStore>, _>>()?;
                let mut gradients = gradients.into_iter();
                let Some(mut sum) = gradients.next() else { continue };
                gradients.try_for_each(|part| sum.extend(part))?;
                let rate = rate(step, steps);
                layers.set_learning_rate(LAYER_RATE * rate);
                heads.set_learning_rate(HEAD_RATE * rate);
                layers.step(&sum)?;
                heads.step(&sum)?;
                step += 1;
                progress(step, steps);
            }
        }
        Ok(())
    }

    /// Of the loss over some of a batch of `of` examples.
    fn gradients(&self, part: &[Example<'_>], of: usize) -> Result<GradStore, candle_core::Error> {
        let logits = self.logits(part)?;
        let (texts, heads) = logits.dims2()?;
        let mut targets = vec![0f32; texts * heads];
        let mut weights = vec![1f32; texts * heads];
        for (at, example) in part.iter().enumerate() {
            example.labels.unknown.iter().for_each(|head| weights[at * heads + head] = 0.0);
            for head in &example.labels.is {
                targets[at * heads + head] = 1.0;
                weights[at * heads + head] = POSITIVE as f32;
            }
        }
        let targets = Tensor::from_vec(targets, (texts, heads), &Device::Cpu)?;
        let weights = Tensor::from_vec(weights, (texts, heads), &Device::Cpu)?;
        // -log sigmoid(z) for a positive, -log sigmoid(-z) for a negative, without overflow.
        let softplus = (logits.abs()?.neg()?.exp()? + 1.0)?.log()?;
        let loss = ((logits.relu()? - (&logits * targets)?)? + softplus)?;
        ((loss * weights)?.sum_all()? / of as f64)?.backward()
    }

    /// Examples × heads.
    fn logits(&self, part: &[Example<'_>]) -> Result<Tensor, candle_core::Error> {
        let length = part.iter().map(Example::len).max().unwrap_or(0);
        let mut rows = Vec::with_capacity(part.len());
        let mut present = Vec::with_capacity(part.len() * length);
        for example in part {
            let tokens = example.text.tokens.to_dtype(DType::F32)?;
            rows.push(tokens.pad_with_zeros(0, 0, length - example.len())?);
            present.extend((0..length).map(|at| f32::from(u8::from(at < example.len()))));
        }
        let mut hidden = Tensor::stack(&rows, 0)?;
        let present = Tensor::from_vec(present, (part.len(), length), &Device::Cpu)?;
        // Nothing is seen of padding: after the softmax its share is 0.
        let mask = ((&present - 1.0)? * 1e9)?.unsqueeze(1)?.unsqueeze(1)?;
        for layer in &self.layers {
            hidden = layer.forward(&hidden, &mask)?;
        }
        let sum = hidden.broadcast_mul(&present.unsqueeze(2)?)?.sum(1)?;
        let mean = sum.broadcast_div(&present.sum_keepdim(1)?)?;
        let norm = mean.sqr()?.sum_keepdim(1)?.sqrt()?;
        mean.broadcast_div(&norm)?.matmul(&self.heads.t()?)?.broadcast_add(&self.bias)
    }
}

/// One layer of BERT, as candle's `BertLayer`, of operations that all know their derivative: its layer
/// norm does not.
struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    attended: Linear,
    attended_norm: Norm,
    widen: Linear,
    narrow: Linear,
    norm: Norm,
    heads: usize,
}

struct Norm {
    scaled: LayerNorm,
    bias: Tensor,
}

impl Norm {
    fn forward(&self, hidden: &Tensor) -> Result<Tensor, candle_core::Error> {
        self.scaled.forward(hidden)?.broadcast_add(&self.bias)
    }
}

impl Layer {
    fn new(
        prefix: &str,
        weights: &HashMap<String, Var>,
        config: &Config,
    ) -> Result<Layer, candle_core::Error> {
        let named = |name: &str| {
            let path = format!("{prefix}.{name}");
            weights
                .get(&path)
                .map(|weight| weight.as_tensor().clone())
                .ok_or(candle_core::Error::CannotFindTensor { path })
        };
        let linear = |name: &str| {
            Ok::<_, candle_core::Error>(Linear::new(
                named(&format!("{name}.weight"))?,
                Some(named(&format!("{name}.bias"))?),
            ))
        };
        let norm = |name: &str| {
            let weight = named(&format!("{name}.weight"))?;
            let scaled = LayerNorm::new_no_bias(weight, config.layer_norm_eps);
            Ok::<_, candle_core::Error>(Norm { scaled, bias: named(&format!("{name}.bias"))? })
        };
        Ok(Layer {
            query: linear("attention.self.query")?,
            key: linear("attention.self.key")?,
            value: linear("attention.self.value")?,
            attended: linear("attention.output.dense")?,
            attended_norm: norm("attention.output.LayerNorm")?,
            widen: linear("intermediate.dense")?,
            narrow: linear("output.dense")?,
            norm: norm("output.LayerNorm")?,
            heads: config.num_attention_heads,
        })
    }

    fn forward(&self, hidden: &Tensor, mask: &Tensor) -> Result<Tensor, candle_core::Error> {
        let (texts, tokens, dim) = hidden.dims3()?;
        let width = dim / self.heads;
        let by_head =
            |rows: Tensor| rows.reshape((texts, tokens, self.heads, width))?.transpose(1, 2)?.contiguous();
        let query = by_head(self.query.forward(hidden)?)?;
        let key = by_head(self.key.forward(hidden)?)?;
        let value = by_head(self.value.forward(hidden)?)?;
        let scores = (query.matmul(&key.t()?)? / (width as f64).sqrt())?.broadcast_add(mask)?;
        let seen = softmax(&scores, D::Minus1)?.matmul(&value)?;
        let seen = seen.transpose(1, 2)?.reshape((texts, tokens, dim))?;
        let hidden = self.attended_norm.forward(&(hidden + self.attended.forward(&seen)?)?)?;
        let thought = self.narrow.forward(&self.widen.forward(&hidden)?.gelu_erf()?)?;
        self.norm.forward(&(hidden + thought)?)
    }
}

/// So many of `from`, without repetition, in the order drawn.
fn sample<'l>(from: &[Example<'l>], count: usize, rng: &mut ChaCha8Rng) -> Vec<Example<'l>> {
    let mut places: Vec<usize> = (0..from.len()).collect();
    let (drawn, _) = places.partial_shuffle(rng, count);
    drawn.iter().map(|at| from[*at]).collect()
}

/// Batches of texts of similar length, in random order.
fn batches<'l>(examples: &mut [Example<'l>], rng: &mut ChaCha8Rng) -> Vec<Vec<Example<'l>>> {
    let mut batches = Vec::new();
    for run in examples.chunks_mut(SORTED) {
        run.sort_by_key(Example::len);
        batches.extend(run.chunks(BATCH).map(<[Example]>::to_vec));
    }
    batches.shuffle(rng);
    batches
}

/// The share of the full rate at a step: rising over the first tenth, then falling to 0.
fn rate(step: usize, steps: usize) -> f64 {
    let warm = (WARM_UP * steps as f64).max(1.0);
    let (step, steps) = (step as f64, steps as f64);
    ((step + 1.0) / warm).min(1.0) * (1.0 - (step - warm).max(0.0) / (steps - warm + 1.0))
}
