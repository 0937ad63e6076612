//! A layer of the encoder that can learn.
//!
//! The tokens of all texts stand in one matrix, a row each, one text behind the other, and only attention
//! knows where a text begins. A text's rows may be more than its tokens: attention sees them all.

use std::collections::BTreeMap;
use std::ops::Range;

use candle_core::{DType, Device, Tensor};
use candle_transformers::models::bert::Config;

use super::fused::{Norm, add_rows, become_sum, gelu, multiply, normalize, normalize_back, repeat};
use super::optimizer::Parameters;
use super::product::{Matrix, MatrixMut};
use super::trained_attention::Attention;

/// The weight matrices, by their names in the encoder's file: those of queries, keys and values are one.
const MATRICES: [&[&str]; 4] = [
    &["attention.self.query.weight", "attention.self.key.weight", "attention.self.value.weight"],
    &["attention.output.dense.weight"],
    &["intermediate.dense.weight"],
    &["output.dense.weight"],
];

/// The other weights, each a row.
const ROWS: [&[&str]; 8] = [
    &["attention.self.query.bias", "attention.self.key.bias", "attention.self.value.bias"],
    &["attention.output.dense.bias"],
    &["attention.output.LayerNorm.weight"],
    &["attention.output.LayerNorm.bias"],
    &["intermediate.dense.bias"],
    &["output.dense.bias"],
    &["output.LayerNorm.weight"],
    &["output.LayerNorm.bias"],
];

/// One layer of BERT.
#[derive(Debug)]
pub(super) struct Layer {
    prefix: String,
    attention: Attention,
    epsilon: f32,
    /// Each maps rows of the first number to rows of the second, and has a row for each of these.
    pub(super) matrices: [(Parameters, usize); MATRICES.len()],
    pub(super) rows: [Parameters; ROWS.len()],
}

/// What a layer made of rows on the way forward, as far as the way back needs it.
#[derive(Debug, Default)]
pub(super) struct Trace {
    /// Filled in before the way forward.
    pub(super) input: Vec<f32>,
    /// Queries, keys and values; on the way back these become their slopes, as everything below for which a
    /// slope is told.
    queries: Vec<f32>,
    shares: Vec<f32>,
    seen: Vec<f32>,
    /// After attention, normalized; then the slopes of what was normalized.
    attended: Vec<f32>,
    attended_factors: Vec<f32>,
    between: Vec<f32>,
    /// The derivatives of the activation; then the slopes of what it was of.
    widened: Vec<f32>,
    active: Vec<f32>,
    /// At the end, normalized; then the slopes of what was normalized.
    narrowed: Vec<f32>,
    narrowed_factors: Vec<f32>,
    /// Slopes of the layer's rows.
    pub(super) of_rows: [Vec<f32>; ROWS.len()],
    scratch: Vec<f32>,
}

impl Trace {
    /// What the slopes of a matrix are made of: the slopes of the rows it gave, and the rows it was given.
    pub(super) fn of_matrix(&self, number: usize) -> (&[f32], &[f32]) {
        match number {
            0 => (&self.queries, &self.input),
            1 => (&self.attended, &self.seen),
            2 => (&self.widened, &self.between),
            _ => (&self.narrowed, &self.active),
        }
    }
}

impl Layer {
    /// The layer whose weights begin with `prefix`.
    pub(super) fn new(
        prefix: &str,
        weights: &BTreeMap<String, Tensor>,
        config: &Config,
    ) -> Result<Layer, candle_core::Error> {
        let (dim, inner) = (config.hidden_size, config.intermediate_size);
        let load = |names: &[&str], len: usize| {
            let mut values = Vec::with_capacity(len);
            for name in names {
                let path = format!("{prefix}.{name}");
                let weight =
                    weights.get(&path).ok_or(candle_core::Error::CannotFindTensor { path: path.clone() })?;
                values.extend(weight.to_dtype(DType::F32)?.flatten_all()?.to_vec1::<f32>()?);
            }
            if values.len() != len {
                let why = format!("{prefix}: {} numbers of {}, not {len}", values.len(), names.join(", "));
                return Err(candle_core::Error::Msg(why));
            }
            Ok(Parameters::new(values))
        };
        let matrix = |number: usize, from: usize, to: usize| {
            Ok::<_, candle_core::Error>((load(MATRICES[number], from * to)?, from))
        };
        let row = |number: usize, len: usize| load(ROWS[number], len);
        Ok(Layer {
            prefix: prefix.to_owned(),
            attention: Attention { dim, heads: config.num_attention_heads },
            epsilon: config.layer_norm_eps as f32,
            matrices: [
                matrix(0, dim, 3 * dim)?,
                matrix(1, dim, dim)?,
                matrix(2, dim, inner)?,
                matrix(3, inner, dim)?,
            ],
            rows: [
                row(0, 3 * dim)?,
                row(1, dim)?,
                row(2, dim)?,
                row(3, dim)?,
                row(4, inner)?,
                row(5, dim)?,
                row(6, dim)?,
                row(7, dim)?,
            ],
        })
    }

