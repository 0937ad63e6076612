//! Learning [`Heads`] from labeled sentences on the CPU.
//!
//! The lower half of the encoder stays as it is, so its work is done once per text; the upper layers and the
//! heads learn together (multi-label binary cross-entropy, a positive weighs more, AdamW with warm-up and
//! linear decay: Loshchilov and Hutter, arXiv 1711.05101). The same labels and seed give the same bits,
//! whatever the number of threads: every batch is cut into a fixed number of parts, and their gradients are
//! added in order.

use std::collections::BTreeMap;

use candle_core::backprop::GradStore;
use candle_core::{DType, Device, Tensor, Var};
use candle_nn::{AdamW, Optimizer, ParamsAdamW};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::bert::upper_layers;
use super::encoder::Hidden;
use super::heads::{HEAD_BIAS, HEAD_WEIGHTS};
use super::layer::Layer;
use super::lessons::{Labels, Lessons};
use super::{Encoder, Error, Heads, Vectors};

/// Passes over the sentences that carry a label.
const EPOCHS: usize = 2;
/// Texts a step, and the parts they are worked on in.
const BATCH: usize = 32;
const PARTS: usize = 4;
/// Batches are cut from runs of this many texts sorted by length, so that little is padding.
const SORTED: usize = 20 * BATCH;
/// Unlabeled sentences drawn for every labeled one, anew in every pass.
const UNLABELED: f64 = 1.25;
/// A label is rare, so it weighs more than its absence.
const POSITIVE: f64 = 4.0;
const LAYER_RATE: f64 = 3e-4;
const HEAD_RATE: f64 = 1e-3;
const WARM_UP: f64 = 0.1;
const WEIGHT_DECAY: f64 = 0.01;
/// A head starts as the meaning of its criterion's own words at this length, and as seldom as this.
const START_LENGTH: f64 = 8.0;
const START_BIAS: f32 = -2.0;

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
    layer_weights: BTreeMap<String, Var>,
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
        let mut layer_weights = BTreeMap::new();
        for (name, weight) in encoder.upper_weights() {
            layer_weights.insert(name.clone(), Var::from_tensor(&weight.to_dtype(DType::F32)?)?);
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

    fn weights(&self) -> BTreeMap<String, Tensor> {
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
        let layer_vars: Vec<Var> = self.layer_weights.values().cloned().collect();
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

/// `count` of `from`, without repetition, in the order drawn.
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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::LazyLock;

    use super::super::Models;
    use super::*;

    static ENCODER: LazyLock<Encoder> = LazyLock::new(|| {
        Encoder::load(&Models::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"))).unwrap()
    });

    /// Sentences of three kinds: of the first head, of the second, of none.
    fn texts() -> Vec<String> {
        (0..48)
            .map(|n| match n % 3 {
                0 => format!("The porters counted {n} trays by hand before noon."),
                1 => format!("A kettle in room {n} was left to boil all night."),
                _ => format!("It rained on day {n} of the year."),
            })
            .collect()
    }

    fn lessons() -> Lessons {
        let texts = texts();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let label =
            |n: usize| Labels { is: (n % 3 < 2).then_some(n % 3).into_iter().collect(), ..Labels::default() };
        Lessons::of(&ENCODER, &texts, (0..texts.len()).map(label).collect()).unwrap()
    }

    fn learn(seed: u64) -> Vectors {
        // Both heads begin knowing nothing.
        let meanings = Vectors::zeros(2, ENCODER.dim());
        let names = vec!["trays".to_owned(), "kettles".to_owned()];
        let heads = tune(&ENCODER, names, &meanings, &[&lessons()], seed, &|_, _| {}).unwrap();
        assert_eq!((heads.count(), heads.place("kettles"), heads.place("rain")), (2, Some(1), None));
        let new = ["Trays were counted by the porters.", "The kettle boiled until morning.", "It rained."];
        heads.read(&ENCODER, &new).unwrap()
    }

    #[test]
    fn heads_tell_new_sentences_apart() {
        let read = learn(1);
        let [trays, kettles, rain] = [0, 1, 2].map(|at| read.row(at).unwrap());
        assert!(trays[0] > kettles[0] && trays[0] > rain[0], "{read:?}");
        assert!(kettles[1] > trays[1] && kettles[1] > rain[1], "{read:?}");
    }

    #[test]
    fn a_seed_gives_the_same_bits_on_any_number_of_threads() {
        let with = |threads: usize, seed: u64| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| learn(seed))
        };
        let one = with(1, 7);
        assert!(one == with(3, 7), "threads");
        assert!(one != with(2, 8), "another seed");
    }

    #[test]
    fn what_is_unknown_teaches_nothing() {
        let texts = ["The porters counted trays.", "It rained."];
        let unknown = Labels { unknown: vec![0, 1], telling: true, ..Labels::default() };
        let lessons = Lessons::of(&ENCODER, &texts, vec![unknown.clone(), unknown]).unwrap();
        let tuner = Tuner::new(&ENCODER, 2, &Vectors::zeros(2, ENCODER.dim())).unwrap();
        let examples: Vec<Example> = lessons
            .texts
            .iter()
            .zip(&lessons.labels)
            .map(|(text, labels)| Example { text, labels })
            .collect();
        let gradients = tuner.gradients(&examples, 2).unwrap();
        let pull = gradients.get(&tuner.bias).unwrap().abs().unwrap().sum_all().unwrap();
        assert_eq!(pull.to_scalar::<f32>().unwrap(), 0.0);
    }

    #[test]
    fn training_layers_compute_what_the_encoder_computes() {
        let lessons = lessons();
        let meanings = ENCODER.encode(&["trays and porters", "a kettle"]).unwrap();
        let tuner = Tuner::new(&ENCODER, 2, &meanings).unwrap();
        let examples: Vec<Example> = lessons
            .texts
            .iter()
            .zip(&lessons.labels)
            .map(|(text, labels)| Example { text, labels })
            .take(5)
            .collect();
        let padded = tuner.logits(&examples).unwrap().to_vec2::<f32>().unwrap();
        let names = vec!["a".to_owned(), "b".to_owned()];
        let heads = Heads::new(names, tuner.weights(), &ENCODER).unwrap();
        let read = lessons.read(&ENCODER, &heads).unwrap();
        for (at, row) in padded.iter().enumerate() {
            for (a, b) in row.iter().zip(read.row(at).unwrap()) {
                assert!((a - b).abs() < 0.02, "{a} {b}");
            }
        }
    }

    #[test]
    fn rates_rise_and_fall() {
        let rates: Vec<f64> = (0..100).map(|step| rate(step, 100)).collect();
        assert!(rates[0] < rates[5] && rates[5] < rates[10] && rates[99] < 0.03);
        assert!(rates.iter().all(|rate| (0.0..=1.0).contains(rate)));
    }
}
