#!/usr/bin/env python3
"""Words split or joined otherwise than by pdfium, as a share of the words.

usage: spaces.py MEDCHECK_BINARY [--examples N] [PDF ...]                    (default: ../shared/papers/*.pdf)
needs: pip install pypdfium2

Both texts become their letters and digits (NFKD, lower case), each with what stands before the next one.
They are aligned by stretches of SEED letters that occur once in either, each grown as far as the letters agree:
blocks in another order do not matter, and letters outside every stretch are not judged (`compared` says how
many are inside). At every pair of neighbors inside a stretch, a space in one text and none in the other is a
wrong boundary. A line break of pdfium is a space, except after a hyphen, slash or dash, where either is right;
after pdfium's mark for a hyphen of a mere line break, a space is wrong. The rate is wrong boundaries by words.
Examples are printed with context, ours then pdfium's, most frequent first.
"""
import argparse
from collections import Counter

import pypdfium2

from reference import SOFT_HYPHENS, Parsed, letters, name, papers

SEED = 12
JOINED, SPACE, EITHER = "joined", "space", "either"


def spelled(text, own):
    """The letters, the place of each in the text, and what is between each and the next."""
    found, places = [], []
    for at, character in enumerate(text):
        for letter in letters(character):
            found.append(letter)
            places.append(at)
    between = [gap(text[a + 1:b], own) for a, b in zip(places, places[1:])]
    return "".join(found), places, between


def gap(between, own):
    if not own and any(mark in between for mark in SOFT_HYPHENS):
        return JOINED
    if not any(character.isspace() for character in between):
        return JOINED
    before = between.replace("\r", "").partition("\n")
    # A word may go on behind these at a line end, and whether it does is not for pdfium to tell.
    if not own and before[1] and before[0][-1:] in ("-", "/", "–", "—", "‐", "_"):
        return EITHER
    return SPACE


def once(text):
    places = {}
    for at in range(len(text) - SEED + 1):
        seed = text[at:at + SEED]
        places[seed] = -1 if seed in places else at
    return {seed: at for seed, at in places.items() if at >= 0}


def stretches(ours, theirs):
    """(start in ours, start in theirs, length), apart from each other in both texts' letters."""
    found, mine, end = [], once(ours), 0
    for seed, there in sorted(once(theirs).items(), key=lambda item: item[1]):
        here = mine.get(seed)
        if here is None or there < end:
            continue
        start, length = 0, SEED
        while here + start > 0 and there + start > end and ours[here + start - 1] == theirs[there + start - 1]:
            start -= 1
        while here + length < len(ours) and there + length < len(theirs) and ours[here + length] == theirs[there + length]:
            length += 1
        found.append((here + start, there + start, length - start))
        end = there + length
    return found


def shown(text, places, at):
    """Two words around a boundary, the boundary marked."""
    left = " ".join(text[max(0, places[at] - 24):places[at] + 1].split())[-18:]
    right = " ".join(text[places[at] + 1:places[at] + 26].split(" "))
    return (left + "|" + " ".join(right.replace("\r", "").replace("\n", "⏎").split(" ")))[:40]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--examples", type=int, default=20, help="of each kind; for each paper with --each")
    parser.add_argument("--each", action="store_true", help="examples of every paper, not of all")
    options = parser.parse_args()
    rates, total, examples = [], Counter(), {"joins": [], "splits": []}
    for path in papers(options.files):
        document = pypdfium2.PdfDocument(path)
        reference = "\n".join(page.get_textpage().get_text_range() for page in document)
        text = Parsed(options.binary, path).text
        ours, our_places, our_gaps = spelled(text, True)
        theirs, their_places, their_gaps = spelled(reference, False)
        counts, mine = Counter(), {"joins": [], "splits": []}
        for here, there, length in stretches(ours, theirs):
            counts["letters"] += length
            counts["words"] += 1
            for step in range(length - 1):
                a, b = our_gaps[here + step], their_gaps[there + step]
                counts["words"] += b == SPACE
                if b == EITHER or a == b:
                    continue
                kind = "joins" if a == JOINED else "splits"
                counts[kind] += 1
                example = (shown(text, our_places, here + step), shown(reference, their_places, there + step))
                mine[kind].append((name(path), *example))
        wrong = counts["joins"] + counts["splits"]
        rates.append(wrong / max(1, counts["words"]))
        total += counts
        print(f"{name(path):40s} {rates[-1]:.4%} of {counts['words']} words; joins {counts['joins']}, "
              f"splits {counts['splits']}; compared {counts['letters'] / max(1, len(theirs)):.1%}")
        for kind, found in mine.items():
            examples[kind] += found
        if options.each:
            show(mine, options.examples)
    if not options.each:
        show(examples, options.examples)
    wrong = total["joins"] + total["splits"]
    print(f"{len(rates)} papers: mean {sum(rates) / len(rates):.4%}, worst {max(rates):.4%}; all words together "
          f"{wrong / max(1, total['words']):.4%} (joins {total['joins']}, splits {total['splits']})")


def show(examples, most):
    for kind, found in examples.items():
        # What the two characters at the boundary are tells one cause from another.
        for example, count in Counter(found).most_common(most):
            print(f"  ours {kind} {count:4d}×  {example[0][:24]:24s}  ours {example[1]!r}  pdfium {example[2]!r}")


if __name__ == "__main__":
    main()
