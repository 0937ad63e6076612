#!/usr/bin/env python3
"""Whether a sentence's boxes hold that sentence: pdfium's characters inside them against its text.

usage: boxes.py MEDCHECK_BINARY [--all-kinds] [--sentences N] [PDF ...]      (default: ../shared/papers/*.pdf)
needs: pip install pypdfium2

Twenty papers are drawn with a fixed seed, and ten body sentences from each (any kind with --all-kinds; other
papers and other numbers of sentences when told). A character is inside when the center of its ink is. Right
is a sentence whose letters and digits (NFKD, lower case, a to z and 0 to 9) are exactly those that pdfium
has in its boxes, box by box, in pdfium's order. Every wrong one is printed with both texts and what differs:
`order` same letters in another order, `more` the boxes hold letters that the sentence has not, `less` the
reverse, `other` both.
"""
import argparse, random
from collections import Counter

import pypdfium2

from reference import Parsed, characters, letters, name, papers

SEED = 20
PAPERS = 20
# Boxes are rounded to hundredths of a point.
SLACK = 0.01


def inside(box, character):
    _, x0, y0, x1, y1 = box
    return x0 - SLACK <= character.x <= x1 + SLACK and y0 - SLACK <= character.y <= y1 + SLACK


def in_boxes(boxes, pages):
    """Letters in the boxes, each character once, in the order of boxes and then pdfium's."""
    taken, found = set(), []
    for box in boxes:
        for at, character in enumerate(pages[box[0]]):
            if (box[0], at) not in taken and inside(box, character):
                taken.add((box[0], at))
                found.append(character.text)
    return "".join(found)


def fault(ours, theirs):
    ours, theirs = Counter(ours), Counter(theirs)
    if ours == theirs:
        return "order"
    if not ours - theirs:
        return "more"
    return "other" if theirs - ours else "less"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--all-kinds", action="store_true")
    parser.add_argument("--sentences", type=int, default=10, help="of each paper")
    options = parser.parse_intermixed_args()
    draw = random.Random(SEED)
    files = papers(options.files)
    files = files if options.files else sorted(draw.sample(files, min(PAPERS, len(files))))
    right, seen, faults, kinds = 0, 0, Counter(), Counter()
    for path in files:
        parsed = Parsed(options.binary, path)
        wanted = [s for s in parsed.sentences if s["boxes"] and (options.all_kinds or s["kind"] == "body")]
        wanted = [s for s in wanted if len(letters(parsed.slice(s["span"]))) >= 20]
        document, pages = pypdfium2.PdfDocument(path), {}
        for sentence in draw.sample(wanted, min(options.sentences, len(wanted))):
            for box in sentence["boxes"]:
                if box[0] not in pages:
                    pages[box[0]] = characters(document[box[0] - 1])
            text, held = parsed.slice(sentence["span"]), in_boxes(sentence["boxes"], pages)
            seen += 1
            if letters(text) == letters(held):
                right += 1
                continue
            kind = fault(letters(text), letters(held))
            faults[kind] += 1
            kinds[sentence["kind"]] += 1
            print(f"{kind:5s} {name(path)} page {sentence['boxes'][0][0]} sentence {sentence['id']} {sentence['kind']}")
            print(f"      ours   {' '.join(text.split())}\n      boxes  {held}")
    print(f"{right} of {seen} right ({right / max(1, seen):.1%}), {len(files)} papers, seed {SEED}; "
          f"wrong: {dict(sorted(faults.items()))} {dict(sorted(kinds.items()))}")


if __name__ == "__main__":
    main()
