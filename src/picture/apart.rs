//! Runs hayro where neither a panic, nor deep recursion, nor endless work does harm.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long drawing one page, or finding all, may take. The slowest page of real papers takes 2 seconds.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// In bytes. hayro reads objects up to 512 levels deep by recursion, and draws forms inside forms by it;
/// what is not used of a stack costs address space only.
const STACK: usize = 256 << 20;

/// Why work done apart has no result.
#[derive(Debug)]
pub(super) enum Failure {
    /// The work panicked.
    Panicked,
    /// It is not done yet. Its thread goes on until it is, because threads cannot be stopped.
    TooSlow,
    /// The system gives no thread.
    NoThread(io::Error),
}

/// The result of `work`, which gets a thread of its own and is waited for as long as `patience` lasts.
pub(super) fn run<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let caught = move || {
        // Nobody listens any more to work that was too slow.
        let _ = sender.send(catch_unwind(AssertUnwindSafe(work)));
    };
    let builder = thread::Builder::new().name("drawing".to_owned()).stack_size(STACK);
    builder.spawn(caught).map_err(Failure::NoThread)?;
    match receiver.recv_timeout(patience) {
        Ok(outcome) => outcome.map_err(|_| Failure::Panicked),
        Err(RecvTimeoutError::Timeout) => Err(Failure::TooSlow),
        Err(RecvTimeoutError::Disconnected) => Err(Failure::Panicked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_and_endless_work_become_failures() {
        assert!(matches!(run(PATIENCE, || 7), Ok(7)));
        assert!(matches!(run(PATIENCE, || -> u8 { panic!("deep down") }), Err(Failure::Panicked)));
        let (asker, endless) = mpsc::channel::<()>();
        assert!(matches!(run(Duration::from_millis(20), move || endless.recv()), Err(Failure::TooSlow)));
        drop(asker);
    }

    #[test]
    fn recursion_has_room() {
        fn depth(left: u32) -> u32 {
            let frame = std::hint::black_box([left; 256]);
            if left == 0 { 0 } else { 1 + depth(frame[7] - 1) }
        }
        assert!(matches!(run(PATIENCE, || depth(50_000)), Ok(50_000)));
    }
}
