//! Agreement of any number of readers.

/// Fleiss' kappa (Fleiss 1971, Psychol. Bull. 76:378): agreement beyond chance of several people on
/// categories without order. A unit holds the category each of them chose; all units must hold as many, at
/// least two. `None` without a unit, and where only one category was chosen.
pub(crate) fn fleiss_kappa(units: &[Vec<usize>], categories: usize) -> Option<f64> {
    let raters = units.first()?.len() as f64;
    let mut totals = vec![0.0; categories];
    let mut agreed = 0.0;
    for unit in units {
        for (category, total) in totals.iter_mut().enumerate() {
            let chosen = unit.iter().filter(|one| **one == category).count() as f64;
            *total += chosen;
            agreed += chosen * (chosen - 1.0) / (raters * (raters - 1.0));
        }
    }
    let cells = units.len() as f64;
    let chance: f64 = totals.iter().map(|total| (total / (cells * raters)).powi(2)).sum();
    let has_two = totals.iter().filter(|total| **total > 0.0).count() > 1;
    has_two.then(|| (agreed / cells - chance) / (1.0 - chance))
}

/// Krippendorff's alpha for ordered categories (Krippendorff 2011, "Computing Krippendorff's
/// Alpha-Reliability"). A unit holds the categories it was given, by however many people; a unit with one
/// alone says nothing. `None` where nothing can be compared, and where only one category was given.
pub(crate) fn ordinal_alpha(units: &[Vec<usize>], categories: usize) -> Option<f64> {
    let mut coincidences = vec![vec![0.0; categories]; categories];
    for unit in units.iter().filter(|unit| unit.len() > 1) {
        let weight = 1.0 / (unit.len() as f64 - 1.0);
        for (at, a) in unit.iter().enumerate() {
            for (other, b) in unit.iter().enumerate() {
                if at != other {
                    coincidences[*a][*b] += weight;
                }
            }
        }
    }
    let totals: Vec<f64> = coincidences.iter().map(|row| row.iter().sum()).collect();
    let all: f64 = totals.iter().sum();
    // How many values lie between two categories, each end counted by half.
    let distance = |a: usize, b: usize| {
        let (low, high) = (a.min(b), a.max(b));
        let between: f64 = totals[low..=high].iter().sum();
        (between - f64::midpoint(totals[low], totals[high])).powi(2)
    };
    let (mut seen, mut expected) = (0.0, 0.0);
    for a in 0..categories {
        for b in a + 1..categories {
            seen += coincidences[a][b] * distance(a, b);
            expected += totals[a] * totals[b] * distance(a, b);
        }
    }
    (expected > 0.0).then(|| 1.0 - (all - 1.0) * seen / expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thirty patients, six psychiatrists, five diagnoses: Fleiss 1971, Table 1, kappa 0.430.
    #[test]
    fn fleiss_kappa_of_a_published_example() {
        let table = [
            [0, 0, 0, 6, 0],
            [0, 3, 0, 0, 3],
            [0, 1, 4, 0, 1],
            [0, 0, 0, 0, 6],
            [0, 3, 0, 3, 0],
            [2, 0, 4, 0, 0],
            [0, 0, 4, 0, 2],
            [2, 0, 3, 1, 0],
            [2, 0, 0, 4, 0],
            [0, 0, 0, 0, 6],
            [1, 0, 0, 5, 0],
            [1, 1, 0, 4, 0],
            [0, 3, 3, 0, 0],
            [1, 0, 0, 5, 0],
            [0, 2, 0, 3, 1],
            [0, 0, 5, 0, 1],
            [3, 0, 0, 1, 2],
            [5, 1, 0, 0, 0],
            [0, 2, 0, 4, 0],
            [1, 0, 2, 0, 3],
            [0, 0, 0, 0, 6],
            [0, 1, 0, 5, 0],
            [0, 2, 0, 1, 3],
            [2, 0, 0, 4, 0],
            [1, 0, 0, 4, 1],
            [0, 5, 0, 1, 0],
            [4, 0, 0, 0, 2],
            [0, 2, 0, 4, 0],
            [1, 0, 5, 0, 0],
            [0, 0, 0, 0, 6],
        ];
        let unit = |counts: &[usize; 5]| -> Vec<usize> {
            counts.iter().enumerate().flat_map(|(category, count)| vec![category; *count]).collect()
        };
        let units: Vec<Vec<usize>> = table.iter().map(unit).collect();
        assert!((fleiss_kappa(&units, 5).unwrap() - 0.430).abs() < 5e-4);
        assert_eq!(fleiss_kappa(&[], 5), None);
        assert_eq!(fleiss_kappa(&[vec![1, 1]], 2), None);
    }

    /// Four observers, twelve units, missing data: Krippendorff 2011, section C; ordinal alpha 0.815 by the
    /// same data in Hayes and Krippendorff 2007 and in the reference implementations.
    #[test]
    fn alpha_of_a_published_example() {
        let units: Vec<Vec<usize>> = [
            &[1, 1, 1][..],
            &[2, 2, 3, 2],
            &[3, 3, 3, 3],
            &[3, 3, 3, 3],
            &[2, 2, 2, 2],
            &[1, 2, 3, 4],
            &[4, 4, 4, 4],
            &[1, 1, 2, 1],
            &[2, 2, 2, 2],
            &[5, 5, 5],
            &[1, 1],
            &[3],
        ]
        .iter()
        .map(|unit| unit.iter().map(|value| value - 1).collect())
        .collect();
        assert!((ordinal_alpha(&units, 5).unwrap() - 0.815).abs() < 5e-4);
        assert_eq!(ordinal_alpha(&[vec![0], vec![1]], 3), None);
        assert_eq!(ordinal_alpha(&[vec![1, 1]], 3), None);
    }
}
