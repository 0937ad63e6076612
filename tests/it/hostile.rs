//! Hostile and broken files: reading them ends, soon and in little memory, with a document that keeps its
//! promises or with an error that says what to do.
//!
//! Every file of the lists below is read in a process of its own, on a stack as small as a worker's. Damage
//! at random is done to the sample papers and to made-up PDFs from a fixed seed; `MEDCHECK_CASES` sets the
//! number of cases of each such test, 10000 for a thorough run:
//!
//! ```text
//! MEDCHECK_CASES=10000 cargo test --release --test it hostile::mutations
//! ```
//!
//! Such a run takes the papers of `../shared/papers` too, where there are any.

mod mutations;
mod program;
mod promises;

use std::fmt::Write as _;

use crate::fixtures::{
    Cipher, Raw, SENTENCE, deflated, encrypted, line, page, page_without_content, pages, samples, scan,
    with_font,
};
use promises::Expect::{Either, Refused, Says};
use promises::check;

/// Deep enough to overflow any stack that grows with it.
const DEEP: usize = 100_000;
/// What a bomb inflates to.
const GIGABYTE: usize = 1_100_000_000;
/// Just under the limit of one stream.
const FULL: usize = 60 << 20;

const FLATE: &str = "/Filter /FlateDecode";

fn said() -> String {
    line(SENTENCE)
}

#[test]
fn files_that_are_no_papers() {
    let html = b"<!DOCTYPE html><html><body>Please log in to read this paper.</body></html>";
    let noise: Vec<u8> = (0..20_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let late = [vec![b' '; 5000], pages(1)].concat();
    check(vec![
        ("nothing", Vec::new(), Refused("Empty")),
        ("one byte", vec![0], Refused("NotPdf")),
        ("a web page", html.to_vec(), Refused("NotPdf")),
        ("noise", noise, Refused("NotPdf")),
        (
            "a text about PDFs",
            b"A PDF begins with %PDF-1.7, as every file does.".to_vec(),
            Refused("Damaged"),
        ),
        ("a header far behind", late, Refused("NotPdf")),
        ("a header alone", b"%PDF-1.7\n".to_vec(), Refused("Damaged")),
        ("a header and zeros", [b"%PDF-1.7\n".to_vec(), vec![0; 1 << 20]].concat(), Refused("Damaged")),
        ("a header behind mail", [b"From: editor\r\n\r\n".to_vec(), pages(1)].concat(), Says),
        ("two pages", pages(2), Says),
        ("a scan", scan(3), Refused("NoText")),
        ("an empty page", page("").finish(""), Refused("NoText")),
        ("only blanks", page(line("     ")).finish(""), Refused("NoText")),
        (
            "no pages",
            Raw::new()
                .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
                .object(2, "<< /Type /Pages /Kids [] /Count 0 >>")
                .finish(""),
            Refused("NoPages"),
        ),
        ("no catalog", Raw::new().object(2, "<< >>").finish(""), Refused("NoPages")),
    ]);
}

#[test]
fn encrypted_files() {
    let mut files = Vec::new();
    for cipher in [Cipher::Rc4Of40Bits, Cipher::Rc4Of128Bits, Cipher::Aes128, Cipher::Aes256] {
        files.push(("a password is needed", encrypted(cipher, "secret"), Refused("Encrypted")));
        files.push(("the password is empty", encrypted(cipher, ""), Says));
    }
    let unheard = page(said()).object(9, "<< /Filter /Unheard /V 9 >>").finish("/Encrypt 9 0 R");
    files.push(("an unknown cipher", unheard, Refused("Encrypted")));
    files.push(("no dictionary of encryption", page(said()).finish("/Encrypt 9 0 R"), Refused("NoPages")));
    check(files);
}

#[test]
fn truncated_papers() {
    let mut files = Vec::new();
    for (name, bytes) in samples() {
        for tenth in 1..10 {
            files.push((format!("{name} cut at {tenth}0 %"), bytes[..bytes.len() * tenth / 10].to_vec()));
        }
    }
    check(files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone(), Either)).collect());
}

