//! The command line: what can be asked for, and the help that explains it.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::finding_args::{CompareArgs, DiffArgs, RefreshArgs, SearchArgs, TriageArgs};
use super::review_args::{DecideArgs, ExportArgs, ImportArgs, ReportArgs, ReviewArgs, StatsArgs, StatusArgs};
use crate::picture::{InvalidScale, Scale};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "medcheck",
    version,
    about = "Drafts audits of medical AI benchmark papers, for people to confirm",
    long_about = "Reads papers, finds the sentences that speak to each of the 46 MedCheck criteria (or to a rubric of \
                  your own), and drafts an audit with every quote on its page. A draft is a suggestion: an audit \
                  needs a person. Nothing leaves this machine.\n\n\
                  An independent implementation, not affiliated with the authors of MedCheck.",
    after_long_help = "Examples:\n  \
        medcheck draft papers/*.pdf             draft every PDF in a folder\n  \
        medcheck show 2009.13081 --criterion 23 one criterion in full, with its quotes\n  \
        medcheck search \"data leakage\"          find sentences in all papers\n\n\
        Exit codes: 0 done, 1 done in part (some papers failed), 2 error or misuse",
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(super) struct Global {
    /// The workspace [default: the nearest folder upward with `papers/` in it]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) workspace: Option<PathBuf>,
    /// A rubric of your own instead of MedCheck's 46 criteria
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) rubric: Option<PathBuf>,
    /// How many papers to work on at once [default: one per core]
    #[arg(long, global = true, value_name = "N", value_parser = at_least_one)]
    pub(super) jobs: Option<NonZeroUsize>,
    /// No progress bar and no closing line; errors are still shown
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say what is being done
    #[arg(long, short, global = true)]
    pub(super) verbose: bool,
}

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs, with a schema_version
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a workspace
    #[command(
        long_about = "Makes a workspace: a folder with `papers/`, `models/` and `index/`. What is there already stays.",
        after_long_help = "Examples:\n  medcheck init           here\n  medcheck init audits    in the folder audits"
    )]
    Init {
        /// Where
        #[arg(value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// Copy papers into the workspace
    #[command(
        long_about = "Copies PDFs, text files and Markdown files into `papers/<id>/`. The id is the arXiv id, where the \
                      file's name or first page has one, else the file's name. Adding a file again changes nothing.\n\n\
                      With --to, puts files beside a paper instead: the README of its repository, its web page as \
                      saved by a browser (.html), a supplement. The paper's draft and searches then cover them, and \
                      quotes name the file they come from. `medcheck remove` takes them away again.",
        after_long_help = "Examples:\n  medcheck add ~/Downloads/2009.13081.pdf\n  medcheck add ~/papers       \
                           every paper below a folder\n  medcheck add --replace new-version/2009.13081.pdf\n  \
                           medcheck add README.md page.html supplement.pdf --to 2009.13081"
    )]
    Add {
        /// Files, or folders to look through
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
        /// Put files beside this paper, as its attachments
        #[arg(long, value_name = "PAPER")]
        to: Option<String>,
        /// Let a changed file take the place of the paper with its id, or of the attachment with its name
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Remove attachments of a paper
    #[command(
        long_about = "Removes what `medcheck add --to` put beside a paper. The paper stays, and the next `medcheck draft` \
                      drafts it without what was removed. `medcheck doctor` lists all attachments.",
        after_long_help = "Examples:\n  medcheck remove 2009.13081 --attachment README.md\n  \
                           medcheck remove 2009.13081 --attachment a.html --attachment b.pdf"
    )]
    Remove {
        /// The paper's id
        #[arg(value_name = "PAPER")]
        paper: String,
        /// The attachment's name; may be given several times
        #[arg(long, value_name = "NAME", required = true)]
        attachment: Vec<String>,
        #[command(flatten)]
        output: Output,
    },
    /// Show what is read from a file
    #[command(
        long_about = "Reads one file and prints its sections and sentences, with page and kind. With --warnings, prints \
                      what is doubtful instead, page by page: pages without text, text made by OCR, characters \
                      without meaning. With --image, draws what was read. Needs no workspace and stores nothing.",
        after_long_help = "Examples:\n  medcheck parse paper.pdf\n  medcheck parse paper.pdf --warnings\n  \
                           medcheck parse paper.pdf --format json | jq -r .text\n  \
                           medcheck parse paper.pdf --page 3 --image page.png    that page, with what was read from it\n  \
                           medcheck parse paper.pdf --image pages/               every page, a file each"
    )]
    Parse {
        /// A .pdf, .txt, .md or .html file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Only what is doubtful, page by page
        #[arg(long, conflicts_with = "image")]
        warnings: bool,
        /// Draw pages of a PDF with blocks, sentences and reading order over them, instead of printing: to
        /// a .png file, or to a folder
        #[arg(long, value_name = "FILE|DIR", conflicts_with = "format")]
        image: Option<PathBuf>,
        /// Draw this page only
        #[arg(long, value_name = "N", requires = "image", value_parser = page_number)]
        page: Option<NonZeroU32>,
        /// How large to draw, in pixels per point
        #[arg(long, value_name = "X", requires = "image", default_value = "2", value_parser = scale)]
        scale: Scale,
        #[command(flatten)]
        output: Output,
    },
    /// Draft audits
    #[command(
        long_about = "Drafts an audit of each paper: a suggestion per criterion with its confidence, and the quotes it \
                      rests on. Files from outside are added to the workspace first. Papers that have not changed \
                      since their last draft are not worked on again.\n\n\
                      A suggestion is a level, `nothing found`, `cannot apply`, or `undecided`: different things. None of them \
                      counts until a person decides.",
        after_long_help = "Examples:\n  medcheck draft                       every paper of the workspace\n  \
                           medcheck draft 2009.13081            one of them\n  \
                           medcheck draft ~/papers more.pdf     files and folders from elsewhere\n  \
                           medcheck draft --format json > drafts.jsonl    one audit a line"
    )]
    Draft {
        /// Papers by id, files, or folders [default: every paper of the workspace]
        #[arg(value_name = "PAPER|FILE|DIR")]
        targets: Vec<String>,
        /// Work from words alone, without the language model
        #[arg(long)]
        no_model: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Show a draft, one criterion of it in full, or what is known about the paper
    #[command(
        long_about = "Shows the stored draft of a paper. With --criterion, shows one criterion in full: the question, \
                      what each level asks for, the suggestion, every quote with page and section, the near misses, \
                      and what was searched. With --about, shows the paper instead: title, authors, year, arXiv \
                      id and DOI with where each was found, pages, sections, warnings, files, and whether its \
                      draft is up to date; it need not be drafted for that.",
        after_long_help = "Examples:\n  medcheck show 2009.13081\n  medcheck show 2009.13081 --phase II\n  \
                           medcheck show 2009.13081 --criterion 23\n  medcheck show 2009.13081 --about"
    )]
    Show {
        /// The paper's id
        #[arg(value_name = "PAPER")]
        paper: String,
        /// Only this criterion, in full
        #[arg(long, value_name = "N")]
        criterion: Option<String>,
        /// Only this phase
        #[arg(long, value_name = "PHASE", conflicts_with = "criterion")]
        phase: Option<String>,
        /// The paper itself instead of its draft
        #[arg(long, conflicts_with_all = ["criterion", "phase"])]
        about: bool,
        #[command(flatten)]
        output: Output,
    },
    /// Find sentences
    #[command(
        long_about = "Finds the sentences of the workspace's papers that are nearest to a query, by words and by meaning, \
                      best first. With --criterion, the query is the criterion's own questions and cues, and what you \
                      type is added to them.\n\n\
                      Filters may stand among the words: paper:ID, section:WORD, kind:table (or body, heading, caption, \
                      footnote, reference), year:2024, year:2023-2025, and of what audits quote phase:II, level:2, \
                      state:confirmed (or decided, draft). Filters of one name widen, of different names narrow. \
                      A \"phrase\" in double quotes must stand in the sentence as it is written. Filters without words \
                      list what passes them.",
        after_long_help = "Examples:\n  medcheck search \"data leakage\"\n  \
                           medcheck search \"canary string\" --paper 2009.13081\n  \
                           medcheck search --criterion 23 --limit 3\n  \
                           medcheck search 'physicians \"every item\" section:data year:2023-2025' --group\n  \
                           medcheck search 'phase:II level:0' --evidence-only --format csv\n  \
                           medcheck search --like 2009.13081:211    sentences like that one"
    )]
    Search(SearchArgs),
    /// Compare one criterion across all papers
    #[command(
        long_about = "Shows one criterion for every paper: the level, the best quote and its page. Where a decision of \
                      people stands, it is shown; elsewhere the draft's suggestion, apart and labeled as a draft. The \
                      two are never counted together.",
        after_long_help = "Examples:\n  medcheck compare --criterion 23\n  \
                           medcheck compare --criterion 23 --format csv > contamination.csv"
    )]
    Compare(CompareArgs),
    /// Look through a listing of abstracts for papers to audit
    #[command(
        long_about = "Reads listings of abstracts saved to disk, such as a page of daily papers or of arXiv (.html), or \
                      their text (.txt, .md): tells which papers introduce a medical benchmark, with the words that \
                      say so, and leaves out what comes twice or is in the workspace. For each it quotes what the \
                      abstract speaks of, criterion by criterion: a preview by cue words and never a level. Rules \
                      decide, not people: look at the others too. Needs no workspace, and fetches nothing.",
        after_long_help = "Examples:\n  medcheck triage daily.html\n  \
                           medcheck triage monday.html tuesday.txt --queue fetch.tsv"
    )]
    Triage(TriageArgs),
    /// Review drafts in the browser
    #[command(
        long_about = "Serves a page on this machine on which you turn drafts into decisions: the criteria, the PDF with \
                      the evidence lit up, one key per decision. It listens on loopback only; open the link it prints, \
                      which is good for this run. What you decide is on the disk before the page says so, one line \
                      each in `papers/<id>/decisions.jsonl`. Stop it with Ctrl C.\n\n\
                      One server works for one reviewer; a second person runs a second one, with another name and \
                      port, or elsewhere on a copy. Neither sees the other's decisions on a paper before both are \
                      through with it.",
        after_long_help = "Examples:\n  medcheck review\n  medcheck review --reviewer second --port 8748 --blind"
    )]
    Review(ReviewArgs),
    /// Decide a criterion, or say how far you are with a paper
    #[command(
        long_about = "Writes down what a person decided about a criterion, with the quotes it rests on: quotes of the \
                      draft that are kept, and quotes typed from the paper, which are looked up in it and stored as \
                      it has them. A later decision of the same person takes the place of an earlier one; nothing is \
                      removed. Others see a person's decisions when all who began have said --finish.",
        after_long_help = "Examples:\n  medcheck decide 2009.13081 23 0 --keep 1\n  \
                           medcheck decide 2009.13081 23 1 --quote \"We removed duplicates.\" --note \"in part\"\n  \
                           medcheck decide 2009.13081 23 open --note \"the appendix is missing\"\n  \
                           medcheck decide 2009.13081 --finish\n  \
                           medcheck decide 2009.13081 23 1 --adjudicate --note \"section 3 says so\"\n  \
                           medcheck decide 2009.13081 --confirm"
    )]
    Decide(DecideArgs),
    /// Show how far the papers are
    #[command(
        long_about = "Shows for every paper how many criteria of each phase are decided, how many are open and disputed, \
                      who is through with it, and whether its audit is confirmed. With a paper, lists the criteria \
                      that are left. What people differ on is shown when all who began are through.",
        after_long_help = "Examples:\n  medcheck status\n  medcheck status 2009.13081\n  \
                           medcheck status --reviewer ada"
    )]
    Status(StatusArgs),
    /// Write audits for other programs
    #[command(
        long_about = "Writes audits as people left them: every criterion with its level, who decided it and when, notes, \
                      and quotes with page and section. Each audit says whether it is confirmed. Suggestions of drafts \
                      are not part of it. JSON also holds all that was ever decided, and can be imported again without \
                      loss. In CSV, a field that a spreadsheet would compute gets an apostrophe in front.",
        after_long_help = "Examples:\n  medcheck export 2009.13081 --format md\n  \
                           medcheck export --format json --out audits.json\n  \
                           medcheck export --format html --out pages/    a file a paper\n  \
                           medcheck export --format xlsx --out audits.xlsx"
    )]
    Export(ExportArgs),
    /// Write one paper's audit for a reader, or what is missing for its authors
    #[command(
        long_about = "Writes one paper's audit to read and to print: whose word it is, how far each phase is met, and \
                      for every criterion the level, who decided it, and the quotes, each with a picture of its place \
                      on the printed page. Where nobody decided, it shows what the draft suggests, labeled and never \
                      counted with decisions. The HTML is one file that loads nothing; a browser prints it to PDF on \
                      A4. Markdown has no pictures. While several people review and are not all through, what they \
                      decided is left out.\n\n\
                      With --for-authors, lists what the paper could still report, where most is to be gained first: \
                      the highest level less the level decided, or less the level that the draft expects. It gives the \
                      rubric's words for the next level and the highest, and what was found nearest. It judges what is \
                      reported, not what was done.",
        after_long_help = "Examples:\n  medcheck report 2009.13081 --out audit.html\n  \
                           medcheck report 2009.13081 --format md\n  \
                           medcheck report 2009.13081 --for-authors\n  \
                           medcheck report 2009.13081 --for-authors --format html --out missing.html"
    )]
    Report(ReportArgs),
    /// Count what confirmed audits say
    #[command(
        long_about = "Counts the confirmed audits of the workspace: how many papers meet each criterion and how far each \
                      phase is met, with 95 % intervals, beside what is published for MedCheck's own papers; which \
                      papers are best, how far people agree with each other and with the drafts, and in words what \
                      is lacking. With --out, writes a report to read and tables for papers and programs. The same \
                      audits give the same bytes.\n\n\
                      Drafts do not count. With --drafts, they get figures of their own, labeled as drafts. Field, \
                      venue and tags of papers, and years that were read wrongly, are set in the workspace's medcheck.toml: \
                      [papers.\"2009.13081\"], field = \"…\", venue = \"…\", tags = [\"…\"].",
        after_long_help = "Examples:\n  medcheck stats\n  medcheck stats --out report\n  \
                           medcheck stats --by venue --drafts apart\n  medcheck stats --format csv > criteria.csv"
    )]
    Stats(StatsArgs),
    /// Take decisions from elsewhere
    #[command(
        long_about = "Adds decisions to the papers of the workspace: from audits that `medcheck export --format json` \
                      wrote, from a decisions.jsonl, or from label files (a JSON object a line with paper, rubric, \
                      criterion, score and evidence). What is there already is passed over. A paper is imported as a \
                      whole or not at all.",
        after_long_help = "Examples:\n  medcheck import audits.json\n  \
                           medcheck import ../other/papers/2009.13081/decisions.jsonl\n  \
                           medcheck import labels.jsonl --reviewer silver"
    )]
    Import(ImportArgs),
    /// Bring everything up to date and tell what changed
    #[command(
        long_about = "Takes papers that lie loose in `papers/` or in watched folders (`watch = [\"a/folder\"]` in \
                      medcheck.toml), reads and drafts what is new or changed, recomputes the statistics, tells what \
                      changed since the last time (papers, levels, findings, figures) and keeps a dated snapshot of \
                      it in `snapshots/`. What did not change is not done again, and without a change there is no new \
                      snapshot. A file that changed replaces the paper it was taken from; decisions stay.\n\n\
                      One refresh runs at a time. With --quiet nothing is printed but errors; every run adds to \
                      `snapshots/refresh.log`. Stopped at any moment, the next one goes on.",
        after_long_help = "Examples:\n  medcheck refresh\n  medcheck refresh --watch ~/Downloads/papers\n  \
                           0 6 * * * medcheck refresh --quiet --workspace ~/audits      every morning, in a crontab"
    )]
    Refresh(RefreshArgs),
    /// Tell what changed between two snapshots
    #[command(
        long_about = "Compares two snapshots that `medcheck refresh` kept: papers that came and went, levels of \
                      confirmed audits, findings and figures; apart from them what drafts suggest.",
        after_long_help = "Examples:\n  medcheck diff                            the last two\n  \
                           medcheck diff 2026-10-01                 from that day's to the last\n  \
                           medcheck diff 2026-10 2026-11 --all --format json"
    )]
    Diff(DiffArgs),
    /// List the criteria, explain one, or check a rubric file
    #[command(
        long_about = "Without a subcommand, lists the phases and criteria of the rubric in use.",
        after_long_help = "Examples:\n  medcheck rubric\n  medcheck rubric show 23\n  medcheck rubric check mine.toml\n  \
                           medcheck rubric --rubric mine.toml"
    )]
    Rubric {
        #[command(subcommand)]
        command: Option<RubricCommand>,
    },
    /// Learn from scored papers
    #[command(
        long_about = "Learns from papers of the workspace that have been scored: which sentences are evidence for a \
                      criterion, which level they support, and how sure a suggestion may be. Each line of the file is a \
                      JSON object with paper, rubric, criterion, score and evidence (a list of verbatim quotes). Takes \
                      minutes; the same labels and seed give the same bytes.",
        after_long_help = "Examples:\n  medcheck learn --gold scored.jsonl\n  medcheck learn --from-decisions"
    )]
    Learn {
        #[command(flatten)]
        labels: LabelArgs,
        /// Decides what is drawn by chance
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: u64,
    },
    /// Measure drafts on scored papers that nothing was learned from
    #[command(
        long_about = "Leaves out some of the scored papers at a time, learns from the others, drafts those left out and \
                      compares with what people decided. What is learned is not kept.",
        after_long_help = "Examples:\n  medcheck eval --gold scored.jsonl\n  medcheck eval --gold scored.jsonl --on others.jsonl"
    )]
    Eval(EvalArgs),
    /// Check the workspace and say what to do
    #[command(
        long_about = "Checks the folders, the papers, the model's files against their sha256, and the index. Changes \
                      nothing. The exit code is 1 if something is broken.",
        after_long_help = "Examples:\n  medcheck doctor\n  medcheck doctor --workspace ~/audits --format json"
    )]
    Doctor {
        #[command(flatten)]
        output: Output,
    },
    /// Draw the pages that are asked for on stdin; what shows pages runs this, people do not
    #[command(hide = true)]
    PaintPages,
}

