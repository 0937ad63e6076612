"""What the quality scripts share: medcheck's reading of a file, and pdfium's characters as the reference.

needs: pip install pypdfium2

Nothing here knows how medcheck reads a page: it is run as a program, and its JSON is all that is looked at.
"""
import glob, json, os, re, subprocess, unicodedata
from collections import namedtuple

import pypdfium2
import pypdfium2.raw as raw

HERE = os.path.dirname(os.path.abspath(__file__))
PAPERS = os.path.join(HERE, "..", "..", "..", "shared", "papers")
# pdfium writes one of these for a hyphen at a line end that it takes for a mere break.
SOFT_HYPHENS = "\x02\ufffe\xad"

Character = namedtuple("Character", "text x y")


def letters(text):
    """Letters and digits in lower case. Accents are dropped: a spacing accent before its letter, as some
    fonts have it, is then as good as a composed letter."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", text).lower())


def papers(arguments):
    """The files named, or all shared papers; says so and ends where there are none."""
    files = arguments or sorted(glob.glob(os.path.join(PAPERS, "*.pdf")))
    if not files:
        print("skipped: ../shared/papers is absent")
        raise SystemExit(0)
    return files


def name(path):
    return os.path.basename(path)[:-4]


class Parsed:
    """One file as medcheck reads it. Spans are in bytes of the text, boxes in points from the lower left
    corner of the visible page; a sentence's letters and boxes are all that is compared."""

    def __init__(self, binary, path):
        done = subprocess.run([binary, "parse", path, "--format", "json"], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{os.path.basename(path)}: {done.stderr.strip()[:160]}")
        parsed = json.loads(done.stdout)
        self.text, self.bytes = parsed["text"], parsed["text"].encode()
        self.sentences = parsed["sentences"]

    def slice(self, span):
        return self.bytes[span[0]:span[1]].decode()


def characters(page):
    """pdfium's characters in its reading order with the center of each one's ink, measured like medcheck's
    boxes: from the lower left corner of the crop box. Blanks and what pdfium added itself are left out."""
    left, bottom, _, _ = page.get_cropbox()
    text_page = page.get_textpage()  # kept, for its handle dies with it
    handle = text_page.raw
    found = []
    box = [raw.c_double() for _ in range(4)]
    high = 0
    for at in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, at)
        # Beyond 16 bits pdfium gives two halves, each as a character of its own.
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if code <= 32 or 0xD800 <= code < 0xE000 or raw.FPDFText_IsGenerated(handle, at) == 1:
            continue
        if not raw.FPDFText_GetCharBox(handle, at, *box):
            continue
        x0, x1, y0, y1 = (value.value for value in box)
        found.append(Character(chr(code), (x0 + x1) / 2 - left, (y0 + y1) / 2 - bottom))
    return found
