//! A painter's processes: what they answer, and that none outlives its use.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use medcheck::disk::sha256_hex as sha256;
use medcheck::picture::{PaintError, Painted, Painter, Scale};

use crate::fixtures::{PICTURE, page_without_content, pages, samples, vast};
use crate::workspace::Scratch;

/// A painter whose processes can be told from those of other tests, and papers to draw.
struct Studio {
    scratch: Scratch,
    painter: Option<Painter>,
}

impl Studio {
    fn new(patience: Duration) -> Studio {
        let scratch = Scratch::bare();
        let program = scratch.path("program");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_medcheck"), &program).unwrap();
        Studio { painter: Some(Painter::with_patience(program, patience)), scratch }
    }

    fn painter(&self) -> &Painter {
        self.painter.as_ref().unwrap()
    }

    fn put(&self, bytes: &[u8]) -> (PathBuf, String) {
        let hash = sha256(bytes);
        let name = format!("{hash}.pdf");
        self.scratch.write(&name, bytes);
        (self.scratch.path(&name), hash)
    }

    fn paint(&self, bytes: &[u8], page: u32) -> Result<Arc<Painted>, PaintError> {
        let (path, hash) = self.put(bytes);
        self.painter().paint(&path, &hash, page, scale())
    }

    /// The processes of this painter that are there.
    fn processes(&self) -> Vec<u32> {
        let program = self.scratch.path("program");
        let numbers = fs::read_dir("/proc").unwrap().filter_map(|entry| {
            let number: u32 = entry.unwrap().file_name().to_str()?.parse().ok()?;
            let line = fs::read(format!("/proc/{number}/cmdline")).ok()?;
            let name = line.split(|byte| *byte == 0).next()?;
            (name == program.as_os_str().as_encoded_bytes()).then_some(number)
        });
        numbers.collect()
    }
}

/// The time that a process has worked, in hundredths of a second on most machines.
fn worked(process: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // Behind the name, which ends with the last bracket, times are the 12th and 13th field.
    let (_, fields) = stat.rsplit_once(')').unwrap();
    fields.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}

const PATIENT: Duration = Duration::from_secs(20);

fn scale() -> Scale {
    Scale::new(2.0).unwrap()
}

