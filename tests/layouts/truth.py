"""Makes what build.sh needs of prose.toml, and the truth in TOML of what a typesetter wrote about its pages.

usage: truth.py prose DIR          writes DIR/prose.tex
       truth.py latex FILE.truth   prints the truth of records of truth.sty
       truth.py typst FILE.typ     prints the truth that a document with marks tells the compiler
       truth.py html               prints the article as HTML, with anchors
       truth.py office             prints the article as a flat OpenDocument text, with bookmarks
       truth.py still FILE.pdf     takes the clock and chance out of a PDF
       truth.py anchors FILE.pdf   prints the truth of either, from the named destinations in its PDF
"""

import itertools
import json
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
NOTICE = "A fictional text, made to test medcheck"
TITLE = "Who Reads the Slips on the Trays"
# Titles of sections and names of paragraphs, as in columns.tex.
ARTICLE = [
    "1 The kitchen", "kitchen", "slips", "readers",
    "2 The scores", "scores", "limits",
    "3 The sea", "ferry", "closing",
]
# Scaled points of TeX to points of PDF.
SP = 72 / 72.27 / 65536


def prose():
    return tomllib.loads((HERE / "prose.toml").read_text(encoding="utf-8"))


def prose_tex():
    lines = []
    for name, sentences in prose().items():
        said = "\n".join(rf"\say{{{sentence}}}\said{{{n}}}" for n, sentence in enumerate(sentences, 1))
        lines.append(rf"\expandafter\def\csname prose:{name}\endcsname{{%" + "\n" + said + "}")
    return "\n".join(lines) + "\n"


def of_latex(path):
    """The entries in reading order: that of the source, but for footnotes and late floats.

    A footnote waits for the next \\readnotes; the first late float is read at the first \\readfloat, and so on.
    """
    entries, marks = {}, {letter: [] for letter in "NLMRTU"}
    for line in path.read_text(encoding="utf-8").splitlines():
        letter, number, page, x, y, rest = line.split("|", 5)
        number, at = int(number), [int(page), int(x) * SP, int(y) * SP]
        if letter in marks:
            marks[letter].append(number)
        elif letter == "B":
            kind, level, text = rest.split("|", 2)
            entries[number] = {"kind": kind, "level": int(level), "text": text, "points": [at]}
        elif letter == "C":
            row = entries.setdefault(number, {"kind": "table", "level": 0, "text": "", "points": []})
            row["text"] = f"{row['text']} {rest}".strip()
            row["points"].append(at)
        else:
            entries[number]["points"].append(at)

    def place(number):
        if entries[number]["kind"] == "footnote":
            return (next(wait for wait in marks["N"] if wait > number), number)
        for begin, end, read in zip(marks["L"], marks["M"], marks["R"], strict=True):
            if begin < number < end:
                return (read, number)
        return (number, 0)

    for begin, end in zip(marks["T"], marks["U"], strict=True):
        inside = [entries[number] for number in sorted(entries) if begin < number < end]
        caption = " ".join(clean(entry["text"]) for entry in inside if entry["kind"] == "caption")
        for row in inside:
            if row["kind"] == "table":
                row["caption"] = caption
    return [entries[number] for number in sorted(entries, key=place)]


def of_typst(path):
    """Asks the compiler for the marks in the order of the source."""
    import typst

    marks = json.loads(typst.query(str(path), "<truth>", field="value", ignore_system_fonts=True))
    entries = {}
    for mark in marks:
        if mark["letter"] == "B":
            entries[mark["id"]] = mark["said"] | {"points": []}
        entries[mark["id"]]["points"].append([mark["page"], mark["x"], mark["y"]])
    return list(entries.values())


def article():
    """The parts of the article: (kind, [(number, sentence)])."""
    numbers, texts = itertools.count(1), prose()
    parts = [("title", [TITLE])]
    parts += [("body", texts[part]) if part in texts else ("heading", [part]) for part in ARTICLE]
    return [(kind, [(next(numbers), text) for text in said]) for kind, said in parts]


