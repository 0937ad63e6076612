//! The way back beside automatic differentiation of the same layers, and a step beside candle's.

use std::path::Path;
use std::sync::LazyLock;

use candle_core::backprop::GradStore;
use candle_core::{D, Var};
use candle_nn::ops::softmax;
use candle_nn::{AdamW, LayerNorm, Linear, Module, Optimizer, ParamsAdamW};

use super::super::lessons::{Lesson, Lessons, hidden};
use super::super::passage::MOST_BESIDE;
use super::super::{Models, PLACES};
use super::*;
use crate::document::BlockKind;

static ENCODER: LazyLock<Encoder> = LazyLock::new(|| {
    Encoder::load(&Models::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"))).unwrap()
});

const HEADS: usize = 3;

/// Sentences of many lengths, some of them examples of heads, some unknown to one.
fn lessons() -> Lessons {
    lessons_with(|n| Labels {
        is: (0..n % 3).map(|head| (head + n) % HEADS).collect(),
        unknown: (n % 4 == 0).then_some(n % HEADS).into_iter().collect(),
        telling: true,
    })
}

fn lessons_with(labels: impl Fn(usize) -> Labels) -> Lessons {
    let texts: Vec<String> = (0..14)
        .map(|n| format!("A kettle in room {n} was left to boil{}.", " and to cool".repeat(n % 5)))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let passage = |n: usize| Passage {
        text: n,
        neighbors: [n.checked_sub(1), (n < 13).then_some(n + 1), n.is_multiple_of(3).then_some(0)],
        standing: (n != 5).then_some((BlockKind::ALL[n % 4], n % PLACES)),
    };
    let all = 0..texts.len();
    Lessons::of(&ENCODER, &texts, all.clone().map(labels).collect(), all.map(passage).collect()).unwrap()
}

fn examples(lessons: &Lessons) -> Vec<Example<'_>> {
    let lessons: Vec<Lesson> = lessons.iter().collect();
    // All of them tell something, so all are kept.
    hidden(&lessons, &[]).into_iter().zip(&lessons).map(|(text, lesson)| Example::of(text, lesson)).collect()
}

fn training() -> Training {
    let meanings = ENCODER.encode(&["trays and porters", "a kettle", "rain"]).unwrap();
    Training::new(&ENCODER, &meanings).unwrap()
}

/// The same computation in candle's operations, which know their derivatives; texts are padded.
struct Reference {
    vars: BTreeMap<String, Var>,
}

impl Reference {
    fn of(training: &Training) -> Reference {
        let weights = training.weights().unwrap();
        let var = |(name, weight): (String, Tensor)| (name, Var::from_tensor(&weight).unwrap());
        Reference { vars: weights.into_iter().map(var).collect() }
    }

    fn named(&self, name: &str) -> Tensor {
        self.vars[name].as_tensor().clone()
    }

    fn layer(&self, prefix: &str, hidden: &Tensor, mask: &Tensor) -> candle_core::Result<Tensor> {
        let (texts, tokens, dim) = hidden.dims3()?;
        let config = ENCODER.config();
        let (heads, width) = (config.num_attention_heads, dim / config.num_attention_heads);
        let named = |name: &str, part: &str| self.named(&format!("{prefix}.{name}.{part}"));
        let linear = |name: &str, rows: &Tensor| {
            Linear::new(named(name, "weight"), Some(named(name, "bias"))).forward(rows)
        };
        let norm = |name: &str, rows: &Tensor| {
            LayerNorm::new_no_bias(named(name, "weight"), config.layer_norm_eps)
                .forward(rows)?
                .broadcast_add(&named(name, "bias"))
        };
        let by_head =
            |rows: Tensor| rows.reshape((texts, tokens, heads, width))?.transpose(1, 2)?.contiguous();
        let query = by_head(linear("attention.self.query", hidden)?)?;
        let key = by_head(linear("attention.self.key", hidden)?)?;
        let value = by_head(linear("attention.self.value", hidden)?)?;
        let scores = (query.matmul(&key.t()?)? / (width as f64).sqrt())?.broadcast_add(mask)?;
        let seen = softmax(&scores, D::Minus1)?.matmul(&value)?;
        let seen = seen.transpose(1, 2)?.reshape((texts, tokens, dim))?;
        let attended = linear("attention.output.dense", &seen)?;
        let hidden = norm("attention.output.LayerNorm", &(hidden + attended)?)?;
        let widened = linear("intermediate.dense", &hidden)?.gelu_erf()?;
        norm("output.LayerNorm", &(&hidden + linear("output.dense", &widened)?)?)
    }

