"""What every page must keep: accessible, nothing wider than the window, Chinese in Chinese, targets for a thumb."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

AXE = Path("node_modules") / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
THUMB = 44
# Names of keys and codes that a Chinese reader knows as they are, and the other language's own name.
LATIN = {"ctrl", "enter", "esc", "english", "bpmn", "json", "openapi"}
WORD = re.compile(r"[A-Za-z]{2,}")
# Numbers of the office (FZ-2017-0024), items of the points table (P01), versions (v1).
CODE = re.compile(r"\b[A-Z]{1,3}-?\d[\w/-]*|\bv\d+\b")

# Fonts are there, nothing is loading, nothing moves. Asked in a loop: waiting inside the page needs eval.
QUIET = """() => document.fonts.status === "loaded" && document.readyState === "complete"
  && !document.querySelector("main [aria-busy=true], .loading-line, .diagram-wait, .bone")"""

SEEN_TEXT = """() => {
  const found = [];
  const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });
  const skip = "kbd, code, .code, .chain, [lang=en], script, style, .bjs-container, option";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent && !parent.closest(skip) && shown(parent)) found.push(walker.currentNode.data);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], option")) {
    if (element.closest(skip) && element.localName !== "option") continue;
    if (!shown(element.closest("select") ?? element)) continue;
    for (const name of ["aria-label", "placeholder", "title"])
      if (element.hasAttribute(name)) found.push(element.getAttribute(name));
    if (element.localName === "option") found.push(element.textContent);
  }
  return found;
}"""

# A box for the label is a box for its tick; a link inside a sentence is as tall as its line (WCAG 2.5.8, inline).
SMALL_TARGETS = """(least) => {
  const kinds = "a[href], button, input, select, textarea, summary, [role=option], [role=tab]";
  const found = [];
  for (const element of document.querySelectorAll(kinds)) {
    if (!element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) continue;
    if (element.closest(".djs-container, .bjs-powered-by, .sr, .skip")) continue;
    if (element.localName === "a" && getComputedStyle(element).display === "inline") continue;
    const tick = element.matches("[type=checkbox], [type=radio]") ? element.closest("label") : null;
    const box = (tick ?? element).getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    if (box.height < least - 0.5 || box.width < least - 0.5)
      found.push(`${Math.round(box.width)}x${Math.round(box.height)} ${element.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""

TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > room + 1)
    .slice(0, 5).map((element) => element.outerHTML.slice(0, 160));
}"""


# A bar that sticks to an edge covers what lies beneath only until one scrolls: axe is to see the page without it.
UNSTUCK = """(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(".decide { position: static !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
})()"""
STUCK = "document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1)"


@cache
def _axe(interface: Path) -> str:
    return (interface / AXE).read_text(encoding="utf-8")


def settle(page: Page) -> None:
    """Wait until a page is complete and still."""
    page.wait_for_load_state("networkidle")
    for _ in range(100):
        if page.evaluate(QUIET):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url} does not come to rest")


def axe(page: Page, cdp: CDPSession, interface: Path) -> list[str]:
    """Return what axe finds against WCAG 2.0 to 2.2, A and AA. Injected by the debugger: our policy has no eval."""
    cdp.send("Runtime.evaluate", {"expression": _axe(interface)})
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], "preload": False}
    asked = {"expression": f"axe.run(document, {json.dumps(options)})", "awaitPromise": True, "returnByValue": True}
    cdp.send("Runtime.evaluate", {"expression": UNSTUCK})
    answer: dict[str, Any] = cdp.send("Runtime.evaluate", asked)
    cdp.send("Runtime.evaluate", {"expression": STUCK})
    assert "exceptionDetails" not in answer, answer
    assert len(answer["result"]["value"]["passes"]) > 5, "axe has looked at nothing"
    return [
        f"{finding['id']}: {node['html'][:160]} {node['failureSummary'].splitlines()[1:2]}"
        for finding in answer["result"]["value"]["violations"]
        for node in finding["nodes"]
    ]


def wide(page: Page) -> list[str]:
    """Return what makes a page scroll sideways."""
    found: list[str] = page.evaluate(TOO_WIDE)
    return [f"wider than the window: {each}" for each in found]


def english(page: Page) -> list[str]:
    """Return the Latin words that a Chinese page shows."""
    found = set()
    for text in page.evaluate(SEEN_TEXT):
        for word in WORD.findall(CODE.sub(" ", text)):
            if word.lower() not in LATIN:
                found.add(f"English: {word!r} in {text.strip()[:60]!r}")
    return sorted(found)


def small(page: Page) -> list[str]:
    """Return the targets that are too small for a thumb."""
    found: list[str] = page.evaluate(SMALL_TARGETS, THUMB)
    return [f"small: {each}" for each in found]
