//! One step of learning: the way forward and back through the upper half and the heads, and the move.
//!
//! The parts of a batch go forward and back beside one another; then each block of a weight matrix sums its
//! slopes over the parts, in their order, and moves at once, while they are in the cache.

use std::collections::BTreeMap;
use std::ops::Range;

use candle_core::{Device, Tensor};
use rayon::prelude::*;

use super::bert::upper_layers;
use super::encoder::Hidden;
use super::fused::{add_rows, repeat};
use super::heads::{CONTEXT, HEAD_BIAS, HEAD_WEIGHTS};
use super::lessons::{Labels, Lesson};
use super::optimizer::{Block, Parameters, Step};
use super::passage::{Beside, LEARNED, Passage};
use super::product::{Matrix, MatrixMut};
use super::trained_layer::{Layer, Trace};
use super::{Encoder, Vectors};

/// The parts that a batch is worked on in; the bits depend on it.
const PARTS: usize = 4;
/// About so many numbers of a matrix move at once.
const BLOCK: usize = 384 * 384;
/// A label is rare, so it weighs more than its absence.
const POSITIVE: f32 = 4.0;
const LAYER_RATE: f64 = 3e-4;
const HEAD_RATE: f64 = 1e-3;
/// A head starts as the meaning of its criterion's own words at this length, and as seldom as this.
const START_LENGTH: f32 = 8.0;
const START_BIAS: f32 = -2.0;

/// A sentence of the lessons.
#[derive(Clone, Copy)]
pub(super) struct Example<'l> {
    pub(super) text: &'l Hidden,
    pub(super) labels: &'l Labels,
    passage: Passage,
    /// Those of all texts that may be neighbors.
    means: &'l [f32],
}

/// Upper layers and heads that learn.
pub(super) struct Training {
    layers: Vec<Layer>,
    heads: LinearHeads,
    /// Rows for what stands beside a text.
    context: Parameters,
    /// How many there were.
    steps: usize,
    passes: Vec<Pass>,
}

struct LinearHeads {
    dim: usize,
    /// One row a head.
    weights: Parameters,
    bias: Parameters,
}

/// A part of a batch on its way, with room that the next one takes over.
#[derive(Default)]
struct Pass {
    /// The rows of each text, those beside its tokens included.
    texts: Vec<Range<usize>>,
    /// What stands beside the tokens, with its row.
    beside: Vec<(usize, Beside)>,
    /// One a layer.
    traces: Vec<Trace>,
    output: Vec<f32>,
    /// The mean of each text's tokens, of length 1, and its length before.
    means: Vec<f32>,
    lengths: Vec<f32>,
    /// One row a text; on the way back the slopes of the logits.
    logits: Vec<f32>,
    slopes: Vec<f32>,
    /// Of the rows for what stands beside a text.
    of_context: Vec<f32>,
}

impl<'l> Example<'l> {
    /// A lesson with what the lower half makes of it.
    pub(super) fn of(text: &'l Hidden, lesson: &Lesson<'l>) -> Example<'l> {
        Example { text, labels: lesson.labels, passage: lesson.passage, means: lesson.means }
    }

    /// In tokens.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }
}

impl Training {
    /// The encoder's own upper half, and heads that begin as `meanings`.
    pub(super) fn new(encoder: &Encoder, meanings: &Vectors) -> Result<Training, candle_core::Error> {
        let config = encoder.config();
        let above = config.num_hidden_layers - upper_layers(config);
        let layers = (above..config.num_hidden_layers)
            .map(|number| Layer::new(&format!("encoder.layer.{number}"), encoder.upper_weights(), config))
            .collect::<Result<_, _>>()?;
        let weights = meanings.as_slice().iter().map(|number| number * START_LENGTH).collect();
        let bias = vec![START_BIAS; meanings.len()];
        let heads = LinearHeads {
            dim: encoder.dim(),
            weights: Parameters::new(weights),
            bias: Parameters::new(bias),
        };
        // At first a neighbor is its mean and nothing more, and kinds and places say nothing.
        let context = Parameters::new(vec![0.0; LEARNED * encoder.dim()]);
        Ok(Training { layers, heads, context, steps: 0, passes: Vec::new() })
    }

    /// The weights as they are now, by the names they are stored under.
    pub(super) fn weights(&self) -> Result<BTreeMap<String, Tensor>, candle_core::Error> {
        let mut weights = BTreeMap::new();
        for layer in &self.layers {
            weights.extend(layer.weights()?);
        }
        let LinearHeads { dim, weights: heads, bias } = &self.heads;
        let shape = (bias.values.len(), *dim);
        weights.insert(HEAD_WEIGHTS.to_owned(), Tensor::from_slice(&heads.values, shape, &Device::Cpu)?);
        weights.insert(HEAD_BIAS.to_owned(), Tensor::from_slice(&bias.values, shape.0, &Device::Cpu)?);
        let context = Tensor::from_slice(&self.context.values, (LEARNED, *dim), &Device::Cpu)?;
        weights.insert(CONTEXT.to_owned(), context);
        Ok(weights)
    }

