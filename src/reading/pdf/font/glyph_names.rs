//! Glyph names as Unicode text: the Adobe Glyph List, the rules for composed names, and the names of TeX fonts.

use read_fonts::ps::agl;

use super::readable::is_unusable;

/// Text of the glyph called `name`; `None` when the name says nothing about the character (`g123`, `cid:7`, `.notdef`).
///
/// `zapf` admits the names `a1` … `a206` of ITC Zapf Dingbats, which elsewhere are mere numbers.
pub(super) fn text(name: &str, zapf: bool) -> Option<String> {
    let stem = name.split('.').next().unwrap_or_default();
    if !zapf && is_dingbat(stem) {
        return None;
    }
    if let Some(text) = special(stem) {
        return Some(text.to_owned());
    }
    if let Some(text) = listed(stem) {
        return Some(text);
    }
    // Sizes and variants of TeX's extension font and of expert sets: the character is that of the stem.
    const VARIANTS: [&str; 14] = [
        "bigg", "Bigg", "big", "Big", "display", "text", "oldstyle", "superior", "inferior", "small",
        "widest", "wider", "wide", "alt",
    ];
    for variant in VARIANTS {
        if let Some(base) = stem.strip_suffix(variant).filter(|base| !base.is_empty()) {
            return special(base).map(str::to_owned).or_else(|| listed(base));
        }
    }
    None
}

/// Names of the Adobe list and `uniXXXX`, `uXXXXX`, `f_f_i`, without those that end in private use.
fn listed(name: &str) -> Option<String> {
    let text: String = agl::name_to_chars(name).take(32).collect();
    (!text.is_empty() && !text.chars().any(is_unusable)).then_some(text)
}

/// Whether the name is of the form `a65`, which means something in ITC Zapf Dingbats only.
fn is_dingbat(name: &str) -> bool {
    name.strip_prefix('a')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn special(name: &str) -> Option<&'static str> {
    let index = SPECIAL.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    Some(SPECIAL[index].1)
}

