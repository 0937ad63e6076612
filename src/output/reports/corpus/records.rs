//! Plain numbers in rows: what CSV and the workbook hold.

use serde::Serialize;

use crate::output::tables::{Columns, Error, Records, Value, Worksheet, workbook as written};
use crate::statistics::{
    Block, Compliance, CriterionFigures, Group, PaperFigures, Ranking, Rate, Share, Statistics,
};

/// In characters; of the first column of findings, which holds sentences.
const SENTENCE: f64 = 110.0;
const NAME: f64 = 24.0;
/// Longer heads are cut off on the screen.
const NARROWEST: f64 = 9.0;

/// A workbook with a sheet for every set of records.
///
/// # Errors
/// [`Error::Workbook`], which is not expected.
pub(super) fn workbook(statistics: &Statistics) -> Result<Vec<u8>, Error> {
    let sheets = [
        ("Findings", findings(statistics)?),
        ("Criteria", criteria(statistics)?),
        ("Phases", phases(statistics)?),
        ("Papers", papers(statistics)?),
        ("Groups", groups(statistics)?),
        ("Correlations", correlations(statistics)?),
        ("People and drafts", people(statistics)?),
    ];
    let sheets = sheets.iter().map(|(name, records)| Worksheet {
        name,
        records,
        width: &width,
        wraps: false,
        warns: &|_, _| false,
    });
    written(&sheets.collect::<Vec<_>>())
}

fn width(column: &str) -> f64 {
    match column {
        "finding" => SENTENCE,
        "name" | "title" | "paper" | "figure" => NAME,
        other => (other.chars().count() as f64 + 1.0).max(NARROWEST),
    }
}

fn blocks(statistics: &Statistics) -> impl Iterator<Item = &Block> {
    std::iter::once(&statistics.confirmed).chain(&statistics.drafts)
}

/// Count, share and interval, under four names that begin with `name`.
fn push_share(columns: &mut Columns, name: &str, share: Option<&Share>) {
    let number = |of: fn(&Share) -> Option<f64>| share.and_then(of).into();
    columns.push(format!("{name}_count"), share.map_or(Value::Absent, |share| share.count.into()));
    columns.push(format!("{name}_share"), number(|share| share.share));
    columns.push(format!("{name}_low"), number(|share| share.low));
    columns.push(format!("{name}_high"), number(|share| share.high));
}

/// A criterion in a block.
#[derive(Serialize, Default)]
struct CriterionRecord<'s> {
    /// `confirmed` or `draft`.
    audits: &'s str,
    phase: &'s str,
    criterion: &'s str,
    name: &'s str,
    papers: usize,
    /// Papers at each level of the scale, to which the criterion cannot apply, and in which it is open.
    #[serde(flatten)]
    shares: Columns,
    with_level: usize,
    #[serde(flatten)]
    lowest: Columns,
    lowest_lower_bound: Option<f64>,
    lowest_upper_bound: Option<f64>,
    mean_compliance: Option<f64>,
    lower_bound: Option<f64>,
    upper_bound: Option<f64>,
    published_kind: Option<&'s str>,
    published_share: Option<f64>,
    published_of: Option<f64>,
    share_here: Option<f64>,
    difference: Option<f64>,
    difference_low: Option<f64>,
    difference_high: Option<f64>,
}

/// A row a criterion, of the confirmed audits and then of the drafts.
pub(super) fn criteria(statistics: &Statistics) -> Result<Records, Error> {
    let blank = CriterionRecord {
        shares: shares(statistics, None),
        lowest: lowest(None),
        ..CriterionRecord::default()
    };
    let rows = blocks(statistics).flat_map(|block| {
        block.criteria.iter().map(|criterion| criterion_record(statistics, block, criterion))
    });
    Records::of(&blank, rows)
}

fn criterion_record<'s>(
    statistics: &'s Statistics,
    block: &'s Block,
    criterion: &'s CriterionFigures,
) -> CriterionRecord<'s> {
    let published = criterion.published.as_ref();
    CriterionRecord {
        audits: block.label.name(),
        phase: &criterion.phase,
        criterion: criterion.id.as_str(),
        name: &criterion.name,
        papers: block.papers.len(),
        shares: shares(statistics, Some(criterion)),
        with_level: criterion.lowest.of,
        lowest: lowest(Some(criterion)),
        lowest_lower_bound: criterion.lowest_lower_bound,
        lowest_upper_bound: criterion.lowest_upper_bound,
        mean_compliance: criterion.mean_compliance,
        lower_bound: criterion.lower_bound,
        upper_bound: criterion.upper_bound,
        published_kind: published.map(|published| published.kind),
        published_share: published.map(|published| published.published),
        published_of: published.and_then(|published| published.published_of).map(f64::from),
        share_here: published.and_then(|published| published.here.share),
        difference: published.and_then(|published| published.difference),
        difference_low: published.and_then(|published| published.low),
        difference_high: published.and_then(|published| published.high),
    }
}