    /// Learns from a batch, at a share of the full rate.
    pub(super) fn step(&mut self, batch: &[Example<'_>], rate: f64) {
        self.pass(batch);
        self.advance(rate);
    }

    /// All parts of a batch forward and back.
    fn pass(&mut self, batch: &[Example<'_>]) {
        let parts = parts(batch);
        let Training { layers, heads, context, passes, .. } = self;
        passes.resize_with(parts.len(), Pass::default);
        passes.par_iter_mut().zip(parts).for_each(|(pass, part)| {
            pass.forward(layers, heads, &context.values, part);
            pass.judge(heads, part, batch.len());
            pass.back(layers, heads, part);
        })
    }

    /// Moves all weights against the slopes of the last passes.
    fn advance(&mut self, rate: f64) {
        let Training { layers, heads, context, passes, .. } = self;
        let of_layers = Step::new(self.steps, LAYER_RATE * rate);
        let of_heads = Step::new(self.steps, HEAD_RATE * rate);
        self.steps += 1;
        let mut of_bias = vec![0.0; heads.bias.values.len()];
        passes.iter().for_each(|pass| add_rows(&mut of_bias, &pass.logits));
        heads.bias.whole().step(&of_bias, of_heads);
        context.whole().step(&summed(passes.iter().map(|pass| pass.of_context.clone())), of_heads);
        let mut moves = Vec::new();
        for (number, layer) in layers.iter_mut().enumerate() {
            for (row, parameters) in layer.rows.iter_mut().enumerate() {
                let of_row = passes.iter().map(|pass| pass.traces[number].of_rows[row].clone());
                parameters.whole().step(&summed(of_row), of_layers);
            }
            for (matrix, (parameters, from)) in layer.matrices.iter_mut().enumerate() {
                let told = passes.iter().map(|pass| pass.traces[number].of_matrix(matrix)).collect();
                moves.extend(moves_of(parameters, *from, told, of_layers));
            }
        }
        let told = passes.iter().map(|pass| (&pass.logits[..], &pass.means[..])).collect();
        moves.extend(moves_of(&mut heads.weights, heads.dim, told, of_heads));
        moves.into_par_iter().for_each_init(Vec::new, |slopes, one| one.make(slopes));
    }
}

/// A block of a matrix that is about to move.
struct Move<'p> {
    block: Block<'p>,
    step: Step,
    /// Its rows among those of the matrix, and how long each is.
    rows: Range<usize>,
    of: usize,
    from: usize,
    /// Of every pass the slopes of the rows that the matrix gave, and the rows it was given.
    told: Vec<(&'p [f32], &'p [f32])>,
}

fn moves_of<'p>(
    parameters: &'p mut Parameters,
    from: usize,
    told: Vec<(&'p [f32], &'p [f32])>,
    step: Step,
) -> impl Iterator<Item = Move<'p>> {
    let of = parameters.values.len() / from;
    let rows = (BLOCK / from).max(1);
    parameters.blocks(rows * from).enumerate().map(move |(at, block)| {
        let rows = at * rows..((at + 1) * rows).min(of);
        Move { block, step, rows, of, from, told: told.clone() }
    })
}

impl Move<'_> {
    fn make(self, slopes: &mut Vec<f32>) {
        let Move { block, step, rows, of, from, told } = self;
        slopes.clear();
        slopes.resize(rows.len() * from, 0.0);
        for (of_rows, given) in told {
            let of_rows = Matrix::columns(of_rows, of, rows.clone()).transposed();
            MatrixMut::of(slopes, from).add_product(of_rows, Matrix::of(given, from));
        }
        block.step(slopes, step);
    }
}

