#!/bin/sh
# Sets the test pages of this folder and writes the truth about each, <case>.pdf and <case>.toml. The tests need
# neither this nor any typesetter. LaTeX and Typst give the same bytes each time.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
latex="columns float footnote wide table words headings title"

if [ "${1:-}" = "-h" ] || [ "${1:-}" = "--help" ]; then
    echo "usage: tests/layouts/build.sh [$latex typst html office]"
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1735689600 FORCE_SOURCE_DATE=1 LC_ALL=C TZ=UTC

need() {
    echo "build.sh needs: $1" >&2
    exit 2
}

program() {
    command -v "$1" >/dev/null 2>&1 || need "$1 ($2)"
}

wheel() {
    python3 -c "import importlib.metadata as m; assert m.version('$1') == '$2'" 2>/dev/null ||
        need "the Python wheel $1 (pip install $1==$2)"
}

truth() {
    python3 "$here/truth.py" "$@"
}

program python3 "3.11 or newer"
cp "$here"/*.tex "$here"/*.typ "$here/truth.sty" "$here/prose.toml" "$work"
cd "$work"
truth prose .

for case in ${*:-$latex typst html office}; do
    case $case in
    typst)
        wheel typst 0.15.0
        python3 -c "import typst; typst.compile('typst.typ', output='typst.pdf', ignore_system_fonts=True)"
        truth typst typst.typ >typst.toml
        ;;
    html)
        wheel weasyprint 70.0
        wheel pikepdf 10.17.0
        truth html >html.html
        python3 -m weasyprint --quiet html.html html.pdf
        truth still html.pdf
        truth anchors html.pdf >html.toml
        ;;
    office)
        program soffice "LibreOffice 7.4 (Debian 12: apt-get install --no-install-recommends \
libreoffice-writer-nogui fonts-liberation)"
        wheel pikepdf 10.17.0
        truth office >office.fodt
        soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to \
            'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}' \
            office.fodt >/dev/null
        truth still office.pdf
        truth anchors office.pdf >office.toml
        ;;
    *)
        [ -f "$here/$case.tex" ] || need "a case that exists, not $case"
        program pdflatex "TeX Live 2022 (Debian 12: apt-get install --no-install-recommends \
texlive-latex-base texlive-latex-recommended texlive-fonts-recommended)"
        for run in 1 2; do
            pdflatex -interaction=nonstopmode -halt-on-error "$case.tex" >log.txt 2>&1 || {
                tail -n 30 log.txt >&2
                exit 1
            }
        done
        if grep -E '^(Overfull|LaTeX Warning|Package .* Warning)' log.txt >&2; then
            echo "$case: the lines above want mending" >&2
            exit 1
        fi
        truth latex "$case.truth" >"$case.toml"
        ;;
    esac
    cp "$case.pdf" "$case.toml" "$here/"
    echo "$case: $(wc -c <"$case.pdf" | tr -d ' ') bytes"
done
