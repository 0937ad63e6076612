//! Any bytes as what a page is made of. They are divided by lines `%%%%` into a content stream, a font
//! program, a ToUnicode map, and entries of the font's dictionary; what is missing is empty. libFuzzer thus
//! need not keep a PDF's structure intact to get at what reads them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use medcheck_fuzz::{end_on_our_panics, read};

fuzz_target!(init: end_on_our_panics(), |data: &[u8]| read(&pdf(data)));

const DIVIDER: &[u8] = b"\n%%%%\n";

fn pdf(data: &[u8]) -> Vec<u8> {
    let mut rest = data;
    let mut part = || {
        let end = rest.windows(DIVIDER.len()).position(|window| window == DIVIDER);
        let part = &rest[..end.unwrap_or(rest.len())];
        rest = end.map_or(&[], |end| &rest[end + DIVIDER.len()..]);
        part
    };
    let (content, program, to_unicode, entries) = (part(), part(), part(), part());
    // A program's first bytes tell its format, and so where a well-formed file would have it.
    let (key, subtype): (&str, &[u8]) = match program {
        [0x80 | b'%', ..] => ("FontFile", b""),
        [1, 0, ..] => ("FontFile3", b"/Subtype /Type1C"),
        [b'O', b'T', ..] => ("FontFile3", b"/Subtype /OpenType"),
        _ => ("FontFile2", b""),
    };
    let mut pdf = Pdf::default();
    pdf.object(b"<< /Type /Catalog /Pages 2 0 R >>");
    pdf.object(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    pdf.object(
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << \
          /Font << /F1 5 0 R /F2 6 0 R /F3 9 0 R >> /XObject << /X1 10 0 R >> >> >>",
    );
    pdf.stream(b"", content);
    pdf.object(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
    let font = b"<< /Type /Font /ToUnicode 7 0 R /FontDescriptor 11 0 R /FirstChar 32 ";
    pdf.object(&[font, entries, b" >>"].concat());
    pdf.stream(b"", to_unicode);
    pdf.stream(subtype, program);
    pdf.object(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /ToUnicode 7 0 R \
          /DescendantFonts [6 0 R] >>",
    );
    pdf.stream(b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Matrix [1 0 0 1 9 9]", content);
    pdf.object(format!("<< /Type /FontDescriptor /FontName /Any /Flags 4 /{key} 8 0 R >>").as_bytes());
    pdf.finish()
}

#[derive(Default)]
struct Pdf {
    bytes: Vec<u8>,
    offsets: Vec<usize>,
}

impl Pdf {
    fn object(&mut self, body: &[u8]) {
        if self.bytes.is_empty() {
            self.bytes.extend_from_slice(b"%PDF-1.7\n");
        }
        self.offsets.push(self.bytes.len());
        let number = format!("{} 0 obj\n", self.offsets.len());
        self.bytes.extend_from_slice(&[number.as_bytes(), body, b"\nendobj\n"].concat());
    }

    fn stream(&mut self, entries: &[u8], data: &[u8]) {
        let length = format!(" /Length {} >>\nstream\n", data.len());
        self.object(&[b"<< ", entries, length.as_bytes(), data, b"\nendstream"].concat());
    }

    fn finish(mut self) -> Vec<u8> {
        let (start, size) = (self.bytes.len(), self.offsets.len() + 1);
        let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            table.push_str(&format!("{offset:010} 00000 n \n"));
        }
        table.push_str(&format!("trailer\n<< /Root 1 0 R /Size {size} >>\nstartxref\n{start}\n%%EOF\n"));
        self.bytes.extend_from_slice(table.as_bytes());
        self.bytes
    }
}
