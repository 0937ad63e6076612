//! PDFs made in code: well-formed ones with lopdf, broken ones byte by byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, StringFormat,
    dictionary,
};

/// What every text fixture says on its first page, so that reading it can be recognized.
pub(crate) const SENTENCE: &str = "Every question was written by two clinicians.";

/// A content stream that prints one line.
pub(crate) fn line(text: &str) -> String {
    format!("BT /F1 12 Tf 72 700 Td ({text}) Tj ET")
}

/// A page per content stream, in Helvetica as `/F1`, made with lopdf.
pub(crate) fn document(contents: &[String]) -> Document {
    let mut pdf = Document::with_version("1.7");
    let pages = pdf.new_object_id();
    let font = pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let resources = pdf.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let kids: Vec<Object> = contents
        .iter()
        .map(|content| {
            let content = pdf.add_object(Stream::new(Dictionary::new(), content.clone().into_bytes()));
            let page = pdf.add_object(dictionary! {
                "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
                "MediaBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
            });
            page.into()
        })
        .collect();
    let count = kids.len() as i64;
    pdf.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    pdf.trailer.set("Root", catalog);
    pdf
}

pub(crate) fn saved(mut pdf: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

/// Pages with one line each; the first says [`SENTENCE`].
pub(crate) fn pages(count: usize) -> Vec<u8> {
    let text = |number| match number {
        1 => SENTENCE.to_owned(),
        _ => format!("This is what page {number} has to say about the matter."),
    };
    saved(document(&(1..=count).map(|number| line(&text(number))).collect::<Vec<_>>()))
}

/// What a page draws that is nothing but a picture of itself.
pub(crate) const PICTURE: &str = "q 612 0 0 792 0 0 cm /Im1 Do Q";

/// Pages with an image each and no text, as a scanner makes them.
pub(crate) fn scan(count: usize) -> Vec<u8> {
    saved(with_image(&vec![PICTURE.to_owned(); count]))
}

/// A page per content stream, which may draw a gray image as `/Im1`.
pub(crate) fn with_image(contents: &[String]) -> Document {
    let mut pdf = document(contents);
    let image = pdf.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "BitsPerComponent" => 8,
            "ColorSpace" => "DeviceGray",
        },
        vec![128],
    ));
    for object in pdf.objects.values_mut() {
        if let Object::Dictionary(resources) = object
            && resources.has(b"Font")
        {
            resources.set("XObject", dictionary! { "Im1" => image });
        }
    }
    pdf
}

/// A picture of a page, and one line of text that is set but not shown, as OCR leaves them.
pub(crate) fn recognized(text: &str) -> String {
    format!("{PICTURE} BT 3 Tr /F1 12 Tf 72 700 Td ({text}) Tj ET")
}

/// The document with this entry in its information dictionary.
pub(crate) fn informed(mut pdf: Document, key: &str, value: &str) -> Document {
    let information = pdf.add_object(dictionary! { key => Object::string_literal(value) });
    pdf.trailer.set("Info", information);
    pdf
}

/// The kinds of encryption that lopdf writes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cipher {
    Rc4Of40Bits,
    Rc4Of128Bits,
    Aes128,
    Aes256,
}

pub(crate) fn encrypted(cipher: Cipher, user_password: &str) -> Vec<u8> {
    encrypted_under(b"0123456789abcdef", cipher, user_password)
}

