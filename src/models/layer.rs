//! A layer of the encoder that can learn.

use std::collections::BTreeMap;

use candle_core::{D, Tensor, Var};
use candle_nn::{LayerNorm, Linear, Module, ops::softmax};
use candle_transformers::models::bert::Config;

/// One layer of BERT, as candle's `BertLayer`, of operations that all know their derivative: its layer
/// norm does not.
pub(super) struct Layer {
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
    /// The layer whose weights begin with `prefix`.
    pub(super) fn new(
        prefix: &str,
        weights: &BTreeMap<String, Var>,
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

    /// From and to texts × tokens × dim; `mask` is added to what a token makes of each other one.
    pub(super) fn forward(&self, hidden: &Tensor, mask: &Tensor) -> Result<Tensor, candle_core::Error> {
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