def html():
    elements = {"title": "h1", "heading": "h2", "body": "p"}
    out = []
    for kind, said in article():
        spans = " ".join(f'<span id="b{n}">{text}</span><span id="e{n}"></span>' for n, text in said)
        element = f"<{elements[kind]}>{spans}</{elements[kind]}>"
        out.append(element + "\n<main>" if kind == "title" else element)
    style = (HERE / "html.css").read_text(encoding="utf-8").replace("NOTICE", NOTICE)
    head = f"<head><title>{TITLE}</title><style>{style}</style></head>"
    text = "\n".join(out)
    return f'<!doctype html><html lang="en">{head}<body>{text}</main></body></html>\n'


def office():
    out = []
    for kind, said in article():
        runs = " ".join(
            f'<text:bookmark text:name="b{n}"/>{text}<text:bookmark text:name="e{n}"/>' for n, text in said
        )
        out.append(f'<text:p text:style-name="{kind}">{runs}</text:p>')
    document = (HERE / "office.fodt").read_text(encoding="utf-8")
    return document.replace("NOTICE", NOTICE).replace("<!-- title -->", out[0]).replace("<!-- text -->", "".join(out[1:]))


def still(path):
    """Takes the clock and chance out of a PDF."""
    import pikepdf

    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        if "/CreationDate" in pdf.docinfo:
            del pdf.docinfo["/CreationDate"]
        for key in ["/DocChecksum", "/ID"]:
            if key in pdf.trailer:
                del pdf.trailer[key]
        pdf.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def of_anchors(path):
    """Destinations tell the left side and the top of a line; half a line below that is inside of it."""
    import pikepdf

    with pikepdf.open(path) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        places = {}
        old_form = pdf.Root.get("/Dests")
        named = old_form.items() if old_form is not None else pikepdf.NameTree(pdf.Root.Names.Dests).items()
        for name, (page, _, left, top, _) in named:
            places[name.strip("/")] = [numbers[page.objgen], float(left), float(top) - 6]
        entries = [
            {"kind": kind, "level": 1, "text": text, "points": [places[f"b{n}"], places[f"e{n}"]]}
            for kind, said in article()
            for n, text in said
        ]
        for number in range(1, len(pdf.pages) + 1):
            for text in [NOTICE, str(number)]:
                entries.append({"kind": "furniture", "level": 0, "text": text, "points": []})
    return entries


def clean(text):
    return " ".join(text.replace("~", " ").split())


def toml(entries):
    """Furniture last, page by page: it is read beside the text, not in it."""
    furniture = [entry for entry in entries if entry["kind"] == "furniture"]
    if all(entry["points"] for entry in furniture):
        furniture.sort(key=lambda entry: (entry["points"][0][0], -entry["points"][0][2]))
    out = ["# Written by build.sh from what the typesetter says; points from the lower left corner of the page."]
    for entry in [entry for entry in entries if entry["kind"] != "furniture"] + furniture:
        points = ", ".join(f"[{page}, {x:.2f}, {y:.2f}]" for page, x, y in entry["points"])
        out.append(f"\n[[sentence]]\nkind = \"{entry['kind']}\"")
        if entry["kind"] == "heading":
            out.append(f"level = {entry['level']}")
        for key in ["text", "caption"]:
            if key in entry:
                out.append(f"{key} = {json.dumps(clean(entry[key]), ensure_ascii=False)}")
        out.append(f"points = [{points}]")
    return "\n".join(out) + "\n"


match sys.argv[1:]:
    case ["prose", folder]:
        (Path(folder) / "prose.tex").write_text(prose_tex(), encoding="utf-8")
    case ["latex", path]:
        sys.stdout.write(toml(of_latex(Path(path))))
    case ["typst", path]:
        sys.stdout.write(toml(of_typst(Path(path))))
    case ["html"]:
        sys.stdout.write(html())
    case ["office"]:
        sys.stdout.write(office())
    case ["still", path]:
        still(Path(path))
    case ["anchors", path]:
        sys.stdout.write(toml(of_anchors(Path(path))))
    case _:
        sys.exit(__doc__)
