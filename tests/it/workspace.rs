//! Workspaces to run commands in, and how a run is compared with its snapshot.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

/// The sample papers that lie in `papers/` of the repository, sorted.
pub(crate) const SAMPLES: [&str; 3] = ["sample-dosewise", "sample-triagenote", "sample-wardtalk"];

/// A small paper with something to find, and something not to be found.
pub(crate) const NOTE: &str = "\
# NoteBench: Short Notes from One Clinic

## Data

All notes come from one hospital. Two physicians reviewed every item, and a third settled disagreements
(Cohen's kappa 0.81).

## Limitations

The notes are in English only. We did not check for contamination.
";

/// The same without a heading.
pub(crate) const PLAIN: &str = "\
Two physicians reviewed every item.
The data are free under CC BY 4.0.

Models may have seen the questions before.
";

/// Two questions on a scale of two levels.
pub(crate) const TWO_LEVELS: &str = r#"id = "tiny"
version = "1"
title = "Two questions"
scale = [0, 1]

[[phase]]
id = "A"
name = "All of it"

[[criterion]]
id = "people"
phase = "A"
name = "Who checked"
question = "Is it said who reviewed the items?"
met = "Reviewers are described."
cues = ["reviewed", "/physicians?/"]

[[criterion]]
id = "leak"
phase = "A"
name = "Contamination"
question = "Was contamination checked?"
met = "A check is described."
"#;

/// The repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The PDF of a sample paper.
pub(crate) fn sample(id: &str) -> PathBuf {
    repository().join("papers").join(id).join("paper.pdf")
}

/// A folder to work in.
pub(crate) struct Scratch {
    dir: PathBuf,
    /// Removes the folder when dropped; `None` for the shared one.
    _own: Option<tempfile::TempDir>,
}

impl Scratch {
    /// An empty folder.
    pub(crate) fn bare() -> Scratch {
        let own = tempfile::tempdir().unwrap();
        // As the program sees it, so that its messages name the same path.
        Scratch { dir: own.path().canonicalize().unwrap(), _own: Some(own) }
    }

    /// A workspace without papers.
    pub(crate) fn workspace() -> Scratch {
        let scratch = Scratch::bare();
        fs::create_dir(scratch.path("papers")).unwrap();
        scratch
    }

    /// A workspace with Markdown papers of these names and texts, not yet drafted.
    pub(crate) fn with(papers: &[(&str, &str)]) -> Scratch {
        let scratch = Scratch::workspace();
        for (id, text) in papers {
            scratch.write(&format!("papers/{id}/paper.md"), text);
        }
        scratch
    }

    /// Covers what the program learned: drafts of this workspace say the same whatever it learns next.
    pub(crate) fn unlearned(self) -> Scratch {
        let manifest = r#"{"name":"medcheck-2026.1","kind":"heads","files":[]}"#;
        self.write("models/medcheck-2026.1/manifest.json", manifest);
        self
    }

    /// Lets a draft suggest this level for its first criterion.
    pub(crate) fn suggest(&self, paper: &str, level: u8) {
        let path = format!("papers/{paper}/draft.json");
        let mut draft: Value = serde_json::from_str(&self.read(&path)).unwrap();
        draft["cells"][0]["suggestion"] =
            serde_json::json!({"kind": "score", "score": level, "confidence": 0.5});
        self.write(&path, draft.to_string());
    }

    /// A copy of the [`drafted`] workspace that may be changed.
    pub(crate) fn copy_of_drafted() -> Scratch {
        let scratch = Scratch::bare();
        copy(drafted().dir(), scratch.dir());
        scratch
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.dir().join(inside)
    }

    /// Writes a file and the folders above it.
    pub(crate) fn write(&self, inside: &str, content: impl AsRef<[u8]>) {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, inside: &str) -> String {
        fs::read_to_string(self.path(inside)).unwrap()
    }

    /// The program with these arguments, in this folder.
    pub(crate) fn medcheck(&self, arguments: &[&str]) -> Command {
        medcheck(self.dir(), arguments)
    }

    /// Runs the program where it is sure to succeed in full; the result is its stdout.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let output = self.medcheck(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
        stdout(&output)
    }

    /// The same, one JSON value a line.
    pub(crate) fn json(&self, arguments: &[&str]) -> Vec<Value> {
        json_lines(&self.done(arguments))
    }
}

