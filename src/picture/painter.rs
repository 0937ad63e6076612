//! Pictures of pages, drawn by processes that can be ended.
//!
//! A [`Painter`] asks at most [`MOST_PROCESSES`] processes, each of which answers with
//! [`serve`](super::serve). One that takes longer than the painter's patience is ended, as is one that
//! speaks of something else; the next page gets a new one. They bound their own memory, and end by
//! themselves when the painter's process is gone.

mod cache;
mod process;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use super::apart::PATIENCE;
use super::view::{Frame, Scale};
use super::wire::{PageRequest, Painted};
use cache::{Cache, Subject};
use process::{Handle, Process, Silence};

/// One draws what is looked at while the other draws what comes next.
const MOST_PROCESSES: usize = 2;

/// In bytes, of pictures drawn before: some hundred pages.
const CACHE: usize = 48 << 20;

/// Why there is no picture of a page.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PaintError {
    /// The PDF cannot be read, has no such page, or cannot be drawn.
    #[error("{why}")]
    Undrawn {
        /// What is wrong, in lower case.
        why: String,
    },
    /// Drawing took longer than the painter's patience and was given up.
    #[error("page {page} is too slow to draw: given up after {} s", .patience.as_secs_f32())]
    TooSlow {
        /// The page's number in the PDF, from 1.
        page: u32,
        /// How long it was waited.
        patience: Duration,
    },
    /// The process that drew it is gone.
    #[error("page {page} cannot be drawn: it needs too much memory, or the drawing was ended from outside")]
    Ended {
        /// The page's number in the PDF, from 1.
        page: u32,
    },
    /// Other pages took all the time.
    #[error("page {page} cannot be drawn now: other pages are too slow")]
    Busy {
        /// The page's number in the PDF, from 1.
        page: u32,
    },
    /// Requests are written in Unicode.
    #[error("the PDF cannot be asked for: its path is not Unicode")]
    NotUnicode,
    /// There is no process to draw it.
    #[error("the process that draws pages cannot be started: {source}")]
    NotStarted {
        /// What the system says.
        source: Arc<io::Error>,
    },
}

/// Draws pages, for any thread. Its processes are ended when it is dropped.
pub struct Painter {
    studio: Arc<Studio>,
}

impl Painter {
    /// A painter whose processes are this `medcheck` program. None is started before it is needed.
    pub fn new(program: PathBuf) -> Painter {
        Painter::with_patience(program, PATIENCE)
    }

    /// The same, but a page may take so long, at most [`PATIENCE`].
    pub fn with_patience(program: PathBuf, patience: Duration) -> Painter {
        let state = State {
            cache: Cache::new(CACHE),
            drawing: BTreeMap::new(),
            idle: Vec::new(),
            busy: 0,
            started: Vec::new(),
            closed: false,
        };
        let patience = patience.min(PATIENCE);
        let studio = Studio { program, patience, state: Mutex::new(state), changed: Condvar::new() };
        Painter { studio: Arc::new(studio) }
    }

    /// The picture of a page of the PDF at `source`, whose bytes have this `sha256`. Asked for again, it is
    /// the same picture, as long as there is room for it.
    ///
    /// # Errors
    /// See [`PaintError`]. The painter can be used after any of them.
    pub fn paint(
        &self,
        source: &Path,
        sha256: &str,
        page: u32,
        scale: Scale,
    ) -> Result<Arc<Painted>, PaintError> {
        self.paint_asked(request(source, sha256, page, scale))
    }

    /// The same of what lies in a frame of the page ([`super::Pages::part`]).
    ///
    /// # Errors
    /// See [`PaintError`].
    pub fn paint_part(
        &self,
        source: &Path,
        sha256: &str,
        page: u32,
        frame: Frame,
        scale: Scale,
    ) -> Result<Arc<Painted>, PaintError> {
        self.paint_asked(PageRequest { frame: Some(frame), ..request(source, sha256, page, scale) })
    }

    fn paint_asked(&self, request: PageRequest) -> Result<Arc<Painted>, PaintError> {
        let page = request.page;
        let subject = Subject::of(&request);
        let mut state = self.studio.state();
        if let Some(painted) = state.cache.get(&subject) {
            return Ok(painted);
        }
        if let Some(outcome) = state.drawing.get(&subject).cloned() {
            let waited = self.studio.changed.wait_while(state, |_| outcome.get().is_none());
            drop(waited.unwrap_or_else(PoisonError::into_inner));
            return outcome.get().cloned().unwrap_or(Err(PaintError::Busy { page }));
        }
        state.drawing.insert(subject.clone(), Outcome::default());
        drop(state);
        self.studio.publish(&subject, self.studio.draw(&request))
    }

    /// Draws a page in the background that may be asked for next, unless a page is being drawn.
    pub fn prefetch(&self, source: &Path, sha256: &str, page: u32, scale: Scale) {
        let request = request(source, sha256, page, scale);
        let subject = Subject::of(&request);
        let mut state = self.studio.state();
        if !state.drawing.is_empty() || state.cache.contains(&subject) {
            return;
        }
        state.drawing.insert(subject.clone(), Outcome::default());
        drop(state);
        let studio = Arc::clone(&self.studio);
        let drawn = subject.clone();
        let draw = move || {
            let _ = studio.publish(&drawn, studio.draw(&request));
        };
        if let Err(error) = thread::Builder::new().name("prefetching".to_owned()).spawn(draw) {
            let _ = self.studio.publish(&subject, Err(error.into()));
        }
    }
}