    fn slopes(&self, batch: &[Example<'_>]) -> candle_core::Result<GradStore> {
        let dim = ENCODER.dim();
        let length = batch.iter().map(|example| example.len() + MOST_BESIDE).max().unwrap();
        let mut rows = Vec::new();
        let (mut present, mut seen) = (Vec::new(), Vec::new());
        let mut targets = vec![0f32; batch.len() * HEADS];
        let mut weights = vec![1f32; batch.len() * HEADS];
        for (at, example) in batch.iter().enumerate() {
            let mut tokens = Vec::new();
            example.text.append_to(&mut tokens);
            let tokens = Tensor::from_vec(tokens, (example.len(), ENCODER.dim()), &Device::Cpu)?;
            let mut text = vec![tokens];
            for beside in example.passage.beside() {
                // What is not learned of the row, and what is.
                let mut row = Vec::new();
                beside.append_to(&mut row, &vec![0.0; LEARNED * dim], example.means, dim);
                let mut row = Tensor::from_vec(row, (1, dim), &Device::Cpu)?;
                for learned in beside.learned() {
                    row = (row + self.named(CONTEXT).narrow(0, learned, 1)?)?;
                }
                text.push(row);
            }
            let text = Tensor::cat(&text, 0)?;
            let own = text.dim(0)?;
            rows.push(text.pad_with_zeros(0, 0, length - own)?);
            present.extend((0..length).map(|token| f32::from(u8::from(token < example.len()))));
            seen.extend((0..length).map(|token| f32::from(u8::from(token < own))));
            example.labels.unknown.iter().for_each(|head| weights[at * HEADS + head] = 0.0);
            for head in &example.labels.is {
                targets[at * HEADS + head] = 1.0;
                weights[at * HEADS + head] = POSITIVE;
            }
        }
        let mut hidden = Tensor::stack(&rows, 0)?;
        let present = Tensor::from_vec(present, (batch.len(), length), &Device::Cpu)?;
        let seen = Tensor::from_vec(seen, (batch.len(), length), &Device::Cpu)?;
        let mask = ((&seen - 1.0)? * 1e9)?.unsqueeze(1)?.unsqueeze(1)?;
        for number in 3..6 {
            hidden = self.layer(&format!("encoder.layer.{number}"), &hidden, &mask)?;
        }
        let sum = hidden.broadcast_mul(&present.unsqueeze(2)?)?.sum(1)?;
        let mean = sum.broadcast_div(&present.sum_keepdim(1)?)?;
        let norm = mean.sqr()?.sum_keepdim(1)?.sqrt()?;
        let logits = mean.broadcast_div(&norm)?.matmul(&self.named(HEAD_WEIGHTS).t()?)?;
        let logits = logits.broadcast_add(&self.named(HEAD_BIAS))?;
        let targets = Tensor::from_vec(targets, (batch.len(), HEADS), &Device::Cpu)?;
        let weights = Tensor::from_vec(weights, (batch.len(), HEADS), &Device::Cpu)?;
        let softplus = (logits.abs()?.neg()?.exp()? + 1.0)?.log()?;
        let loss = ((logits.relu()? - (&logits * targets)?)? + softplus)?;
        ((loss * weights)?.sum_all()? / batch.len() as f64)?.backward()
    }

    fn advance(&self, slopes: &GradStore) {
        for (name, var) in &self.vars {
            let lr = if name.starts_with("heads") || name == CONTEXT { HEAD_RATE } else { LAYER_RATE };
            let params = ParamsAdamW { lr, weight_decay: 0.01, ..ParamsAdamW::default() };
            AdamW::new(vec![var.clone()], params).unwrap().step(slopes).unwrap();
        }
    }
}

/// The slopes of the last passes, by the names of the weights.
fn slopes(training: &Training) -> BTreeMap<String, Tensor> {
    let mut told = self::training();
    let passes = &training.passes;
    let of_matrix = |matrix: &mut Parameters, from: usize, pairs: Vec<(&[f32], &[f32])>| {
        let of = matrix.values.len() / from;
        matrix.values.fill(0.0);
        for (of_rows, given) in pairs {
            let of_rows = Matrix::of(of_rows, of).transposed();
            MatrixMut::of(&mut matrix.values, from).add_product(of_rows, Matrix::of(given, from));
        }
    };
    for (number, layer) in told.layers.iter_mut().enumerate() {
        for (matrix, (parameters, from)) in layer.matrices.iter_mut().enumerate() {
            let pairs = passes.iter().map(|pass| pass.traces[number].of_matrix(matrix)).collect();
            of_matrix(parameters, *from, pairs);
        }
        for (row, parameters) in layer.rows.iter_mut().enumerate() {
            let of_row = passes.iter().map(|pass| pass.traces[number].of_rows[row].clone());
            parameters.values = summed(of_row);
        }
    }
    let pairs = passes.iter().map(|pass| (&pass.logits[..], &pass.means[..])).collect();
    of_matrix(&mut told.heads.weights, told.heads.dim, pairs);
    told.heads.bias.values.fill(0.0);
    for pass in passes {
        add_rows(&mut told.heads.bias.values, &pass.logits);
    }
    told.context.values = summed(passes.iter().map(|pass| pass.of_context.clone()));
    told.weights().unwrap()
}

fn numbers(tensor: &Tensor) -> Vec<f32> {
    tensor.flatten_all().unwrap().to_vec1().unwrap()
}

#[test]
fn slopes_and_steps_are_those_of_automatic_differentiation() {
    let lessons = lessons();
    let batch = examples(&lessons);
    let mut training = training();
    let reference = Reference::of(&training);
    // The second time, the room of the first is used again, for fewer rows.
    for batch in [&batch[..], &batch[..9]] {
        let exact = reference.slopes(batch).unwrap();
        training.pass(batch);
        for (name, slopes) in slopes(&training) {
            let slopes = numbers(&slopes);
            let exact = numbers(exact.get(&reference.vars[&name]).unwrap());
            let largest = exact.iter().fold(1e-4f32, |largest, slope| largest.max(slope.abs()));
            assert_eq!(slopes.len(), exact.len(), "{name}");
            for (slope, exact) in slopes.iter().zip(&exact) {
                assert!((slope - exact).abs() < 1e-3 * largest, "{name}: {slope} {exact}, {largest}");
            }
        }
    }
    let exact = reference.slopes(&batch).unwrap();
    training.pass(&batch);
    training.advance(1.0);
    reference.advance(&exact);
    for (name, weights) in training.weights().unwrap() {
        // All of a text's keys moved by the same change nothing, so these slopes are but rounding.
        if name.ends_with("key.bias") {
            continue;
        }
        let (own, exact) = (numbers(&weights), numbers(&reference.named(&name)));
        let off = own.iter().zip(&exact).map(|(own, exact)| (own - exact).abs()).sum::<f32>();
        assert!(off / (own.len() as f32) < 0.01 * LAYER_RATE as f32, "{name}: {off} of {}", own.len());
    }
}

#[test]
fn training_computes_what_the_encoder_computes() {
    let lessons = lessons();
    let batch = examples(&lessons);
    let training = training();
    let mut pass = Pass::default();
    pass.forward(&training.layers, &training.heads, &training.context.values, &batch);
    let names = ["a", "b", "c"].map(str::to_owned).to_vec();
    let heads = super::super::Heads::new(names, training.weights().unwrap(), &ENCODER).unwrap();
    let read = lessons.read(&ENCODER, &heads).unwrap();
    for (at, row) in pass.logits.chunks(HEADS).enumerate() {
        for (a, b) in row.iter().zip(read.row(at).unwrap()) {
            assert!((a - b).abs() < 0.02, "{a} {b}");
        }
    }
}

#[test]
fn what_is_unknown_teaches_nothing() {
    let lessons =
        lessons_with(|_| Labels { unknown: (0..HEADS).collect(), telling: true, ..Labels::default() });
    let mut training = training();
    training.pass(&examples(&lessons));
    assert!(slopes(&training).values().all(|slopes| numbers(slopes).iter().all(|slope| *slope == 0.0)));
}

#[test]
fn parts_are_of_about_as_many_tokens() {
    let lessons = lessons();
    let batch = examples(&lessons);
    let tokens = |part: &[Example<'_>]| part.iter().map(Example::len).sum::<usize>();
    let parts = parts(&batch);
    assert_eq!(parts.len(), PARTS);
    assert_eq!(parts.iter().map(|part| part.len()).sum::<usize>(), batch.len());
    let longest = batch.iter().map(Example::len).max().unwrap();
    let (all, most) = (tokens(&batch), parts.iter().map(|part| tokens(part)).max().unwrap());
    assert!(most <= all / PARTS + longest, "{most} of {all}");
    assert_eq!(super::parts(&batch[..1]).len(), 1);
    assert!(super::parts(&[]).is_empty());
}
