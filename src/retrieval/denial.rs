//! placeholder until merge
pub fn denies(text: &str) -> bool { text.contains(" not ") }
pub fn denied(text: &str) -> String { format!("It is not the case that {text}") }
