"""Recomputes what `medcheck stats` says from `medcheck export`, with libraries that others check.

    python tests/statistics/check.py [PROGRAM [WORKSPACE]]

Without a workspace, makes one of fictional papers with random decisions of two or three people. Needs numpy,
scipy, statsmodels and krippendorff (PyPI). Prints the largest difference of every kind of figure; the exit
code is 1 if one is above 1e-9 (intervals of the bootstrap, which draws by chance: 0.02).
"""

import itertools
import json
import random
import subprocess
import sys
import tempfile
import tomllib
import warnings
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import krippendorff
import numpy as np
from scipy.stats import spearmanr
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

ROOT = Path(__file__).resolve().parents[2]
RUBRIC = tomllib.loads((ROOT / "src/rubric/medcheck.toml").read_text())
CRITERIA = [criterion | {"id": str(criterion["id"])} for criterion in RUBRIC["criterion"]]
SCALE = [0, 1, 2]
TOLERANCE, BOOTSTRAP_TOLERANCE = 1e-9, 0.02
warnings.simplefilter("ignore")


def make_workspace(folder):
    """28 papers, of which 22 are confirmed: levels, NA, open cells, disagreements settled and left open."""
    draw = random.Random(46)
    settings = []
    for number in range(28):
        name = f"paper-{number:02}"
        home = folder / "papers" / name
        home.mkdir(parents=True)
        (home / "paper.md").write_text(f"# Fictional Benchmark {number}\n\nWe made {number} questions.\n")
        if number % 7:
            tags = json.dumps(draw.sample(["text", "images", "dialog"], draw.randint(0, 2)))
            settings.append(
                f'[papers."{name}"]\nyear = {2018 + number % 6}\nvenue = "Venue {number % 3}"\ntags = {tags}\n'
            )
        people = ["ada", "bo", "cy"] if number % 4 == 0 else ["ada", "bo"]
        at = datetime(2026, 1, 1 + number, 9)
        quality = draw.random()
        lines, standing = [], defaultdict(dict)

        def say(reviewer, criterion, score, **more):
            nonlocal at
            at += timedelta(milliseconds=draw.choice([1, 99, 100, 8000, 45000, 600000, 600001, 1800000]))
            time = at.isoformat(timespec="milliseconds") + "Z"
            decision = {"rubric": "medcheck", "criterion": criterion, "reviewer": reviewer, "at": time, "score": score}
            lines.append(decision | ({"unclear": True} if score is None else {}) | more)

        def mark(reviewer, what):
            nonlocal at
            at += timedelta(seconds=5)
            time = at.isoformat(timespec="milliseconds") + "Z"
            lines.append({"rubric": "medcheck", "mark": what, "reviewer": reviewer, "at": time})

        for place, criterion in enumerate(CRITERIA):
            ease = quality + draw.gauss(0, 0.4) - place % 5 / 8
            for reviewer in people:
                seen = ease + draw.gauss(0, 0.2)
                score = 0 if seen < 0.1 else 1 if seen < 0.6 else 2
                chance = draw.random()
                score = "NA" if chance < 0.06 else None if chance < 0.1 else score
                if draw.random() < 0.1:
                    say(reviewer, criterion["id"], draw.choice(SCALE))
                say(reviewer, criterion["id"], score)
                standing[criterion["id"]][reviewer] = score
        for reviewer in people:
            mark(reviewer, "finished")
        for criterion, said in standing.items():
            if len(set(map(str, said.values()))) > 1:
                say("ada", criterion, draw.choice([0, 1, 2, "NA", None]), adjudicates=True, note="settled")
        if number % 5 != 4:
            mark("ada", "confirmed")
        (home / "decisions.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "medcheck.toml").write_text("".join(settings))


class Differences:
    """The largest difference of every kind of figure, and how many were compared."""

    def __init__(self):
        self.largest, self.counts = defaultdict(float), Counter()

    def compare(self, kind, said, expected):
        missing = expected is None or np.isnan(expected)
        if (said is None) != missing:
            raise SystemExit(f"{kind}: the program says {said}, here it is {expected}")
        if not missing:
            self.counts[kind] += 1
            self.largest[kind] = max(self.largest[kind], abs(said - expected))

    def interval(self, kind, said, expected):
        self.compare(kind, said["low"], expected[0])
        self.compare(kind, said["high"], expected[1])

    def share(self, said, count, of):
        if (said["count"], said["of"]) != (count, of):
            raise SystemExit(f"counts: the program says {said}, here it is {count} of {of}")
        self.compare("shares", said["share"], count / of if of else None)
        self.interval("Wilson intervals", said, proportion_confint(count, of, method="wilson") if of else (None, None))


def mean(values):
    values = [value for value in values if value is not None]
    return float(np.mean(values)) if values else None


def rate(cells):
    levels = [score for score in cells if isinstance(score, int)]
    return sum(levels) / (2 * len(levels)) if levels else None


def bounds(cells):
    levels = [score for score in cells if isinstance(score, int)]
    everything = len(levels) + sum(score is None for score in cells)
    if not everything:
        return None, None
    return sum(levels) / (2 * everything), (sum(levels) + 2 * (everything - len(levels))) / (2 * everything)


def bootstrap(values, draws=20000):
    """None in a value is a paper without a rate."""
    values = np.array([np.nan if value is None else value for value in values])
    drawn = np.random.default_rng(1).integers(0, len(values), (draws, len(values)))
    return np.nanquantile(np.nanmean(values[drawn], axis=1), [0.025, 0.975])


def spearman(a, b):
    return spearmanr(a, b).statistic if len(a) > 2 and len(set(a)) > 1 and len(set(b)) > 1 else None


def check_figures(said, audits, found):
    cells = {criterion["id"]: [audit["levels"][criterion["id"]] for audit in audits] for criterion in CRITERIA}
    sizes = {criterion["published"]["of"] for criterion in CRITERIA if "of" in criterion.get("published", {})}
    for criterion, own in zip(CRITERIA, said["criteria"], strict=True):
        column = cells[criterion["id"]]
        scored = [score for score in column if isinstance(score, int)]
        for level, share in zip(SCALE, own["levels"], strict=True):
            found.share(share, scored.count(level), len(column))
        found.share(own["not_applicable"], column.count("NA"), len(column))
        found.share(own["open"], column.count(None), len(column))
        found.share(own["lowest"], scored.count(0), len(scored))
        open_cells = column.count(None)
        found.compare("bounds", own["lowest_lower_bound"], scored.count(0) / (len(scored) + open_cells))
        found.compare("bounds", own["lowest_upper_bound"], (scored.count(0) + open_cells) / (len(scored) + open_cells))
        found.compare("means", own["mean_compliance"], rate(column))
        for name, bound in zip(["lower_bound", "upper_bound"], bounds(column), strict=True):
            found.compare("bounds", own[name], bound)
        published = criterion.get("published")
        if published:
            is_lowest = published["kind"] == "not_met"
            count = scored.count(0) if is_lowest else len(scored) - scored.count(0)
            of = published.get("of", min(sizes))
            there = published.get("count", published["share"] * of)
            found.share(own["published"]["here"], count, len(scored))
            found.compare("differences", own["published"]["difference"], count / len(scored) - there / of)
            expected = confint_proportions_2indep(count, len(scored), there, of, compare="diff", method="newcomb")
            found.interval("Newcombe intervals", own["published"], expected)
    places = [(phase["id"], own) for phase, own in zip(RUBRIC["phase"], said["phases"], strict=True)]
    for phase, own in [*places, (None, said["overall"])]:
        ids = [criterion["id"] for criterion in CRITERIA if phase in (None, criterion["phase"])]
        rows = [[audit["levels"][id] for id in ids] for audit in audits]
        rates = [rate(row) for row in rows]
        found.compare("means", own["value"], mean(rates))
        if len(audits) > 1:
            found.interval("bootstrap intervals", own, bootstrap(rates))
        for at, name in enumerate(["lower_bound", "upper_bound"]):
            found.compare("bounds", own[name], mean(bounds(row)[at] for row in rows))
        ranking = next(one for one in said["rankings"] if one["phase"] == phase)["papers"]
        best = sorted((-value, audit["id"]) for value, audit in zip(rates, audits) if value is not None)
        if [one["paper"] for one in ranking] != [id for _, id in best]:
            ties = {round(value, 12) for value, _ in best}
            if len(ties) == len(best):
                raise SystemExit(f"ranking of phase {phase} differs")
        for one in ranking:
            found.compare("means", one["value"], next(-value for value, id in best if id == one["paper"]))
    by_id = {audit["id"]: audit for audit in audits}
    groups = defaultdict(list)
    for paper in said["papers"]:
        if paper["year"] is not None:
            groups[str(paper["year"])].append(rate(list(by_id[paper["id"]]["levels"].values())))
    for group in said["groups"]["groups"]:
        found.compare("means", group["overall"]["value"], mean(groups[group["name"]]))
    years = [(int(year), value) for year, values in groups.items() for value in values if value is not None]
    expected = spearman(*zip(*years)) if years else None
    found.compare("correlations", (said["trend"] or {}).get("rho"), expected)


def check_correlations(said, audits, found):
    for own in said:
        rows = [(audit["levels"][own["a"]], audit["levels"][own["b"]]) for audit in audits]
        rows = [(a, b) for a, b in rows if isinstance(a, int) and isinstance(b, int)]
        found.compare("correlations", own["rho"], spearman(*zip(*rows)) if rows else None)


def check_agreement(said, audits, found):
    units = {}
    for audit in audits:
        latest = {}
        for line in sorted(audit["lines"], key=lambda line: line["at"]):
            if "criterion" in line and not line.get("adjudicates"):
                latest[line["criterion"], line["reviewer"]] = line["score"]
        for (criterion, reviewer), score in latest.items():
            if score is not None:
                units.setdefault((audit["id"], criterion), {})[reviewer] = score
    people = sorted({reviewer for unit in units.values() for reviewer in unit})
    pairs = {(pair["a"], pair["b"]): pair for pair in said["pairs"]}
    for a, b in itertools.combinations(people, 2):
        both = [(unit[a], unit[b]) for unit in units.values() if a in unit and b in unit]
        if not both:
            continue
        pair = pairs[a, b]
        found.compare("raw agreement", pair["raw"], np.mean([x == y for x, y in both]))
        levels = [(x, y) for x, y in both if isinstance(x, int) and isinstance(y, int)]
        table = np.zeros((3, 3))
        for x, y in levels:
            table[x, y] += 1
        found.compare("weighted kappa", pair["kappa"], cohens_kappa(table, wt="quadratic", return_results=False))
    several = [unit for unit in units.values() if len(unit) > 1]
    if not several:
        return
    raters = max(Counter(map(len, several)).items(), key=lambda item: (item[1], item[0]))[0]
    ratings = [[3 if score == "NA" else score for score in unit.values()] for unit in several if len(unit) == raters]
    if (said["fleiss"]["raters"], said["fleiss"]["cells"]) != (raters, len(ratings)):
        raise SystemExit(f"Fleiss: the program says {said['fleiss']}, here it is {raters}, {len(ratings)}")
    found.compare("Fleiss kappa", said["fleiss"]["kappa"], fleiss_kappa(aggregate_raters(np.array(ratings), 4)[0]))

    def alpha(wanted):
        chosen = [unit for (_, criterion), unit in units.items() if wanted(criterion)]
        level = lambda score: score if isinstance(score, int) else np.nan
        data = [[level(unit.get(person)) for unit in chosen] for person in people]
        return krippendorff.alpha(data, level_of_measurement="ordinal", value_domain=SCALE)

    found.compare("alpha", said["alpha"], alpha(lambda _: True))
    for own in said["phases"]:
        ids = {criterion["id"] for criterion in CRITERIA if criterion["phase"] == own["phase"]}
        found.compare("alpha", own["alpha"], alpha(ids.__contains__))


def check_workload(said, audits, found):
    times = defaultdict(list)
    for audit in audits:
        for line in audit["lines"]:
            if "criterion" in line:
                times[line["reviewer"]].append(datetime.fromisoformat(line["at"]))
    for own in said:
        sorted_times = sorted(times[own["reviewer"]])
        gaps = [(b - a).total_seconds() for a, b in itertools.pairwise(sorted_times)]
        gaps = [gap for gap in gaps if 0.1 <= gap <= 600]
        found.compare("workload", own["per_hour"], len(gaps) / (sum(gaps) / 3600) if gaps else None)


def main():
    program = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/release/medcheck").resolve()
    with tempfile.TemporaryDirectory() as made:
        workspace = Path(sys.argv[2] if len(sys.argv) > 2 else made)
        if len(sys.argv) < 3:
            make_workspace(workspace)
        run = lambda *words: subprocess.run(
            [program, "--workspace", workspace, *words], check=True, capture_output=True, text=True
        ).stdout
        audits = [json.loads(line) for line in run("export", "--format", "json", "--quiet").splitlines()]
        said = json.loads(run("stats", "--format", "json"))
    confirmed = [audit for audit in audits if audit["confirmed"]]
    for audit in confirmed:
        audit["id"] = audit["paper"]["id"]
        audit["levels"] = {cell["criterion"]: cell["score"] for cell in audit["cells"]}
    if [paper["id"] for paper in said["confirmed"]["papers"]] != [audit["id"] for audit in confirmed]:
        raise SystemExit("not the papers that are confirmed")
    found = Differences()
    check_figures(said["confirmed"], confirmed, found)
    check_correlations(said["correlations"], confirmed, found)
    check_agreement(said["agreement"], confirmed, found)
    check_workload(said["workload"], confirmed, found)
    print(f"{len(confirmed)} confirmed of {len(audits)} audits")
    failed = False
    for kind, largest in found.largest.items():
        tolerance = BOOTSTRAP_TOLERANCE if kind.startswith("bootstrap") else TOLERANCE
        failed |= largest > tolerance
        print(f"{kind:20} {found.counts[kind]:5} compared, largest difference {largest:.1e}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
