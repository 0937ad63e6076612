//! Layers of BERT (Devlin et al., arXiv 1810.04805), computed forward only, in whole numbers where it counts.

use std::collections::HashMap;
use std::ops::Range;

use candle_core::{DType, Tensor};
use candle_transformers::models::bert::{Config, HiddenAct};

use super::attention::{Attending, HEAD};
use super::map::Map;
use super::processor::{self, Processor};
use super::rows::Norm;

/// Some layers, one after the other.
pub(super) struct Layers {
    layers: Vec<OneLayer>,
    dim: usize,
    processor: Processor,
}

struct OneLayer {
    /// To queries, keys and values.
    sought: Map,
    attended: Map,
    attended_norm: Norm,
    widened: Map,
    narrowed: Map,
    norm: Norm,
}

/// Texts on their way through the layers: the rows of their tokens, one text behind the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Batch {
    pub(super) rows: Vec<f32>,
    /// Rows of each text.
    pub(super) lengths: Vec<usize>,
    /// How many of these are its own tokens; those behind them are only attended to.
    pub(super) tokens: Vec<usize>,
}

impl Batch {
    /// Texts of these lengths, which have nothing beside their tokens.
    pub(super) fn of(rows: Vec<f32>, lengths: Vec<usize>) -> Batch {
        Batch { rows, tokens: lengths.clone(), lengths }
    }

    /// The rows of each text's own tokens, of `dim` numbers each.
    pub(super) fn texts(&self, dim: usize) -> impl Iterator<Item = &[f32]> {
        let mut rows = &self.rows[..];
        self.lengths.iter().zip(&self.tokens).map(move |(length, tokens)| {
            let (text, others) = rows.split_at(length * dim);
            rows = others;
            &text[..tokens * dim]
        })
    }
}

/// Room for what a batch needs between layers, kept from one batch to the next.
#[derive(Default)]
pub(super) struct Room {
    products: processor::Room,
    attending: Attending,
    whole: Vec<i16>,
    wide: Vec<i16>,
    sums: Vec<i32>,
    seen: Vec<f32>,
    row: Vec<f32>,
    steps: Vec<f32>,
}

/// Why a model of this configuration is not computed; `None` for one that is.
pub(super) fn unsupported(config: &Config) -> Option<String> {
    let (dim, heads, wide) = (config.hidden_size, config.num_attention_heads, config.intermediate_size);
    if heads * HEAD != dim || !dim.is_multiple_of(64) {
        return Some(format!("hidden_size is {dim} for {heads} heads, not {HEAD} for each"));
    }
    if !wide.is_multiple_of(64) || wide.max(dim) > super::map::DEEPEST {
        return Some(format!("intermediate_size is {wide}"));
    }
    (config.hidden_act != HiddenAct::Gelu).then(|| format!("hidden_act is {:?}", config.hidden_act))
}

impl Layers {
    /// The layers of these numbers, from weights under their names in the whole encoder.
    pub(super) fn of(
        weights: &HashMap<String, Tensor>,
        numbers: Range<usize>,
        config: &Config,
        processor: Processor,
    ) -> Result<Layers, candle_core::Error> {
        let layers = numbers.map(|number| OneLayer::of(weights, number, config, processor));
        Ok(Layers { layers: layers.collect::<Result<_, _>>()?, dim: config.hidden_size, processor })
    }

