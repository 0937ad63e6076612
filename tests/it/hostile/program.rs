//! The program among bad files, closed doors, full disks and sudden ends.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::fixtures::{Cipher, encrypted, pages, scan};
use crate::workspace::{NOTE, SAMPLES, Scratch, sample, skipped, stderr, stdout};

/// A folder of papers as people have them.
fn mixed() -> Scratch {
    let scratch = Scratch::workspace();
    scratch.write("inbox/good.pdf", pages(2));
    scratch.write("inbox/empty.pdf", "");
    scratch.write("inbox/login.pdf", "<!DOCTYPE html><title>Log in</title>");
    scratch.write("inbox/locked.pdf", encrypted(Cipher::Aes256, "secret"));
    scratch.write("inbox/scan.pdf", scan(2));
    let whole = fs::read(sample(SAMPLES[0])).unwrap();
    scratch.write("inbox/half.pdf", &whole[..1000]);
    scratch
}

#[test]
fn a_bad_file_is_named_and_stops_nothing() {
    let scratch = mixed();
    let output = scratch.medcheck(&["draft", "--no-model", "--format", "json", "inbox"]).output().unwrap();
    let messages = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{messages}");
    assert_eq!(stdout(&output).lines().count(), 1, "{messages}");
    for bad in ["empty", "login", "locked", "scan", "half"] {
        assert!(messages.contains(&format!("{bad}.pdf")), "{bad}: {messages}");
        // What is wrong with it, and what to do, each time.
        let alone = scratch.medcheck(&["draft", "--no-model", &format!("inbox/{bad}.pdf")]).output().unwrap();
        let message = stderr(&alone);
        assert_eq!(alone.status.code(), Some(2), "{message}");
        assert!(message.contains(&format!("{bad}.pdf")) && message.contains("hint: "), "{bad}: {message}");
        assert!(!message.contains("panicked"), "{message}");
    }
    let good = scratch.medcheck(&["draft", "--no-model", "inbox/good.pdf"]).output().unwrap();
    assert_eq!(good.status.code(), Some(0), "{}", stderr(&good));
}

#[cfg(unix)]
#[test]
fn a_file_nobody_may_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::workspace();
    scratch.write("closed.pdf", pages(1));
    let path = scratch.path("closed.pdf");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        skipped("this user may read everything");
        return;
    }
    let output = scratch.medcheck(&["draft", "--no-model", "closed.pdf"]).output().unwrap();
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("closed.pdf") && message.contains("hint: "), "{message}");
}

/// A small disk, mounted until dropped.
struct SmallDisk<'a>(&'a Path);

impl SmallDisk<'_> {
    /// `None` where this user may not mount.
    fn mount(at: &Path) -> Option<SmallDisk<'_>> {
        fs::create_dir_all(at).unwrap();
        let mounted = mount(&["-t", "tmpfs", "-o", "size=256k", "tmpfs"], at);
        mounted.then_some(SmallDisk(at))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

fn mount(arguments: &[&str], at: &Path) -> bool {
    let status = Command::new("mount").args(arguments).arg(at).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

#[test]
fn a_full_disk_is_said_and_once_there_is_room_all_is_well() {
    let scratch = Scratch::bare();
    let disk = scratch.path("disk");
    let Some(small) = SmallDisk::mount(&disk) else {
        skipped("this user may not mount a small disk");
        return;
    };
    scratch.write("disk/papers/note/paper.md", NOTE);
    // Leaves a few KiB, less than a draft has.
    scratch.write("disk/filler", vec![0; 240 << 10]);
    let draft = || {
        let mut command = crate::workspace::medcheck(&disk, &["draft", "--no-model", "--format", "json"]);
        command.output().unwrap()
    };
    let full = draft();
    let message = stderr(&full);
    assert_eq!(full.status.code(), Some(2), "{message}");
    assert!(message.contains("hint: ") && !message.contains("panicked"), "{message}");
    assert!(!scratch.path("disk/papers/note/draft.json").exists());
    scratch.write("README.md", "Too many words. ".repeat(4 << 10));
    let attach =
        crate::workspace::medcheck(&disk, &["add", "../README.md", "--to", "note"]).output().unwrap();
    let message = stderr(&attach);
    assert_eq!(attach.status.code(), Some(2), "{message}");
    assert!(message.contains("hint: ") && !message.contains("panicked"), "{message}");
    let left = fs::read_dir(scratch.path("disk/papers/note/attachments"));
    assert_eq!(left.map_or(0, Iterator::count), 0, "nothing half-written, no temporary file");
    assert!(mount(&["-o", "remount,size=64m"], &disk));
    let roomy = draft();
    assert_eq!(roomy.status.code(), Some(0), "{}", stderr(&roomy));
    let expect = Scratch::with(&[("note", NOTE)]).done(&["draft", "--no-model", "--format", "json"]);
    assert_eq!(stdout(&roomy), expect);
    drop(small);
}

#[test]
fn a_killed_draft_leaves_nothing_that_hinders_the_next() {
    let scratch = |name: &str| {
        let scratch = Scratch::workspace();
        for id in SAMPLES {
            scratch.write(&format!("papers/{id}/paper.pdf"), fs::read(sample(id)).unwrap());
        }
        scratch.write(&format!("papers/{name}/paper.md"), NOTE);
        scratch
    };
    let arguments = ["draft", "--no-model", "--format", "json"];
    let undisturbed = scratch("note");
    let start = Instant::now();
    let expect = undisturbed.done(&arguments);
    let usual = start.elapsed();
    let disturbed = scratch("note");
    let mut kills = 0;
    for attempt in 0..10u32 {
        let mut process =
            disturbed.medcheck(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Moments spread over the run as a sequence without pattern, the same every time.
        let share = f64::from(attempt * 7919 % 1000) / 1300.0;
        thread::sleep(Duration::from_secs_f64(usual.as_secs_f64() * share));
        process.kill().unwrap();
        kills += usize::from(!process.wait().unwrap().success());
        // Otherwise most runs would find everything done.
        for id in SAMPLES {
            let _ = fs::remove_file(disturbed.path(&format!("papers/{id}/draft.json")));
        }
    }
    eprintln!("{kills} of 10 runs were killed before their end");
    assert_eq!(disturbed.done(&arguments), expect);
    for id in SAMPLES {
        let draft = format!("papers/{id}/draft.json");
        assert_eq!(disturbed.read(&draft), undisturbed.read(&draft), "{id}");
    }
    let found = |scratch: &Scratch| scratch.done(&["search", "--no-model", "physicians", "--format", "json"]);
    assert_eq!(found(&disturbed), found(&undisturbed));
    let doctor = |scratch: &Scratch| {
        let checks = scratch.json(&["doctor", "--format", "json"]).remove(0);
        let states = checks["checks"].as_array().unwrap().iter();
        states.map(|check| format!("{} {}", check["name"], check["state"])).collect::<Vec<_>>()
    };
    assert_eq!(doctor(&disturbed), doctor(&undisturbed));
}
