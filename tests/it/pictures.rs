//! Pictures of pages: what is drawn over a page lies on its words, however the page is cut and turned.

use medcheck::document::Document;
use medcheck::picture::{Error, Image, Pages, Scale};
use medcheck::reading::pdf;

use crate::fixtures::{Cipher, Raw, encrypted, page, page_without_content, pages, scan};

/// Pixels per point.
const SCALE: u32 = 2;

fn scale() -> Scale {
    Scale::new(SCALE as f32).unwrap()
}

/// The page as it is, and with its layers.
fn drawn(bytes: &[u8]) -> (Image, Image) {
    let document = read(bytes);
    let pages = Pages::open(bytes.to_vec()).unwrap();
    (pages.page(1, scale()).unwrap(), pages.page_with_layers(1, scale(), &document).unwrap())
}

fn read(bytes: &[u8]) -> Document {
    pdf::parse(bytes).unwrap().document
}

fn pixel(image: &Image, x: u32, y: u32) -> [u8; 3] {
    let at = 4 * (y * image.width() + x) as usize;
    [image.rgba()[at], image.rgba()[at + 1], image.rgba()[at + 2]]
}

/// `[left, top, right, bottom]` of the pixels that are meant, and how many there are.
fn extent(image: &Image, meant: impl Fn(u32, u32) -> bool) -> ([u32; 4], usize) {
    let places = (0..image.height()).flat_map(|y| (0..image.width()).map(move |x| (x, y)));
    let found: Vec<(u32, u32)> = places.filter(|(x, y)| meant(*x, *y)).collect();
    let around = found.iter().fold([u32::MAX, u32::MAX, 0, 0], |[l, t, r, b], (x, y)| {
        [l.min(*x), t.min(*y), r.max(*x), b.max(*y)]
    });
    (around, found.len())
}

/// Checks that the tint of the sentences lies on the glyphs, and around nothing else.
fn tint_lies_on_the_words(name: &str, bytes: &[u8]) {
    let (plain, layered) = drawn(bytes);
    assert_eq!(plain.width(), layered.width(), "{name}");
    let is_dark = |x, y| pixel(&plain, x, y).iter().all(|part| *part < 100);
    // Tints are yellow or blue on white; labels, outlines and arrows are neither.
    let is_tinted = |x, y| {
        let [red, green, blue] = pixel(&layered, x, y);
        let is_white = pixel(&plain, x, y) == [255; 3];
        is_white && (red > 250 && blue < 190 && green > 225 || blue > 250 && red < 190 && green > 225)
    };
    let (words, dark) = extent(&plain, is_dark);
    let (tint, tinted) = extent(&plain, is_tinted);
    assert!(dark > 500 && tinted > dark, "{name}: {dark} dark pixels, {tinted} tinted");
    let bare = (words[0]..=words[2])
        .flat_map(|x| (words[1]..=words[3]).map(move |y| (x, y)))
        .find(|(x, y)| is_dark(*x, *y) && pixel(&layered, *x, *y) == pixel(&plain, *x, *y));
    assert_eq!(bare, None, "{name}: a dark pixel without tint; words {words:?}, tint {tint:?}");
    // A line is higher than its letters: 4 points for ascenders and descenders.
    let near = |a: u32, b: u32| a.abs_diff(b) <= 4 * SCALE;
    assert!((0..4).all(|side| near(words[side], tint[side])), "{name}: words {words:?}, tint {tint:?}");
}

#[test]
fn a_part_of_a_page_is_what_the_page_shows_there() {
    for entries in ["", "/Rotate 90", "/CropBox [100 150 500 750] /Rotate 180"] {
        let bytes = page_without_content(entries, "").stream(4, "", TEXT).finish("");
        let pages = Pages::open(bytes).unwrap();
        let (view, whole) = (pages.view(1).unwrap(), pages.page(1, scale()).unwrap());
        let (left, top) = (20, 30);
        // Over the edge: as much as there is.
        let frame = [left as f32, top as f32, view.width() + 50.0, view.height() - 40.0];
        let part = pages.part(1, frame, scale()).unwrap();
        let size = (whole.width() - SCALE * left, whole.height() - SCALE * (top + 40));
        assert_eq!((part.width(), part.height()), size, "{entries}");
        let places = (0..part.height()).flat_map(|y| (0..part.width()).map(move |x| (x, y)));
        let other = places
            .filter(|(x, y)| pixel(&part, *x, *y) != pixel(&whole, x + SCALE * left, y + SCALE * top))
            .count();
        assert_eq!(other, 0, "{entries}");
        assert!(
            (0..part.height()).any(|y| (0..part.width()).any(|x| pixel(&part, x, y) == [0; 3])),
            "{entries}"
        );
    }
    let pages = Pages::open(pages(1)).unwrap();
    for empty in [[5.0, 5.0, 5.5, 90.0], [9.0, 9.0, 1.0, 1.0], [-90.0, 0.0, -1.0, 9.0], [f32::NAN; 4]] {
        assert!(matches!(pages.part(1, empty, scale()), Err(Error::EmptyPart { number: 1 })), "{empty:?}");
    }
    assert!(matches!(pages.part(2, [0.0, 0.0, 9.0, 9.0], scale()), Err(Error::NoSuchPage { .. })));
}

const TEXT: &str = "BT /F1 12 Tf 150 700 Td (Every question was written by two clinicians.) Tj \
                    0 -40 Td (A third settled what they saw in two ways.) Tj ET";