fn shares(statistics: &Statistics, criterion: Option<&CriterionFigures>) -> Columns {
    let mut columns = Columns::new();
    for (at, level) in statistics.scale.iter().enumerate() {
        let share = criterion.and_then(|criterion| criterion.levels.get(at)).map(|level| &level.share);
        push_share(&mut columns, &level.name.replace([' ', '/'], "_"), share);
    }
    push_share(&mut columns, "not_applicable", criterion.map(|criterion| &criterion.not_applicable));
    push_share(&mut columns, "open", criterion.map(|criterion| &criterion.open));
    columns
}

fn lowest(criterion: Option<&CriterionFigures>) -> Columns {
    let mut columns = Columns::new();
    push_share(&mut columns, "lowest", criterion.map(|criterion| &criterion.lowest));
    columns
}

/// A phase in a block; without an id, all criteria.
#[derive(Serialize, Default)]
struct PhaseRecord<'s> {
    audits: &'s str,
    phase: &'s str,
    name: &'s str,
    papers: usize,
    mean_compliance: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    lower_bound: Option<f64>,
    upper_bound: Option<f64>,
    cells_with_level: usize,
    cells_not_applicable: usize,
    cells_open: usize,
    published_mean_compliance: Option<f64>,
}

fn phases(statistics: &Statistics) -> Result<Records, Error> {
    let rows = blocks(statistics).flat_map(|block| {
        let phases = block.phases.iter().map(|phase| PhaseRecord {
            phase: &phase.id,
            name: &phase.name,
            published_mean_compliance: phase.published_mean_compliance,
            ..phase_record(block, &phase.compliance)
        });
        phases.chain([PhaseRecord { name: "all criteria", ..phase_record(block, &block.overall) }])
    });
    Records::of(&PhaseRecord::default(), rows)
}

fn phase_record<'s>(block: &Block, compliance: &Compliance) -> PhaseRecord<'s> {
    PhaseRecord {
        audits: block.label.name(),
        papers: compliance.papers,
        mean_compliance: compliance.mean.value,
        low: compliance.mean.low,
        high: compliance.mean.high,
        lower_bound: compliance.lower_bound,
        upper_bound: compliance.upper_bound,
        cells_with_level: compliance.scored,
        cells_not_applicable: compliance.not_applicable,
        cells_open: compliance.open,
        ..PhaseRecord::default()
    }
}

/// A paper in a block.
#[derive(Serialize, Default)]
struct PaperRecord<'s> {
    audits: &'s str,
    paper: &'s str,
    title: &'s str,
    year: Option<u16>,
    field: &'s str,
    venue: &'s str,
    tags: String,
    /// Over all criteria, then for each phase.
    #[serde(flatten)]
    rates: Columns,
    /// Every criterion: a level, `NA`, or nothing where it is open.
    #[serde(flatten)]
    cells: Columns,
}

fn papers(statistics: &Statistics) -> Result<Records, Error> {
    let blank = PaperRecord {
        rates: rates(statistics, None),
        cells: cells(statistics, None),
        ..PaperRecord::default()
    };
    let rows = blocks(statistics)
        .flat_map(|block| block.papers.iter().map(move |paper| paper_record(statistics, block, paper)));
    Records::of(&blank, rows)
}

fn paper_record<'s>(statistics: &Statistics, block: &'s Block, paper: &'s PaperFigures) -> PaperRecord<'s> {
    PaperRecord {
        audits: block.label.name(),
        paper: paper.id.as_str(),
        title: paper.title.as_deref().unwrap_or_default(),
        year: paper.year,
        field: paper.field.as_deref().unwrap_or_default(),
        venue: paper.venue.as_deref().unwrap_or_default(),
        tags: paper.tags.join(", "),
        rates: rates(statistics, Some((block, paper))),
        cells: cells(statistics, Some(paper)),
    }
}

fn rates(statistics: &Statistics, of: Option<(&Block, &PaperFigures)>) -> Columns {
    let mut columns = Columns::new();
    let phases = statistics.confirmed.phases.iter().map(|phase| format!("{}_", phase.id));
    for (at, before) in std::iter::once(String::new()).chain(phases).enumerate() {
        let rate: Option<&Rate> = of.and_then(|(_, paper)| match at {
            0 => Some(&paper.overall),
            at => paper.phases.get(at - 1),
        });
        let ranking: Option<&Ranking> = of.and_then(|(block, _)| block.rankings.get(at));
        let rank = ranking.zip(of).and_then(|(ranking, (_, paper))| {
            ranking.papers.iter().find(|ranked| ranked.paper == paper.id).map(|ranked| ranked.rank)
        });
        columns.push(format!("{before}compliance"), rate.and_then(|rate| rate.value).into());
        columns.push(format!("{before}lower_bound"), rate.and_then(|rate| rate.lower_bound).into());
        columns.push(format!("{before}upper_bound"), rate.and_then(|rate| rate.upper_bound).into());
        columns.push(format!("{before}rank"), rank.map_or(Value::Absent, Value::from));
    }
    columns
}

