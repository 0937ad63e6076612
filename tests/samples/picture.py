#!/usr/bin/env python3
"""Draws the README's picture: what a terminal shows of a draft, as SVG. Python 3, standard library only.

usage: CLICOLOR_FORCE=1 target/release/medcheck draft sample-dosewise | tests/samples/picture.py 34 > tests/samples/draft.svg
"""

import html
import re
import sys

WIDTH, HEIGHT, MARGIN = 8.4, 18, 16
COLORS = {"31": "#c4432b", "32": "#2c7a3f", "33": "#9a6700", "34": "#2456b0", "36": "#1b7083"}


def style(codes):
    fill = next((COLORS[code] for code in codes if code in COLORS), "#1f2328")
    if "2" in codes:
        fill = "#6e7781"
    return f'fill="{fill}"' + (' font-weight="bold"' if "1" in codes else "")


def main():
    lines = sys.stdin.read().splitlines()[: int(sys.argv[1])]
    columns = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in lines)
    width, height = columns * WIDTH + 2 * MARGIN, len(lines) * HEIGHT + 2 * MARGIN
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" width="{width:.0f}">')
    print(f'<rect width="100%" height="100%" rx="8" fill="#ffffff" stroke="#d0d7de"/>')
    print('<g font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14">')
    for row, line in enumerate(lines):
        column, codes = 0, set()
        for part in re.split(r"(\x1b\[[0-9;]*m)", line):
            if part.startswith("\x1b"):
                given = part[2:-1].split(";")
                codes = set() if given in ([""], ["0"]) else codes | set(given)
            elif part:
                x, y = MARGIN + column * WIDTH, MARGIN + (row + 0.75) * HEIGHT
                text = html.escape(part)
                length = len(part) * WIDTH
                print(f'<text x="{x:.1f}" y="{y:.1f}" textLength="{length:.1f}" xml:space="preserve" {style(codes)}>{text}</text>')
                column += len(part)
    print("</g></svg>")


main()
