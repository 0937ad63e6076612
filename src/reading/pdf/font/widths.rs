//! Widths of CID fonts: `W` and `DW` across, `W2` and `DW2` down the page.

use super::fields;
use lopdf::{Dictionary, Document, Object};

/// A number for each of the CIDs `low..=high`.
#[derive(Clone, Copy, Debug)]
struct Run {
    low: u32,
    high: u32,
    advance: f32,
}

/// Runs sorted by their first CID, and the advance of all other CIDs.
#[derive(Debug)]
struct Runs {
    runs: Vec<Run>,
    default: f32,
}

impl Runs {
    /// Reads an array of `c [v …]` and `c1 c2 v`, where each v is `size` numbers of which the first is the advance.
    fn read(pdf: &Document, array: &[Object], size: usize, default: f32) -> Runs {
        let mut runs: Vec<Run> = Vec::new();
        let mut push = |run: Run| match runs.last_mut() {
            Some(last) if last.advance == run.advance && last.high.checked_add(1) == Some(run.low) => {
                last.high = run.high;
            }
            _ => runs.push(run),
        };
        let mut rest = array;
        while let [first, tail @ ..] = rest {
            rest = tail;
            let (Some(low), [second, tail @ ..]) = (fields::to_count(pdf, first), tail) else { continue };
            match fields::resolve(pdf, second) {
                Some(Object::Array(list)) => {
                    for (cid, value) in (low..).zip(list.chunks(size)) {
                        if let Some(advance) = value.first().and_then(|value| fields::to_number(pdf, value)) {
                            push(Run { low: cid, high: cid, advance: advance / 1000.0 });
                        }
                    }
                    rest = tail;
                }
                _ => {
                    let (Some(high), Some(advance)) = (
                        fields::to_count(pdf, second),
                        tail.first().and_then(|value| fields::to_number(pdf, value)),
                    ) else {
                        continue;
                    };
                    push(Run { low, high, advance: advance / 1000.0 });
                    rest = tail.get(size..).unwrap_or_default();
                }
            }
        }
        runs.sort_by_key(|run| run.low);
        Runs { runs, default }
    }

    fn get(&self, cid: u32) -> f32 {
        let after = self.runs.partition_point(|run| run.low <= cid);
        match after.checked_sub(1).map(|index| self.runs[index]) {
            Some(run) if cid <= run.high => run.advance,
            _ => self.default,
        }
    }
}

/// Advances to the right.
#[derive(Debug)]
pub(super) struct CidWidths(Runs);

impl CidWidths {
    /// Reads the widths of the CID font `descendant`; one em each when it has none.
    pub(super) fn read(pdf: &Document, descendant: &Dictionary) -> CidWidths {
        let default = fields::number(pdf, descendant, b"DW").unwrap_or(1000.0) / 1000.0;
        CidWidths(Runs::read(pdf, fields::array(pdf, descendant, b"W").unwrap_or_default(), 1, default))
    }

    /// Advance of `cid` in em.
    pub(super) fn get(&self, cid: u32) -> f32 {
        self.0.get(cid)
    }
}

/// Advances down the page.
#[derive(Debug)]
pub(super) struct VerticalWidths(Runs);

impl VerticalWidths {
    /// Reads the vertical advances of the CID font `descendant`; one em down each when it has none.
    pub(super) fn read(pdf: &Document, descendant: &Dictionary) -> VerticalWidths {
        let default = fields::array(pdf, descendant, b"DW2")
            .and_then(|pair| fields::to_number(pdf, pair.get(1)?))
            .unwrap_or(-1000.0)
            / 1000.0;
        VerticalWidths(Runs::read(pdf, fields::array(pdf, descendant, b"W2").unwrap_or_default(), 3, default))
    }

    /// Advance of `cid` in em, negative downwards.
    pub(super) fn get(&self, cid: u32) -> f32 {
        self.0.get(cid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    fn check(widths: Vec<Object>, expect: &[(u32, f32)]) {
        let widths = CidWidths::read(&Document::new(), &dictionary! { "W" => widths, "DW" => 600 });
        for (cid, advance) in expect {
            assert_eq!(widths.get(*cid), *advance, "{cid}");
        }
    }

    fn list(numbers: &[i64]) -> Object {
        Object::Array(numbers.iter().map(|number| (*number).into()).collect())
    }

    #[test]
    fn both_forms() {
        check(
            vec![3.into(), list(&[100, 200]), 10.into(), 12.into(), 700.into(), 5.into(), list(&[300])],
            &[(2, 0.6), (3, 0.1), (4, 0.2), (5, 0.3), (6, 0.6), (10, 0.7), (12, 0.7), (13, 0.6)],
        );
    }

    #[test]
    fn broken_arrays_give_what_they_can() {
        check(vec![], &[(0, 0.6)]);
        check(vec![3.into()], &[(3, 0.6)]);
        check(vec!["x".into(), 3.into(), list(&[100])], &[(3, 0.1)]);
        check(vec![3.into(), list(&[]), 1.into(), i64::MAX.into(), 5.into()], &[(3, 0.6)]);
        check(vec![0.into(), i64::from(i32::MAX - 200).into(), 5.into()], &[(70_000, 0.005)]);
    }

    #[test]
    fn vertical_advances() {
        let font = dictionary! {
            "W2" => vec![1.into(), list(&[-500, 0, 0, -250, 0, 0]), 5.into(), 6.into(), (-300).into(), 1.into(), 2.into()],
        };
        let widths = VerticalWidths::read(&Document::new(), &font);
        assert_eq!([1, 2, 3, 6].map(|cid| widths.get(cid)), [-0.5, -0.25, -1.0, -0.3]);
    }
}