impl Drop for Painter {
    fn drop(&mut self) {
        let mut state = self.studio.state();
        state.closed = true;
        let started: Vec<_> = state.started.iter().filter_map(Weak::upgrade).collect();
        let idle = std::mem::take(&mut state.idle);
        drop(state);
        drop(idle);
        // A page that is drawn in the background has the other process, or is about to start it.
        started.iter().for_each(|handle| handle.end());
        let busy = |state: &mut State| state.busy > 0;
        drop(self.studio.changed.wait_timeout_while(self.studio.state(), self.studio.patience, busy));
    }
}

fn request(source: &Path, sha256: &str, page: u32, scale: Scale) -> PageRequest {
    PageRequest { path: source.to_owned(), sha256: sha256.to_owned(), page, scale: scale.get(), frame: None }
}

impl From<io::Error> for PaintError {
    fn from(source: io::Error) -> PaintError {
        PaintError::NotStarted { source: Arc::new(source) }
    }
}

/// What became of a page, once it is known.
type Outcome = Arc<OnceLock<Result<Arc<Painted>, PaintError>>>;

/// What a painter shares with its thread in the background.
struct Studio {
    program: PathBuf,
    patience: Duration,
    state: Mutex<State>,
    /// A process is free, or a page is done.
    changed: Condvar,
}

struct State {
    cache: Cache,
    /// Pages somebody draws now; whoever else wants one waits for it.
    drawing: BTreeMap<Subject, Outcome>,
    /// With those that are busy, at most [`MOST_PROCESSES`]; the one idle the longest first.
    idle: Vec<Process>,
    busy: usize,
    /// Every process that may still be there.
    started: Vec<Weak<Handle>>,
    /// The painter is gone.
    closed: bool,
}

impl State {
    /// The best process to draw a page of this paper: one that has it open, else a new one, while there may
    /// be more.
    fn take(&mut self, sha256: &str) -> Option<Process> {
        let open = self.idle.iter().position(|process| process.drew == sha256);
        let may_start = self.idle.len() + self.busy < MOST_PROCESSES;
        self.busy += 1;
        match open {
            Some(at) => Some(self.idle.remove(at)),
            None if may_start => None,
            None => Some(self.idle.remove(0)),
        }
    }
}

impl Studio {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Draws a page with a process of its own for as long as that takes.
    fn draw(&self, request: &PageRequest) -> Result<Arc<Painted>, PaintError> {
        let page = request.page;
        let mut line = serde_json::to_string(request).map_err(|_| PaintError::NotUnicode)?;
        line.push('\n');
        let all_busy = |state: &mut State| state.busy >= MOST_PROCESSES;
        let waited = self.changed.wait_timeout_while(self.state(), self.patience, all_busy);
        let (mut state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        if timeout.timed_out() {
            return Err(PaintError::Busy { page });
        }
        let process = state.take(&request.sha256);
        drop(state);
        let (outcome, process) = match self.ask(process, &line, Instant::now() + self.patience) {
            Ok((answer, mut process)) => {
                process.drew.clone_from(&request.sha256);
                (answer.map(Arc::new).map_err(|why| PaintError::Undrawn { why }), Some(process))
            }
            Err(Failure::Silent(Silence::TooSlow)) => {
                (Err(PaintError::TooSlow { page, patience: self.patience }), None)
            }
            Err(Failure::Silent(Silence::Ended)) => (Err(PaintError::Ended { page }), None),
            Err(Failure::NotStarted(error)) => (Err(error.into()), None),
        };
        let mut state = self.state();
        match process {
            // Ended before it counts as no longer busy.
            Some(process) if state.closed => drop(process),
            process => state.idle.extend(process),
        }
        state.busy -= 1;
        self.changed.notify_all();
        outcome
    }

    /// Asks a process that waits, or else a new one.
    fn ask(
        &self,
        idle: Option<Process>,
        line: &str,
        deadline: Instant,
    ) -> Result<(Result<Painted, String>, Process), Failure> {
        if let Some(mut process) = idle {
            match process.ask(line, deadline) {
                Ok(answer) => return Ok((answer, process)),
                // It was gone before, or had no memory left for what it kept of other pages.
                Err(Silence::Ended) => {}
                Err(silence) => return Err(Failure::Silent(silence)),
            }
        }
        let mut process = self.start().map_err(Failure::NotStarted)?;
        let answer = process.ask(line, deadline).map_err(Failure::Silent)?;
        Ok((answer, process))
    }

    fn start(&self) -> io::Result<Process> {
        let process = Process::start(&self.program)?;
        let mut state = self.state();
        if state.closed {
            return Err(io::ErrorKind::Interrupted.into());
        }
        state.started.retain(|handle| handle.strong_count() > 0);
        state.started.push(Arc::downgrade(process.handle()));
        Ok(process)
    }

    /// Tells everybody who waits for a page what became of it.
    fn publish(
        &self,
        subject: &Subject,
        outcome: Result<Arc<Painted>, PaintError>,
    ) -> Result<Arc<Painted>, PaintError> {
        let mut state = self.state();
        if let Ok(painted) = &outcome {
            state.cache.insert(subject.clone(), Arc::clone(painted));
        }
        if let Some(waited_for) = state.drawing.remove(subject) {
            let _ = waited_for.set(outcome.clone());
        }
        self.changed.notify_all();
        outcome
    }
}

enum Failure {
    Silent(Silence),
    NotStarted(io::Error),
}
