"""How long pictures of pages and answers to keys take on the papers of a drafted workspace, and how much memory.

    python tests/browser/speed.py WORKSPACE

Cold is a picture that nobody asked for before, warm one that the server has; times are of the whole request.
Decisions are made by a reviewer named "speed": give it a copy of a workspace.
"""

import pathlib
import random
import re
import statistics
import sys
import time

from server import Server, memory


def main():
    workspace = pathlib.Path(sys.argv[1])
    chance = random.Random(3)
    drafts = sorted(workspace.glob("papers/*/draft.json"))
    names = [draft.parent.name for draft in drafts if draft.with_name("paper.pdf").exists()]
    cold, warm, keys, desks = [], [], [], []

    def timed(into, *arguments):
        begin = time.perf_counter()
        status, text, _ = server.request(*arguments)
        into.append(1000 * (time.perf_counter() - begin))
        return status, text

    with Server(workspace, "speed") as server:
        for name in names:
            status, text = timed(desks, "GET", f"/paper/{name}")
            pages = int(re.search(rb"page \d+ of (\d+)", text).group(1))
            for page in sorted({chance.randint(1, pages) for _ in range(3)}):
                picture = ("GET", f"/paper/{name}/page/{page}?scale=1.5")
                if timed(cold, *picture)[0] == 200:
                    timed(warm, *picture)
            for criterion in chance.sample(range(1, 47), 6):
                word = {"criterion": str(criterion), "level": "1", "back": f"c={criterion}"}
                timed(keys, "POST", f"/paper/{name}/decide", word, {"x-part": "1"})
        print(f"{len(names)} papers, {memory(server.process):.0f} MB with the processes that draw")
    for name, times in (("page cold", cold), ("page warm", warm), ("key to saved answer", keys), ("desk of a paper not open", desks)):
        print(f"{name}: {len(times)} times, median {statistics.median(times):.0f} ms, p95 {statistics.quantiles(times, n=20)[-1]:.0f} ms")


if __name__ == "__main__":
    main()
