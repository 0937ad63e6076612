"""End-to-end tests of the review page in headless Chromium, and of what lies on the disk afterwards.

    python3 -m venv VENV && VENV/bin/pip install playwright
    VENV/bin/python tests/browser/review.py [--screenshots FOLDER] [NAME…]

Needs `target/release/medcheck` and a Chromium (`apt-get install chromium`, or CHROMIUM=path). Every test makes
its own workspace from the repository's sample papers. Exit code 1 when one fails.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import statistics
import sys
import threading
import time
import traceback
import zlib

from playwright.sync_api import sync_playwright

from server import SAMPLE, Server, decisions, memory, run, workspace

CRITERIA = 46


def open_desk(browser, server, **options):
    """A page on the sample's desk."""
    page = browser.new_context(**options).new_page()
    page.goto(server.link)
    page.goto(f"{server.base}/paper/{SAMPLE}")
    return page


def until(page, expression):
    """Waits until an expression holds on the page; its policy lets no string be evaluated inside."""
    end = time.monotonic() + 20
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        time.sleep(0.02)


def wait_for(what, holds):
    """Waits until something holds outside the page, such as on the disk."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def press(page, key, criterion=None):
    """Presses a key and waits until the page for `criterion` is here."""
    page.keyboard.press(key)
    if criterion is not None:
        page.wait_for_selector(f'main[data-criterion="{criterion}"]')


def latest(folder, criterion, reviewer="first"):
    words = [line for line in decisions(folder) if line.get("criterion") == criterion and line["reviewer"] == reviewer]
    return words[-1] if words else None


def whole_review_by_keyboard(browser, shots):
    """46 keys decide 46 criteria; then the reviewer is through and confirms."""
    with workspace() as folder, Server(folder) as server:
        page = open_desk(browser, server)
        keys = random.Random(1).choices(["0", "1", "2", "u"], k=CRITERIA)
        for number, key in enumerate(keys, 1):
            press(page, key, min(number + 1, CRITERIA))
        for number, key in enumerate(keys, 1):
            until(page, "!document.querySelector('#notice').textContent")
            word = latest(folder, str(number))
            assert word, f"criterion {number} is not on the disk"
            assert (word["score"], word.get("unclear", False)) == ((None, True) if key == "u" else (int(key), False)), word
        for text in ("I am through", "Confirm the audit"):
            button = page.get_by_role("button", name=text)
            # Until the act before is saved it is disabled, and takes no focus.
            button.click(trial=True)
            button.focus()
            page.keyboard.press("Enter")
        page.wait_for_selector(".confirmed")
        assert [line["mark"] for line in decisions(folder) if "mark" in line] == ["finished", "confirmed"]
        assert "not confirmed" not in run(folder, "export", SAMPLE, "--format", "md")


def keys_never_fire_while_typing(browser, shots):
    with workspace() as folder, Server(folder) as server:
        page = open_desk(browser, server)
        page.keyboard.press("m")
        page.keyboard.type("2 nurses agreed, z a u")
        assert page.input_value("#note") == "2 nurses agreed, z a u"
        page.keyboard.press("Escape")
        until(page, "document.querySelector('#note').defaultValue.startsWith('2 nurses')")
        word = latest(folder, "1")
        assert word["note"] == "2 nurses agreed, z a u" and word["score"] is None, word
        assert len(decisions(folder)) == 1
        page.keyboard.press("/")
        page.keyboard.type("20")
        assert len(decisions(folder)) == 1 and page.input_value(".sheet [name=find]") == "20"


def evidence_by_selection(browser, shots):
    """A drag over the page adds whole sentences of the paper; undo takes them back."""
    with workspace() as folder, Server(folder) as server:
        page = open_desk(browser, server)
        until(page, "document.querySelector('.page img').complete")
        box = page.locator(".overlay").bounding_box()
        page.keyboard.press("e")
        page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.45)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.452, steps=4)
        page.mouse.up()
        page.wait_for_selector("text=added by you")
        word = latest(folder, "1")
        added = [quote for quote in word["evidence"] if quote.get("added")]
        assert len(added) == 1 and added[0]["boxes"] and added[0]["page"], word
        assert word["score"] is None, "adding a quote decides nothing"
        shown = page.locator(".evidence .kept blockquote").last.inner_text()
        assert " ".join(shown.split()) == " ".join(added[0]["quote"].split())
        press(page, "2", "2")
        assert latest(folder, "1")["score"] == 2 and any(quote.get("added") for quote in latest(folder, "1")["evidence"])
        for _ in range(2):
            said = len(decisions(folder))
            page.keyboard.press("z")
            wait_for("an undo is a line", lambda: len(decisions(folder)) > said)
            page.wait_for_selector('main[data-criterion="1"]')
            until(page, "!document.querySelector('#notice').textContent")
        until(page, "!document.body.innerText.includes('added by you')")
        assert latest(folder, "1")["evidence"] == [] and latest(folder, "1")["score"] is None


def quotes_are_kept_and_dropped(browser, shots):
    with workspace() as folder, Server(folder) as server:
        page = open_desk(browser, server)
        page.keyboard.press("Shift+Digit2")
        page.wait_for_selector(".evidence li:nth-child(2).kept, .evidence li:nth-child(2).dropped")
        first = latest(folder, "1")
        page.keyboard.press("Shift+Digit2")
        wait_for("the quote is kept or dropped again", lambda: latest(folder, "1") != first)
        second = latest(folder, "1")
        kinds = [("kept" if line["evidence"] else "dropped") for line in (first, second)]
        assert sorted(kinds) == ["dropped", "kept"], (first, second)


def history_leads_back(browser, shots):
    """Every word on a criterion is listed, and an earlier one can be said again."""
    with workspace() as folder, Server(folder) as server:
        page = open_desk(browser, server)
        press(page, "2", 2)
        press(page, "k", 1)
        press(page, "0", 2)
        page.goto(f"{server.base}/paper/{SAMPLE}/history/1")
        assert page.locator(".history tbody tr").count() == 2
        page.get_by_role("button", name="restore").click()
        page.wait_for_selector('main[data-criterion="1"]')
        assert [line["score"] for line in decisions(folder)] == [2, 0, 2]


def two_reviewers(browser, shots):
    """Blind until both are through, then conflicts, a settlement with its reason, agreement."""
    with workspace() as folder, Server(folder, "first") as first, Server(folder, "second") as second:
        one = open_desk(browser, first)
        two = open_desk(browser, second)
        for number in range(1, CRITERIA + 1):
            press(one, "1", min(number + 1, CRITERIA))
            press(two, "1" if number > 3 else "2", min(number + 1, CRITERIA))
        one.get_by_role("button", name="I am through").click()
        one.wait_for_selector("text=Go on reading")
        status, text, _ = first.request("GET", f"/paper/{SAMPLE}/conflicts")
        assert status == 403 and b"hidden" in text, "the second is not through"
        status, text, _ = first.request("GET", f"/paper/{SAMPLE}/history/1")
        assert b"second" not in text, "others' words show in the history"
        two.get_by_role("button", name="I am through").click()
        two.wait_for_selector("text=Go on reading")
        one.goto(f"{first.base}/paper/{SAMPLE}/conflicts")
        assert one.locator(".conflict").count() == 3
        assert "0.93" in one.locator(".agreement").inner_text(), one.locator(".agreement").inner_text()
        if shots:
            one.screenshot(path=shots / "conflicts.png", full_page=True)
        one.locator(".conflict").first.locator("textarea").fill("the caption of the table says so")
        one.locator(".conflict").first.get_by_role("button", name="2 met").click()
        one.wait_for_selector(".conflict.settled")
        settled = [line for line in decisions(folder) if line.get("adjudicates")]
        assert [(line["criterion"], line["score"], line["note"]) for line in settled] == [
            ("1", 2, "the caption of the table says so")
        ]
        status, _, _ = first.request("POST", f"/paper/{SAMPLE}/settle", {"criterion": "2", "level": "2", "reason": " "})
        assert status == 422, "a settlement takes a reason"
        one.goto(f"{first.base}/paper/{SAMPLE}")
        assert one.get_by_role("button", name="Confirm the audit").is_disabled()
        for number in ("2", "3"):
            first.request("POST", f"/paper/{SAMPLE}/settle", {"criterion": number, "level": "1", "reason": "so"})
        one.reload()
        one.get_by_role("button", name="Confirm the audit").click()
        one.wait_for_selector(".confirmed")


def restart_in_the_middle(browser, shots):
    """The server dies; the key in flight is named as lost, and everything before it is there again."""
    with workspace() as folder:
        with Server(folder) as server:
            page = open_desk(browser, server)
            for number in range(1, 6):
                press(page, "1", number + 1)
            server.kill()
            page.keyboard.press("2")
            page.wait_for_selector("#notice:not(:empty)")
            lost = page.locator("#notice").inner_text()
            assert "Not saved" in lost and "2" in lost and "criterion 6" in lost, lost
        assert [line["criterion"] for line in decisions(folder)] == ["1", "2", "3", "4", "5"]
        with Server(folder) as server:
            page = open_desk(browser, server)
            assert "5 of 46" in page.locator(".criteria > .count").inner_text()


def a_second_window_is_noticed(browser, shots):
    with workspace() as folder, Server(folder) as server:
        one = open_desk(browser, server)
        two = one.context.new_page()
        two.goto(f"{server.base}/paper/{SAMPLE}?c=1")
        press(one, "1", 2)
        two.keyboard.press("2")
        two.wait_for_selector("#notice:not(:empty)")
        assert "decided elsewhere" in two.locator("#notice").inner_text()
        assert [line["score"] for line in decisions(folder)] == [1]


def blind(browser, shots):
    """Nothing of the draft's level shows before the reviewer has chosen."""
    with workspace() as folder, Server(folder, "first", 0, "--blind") as server:
        page = open_desk(browser, server)
        assert "hidden until you have decided" in page.locator(".suggestion").inner_text()
        assert page.locator(".lean").count() == 0 and "leaning" not in page.locator(".criteria ol").first.inner_html()
        assert page.locator('[data-key="a"]').count() == 0 and page.locator(".evidence .proposed").count() == 0
        press(page, "1", 2)
        press(page, "k", 1)
        assert "Draft:" in page.locator(".suggestion").inner_text()
        assert decisions(folder)[0]["blind"] is True