/// The same with that `/ID`.
pub(crate) fn encrypted_under(id: &[u8], cipher: Cipher, user_password: &str) -> Vec<u8> {
    let mut pdf = document(&[line(SENTENCE)]);
    let id = Object::String(id.to_vec(), StringFormat::Literal);
    pdf.trailer.set("ID", vec![id.clone(), id]);
    let (owner_password, permissions) = ("owner", Permissions::all());
    let filters = |filter: Arc<dyn CryptFilter>| BTreeMap::from([(b"StdCF".to_vec(), filter)]);
    let standard = b"StdCF".to_vec();
    let version = match cipher {
        Cipher::Rc4Of40Bits => {
            EncryptionVersion::V1 { document: &pdf, owner_password, user_password, permissions }
        }
        Cipher::Rc4Of128Bits => EncryptionVersion::V2 {
            document: &pdf,
            owner_password,
            user_password,
            key_length: 128,
            permissions,
        },
        Cipher::Aes128 => EncryptionVersion::V4 {
            document: &pdf,
            encrypt_metadata: true,
            crypt_filters: filters(Arc::new(Aes128CryptFilter)),
            stream_filter: standard.clone(),
            string_filter: standard,
            owner_password,
            user_password,
            permissions,
        },
        Cipher::Aes256 => EncryptionVersion::V5 {
            encrypt_metadata: true,
            crypt_filters: filters(Arc::new(Aes256CryptFilter)),
            file_encryption_key: &[7; 32],
            stream_filter: standard.clone(),
            string_filter: standard,
            owner_password,
            user_password,
            permissions,
        },
    };
    let state = EncryptionState::try_from(version).unwrap();
    pdf.encrypt(&state).unwrap();
    saved(pdf)
}

/// A PDF written object by object, with a cross-reference table that is right unless a test breaks it.
pub(crate) struct Raw {
    bytes: Vec<u8>,
    offsets: BTreeMap<u32, usize>,
}

impl Raw {
    pub(crate) fn new() -> Raw {
        Raw { bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), offsets: BTreeMap::new() }
    }

    pub(crate) fn object(mut self, number: u32, body: impl AsRef<[u8]>) -> Raw {
        self.offsets.insert(number, self.bytes.len());
        self.bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        self.bytes.extend_from_slice(body.as_ref());
        self.bytes.extend_from_slice(b"\nendobj\n");
        self
    }

    /// `entries` are those of the stream's dictionary but for its length.
    pub(crate) fn stream(self, number: u32, entries: &str, data: impl AsRef<[u8]>) -> Raw {
        let data = data.as_ref();
        let mut body = format!("<< {entries} /Length {} >>\nstream\n", data.len()).into_bytes();
        body.extend_from_slice(data);
        body.extend_from_slice(b"\nendstream");
        self.object(number, body)
    }

    /// `trailer` are entries of the trailer beside `/Root 1 0 R` and `/Size`.
    pub(crate) fn finish(mut self, trailer: &str) -> Vec<u8> {
        let start = self.bytes.len();
        let size = self.offsets.keys().next_back().map_or(1, |last| last + 1);
        let mut table = format!("xref\n0 {size}\n");
        for number in 0..size {
            match self.offsets.get(&number) {
                Some(offset) => writeln!(table, "{offset:010} 00000 n ").unwrap(),
                None => writeln!(table, "0000000000 65535 f ").unwrap(),
            }
        }
        write!(table, "trailer\n<< /Root 1 0 R /Size {size} {trailer} >>\nstartxref\n{start}\n%%EOF\n")
            .unwrap();
        self.bytes.extend_from_slice(table.as_bytes());
        self.bytes
    }
}

/// Catalog 1, page tree 2, page 3 and a font 5, Helvetica as `/F1`; the content stream 4 is still missing.
pub(crate) fn page_without_content(page_entries: &str, resources: &str) -> Raw {
    Raw::new()
        .object(1, "<< /Type /Catalog /Pages 2 0 R >>")
        .object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
        .object(
            3,
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R \
                 /Resources << /Font << /F1 5 0 R /F2 6 0 R >> {resources} >> {page_entries} >>"
            ),
        )
        .object(5, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
}

/// One page with this content stream.
pub(crate) fn page(content: impl AsRef<[u8]>) -> Raw {
    page_without_content("", "").stream(4, "", content)
}

/// One page that says [`SENTENCE`] in Helvetica and `AB` in the font `/F2`, which is object 6.
pub(crate) fn with_font(font: &str) -> Raw {
    page(format!("{} BT /F2 10 Tf 72 600 Td (AB) Tj <00410042> Tj ET", line(SENTENCE))).object(6, font)
}

