//! What the name of a font tells of its looks, for files whose descriptors do not.

/// `name` without the six letters and plus sign of a subset.
pub(super) fn without_subset_prefix(name: &str) -> &str {
    match name.split_once('+') {
        Some((prefix, rest))
            if prefix.len() == 6 && prefix.bytes().all(|b| b.is_ascii_alphanumeric()) && !rest.is_empty() =>
        {
            rest
        }
        _ => name,
    }
}

/// Whether the name is that of a bold face.
pub(super) fn is_bold(name: &str) -> bool {
    const STARTS: [&str; 17] = [
        "RTXB", "T1XB", "RPXB", "CMBX", "CMB1", "CMBSY", "CMMIB", "CMSSBX", "CMCSCBX", "SFBX", "SFSX",
        "SFBI", "SFBL", "SFXC", "ECBX", "ECSX", "TXB",
    ];
    const PARTS: [&str; 7] = ["bold", "black", "heavy", "demi", "-medi", "poster", "fett"];
    // Linux Libertine and Biolinum: B bold, Z semibold. Adobe: Bd, Blk, Smbd.
    const ENDS: [&str; 11] = [
        "LibertineTB",
        "LibertineTBI",
        "LibertineTZ",
        "LibertineTZI",
        "BiolinumTB",
        "-Bd",
        "-BdIt",
        "-Blk",
        "-Smbd",
        "-B",
        "-BI",
    ];
    let lower = name.to_ascii_lowercase();
    starts_with_any(name, &STARTS)
        || ENDS.iter().any(|end| name.ends_with(end))
        || PARTS.iter().any(|part| lower.contains(part)) && !lower.contains("medium")
        || lower.contains("bold")
}

/// Whether the name is that of an italic, oblique or slanted text face.
pub(super) fn is_italic(name: &str) -> bool {
    const STARTS: [&str; 19] = [
        "RTXI", "RTXBI", "RTXSL", "T1XI", "RPXI", "CMTI", "CMSL", "CMBXTI", "CMBXSL", "CMITT", "CMSSI",
        "CMU-TI", "SFTI", "SFSL", "SFBI", "SFBL", "SFSI", "ECTI", "ECSL",
    ];
    const PARTS: [&str; 6] = ["-slant", "ital", "oblique", "obli", "slanted", "kursiv"];
    const ENDS: [&str; 11] = [
        "LibertineTI",
        "LibertineTBI",
        "LibertineTZI",
        "BiolinumTI",
        "-It",
        "BoldIt",
        "-BdIt",
        "LightIt",
        "MediumIt",
        "-BI",
        "-I",
    ];
    let lower = name.to_ascii_lowercase();
    starts_with_any(name, &STARTS)
        || ENDS.iter().any(|end| name.ends_with(end))
        || PARTS.iter().any(|part| lower.contains(part))
}

/// Whether the name is that of a typewriter face.
pub(super) fn is_monospace(name: &str) -> bool {
    const STARTS: [&str; 11] =
        ["CMTT", "CMSLTT", "CMITT", "CMTCSC", "CMSTT", "SFTT", "SFIT", "SFST", "ECTT", "TXTT", "T1XTT"];
    const PARTS: [&str; 13] = [
        "courier",
        "consol",
        "typewriter",
        "nimbusmon",
        "menlo",
        "monaco",
        "lettergothic",
        "sourcecode",
        "firacode",
        "andale",
        "zi4",
        "cascadia",
        "hack-",
    ];
    let lower = name.to_ascii_lowercase();
    starts_with_any(name, &STARTS)
        || PARTS.iter().any(|part| lower.contains(part))
        || lower.contains("mono") && !lower.contains("monotype")
}

/// Whether the name is that of a mathematical or symbol face.
pub(super) fn is_math(name: &str) -> bool {
    const STARTS: [&str; 34] = [
        "CMMI", "CMSY", "CMEX", "CMBSY", "CMMIB", "CMBEX", "MSAM", "MSBM", "EUFM", "EUFB", "EUSM", "EUSB",
        "EURM", "EURB", "EUEX", "RSFS", "TXSY", "TXMI", "TXEX", "PXSY", "PXMI", "PXEX", "NTXSY", "NTXMI",
        "NTXEX", "NEWTXMI", "RTXMI", "STMARY", "WASY", "LASY", "MTSY", "MTMI", "MTEX", "DSROM",
    ];
    const PARTS: [&str; 5] = ["math", "symbol", "esint", "bbold", "txmia"];
    let lower = name.to_ascii_lowercase();
    starts_with_any(name, &STARTS) || PARTS.iter().any(|part| lower.contains(part))
}

/// Whether the name is that of the standard Symbol font, whose codes mean Greek letters and signs.
pub(super) fn is_symbol(name: &str) -> bool {
    name == "Symbol" || name == "SymbolMT" || name.starts_with("Symbol,") || name.starts_with("Symbol-")
}

/// Whether the name is that of Zapf Dingbats.
pub(super) fn is_zapf_dingbats(name: &str) -> bool {
    name.contains("Dingbats") && !name.contains("Webdings")
}

/// The names of TeX fonts are upper case in type 1 files and lower case elsewhere.
fn starts_with_any(name: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| {
        name.get(..start.len()).is_some_and(|head| head == *start || *head == start.to_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subset_prefixes() {
        for (name, expect) in [
            ("ABCDEF+CMR10", "CMR10"),
            ("CMR10", "CMR10"),
            ("ABC+CMR10", "ABC+CMR10"),
            ("ABCDEF+", "ABCDEF+"),
            ("", ""),
        ] {
            assert_eq!(without_subset_prefix(name), expect);
        }
    }

    /// `expect`: the letters of b(old), i(talic), t(ypewriter) and m(ath) that hold.
    fn check(name: &str, expect: &str) {
        let found: String =
            [('b', is_bold(name)), ('i', is_italic(name)), ('t', is_monospace(name)), ('m', is_math(name))]
                .into_iter()
                .filter_map(|(letter, holds)| holds.then_some(letter))
                .collect();
        assert_eq!(found, expect, "{name}");
    }

    #[test]
    fn looks_by_name() {
        check("CMR10", "");
        check("CMBX12", "b");
        check("CMTI10", "i");
        check("CMTT9", "t");
        check("CMBXTI10", "bi");
        check("CMMI10", "m");
        check("CMSY10", "m");
        check("MSBM10", "m");
        check("CMMIB10", "bm");
        check("SymbolMT", "m");
        check("NimbusRomNo9L-Regu", "");
        check("NimbusRomNo9L-Medi", "b");
        check("NimbusRomNo9L-MediItal", "bi");
        check("NimbusRomNo9L-ReguItal", "i");
        check("NimbusMonL-Regu", "t");
        check("Roboto-Medium", "");
        check("SourceSansPro-Semibold", "b");
        check("LinLibertineTB", "b");
        check("LinLibertineTI", "i");
        check("TimesNewRomanPS-BoldItalicMT", "bi");
        check("Courier-Oblique", "it");
        check("DejaVuSansMono-Bold", "bt");
        check("MonotypeCorsiva", "");
        check("LatinModernMath-Regular", "m");
        check("SFBX1000", "b");
        check("SFTT0900", "t");
        check("NimbusRomNo9L-Regu-Slant_167", "i");
        check("rtxb", "b");
        check("rtxmi", "m");
        check("é", "");
    }
}