#[test]
fn deep_nesting() {
    let nested = |open: &str, close: &str| [open.repeat(DEEP), close.repeat(DEEP)].concat();
    let both = |content: String| page(format!("{}\n{content}", said())).finish("");
    let beside = |object: String| page(said()).object(9, object).finish("/Deep 9 0 R");
    // Each object refers to the next.
    let chain = |body: &dyn Fn(usize) -> String, last: &str| {
        let mut raw = page_without_content("/Rotate 10 0 R", "").stream(4, "", said());
        for at in 10..10 + DEEP {
            raw = raw.object(at as u32, body(at + 1));
        }
        raw.object((10 + DEEP) as u32, last)
    };
    let lengths = |at: usize| format!("<< /Length {at} 0 R >>\nstream\nx\nendstream");
    let ladder = (0..DEEP).fold(Raw::new(), |raw, at| {
        let at = at as u32 + 2;
        raw.object(at, format!("<< /Type /Pages /Parent {} 0 R /Kids [{} 0 R] /Count 1 >>", at - 1, at + 1))
    });
    let ladder = ladder
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(DEEP as u32 + 2, format!("<< /Type /Page /Parent {} 0 R /Contents 1 0 R >>", DEEP + 1));
    check(vec![
        ("arrays in content", both(nested("[", "]")), Says),
        ("open arrays in content", both("[".repeat(DEEP)), Says),
        ("dictionaries in content", both(format!("/P {} BDC", nested("<</K", ">>"))), Says),
        ("parentheses in content", both(nested("(", ")")), Says),
        ("saved states", both("q ".repeat(DEEP)), Says),
        ("restored states", both("Q ".repeat(DEEP)), Says),
        (
            "marked content",
            both(format!("{}{}", "/Span <</ActualText (x)>> BDC ".repeat(DEEP), said())),
            Says,
        ),
        ("ends of marked content", both("EMC ".repeat(DEEP)), Says),
        ("compatibility sections", both("BX ".repeat(DEEP)), Says),
        ("arrays in an object", beside(nested("[", "]")), Says),
        ("dictionaries in an object", beside(nested("<</K", ">>")), Says),
        ("parentheses in an object", beside(nested("(", ")")), Says),
        ("arrays in the trailer", page(said()).finish(&format!("/Deep {}", nested("[", "]"))), Either),
        ("references", chain(&|next| format!("{next} 0 R"), "0").finish(""), Says),
        ("lengths", chain(&lengths, "1").finish(""), Refused("Damaged")),
        ("a page tree", ladder.finish(""), Either),
    ]);
}

#[test]
fn cycles() {
    let form = |entries: &str| format!("/Type /XObject /Subtype /Form /BBox [0 0 612 792] {entries}");
    let drawing =
        |resources: &str| page_without_content("", resources).stream(4, "", format!("{} /X0 Do", said()));
    // Every form draws the next twenty times.
    let mut bush = drawing("/XObject << /X0 10 0 R >>");
    for at in 10..30u32 {
        let entries = form(&format!("/Resources << /XObject << /X0 {} 0 R >> >>", at + 1));
        bush = bush.stream(at, &entries, "/X0 Do ".repeat(20));
    }
    let own_kid = Raw::new()
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>");
    let twice = Raw::new()
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, "<< /Type /Pages /Kids [3 0 R 2 0 R 3 0 R 2 0 R] /Count 1000000 /Parent 2 0 R >>")
        .object(3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>")
        .stream(4, "", said())
        .object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    let composite = |encoding: &str| {
        with_font(
            "<< /Type /Font /Subtype /Type0 /Encoding 7 0 R /ToUnicode 7 0 R /DescendantFonts [6 0 R] >>",
        )
        .stream(
            7,
            &format!("/Type /CMap /CMapName /Loop {encoding}"),
            "/Loop usecmap /Identity-H usecmap",
        )
    };
    check(vec![
        (
            "a form that draws itself",
            drawing("/XObject << /X0 10 0 R >>")
                .stream(10, &form(""), format!("{} /X0 Do /X0 Do", said()))
                .finish(""),
            Says,
        ),
        ("a bush of forms", bush.finish(""), Says),
        ("a page tree that is its own kid", own_kid.finish(""), Refused("NoPages")),
        ("pages that come back", twice.finish(""), Says),
        (
            "resources that refer to themselves",
            page_without_content("", "/Font 9 0 R /XObject 9 0 R /Properties 9 0 R")
                .stream(4, "", format!("{} /F9 9 Tf (x) Tj /X0 Do /P /M0 BDC", said()))
                .object(9, "<< /F9 9 0 R /X0 9 0 R /M0 9 0 R /Font 9 0 R >>")
                .finish(""),
            Either,
        ),
        (
            "a reference to itself",
            page_without_content("/MediaBox 9 0 R /Rotate 9 0 R", "")
                .stream(4, "", said())
                .object(9, "9 0 R")
                .finish(""),
            Says,
        ),
        (
            "a length that is its own stream",
            page(said()).object(9, "<< /Length 9 0 R >>\nstream\nx\nendstream").finish(""),
            Says,
        ),
        (
            "content that refers to itself",
            page_without_content("", "").object(4, "[4 0 R 4 0 R]").finish(""),
            Refused("NoText"),
        ),
        ("a CMap that uses itself", composite("/UseCMap 7 0 R").finish(""), Says),
        ("a CMap that uses itself by name", composite("/UseCMap /Loop").finish(""), Says),
        (
            "a descendant that is its parent",
            with_font(
                "<< /Type /Font /Subtype /Type0 /DescendantFonts 6 0 R /Encoding 6 0 R /ToUnicode 6 0 R >>",
            )
            .finish(""),
            Says,
        ),
        (
            "a font program that is the font",
            with_font(
                "<< /Type /Font /Subtype /TrueType /FontDescriptor 6 0 R /FontFile2 6 0 R /Widths 6 0 R >>",
            )
            .finish(""),
            Says,
        ),
    ]);
}