/// zlib data that inflates to `pattern`, at most 32 bytes, repeated to at least `length` bytes; about 160
/// times smaller than that.
pub(crate) fn deflated(pattern: &[u8], length: usize) -> Vec<u8> {
    let mut bits = Bits { bytes: vec![0x78, 0x9c], used: 8 };
    bits.push(0b011, 3); // the last block, with the fixed codes
    for byte in pattern {
        match byte {
            0..=143 => bits.push_code(0x30 + u32::from(*byte), 8),
            144.. => bits.push_code(0x190 + u32::from(*byte) - 144, 9),
        }
    }
    let (distance, extra, extra_bits) = match pattern.len() as u32 {
        at @ 1..=4 => (at - 1, 0, 0),
        at @ 5..=8 => (4 + (at - 5) / 2, (at - 5) % 2, 1),
        at @ 9..=16 => (6 + (at - 9) / 4, (at - 9) % 4, 2),
        at => (8 + (at - 17) / 8, (at - 17) % 8, 3),
    };
    let repeats = length.saturating_sub(pattern.len()).div_ceil(258);
    for _ in 0..repeats {
        bits.push_code(0b1100_0101, 8); // 258 bytes
        bits.push_code(distance, 5);
        bits.push(extra, extra_bits);
    }
    bits.push_code(0, 7);
    let (a, b) = adler(pattern, pattern.len() + repeats * 258);
    bits.bytes.extend_from_slice(&(b << 16 | a).to_be_bytes());
    bits.bytes
}

/// The two halves of the Adler-32 sum of `pattern` repeated to `length` bytes.
fn adler(pattern: &[u8], length: usize) -> (u32, u32) {
    const MODULUS: u128 = 65_521;
    let (size, times) = (pattern.len() as u128, (length / pattern.len()) as u128);
    let sum: u128 = pattern.iter().map(|byte| u128::from(*byte)).sum();
    let weighted: u128 =
        pattern.iter().zip((1..=size).rev()).map(|(byte, left)| u128::from(*byte) * left).sum();
    let mut a = 1 + times * sum;
    let mut b = size * times + size * sum * (times * times.saturating_sub(1) / 2) + times * weighted;
    for byte in &pattern[..length % pattern.len()] {
        a += u128::from(*byte);
        b += a;
    }
    ((a % MODULUS) as u32, (b % MODULUS) as u32)
}

struct Bits {
    bytes: Vec<u8>,
    /// Bits used of the last byte.
    used: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        for bit in 0..count {
            if self.used == 8 {
                self.bytes.push(0);
                self.used = 0;
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= ((value >> bit & 1) as u8) << self.used;
            }
            self.used += 1;
        }
    }

    /// Huffman codes go in with their highest bit first.
    fn push_code(&mut self, code: u32, count: u32) {
        (0..count).rev().for_each(|bit| self.push(code >> bit & 1, 1));
    }
}

/// A page with this content, which may draw a picture of 1.6 GB as `/Im1`, in a file of 10 MB.
pub(crate) fn vast(content: &str) -> Vec<u8> {
    let image = "/Type /XObject /Subtype /Image /Width 40000 /Height 40000 /BitsPerComponent 8 \
                 /ColorSpace /DeviceGray /Filter /FlateDecode";
    page_without_content("", "/XObject << /Im1 10 0 R >>")
        .stream(4, "", content)
        .stream(10, image, deflated(b"\x80", 1_600_000_000))
        .finish("")
}

/// The sample papers of the repository, by name.
pub(crate) fn samples() -> Vec<(String, Vec<u8>)> {
    let papers = Path::new(env!("CARGO_MANIFEST_DIR")).join("papers");
    let folders: BTreeSet<PathBuf> =
        std::fs::read_dir(papers).unwrap().map(|entry| entry.unwrap().path()).collect();
    let read = |folder: PathBuf| {
        let name = folder.file_name()?.to_string_lossy().into_owned();
        Some((name, std::fs::read(folder.join("paper.pdf")).ok()?))
    };
    let samples: Vec<_> =
        folders.into_iter().filter_map(read).filter(|(name, _)| name.starts_with("sample-")).collect();
    assert_eq!(samples.len(), 3, "the sample papers are part of the repository");
    samples
}

/// The same PDF with its streams unpacked, so that damage hits what they say and not their compression.
pub(crate) fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut pdf = Document::load_mem(bytes).unwrap();
    pdf.decompress();
    saved(pdf)
}

/// The PDFs beside the repository that are not part of it; empty where there are none.
pub(crate) fn shared_papers() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/papers");
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths: BTreeSet<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "pdf")).collect()
}
