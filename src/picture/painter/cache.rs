//! Pictures drawn before, as many as fit; those not asked for the longest go first.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::wire::{PageRequest, Painted};

/// What a picture shows. The same bytes give the same picture, wherever they lie.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subject {
    sha256: String,
    page: u32,
    /// The bits of the scale, because numbers with a point have no order.
    scale: u32,
    /// The same of the frame.
    frame: Option<[u32; 4]>,
}

impl Subject {
    pub(super) fn of(request: &PageRequest) -> Subject {
        Subject {
            sha256: request.sha256.clone(),
            page: request.page,
            scale: request.scale.to_bits(),
            frame: request.frame.map(|frame| frame.map(f32::to_bits)),
        }
    }
}

pub(super) struct Cache {
    /// With the time of their last use, in uses of the cache.
    kept: BTreeMap<Subject, (u64, Arc<Painted>)>,
    uses: u64,
    /// Of all pictures.
    bytes: usize,
    bound: usize,
}

impl Cache {
    /// A cache that holds at most that many bytes of PNG files.
    pub(super) fn new(bound: usize) -> Cache {
        Cache { kept: BTreeMap::new(), uses: 0, bytes: 0, bound }
    }

    pub(super) fn contains(&self, subject: &Subject) -> bool {
        self.kept.contains_key(subject)
    }

    pub(super) fn get(&mut self, subject: &Subject) -> Option<Arc<Painted>> {
        self.uses += 1;
        let (used, painted) = self.kept.get_mut(subject)?;
        *used = self.uses;
        Some(Arc::clone(painted))
    }

    /// Keeps a picture, unless it alone is over the bound.
    pub(super) fn insert(&mut self, subject: Subject, painted: Arc<Painted>) {
        if painted.png.len() > self.bound {
            return;
        }
        self.uses += 1;
        self.bytes += painted.png.len();
        if let Some((_, before)) = self.kept.insert(subject, (self.uses, painted)) {
            self.bytes -= before.png.len();
        }
        while self.bytes > self.bound {
            let oldest =
                self.kept.iter().min_by_key(|(_, (used, _))| *used).map(|(subject, _)| subject.clone());
            let Some((_, gone)) = oldest.and_then(|subject| self.kept.remove(&subject)) else { break };
            self.bytes -= gone.png.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(page: u32) -> Subject {
        Subject { sha256: "ab".to_owned(), page, scale: 1.0f32.to_bits(), frame: None }
    }

    fn picture(bytes: usize) -> Arc<Painted> {
        Arc::new(Painted { png: vec![0; bytes], width: 1, height: 1 })
    }

    fn pages(cache: &Cache) -> Vec<u32> {
        cache.kept.keys().map(|subject| subject.page).collect()
    }

    #[test]
    fn the_picture_not_used_the_longest_goes_first() {
        let mut cache = Cache::new(100);
        (1..=3).for_each(|page| cache.insert(subject(page), picture(30)));
        assert!(cache.get(&subject(1)).is_some());
        cache.insert(subject(4), picture(30));
        assert_eq!(pages(&cache), [1, 3, 4]);
        cache.insert(subject(5), picture(60));
        assert_eq!(pages(&cache), [4, 5]);
        assert_eq!(cache.bytes, 90);
        assert!(cache.get(&subject(1)).is_none());
    }

    #[test]
    fn the_bound_holds_and_counts_a_picture_once() {
        let mut cache = Cache::new(100);
        (0..5).for_each(|_| cache.insert(subject(1), picture(60)));
        cache.insert(subject(2), picture(40));
        assert_eq!((pages(&cache), cache.bytes), (vec![1, 2], 100));
        cache.insert(subject(3), picture(101));
        assert_eq!((pages(&cache), cache.bytes), (vec![1, 2], 100));
        cache.insert(subject(3), picture(100));
        assert_eq!((pages(&cache), cache.bytes), (vec![3], 100));
    }

    #[test]
    fn pictures_differ_by_paper_page_scale_and_frame() {
        let mut cache = Cache::new(100);
        cache.insert(subject(1), picture(1));
        assert!(cache.contains(&subject(1)));
        assert!(!cache.contains(&Subject { sha256: "cd".to_owned(), ..subject(1) }));
        assert!(!cache.contains(&Subject { scale: 2.0f32.to_bits(), ..subject(1) }));
        assert!(!cache.contains(&Subject { frame: Some([0; 4]), ..subject(1) }));
    }
}
