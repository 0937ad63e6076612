//! A content stream as operators with their operands (ISO 32000-1, 7.8.2).
//!
//! Written for hostile bytes: what an operator has too many of is dropped, nesting ends at a bound, nothing
//! is read twice, and what makes no sense is skipped, as viewers do.

use lopdf::{Dictionary, Object, StringFormat};

use super::operands::{number, takes_a_number};

/// No operator takes more than six; pdfTeX writes arrays of a few hundred.
const MOST_OPERANDS: usize = 20_000;
/// Arrays and dictionaries in one another.
const DEEPEST_OPERAND: usize = 32;
/// Bytes from an operator inside an array to the bracket that closes the array.
const FARTHEST_BRACKET: usize = 2_000;

/// Reads a content stream from its start to its end.
pub(super) struct Operations<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Objects that the operator may still have, nested ones included.
    room: usize,
    /// Up to here an array is known to go on, so that nothing is looked at twice.
    inside_array_to: usize,
}

/// What a stretch of bytes that is no number, string, name or bracket says.
enum Word<'a> {
    Constant(Object),
    Operator(&'a str),
    /// A bracket that closes nothing, or the like.
    Stray,
}

impl<'a> Operations<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Operations<'a> {
        Operations { bytes, at: 0, room: MOST_OPERANDS, inside_array_to: 0 }
    }

    /// The next operator; its operands are put into `operands`. `None` at the end. An inline image is the
    /// operator `BI` without operands.
    pub(super) fn next(&mut self, operands: &mut Vec<Object>) -> Option<&'a str> {
        operands.clear();
        self.room = MOST_OPERANDS;
        loop {
            self.skip_blanks();
            if let Some(object) = self.object(0) {
                self.keep(object, operands);
                continue;
            }
            match self.word()? {
                Word::Stray => {}
                Word::Constant(object) => self.keep(object, operands),
                Word::Operator("BI") => {
                    operands.clear();
                    self.skip_image();
                    return Some("BI");
                }
                Word::Operator(operator) => return Some(operator),
            }
        }
    }

    fn keep(&mut self, object: Object, into: &mut Vec<Object>) {
        if self.room > 0 {
            self.room -= 1;
            into.push(object);
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// White space and comments.
    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => self.skip_while(|byte| !matches!(byte, b'\r' | b'\n')),
                byte if is_blank(byte) => self.at += 1,
                _ => break,
            }
        }
    }

    fn skip_while(&mut self, mut skipped: impl FnMut(u8) -> bool) {
        while self.peek().is_some_and(&mut skipped) {
            self.at += 1;
        }
    }

    fn taken_while(&mut self, taken: impl FnMut(u8) -> bool) -> &'a [u8] {
        let from = self.at;
        self.skip_while(taken);
        &self.bytes[from..self.at]
    }

    /// The object that begins here; `None`, and nothing taken, where none does.
    fn object(&mut self, depth: usize) -> Option<Object> {
        Some(match self.peek()? {
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number(),
            b'/' => Object::Name(self.name()),
            b'(' => Object::String(self.string(), StringFormat::Literal),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.at += 2;
                let mut members = self.members(depth, b">>").into_iter();
                let mut dictionary = Dictionary::new();
                while let (Some(key), Some(value)) = (members.next(), members.next()) {
                    if let Object::Name(key) = key {
                        dictionary.set(key, value);
                    }
                }
                Object::Dictionary(dictionary)
            }
            b'<' => Object::String(self.hexadecimal(), StringFormat::Hexadecimal),
            b'[' => {
                self.at += 1;
                Object::Array(self.members(depth, b"]"))
            }
            _ => return None,
        })
    }

    /// What stands before the closing `end`. An operator in between ends it too, because the bracket was forgotten,
    /// unless the array is closed: of `[(a) 0 Tc -250 (b)] TJ` viewers show both strings.
    fn members(&mut self, depth: usize, end: &[u8]) -> Vec<Object> {
        let mut members = Vec::new();
        if depth >= DEEPEST_OPERAND {
            // Deeper brackets hold nothing, so that all that is in them is flat at the deepest level.
            return members;
        }
        loop {
            self.skip_blanks();
            if self.bytes[self.at..].starts_with(end) {
                self.at += end.len();
                break;
            }
            let before = self.at;
            let member = match self.object(depth + 1) {
                Some(object) => object,
                None => match self.word() {
                    Some(Word::Constant(object)) => object,
                    Some(Word::Stray) => continue,
                    Some(Word::Operator(operator)) if end == b"]" && self.is_inside_array(operator) => {
                        if takes_a_number(operator)
                            && members.last().is_some_and(|last| number(last).is_some())
                        {
                            members.pop();
                        }
                        continue;
                    }
                    Some(Word::Operator(_)) => {
                        self.at = before;
                        break;
                    }
                    None => break,
                },
            };
            self.keep(member, &mut members);
        }
        members
    }

    /// Whether an array goes on behind the operator in it: it is closed before anything that stands in none.
    fn is_inside_array(&mut self, operator: &str) -> bool {
        if matches!(operator, "TJ" | "Tj" | "d" | "scn" | "SCN" | "ET" | "BT") {
            return false;
        }
        if self.at < self.inside_array_to {
            return true;
        }
        let mut ahead =
            Operations::new(&self.bytes[self.at..self.bytes.len().min(self.at + FARTHEST_BRACKET)]);
        loop {
            ahead.skip_blanks();
            match ahead.peek() {
                Some(b']') => {
                    self.inside_array_to = self.at + ahead.at;
                    return true;
                }
                None | Some(b'[') => return false,
                Some(_) => {}
            }
            if ahead.object(DEEPEST_OPERAND).is_none()
                && matches!(ahead.word(), Some(Word::Operator("TJ" | "Tj" | "ET" | "BT" | "q" | "Q")))
            {
                return false;
            }
        }
    }

    /// `None` at the end.
    fn word(&mut self) -> Option<Word<'a>> {
        if !is_regular(self.peek()?) {
            self.at += 1;
            return Some(Word::Stray);
        }
        Some(match self.taken_while(is_regular) {
            b"true" => Word::Constant(Object::Boolean(true)),
            b"false" => Word::Constant(Object::Boolean(false)),
            b"null" => Word::Constant(Object::Null),
            word => Word::Operator(std::str::from_utf8(word).unwrap_or_default()),
        })
    }

    /// A number as generous readers take it: signs inside are skipped, and so is a second point with
    /// what follows.
    fn number(&mut self) -> Object {
        let token = self.taken_while(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'));
        let mut digits = String::with_capacity(token.len().min(64));
        if token.starts_with(b"-") {
            digits.push('-');
        }
        let mut is_real = false;
        for byte in token.iter().filter(|byte| !matches!(byte, b'+' | b'-')) {
            if *byte == b'.' && std::mem::replace(&mut is_real, true) {
                break;
            }
            digits.push(char::from(*byte));
        }
        match digits.parse::<i64>() {
            Ok(whole) => Object::Integer(whole),
            Err(_) => Object::Real(digits.parse().unwrap_or(0.0)),
        }
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let token = self.taken_while(is_regular);
        if !token.contains(&b'#') {
            return token.to_vec();
        }
        let mut name = Vec::with_capacity(token.len());
        let mut rest = token;
        while let [byte, tail @ ..] = rest {
            rest = tail;
            match (byte, tail) {
                (b'#', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    name.push(hex(*high) << 4 | hex(*low));
                    rest = after;
                }
                _ => name.push(*byte),
            }
        }
        name
    }

    /// A string in parentheses, or what there is of it.
    fn string(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut string = Vec::new();
        let mut open = 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.escape(&mut string),
                b'\r' => {
                    self.at += usize::from(self.peek() == Some(b'\n'));
                    string.push(b'\n');
                }
                b')' if open == 1 => break,
                byte => {
                    match byte {
                        b'(' => open += 1,
                        b')' => open -= 1,
                        _ => {}
                    }
                    string.push(byte);
                }
            }
        }
        string
    }

    /// What stands behind a backslash.
    fn escape(&mut self, string: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => string.push(b'\n'),
            b'r' => string.push(b'\r'),
            b't' => string.push(b'\t'),
            b'b' => string.push(8),
            b'f' => string.push(12),
            b'\n' => {}
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'0'..=b'7' => {
                let mut value = byte - b'0';
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    self.at += 1;
                    // High-order overflow is ignored (7.3.4.2).
                    value = value << 3 | (digit - b'0');
                }
                string.push(value);
            }
            other => string.push(other),
        }
    }

    /// A string in angle brackets; anything but a digit is skipped.
    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let token = self.taken_while(|byte| byte != b'>');
        self.at += usize::from(self.at < self.bytes.len());
        let digits: Vec<u8> = token.iter().copied().filter(u8::is_ascii_hexdigit).map(hex).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
    }

    /// Behind `BI`: passes over entries, `ID`, data and `EI` (8.9.7). Nothing follows an image without end.
    fn skip_image(&mut self) {
        let mut entries = Dictionary::new();
        loop {
            self.skip_blanks();
            if let Some(object) = self.object(0) {
                self.skip_blanks();
                let value = self.object(0).or_else(|| match self.word() {
                    Some(Word::Constant(object)) => Some(object),
                    _ => None,
                });
                if let (Object::Name(key), Some(value)) = (object, value) {
                    entries.set(key, value);
                }
                continue;
            }
            match self.word() {
                Some(Word::Operator("ID")) => break,
                Some(_) => {}
                None => return,
            }
        }
        self.at += match self.bytes[self.at..] {
            [b'\r', b'\n', ..] => 2,
            [byte, ..] if is_blank(byte) => 1,
            _ => 0,
        };
        // The data of an image that is not compressed may hold anything, but its length is known.
        if let Some(end) = image_size(&entries).and_then(|size| self.at.checked_add(size))
            && let Some(rest) = self.bytes.get(end..)
            && let Some(mark) = rest.iter().position(|byte| !is_blank(*byte))
            && rest[mark..].starts_with(b"EI")
        {
            self.at = end + mark + 2;
            return;
        }
        let rest = &self.bytes[self.at..];
        let end = rest.windows(3).enumerate().find(|(at, window)| {
            is_blank(window[0])
                && window.ends_with(b"EI")
                && rest.get(at + 3).is_none_or(|&byte| is_blank(byte))
        });
        self.at = end.map_or(self.bytes.len(), |(at, _)| self.at + at + 3);
    }
}

