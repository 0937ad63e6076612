"""End-to-end tests of the search and of the comparison on the review page, in headless Chromium.

    VENV/bin/python tests/browser/search.py [--screenshots FOLDER] [NAME…]

As `review.py`, which runs them.
"""

import concurrent.futures
import json
import pathlib
import shutil
import tempfile
import threading
import time

from review import CRITERIA, hostile_pdf, main, open_desk, until
from server import PROGRAM, SAMPLE, Server, decisions, run, workspace

SAMPLES = (SAMPLE, "sample-triagenote", "sample-wardtalk")
# Longest before it is taken for hanging, in seconds.
PATIENCE = 20


def hits(folder, *arguments):
    return json.loads(run(folder, "search", *arguments, "--format", "json"))["hits"]


def words(text):
    return " ".join(text.split())


def opened(page):
    """Waits until a desk with its drawn page is here and nothing moves."""
    page.wait_for_selector("#desk")
    until(page, "!document.querySelector('.page img') || document.querySelector('.page img').complete")


# Whether what the reader came for lies within what is seen of the sheet, below its tools.
IN_VIEW = """() => {
  const box = document.getElementById('sought')?.getBoundingClientRect();
  const sheet = document.querySelector('.sheet')?.getBoundingClientRect();
  const tools = document.querySelector('.sheet > .tools')?.getBoundingClientRect();
  return box && sheet && box.height > 0 && box.top >= tools.bottom && box.bottom <= Math.min(sheet.bottom, innerHeight);
}"""


# Whether it is seen in every one of the next twenty frames.
STAYS_IN_VIEW = """() => new Promise((done) => {
  const look = (left) => {
    if (!(%s)()) done(false);
    else if (left === 0) done(true);
    else requestAnimationFrame(() => look(left - 1));
  };
  look(20);
})""" % IN_VIEW


def is_led_to(page):
    """Waits until the sentence is in view, and looks whether it stays there."""
    opened(page)
    until(page, IN_VIEW)
    assert page.evaluate(STAYS_IN_VIEW), "the sentence was in view and is not any more"


def outlined(page):
    """The outlined boxes in points of the page as shown, left, top, right, bottom."""
    return page.evaluate(
        """() => [...document.querySelectorAll('#sought rect')].map((rect) => {
          const [x, y, w, h] = ['x', 'y', 'width', 'height'].map((name) => Number(rect.getAttribute(name)));
          return [x, y, x + w, y + h];
        })"""
    )


def search_leads_to_the_sentence(browser, shots):
    """By keyboard: f, words, Enter, j, Enter; then the page is open and the right words are outlined in view."""
    with workspace(SAMPLES) as folder, Server(folder) as server:
        query = "physicians reviewed every item"
        expected = hits(folder, query)
        at = next(at for at, hit in enumerate(expected) if hit["page"] and hit["page"] > 1)
        hit = expected[at]
        for width in (1280, 1920):
            page = open_desk(browser, server, viewport={"width": width, "height": 900})
            page.goto(server.base + "/")
            page.keyboard.press("f")
            page.wait_for_selector(".examples")
            page.keyboard.type(query)
            page.keyboard.press("Enter")
            page.wait_for_selector(".hits")
            shown = [words(text) for text in page.locator(".hits .open").all_inner_texts()]
            assert shown[: len(expected)] == [words(hit["quote"]) for hit in expected], shown
            place = page.locator(".hits .place").nth(at).inner_text()
            assert f"p. {hit['page']}" in place and hit["title"] in place and hit["section"] in place, place
            assert page.locator(".hits mark").count() > 0, "nothing is lit"
            for _ in range(at + 1):
                page.keyboard.press("j")
            page.keyboard.press("Enter")
            is_led_to(page)
            assert f"/paper/{hit['paper']}?" in page.url and f"page={hit['page']}" in page.url, page.url
            # The file's boxes have their origin at the bottom left.
            height = page.evaluate("document.querySelector('.overlay').viewBox.baseVal.height")
            boxes = [box for box in hit["boxes"] if box[0] == hit["page"]]
            drawn = outlined(page)
            assert len(drawn) == len(boxes), (drawn, boxes)
            for [left, top, right, bottom], [_, x0, y0, x1, y1] in zip(drawn, boxes):
                near = [left - x0, right - x1, top - (height - y1), bottom - (height - y0)]
                assert all(abs(distance) < 3 for distance in near), (near, hit)
            assert page.locator(".outlined").is_visible(), "the outline is not explained"
            assert page.evaluate("scrollY") == 0, "the window scrolled, and the header is out of sight"
            # It is another thing than a quote, also without color: no ground, a thicker line, a sign in the margin.
            style = "getComputedStyle(document.querySelector('#sought rect'))"
            assert page.evaluate(style + ".fill") == "none" and page.evaluate(f"parseFloat({style}.strokeWidth)") > 1
            if shots:
                page.screenshot(path=shots / f"sought-{width}.png")
        # It stays while criteria are turned, until it is closed; it can be added.
        page.keyboard.press("j")
        page.wait_for_selector('main[data-criterion="2"]')
        page.locator(".came a").first.click()
        until(page, "document.getElementById('sought')")
        page.locator(".came .add").click()
        page.wait_for_selector("text=added by you")
        word = decisions(folder, hit["paper"])[-1]
        assert word["criterion"] == "2" and words(word["evidence"][-1]["quote"]) == words(hit["quote"]), word
        page.get_by_role("link", name="close", exact=True).click()
        until(page, "!document.getElementById('sought') && !document.querySelector('.came')")


