//! Learning [`Heads`] from labeled sentences on the CPU.
//!
//! The lower half of the encoder stays as it is, so its work is done once per text; the upper layers and the
//! heads learn together (multi-label binary cross-entropy, a positive weighs more, AdamW with warm-up and
//! linear decay: Loshchilov and Hutter, arXiv 1711.05101). The same labels and seed give the same bits,
//! whatever the number of threads: every batch is cut into a fixed number of parts, and their gradients are
//! added in order.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::lessons::{Lesson, Lessons, hidden, missing};
use super::training::{Example, Training};
use super::{Encoder, Error, Heads, Vectors};

/// Passes over the sentences that carry a label.
const EPOCHS: usize = 2;
/// Texts a step.
const BATCH: usize = 32;
/// Batches are cut from runs of this many texts sorted by length, so that their parts are alike in work.
const SORTED: usize = 20 * BATCH;
/// Unlabeled sentences drawn for every labeled one, anew in every pass.
const UNLABELED: f64 = 1.25;
const WARM_UP: f64 = 0.1;

/// Learns one head per name from all lessons. `meanings` has one row a name, the vector of what the head
/// looks for, in the encoder's own space. `progress` is told how many steps of how many are done.
///
/// # Errors
/// [`Error::Weights`], which is not expected.
pub fn tune(
    encoder: &Encoder,
    names: Vec<String>,
    meanings: &Vectors,
    lessons: &[&Lessons],
    seed: u64,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Heads, Error> {
    let unusable = |source| Error::Weights { name: encoder.name().to_owned(), source };
    Training::new(encoder, meanings)
        .and_then(|mut training| {
            learn(&mut training, encoder, lessons, seed, progress);
            Heads::new(names, training.weights()?, encoder)
        })
        .map_err(unusable)
}

/// Every sentence with a label once a pass, with as many without as are drawn.
fn learn(
    training: &mut Training,
    encoder: &Encoder,
    lessons: &[&Lessons],
    seed: u64,
    progress: &(dyn Fn(usize, usize) + Sync),
) {
    let all = lessons.iter().flat_map(|lessons| lessons.iter());
    let (telling, silent): (Vec<Lesson>, Vec<Lesson>) = all.partition(|lesson| lesson.labels.tell());
    let drawn = silent.len().min((UNLABELED * telling.len() as f64) as usize);
    let steps = (telling.len() + drawn).div_ceil(BATCH) * EPOCHS;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut step = 0;
    for _ in 0..EPOCHS {
        let mut shown = telling.clone();
        shown.extend(sample(&silent, drawn, &mut rng));
        shown.shuffle(&mut rng);
        for batch in batches(&mut shown, &mut rng) {
            let missing = missing(encoder, &batch);
            let texts = hidden(&batch, &missing).into_iter().zip(&batch);
            let examples: Vec<Example> = texts.map(|(text, lesson)| Example::of(text, lesson)).collect();
            training.step(&examples, rate(step, steps));
            step += 1;
            progress(step, steps);
        }
    }
}

/// `count` of `from`, without repetition, in the order drawn.
fn sample<'l>(from: &[Lesson<'l>], count: usize, rng: &mut ChaCha8Rng) -> Vec<Lesson<'l>> {
    let mut places: Vec<usize> = (0..from.len()).collect();
    let (drawn, _) = places.partial_shuffle(rng, count);
    drawn.iter().map(|at| from[*at]).collect()
}

/// Batches of texts of similar length, in random order.
fn batches<'l>(lessons: &mut [Lesson<'l>], rng: &mut ChaCha8Rng) -> Vec<Vec<Lesson<'l>>> {
    let mut batches = Vec::new();
    for run in lessons.chunks_mut(SORTED) {
        run.sort_by_key(Lesson::len);
        batches.extend(run.chunks(BATCH).map(<[Lesson]>::to_vec));
    }
    batches.shuffle(rng);
    batches
}

/// The share of the full rate at a step: rising over the first tenth, then falling to 0.
fn rate(step: usize, steps: usize) -> f64 {
    let warm = (WARM_UP * steps as f64).max(1.0);
    let (step, steps) = (step as f64, steps as f64);
    ((step + 1.0) / warm).min(1.0) * (1.0 - (step - warm).max(0.0) / (steps - warm + 1.0))
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::LazyLock;

    use super::super::{Labels, Models, Passage};
    use super::*;

    static ENCODER: LazyLock<Encoder> = LazyLock::new(|| {
        Encoder::load(&Models::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"))).unwrap()
    });

    /// Sentences of three kinds: of the first head, of the second, of none.
    fn texts() -> Vec<String> {
        (0..48)
            .map(|n| match n % 3 {
                0 => format!("The porters counted {n} trays by hand before noon."),
                1 => format!("A kettle in room {n} was left to boil all night."),
                _ => format!("It rained on day {n} of the year."),
            })
            .collect()
    }

    fn lessons() -> Lessons {
        let texts = texts();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let label =
            |n: usize| Labels { is: (n % 3 < 2).then_some(n % 3).into_iter().collect(), ..Labels::default() };
        let alone = Passage::all_alone(texts.len());
        Lessons::of(&ENCODER, &texts, (0..texts.len()).map(label).collect(), alone).unwrap()
    }

    fn learn(seed: u64) -> Vectors {
        // Both heads begin knowing nothing.
        let meanings = Vectors::zeros(2, ENCODER.dim());
        let names = vec!["trays".to_owned(), "kettles".to_owned()];
        let heads = tune(&ENCODER, names, &meanings, &[&lessons()], seed, &|_, _| {}).unwrap();
        assert_eq!((heads.count(), heads.place("kettles"), heads.place("rain")), (2, Some(1), None));
        let new = ["Trays were counted by the porters.", "The kettle boiled until morning.", "It rained."];
        heads.read(&ENCODER, &new, &Passage::all_alone(new.len())).unwrap()
    }

    #[test]
    fn heads_tell_new_sentences_apart() {
        let read = learn(1);
        let [trays, kettles, rain] = [0, 1, 2].map(|at| read.row(at).unwrap());
        assert!(trays[0] > kettles[0] && trays[0] > rain[0], "{read:?}");
        assert!(kettles[1] > trays[1] && kettles[1] > rain[1], "{read:?}");
    }

    #[test]
    fn a_seed_gives_the_same_bits_on_any_number_of_threads() {
        let with = |threads: usize, seed: u64| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| learn(seed))
        };
        let one = with(1, 7);
        assert!(one == with(3, 7), "threads");
        assert!(one != with(2, 8), "another seed");
    }

    #[test]
    fn rates_rise_and_fall() {
        let rates: Vec<f64> = (0..100).map(|step| rate(step, 100)).collect();
        assert!(rates[0] < rates[5] && rates[5] < rates[10] && rates[99] < 0.03);
        assert!(rates.iter().all(|rate| (0.0..=1.0).contains(rate)));
    }
}