/// The bytes of an inline image's data, `None` unless its entries tell without doubt.
fn image_size(entries: &Dictionary) -> Option<usize> {
    let entry = |short: &[u8], long: &[u8]| entries.get(short).or_else(|_| entries.get(long)).ok();
    let number = |object: &Object| usize::try_from(object.as_i64().ok()?).ok();
    if entry(b"F", b"Filter").is_some() {
        return None;
    }
    let (width, height) = (number(entry(b"W", b"Width")?)?, number(entry(b"H", b"Height")?)?);
    let is_mask = entry(b"IM", b"ImageMask").is_some_and(|mask| matches!(mask, Object::Boolean(true)));
    let bits = if is_mask {
        1
    } else {
        let components = match entry(b"CS", b"ColorSpace")? {
            Object::Array(_) => 1, // an indexed color space
            space => match space.as_name().ok()? {
                b"DeviceGray" | b"G" => 1,
                b"DeviceRGB" | b"RGB" => 3,
                b"DeviceCMYK" | b"CMYK" => 4,
                _ => return None,
            },
        };
        number(entry(b"BPC", b"BitsPerComponent")?)?.checked_mul(components)?
    };
    width.checked_mul(bits)?.div_ceil(8).checked_mul(height)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0 | 12)
}

fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// The value of a hexadecimal digit; 0 for any other byte.
fn hex(digit: u8) -> u8 {
    char::from(digit).to_digit(16).unwrap_or(0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Operators with their operands as lopdf prints them.
    fn check(content: &[u8], expect: &str) {
        let mut operations = Operations::new(content);
        let (mut found, mut operands) = (Vec::new(), Vec::new());
        while let Some(operator) = operations.next(&mut operands) {
            let mut printed: Vec<String> = operands.iter().map(|operand| format!("{operand:?}")).collect();
            printed.push(operator.to_owned());
            found.push(printed.join(" "));
        }
        assert_eq!(found.join("; "), expect, "{}", String::from_utf8_lossy(content));
    }

    #[test]
    fn operators_and_operands() {
        check(b"q 1 0 0 -1.5 .5 +7 cm\nQ", "q; 1 0 0 -1.5 0.5 7 cm; Q");
        check(b"/F1 12 Tf(a)Tj T*[(b)-20(c)]TJ", "/F1 12 Tf; (a) Tj; T*; [(b) -20 (c)] TJ");
        check(b"true false null x", "true false Null x");
        check(b"% a comment ( \r\n1 % another\n2 l", "1 2 l");
        check(b"0 0 m100 1 l", "0 0 m100; 1 l");
        check(b"<48 6>Tj", "<4860> Tj");
        check(b"/A#20B#ZC gs", "/A B#ZC gs");
        check(b"/P <</MCID 0 /ActualText (x)>> BDC", "/P <</MCID 0/ActualText (x)>> BDC");
    }

    #[test]
    fn operators_inside_an_array() {
        check(b"[(a) 0 Tc -250 (b) 0.1 Tw (c)] TJ q", "[(a) -250 (b) (c)] TJ; q");
        check(b"[(a) x (b)] TJ", "[(a) (b)] TJ");
        check(b"[(a) TJ 0 -12 Td [(b)] TJ", "[(a)] TJ; 0 -12 Td; [(b)] TJ");
        check(b"[(a) 0 Tc ET", "[(a) 0] Tc; ET");
        check(b"[(a) 0 Tc (b) TJ [(c)] TJ", "[(a) 0] Tc; (b) TJ; [(c)] TJ");
        check(b"[(a) 0 Tc (] TJ", "[(a) 0] Tc");
    }

    #[test]
    fn strings() {
        check(b"(a(b)c) Tj", "(a(b)c) Tj");
        check(b"(\\(\\)\\\\\\53\\0533\\\nx) Tj", "(()\\++3x) Tj");
        check(b"(a\r\nb\rc) Tj", "(a\nb\nc) Tj");
    }

    #[test]
    fn images_are_passed_over() {
        check(b"BI /W 2 /H 1 /BPC 8 /CS /G ID  E EI q", "BI; q");
        check(b"BI /W 4 /H 1 /BPC 8 /CS /G ID ( EI EI q", "BI; q");
        check(b"BI /F /Fl /W 9 ID \x01(\xff\x02 EI q", "BI; q");
        check(b"BI /W 9 ID never ends", "BI");
        check(b"BI never ends", "BI");
    }

    #[test]
    fn nonsense_is_passed_over() {
        check(b") 1 ] 2 >> } w", "1 2 w");
        check(b"[1 2 m q", "[1 2] m; q");
        check(b"(cut", "");
        check(b"[(cut", "");
        check(b"<</K", "");
        check(b"--5 1.2.3 0.00-4 99999999999999999999 - . d", "-5 1.2 0.004 100000000000000000000 0 0 d");
        check(b"\xff\xfe q", "; q");
    }

    #[test]
    fn bounds() {
        let mut operands = Vec::new();
        let nested = ["[".repeat(100_000), "]".repeat(100_000), " q Q".to_owned()].concat();
        let mut operations = Operations::new(nested.as_bytes());
        assert_eq!(operations.next(&mut operands), Some("q"));
        assert_eq!(operations.next(&mut operands), Some("Q"));
        let many = "[1 [2] ".repeat(100_000);
        assert_eq!(Operations::new(many.as_bytes()).next(&mut operands), None);
        let wide = format!("{} q", "1 ".repeat(100_000));
        assert_eq!(Operations::new(wide.as_bytes()).next(&mut operands), Some("q"));
        assert_eq!(operands.len(), MOST_OPERANDS);
    }
}