def the_search_page(browser, shots):
    """Filters, grouping, more, "more like this", labels of audits."""
    with workspace(SAMPLES) as folder, Server(folder) as server:
        page = open_desk(browser, server)
        page.goto(f"{server.base}/search?q=items&group=1")
        heads = page.locator("main.search h2").all_inner_texts()
        assert 1 < len(heads) <= 3, heads
        numbers = page.locator(".hits > li").count()
        assert page.locator(f"#hit-{numbers}").count() == 1
        page.goto(f"{server.base}/search?q=items&limit=3")
        assert page.locator(".hits > li").count() == 3
        page.get_by_role("link", name="20 more").click()
        page.wait_for_selector("#hit-23")
        first = hits(folder, "items", "--limit", "1")[0]
        page.goto(f"{server.base}/search?q=items&limit=1")
        page.get_by_role("link", name="more like this").click()
        page.wait_for_selector("p.like")
        expected = hits(folder, "--like", f"{first['paper']}:{first['sentence']}")
        shown = [words(text) for text in page.locator(".hits .open").all_inner_texts()]
        assert shown[: len(expected)] == [words(hit["quote"]) for hit in expected]
        assert words(first["quote"]) in words(page.locator("p.like").inner_text())
        # Quotes of audits: of drafts here, and labeled so; after a decision that comes first.
        page.goto(f"{server.base}/search?q=state:draft&limit=500")
        labels = page.locator(".hits .label").all_inner_texts()
        assert labels and all("DRAFT" in label for label in labels), labels
        quote = hits(folder, "state:draft", "--limit", "1")[0]["quote"]
        run(folder, "decide", SAMPLE, "46", "1", "--quote", quote, "--reviewer", "first")
        page.goto(f"{server.base}/search?evidence=1")
        label = page.locator(".hits > li").first.locator(".label.decided")
        assert "criterion 46" in label.inner_text() and "decided: 1" in label.inner_text(), label.inner_text()
        label.click()
        is_led_to(page)
        assert page.locator('main[data-criterion="46"]').count() == 1


def errors_stand_beside_the_form(browser, shots):
    with workspace() as folder, Server(folder) as server:
        refused = [
            ("q=phase%3AIX+leak", "no phase `IX`", "I ("),
            ("q=sektion%3Adata", "no filter `sektion:`", "section:WORD"),
            ("q=year%3A20x4", "not a year", "year:2024"),
            ("q=words&like=sample-dosewise%3A3", "sentences like one are looked for", "leave out the words"),
            ("c=23&like=sample-dosewise%3A3", "looks for a sentence", "leave one"),
            ("like=sample-dosewise%3A99999", "no place among the meanings", ""),
            ("like=nonsense", "a paper's id", ""),
            ("q=paper%3Anobody", "nobody", ""),
            ("c=47", "no criterion `47`", ""),
            ("q=" + "x" * 3000, "too long", ""),
        ]
        for query, why, hint in refused:
            status, text, headers = server.request("GET", f"/search?{query}")
            text = text.decode().replace("&#39;", "'")
            assert status == 400, (query, status)
            assert why in text and hint in text and 'name="q"' in text, (query, text[-700:])
            assert "default-src 'none'" in headers["content-security-policy"]
        page = open_desk(browser, server)
        page.goto(f"{server.base}/search")
        page.keyboard.type("phase:IX leak")
        page.keyboard.press("Enter")
        page.wait_for_selector(".refused")
        assert "phase `IX`" in page.locator(".refused").inner_text()
        assert page.input_value("[name=q]") == "phase:IX leak", "what was typed is gone"
        assert page.locator("#notice").inner_text() == ""
        assert server.request("GET", "/compare?criterion=47")[0] == 404
        assert server.request("GET", "/search?q=x", cookie=False)[0] == 403
        assert server.request("GET", "/compare?criterion=1", cookie=False)[0] == 403


