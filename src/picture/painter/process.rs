//! A process that draws: started, asked, and ended when it is too slow or no longer needed.

use std::io::{self, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use super::super::wire::{self, Answer};

/// The hidden command of the program that answers.
const COMMAND: &str = "paint-pages";

/// Ends a process from any thread, as often as one likes.
pub(super) struct Handle {
    child: Mutex<Child>,
}

impl Handle {
    /// Returns when the process is gone.
    pub(super) fn end(&self) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        // Both fail only for a process that is gone.
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// A process that waits for requests. It is ended when this is dropped.
pub(super) struct Process {
    handle: Arc<Handle>,
    requests: ChildStdin,
    answers: Receiver<Answer>,
    /// The sha256 of the paper it drew last, which it has open.
    pub(super) drew: String,
}

/// Why a process gives no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Silence {
    /// It is not done yet.
    TooSlow,
    /// It is gone, or speaks of something else.
    Ended,
}

impl Process {
    pub(super) fn start(program: &Path) -> io::Result<Process> {
        let mut child = Command::new(program)
            .arg(COMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What a stranger's file makes hayro say is of no use to who reads the server's words.
            .stderr(Stdio::null())
            .spawn()?;
        let streams = child.stdin.take().zip(child.stdout.take());
        let handle = Arc::new(Handle { child: Mutex::new(child) });
        let (requests, stdout) = streams.ok_or(io::ErrorKind::BrokenPipe)?;
        let (sender, answers) = mpsc::channel();
        let process = Process { handle, requests, answers, drew: String::new() };
        // Pipes cannot be waited for with a deadline, channels can. The thread ends with the process.
        let listen = move || {
            let mut stdout = BufReader::new(stdout);
            while let Ok(answer) = wire::read_answer(&mut stdout) {
                if sender.send(answer).is_err() {
                    break;
                }
            }
        };
        thread::Builder::new().name("listening".to_owned()).spawn(listen)?;
        Ok(process)
    }

    pub(super) fn handle(&self) -> &Arc<Handle> {
        &self.handle
    }

    /// Asks for what a line of JSON says. After a [`Silence`] the process is of no use any more.
    pub(super) fn ask(&mut self, line: &str, deadline: Instant) -> Result<Answer, Silence> {
        self.requests.write_all(line.as_bytes()).map_err(|_| Silence::Ended)?;
        let left = deadline.saturating_duration_since(Instant::now());
        self.answers.recv_timeout(left).map_err(|error| match error {
            RecvTimeoutError::Timeout => Silence::TooSlow,
            RecvTimeoutError::Disconnected => Silence::Ended,
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.handle.end();
    }
}
