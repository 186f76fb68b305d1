"""axe on the page as it stands: zero violations of WCAG 2.0, 2.1 and 2.2, levels A and AA."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """axe.run(document, {runOnly: RULES, resultTypes: ["violations"]}).then(found => found.violations.map(
    one => `${one.id} (${one.help}): ` + one.nodes.map(node => `${node.target} ${node.html.slice(0, 160)}`).join(" | ")
))""".replace("RULES", str(RULES))

MUTE = ["href", "action", "content", "value", "src", "nonce", "datetime", "lang", "hreflang"]
SHAPE = """() => [innerWidth, document.documentElement.style.fontSize, matchMedia("(forced-colors: active)").matches,
    document.activeElement.tagName, ...new Set([...document.querySelectorAll("svg text")].map(one => one.getAttribute("fill"))),
    ...[...document.querySelectorAll(":not(option, optgroup, svg text, header li *)")].map(one => [
        one.tagName, /\\S/.test(one.textContent), !!one.value, !!one.checked,
        ...[...one.attributes].filter(its => !MUTE.includes(its.name)).map(its => `${its.name}=${its.value}`),
    ].join(" "))].join("\\n")""".replace("MUTE", str(MUTE))
"""All that axe goes by, but for what the words and numbers are; which language of the head is ours, and how many options."""
SPOKEN = re.compile(r"\b(aria-label|title|alt|placeholder|data-[a-z-]+)=\S[^\n]*?(?= [a-z-]+=|$)", re.MULTILINE)
NUMBER = re.compile(r"(?<!#)(?<!#[0-9a-f])(?<!#[0-9a-f]{2})(?<!#[0-9a-f]{3})(?<!#[0-9a-f]{4})(?<!#[0-9a-f]{5})[0-9.]+")
"""Not the digits of a colour."""

WIDE = """() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    return [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > room + 1)
        .slice(0, 12).map(one => one.cloneNode(false).outerHTML.slice(0, 160));
}"""


@cache
def axe() -> str:
    """The program's text, as it was vendored."""
    return (Path(__file__).parent / "axe" / "axe.min.js").read_text()


def shape_of(page: Page) -> str:
    """A name for everything in the page that axe goes by: equal where only words, numbers and addresses differ."""
    width, shape = page.evaluate(SHAPE).split("\n", 1)
    mute = NUMBER.sub("0", SPOKEN.sub(r"\1=-", shape))
    return sha256(f"{width}\n{mute}".encode()).hexdigest()


def violations(page: Page) -> list[str]:
    """What axe finds wrong, a line a rule.

    It goes in beside the page's own scripts, through the debugger: the page's policy lets no foreign script in.
    """
    debugger = page.context.new_cdp_session(page)
    try:
        evaluate(debugger, axe())
        found: list[str] = evaluate(debugger, RUN)
        return found
    finally:
        debugger.detach()


def evaluate(debugger: Any, expression: str) -> Any:
    asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    answer = debugger.send("Runtime.evaluate", asked)
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"].get("value")


def too_wide(page: Page) -> list[str]:
    """What makes the page wider than its window, if anything does (WCAG 1.4.10: nothing may at 320 px)."""
    found: list[str] = page.evaluate(WIDE)
    return found
