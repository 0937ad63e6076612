//! What reading promises for any bytes, and a process of its own to watch it keep them.

use std::io::Read as _;
use std::panic;
use std::process::{Command, Stdio};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use medcheck::document::Rect;
use medcheck::reading::Parsed;
use medcheck::reading::pdf::{self, Error, Highlight};

use crate::fixtures::SENTENCE;

/// Seconds of computing that no file may take.
const LONGEST: f64 = 10.0;
/// KiB of memory that no file may make resident.
const LARGEST: u64 = 1 << 20;
/// Papers are read on workers of a pool, which have this much stack.
const WORKER_STACK: usize = 2 << 20;

/// Where reading panicked although it came back with an error.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Reads, and fails on a panic of ours that was caught on the way out. A panic in the source of a
/// dependency, which lies in the registry, is what catching is for; it is counted.
pub(crate) fn read(bytes: &[u8]) -> Result<Result<Parsed, Error>, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // Reading has a thread of its own.
            if thread::current().name() != Some("reading") {
                return usual(info);
            }
            let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
            let mut panics = PANICS.lock().unwrap_or_else(PoisonError::into_inner);
            panics.push(format!("{}: {info}", place.unwrap_or_default()));
        }));
    });
    let outcome = pdf::parse(bytes);
    marked(bytes)?;
    let panics = PANICS.lock().unwrap_or_else(PoisonError::into_inner);
    match panics.iter().find(|place| !place.contains("registry")) {
        Some(place) => Err(format!("a panic was caught: {place}")),
        None => Ok(outcome),
    }
}

/// A mark on the first page is written, or refused for a reason.
fn marked(bytes: &[u8]) -> Result<(), String> {
    let boxes = vec![Rect { page: 1, x0: 10.0, y0: 10.0, x1: 90.0, y1: 20.0 }];
    let mark = Highlight { boxes, title: "Criterion 1".to_owned(), ..Highlight::default() };
    match pdf::annotated(bytes, &[mark]) {
        Ok(written) if written.is_empty() => Err("a mark left nothing of the file".to_owned()),
        Err(error) if error.hint().is_empty() => Err(format!("no hint: {error}")),
        _ => Ok(()),
    }
}

/// How often, so far, a dependency panicked in this process.
pub(crate) fn caught_panics() -> usize {
    PANICS.lock().unwrap_or_else(PoisonError::into_inner).len()
}

/// The first promise that `outcome` breaks.
pub(crate) fn broken(outcome: &Result<Parsed, Error>) -> Result<(), String> {
    let is_plain = |text: &str| !text.chars().any(char::is_control);
    let parsed = match outcome {
        Ok(parsed) => parsed,
        Err(error) if error.hint().is_empty() => return Err(format!("no hint: {error}")),
        Err(error) if error.to_string().is_empty() || !is_plain(&error.to_string()) => {
            return Err(format!("not fit to print: {error:?}"));
        }
        Err(_) => return Ok(()),
    };
    let document = &parsed.document;
    document.check()?;
    if document.sentences.is_empty() || document.text.trim().is_empty() {
        return Err("a document without text".to_owned());
    }
    if !is_plain(&document.text.replace('\n', " ")) {
        return Err("the text has control characters".to_owned());
    }
    if !document.title.as_deref().is_none_or(is_plain) {
        return Err(format!("the title has control characters: {:?}", document.title));
    }
    let mut authors = document.metadata.authors.iter().flat_map(|authors| &authors.value);
    if let Some(author) = authors.find(|author| !is_plain(author)) {
        return Err(format!("an author has control characters: {author:?}"));
    }
    if !document.sections.iter().all(|section| is_plain(&section.title)) {
        return Err("a section's title has control characters".to_owned());
    }
    for (page, number) in document.pages.iter().zip(1..) {
        let fine = page.number == number && page.width.is_finite() && page.height.is_finite();
        if !fine || page.width <= 0.0 || page.height <= 0.0 {
            return Err(format!("a page like no page: {page:?}"));
        }
    }
    for sentence in &document.sentences {
        if sentence.boxes.is_empty() {
            return Err(format!("sentence {} has no box", sentence.id));
        }
        for rect in &sentence.boxes {
            let page = &document.pages[rect.page as usize - 1];
            // Boxes are rounded to hundredths of a point.
            let across = 0.0 <= rect.x0 && rect.x0 <= rect.x1 && rect.x1 <= page.width + 0.005;
            let along = 0.0 <= rect.y0 && rect.y0 <= rect.y1 && rect.y1 <= page.height + 0.005;
            if !across || !along {
                return Err(format!("a box outside its page: {rect:?} on {page:?}"));
            }
        }
    }
    Ok(())
}

