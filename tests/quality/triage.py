#!/usr/bin/env python3
"""How well `triage` tells medical benchmarks by their abstracts, on real papers that are not part of the repository.

usage: tests/quality/triage.py PROGRAM PAPERS [ROUND]

PAPERS is a folder of PDFs with a manifest.csv, whose `set` says what each paper is and whose `round` when it came.
Title and abstract are those that PROGRAM reads from the PDF. Python 3, standard library only.
"""

import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile

WORDS = 350


def run(*arguments):
    return subprocess.run(arguments, capture_output=True, text=True, check=False).stdout


def abstract(program, path):
    read = json.loads(run(program, "parse", str(path), "--format", "json"))
    sentences, sections = read["sentences"], read["sections"]
    letters = read["text"].encode()
    text = lambda sentence: " ".join(letters[slice(*sentence["span"])].decode().split())
    named = [at for at, section in enumerate(sections) if re.search(r"abstract|summary", section["title"], re.I)]
    chosen = [text(one) for one in sentences if named and one.get("section") == named[0] and one.get("kind") == "body"]
    if not chosen:
        # Without such a heading it is what stands before the introduction.
        introduction = [at for at, section in enumerate(sections) if re.search(r"introduction|background", section["title"], re.I)]
        end = introduction[0] if introduction else 1
        chosen = [text(one) for one in sentences if (one.get("section") is None or one["section"] < end) and one.get("kind") == "body"]
    return read["paper"]["title"], " ".join(" ".join(chosen).split()[:WORDS])


def main():
    program, papers = sys.argv[1], pathlib.Path(sys.argv[2])
    rows = [row for row in csv.DictReader((papers / "manifest.csv").open()) if len(sys.argv) < 4 or row["round"] == sys.argv[3]]
    records, truth = [], []
    for row in rows:
        title, summary = abstract(program, papers / row["file"])
        truth.append(row)
        records.append(f"TY  - JOUR\nTI  - {row['title'] or title}\nAB  - {summary}\nUR  - https://example.org/{len(truth)}\nER  - \n")
    with tempfile.TemporaryDirectory() as folder:
        listing = pathlib.Path(folder) / "papers.ris"
        listing.write_text("\n".join(records))
        found = json.loads(run(program, "triage", str(listing), "--format", "json"))["papers"]
    assert len(found) == len(truth), f"{len(found)} of {len(truth)} papers are found"
    said = [(one["kind"] == "medical_benchmark", row["set"] == "medical", row["file"], one["kind"]) for one, row in zip(found, truth)]
    hits = sum(says and is_one for says, is_one, *_ in said)
    precision = hits / max(1, sum(says for says, *_ in said))
    recall = hits / max(1, sum(is_one for _, is_one, *_ in said))
    print(f"{len(said)} papers: precision {precision:.3f}, recall {recall:.3f}")
    for says, is_one, file, kind in said:
        if says != is_one:
            print(f"  {'false' if says else 'missed'}: {file} ({kind})")


main()