def a_lean_is_no_suggestion(browser, shots):
    """What the draft leans to is told on the desk and in the list, and no key accepts it."""
    with workspace() as folder, Server(folder) as server:
        cells = json.loads((folder / "papers" / SAMPLE / "draft.json").read_text())["cells"]
        kinds = [cell["certainty"]["kind"] for cell in cells]
        page = open_desk(browser, server)
        for kind in ("sure", "leaning", "open", "nothing_found"):
            assert page.locator(f".criteria .lean.{kind}").count() == kinds.count(kind), kind
            cell = cells[kinds.index(kind)]
            page.goto(f"{server.base}/paper/{SAMPLE}?c={cell['criterion']}")
            said = page.locator(".suggestion").inner_text()
            title = page.locator(".criteria .current a").get_attribute("title")
            accepts = page.locator('[data-key="a"]').count()
            if kind == "leaning":
                lean = f"leaning {cell['certainty']['score']} ({cell['certainty']['probability'] * 100:.0f} %)"
                assert f"Draft: no suggestion, {lean}" in said and title.endswith(f"draft: {lean}") and accepts == 0, said
            elif kind == "open":
                assert "Draft: no suggestion, open: no level has 50 %" in said and accepts == 0, said
            else:
                assert "% sure" in said and accepts == 1, said
            if accepts == 0:
                page.keyboard.press("a")
                page.wait_for_timeout(200)
                assert decisions(folder) == [], "nothing to accept"
        # What only came near is folded away and not lit up, and can be kept all the same.
        near = next(cell for cell in cells if cell["certainty"]["kind"] == "nothing_found")
        page.goto(f"{server.base}/paper/{SAMPLE}?c={near['criterion']}")
        assert page.locator(".pane > .evidence li").count() == 0 and page.locator(".overlay .quote").count() == 0
        folded = page.locator(".pane details .evidence li")
        assert folded.count() == len(near["evidence"]) and not folded.first.is_visible()
        page.locator(".pane details summary").click()
        folded.first.locator(".jump").click()
        page.wait_for_selector("#sought")
        page.keyboard.press("Shift+Digit1")
        page.wait_for_selector(".pane > .evidence li.kept")
        assert len(latest(folder, near["criterion"])["evidence"]) == 1