fn eventually(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENT, "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn is_letter_at_two(painted: &Painted) {
    let (width, height) = (2 * 612, 2 * 792);
    assert_eq!((painted.width, painted.height), (width, height));
    assert_eq!(&painted.png[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(painted.png[16..20], width.to_be_bytes());
    assert_eq!(painted.png[20..24], height.to_be_bytes());
}

/// A page that hayro does not finish in a lifetime: every form draws the next twenty times.
fn endless() -> Vec<u8> {
    let entries = |next| {
        format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X0 {next} 0 R >> >>"
        )
    };
    let page = page_without_content("", "/XObject << /X0 10 0 R >>").stream(4, "", "/X0 Do");
    let bush = (10..30u32).fold(page, |bush, at| bush.stream(at, &entries(at + 1), "/X0 Do ".repeat(20)));
    bush.stream(30, &entries(30), "0 0 9 9 re f").finish("")
}

#[test]
fn a_page_is_drawn_once() {
    let studio = Studio::new(PATIENT);
    assert_eq!(studio.processes(), [0u32; 0]);
    // Written once, before anybody reads it.
    let (path, hash) = studio.put(&pages(2));
    let paint = || studio.painter().paint(&path, &hash, 1, scale()).unwrap();
    let (one, other) = thread::scope(|scope| {
        let other = scope.spawn(paint);
        (paint(), other.join().unwrap())
    });
    is_letter_at_two(&one);
    assert!(Arc::ptr_eq(&one, &other));
    assert!(Arc::ptr_eq(&one, &paint()));
    assert_eq!(studio.processes().len(), 1);
    // The same paper elsewhere: pictures go by what the bytes are.
    let nowhere = Path::new("nowhere.pdf");
    let again = studio.painter().paint(nowhere, &hash, 1, scale()).unwrap();
    assert!(Arc::ptr_eq(&one, &again));
}

#[test]
fn the_next_page_is_there_before_it_is_asked_for() {
    let studio = Studio::new(PATIENT);
    let (path, hash) = studio.put(&samples()[0].1);
    let first = studio.painter().paint(&path, &hash, 1, scale()).unwrap();
    studio.painter().prefetch(&path, &hash, 2, scale());
    let second = studio.painter().paint(&path, &hash, 2, scale()).unwrap();
    assert_ne!(first.png, second.png);
    // The paper is open already, so nobody else is needed.
    assert_eq!(studio.processes().len(), 1);
}

#[test]
fn a_part_of_a_page_is_drawn_and_kept_for_itself() {
    let studio = Studio::new(PATIENT);
    let (path, hash) = studio.put(&pages(2));
    let part = |frame| studio.painter().paint_part(&path, &hash, 1, frame, scale());
    let one = part([60.0, 80.0, 340.0, 100.0]).unwrap();
    assert_eq!((one.width, one.height), (560, 40));
    assert!(Arc::ptr_eq(&one, &part([60.0, 80.0, 340.0, 100.0]).unwrap()));
    // Above the line there is nothing but paper.
    assert_ne!(one.png, part([60.0, 20.0, 340.0, 40.0]).unwrap().png);
    is_letter_at_two(&studio.paint(&pages(2), 1).unwrap());
    let error = part([700.0, 0.0, 800.0, 10.0]).unwrap_err();
    assert_eq!(error.to_string(), "page 1 has nothing at the place asked for");
}

#[test]
fn what_cannot_be_drawn_is_an_error_and_the_next_page_is_drawn() {
    let studio = Studio::new(PATIENT);
    let check = |drawn: Result<Arc<Painted>, PaintError>, expected: &str| match drawn {
        Err(PaintError::Undrawn { why }) => assert!(why.contains(expected), "{why}"),
        other => panic!("{expected}: {other:?}"),
    };
    check(studio.paint(b"%PDF-1.7\n", 1), "damaged");
    check(studio.paint(&pages(2), 3), "the pages are 1 to 2");
    let (path, _) = studio.put(&pages(1));
    check(studio.painter().paint(&path, &sha256(b"other bytes"), 1, scale()), "changed");
    check(studio.painter().paint(Path::new("nowhere.pdf"), "ab", 1, scale()), "no such file");
    studio.scratch.write("note.md", "# A note");
    check(studio.painter().paint(&studio.scratch.path("note.md"), "ab", 1, scale()), "not a PDF");
    is_letter_at_two(&studio.paint(&pages(2), 2).unwrap());
    assert!(studio.processes().len() <= 2);
}

#[test]
fn a_process_that_is_gone_is_replaced() {
    let studio = Studio::new(PATIENT);
    studio.paint(&pages(2), 1).unwrap();
    let before = studio.processes();
    assert!(Command::new("kill").arg("-9").arg(before[0].to_string()).status().unwrap().success());
    is_letter_at_two(&studio.paint(&pages(2), 2).unwrap());
    let after = studio.processes();
    assert!(after.len() == 1 && after != before, "{before:?} {after:?}");
}

#[test]
fn a_page_without_end_is_an_error_and_its_process_is_ended() {
    let studio = Studio::new(Duration::from_secs(1));
    let start = Instant::now();
    let error = studio.paint(&endless(), 1).unwrap_err();
    assert!(matches!(error, PaintError::TooSlow { page: 1, .. }), "{error}");
    assert_eq!(error.to_string(), "page 1 is too slow to draw: given up after 1 s");
    assert!(start.elapsed() < PATIENT / 2);
    assert_eq!(studio.processes(), [0u32; 0]);
}

#[test]
fn a_page_that_takes_all_memory_is_an_error_and_the_next_page_is_drawn() {
    let studio = Studio::new(PATIENT);
    studio.paint(&pages(1), 1).unwrap();
    let error = studio.paint(&vast(PICTURE), 1).unwrap_err();
    assert!(matches!(error, PaintError::Ended { page: 1 }), "{error}");
    is_letter_at_two(&studio.paint(&pages(2), 2).unwrap());
}

#[test]
fn nothing_is_left_of_a_painter_that_is_gone() {
    let mut studio = Studio::new(PATIENT);
    studio.paint(&pages(1), 1).unwrap();
    let (path, hash) = studio.put(&endless());
    studio.painter().prefetch(&path, &hash, 1, scale());
    eventually("the next page is drawn", || studio.processes().len() == 2);
    studio.painter = None;
    assert_eq!(studio.processes(), [0u32; 0]);
}

/// As after `kill -9` of the painter's process.
#[test]
fn a_process_that_nobody_asks_any_more_ends_in_the_middle_of_a_page() {
    let scratch = Scratch::bare();
    let (bytes, endless) = (pages(1), endless());
    scratch.write("paper.pdf", &bytes);
    scratch.write("endless.pdf", &endless);
    let mut command = scratch.medcheck(&["paint-pages"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut requests = child.stdin.take().unwrap();
    let mut ask = |path: &str, bytes: &[u8]| {
        let hash = sha256(bytes);
        writeln!(requests, r#"{{"path":"{path}","sha256":"{hash}","page":1,"scale":0.5}}"#).unwrap();
    };
    ask("paper.pdf", &bytes);
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with(r#"{"picture":{"length":"#), "{line}");
    let before = worked(child.id());
    ask("endless.pdf", &endless);
    eventually("it is in the middle of the page", || worked(child.id()) > before + 10);
    drop(requests);
    let start = Instant::now();
    assert!(child.wait().unwrap().success());
    assert!(start.elapsed() < PATIENT / 2);
}