/// Names that the Adobe list lacks or sends to private use, mostly of the Computer Modern and AMS math fonts
/// (after texglyphlist.txt of lcdf-typetools), sorted by bytes.
#[rustfmt::skip]
const SPECIAL: [(&str, &str); 395] = [
    ("Acute", "´"), ("Breve", "˘"), ("Bullet", "•"), ("Caron", "ˇ"), ("Circumflex", "ˆ"), ("Dbar", "Đ"),
    ("Diamond", "◇"), ("Dieresis", "¨"), ("Digamma", "ϝ"), ("Dj", "Ђ"), ("Dotaccent", "˙"), ("Dzh", "Џ"),
    ("Finv", "Ⅎ"), ("Fita", "Ѳ"), ("Gmir", "⅁"), ("Grave", "`"), ("Hard", "Ъ"), ("Hungarumlaut", "˝"),
    ("Ifractur", "ℑ"), ("Iroman", "І"), ("Ishort", "Й"), ("Izhitsa", "Ѵ"), ("Letter", "✉"), ("Macron", "¯"),
    ("Omegainv", "℧"), ("Rfractur", "ℜ"), ("Ring", "˚"), ("Soft", "Ь"), ("Th", "Th"), ("Tilde", "˜"),
    ("Tsoft", "Ћ"), ("Ya", "Я"), ("Yatz", "Ѣ"), ("Ye", "Є"), ("Yen", "¥"), ("Yo", "Ё"), ("Yu", "Ю"),
    ("Ze", "Э"), ("Zelo", "Ѕ"), ("Zhe", "Ж"), ("angbracketleft", "⟨"), ("angbracketright", "⟩"),
    ("anticlockwise", "↺"), ("approxorequal", "≊"), ("archleftdown", "↶"), ("archrightdown", "↷"),
    ("arrowbothv", "↕"), ("arrowbt", "↓"), ("arrowdblbothv", "⇕"), ("arrowdblbt", "⇓"), ("arrowdbltp", "⇑"),
    ("arrowhookleft", "↪"), ("arrowhookright", "↩"), ("arrowhorizex", "⎯"), ("arrownortheast", "↗"),
    ("arrownorthwest", "↖"), ("arrowparrleftright", "⇆"), ("arrowparrrightleft", "⇄"),
    ("arrowsoutheast", "↘"), ("arrowsouthwest", "↙"), ("arrowtailleft", "↢"), ("arrowtailright", "↣"),
    ("arrowtp", "↑"), ("arrowtripleleft", "⇚"), ("arrowtripleright", "⇛"), ("arrowvertex", "⏐"),
    ("arrowvertexdbl", "‖"), ("bardbl", "‖"), ("barshort", "∣"), ("beth", "ℶ"), ("between", "≬"),
    ("bigstar", "★"), ("blacklozenge", "⧫"), ("born", "*"), ("braceex", "⎪"), ("bracehtipdownleft", "⏞"),
    ("bracehtipdownright", "⏞"), ("bracehtipupleft", "⏟"), ("bracehtipupright", "⏟"), ("braceleftbt", "⎩"),
    ("braceleftmid", "⎨"), ("bracelefttp", "⎧"), ("bracerightbt", "⎭"), ("bracerightmid", "⎬"),
    ("bracerighttp", "⎫"), ("bracketleftbt", "⎣"), ("bracketleftex", "⎢"), ("bracketlefttp", "⎡"),
    ("bracketrightbt", "⎦"), ("bracketrightex", "⎥"), ("bracketrighttp", "⎤"), ("ceilingleft", "⌈"),
    ("ceilingright", "⌉"), ("centoldstyle", "¢"), ("check", "✓"), ("circleR", "®"), ("circleS", "Ⓢ"),
    ("circleasterisk", "⊛"), ("circlecopyrt", "◯"), ("circledivide", "⊘"), ("circledot", "⊙"),
    ("circleequal", "≗"), ("circleminus", "⊖"), ("circlering", "⊚"), ("clockwise", "↻"),
    ("commaaccent", ","), ("complement", "∁"), ("contintegral", "∮"), ("coproduct", "∐"), ("copyleft", "🄯"),
    ("copyrightsans", "©"), ("copyrightserif", "©"), ("curlyleft", "↫"), ("curlyright", "↬"),
    ("daleth", "ℸ"), ("dblarrowdwn", "⇊"), ("dblarrowheadleft", "↞"), ("dblarrowheadright", "↠"),
    ("dblarrowup", "⇈"), ("dblbracketleft", "⟦"), ("dblbracketright", "⟧"), ("defines", "≜"),
    ("diamondmath", "⋄"), ("diamondsolid", "⧫"), ("died", "†"), ("difference", "≏"), ("digamma", "ϝ"),
    ("discount", "⁒"), ("dividemultiply", "⋇"), ("divorced", "⚮"), ("dj", "ђ"), ("dnos", "d"),
    ("dotlessj", "ȷ"), ("dotplus", "∔"), ("downfall", "⋎"), ("downslope", "⟍"), ("dzh", "џ"),
    ("epsilon1", "ϵ"), ("epsiloninv", "∍"), ("equaldotleftright", "≒"), ("equaldotrightleft", "≓"),
    ("equalorfollows", "⋟"), ("equalorgreater", "⪖"), ("equalorless", "⪕"), ("equalorprecedes", "⋞"),
    ("equalorsimilar", "≂"), ("equalsdots", "≑"), ("equivasymptotic", "≍"), ("ff", "ff"), ("ffi", "ffi"),
    ("ffj", "ffj"), ("ffl", "ffl"), ("fi", "fi"), ("fita", "ѳ"), ("fj", "fj"), ("fl", "fl"), ("flat", "♭"),
    ("floorleft", "⌊"), ("floorright", "⌋"), ("fnos", "f"), ("follownotdbleqv", "⪺"),
    ("follownotslnteql", "⪶"), ("followornoteqvlnt", "⋩"), ("follows", "≻"), ("followsequal", "⪰"),
    ("followsorcurly", "≽"), ("followsorequal", "≿"), ("forces", "⊩"), ("forcesbar", "⊪"), ("fork", "⋔"),
    ("frown", "⌢"), ("ft", "ft"), ("geomequivalent", "≎"), ("gimel", "ℷ"), ("gnaborretni", "‽"),
    ("greaterdbleqlless", "⪌"), ("greaterdblequal", "≧"), ("greaterdot", "⋗"), ("greaterlessequal", "⋛"),
    ("greatermuch", "≫"), ("greaternotdblequal", "⪊"), ("greaternotequal", "⪈"),
    ("greaterorapproxeql", "⪆"), ("greaterorequalslant", "⩾"), ("greaterornotdbleql", "≩"),
    ("greaterornotequal", "≩"), ("greaterornotsimilar", "⋧"), ("greaterorsimilar", "≳"), ("guarani", "₲"),
    ("hard", "ъ"), ("harpoondownleft", "⇃"), ("harpoondownright", "⇂"), ("harpoonleftdown", "↽"),
    ("harpoonleftright", "⇌"), ("harpoonleftup", "↼"), ("harpoonrightdown", "⇁"), ("harpoonrightleft", "⇋"),
    ("harpoonrightup", "⇀"), ("harpoonupleft", "↿"), ("harpoonupright", "↾"), ("hatwide", "\u{302}"),
    ("hslash", "ℏ"), ("hyphenchar", "-"), ("hyphendbl", "-"), ("integerdivide", "∖"), ("integralex", "⎮"),
    ("intersectiondbl", "⋒"), ("intersectionsq", "⊓"), ("iroman", "і"), ("ishort", "й"), ("izhitsa", "ѵ"),
    ("latticetop", "⊤"), ("lessdbleqlgreater", "⪋"), ("lessdblequal", "≦"), ("lessdot", "⋖"),
    ("lessequalgreater", "⋚"), ("lessmuch", "≪"), ("lessnotdblequal", "⪉"), ("lessnotequal", "⪇"),
    ("lessorapproxeql", "⪅"), ("lessorequalslant", "⩽"), ("lessornotdbleql", "≨"), ("lessornotequal", "≨"),
    ("lessornotsimilar", "⋦"), ("lessorsimilar", "≲"), ("lscript", "ℓ"), ("maltesecross", "✠"),
    ("mapsto", "↦"), ("married", "⚭"), ("measuredangle", "∡"), ("multicloseleft", "⋉"),
    ("multicloseright", "⋊"), ("multimap", "⊸"), ("multiopenleft", "⋋"), ("multiopenright", "⋌"),
    ("nand", "⊼"), ("natural", "♮"), ("negationslash", "\u{338}"), ("notapproxequal", "≇"),
    ("notarrowboth", "↮"), ("notarrowleft", "↚"), ("notarrowright", "↛"), ("notbar", "∤"),
    ("notdblarrowboth", "⇎"), ("notdblarrowleft", "⇍"), ("notdblarrowright", "⇏"), ("notexistential", "∄"),
    ("notfollows", "⊁"), ("notfollowsoreql", "⪰\u{338}"), ("notforces", "⊮"), ("notforcesextra", "⊯"),
    ("notgreaterdblequal", "≧\u{338}"), ("notgreaterequal", "≱"), ("notgreaterorslnteql", "⩾\u{338}"),
    ("notlessdblequal", "≦\u{338}"), ("notlessequal", "≰"), ("notlessorslnteql", "⩽\u{338}"),
    ("notowner", "∌"), ("notprecedesoreql", "⪯\u{338}"), ("notsatisfies", "⊭"), ("notshortbar", "∤"),
    ("notshortparallel", "∦"), ("notsimilar", "≁"), ("notsubseteql", "⊈"),
    ("notsubsetordbleql", "⫅\u{338}"), ("notsubsetoreql", "⊊"), ("notsuperseteql", "⊉"),
    ("notsupersetordbleql", "⫆\u{338}"), ("notsupersetoreql", "⊋"), ("nottriangeqlleft", "⋬"),
    ("nottriangeqlright", "⋭"), ("nottriangleleft", "⋪"), ("nottriangleright", "⋫"), ("notturnstile", "⊬"),
    ("number", "№"), ("orunderscore", "⊻"), ("owner", "∋"), ("parallelshort", "∥"), ("parenleftbt", "⎝"),
    ("parenleftex", "⎜"), ("parenlefttp", "⎛"), ("parenrightbt", "⎠"), ("parenrightex", "⎟"),
    ("parenrighttp", "⎞"), ("perpcorrespond", "⩞"), ("peso", "₱"), ("pi1", "ϖ"), ("planckover2pi", "ℏ"),
    ("planckover2pi1", "ℏ"), ("precedenotdbleqv", "⪹"), ("precedenotslnteql", "⪵"),
    ("precedeornoteqvlnt", "⋨"), ("precedesequal", "⪯"), ("precedesorcurly", "≼"), ("precedesorequal", "≾"),
    ("prime", "′"), ("primereverse", "‵"), ("radicalbt", "√"), ("radicalex", "⎯"), ("radicaltp", "√"),
    ("radicalvertex", "⎮"), ("recipe", "℞"), ("registersans", "®"), ("registerserif", "®"),
    ("revasymptequal", "⋍"), ("revsimilar", "∽"), ("rho1", "ϱ"), ("rightanglene", "⌝"),
    ("rightanglenw", "⌜"), ("rightanglese", "⌟"), ("rightanglesw", "⌞"), ("ringinequal", "≖"),
    ("rupiah", "₨"), ("satisfies", "⊨"), ("sfthyphen", "-"), ("sharp", "♯"), ("shiftleft", "↰"),
    ("shiftright", "↱"), ("similarequal", "≃"), ("slurabove", "⌢"), ("slurbelow", "⌣"), ("smile", "⌣"),
    ("soft", "ь"), ("softhyphen", "-"), ("sphericalangle", "∢"), ("square", "□"), ("squarea", "□"),
    ("squaredot", "⊡"), ("squareimage", "⊏"), ("squareminus", "⊟"), ("squaremultiply", "⊠"),
    ("squareoriginal", "⊐"), ("squareplus", "⊞"), ("squaresmallsolid", "▪"), ("squaresolid", "■"),
    ("squiggleleftright", "↭"), ("squiggleright", "⇝"), ("star", "⋆"), ("subsetdbl", "⋐"),
    ("subsetdblequal", "⫅"), ("subsetnoteql", "⊊"), ("subsetornotdbleql", "⫋"), ("subsetornoteql", "⫋"),
    ("subsetsqequal", "⊑"), ("supersetdbl", "⋑"), ("supersetdblequal", "⫆"), ("supersetnoteql", "⊋"),
    ("supersetornotdbleql", "⫌"), ("supersetornoteql", "⫌"), ("supersetsqequal", "⊒"),
    ("suppress", "\u{337}"), ("threequartersemdash", "—"), ("ti", "ti"), ("tie", "⁀"),
    ("tieaccentcapital", "\u{361}"), ("tieaccentlowercase", "\u{361}"), ("tildelow", "~"),
    ("tildewide", "\u{303}"), ("trademarksans", "™"), ("trademarkserif", "™"), ("triangle", "△"),
    ("triangledownsld", "▼"), ("triangleinv", "▽"), ("triangleleft", "◃"), ("triangleleftequal", "⊴"),
    ("triangleleftsld", "◀"), ("triangleright", "▹"), ("trianglerightequal", "⊵"),
    ("trianglerightsld", "▶"), ("trianglesolid", "▲"), ("tsoft", "ћ"), ("tt", "tt"), ("tti", "tti"),
    ("turnstileleft", "⊢"), ("turnstileright", "⊣"), ("twelveudash", "—"), ("uniondbl", "⋓"),
    ("unionmulti", "⊎"), ("unionsq", "⊔"), ("uprise", "⋏"), ("upslope", "⟋"), ("varkappa", "ϰ"),
    ("vector", "\u{20d7}"), ("vextenddouble", "‖"), ("vextendsingle", "|"), ("visiblespace", "␣"),
    ("wreathproduct", "≀"), ("ya", "я"), ("yatz", "ѣ"), ("ye", "є"), ("yo", "ё"), ("yu", "ю"), ("ze", "э"),
    ("zelo", "ѕ"), ("zhe", "ж"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: Option<&str>) {
        assert_eq!(text(name, false).as_deref(), expect, "{name}");
    }

    #[test]
    fn special_names_are_sorted() {
        assert!(SPECIAL.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn names_of_the_adobe_list() {
        check("A", Some("A"));
        check("eacute", Some("é"));
        check("quoteright", Some("’"));
        check("uni00E9", Some("é"));
        check("u1D400", Some("𝐀"));
        check("uni00410042", Some("AB"));
        check("A.alt", Some("A"));
        check("f_f_i", Some("ffi"));
        check("T_h", Some("Th"));
        check("oneoldstyle", Some("1"));
    }

    #[test]
    fn names_of_tex_fonts() {
        check("ffi", Some("ffi"));
        check("dotlessi", Some("ı"));
        check("epsilon1", Some("ϵ"));
        check("parenleftBigg", Some("("));
        check("summationdisplay", Some("∑"));
        check("bracketlefttp", Some("⎡"));
        check("negationslash", Some("\u{338}"));
        check("square", Some("□"));
        check("pi1", Some("ϖ"));
        check("prime", Some("′"));
    }

    #[test]
    fn names_that_say_nothing() {
        for name in [
            "",
            ".notdef",
            "g123",
            "cid:7",
            "c65",
            "a65",
            "glyph12",
            "index5",
            "G41x",
            "enc-33",
            "uni00000044",
            "uniD800",
            "uniE000",
        ] {
            check(name, None);
        }
        assert_eq!(text("a65", true).as_deref(), Some("❆"));
    }
}