#[test]
fn bombs() {
    let zeros = deflated(b" ", GIGABYTE);
    let object_stream = page(said()).stream(9, &format!("/Type /ObjStm /N 1 /First 4 {FLATE}"), &zeros);
    let font = |entries: &str| {
        with_font(&format!(
            "<< /Type /Font /Subtype /Type0 /BaseFont /Bomb /Encoding /Identity-H {entries} \
             /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Bomb /CIDToGIDMap 7 0 R \
             /FontDescriptor << /Type /FontDescriptor /FontName /Bomb /FontFile2 7 0 R >> >>] >>"
        ))
    };
    let simple = |key: &str| {
        with_font(&format!(
            "<< /Type /Font /Subtype /Type1 /BaseFont /Bomb /FontDescriptor << /Type /FontDescriptor /{key} 7 0 R >> >>"
        ))
        .stream(7, FLATE, &zeros)
        .finish("")
    };
    let content = |data: &[u8]| {
        page_without_content("/Contents [8 0 R 4 0 R]", "")
            .stream(8, "", said())
            .stream(4, FLATE, data)
            .finish("")
    };
    let map = |data: &[u8]| font("/ToUnicode 8 0 R").stream(7, "", "").stream(8, FLATE, data).finish("");
    let packed = |pattern: &str| deflated(pattern.as_bytes(), FULL);
    let entries = deflated(&[0, 0, 1, 2, 3], GIGABYTE);
    let table =
        page(said()).stream(9, &format!("/Type /XRef /Size 10 /W [1 2 2] /Root 1 0 R {FLATE}"), &entries);
    check(vec![
        ("content", content(&zeros), Says),
        ("object stream", object_stream.finish(""), Either),
        ("ToUnicode", map(&zeros), Says),
        ("TrueType program and glyph map", font("").stream(7, FLATE, &zeros).finish(""), Says),
        ("Type 1 program", simple("FontFile"), Says),
        ("TrueType program", simple("FontFile2"), Says),
        ("CFF program", simple("FontFile3"), Says),
        ("cross-reference stream", table.finish("/XRefStm 15"), Either),
        ("twice deflated", content(&deflated(b" ", 1 << 20)), Says),
        ("full of blanks", content(&packed(" ")), Says),
        ("full of operands", content(&packed("1 ")), Either),
        ("full of an array", content(&[packed("[1 ")].concat()), Either),
        ("full of names", content(&packed("/a")), Either),
        ("full of empty arrays", content(&packed("[]")), Either),
        ("full of dictionaries", content(&packed("<<>>")), Either),
        ("full of comments", content(&packed("%\n")), Either),
        ("full of open strings", content(&packed("(")), Either),
        ("full of operators", content(&packed("q ")), Either),
        ("full of images", content(&packed("BI ID EI ")), Either),
        ("full of open images", content(&packed("BI ID ")), Either),
        ("full of text", content(&packed("BT/F1 9 Tf(abc)Tj ")), Either),
        ("full of marks", content(&packed("/P<</ActualText(x)>>BDC ")), Either),
        ("a map full of characters", map(&packed("beginbfchar<00><0041> ")), Says),
        ("a map full of ranges", map(&packed("beginbfrange<0><ff><0> ")), Says),
        ("a map full of code spaces", map(&packed("begincodespacerange<0><f>")), Says),
    ]);
}

