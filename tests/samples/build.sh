#!/bin/sh
# Sets the three fictional sample papers and lays them into papers/<id>/paper.pdf.
# The same tools give the same bytes: no clock, no paths and no random ids go in.
# After a change of the text, truth.toml of that paper has to follow.
set -eu

typst_version=0.15.0

if [ "${1:-}" = "-h" ] || [ "${1:-}" = "--help" ]; then
    echo "usage: tests/samples/build.sh [sample-dosewise] [sample-triagenote] [sample-wardtalk]"
    exit 0
fi

samples=$(cd "$(dirname "$0")" && pwd)
papers=$(cd "$samples/../.." && pwd)/papers
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

export SOURCE_DATE_EPOCH=1735689600 FORCE_SOURCE_DATE=1 LC_ALL=C TZ=UTC

need() {
    echo "build.sh needs: $1" >&2
    exit 2
}

latex() {
    command -v pdflatex >/dev/null 2>&1 ||
        need "pdflatex of TeX Live 2022 (Debian 12: apt-get install --no-install-recommends \
texlive-latex-base texlive-latex-recommended texlive-pictures texlive-fonts-recommended)"
    # three runs settle references, citations and bookmarks
    for run in 1 2 3; do
        (cd "$work/$1" && pdflatex -interaction=nonstopmode -halt-on-error paper.tex >log.txt 2>&1) || {
            tail -n 30 "$work/$1/log.txt" >&2
            exit 1
        }
    done
    if grep -E '^(Overfull|LaTeX Warning|Package .* Warning)' "$work/$1/log.txt" >&2; then
        echo "$1: the lines above want mending" >&2
        exit 1
    fi
}

typst_pdf() {
    # system fonts are left aside: only those inside the compiler are the same everywhere
    if command -v typst >/dev/null 2>&1 && typst --version | grep -q "^typst $typst_version"; then
        (cd "$work/$1" && typst compile --ignore-system-fonts paper.typ paper.pdf)
    elif python3 -c "import importlib.metadata as m; assert m.version('typst') == '$typst_version'" 2>/dev/null; then
        (cd "$work/$1" && python3 -c "
import typst
typst.compile('paper.typ', output='paper.pdf', ignore_system_fonts=True)")
    else
        need "typst $typst_version on PATH, or its Python wheel (pip install typst==$typst_version)"
    fi
}

for id in ${*:-sample-dosewise sample-triagenote sample-wardtalk}; do
    [ -d "$samples/$id" ] || { echo "no sample paper named $id" >&2; exit 2; }
    mkdir -p "$work/$id" "$papers/$id"
    if [ -f "$samples/$id/paper.tex" ]; then
        cp "$samples/$id/paper.tex" "$work/$id/"
        latex "$id"
    else
        cp "$samples/$id/paper.typ" "$work/$id/"
        typst_pdf "$id"
    fi
    cp "$work/$id/paper.pdf" "$papers/$id/paper.pdf"
    echo "$id: $(wc -c <"$papers/$id/paper.pdf" | tr -d ' ') bytes"
done
