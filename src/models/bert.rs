//! BERT, forward only, as sentence encoders use it.
//!
//! Devlin et al., "BERT" (arXiv 1810.04805); weights and names as in the transformers library's
//! `BertModel`. Texts are packed one behind the other instead of padded to one length: the dense layers
//! see every token of a batch as one matrix, and attention runs inside each text. So nothing is computed
//! for padding, and a vector does not depend on what else is in its batch. candle multiplies the
//! matrices; what lies between two products is done in one pass over its output.

use candle_core::{Device, Result, Storage, Tensor};
use serde::Deserialize;

use super::simd::{add_scaled, exp_and_sum, gelu};

/// The fields of `config.json` that decide what is computed.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Config {
    pub(super) vocab_size: usize,
    pub(super) hidden_size: usize,
    pub(super) num_hidden_layers: usize,
    pub(super) num_attention_heads: usize,
    pub(super) intermediate_size: usize,
    pub(super) hidden_act: String,
    pub(super) max_position_embeddings: usize,
    pub(super) layer_norm_eps: f64,
    /// Texts are cut to so many tokens, the two special ones included.
    pub(super) max_tokens: usize,
}

impl Config {
    /// What is not computed here, in a few words, or `Ok`.
    pub(super) fn check(&self) -> std::result::Result<(), String> {
        if self.hidden_act != "gelu" {
            return Err(format!("hidden_act is `{}`, not `gelu`", self.hidden_act));
        }
        if self.num_attention_heads == 0 || !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            return Err(format!("{} heads on {} dimensions", self.num_attention_heads, self.hidden_size));
        }
        if !(2..=self.max_position_embeddings).contains(&self.max_tokens) {
            return Err(format!("max_tokens is {}, of {}", self.max_tokens, self.max_position_embeddings));
        }
        Ok(())
    }
}

pub(super) struct Bert {
    config: Config,
    /// One row a token of the vocabulary.
    words: Vec<f32>,
    /// One row a position, the token-type embedding added.
    positions: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

struct Layer {
    query_key_value: Dense,
    attention_output: Dense,
    attention_norm: Norm,
    up: Dense,
    down: Dense,
    output_norm: Norm,
}

/// `x · weight + bias`; the bias is added by the pass that follows the product.
struct Dense {
    weight: Tensor,
    bias: Vec<f32>,
}

struct Norm {
    scale: Vec<f32>,
    shift: Vec<f32>,
    eps: f32,
}

/// The named tensors of a safetensors file, as f32.
struct Weights(std::collections::HashMap<String, Tensor>);

impl Weights {
    fn tensor(&self, name: &str, shape: &[usize]) -> Result<Tensor> {
        let Some(tensor) = self.0.get(name) else { candle_core::bail!("no tensor `{name}`") };
        if tensor.dims() != shape {
            candle_core::bail!("tensor `{name}` has shape {:?}, expected {shape:?}", tensor.dims());
        }
        tensor.to_dtype(candle_core::DType::F32)
    }

    fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        self.tensor(name, shape)?.flatten_all()?.to_vec1()
    }

    /// Layers that share their input become one: the weights side by side, input by output.
    fn dense(&self, names: &[String], input: usize, output: usize) -> Result<Dense> {
        let mut weights = Vec::new();
        let mut bias = Vec::new();
        for name in names {
            weights.push(self.tensor(&format!("{name}.weight"), &[output, input])?);
            bias.extend(self.numbers(&format!("{name}.bias"), &[output])?);
        }
        Ok(Dense { weight: Tensor::cat(&weights, 0)?.t()?.contiguous()?, bias })
    }

    fn norm(&self, name: &str, config: &Config) -> Result<Norm> {
        let shape = [config.hidden_size];
        Ok(Norm {
            scale: self.numbers(&format!("{name}.weight"), &shape)?,
            shift: self.numbers(&format!("{name}.bias"), &shape)?,
            eps: config.layer_norm_eps as f32,
        })
    }
}