/// Little that is asked for again and again.
#[test]
fn repetition() {
    let heavy = deflated(b"0 0 m ", FULL);
    let form = "/Type /XObject /Subtype /Form /BBox [0 0 612 792]";
    let forms = page_without_content("", "/XObject << /X0 8 0 R >>")
        .stream(4, "", format!("{} {}", said(), "/X0 Do ".repeat(10_000)))
        .stream(8, &format!("{form} {FLATE}"), &heavy);
    let blank = page_without_content("", "/XObject << /X0 8 0 R >>")
        .stream(4, "", format!("{} {}", said(), "/X0 Do ".repeat(10_000)))
        .stream(8, &format!("{form} {FLATE}"), deflated(b" ", FULL));
    let many_pages = |content: &[u8]| {
        let mut kids = String::new();
        let mut raw = Raw::new().object(1, "<< /Type /Catalog /Pages 2 0 R >>");
        for at in 10..2010u32 {
            write!(kids, "{at} 0 R ").unwrap();
            raw = raw.object(at, "<< /Type /Page /Parent 2 0 R /Contents [4 0 R 7 0 R] >>");
        }
        raw.object(
            2,
            format!("<< /Type /Pages /Kids [{kids}] /Count 2000 /Resources << /Font << /F1 5 0 R >> >> >>"),
        )
        .stream(4, "", said())
        .object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        .stream(7, FLATE, content)
        .finish("")
    };
    let direct_font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 8 0 R >>";
    let again = page_without_content("", "").stream(8, FLATE, deflated(b"beginbfchar<00><0041> ", FULL));
    let fonts: String = (0..1000).map(|at| format!("/G{at} {direct_font} ")).collect();
    let shown: String = (0..1000).map(|at| format!("BT /G{at} 9 Tf (x) Tj ET ")).collect();
    let many_fonts = Raw::new()
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
        .object(3, format!("<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R {fonts} >> >> >>"))
        .stream(4, "", format!("{} {shown}", said()))
        .object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        .stream(8, FLATE, deflated(b"beginbfchar<00><0041> ", FULL));
    let one_font = again
        .object(3, format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /G {direct_font} >> >> >>"))
        .stream(4, "", format!("{} {}", said(), "BT /G 9 Tf (x) Tj ET ".repeat(10_000)));
    check(vec![
        ("a heavy form drawn often", forms.finish(""), Says),
        ("a blank form drawn often", blank.finish(""), Says),
        ("a heavy page often", many_pages(&heavy), Says),
        ("a blank page often", many_pages(&deflated(b" ", FULL)), Says),
        ("a full page often", many_pages(&deflated(b"BT/F1 9 Tf(abc)Tj ", FULL)), Says),
        ("a heavy font chosen often", one_font.finish(""), Says),
        ("many heavy fonts", many_fonts.finish(""), Says),
    ]);
}

#[test]
fn absurd_numbers() {
    let nines = "9".repeat(400);
    let with = |operators: &str| page(format!("{} {operators}", said())).finish("");
    let boxed = |entries: &str| page_without_content(entries, "").stream(4, "", said()).finish("");
    // Shows text under every setting, on its own and on top of the others.
    let settings: String =
        ["1000000000", "-1000000000", "0", "99999999999999999999", &nines, "-0.0000000001", "nan", "3"]
            .iter()
            .flat_map(|number| {
                ["Tc", "Tw", "Tz", "TL", "Ts", "Tr", "w", "Tf", "Td", "Tm", "cm"].map(|operator| {
            let operands = match operator {
                "Tf" => format!("/F1 {number}"),
                "Td" => format!("{number} {number}"),
                "Tm" | "cm" => [*number; 6].join(" "),
                _ => (*number).to_owned(),
            };
            format!(
                "q BT /F1 9 Tf 50 50 Td {operands} {operator} (abc) Tj T* (d) ' [(e) {number} (f)] TJ ET Q "
            )
        })
            })
            .collect();
    let growing = "1000000 0 0 1000000 1 1 cm ".repeat(200);
    check(vec![
        ("huge matrices", with(&format!("{growing} BT /F1 9 Tf (x) Tj ET 0 0 9 9 re f")), Says),
        ("every setting", with(&settings), Says),
        ("integers beyond 64 bits", with(&format!("{nines} {nines} Td")), Either),
        (
            "a flat matrix",
            with("BT /F1 9 Tf 0 0 0 0 50 50 Tm (x) Tj 1 0 0 0 50 50 Tm (x) Tj 0 1 0 0 50 50 Tm (x) Tj ET"),
            Says,
        ),
        (
            "a mirrored matrix",
            with("BT /F1 9 Tf -1 0 0 1 300 300 Tm (mirror) Tj 1 0 0 -1 300 200 Tm (flip) Tj ET"),
            Says,
        ),
        ("a negative size", page(format!("BT /F1 -12 Tf 500 500 Td ({SENTENCE}) Tj ET")).finish(""), Either),
        ("a huge size", with("BT /F1 5000 Tf 10 10 Td (x) Tj /F1 90000 Tf (x) Tj ET"), Says),
        ("a tiny size", with("BT /F1 0.0001 Tf 10 10 Td (x) Tj ET"), Says),
        ("a huge box", boxed("/MediaBox [-1000000000 -1000000000 1000000000.0 1000000000]"), Says),
        ("a box beyond numbers", boxed(&format!("/MediaBox [0 0 {nines}.0 {nines}.0]")), Says),
        ("a large box", boxed("/MediaBox [-40000 -40000 40000 40000]"), Says),
        ("an empty box", boxed("/MediaBox [0 0 0 0]"), Says),
        ("a reversed box", boxed("/MediaBox [612 792 0 0]"), Says),
        ("a box of words", boxed("/MediaBox [/a (b) [] <<>>]"), Says),
        ("a short box", boxed("/MediaBox [0 0 612]"), Says),
        ("a crop box elsewhere", boxed("/CropBox [9000 9000 9999 9999]"), Says),
        ("a crop box of nothing", boxed("/CropBox [10 10 10 10]"), Says),
        ("an uneven box", boxed("/MediaBox [0.333 0.777 612.123456 792.987654]"), Says),
        ("a sliver", boxed("/MediaBox [71 690 700 701.5]"), Either),
        ("a moved box", boxed("/MediaBox [-100 -100 512 692] /CropBox [-50.5 -50.25 500 720]"), Either),
    ]);
}

#[test]
fn crowded_pages() {
    let times = |count: usize, of: &dyn Fn(usize) -> String| (0..count).map(of).collect::<String>();
    let with = |operators: String| page(format!("{} {operators}", said())).finish("");
    let text = |operators: String| with(format!("BT /F1 8 Tf {operators} ET"));
    let sentence = "It was asked of all. ";
    check(vec![
        ("a million operators", with("0 0 m 1 1 l ".repeat(500_000)), Says),
        (
            "a million glyphs",
            text(times(10_000, &|at| format!("1 0 0 1 10 {} Tm ({}) Tj ", at % 780, "x".repeat(100)))),
            Says,
        ),
        (
            "a million glyphs on one spot",
            text(times(10_000, &|_| format!("1 0 0 1 50 50 Tm ({}) Tj ", "x".repeat(100)))),
            Says,
        ),
        ("a million glyphs in one line", text(format!("0.001 Tz ({}) Tj ", "word ".repeat(200_000))), Says),
        (
            "letters each on its own",
            text(times(200_000, &|at| format!("1 0 0 1 {} {} Tm (x) Tj ", at % 600, at * 7 % 780))),
            Says,
        ),
        (
            "letters in one row",
            text(times(200_000, &|at| format!("1 0 0 1 {} 300 Tm (x) Tj ", at * 37 % 600))),
            Says,
        ),
        (
            "letters in one column",
            text(times(200_000, &|at| format!("1 0 0 1 100 {} Tm (x) Tj ", at * 37 % 780))),
            Says,
        ),
        (
            "sentences in every place",
            text(times(10_000, &|at| {
                format!("1 0 0 1 {} {} Tm ({sentence}) Tj ", at * 37 % 600, at * 61 % 780)
            })),
            Says,
        ),
        ("a word without end", text(format!("0.01 Tz ({}) Tj", "a".repeat(250_000))), Says),
        ("a line of stops", text(format!("0.01 Tz ({}) Tj", ". ".repeat(125_000))), Says),
        ("a line of hyphens", text(format!("0.01 Tz ({}) Tj", "-".repeat(250_000))), Says),
        (
            "hyphens at line ends",
            text(times(20_000, &|at| format!("1 0 0 1 50 {} Tm (hyphen-) Tj ", 780.0 - at as f64 * 0.03))),
            Says,
        ),
        ("accents", text(format!("[{}] TJ", "(\\264) 300 (e) 300 ".repeat(60_000))), Says),
        ("rules", with(times(100_000, &|at| format!("0 {} 600 0.5 re f ", at % 790))), Says),
        ("one path of all rules", with(format!("{} S", "0 0 600 700 re ".repeat(200_000))), Says),
        (
            "lines of letters and rules",
            with(times(20_000, &|at| {
                let y = 780.0 - at as f64 * 0.03;
                format!("0 {y} 600 0.5 re f BT /F1 2 Tf 72 {y} Td (1 A note) Tj ET ")
            })),
            // Nothing is seen on a page that was painted black.
            Either,
        ),
        (
            "marks around every letter",
            text("/Span <</ActualText (y)>> BDC (x) Tj EMC ".repeat(100_000)),
            Says,
        ),
        ("2000 pages", pages(2000), Says),
        ("4000 pages", pages(4000), Says),
    ]);
}

#[test]
fn broken_cross_references() {
    let good = String::from_utf8_lossy(&pages(1)).into_owned();
    let start = good.rfind("startxref").unwrap();
    let ending = |end: &str| [&good.as_bytes()[..start], end.as_bytes()].concat();
    let simple = |trailer: &str| page(said()).finish(trailer);
    let table = simple("").windows(5).position(|window| window == b"xref\n").unwrap();
    let shifted = {
        let mut bytes = simple("");
        bytes.splice(15..15, b"% some bytes that nobody counted\n".iter().copied());
        bytes
    };
    let zeroed = String::from_utf8_lossy(&simple("")).replace("00000 n", "00000 f").into_bytes();
    let same = page(said()).finish("").windows(1).count().to_string();
    let one_offset = {
        let bytes = simple("");
        let text: Vec<u8> = bytes[..table].to_vec();
        let rows: String = (0..50_000).map(|_| "0000000015 00000 n \n".to_owned()).collect();
        let tail = format!(
            "xref\n0 50000\n{rows}trailer\n<< /Root 1 0 R /Size 50000 >>\nstartxref\n{table}\n%%EOF\n"
        );
        [text, tail.into_bytes()].concat()
    };
    check(vec![
        ("a table that comes before itself", simple(&format!("/Prev {table}")), Says),
        ("a table before the file", simple("/Prev -1"), Either),
        ("a table behind the file", simple("/Prev 99999999"), Either),
        ("a table that is no table", simple("/Prev 15"), Either),
        ("a hybrid of itself", simple(&format!("/XRefStm {table}")), Either),
        ("a hybrid of nothing", simple(&format!("/XRefStm {same}")), Either),
        ("no table", ending(""), Says),
        ("a start of words", ending("startxref\nsoon\n%%EOF\n"), Says),
        ("a negative start", ending("startxref\n-5\n%%EOF\n"), Says),
        ("a huge start", ending("startxref\n99999999999999999999\n%%EOF\n"), Says),
        ("many starts", ending(&"startxref\n0\n%%EOF\n".repeat(5000)), Either),
        ("shifted objects", shifted, Says),
        ("all objects free", zeroed, Either),
        ("all objects in one place", one_offset, Either),
        ("a huge size", simple("/Size 4294967295"), Either),
        ("a negative size", simple("/Size -1"), Either),
        ("no root", String::from_utf8_lossy(&simple("")).replace("/Root 1 0 R", "").into_bytes(), Either),
        (
            "a root that is a number",
            String::from_utf8_lossy(&simple("")).replace("/Root 1 0 R", "/Root 1").into_bytes(),
            Either,
        ),
    ]);
}

#[test]
fn odd_pages() {
    let instead = |entries: &str| page_without_content(entries, "").finish("");
    let turned = |matrix: &str, rotate: u32| {
        let content = format!("BT /F1 12 Tf {matrix} Tm ({SENTENCE}) Tj ET");
        page_without_content(&format!("/Rotate {rotate}"), "").stream(4, "", content).finish("")
    };
    let counted = |count: &str| {
        let good = String::from_utf8_lossy(&page(said()).finish(""))
            .replace("/Count 1 ", &format!("/Count {count} "));
        good.into_bytes()
    };
    let kids = |kids: &str| {
        let good = String::from_utf8_lossy(&page(said()).finish(""))
            .replace("/Kids [3 0 R]", &format!("/Kids {kids}"));
        good.into_bytes()
    };
    let contents = |entries: &str| {
        page_without_content(&format!("/Contents {entries}"), "")
            .stream(4, "", said())
            .stream(8, "", said())
            .finish("")
    };
    check(vec![
        ("upright", turned("1 0 0 1 100 400", 0), Says),
        ("a quarter turn", turned("0 1 -1 0 300 100", 90), Says),
        ("half a turn", turned("-1 0 0 -1 500 400", 180), Says),
        ("three quarters of a turn", turned("0 -1 1 0 300 700", 270), Says),
        ("oblique", turned("0.7 0.7 -0.7 0.7 100 100", 45), Either),
        ("a turn of 1 degree", turned("0.9998 0.0175 -0.0175 0.9998 100 400", 0), Says),
        ("content that is not there", instead(""), Refused("NoText")),
        ("content that is a number", contents("7"), Refused("NoText")),
        ("content that is a font", contents("5 0 R"), Refused("NoText")),
        ("content that is a page", contents("3 0 R"), Refused("NoText")),
        ("an array of junk", contents("[null 7 (x) << >> [4 0 R] 99 0 R 5 0 R 3 0 R 4 0 R]"), Says),
        ("an empty array", contents("[]"), Refused("NoText")),
        ("an array of one stream, often", contents(&format!("[{}]", "4 0 R ".repeat(10_000))), Either),
        ("a count of zero", counted("0"), Says),
        ("a negative count", counted("-7"), Says),
        ("a huge count", counted("99999999999"), Says),
        ("a count of words", counted("/many"), Says),
        ("kids that are junk", kids("[7 (x) 99 0 R 3 0 R]"), Says),
        ("kids that are one page, often", kids(&format!("[{}]", "3 0 R ".repeat(5000))), Says),
        ("kids that are no array", kids("3 0 R"), Either),
        ("resources that are junk", page_without_content("/Resources 7", "").stream(4, "", said()).finish(""), Either),
        ("no fonts", page_without_content("/Resources << >>", "").stream(4, "", said()).finish(""), Refused("NoText")),
        ("text without a font", page("BT 72 700 Td (Nothing was said) Tj ET").finish(""), Refused("NoText")),
        ("controls in text", page(format!("{} BT /F1 9 Tf 72 600 Td (a\\033[2Jb\\000c\\177d\\235) Tj ET", said())).finish(""), Says),
        ("controls in the title", page(said()).object(9, "<< /Title (A title\\033[2J of\\000 many\\007 words) >>").finish("/Info 9 0 R"), Says),
        ("a content stream cut short", page(format!("{} BT /F1 9 Tf (and then", said())).finish(""), Says),
        ("operands of other kinds", page(format!("{} (x) Tf /F1 /F1 Tf [/F1] Td << >> Tj [<< >> [(x)] /y] TJ (1) (2) cm 5 Do /F1 Do /F1 gs true q null Q 1 BDC /P BDC /P 7 BDC /P /Q BDC EMC", said())).finish(""), Says),
    ]);
}

#[test]
fn odd_fonts() {
    let simple = |entries: &str| {
        with_font(&format!("<< /Type /Font /Subtype /Type1 /BaseFont /Odd {entries} >>")).finish("")
    };
    let type3 = |entries: &str| with_font(&format!("<< /Type /Font /Subtype /Type3 {entries} >>")).finish("");
    let composite = |entries: &str| {
        with_font(&format!("<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 {entries} >>] >>")).finish("")
    };
    let mapped = |map: &str| {
        with_font("<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 7 0 R /DescendantFonts [<< /Subtype /CIDFontType2 >>] >>").stream(7, "", map).finish("")
    };
    let program = |key: &str, data: &[u8]| {
        with_font(&format!(
            "<< /Type /Font /Subtype /Type1 /BaseFont /Odd /FontDescriptor << /{key} 7 0 R >> >>"
        ))
        .stream(7, "", data)
        .finish("")
    };
    let many = "500 ".repeat(1_000_000);
    let huge = |entries: &str| entries.replace("HUGE", &format!("{}.0", "9".repeat(38)));
    check(vec![
        ("not there", page(format!("{} BT /F2 9 Tf (x) Tj /F3 9 Tf (y) Tj ET", said())).finish(""), Says),
        ("a number", with_font("7").finish(""), Says),
        ("nothing said", with_font("<< >>").finish(""), Says),
        ("a million widths", simple(&format!("/FirstChar 0 /LastChar 255 /Widths [{many}]")), Says),
        ("a huge first character", simple("/FirstChar 99999999999 /Widths [1 2 3]"), Says),
        ("a negative first character", simple("/FirstChar -2147483648 /LastChar -1 /Widths [1 2 3]"), Says),
        (
            "a first character of words",
            simple(&huge("/FirstChar /A /Widths [(a) null [] << >> HUGE -HUGE]")),
            Says,
        ),
        (
            "absurd widths",
            simple(
                "/FirstChar 65 /Widths [HUGE -HUGE] /FontDescriptor << /Ascent HUGE /Descent -HUGE /MissingWidth HUGE /Flags -1 >>",
            ),
            Says,
        ),
        (
            "absurd differences",
            simple(
                "/Encoding << /Differences [/a /b -5 /c 99999 /d 255 /e /f /g (x) 65 /uniD800 /uFFFFFFFF /g99999999999 /.notdef /a.b.c.d 66 /u110000] >>",
            ),
            Says,
        ),
        (
            "a flat type 3 matrix",
            type3("/FontMatrix [0 0 0 0 0 0] /FirstChar 65 /Widths [1 1] /FontBBox [0 0 0 0]"),
            Says,
        ),
        (
            "a huge type 3 matrix",
            type3(
                "/FontMatrix [HUGE 0 0 HUGE 0 0] /FirstChar 65 /Widths [HUGE HUGE] /FontBBox [-HUGE -HUGE HUGE HUGE]",
            ),
            Says,
        ),
        ("a short type 3 matrix", type3("/FontMatrix [1] /FirstChar 65 /Widths [1 1]"), Says),
        (
            "huge ranges of widths",
            composite(&huge("/W [0 4294967295 5 0 2147483647 6 7 [1 2] -5 9 3] /DW HUGE")),
            Says,
        ),
        ("a million ranges of widths", composite(&format!("/W [{}]", "0 65535 5 ".repeat(200_000))), Says),
        ("vertical widths", composite(&huge("/W2 [0 4294967295 5 5 5 1 [1 2 3 4]] /DW2 [HUGE -HUGE]")), Says),
        (
            "a map of all codes",
            mapped(
                "1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange 1 begincidrange <00000000> <FFFFFFFF> 0 endcidrange",
            ),
            Says,
        ),
        (
            "a map of many full ranges",
            mapped(&"beginbfrange <0000> <FFFF> <0041> endbfrange ".repeat(5000)),
            Says,
        ),
        (
            "a map of reversed ranges",
            mapped(
                "beginbfrange <FFFF> <0000> <0041> <41> <4100> [<0041>] endbfrange begincodespacerange <FF> <00> endcodespacerange",
            ),
            Says,
        ),
        ("a map to halves of pairs", mapped("beginbfchar <0041> <D800> <0042> <DC00D800> endbfchar"), Says),
        (
            "a map to long texts",
            mapped(&format!(
                "beginbfchar <0041> <{}> endbfchar beginbfrange <0000> <FFFF> <{}> endbfrange",
                "0041".repeat(50_000),
                "0041".repeat(5000)
            )),
            Says,
        ),
        ("a map to controls", mapped("beginbfchar <0041> <001B> <0042> <0000202E200B> endbfchar"), Says),
        ("a Type 1 program of zeros", program("FontFile", &[0; 10_000]), Says),
        ("a TrueType program of zeros", program("FontFile2", &[0; 10_000]), Says),
        (
            "a TrueType program of many tables",
            program("FontFile2", &[b"\0\x01\0\0\xff\xff".to_vec(), vec![0xff; 50_000]].concat()),
            Says,
        ),
        (
            "a CFF program of counts",
            program("FontFile3", &[b"\x01\0\x04\x04".to_vec(), vec![0xff; 50_000]].concat()),
            Says,
        ),
    ]);
}
