//! AdamW (Loshchilov and Hutter, arXiv 1711.05101), in one pass over memory.

use super::widest::widest;

const KEEP: f64 = 0.9;
const KEEP_SQUARES: f64 = 0.999;
const EPSILON: f32 = 1e-8;
const WEIGHT_DECAY: f64 = 0.01;

/// Numbers that learn, with the running means of their slopes and of the squares of these.
#[derive(Debug, Clone)]
pub(super) struct Parameters {
    pub(super) values: Vec<f32>,
    means: Vec<f32>,
    squares: Vec<f32>,
}

/// Some of them, to be moved.
pub(super) struct Block<'p> {
    pub(super) values: &'p mut [f32],
    means: &'p mut [f32],
    squares: &'p mut [f32],
}

/// How far to move.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    rate: f32,
    shrink: f32,
    mean_scale: f32,
    square_scale: f32,
}

impl Step {
    /// The step of a number, from 0, at a rate.
    pub(super) fn new(number: usize, rate: f64) -> Step {
        let number = number as i32 + 1;
        Step {
            rate: rate as f32,
            shrink: (1.0 - rate * WEIGHT_DECAY) as f32,
            mean_scale: (1.0 / (1.0 - KEEP.powi(number))) as f32,
            square_scale: (1.0 / (1.0 - KEEP_SQUARES.powi(number))) as f32,
        }
    }
}

impl Parameters {
    pub(super) fn new(values: Vec<f32>) -> Parameters {
        let none = vec![0.0; values.len()];
        Parameters { means: none.clone(), squares: none, values }
    }

    pub(super) fn whole(&mut self) -> Block<'_> {
        Block { values: &mut self.values, means: &mut self.means, squares: &mut self.squares }
    }

    /// Blocks of `size` numbers, the last one of what is left.
    pub(super) fn blocks(&mut self, size: usize) -> impl Iterator<Item = Block<'_>> {
        let moments = self.means.chunks_mut(size).zip(self.squares.chunks_mut(size));
        let blocks = self.values.chunks_mut(size).zip(moments);
        blocks.map(|(values, (means, squares))| Block { values, means, squares })
    }
}

impl Block<'_> {
    /// Moves against the slopes.
    pub(super) fn step(self, slopes: &[f32], step: Step) {
        let Block { values, means, squares } = self;
        widest(
            #[inline(always)]
            || {
                let moments = means.iter_mut().zip(squares);
                for ((value, (mean, square)), slope) in values.iter_mut().zip(moments).zip(slopes) {
                    *mean = *mean * KEEP as f32 + slope * (1.0 - KEEP) as f32;
                    *square = *square * KEEP_SQUARES as f32 + slope * slope * (1.0 - KEEP_SQUARES) as f32;
                    let pull = *mean * step.mean_scale / ((*square * step.square_scale).sqrt() + EPSILON);
                    *value = *value * step.shrink - pull * step.rate;
                }
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use candle_core::{Device, Tensor, Var};
    use candle_nn::{AdamW, Optimizer, ParamsAdamW};

    use super::*;

    #[test]
    fn steps_are_those_of_candle() {
        let start: Vec<f32> = (0..50).map(|at| at as f32 / 10.0 - 2.5).collect();
        let var = Var::from_slice(&start, 50, &Device::Cpu).unwrap();
        let params = ParamsAdamW { weight_decay: WEIGHT_DECAY, ..ParamsAdamW::default() };
        let mut candle = AdamW::new(vec![var.clone()], params).unwrap();
        let mut own = Parameters::new(start);
        for number in 0..20 {
            let rate = 0.01 / (number + 1) as f64;
            // The slope of the fourth power.
            let slopes: Vec<f32> = own.values.iter().map(|value| 4.0 * value.powi(3)).collect();
            let power = var.powf(4.0).unwrap();
            candle.set_learning_rate(rate);
            candle.backward_step(&power.sum_all().unwrap()).unwrap();
            for (at, block) in own.blocks(16).enumerate() {
                block.step(&slopes[at * 16..], Step::new(number, rate));
            }
        }
        let moved: Vec<f32> = Tensor::to_vec1(&var).unwrap();
        for (own, candle) in own.values.iter().zip(&moved) {
            assert!((own - candle).abs() < 1e-5, "{own} {candle}");
        }
        assert!((own.values[0] + 2.5).abs() > 0.01);
    }
}