def hostile_pdf(pages):
    """A PDF whose title is markup with right-to-left marks, and whose text is, too."""
    title = "\u202e<script>window.bad = 1</script>\"'><img src=x onerror=window.bad=2>"
    objects = []

    def add(body):
        objects.append(body)
        return len(objects)

    font = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    tree = 2 + 2 * pages
    for number in range(pages):
        text = f"BT /F1 12 Tf 72 700 Td (Page {number + 1} <script>window.bad = 3</script> of experts.) Tj ET".encode()
        data = zlib.compress(text)
        stream = add(b"<< /Length %d /Filter /FlateDecode >> stream\n%s\nendstream" % (len(data), data))
        kids.append(
            add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
                b"/Resources << /Font << /F1 %d 0 R >> >> >>" % (tree, stream, font)
            )
        )
    assert add(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, b" ".join(b"%d 0 R" % kid for kid in kids))) == tree
    root = add(b"<< /Type /Catalog /Pages %d 0 R >>" % tree)
    info = add(b"<< /Title <FEFF%s> >>" % title.encode("utf-16-be").hex().upper().encode())
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, root, info, start)
    return bytes(out)


def hostile_paper(browser, shots):
    with workspace(()) as folder:
        target = folder / "papers" / "hostile"
        target.mkdir()
        (target / "paper.pdf").write_bytes(hostile_pdf(400))
        run(folder, "draft", "hostile")
        with Server(folder) as server:
            page = browser.new_context().new_page()
            complaints = []
            page.on("dialog", lambda dialog: complaints.append(dialog.message))
            page.goto(server.link)
            page.goto(f"{server.base}/paper/hostile?page=400")
            until(page, "document.querySelector('.page img').complete && document.querySelector('.page img').naturalWidth > 0")
            press(page, "2", 2)
            for path in ("", "/paper/hostile", "/paper/hostile/history/1"):
                page.goto(server.base + path)
                assert page.evaluate("window.bad") is None, path
            assert not complaints


