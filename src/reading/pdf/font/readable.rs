//! Characters that tell a reader something.

/// Whether `c` tells a reader nothing: controls, private use, noncharacters, the replacement character.
pub(super) fn is_unusable(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        '\u{E000}'..='\u{F8FF}' | '\u{FFFD}' | '\u{FDD0}'..='\u{FDEF}' | '\u{F0000}'.. => true,
        _ => c.is_control() || (c as u32) & 0xFFFE == 0xFFFE,
    }
}