def attachments_and_papers_without_pages(browser, shots):
    """A hit without a page of the paper opens the text, where it is marked and in view."""
    with workspace() as folder:
        lines = "\n\n".join(f"Line {n} is of no interest to anybody at all." for n in range(400))
        note = folder / "papers" / "note"
        note.mkdir()
        (note / "paper.md").write_text(f"# Notes\n\n{lines}\n\nThe walrus was weighed twice.\n\n{lines}\n")
        readme = folder / "README.md"
        readme.write_text(f"# Data\n\n{lines}\n\nThe okapi stood still.\n\n{lines}\n")
        run(folder, "add", readme, "--to", SAMPLE)
        run(folder, "draft")
        with Server(folder) as server:
            page = open_desk(browser, server, viewport={"width": 1280, "height": 900})
            for query, paper in (("walrus weighed", "note"), ("okapi stood", SAMPLE)):
                page.goto(f"{server.base}/search?q={query}")
                page.locator(".hits .open").first.click()
                is_led_to(page)
                assert f"/paper/{paper}?" in page.url
                assert query.split()[0] in page.locator("#sought").inner_text()
                assert page.locator(".outlined").is_visible()
            assert "README.md" in page.locator("#sought").inner_text()


def compare(browser, shots):
    """Decisions and drafts apart, each quote with its way to the page; by keyboard to other criteria."""
    with workspace(SAMPLES) as folder, Server(folder) as server:
        rows = json.loads(run(folder, "compare", "--criterion", "17", "--format", "json"))["papers"]
        quoted = next(row for row in rows if row["quote"] and row["page"])
        paper = quoted["paper"]
        page = open_desk(browser, server)
        page.goto(f"{server.base}/paper/{SAMPLE}?c=17")
        page.keyboard.press("c")
        page.wait_for_selector("main.compare")
        assert "criterion=17" in page.url
        drafts = page.locator("table.draft")
        assert "DRAFT – not reviewed by a person" in drafts.inner_text() and drafts.locator("tbody tr").count() == 3
        assert page.locator("table.decided").count() == 0
        assert all("draft" in text for text in drafts.locator("td.level").all_inner_texts())
        run(folder, "decide", paper, "17", "2", "--keep", "1", "--reviewer", "first")
        page.reload()
        decided = page.locator("table.decided tbody tr")
        assert decided.count() == 1 and drafts.locator("tbody tr").count() == 2
        text = decided.inner_text()
        assert "2 met" in text and "by first" in text and words(quoted["quote"]) in words(text), text
        assert "draft" not in decided.locator("td.level").inner_text()
        assert f"p. {quoted['page']}" in text
        if shots:
            page.screenshot(path=shots / "compare.png")
        decided.locator(".open").click()
        is_led_to(page)
        assert page.locator('main[data-criterion="17"]').count() == 1
        assert f"/paper/{paper}?" in page.url and f"page={quoted['page']}" in page.url
        page.goto(f"{server.base}/compare?criterion=17")
        for key, criterion in (("j", 18), ("k", 17), ("k", 16)):
            page.keyboard.press(key)
            page.wait_for_url(f"**/compare?criterion={criterion}")
        page.goto(f"{server.base}/compare?criterion={CRITERIA}")
        assert page.locator('[data-key="j"]').count() == 0


def pages_of(server, paths):
    texts = []
    for path in paths:
        status, text, _ = server.request("GET", path)
        assert status == 200, (path, status)
        texts.append(text.decode())
    return texts


