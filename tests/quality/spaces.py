#!/usr/bin/env python3
"""Words split or joined otherwise than by pdfium, as a share of the words.

usage: spaces.py MEDCHECK_BINARY [--examples N] [--each] [PDF ...]                    (default: ../shared/papers/*.pdf)
needs: pip install pypdfium2

Both texts become their letters and digits (NFKD, lower case), each with what stands before the next one.
They are aligned by stretches of SEED letters that occur once in either, each grown as far as the letters agree:
blocks in another order do not matter, and letters outside every stretch are not judged (`compared` says how
many are inside). At every pair of neighbors inside a stretch, a space in one text and none in the other is a
wrong boundary. The rate is wrong boundaries by words. Not judged, because pdfium is no witness there:
- a line break after a hyphen, slash or dash;
- its mark for a hyphen at a line end, unless the joined word stands elsewhere in the paper (pdfium joins
  across columns and pages whatever comes next);
- where it has a spacing accent between the letters, which belongs to one of them;
- where its words have less than SPELLED letters on average (text turned or spaced out, and formulas). The
  columns `spelled out` say how many of pdfium's and of our words stand in such places.
The second rate is over boundaries between two words of plain letters, two or more each: the first one also
counts formulas, superscripts and marks of footnotes, where either text may be right.
Examples are printed with context, ours then pdfium's, most frequent first.
"""
import argparse, re
from collections import Counter

import pypdfium2

from reference import SOFT_HYPHENS, Parsed, letters, name, papers

SEED = 12
SPELLED, WINDOW = 2.5, 4
ACCENTS = "´¨`ˆ˜¯˚ˇ¸"
JOINED, SPACE, EITHER, HYPHEN = "joined", "space", "either", "hyphen"


class Spelled:
    """A text as letters, with the place of each in the text and what stands between each and the next."""

    def __init__(self, text, own):
        self.text, found, self.places = text, [], []
        for at, character in enumerate(text):
            for letter in letters(character):
                found.append(letter)
                self.places.append(at)
        self.letters = "".join(found)
        self.gaps = [gap(text[a + 1:b], own) for a, b in zip(self.places, self.places[1:])]
        ends = [at + 1 for at, kind in enumerate(self.gaps) if kind == SPACE]
        words = list(zip([0] + ends, ends + [len(found)]))
        self.words = Counter(self.letters[a:b] for a, b in words)
        self.spelled, self.spelled_words = set(), 0
        for at, (start, end) in enumerate(words):
            around = words[max(0, at - WINDOW):at + WINDOW + 1]
            alphabetic = [b - a for a, b in around if not self.letters[a:b].isdigit()]
            if alphabetic and sum(alphabetic) / len(alphabetic) < SPELLED:
                self.spelled.update(range(start - 1, end))
                self.spelled_words += 1
        if not own:
            self.settle_hyphens()

    def parts_words(self, at):
        """Whether plain words of two letters or more stand before and after a boundary."""
        around = self.letters[max(0, at - 1):at + 3]
        inside = self.gaps[at - 1:at] + self.gaps[at + 1:at + 2]
        return len(around) == 4 and around.isalpha() and inside == [JOINED, JOINED]

    def settle_hyphens(self):
        plain = Counter(letters(word) for word in re.findall(r"[^\W_]+", self.text))
        for at, kind in enumerate(self.gaps):
            if kind == HYPHEN:
                start, end = at, at + 2
                while start > 0 and self.gaps[start - 1] == JOINED and self.places[start] - self.places[start - 1] <= 1:
                    start -= 1
                while end < len(self.letters) and self.gaps[end - 1] == JOINED and self.places[end] - self.places[end - 1] <= 1:
                    end += 1
                self.gaps[at] = JOINED if self.letters[start:end] in plain else EITHER


def gap(between, own):
    if not own and any(mark in between for mark in SOFT_HYPHENS):
        return HYPHEN
    if not own and any(accent in between for accent in ACCENTS):
        return EITHER
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


def shown(spelled, at):
    """What stands around a boundary, the boundary marked."""
    place = spelled.places[at]
    left = " ".join(spelled.text[max(0, place - 24):place + 1].split())[-18:]
    right = spelled.text[place + 1:place + 22].replace("\r", "").replace("\n", "⏎")
    return f"{left}|{right}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--examples", type=int, default=20, help="of each kind")
    parser.add_argument("--each", action="store_true", help="examples of every paper, not of all")
    options = parser.parse_intermixed_args()
    rates, plain, total, examples = [], [], Counter(), {"joins": [], "splits": []}
    for path in papers(options.files):
        document = pypdfium2.PdfDocument(path)
        theirs = Spelled("\n".join(page.get_textpage().get_text_range() for page in document), False)
        ours = Spelled(Parsed(options.binary, path).text, True)
        counts, mine = Counter(), {"joins": [], "splits": []}
        for here, there, length in stretches(ours.letters, theirs.letters):
            counts["letters"] += length
            counts["words"] += 1
            for step in range(length - 1):
                a, b = ours.gaps[here + step], theirs.gaps[there + step]
                if there + step in theirs.spelled:
                    continue
                counts["words"] += b == SPACE
                if b == EITHER or a == b:
                    continue
                kind = "joins" if a == JOINED else "splits"
                counts[kind] += 1
                counts["plain"] += theirs.parts_words(there + step) and ours.parts_words(here + step)
                mine[kind].append((name(path), shown(ours, here + step), shown(theirs, there + step)))
        rates.append((counts["joins"] + counts["splits"]) / max(1, counts["words"]))
        plain.append(counts["plain"] / max(1, counts["words"]))
        total += counts
        print(f"{name(path):40s} {rates[-1]:.3%}, plain {plain[-1]:.3%} of {counts['words']} words; joins {counts['joins']}, "
              f"splits {counts['splits']}; compared {counts['letters'] / max(1, len(theirs.letters)):.1%}; "
              f"spelled out {theirs.spelled_words}, ours {ours.spelled_words}")
        for kind, found in mine.items():
            examples[kind] += found
        if options.each:
            show(mine, options.examples)
    if not options.each:
        show(examples, options.examples)
    wrong = total["joins"] + total["splits"]
    print(f"{len(rates)} papers: mean {sum(rates) / len(rates):.4%}, worst {max(rates):.4%}; plain words: mean {sum(plain) / len(plain):.4%}, "
          f"worst {max(plain):.4%}; all papers as one "
          f"{wrong / max(1, total['words']):.4%} (joins {total['joins']}, splits {total['splits']})")


def show(examples, most):
    for kind, found in examples.items():
        # What the two characters at the boundary are tells one cause from another.
        for example, count in Counter(found).most_common(most):
            print(f"  ours {kind} {count:4d}×  {example[0][:24]:24s}  ours {example[1]!r}  pdfium {example[2]!r}")


if __name__ == "__main__":
    main()