impl Pass {
    /// From the texts to the logits.
    fn forward(&mut self, layers: &[Layer], heads: &LinearHeads, context: &[f32], part: &[Example<'_>]) {
        self.traces.resize_with(layers.len(), Trace::default);
        self.texts.clear();
        self.beside.clear();
        let mut rows = std::mem::take(&mut self.output);
        rows.clear();
        let mut count = 0;
        for example in part {
            example.text.append_to(&mut rows);
            for beside in example.passage.beside() {
                self.beside.push((rows.len() / heads.dim, beside));
                beside.append_to(&mut rows, context, example.means, heads.dim);
            }
            let start = std::mem::replace(&mut count, rows.len() / heads.dim);
            self.texts.push(start..count);
        }
        for (layer, trace) in layers.iter().zip(&mut self.traces) {
            // What went in stays in the trace, and the room of the last batch's takes what comes out.
            std::mem::swap(&mut trace.input, &mut rows);
            layer.forward(&self.texts, trace, &mut rows);
        }
        self.output = rows;
        self.pool(part, heads.dim);
        self.logits.resize(part.len() * heads.bias.values.len(), 0.0);
        repeat(&mut self.logits, &heads.bias.values);
        let weights = Matrix::of(&heads.weights.values, heads.dim).transposed();
        let means = Matrix::of(&self.means, heads.dim);
        MatrixMut::of(&mut self.logits, heads.bias.values.len()).add_product(means, weights);
    }

    /// The mean of each text's tokens; rows of a text beyond its tokens do not count.
    fn pool(&mut self, part: &[Example<'_>], dim: usize) {
        self.means.clear();
        self.means.resize(part.len() * dim, 0.0);
        self.lengths.clear();
        for ((example, rows), mean) in part.iter().zip(&self.texts).zip(self.means.chunks_exact_mut(dim)) {
            let tokens = rows.start * dim..(rows.start + example.len()) * dim;
            add_rows(mean, &self.output[tokens]);
            mean.iter_mut().for_each(|number| *number /= example.len() as f32);
            let length = mean.iter().map(|number| number * number).sum::<f32>().sqrt();
            mean.iter_mut().for_each(|number| *number /= length);
            self.lengths.push(length);
        }
    }

    /// The logits become the slopes of the loss, the weighted binary cross-entropy over a batch of `of`
    /// examples.
    fn judge(&mut self, heads: &LinearHeads, part: &[Example<'_>], of: usize) {
        let count = heads.bias.values.len();
        let share = 1.0 / of as f32;
        for (example, logits) in part.iter().zip(self.logits.chunks_exact_mut(count)) {
            let labels = example.labels;
            let positives: Vec<(usize, f32)> = labels
                .is
                .iter()
                .map(|head| (*head, (sigmoid(logits[*head]) - 1.0) * POSITIVE * share))
                .collect();
            logits.iter_mut().for_each(|logit| *logit = sigmoid(*logit) * share);
            labels.unknown.iter().for_each(|head| logits[*head] = 0.0);
            positives.into_iter().for_each(|(head, slope)| logits[head] = slope);
        }
    }

    /// From the slopes of the logits to those of everything.
    fn back(&mut self, layers: &[Layer], heads: &LinearHeads, part: &[Example<'_>]) {
        let dim = heads.dim;
        let Pass { texts, beside, traces, output, means, lengths, logits, slopes, of_context } = self;
        let mut of_means = vec![0.0; means.len()];
        let weights = Matrix::of(&heads.weights.values, dim);
        MatrixMut::of(&mut of_means, dim)
            .become_product(Matrix::of(logits, heads.bias.values.len()), weights);
        slopes.clear();
        slopes.resize(output.len(), 0.0);
        let of_means = of_means.chunks_exact_mut(dim).zip(means.chunks_exact(dim));
        let texts_and_lengths = part.iter().zip(&*texts).zip(lengths);
        for (((example, rows), length), (of_mean, mean)) in texts_and_lengths.zip(of_means) {
            // Along the mean nothing changes: its length is 1 in any case.
            let along: f32 = of_mean.iter().zip(mean).map(|(slope, number)| slope * number).sum();
            for (slope, number) in of_mean.iter_mut().zip(mean) {
                *slope = (*slope - number * along) / (*length * example.len() as f32);
            }
            repeat(&mut slopes[rows.start * dim..(rows.start + example.len()) * dim], of_mean);
        }
        for (layer, trace) in layers.iter().zip(traces).rev() {
            layer.back(texts, trace, slopes);
        }
        of_context.clear();
        of_context.resize(LEARNED * dim, 0.0);
        for (row, beside) in beside {
            let slopes = &slopes[*row * dim..(*row + 1) * dim];
            for learned in beside.learned() {
                add_rows(&mut of_context[learned * dim..(learned + 1) * dim], slopes);
            }
        }
    }
}

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// In their order.
fn summed(rows: impl Iterator<Item = Vec<f32>>) -> Vec<f32> {
    let sum = rows.reduce(|mut sum, row| {
        add_rows(&mut sum, &row);
        sum
    });
    sum.unwrap_or_default()
}

/// At most [`PARTS`] runs of about as many tokens each.
fn parts<'b, 'l>(batch: &'b [Example<'l>]) -> Vec<&'b [Example<'l>]> {
    let tokens: usize = batch.iter().map(Example::len).sum();
    let mut before = 0;
    let mut part_of = Vec::with_capacity(batch.len());
    for example in batch {
        part_of.push((before + example.len() / 2) * PARTS / tokens.max(1));
        before += example.len();
    }
    let mut rest = batch;
    let parts = part_of.chunk_by(|a, b| a == b).map(|same| {
        let (part, others) = rest.split_at(same.len());
        rest = others;
        part
    });
    parts.collect()
}

#[cfg(test)]
#[path = "training_tests.rs"]
mod tests;