def blind(browser, shots):
    """Neither the search nor the comparison tells a draft's level before the reviewer has decided."""
    with workspace(SAMPLES) as folder:
        compared = (run(folder, "compare", "--criterion", str(number), "--format", "json") for number in range(1, 47))
        rows = (row | {"criterion": text["criterion"]} for text in map(json.loads, compared) for row in text["papers"])
        hidden = next(row for row in rows if row["level"] is not None)
        with Server(folder, "first", 0, "--blind") as server:
            page = open_desk(browser, server)
            page.goto(f"{server.base}/compare?criterion={hidden['criterion']}")
            told = page.locator("td.level").all_inner_texts()
            assert [text.split("\n")[0] for text in told] == ["hidden until you decide"] * 3, told
            assert not any("%" in text for text in told), "how sure the draft is tells of the level"
            assert "3 papers · hidden until you decide: 3" in page.locator("caption").inner_text()
            for level in range(3):
                page.goto(f"{server.base}/search?q=level:{level}&limit=500")
                assert page.locator(".hits > li").count() == 0, f"level:{level} tells what drafts suggest"
            page.goto(f"{server.base}/search?q=state:draft&limit=500")
            labels = page.locator(".hits .label").all_inner_texts()
            assert labels and all(label.rstrip().endswith("DRAFT") for label in labels), labels
            page.goto(f"{server.base}/search?q=reviewed&limit=100")
            assert all(label.rstrip().endswith("DRAFT") for label in page.locator(".hits .label").all_inner_texts())
            # Which quotes are shown does not depend on what is suggested: every criterion has some.
            quoted = {label.split()[1] for label in labels}
            assert len(quoted) == CRITERIA, sorted(quoted, key=int)
            number, paper = hidden["criterion"], hidden["paper"]
            run(folder, "decide", paper, number, "2", "--keep", "1", "--reviewer", "first")
            page.goto(f"{server.base}/search?q=level:2&limit=500")
            labels = page.locator(".hits .label").all_inner_texts()
            assert labels and all(f"criterion {number} · decided: 2" in label for label in labels), labels
            page.goto(f"{server.base}/compare?criterion={number}")
            assert "2 met" in page.locator("table.decided td.level").inner_text()
            # Left open on purpose, the draft is shown, as on the desk.
            run(folder, "decide", paper, number, "open", "--reviewer", "first")
            page.reload()
            assert any(hidden["verdict"] in text for text in page.locator("td.level").all_inner_texts())


def others_stay_hidden(browser, shots):
    """Another's decisions show in neither before both are through, and in both after."""
    with workspace() as folder:
        secret = hits(folder, "kind:body", "--limit", "40")[-1]["quote"]
        run(folder, "decide", SAMPLE, "23", "2", "--quote", secret, "--reviewer", "second")
        paths = ["/compare?criterion=23", "/search?q=state:decided", "/search?q=level:2+state:decided", "/search?evidence=1&limit=500"]
        with Server(folder) as first, Server(folder, "second") as second:
            compared, *found = pages_of(first, paths)
            assert "by <bdi>second" not in compared and "Decided by people" not in compared
            assert "under review" in compared, "that others work on it is no secret"
            assert all("decided: 2" not in text for text in found)
            compared, *found = pages_of(second, paths)
            assert "by <bdi>second" in compared and all("decided: 2" in text for text in found), "their own they see"
            for server, level in ((first, "1"), (second, "2")):
                for number in range(1, CRITERIA + 1):
                    word = {"criterion": str(number), "level": level if number != 23 else "2"}
                    assert server.request("POST", f"/paper/{SAMPLE}/decide", word)[0] in (200, 303)
            compared, *_ = pages_of(first, ["/compare?criterion=22"])
            assert "disputed" not in compared and "1 partial" in compared, "their own, and not that they differ"
            for server in (first, second):
                assert server.request("POST", f"/paper/{SAMPLE}/mark", {"what": "finished"})[0] in (200, 303)
            compared, *found = pages_of(first, paths)
            assert "<bdi>first</bdi>, <bdi>second</bdi>" in compared and "decided: 2" in found[0]
            [compared] = pages_of(first, ["/compare?criterion=22"])
            assert "disputed" in compared


