//! The two halves of the encoder, and weights by their names in its file.

use candle_transformers::models::bert::Config;

/// How many layers are the upper half: of a deeper encoder more than half stays shared, because learning
/// and shipping the upper layers costs in proportion.
pub(super) fn upper_layers(config: &Config) -> usize {
    config.num_hidden_layers / 2
}

/// The number of the layer a weight belongs to, from its name; `None` for those of no layer.
pub(super) fn layer_number(name: &str) -> Option<usize> {
    name.strip_prefix("encoder.layer.")?.split('.').next()?.parse().ok()
}
