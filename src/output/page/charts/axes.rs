//! Means with intervals, as dots over axes.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::error::ChartError;
use crate::numeric::Figure;
use crate::output::wording::shortened;
use crate::statistics::{Block, GroupBy};

const WIDTH: u32 = 860;
/// For every row of dots.
const ROW: u32 = 34;
/// Left of the dots, for their names.
const NAMES: i32 = 370;
const LONGEST_NAME: usize = 60;
const TREND_HEIGHT: u32 = 320;
/// Okabe and Ito's blue and vermilion; both stand out from white and from black.
const MEAN: RGBColor = RGBColor(0, 114, 178);
const PUBLISHED: RGBColor = RGBColor(213, 94, 0);

/// A named mean, and the published one beside it.
struct Row {
    name: String,
    mean: Figure,
    published: Option<f64>,
}

/// Phases and all criteria.
pub(in crate::output) fn phase_dots(block: &Block) -> Result<String, ChartError> {
    let phases = block.phases.iter().map(|phase| Row {
        name: format!("{} {}", phase.id, phase.name),
        mean: phase.compliance.mean,
        published: phase.published_mean_compliance,
    });
    let overall = Row { name: "all criteria".to_owned(), mean: block.overall.mean, published: None };
    dots(&phases.chain([overall]).collect::<Vec<_>>(), "mean compliance of phases")
}

/// By year along the time, by anything else as dots below each other; `None` without a group.
pub(in crate::output) fn trend(block: &Block) -> Result<Option<String>, ChartError> {
    if block.groups.groups.is_empty() {
        return Ok(None);
    }
    if block.groups.by != GroupBy::Year {
        let rows = block.groups.groups.iter().map(|group| Row {
            name: format!("{} ({})", group.name, group.papers),
            mean: group.overall,
            published: None,
        });
        return dots(&rows.collect::<Vec<_>>(), "mean compliance of groups").map(Some);
    }
    let years: Vec<(f64, usize, Figure)> = block
        .groups
        .groups
        .iter()
        .filter_map(|group| Some((group.name.parse().ok()?, group.papers, group.overall)))
        .collect();
    along_time(&years).map(Some)
}

fn dots(rows: &[Row], label: &str) -> Result<String, ChartError> {
    let height = ROW * rows.len() as u32 + 64;
    draw(height, label, |root| {
        // The first row is at the top.
        let place = |at: usize| (rows.len() - 1 - at) as f64;
        let mut chart = ChartBuilder::on(root)
            .margin(8)
            .margin_right(24)
            .x_label_area_size(40)
            .y_label_area_size(NAMES)
            .build_cartesian_2d(0.0..100.0, -0.6..(rows.len() as f64 - 0.4))?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .y_labels(0)
            .x_labels(6)
            .x_label_formatter(&|percent| format!("{percent:.0} %"))
            .x_desc("mean compliance")
            .light_line_style(BLACK.mix(0.0))
            .bold_line_style(BLACK.mix(0.15))
            .axis_style(BLACK.mix(0.4))
            .label_style(("sans-serif", 13))
            .draw()?;
        let names = ("sans-serif", 13).into_text_style(root).pos(Pos::new(HPos::Right, VPos::Center));
        for (at, row) in rows.iter().enumerate() {
            let y = place(at);
            let name = Text::new(shortened(&row.name, LONGEST_NAME), (-8, 0), names.clone());
            chart.draw_series([EmptyElement::at((0.0, y)) + name])?;
            if let Some((low, high)) = row.mean.low.zip(row.mean.high) {
                let (low, high) = (low * 100.0, high * 100.0);
                let lines = [vec![(low, y), (high, y)], ends(low, y), ends(high, y)];
                chart.draw_series(lines.map(|line| PathElement::new(line, MEAN.stroke_width(2))))?;
            }
            if let Some(published) = row.published {
                chart.draw_series([TriangleMarker::new(
                    (published * 100.0, y),
                    7,
                    PUBLISHED.stroke_width(2),
                )])?;
            }
            if let Some(value) = row.mean.value {
                chart.draw_series([Circle::new((value * 100.0, y), 5, MEAN.filled())])?;
            }
        }
        Ok(())
    })
}

fn ends(x: f64, y: f64) -> Vec<(f64, f64)> {
    vec![(x, y - 0.15), (x, y + 0.15)]
}

fn along_time(years: &[(f64, usize, Figure)]) -> Result<String, ChartError> {
    draw(TREND_HEIGHT, "mean compliance by year", |root| {
        let first = years.iter().map(|(year, ..)| *year).fold(f64::INFINITY, f64::min);
        let last = years.iter().map(|(year, ..)| *year).fold(f64::NEG_INFINITY, f64::max);
        let mut chart = ChartBuilder::on(root)
            .margin(8)
            .margin_right(24)
            .x_label_area_size(40)
            .y_label_area_size(60)
            .build_cartesian_2d((first - 0.5)..(last + 0.5), 0.0..100.0)?;
        let is_year = |x: &f64| (x - x.round()).abs() < 1e-9;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .x_labels(12)
            .x_label_formatter(&|year| if is_year(year) { format!("{year:.0}") } else { String::new() })
            .y_label_formatter(&|percent| format!("{percent:.0} %"))
            .x_desc("year")
            .y_desc("mean compliance")
            .light_line_style(BLACK.mix(0.0))
            .bold_line_style(BLACK.mix(0.15))
            .axis_style(BLACK.mix(0.4))
            .label_style(("sans-serif", 13))
            .draw()?;
        let means: Vec<(f64, f64)> =
            years.iter().filter_map(|(year, _, mean)| Some((*year, mean.value? * 100.0))).collect();
        chart.draw_series(LineSeries::new(means.iter().copied(), MEAN.stroke_width(1)))?;
        let counts = ("sans-serif", 12).into_text_style(root).pos(Pos::new(HPos::Center, VPos::Bottom));
        for (year, papers, mean) in years {
            let Some(value) = mean.value else { continue };
            let mut top = value * 100.0;
            if let Some((low, high)) = mean.low.zip(mean.high) {
                top = high * 100.0;
                let line = vec![(*year, low * 100.0), (*year, top)];
                chart.draw_series([PathElement::new(line, MEAN.stroke_width(2))])?;
            }
            chart.draw_series([Circle::new((*year, value * 100.0), 5, MEAN.filled())])?;
            chart.draw_series([Text::new(papers.to_string(), (*year, top + 3.0), counts.clone())])?;
        }
        Ok(())
    })
}

type Drawing<'d> = DrawingArea<SVGBackend<'d>, plotters::coord::Shift>;

/// An SVG with a label for those who do not see it. What plotters draws black gets the page's own ink, which
/// it has no word for.
fn draw(
    height: u32,
    label: &str,
    fill: impl Fn(&Drawing<'_>) -> Result<(), Box<dyn std::error::Error>>,
) -> Result<String, ChartError> {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        let drawn = fill(&root).and_then(|()| Ok(root.present()?));
        drawn.map_err(|error| ChartError(error.to_string()))?;
    }
    Ok(svg.replace("\"#000000\"", "\"currentColor\"").replacen(
        "<svg ",
        &format!("<svg role=\"img\" aria-label=\"{label}\" "),
        1,
    ))
}