/// What can be done with a rubric.
#[derive(Debug, Subcommand)]
pub(super) enum RubricCommand {
    /// One criterion: question, levels, rule and cues
    Show {
        /// The criterion's id
        #[arg(value_name = "N")]
        criterion: String,
    },
    /// Check a rubric file, with line and field of what is wrong
    Check {
        /// A TOML file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// What to measure and how to print it.
#[derive(Debug, Args)]
pub(super) struct EvalArgs {
    #[command(flatten)]
    pub(super) labels: LabelArgs,
    /// Measure on these scored papers, instead of leaving some out in turn
    #[arg(long, value_name = "FILE")]
    pub(super) on: Vec<PathBuf>,
    /// Leave out the papers in so many parts
    #[arg(long, value_name = "N", default_value = "6", value_parser = clap::value_parser!(u16).range(2..), conflicts_with = "on")]
    pub(super) folds: u16,
    /// Learn from so many of the papers, one measurement each
    #[arg(long, value_name = "N,N,…", value_delimiter = ',', requires = "on")]
    pub(super) curve: Vec<usize>,
    /// Decides what is drawn by chance
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// Also the trust test: change copies of the papers for one criterion at a time and draft it again
    #[arg(long, conflicts_with = "curve")]
    pub(super) perturb: bool,
    /// Also draw how often a confidence is right, as SVG
    #[arg(long, value_name = "FILE", conflicts_with = "curve")]
    pub(super) diagram: Option<PathBuf>,
    /// Words alone
    #[arg(long)]
    pub(super) no_model: bool,
    /// For people, for programs, or for spreadsheets
    #[arg(long, value_name = "FORMAT", default_value = "text", value_enum)]
    pub(super) format: EvalFormat,
}

/// How figures are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum EvalFormat {
    /// A table
    Text,
    /// One object
    Json,
    /// A row for the whole, for every phase and every criterion
    Csv,
}

/// Where scored papers come from.
#[derive(Debug, Args)]
pub(super) struct LabelArgs {
    /// Scored papers, one criterion of one paper a line; may be given several times
    #[arg(long, value_name = "FILE", required_unless_present = "from_decisions")]
    pub(super) gold: Vec<PathBuf>,
    /// What people decided in the workspace; it stands above what a file says
    #[arg(long)]
    pub(super) from_decisions: bool,
}

/// The option of every command that reports.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "text", value_enum)]
    pub(super) format: Format,
}