impl Bert {
    /// Reads the content of a safetensors file.
    pub(super) fn load(safetensors: &[u8], config: Config) -> Result<Bert> {
        let weights = Weights(candle_core::safetensors::load_buffer(safetensors, &Device::Cpu)?);
        let (width, inner) = (config.hidden_size, config.intermediate_size);
        let mut positions = weights
            .numbers("embeddings.position_embeddings.weight", &[config.max_position_embeddings, width])?;
        let kind = weights.numbers("embeddings.token_type_embeddings.weight", &[1, width])?;
        for row in positions.chunks_exact_mut(width) {
            row.iter_mut().zip(&kind).for_each(|(value, kind)| *value += kind);
        }
        let mut layers = Vec::new();
        for at in 0..config.num_hidden_layers {
            let name = |part: &str| format!("encoder.layer.{at}.{part}");
            let attention = ["query", "key", "value"].map(|part| name(&format!("attention.self.{part}")));
            layers.push(Layer {
                query_key_value: weights.dense(&attention, width, width)?,
                attention_output: weights.dense(&[name("attention.output.dense")], width, width)?,
                attention_norm: weights.norm(&name("attention.output.LayerNorm"), &config)?,
                up: weights.dense(&[name("intermediate.dense")], width, inner)?,
                down: weights.dense(&[name("output.dense")], inner, width)?,
                output_norm: weights.norm(&name("output.LayerNorm"), &config)?,
            });
        }
        Ok(Bert {
            words: weights.numbers("embeddings.word_embeddings.weight", &[config.vocab_size, width])?,
            positions,
            norm: weights.norm("embeddings.LayerNorm", &config)?,
            layers,
            config,
        })
    }

    pub(super) fn config(&self) -> &Config {
        &self.config
    }

    /// The mean of each text's token vectors, scaled to length 1: one row of `hidden_size` a text. A text
    /// without tokens gets zeros.
    pub(super) fn forward(&self, texts: &[&[u32]]) -> Result<Vec<f32>> {
        let width = self.config.hidden_size;
        let lengths: Vec<usize> = texts.iter().map(|tokens| tokens.len()).collect();
        let mut hidden = self.embed(texts)?;
        for layer in &self.layers {
            let attended = layer
                .query_key_value
                .product(&hidden, |qkv, bias| attend(qkv, bias, &lengths, self.config.num_attention_heads))?;
            let attended = Tensor::from_vec(attended, hidden.dims(), &Device::Cpu)?;
            hidden = layer.attention_norm.after(&layer.attention_output, &attended, &hidden)?;
            let inner = layer.up.product(&hidden, |rows, bias| {
                let mut out = rows.to_vec();
                out.chunks_exact_mut(bias.len()).for_each(|row| gelu(row, bias));
                out
            })?;
            let inner = Tensor::from_vec(inner, (hidden.dim(0)?, layer.up.bias.len()), &Device::Cpu)?;
            hidden = layer.output_norm.after(&layer.down, &inner, &hidden)?;
        }
        with_numbers(&hidden, |rows| {
            let mut pooled = vec![0f32; texts.len() * width];
            let mut rows = rows.chunks_exact(width);
            for (mean, &length) in pooled.chunks_exact_mut(width).zip(&lengths) {
                rows.by_ref().take(length).for_each(|row| add_scaled(mean, row, 1.0));
                let norm = super::dot(mean, mean).sqrt();
                if norm > 0.0 {
                    mean.iter_mut().for_each(|value| *value /= norm);
                }
            }
            pooled
        })
    }

    fn embed(&self, texts: &[&[u32]]) -> Result<Tensor> {
        let width = self.config.hidden_size;
        let total: usize = texts.iter().map(|tokens| tokens.len()).sum();
        let mut out = Vec::with_capacity(total * width);
        for tokens in texts {
            for (position, &token) in self.positions.chunks_exact(width).zip(*tokens) {
                let at = token as usize * width;
                let Some(word) = self.words.get(at..at + width) else {
                    candle_core::bail!("token {token} is not in a vocabulary of {}", self.config.vocab_size)
                };
                out.extend(word.iter().zip(position).map(|(word, position)| word + position));
            }
        }
        out.chunks_exact_mut(width).for_each(|row| self.norm.apply(row));
        Tensor::from_vec(out, (total, width), &Device::Cpu)
    }
}