/// The program, as it is without a terminal and whatever the caller's environment says about one.
pub(crate) fn medcheck(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_medcheck"));
    command.args(arguments).current_dir(dir);
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "TERM"] {
        command.env_remove(variable);
    }
    command
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub(crate) fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A workspace with the sample papers, a Markdown paper and a plain text, all drafted, shared by every
/// test that only reads.
pub(crate) fn drafted() -> &'static Scratch {
    static DRAFTED: OnceLock<Scratch> = OnceLock::new();
    DRAFTED.get_or_init(|| {
        let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
        clear_away_old(parent);
        let own = tempfile::Builder::new().prefix(DRAFTED_PREFIX).tempdir_in(parent).unwrap();
        let scratch = Scratch { dir: own.keep().canonicalize().unwrap(), _own: None };
        for id in SAMPLES {
            scratch.write(&format!("papers/{id}/paper.pdf"), fs::read(sample(id)).unwrap());
        }
        scratch.write("papers/note/paper.md", NOTE);
        scratch.write("papers/plain/paper.txt", PLAIN);
        scratch.done(&["draft", "--jobs", "4"]);
        scratch
    })
}

/// A static is never dropped, so every run removes what earlier ones left.
fn clear_away_old(parent: &Path) {
    for entry in fs::read_dir(parent).unwrap().flatten() {
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        let age = modified.ok().and_then(|at| SystemTime::now().duration_since(at).ok());
        if entry.file_name().to_string_lossy().starts_with(DRAFTED_PREFIX)
            && age > Some(Duration::from_secs(1200))
        {
            // Another run may be clearing away the same.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

const DRAFTED_PREFIX: &str = "drafted-";

/// Copies what lies in a folder into another.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A folder of inputs that only the project's own workplace has; elsewhere `None`, and the test has
/// [skipped].
pub(crate) fn shared(inside: &str) -> Option<PathBuf> {
    let path = repository().join("../shared").join(inside);
    if path.exists() {
        return Some(path);
    }
    skipped(&format!("there is no ../shared/{inside}"));
    None
}

/// Says why a test looked at nothing: on stderr, and in a line of the file that `MEDCHECK_SKIPPED` names, where
/// `.ci/run` counts them. A test that runs only when it is asked for has not skipped.
pub(crate) fn skipped(why: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let line = format!("{test}: {why}\n");
    eprint!("skipped: {line}");
    if let Some(path) = std::env::var_os("MEDCHECK_SKIPPED") {
        let mut file = fs::OpenOptions::new().create(true).append(true).open(path).unwrap();
        // In one piece, because other tests write there, too.
        file.write_all(line.as_bytes()).unwrap();
    }
}

/// Waits until files that are written now would have another time in them, had they one: a ZIP archive, such as
/// a workbook, keeps time in steps of two seconds.
pub(crate) fn until_the_clock_says_otherwise() {
    let step = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 2;
    let start = step();
    while step() == start {
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// What differs between machines and means nothing is taken out of a snapshot.
pub(crate) fn settings(dir: &Path) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path(repository().join("tests/it/snapshots"));
    let plain = |path: &Path| regex::escape(&path.display().to_string());
    settings.add_filter(&plain(dir), "[DIR]");
    settings.add_filter(&plain(repository()), "[REPOSITORY]");
    // The program's version stands in drafts, which name who made them.
    settings.add_filter(r"medcheck \d+\.\d+\.\d+", "medcheck [VERSION]");
    settings.add_filter(r"\(parser \d+, drafter \d+\)", "(parser [N], drafter [N])");
    settings
}

/// Compares stdout, stderr and exit code of a command with the snapshot of that name.
macro_rules! shows {
    ($name:expr, $scratch:expr, $arguments:expr) => {
        crate::workspace::shows!($name, $scratch, $arguments, [])
    };
    ($name:expr, $scratch:expr, $arguments:expr, $filters:expr) => {{
        let mut settings = crate::workspace::settings($scratch.dir());
        let filters: &[(&str, &str)] = &$filters;
        for (from, to) in filters {
            settings.add_filter(from, *to);
        }
        let _scope = settings.bind_to_scope();
        insta_cmd::assert_cmd_snapshot!($name, $scratch.medcheck(&$arguments));
    }};
}
pub(crate) use shows;

/// Confidences and scores: they come from sums of floating-point numbers, and change with every
/// improvement of the ranking.
pub(crate) const NUMBERS: [(&str, &str); 2] = [(r"\b\d{1,3} %", "NN %"), (r"score \d+\.\d\d", "score [N]")];