/// In words a person would use; the standard library speaks of zero for a non-zero type.
pub(super) fn at_least_one(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "not a whole number from 1 on")
}

fn page_number(text: &str) -> Result<NonZeroU32, &'static str> {
    text.parse().map_err(|_| "pages are counted from 1")
}

fn scale(text: &str) -> Result<Scale, InvalidScale> {
    text.parse()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples() {
        for command in Cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
            let help = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.starts_with("Examples:\n  medcheck "), "{}", command.get_name());
        }
    }

    #[test]
    fn a_search_needs_words_or_a_criterion() {
        let parse = |line: &str| Cli::try_parse_from(line.split(' ')).is_ok();
        assert!(parse("medcheck search leakage"));
        assert!(parse("medcheck search --criterion 23"));
        assert!(!parse("medcheck search"));
        assert!(parse("medcheck search --evidence-only") && parse("medcheck search --like a:1"));
        assert!(!parse("medcheck search --like a") && !parse("medcheck search --like a:1 --criterion 23"));
        assert!(!parse("medcheck search x --limit 0"));
        assert!(parse("medcheck draft --jobs 2 --no-model a b"));
        assert!(!parse("medcheck -q -v draft"));
        assert!(!parse("medcheck show a --criterion 1 --phase I"));
    }

    #[test]
    fn pictures_take_the_place_of_text() {
        let parse = |line: &str| Cli::try_parse_from(line.split(' ')).is_ok();
        assert!(parse("medcheck parse a.pdf --image a.png --page 3 --scale 1.5"));
        assert!(parse("medcheck parse a.pdf --image pages/"));
        assert!(!parse("medcheck parse a.pdf --image a.png --format json"));
        assert!(!parse("medcheck parse a.pdf --page 3"));
        assert!(!parse("medcheck parse a.pdf --scale 1"));
        assert!(!parse("medcheck parse a.pdf --image a.png --page 0"));
        assert!(!parse("medcheck parse a.pdf --image a.png --scale 0"));
    }
}
