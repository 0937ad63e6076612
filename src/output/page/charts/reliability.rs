//! The reliability diagram as an SVG file that needs nothing else.
//!
//! How often a level is right, by how sure the program was of it, with the diagonal on which a calibrated
//! program would lie (DeGroot and Fienberg 1983), and below it how many cells each bin rests on.

use maud::html;

use crate::evaluation::{Bin, Evaluation};
use crate::output::wording::{counted, one_line, rounded, shortened};

/// In pixels, as every length here: the square of the diagram, and the strip of counts below it.
const LEFT: f64 = 78.0;
const TOP: f64 = 84.0;
const SIDE: f64 = 420.0;
const STRIP_TOP: f64 = 532.0;
const STRIP: f64 = 76.0;
const WIDTH: f64 = 524.0;
const HEIGHT: f64 = 668.0;
/// Between two bars.
const GAP: f64 = 4.0;
/// In characters, so that the note does not leave the picture.
const LONGEST_NOTE: usize = 66;

const STYLE: &str = "\
text { font-family: system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif; font-size: 13px; fill: #1f2328; }
.paper { fill: #ffffff; stroke: #d0d7de; }
.title { font-size: 17px; font-weight: 600; }
.note { fill: #59636e; }
.count { fill: #59636e; font-size: 11px; }
.grid { stroke: #e4e8ec; stroke-width: 1; }
.axis { stroke: #818b98; stroke-width: 1; }
.ideal { stroke: #59636e; stroke-width: 1.5; stroke-dasharray: 6 4; }
.bar { fill: #2f6fb7; fill-opacity: 0.28; }
.gap { stroke: #bc4c00; stroke-width: 2; }
.dot { fill: #2f6fb7; stroke: #ffffff; stroke-width: 1.5; }
.cells { fill: #818b98; fill-opacity: 0.55; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.paper { fill: #0d1117; stroke: #30363d; }
.note, .count { fill: #9198a1; }
.grid { stroke: #21262d; }
.axis { stroke: #656c76; }
.ideal { stroke: #9198a1; }
.bar { fill: #58a6ff; fill-opacity: 0.3; }
.gap { stroke: #f0883e; }
.dot { fill: #58a6ff; stroke: #0d1117; }
.cells { fill: #9198a1; fill-opacity: 0.45; }
}
";

/// The reliability diagram of the forced levels, in light or dark as the viewer prefers.
pub fn reliability_diagram(evaluation: &Evaluation) -> String {
    let error = evaluation.overall.ece.value.map_or("not defined".to_owned(), |error| rounded(error, 3));
    let title = format!("Reliability of levels · ECE {error}");
    let rubric = one_line(&format!("rubric {} {}", evaluation.rubric.id, evaluation.rubric.version));
    let note =
        [counted(evaluation.cells, "cell", "cells"), counted(evaluation.papers, "paper", "papers"), rubric];
    let note = shortened(&note.join(" · "), LONGEST_NOTE);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\" role=\"img\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n"
    );
    svg.push_str("<rect class=\"paper\" x=\"0.5\" y=\"0.5\" width=\"523\" height=\"667\" rx=\"8\"/>\n");
    svg.push_str(&label(LEFT, 34.0, "title", "start", &title));
    svg.push_str(&label(LEFT, 56.0, "note", "start", &note));
    axes(&mut svg);
    let most = evaluation.reliability.iter().map(|bin| bin.count).max().unwrap_or(0).max(1);
    for bin in &evaluation.reliability {
        bars(&mut svg, bin, most);
    }
    svg.push_str(&line("ideal", (LEFT, TOP + SIDE), (LEFT + SIDE, TOP)));
    // Low on the diagonal, where a forced level never is: one of three has at least a third.
    svg.push_str(&turned((across(0.14), up(0.16)), -45, "count", "well calibrated"));
    for bin in &evaluation.reliability {
        mark(&mut svg, bin);
    }
    svg.push_str("</svg>\n");
    svg
}

/// From a share between 0 and 1.
fn across(share: f64) -> f64 {
    LEFT + SIDE * share
}

/// From a share between 0 and 1.
fn up(share: f64) -> f64 {
    TOP + SIDE * (1.0 - share)
}

fn axes(svg: &mut String) {
    for tick in 0..=5u8 {
        let share = f64::from(tick) / 5.0;
        let percent = format!("{} %", tick * 20);
        svg.push_str(&line("grid", (across(share), TOP), (across(share), TOP + SIDE)));
        svg.push_str(&line("grid", (LEFT, up(share)), (LEFT + SIDE, up(share))));
        svg.push_str(&label(LEFT - 8.0, up(share) + 4.5, "note", "end", &percent));
        svg.push_str(&label(across(share), STRIP_TOP + STRIP + 18.0, "note", "middle", &percent));
    }
    svg.push_str(&line("axis", (LEFT, TOP + SIDE), (LEFT + SIDE, TOP + SIDE)));
    svg.push_str(&line("axis", (LEFT, STRIP_TOP + STRIP), (LEFT + SIDE, STRIP_TOP + STRIP)));
    let middle = LEFT + SIDE / 2.0;
    svg.push_str(&label(
        middle,
        HEIGHT - 18.0,
        "axis-name",
        "middle",
        "probability the draft gave its level",
    ));
    svg.push_str(&turned(
        (24.0, TOP + SIDE / 2.0),
        -90,
        "axis-name",
        "share of cells where a reader gives it too",
    ));
    svg.push_str(&turned((24.0, STRIP_TOP + STRIP / 2.0), -90, "axis-name", "cells"));
}

/// How often it is right, and how many cells it has; nothing without cells.
fn bars(svg: &mut String, bin: &Bin, most: usize) {
    let (Some(confidence), Some(accuracy)) = (bin.confidence, bin.accuracy) else { return };
    let (x, bar) = (across(bin.from) + GAP / 2.0, across(bin.to) - across(bin.from) - GAP);
    let tall = STRIP * bin.count as f64 / most as f64;
    let whole = |share: f64| rounded(share * 100.0, 0);
    svg.push_str(&format!(
        "<g><title>{} to {} %: {}, {} % sure, {} % right</title>\n",
        whole(bin.from),
        whole(bin.to),
        counted(bin.count, "cell", "cells"),
        whole(confidence),
        whole(accuracy)
    ));
    svg.push_str(&rectangle("bar", x, up(accuracy), bar, SIDE * accuracy));
    svg.push_str(&rectangle("cells", x, STRIP_TOP + STRIP - tall, bar, tall));
    svg.push_str(&label(
        x + bar / 2.0,
        STRIP_TOP + STRIP - tall - 4.0,
        "count",
        "middle",
        &bin.count.to_string(),
    ));
    svg.push_str("</g>\n");
}

/// Where it lies by its mean probability, and how far from the diagonal.
fn mark(svg: &mut String, bin: &Bin) {
    let (Some(confidence), Some(accuracy)) = (bin.confidence, bin.accuracy) else { return };
    let x = across(confidence);
    svg.push_str(&line("gap", (x, up(confidence)), (x, up(accuracy))));
    svg.push_str(&format!("<circle class=\"dot\" cx=\"{x:.1}\" cy=\"{:.1}\" r=\"5\"/>\n", up(accuracy)));
}

fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> String {
    format!(
        "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>\n",
        from.0, from.1, to.0, to.1
    )
}

fn rectangle(class: &str, x: f64, y: f64, width: f64, height: f64) -> String {
    format!(
        "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>\n"
    )
}

fn label(x: f64, y: f64, class: &str, anchor: &str, text: &str) -> String {
    format!(
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>\n",
        escaped(text)
    )
}

/// Around its middle.
fn turned((x, y): (f64, f64), degrees: i32, class: &str, text: &str) -> String {
    format!(
        "<text class=\"{class}\" transform=\"translate({x:.1} {y:.1}) rotate({degrees})\" \
         text-anchor=\"middle\">{}</text>\n",
        escaped(text)
    )
}

/// For the content of an element.
fn escaped(text: &str) -> String {
    html! { (text) }.into_string()
}
