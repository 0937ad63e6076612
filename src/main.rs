//! The `medcheck` program; everything it does is in the library's `cli` room.

fn main() -> std::process::ExitCode {
    one_candle_thread();
    medcheck::cli::main()
}

/// candle shares one pool of spinning threads among all callers. This program computes on threads of its
/// own, each with a whole batch, and would spend a third of its time waiting for that pool.
#[allow(unsafe_code)]
fn one_candle_thread() {
    const THREADS: &str = "CANDLE_NUM_THREADS";
    if std::env::var_os(THREADS).is_none() {
        // SAFETY: nothing has been started yet, so no other thread reads the environment.
        unsafe { std::env::set_var(THREADS, "1") };
    }
}
