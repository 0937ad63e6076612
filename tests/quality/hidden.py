"""Compares what medcheck calls hidden with the pixels of each page.

    python hidden.py MEDCHECK PAPER.pdf ...

Needs pymupdf and numpy. Every page is painted as it is and again without its text; where the two do not differ, no
pixel shows the text. Prints, tab-separated, each hidden line under which pixels differ (`seen`: wrong, or printed text
shares its place) and each run of characters that no pixel shows and medcheck does not call hidden (`missed`), then the
counts. With `--hidden` each hidden line is printed, too.
"""

import json
import subprocess
import sys

import numpy as np
import pymupdf

# Pixels a point, and the difference of a color part, of 255, that an eye could see.
SCALE = 2
SHADE = 12


def pixels(page):
    picture = page.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE), alpha=False, annots=False)
    shape = (picture.height, picture.width, picture.n)
    return np.frombuffer(picture.samples, np.uint8).reshape(shape).astype(np.int16)


def characters(page):
    """Each printed character with its box, page coordinates, in runs."""
    for run in page.get_texttrace():
        # Blanks, joiners, and the second letter of a ligature, which has no width, show nothing anyway.
        characters = [(chr(code), pymupdf.Rect(box)) for code, _, _, box in run["chars"]]
        yield [(letter, box) for letter, box in characters if letter.isprintable() and letter > " " and box.width > 0.01]


def differs(difference, box):
    """The greatest difference under a box; None outside the page."""
    height, width = difference.shape
    x0, y0 = max(int(box.x0 * SCALE), 0), max(int(box.y0 * SCALE), 0)
    x1, y1 = min(int(box.x1 * SCALE) + 1, width), min(int(box.y1 * SCALE) + 1, height)
    return int(difference[y0:y1, x0:x1].max()) if x0 < x1 and y0 < y1 else None


def check_page(page, lines):
    """Hidden lines that are seen, and characters that are hidden, told and not told."""
    runs = list(characters(page))
    crop = page.cropbox
    turned = page.rotation_matrix

    def on_page(box):
        _, x0, y0, x1, y1 = (box[key] for key in ("page", "x0", "y0", "x1", "y1")) if isinstance(box, dict) else box
        return (pymupdf.Rect(x0, crop.height - y1, x1, crop.height - y0) * turned).normalize()

    boxes = [[on_page(box) for box in line["boxes"]] for line in lines]
    before = pixels(page)
    page.add_redact_annot(page.rect, fill=False)
    page.apply_redactions(images=0, graphics=0, text=0)
    after = pixels(page)
    difference = abs(before - after).max(axis=2)
    seen = []
    for line, places in zip(lines, boxes):
        most = max((differs(difference, place) or 0 for place in places), default=0)
        if most > SHADE:
            seen.append((line, most))
    told, missed = 0, []
    for run in runs:
        text = ""
        for character, box in run:
            shown = differs(difference, box)
            if shown is not None and shown > SHADE:
                continue
            middle = pymupdf.Point((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
            near = (-1, -1, 1, 1)
            if any(middle in place + near for places in boxes for place in places):
                told += 1
            else:
                text += character
        if text:
            missed.append((text, run[0][1]))
    return seen, told, missed


def main(arguments):
    everything = "--hidden" in arguments
    medcheck, *papers = [argument for argument in arguments if argument != "--hidden"]
    pages = lines = wrong = found = lost = 0
    for paper in papers:
        run = subprocess.run([medcheck, "parse", "--format", "json", paper], capture_output=True, text=True)
        if run.returncode:
            print(f"{paper}\tnot read")
            continue
        hidden = json.loads(run.stdout).get("hidden", [])
        lines += len(hidden)
        with pymupdf.open(paper) as pdf:
            for number in range(1, len(pdf) + 1):
                here = [line for line in hidden if line["page"] == number]
                seen, told, missed = check_page(pdf[number - 1], here)
                pages, wrong, found = pages + 1, wrong + len(seen), found + told
                lost += sum(len(text) for text, _ in missed)
                for line in here if everything else []:
                    print(f"{paper}\tp. {number}\thidden\t{line['reason']}\t{line['text'][:100]!r}")
                for line, most in seen:
                    print(f"{paper}\tp. {number}\tseen\t{line['reason']}\t{line['text'][:100]!r}\t{most}")
                for text, box in missed:
                    print(f"{paper}\tp. {number}\tmissed\t\t{text[:100]!r}\t{box.x0:.0f} {box.y0:.0f}", flush=True)
    print(f"{pages} pages, {lines} hidden lines, {wrong} with pixels that differ")
    print(f"characters that no pixel shows: {found} told, {lost} not told")


if __name__ == "__main__":
    main(sys.argv[1:])