def without_a_model_words_are_found(browser, shots):
    with workspace(SAMPLES) as folder, tempfile.TemporaryDirectory(prefix="medcheck-alone-") as elsewhere:
        alone = pathlib.Path(shutil.copy(PROGRAM, elsewhere))
        with Server(folder, program=alone) as server:
            status, text, _ = server.request("GET", "/search?q=physicians&limit=5")
            assert status == 200 and b"Found by words alone" in text and b'id="hit-1"' in text
        with Server(folder) as server:
            assert b"Found by words alone" not in server.request("GET", "/search?q=physicians")[1]


def a_search_keeps_nobody_waiting(browser, shots):
    """While the first searches load the model, other pages are answered."""
    with workspace(SAMPLES) as folder, Server(folder) as server:
        with concurrent.futures.ThreadPoolExecutor(8) as threads:
            begin = time.perf_counter()
            begun = threading.Semaphore(0)

            def search(n):
                begun.release()
                return server.request("GET", f"/search?q=physicians+{n}")

            searches = [threads.submit(search, n) for n in range(6)]
            for _ in searches:
                begun.acquire()
            answered = time.perf_counter()
            assert server.request("GET", f"/paper/{SAMPLE}/history/1")[0] == 200
            waited = time.perf_counter() - answered
            assert all(search.result()[0] == 200 for search in searches)
            took = time.perf_counter() - begin
        print(f"    six first searches {1000 * took:.0f} ms; a page asked for meanwhile {1000 * waited:.0f} ms")
        assert took < PATIENCE and waited < max(took, 0.5)


def hostile_text_is_text(browser, shots):
    bad = "<script>window.bad = 4</script><img src=x onerror=window.bad=5>"
    with workspace(()) as folder:
        for name in ("hostile", "note"):
            (folder / "papers" / name).mkdir()
        (folder / "papers" / "hostile" / "paper.pdf").write_bytes(hostile_pdf(3))
        (folder / "papers" / "note" / "paper.txt").write_text(f"{bad}\n\nTwo experts {bad} read every note.\n")
        run(folder, "draft")
        sentence = hits(folder, "experts", "--paper", "note")[0]["sentence"]
        with Server(folder) as server:
            page = browser.new_context().new_page()
            page.goto(server.link)
            queries = ("q=experts", "q=experts&group=1", "q=%3Cscript%3Ewindow.bad%3D4%3C/script%3E", f"like=note:{sentence}", "q=%22%3E%3Cimg%20src=x%20onerror=window.bad=6%3E")
            paths = [f"/search?{query}" for query in queries]
            for path in (*paths, "/compare?criterion=1", f"/paper/note?sentence={sentence}#sought", "/paper/hostile?page=2&sentence=1#sought"):
                page.goto(server.base + path)
                assert page.evaluate("window.bad") is None, path
                assert page.locator("main script, main img:not([alt^=Page])").count() == 0, path
            page.goto(f"{server.base}/search?q=experts")
            assert bad in page.locator(".hits").inner_text()


def screenshots(browser, shots):
    """The pages at both widths and in both themes, to be looked at."""
    if not shots:
        return
    with workspace(SAMPLES) as folder, Server(folder) as server:
        for number in ("5", "17"):
            run(folder, "decide", SAMPLE, number, "1", "--keep", "1", "--reviewer", "first")
        paths = {
            "search-empty": "/search",
            "search": "/search?q=physicians+reviewed",
            "search-grouped": "/search?q=level:1&group=1",
            "search-refused": "/search?q=phase:IX",
            "compare": "/compare?criterion=17",
        }
        for width in (1280, 1920):
            for theme in ("light", "dark"):
                page = open_desk(browser, server, viewport={"width": width, "height": 900}, color_scheme=theme)
                for name, path in paths.items():
                    page.goto(server.base + path)
                    page.screenshot(path=shots / f"{name}-{width}-{theme}.png")


TESTS = [
    search_leads_to_the_sentence,
    the_search_page,
    errors_stand_beside_the_form,
    attachments_and_papers_without_pages,
    compare,
    blind,
    others_stay_hidden,
    without_a_model_words_are_found,
    a_search_keeps_nobody_waiting,
    hostile_text_is_text,
    screenshots,
]


if __name__ == "__main__":
    main(TESTS)