fn cells(statistics: &Statistics, paper: Option<&PaperFigures>) -> Columns {
    let mut columns = Columns::new();
    for (at, criterion) in statistics.confirmed.criteria.iter().enumerate() {
        let score = paper.and_then(|paper| *paper.cells.get(at)?);
        let value = score.map_or(Value::Absent, |score| match score.level() {
            Some(level) => Value::Number(f64::from(level)),
            None => Value::Text("NA".to_owned()),
        });
        columns.push(criterion.id.as_str(), value);
    }
    columns
}

/// Papers of a block put together.
#[derive(Serialize, Default)]
struct GroupRecord<'s> {
    audits: &'s str,
    /// By what they are put together.
    by: &'s str,
    group: &'s str,
    papers: usize,
    mean_compliance: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    /// The mean compliance of each phase.
    #[serde(flatten)]
    phases: Columns,
}

fn groups(statistics: &Statistics) -> Result<Records, Error> {
    let phases = |group: Option<&Group>| {
        let mut columns = Columns::new();
        for (at, phase) in statistics.confirmed.phases.iter().enumerate() {
            let mean = group.and_then(|group| group.phases.get(at)?.value);
            columns.push(phase.id.as_str(), mean.into());
        }
        columns
    };
    let rows = blocks(statistics).flat_map(|block| {
        block.groups.groups.iter().map(|group| GroupRecord {
            audits: block.label.name(),
            by: block.groups.by.name(),
            group: &group.name,
            papers: group.papers,
            mean_compliance: group.overall.value,
            low: group.overall.low,
            high: group.overall.high,
            phases: phases(Some(group)),
        })
    });
    Records::of(&GroupRecord { phases: phases(None), ..GroupRecord::default() }, rows)
}

/// How two criteria go together.
#[derive(Serialize, Default)]
struct CorrelationRecord<'s> {
    a: &'s str,
    b: &'s str,
    papers: usize,
    spearman_rho: Option<f64>,
}

fn correlations(statistics: &Statistics) -> Result<Records, Error> {
    let rows = statistics.correlations.iter().map(|one| CorrelationRecord {
        a: one.a.as_str(),
        b: one.b.as_str(),
        papers: one.papers,
        spearman_rho: one.rho,
    });
    Records::of(&CorrelationRecord::default(), rows)
}

/// A figure of two people, of one, or of all.
#[derive(Serialize, Default)]
struct PeopleRecord<'s> {
    figure: &'static str,
    a: Option<&'s str>,
    b: Option<&'s str>,
    cells: usize,
    value: Option<f64>,
}

fn people(statistics: &Statistics) -> Result<Records, Error> {
    let agreement = &statistics.agreement;
    let mut rows = Vec::new();
    for pair in &agreement.pairs {
        let figures = [("raw agreement", pair.raw), ("quadratic-weighted kappa", pair.agreement.kappa)];
        rows.extend(figures.map(|(figure, value)| PeopleRecord {
            figure,
            a: Some(pair.a.as_str()),
            b: Some(pair.b.as_str()),
            cells: pair.agreement.both,
            value,
        }));
    }
    let all = |figure, cells, value| PeopleRecord { figure, a: None, b: None, cells, value };
    rows.extend(agreement.fleiss.map(|fleiss| all("Fleiss kappa", fleiss.cells, fleiss.kappa)));
    rows.push(all("Krippendorff alpha (ordinal)", agreement.with_levels, agreement.alpha));
    let drafts = &statistics.suggestions;
    rows.push(all("drafts: accepted unchanged", drafts.unchanged.of, drafts.unchanged.share));
    rows.push(all("drafts: quadratic-weighted kappa", drafts.unchanged.of, drafts.kappa));
    rows.extend(statistics.workload.iter().map(|one| PeopleRecord {
        a: Some(one.reviewer.as_str()),
        ..all("cells per hour", one.timed, one.per_hour)
    }));
    Records::of(&PeopleRecord::default(), rows)
}

/// A finding in words.
#[derive(Serialize, Default)]
struct FindingRecord<'s> {
    finding: &'s str,
    phase: &'s str,
    criterion: &'s str,
}

fn findings(statistics: &Statistics) -> Result<Records, Error> {
    let rows = statistics.findings.iter().map(|finding| FindingRecord {
        finding: &finding.text,
        phase: finding.phase.as_deref().unwrap_or_default(),
        criterion: finding.criterion.as_ref().map_or("", |id| id.as_str()),
    });
    Records::of(&FindingRecord::default(), rows)
}
