//! The two halves of the encoder, and weights by their names in its file.

use std::collections::{BTreeMap, HashMap};

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertEncoder, Config};

/// How many layers are the upper half: of a deeper encoder more than half stays shared, because learning
/// and shipping the upper layers costs in proportion.
pub(super) fn upper_layers(config: &Config) -> usize {
    config.num_hidden_layers / 2
}

/// The number of the layer a weight belongs to, from its name; `None` for those of no layer.
pub(super) fn layer_number(name: &str) -> Option<usize> {
    name.strip_prefix("encoder.layer.")?.split('.').next()?.parse().ok()
}

/// An upper half from weights under their names in the whole encoder.
pub(super) fn upper_half(
    weights: &BTreeMap<String, Tensor>,
    config: &Config,
) -> Result<BertEncoder, candle_core::Error> {
    let count = upper_layers(config);
    let below = config.num_hidden_layers - count;
    let renumbered = move |name: &str| match layer_number(&format!("encoder.{name}")) {
        Some(number) => {
            let rest = name.split('.').skip(2).collect::<Vec<_>>().join(".");
            format!("encoder.layer.{}.{rest}", number + below)
        }
        None => name.to_owned(),
    };
    let weights: HashMap<String, Tensor> =
        weights.iter().map(|(name, weight)| (name.clone(), weight.clone())).collect();
    let weights = VarBuilder::from_tensors(weights, DType::F32, &Device::Cpu).rename_f(renumbered);
    BertEncoder::load(weights, &Config { num_hidden_layers: count, ..config.clone() })
}

/// Weights are stored in half precision and computed with in single.
pub(super) fn single_precision(bytes: &[u8]) -> Result<HashMap<String, Tensor>, candle_core::Error> {
    let weights = candle_core::safetensors::load_buffer(bytes, &Device::Cpu)?;
    weights.into_iter().map(|(name, weight)| Ok((name, weight.to_dtype(DType::F32)?))).collect()
}

/// The mean over the tokens of what an upper half gives, scaled to length 1: texts × dim.
pub(super) fn pooled(upper: &BertEncoder, hidden: &Tensor) -> Result<Tensor, candle_core::Error> {
    let (texts, tokens, _) = hidden.dims3()?;
    let no_mask = Tensor::zeros((texts, 1, 1, tokens), DType::F32, &Device::Cpu)?;
    let mean = upper.forward(hidden, &no_mask)?.mean(1)?;
    let norm = mean.sqr()?.sum_keepdim(1)?.sqrt()?;
    mean.broadcast_div(&norm)
}