impl Dense {
    /// `input · weight`, handed with the bias to `then`.
    fn product<T>(&self, input: &Tensor, then: impl FnOnce(&[f32], &[f32]) -> T) -> Result<T> {
        with_numbers(&input.matmul(&self.weight)?, |rows| then(rows, &self.bias))
    }
}

impl Norm {
    /// `norm(dense(input) + residual)`.
    fn after(&self, dense: &Dense, input: &Tensor, residual: &Tensor) -> Result<Tensor> {
        let out = dense.product(input, |rows, bias| {
            let mut out = rows.to_vec();
            with_numbers(residual, |residual| {
                for (row, residual) in out.chunks_exact_mut(bias.len()).zip(residual.chunks_exact(bias.len()))
                {
                    row.iter_mut()
                        .zip(bias)
                        .zip(residual)
                        .for_each(|((value, bias), old)| *value += bias + old);
                    self.apply(row);
                }
                out
            })
        })??;
        Tensor::from_vec(out, residual.dims(), &Device::Cpu)
    }

    /// Layer normalization of one row in place (Ba et al., arXiv 1607.06450).
    fn apply(&self, row: &mut [f32]) {
        let count = row.len() as f32;
        let mean = super::vectors::sum(row) / count;
        row.iter_mut().for_each(|value| *value -= mean);
        let variance = super::dot(row, row) / count;
        let factor = 1.0 / (variance + self.eps).sqrt();
        for ((value, scale), shift) in row.iter_mut().zip(&self.scale).zip(&self.shift) {
            *value = *value * factor * scale + shift;
        }
    }
}

/// Scaled dot-product attention inside each text. `qkv` has a row of queries, keys and values a token;
/// the result has a row of contexts a token, heads side by side.
fn attend(qkv: &[f32], bias: &[f32], lengths: &[usize], heads: usize) -> Vec<f32> {
    let width = bias.len() / 3;
    let head_width = width / heads;
    let scale = 1.0 / (head_width as f32).sqrt();
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let mut out = vec![0f32; qkv.len() / 3];
    // Keys are kept one dimension a row, so that a query meets all of them at once.
    let mut keys = vec![0f32; head_width * longest];
    let mut weights = vec![0f32; longest];
    let mut first = 0;
    for &length in lengths {
        let rows = &qkv[first * 3 * width..(first + length) * 3 * width];
        for head in 0..heads {
            let part = |row: usize, which: usize| {
                let start = row * 3 * width + which * width + head * head_width;
                &rows[start..start + head_width]
            };
            let bias_of = |which: usize| &bias[which * width + head * head_width..][..head_width];
            let keys = &mut keys[..head_width * length];
            for row in 0..length {
                for (at, (key, bias)) in part(row, 1).iter().zip(bias_of(1)).enumerate() {
                    keys[at * length + row] = key + bias;
                }
            }
            for row in 0..length {
                let weights = &mut weights[..length];
                weights.fill(0.0);
                for ((query, bias), keys) in
                    part(row, 0).iter().zip(bias_of(0)).zip(keys.chunks_exact(length))
                {
                    add_scaled(weights, keys, (query + bias) * scale);
                }
                let total = exp_and_sum(weights);
                let start = (first + row) * width + head * head_width;
                let context = &mut out[start..start + head_width];
                // The weights sum to 1, so the bias of the values passes through.
                context.copy_from_slice(bias_of(2));
                for (at, weight) in weights.iter().enumerate() {
                    add_scaled(context, part(at, 2), weight / total);
                }
            }
        }
        first += length;
    }
    out
}

/// The numbers of a contiguous f32 tensor, without a copy.
fn with_numbers<T>(tensor: &Tensor, then: impl FnOnce(&[f32]) -> T) -> Result<T> {
    let (storage, layout) = tensor.storage_and_layout();
    let (Storage::Cpu(storage), Some((start, end))) = (&*storage, layout.contiguous_offsets()) else {
        candle_core::bail!("a tensor is not contiguous on the CPU")
    };
    Ok(then(&storage.as_slice::<f32>()?[start..end]))
}