/// What should become of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Expect {
    /// It is read, and says [`SENTENCE`].
    Says,
    /// It is refused with this error.
    Refused(&'static str),
    /// It is read or refused, as long as the promises are kept.
    Either,
}

/// Reads each file in a process of its own, so that a stack overflow is a failure of that file, and memory
/// is counted for it alone.
pub(crate) fn check(files: Vec<(&str, Vec<u8>, Expect)>) {
    let mut failures = Vec::new();
    for (name, bytes, expect) in files {
        match read_apart(&bytes).and_then(|report| report.meets(expect)) {
            Ok(report) => eprintln!("{name}: {report:?}"),
            Err(failure) => failures.push(format!("{name}: {failure}")),
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// What the process of one file reports.
#[derive(Debug)]
#[expect(dead_code, reason = "shown by Debug")]
struct Report {
    outcome: String,
    says: bool,
    seconds: f64,
    /// KiB.
    peak: u64,
    caught_panics: usize,
}

impl Report {
    fn meets(self, expect: Expect) -> Result<Report, String> {
        let as_expected = match expect {
            Expect::Says => self.says,
            Expect::Refused(variant) => self.outcome == variant,
            Expect::Either => true,
        };
        if !as_expected {
            return Err(format!("expected {expect:?}, found {self:?}"));
        }
        if self.seconds > LONGEST || self.peak > LARGEST {
            return Err(format!("more than {LONGEST} s or {LARGEST} KiB: {self:?}"));
        }
        Ok(self)
    }
}

const FILE: &str = "MEDCHECK_HOSTILE_FILE";
const REPORT: &str = "report:";

fn read_apart(bytes: &[u8]) -> Result<Report, String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hostile.pdf");
    std::fs::write(&path, bytes).unwrap();
    let mut process = Command::new(std::env::current_exe().unwrap())
        .env("RUST_BACKTRACE", "0")
        .args(["hostile::promises::reads_one_file", "--exact", "--ignored", "--nocapture"])
        .env(FILE, &path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = process.try_wait().unwrap() {
            break status;
        }
        // Generous, because other tests compete for the processor; the process counts its own time.
        if start.elapsed() > Duration::from_secs(60) {
            process.kill().unwrap();
            process.wait().unwrap();
            return Err("not read within a minute".to_owned());
        }
        thread::sleep(Duration::from_millis(3));
    };
    let (mut out, mut err) = (String::new(), String::new());
    process.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    process.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    // The test harness prints the test's name on the same line.
    let report = out.lines().find_map(|line| line.split_once(REPORT));
    let Some((_, report)) = report.filter(|_| status.success()) else {
        return Err(format!("{status}: {}", err.trim()));
    };
    let fields: Vec<&str> = report.split_whitespace().collect();
    Ok(Report {
        outcome: fields[0].to_owned(),
        says: fields[1].parse().unwrap(),
        seconds: fields[2].parse().unwrap(),
        peak: fields[3].parse().unwrap(),
        caught_panics: fields[4].parse().unwrap(),
    })
}

#[test]
#[ignore = "the other tests run it, in a process of its own for each file"]
fn reads_one_file() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let bytes = std::fs::read(path).unwrap();
    let reading = thread::Builder::new().stack_size(WORKER_STACK).spawn(move || {
        let outcome = read(&bytes).unwrap();
        broken(&outcome).unwrap();
        outcome
    });
    let outcome = reading.unwrap().join().unwrap();
    let variant = match &outcome {
        Ok(_) => "Text".to_owned(),
        Err(error) => format!("{error:?}").chars().take_while(|c| c.is_alphanumeric()).collect(),
    };
    let says = outcome.is_ok_and(|parsed| parsed.document.text.contains(SENTENCE));
    println!("{REPORT} {variant} {says} {} {} {}", seconds(), peak(), caught_panics());
}

/// Processor time of this process so far, all threads; 0 where the system does not tell.
fn seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name in parentheses: fields 14 and 15 of all, in hundredths of a second.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>()
        / 100.0
}

/// The most memory that was ever resident, in KiB; 0 where the system does not tell.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