#[test]
fn layers_lie_on_the_words_of_turned_and_cut_pages() {
    let boxes = [
        ("whole", ""),
        ("cut", "/CropBox [100 150 500 750]"),
        ("cut beyond the edge", "/CropBox [120 600 2000 3000]"),
    ];
    for turn in [0, 90, 180, 270, -90, 450] {
        for (name, crop) in boxes {
            let bytes =
                page_without_content(&format!("/Rotate {turn} {crop}"), "").stream(4, "", TEXT).finish("");
            tint_lies_on_the_words(&format!("{name}, turned by {turn}"), &bytes);
        }
    }
}

#[test]
fn layers_lie_on_words_whose_origin_is_elsewhere() {
    let raw = |page: &str, tree: &str| {
        Raw::new()
            .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
            .object(2, format!("<< /Type /Pages /Kids [3 0 R] /Count 1 {tree} >>"))
            .object(
                3,
                format!("<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> {page} >>"),
            )
            .object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
            .stream(4, "", TEXT)
            .finish("")
    };
    tint_lies_on_the_words("a moved media box", &raw("/MediaBox [100 -50 600 800]", ""));
    tint_lies_on_the_words("corners the other way round", &raw("/MediaBox [600 800 100 -50]", ""));
    tint_lies_on_the_words("an inherited box and turn", &raw("", "/MediaBox [100 -50 600 800] /Rotate 90"));
    tint_lies_on_the_words("no box", &raw("", ""));
}

#[test]
fn layers_lie_on_words_that_run_up_a_landscape_page() {
    let upward = "BT /F1 12 Tf 0 1 -1 0 200 150 Tm (Every question was written by two clinicians.) Tj ET";
    for turn in [0, 90] {
        let bytes = page_without_content(&format!("/Rotate {turn}"), "").stream(4, "", upward).finish("");
        tint_lies_on_the_words(&format!("upward, turned by {turn}"), &bytes);
    }
}

#[test]
fn a_page_and_its_legend_are_as_large_as_they_should_be() {
    let bytes = page_without_content("/Rotate 90", "").stream(4, "", TEXT).finish("");
    let (plain, layered) = drawn(&bytes);
    assert_eq!((plain.width(), plain.height()), (2 * 792, 2 * 612));
    assert_eq!(layered.width(), plain.width());
    let below = layered.height() - plain.height();
    assert!((30..80).contains(&below), "{below}");
    // The legend has words in it, and the picture of the page alone is white at its lower edge.
    let (_, dark) = extent(&layered, |x, y| {
        y > plain.height() + 4 && pixel(&layered, x, y).iter().all(|part| *part < 100)
    });
    assert!(dark > 1_000, "{dark} dark pixels in the legend");
}

#[test]
fn png_is_what_was_drawn() {
    let (plain, _) = drawn(&pages(1));
    let (width, height) = (plain.width(), plain.height());
    let png = plain.into_png().unwrap();
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(png[16..20], width.to_be_bytes());
    assert_eq!(png[20..24], height.to_be_bytes());
}

#[test]
fn pictures_are_the_same_every_time() {
    let png = || drawn(&pages(1)).1.into_png().unwrap();
    assert!(png() == png());
}

#[test]
fn what_cannot_be_drawn_is_an_error_with_a_hint() {
    let open = |bytes: &[u8]| Pages::open(bytes.to_vec()).map(|pages| pages.count());
    let hint = |error: Error| format!("{error} / {}", error.hint());
    assert!(matches!(open(b""), Err(Error::Damaged)));
    assert!(matches!(open(b"%PDF-1.7\n"), Err(Error::Damaged)));
    assert!(matches!(open(&encrypted(Cipher::Aes256, "secret")), Err(Error::Encrypted)));
    assert!(matches!(open(&encrypted(Cipher::Aes256, "")), Ok(1)));
    assert!(matches!(open(&scan(3)), Ok(3)));

    let two = Pages::open(pages(2)).unwrap();
    for number in [0, 3, u32::MAX] {
        let error = two.page(number, scale()).err().unwrap();
        assert!(matches!(error, Error::NoSuchPage { count: 2, .. }), "{}", hint(error));
    }
    let of_one = read(&pages(1));
    let error = two.page_with_layers(1, scale(), &of_one).err().unwrap();
    assert!(matches!(error, Error::OtherPages { read: 1, drawn: 2 }), "{}", hint(error));

    let large = Raw::new()
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
        .object(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 14400 14400] >>");
    let large = Pages::open(large.finish("")).unwrap();
    let error = large.page(1, scale()).err().unwrap();
    let said = hint(error);
    assert!(said.contains("28800 × 28800 pixels") && said.contains("a scale of 0.4 fits"), "{said}");
    assert!(large.page(1, Scale::new(0.4).unwrap()).is_ok());
}

/// An overflow of the stack would end the process.
#[test]
fn deep_nesting_comes_back() {
    const DEEP: usize = 20_000;
    let nested = |open: &str, close: &str| format!("{TEXT}\n{}{}", open.repeat(DEEP), close.repeat(DEEP));
    let contents = [
        nested("[", "]"),
        nested("<<", ">>"),
        nested("(", ")"),
        nested("q ", "Q "),
        nested("/P << /K ", ">> BDC "),
        nested("BX ", "EX "),
    ];
    for content in contents {
        let pages = Pages::open(page(content).finish("")).unwrap();
        let drawn = pages.page(1, scale());
        assert!(matches!(drawn, Ok(_) | Err(Error::Undrawable { number: 1 })));
    }
}

#[test]
fn the_pages_of_a_paper_are_drawn_from_many_threads() {
    let pages = Pages::open(page(TEXT).finish("")).unwrap();
    let draw = || pages.page(1, scale()).unwrap().into_png().unwrap();
    let first = draw();
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..4).map(|_| scope.spawn(draw)).collect();
        assert!(others.into_iter().all(|other| other.join().unwrap() == first));
    });
}
