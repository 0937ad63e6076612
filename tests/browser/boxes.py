"""Crops of lit-up quotes from the review page, with what they should say, as one picture to be looked at.

    python tests/browser/boxes.py WORKSPACE PICTURE.png [PAPERS] [QUOTES A PAPER]

The workspace's papers must be drafted. Prints the quotes in the order of the crops.
"""

import base64
import html
import os
import pathlib
import random
import shutil
import sys

from playwright.sync_api import sync_playwright

from review import until
from server import Server


def main():
    workspace, picture = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    papers, quotes = (int(number) for number in (sys.argv[3:] + ["10", "5"])[:2])
    chance = random.Random(11)
    names = sorted(path.parent.name for path in workspace.glob("papers/*/draft.json"))
    names = [name for name in names if (workspace / "papers" / name / "paper.pdf").exists()]
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    rows = []
    with Server(workspace, "eyes") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 1400}, device_scale_factor=1.5)
        page.goto(server.link)
        for name in chance.sample(names, min(papers, len(names))):
            for criterion in chance.sample(range(1, 47), quotes):
                page.goto(f"{server.base}/paper/{name}?c={criterion}")
                jumps = page.locator(".evidence a.jump")
                if jumps.count() == 0:
                    continue
                jump = jumps.nth(chance.randrange(jumps.count()))
                number = jump.get_attribute("data-lit")
                page.goto(server.base + jump.get_attribute("href"))
                until(page, "document.querySelector('.page img').complete")
                group = page.locator(f"#lit-{number}")
                group.scroll_into_view_if_needed()
                box = group.bounding_box()
                clip = {"x": max(box["x"] - 12, 0), "y": max(box["y"] - 8, 0), "width": box["width"] + 24, "height": min(box["height"] + 16, 420)}
                crop = page.screenshot(clip=clip)
                text = page.locator(f".evidence li:nth-child({number}) blockquote").inner_text()
                rows.append((f"{name} {criterion}.{number}", text, crop))
                print(len(rows), name, criterion, number, " ".join(text.split()), flush=True)
        cells = "".join(
            f"<figure><figcaption><b>{at} {html.escape(title)}</b> {html.escape(text[:420])}</figcaption>"
            f"<img src='data:image/png;base64,{base64.b64encode(crop).decode()}'></figure>"
            for at, (title, text, crop) in enumerate(rows, 1)
        )
        sheet = browser.new_page(viewport={"width": 1800, "height": 1000})
        style = "body{columns:3;font:12px sans-serif}figure{break-inside:avoid;margin:0 0 10px;border-bottom:2px solid}img{max-width:100%}"
        sheet.set_content(f"<style>{style}</style>{cells}")
        sheet.screenshot(path=picture, full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