    /// The weights as they are now, by their names in the encoder's file.
    pub(super) fn weights(&self) -> Result<BTreeMap<String, Tensor>, candle_core::Error> {
        let mut weights = BTreeMap::new();
        let matrices = self.matrices.iter().map(|(matrix, from)| (matrix, Some(*from)));
        let all = matrices.chain(self.rows.iter().map(|row| (row, None)));
        for ((parameters, from), names) in all.zip(MATRICES.iter().chain(&ROWS)) {
            let len = parameters.values.len() / names.len();
            for (name, values) in names.iter().zip(parameters.values.chunks_exact(len)) {
                let tensor = match from {
                    Some(from) => Tensor::from_slice(values, (len / from, from), &Device::Cpu)?,
                    None => Tensor::from_slice(values, len, &Device::Cpu)?,
                };
                weights.insert(format!("{}.{name}", self.prefix), tensor);
            }
        }
        Ok(weights)
    }

    fn norm(&self, weight: usize) -> Norm<'_> {
        let [weight, bias] = [weight, weight + 1].map(|number| self.rows[number].values.as_slice());
        Norm { weight, bias, epsilon: self.epsilon }
    }

    /// Rows times a matrix, added to what stands in `into`.
    fn times(&self, number: usize, rows: &[f32], into: &mut [f32]) {
        let (matrix, from) = &self.matrices[number];
        let to = matrix.values.len() / from;
        let matrix = Matrix::of(&matrix.values, *from).transposed();
        MatrixMut::of(into, to).add_product(Matrix::of(rows, *from), matrix);
    }

    /// The way back through [`Layer::times`]: `slopes` of the rows it gave.
    fn back_through<'m>(&'m self, number: usize, slopes: &'m [f32]) -> (Matrix<'m>, Matrix<'m>) {
        let (matrix, from) = &self.matrices[number];
        let to = matrix.values.len() / from;
        (Matrix::of(slopes, to), Matrix::of(&matrix.values, *from))
    }

    /// From the trace's input to the layer's output. `texts` are ranges of rows, one behind the other.
    pub(super) fn forward(&self, texts: &[Range<usize>], trace: &mut Trace, output: &mut Vec<f32>) {
        let dim = self.attention.dim;
        let count = trace.input.len() / dim;
        let [queries_bias, attended_bias, _, _, widen_bias, narrow_bias, ..] = &self.rows;
        let Trace { input, queries, shares, seen, attended, between, widened, active, narrowed, .. } = trace;
        for (rows, width) in [
            (&mut *queries, queries_bias.values.len()),
            (seen, dim),
            (attended, dim),
            (between, dim),
            (widened, widen_bias.values.len()),
            (active, widen_bias.values.len()),
            (narrowed, dim),
            (output, dim),
            (&mut trace.attended_factors, 1),
            (&mut trace.narrowed_factors, 1),
        ] {
            rows.resize(count * width, 0.0);
        }
        repeat(queries, &queries_bias.values);
        self.times(0, input, queries);
        self.attention.forward(texts, queries, shares, seen);
        become_sum(attended, input, &attended_bias.values);
        self.times(1, seen, attended);
        normalize(attended, &mut trace.attended_factors, self.norm(2), between);
        repeat(widened, &widen_bias.values);
        self.times(2, between, widened);
        gelu(widened, active);
        become_sum(narrowed, between, &narrow_bias.values);
        self.times(3, active, narrowed);
        normalize(narrowed, &mut trace.narrowed_factors, self.norm(6), output);
    }

    /// The way back: `slopes` of the output become those of the input. The trace then knows the slopes of the
    /// weights.
    pub(super) fn back(&self, texts: &[Range<usize>], trace: &mut Trace, slopes: &mut [f32]) {
        let dim = self.attention.dim;
        let Trace { queries, shares, attended, widened, narrowed, of_rows, scratch, .. } = trace;
        for (of_row, row) in of_rows.iter_mut().zip(&self.rows) {
            of_row.clear();
            of_row.resize(row.values.len(), 0.0);
        }
        let [of_queries, of_attended, of_norm, of_norm_bias, of_widened, of_narrowed, of_last, of_last_bias] =
            of_rows;
        let norm = [of_last, of_last_bias].map(Vec::as_mut_slice);
        normalize_back(narrowed, &trace.narrowed_factors, slopes, self.norm(6).weight, norm);
        add_rows(of_narrowed, narrowed);
        scratch.resize(widened.len(), 0.0);
        let (of_rows, matrix) = self.back_through(3, narrowed);
        MatrixMut::of(scratch, of_widened.len()).become_product(of_rows, matrix);
        multiply(widened, scratch);
        add_rows(of_widened, widened);
        // What came around the two matrices, and what came through them.
        slopes.copy_from_slice(narrowed);
        let (of_rows, matrix) = self.back_through(2, widened);
        MatrixMut::of(slopes, dim).add_product(of_rows, matrix);
        let norm = [of_norm, of_norm_bias].map(Vec::as_mut_slice);
        normalize_back(attended, &trace.attended_factors, slopes, self.norm(2).weight, norm);
        add_rows(of_attended, attended);
        scratch.truncate(attended.len());
        let (of_rows, matrix) = self.back_through(1, attended);
        MatrixMut::of(scratch, dim).become_product(of_rows, matrix);
        self.attention.back(texts, scratch, shares, queries);
        add_rows(of_queries, queries);
        slopes.copy_from_slice(attended);
        let (of_rows, matrix) = self.back_through(0, queries);
        MatrixMut::of(slopes, dim).add_product(of_rows, matrix);
    }
}
