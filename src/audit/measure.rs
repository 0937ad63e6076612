//! stub until merge
use crate::document::PaperId;
use crate::rubric::CriterionId;
/// Stub.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// x
    pub paper: PaperId,
    /// x
    pub criterion: CriterionId,
    /// x
    pub level: Option<usize>,
    /// x
    pub guess: usize,
    /// x
    pub probabilities: Vec<f32>,
    /// x
    pub decided: bool,
    /// x
    pub majority: Option<usize>,
    /// x
    pub quoted: bool,
    /// x
    pub first_hit: Option<usize>,
}

/// Stub.
#[derive(Debug, Clone)]
pub struct Evaluation { /// x
pub text: String }
/// Stub
pub fn evaluate(_: &crate::rubric::Rubric, judged: &[Judged], _: usize) -> Evaluation {
    let q: Vec<&Judged> = judged.iter().filter(|j| j.quoted).collect();
    let hit = |k: usize| q.iter().filter(|j| j.first_hit.is_some_and(|h| h <= k)).count() as f64 / q.len().max(1) as f64;
    let mrr = q.iter().map(|j| j.first_hit.map_or(0.0, |h| 1.0 / h as f64)).sum::<f64>() / q.len().max(1) as f64;
    let l: Vec<(usize, usize)> = judged.iter().filter_map(|j| Some((j.level?, j.guess))).collect();
    let m: Vec<(usize, usize)> = judged.iter().filter_map(|j| Some((j.level?, j.majority?))).collect();
    let d: Vec<(usize, usize)> = judged.iter().filter(|j| j.decided).filter_map(|j| Some((j.level?, j.guess))).collect();
    let agr = |p: &[(usize, usize)]| p.iter().filter(|(a, b)| a == b).count() as f64 / p.len().max(1) as f64;
    let k = |p: &[(usize, usize)]| { let n = p.len() as f64; let (mut o, mut r, mut c) = (0.0, [0.0; 9], [0.0; 9]); for (a, b) in p { o += (*a as f64 - *b as f64).powi(2) / n; r[*a] += 1.0 / n; c[*b] += 1.0 / n; } let mut e = 0.0; for a in 0..9 { for b in 0..9 { e += r[a] * c[b] * (a as f64 - b as f64).powi(2); } } 1.0 - o / e };
    Evaluation { text: format!("cells {} hit {:.3} {:.3} {:.3} mrr {:.3} | agr {:.3} k {:.3} | maj {:.3} k {:.3} | decided {:.3} of {:.3}\n", l.len(), hit(1), hit(3), hit(5), mrr, agr(&l), k(&l), agr(&m), k(&m), agr(&d), d.len() as f64 / l.len().max(1) as f64) }
}