    /// Takes a batch through the layers.
    pub(super) fn forward(&self, batch: &mut Batch, room: &mut Room) {
        let (dim, processor) = (self.dim, self.processor);
        let Room { products, attending, whole, wide, sums, seen, row, steps } = room;
        let hidden = &mut batch.rows;
        let count = hidden.len() / dim;
        whole.resize(hidden.len(), 0);
        seen.resize(hidden.len(), 0.0);
        steps.resize(count, 0.0);
        processor.round(hidden, dim, whole, steps);
        for layer in &self.layers {
            let of_map = |sums: &mut Vec<i32>, map: &Map| sums.resize(count * map.columns, 0);
            of_map(sums, &layer.sought);
            processor.multiply(whole, &layer.sought, products, sums);
            let (mut sums_left, mut seen_left, mut steps_left) = (&sums[..], &mut seen[..], &steps[..]);
            for tokens in &batch.lengths {
                let (sums, others) = sums_left.split_at(tokens * 3 * dim);
                let (steps, other_steps) = steps_left.split_at(*tokens);
                let (seen, unseen) = seen_left.split_at_mut(tokens * dim);
                processor.attend(sums, &layer.sought, steps, attending, seen);
                (sums_left, steps_left, seen_left) = (others, other_steps, unseen);
            }
            processor.round(seen, dim, whole, steps);
            of_map(sums, &layer.attended);
            processor.multiply(whole, &layer.attended, products, sums);
            processor.add_and_norm(sums, &layer.attended, &layer.attended_norm, steps, hidden, whole);
            of_map(sums, &layer.widened);
            processor.multiply(whole, &layer.widened, products, sums);
            wide.resize(sums.len(), 0);
            row.resize(layer.widened.columns, 0.0);
            processor.gelu(sums, &layer.widened, steps, row, wide);
            of_map(sums, &layer.narrowed);
            processor.multiply(wide, &layer.narrowed, products, sums);
            processor.add_and_norm(sums, &layer.narrowed, &layer.norm, steps, hidden, whole);
        }
    }

    /// Of every text of a batch the mean over its own tokens, scaled to length 1, one text behind the other.
    pub(super) fn means(&self, batch: &Batch) -> Vec<f32> {
        let mut means = vec![0.0; batch.lengths.len() * self.dim];
        for (text, mean) in batch.texts(self.dim).zip(means.chunks_exact_mut(self.dim)) {
            self.processor.mean(text, mean);
        }
        means
    }
}

impl OneLayer {
    fn of(
        weights: &HashMap<String, Tensor>,
        number: usize,
        config: &Config,
        processor: Processor,
    ) -> Result<OneLayer, candle_core::Error> {
        let (dim, wide) = (config.hidden_size, config.intermediate_size);
        let path = |name: &str| format!("encoder.layer.{number}.{name}");
        let map = |names: &[&str], from: usize, to: usize| {
            let (mut all, mut bias) = (Vec::with_capacity(from * to), Vec::new());
            for name in names {
                all.extend(numbers(weights, &path(&format!("{name}.weight")), from * to / names.len())?);
                bias.extend(numbers(weights, &path(&format!("{name}.bias")), to / names.len())?);
            }
            let fits = Map::of(&all, bias, processor.arrangement());
            fits.ok_or_else(|| candle_core::Error::Msg(format!("{} does not fit", path(names[0]))))
        };
        let norm = |name: &str| norm(weights, &path(name), config);
        Ok(OneLayer {
            sought: map(
                &["attention.self.query", "attention.self.key", "attention.self.value"],
                dim,
                3 * dim,
            )?,
            attended: map(&["attention.output.dense"], dim, dim)?,
            attended_norm: norm("attention.output.LayerNorm")?,
            widened: map(&["intermediate.dense"], dim, wide)?,
            narrowed: map(&["output.dense"], wide, dim)?,
            norm: norm("output.LayerNorm")?,
        })
    }
}

/// The layer norm of that name.
pub(super) fn norm(
    weights: &HashMap<String, Tensor>,
    name: &str,
    config: &Config,
) -> Result<Norm, candle_core::Error> {
    let part = |part: &str| numbers(weights, &format!("{name}.{part}"), config.hidden_size);
    Ok(Norm { weight: part("weight")?, bias: part("bias")?, epsilon: config.layer_norm_eps as f32 })
}

/// The numbers of the weight of that name, which has `count` of them.
pub(super) fn numbers(
    weights: &HashMap<String, Tensor>,
    name: &str,
    count: usize,
) -> Result<Vec<f32>, candle_core::Error> {
    let missing = || candle_core::Error::CannotFindTensor { path: name.to_owned() };
    let weight = weights.get(name).ok_or_else(missing)?;
    let numbers: Vec<f32> = weight.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
    if numbers.len() != count {
        let why = format!("{name} has {} numbers, not {count}", numbers.len());
        return Err(candle_core::Error::Msg(why));
    }
    Ok(numbers)
}