def strangers_are_refused(browser, shots):
    """Foreign origin, wrong host, no token, path traversal, too large a body: refused, nothing written."""
    with workspace() as folder, Server(folder) as server:
        decide = f"/paper/{SAMPLE}/decide"
        word = {"criterion": "1", "level": "2"}
        refused = [
            (403, server.request("POST", decide, word, {"Origin": "http://elsewhere.example"})),
            (403, server.request("POST", decide, word, {"Origin": "null"})),
            (403, server.request("POST", decide, word, {"Origin": None})),
            (403, server.request("POST", decide, word, {"Host": "elsewhere.example"})),
            (403, server.request("POST", decide, word, {"Host": f"elsewhere.example:{server.port}"})),
            (403, server.request("POST", decide, word, cookie=False)),
            (403, server.request("POST", decide, word, {"Cookie": "medcheck=" + "0" * 32})),
            (403, server.request("GET", "/", cookie=False)),
            (403, server.request("GET", "/?token=" + "0" * 32, cookie=False)),
            (403, server.request("GET", f"/paper/{SAMPLE}/page/1?scale=1", cookie=False)),
            (413, server.request("POST", decide, {"criterion": "1", "note": "x" * 300_000})),
            (404, server.request("GET", "/paper/nobody")),
            (404, server.request("GET", f"/paper/{SAMPLE}/page/99?scale=1")),
        ]
        for path in ("/paper/..%2F..%2Fetc", "/paper/%2e%2e/decide", "/../../etc/passwd", "/paper/..", "/review.css/../../Cargo.toml"):
            status, text, _ = server.request("GET", path)
            assert status in (400, 403, 404, 405) and b"root:" not in text and b"[package]" not in text, (path, status)
        for at, (expected, (status, _, headers)) in enumerate(refused):
            assert status == expected, (at, status, expected)
            assert "default-src 'none'" in headers["content-security-policy"]
        assert decisions(folder) == []
        assert server.request("POST", decide, word)[0] in (200, 303)
        assert len(decisions(folder)) == 1, "who has the token is answered"
        assert server.request("GET", "/")[2].get("cache-control") == "no-store"


def kills_lose_nothing(browser, shots):
    """200 decisions or more, every server killed at a random moment: all that were acknowledged are on the disk."""
    chance = random.Random(7)
    with workspace() as folder:
        acknowledged, kills, n = [], 0, 0
        while n < 200 or kills < 5:
            with Server(folder) as server:
                stop = threading.Timer(chance.uniform(0.005, 0.12), server.kill)
                stop.start()
                try:
                    while True:
                        n += 1
                        note = f"word {n}"
                        status, _, _ = server.request("POST", f"/paper/{SAMPLE}/decide", {"criterion": str(n % CRITERIA + 1), "level": str(n % 3), "note": note})
                        if status in (200, 303):
                            acknowledged.append((str(n % CRITERIA + 1), n % 3))
                except OSError:
                    kills += 1
                except Exception as error:  # a torn answer is no acknowledgment
                    if "http" not in type(error).__module__:
                        raise
                    kills += 1
                stop.cancel()
                stop.join()
        there = [(line["criterion"], line["score"]) for line in decisions(folder)]
        at = 0
        for word in acknowledged:
            while at < len(there) and there[at] != word:
                at += 1
            assert at < len(there), f"{word} was acknowledged and is not there"
            at += 1
        run(folder, "status", "--format", "json")
        print(f"    {len(acknowledged)} acknowledged, {kills} kills, {len(there)} on the disk, 0 lost")
        assert kills >= 5


def speed(browser, shots):
    """Key to saved page, and the server's memory."""
    with workspace() as folder, Server(folder) as server:
        page = open_desk(browser, server)
        times = []
        for number in range(1, 41):
            begin = time.perf_counter()
            status, _, _ = server.request("POST", f"/paper/{SAMPLE}/decide", {"criterion": str(number), "level": "1", "back": "c=1"}, {"x-part": "1"})
            times.append(1000 * (time.perf_counter() - begin))
            assert status == 200
        keys = []
        press(page, "j")
        for number in range(10, 40):
            page.goto(f"{server.base}/paper/{SAMPLE}?c={number}")
            begin = time.perf_counter()
            press(page, "1", number + 1)
            keys.append(1000 * (time.perf_counter() - begin))
        quantile = lambda values: statistics.quantiles(values, n=20)[-1]
        print(f"    decision answered p95 {quantile(times):.0f} ms; key to page p95 {quantile(keys):.0f} ms; {memory(server.process):.0f} MB")


def screenshots(browser, shots):
    """The pages at both widths and in both themes, to be looked at."""
    if not shots:
        return
    with workspace((SAMPLE, "sample-triagenote", "sample-wardtalk")) as folder, Server(folder) as server:
        for number in range(1, 12):
            server.request("POST", f"/paper/{SAMPLE}/decide", {"criterion": str(number), "level": str(number % 3)})
        for width in (1280, 1920):
            for theme in ("light", "dark"):
                page = open_desk(browser, server, viewport={"width": width, "height": 900}, color_scheme=theme)
                for name, path in (("queue", "/"), ("desk", f"/paper/{SAMPLE}?c=12"), ("history", f"/paper/{SAMPLE}/history/3"), ("keys", "/help")):
                    page.goto(server.base + path)
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=shots / f"{name}-{width}-{theme}.png")
        page = open_desk(browser, server, viewport={"width": 640, "height": 900})
        page.screenshot(path=shots / "desk-zoomed.png")


TESTS = [
    whole_review_by_keyboard,
    keys_never_fire_while_typing,
    evidence_by_selection,
    quotes_are_kept_and_dropped,
    history_leads_back,
    two_reviewers,
    restart_in_the_middle,
    a_second_window_is_noticed,
    blind,
    a_lean_is_no_suggestion,
    hostile_paper,
    strangers_are_refused,
    kills_lose_nothing,
    speed,
    screenshots,
]


def main(tests):
    parser = argparse.ArgumentParser()
    parser.add_argument("--screenshots", type=pathlib.Path)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.exit("no Chromium: apt-get install chromium, or set CHROMIUM")
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for test in tests:
            if arguments.names and test.__name__ not in arguments.names:
                continue
            try:
                test(browser, arguments.screenshots)
                print(f"ok      {test.__name__}", flush=True)
            except Exception:
                failed += 1
                print(f"FAILED  {test.__name__}\n{traceback.format_exc()}", flush=True)
        browser.close()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(TESTS)
