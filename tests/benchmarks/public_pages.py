"""The public form as somebody with a cheap telephone meets it: weight of each page in a browser, time of each on the server."""

from collections.abc import Iterator, Mapping
from re import findall
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from cases.settings import Settings
from tests.benchmarks.figure import Figure
from tests.benchmarks.visit import Visit, of_page, token_in
from tests.builders import ORDINARY, House
from tests.harness.browser import CHROMIUM, QUIET
from tests.harness.scales import Scales
from tests.harness.serving import served

FIRST_KB, NEXT_KB, PAGE_MS = 45, 12, 10
LANGUAGES = ("kk", "ru", "en")
LANGUAGE = "kk"
MORE = (
    "/kk/mailbox/read",
    "/kk/mailbox/more",
    "/kk/mailbox/files",
    "/kk/mailbox/people",
    "/kk/how-we-work",
    "/kk/statistics",
)


def measure(house: House, settings: Settings) -> None:
    house.file(track="detention", region="KZ-75")
    with served(house, settings) as address:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            weights = {language: list(weigh(chromium, address, language)) for language in LANGUAGES}
            chromium.close()
        report_weights(weights)
        report_times(time_pages(Visit(address)))


def weigh(chromium: Browser, address: str, language: str) -> Iterator[tuple[str, int, set[str]]]:
    """Each page from the start to the mailbox, what it weighed, and who else was asked for something."""
    context = chromium.new_context(base_url=address, locale=language)
    page = context.new_page()
    scales, asked = Scales(page), set[str]()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))

    def look() -> tuple[str, int, set[str]]:
        page.wait_for_load_state("networkidle")
        return urlsplit(page.url).path, scales.read(), asked - {urlsplit(address).netloc}

    page.goto(f"/{language}/")
    yield look()
    page.goto(f"/{language}/complaint")
    yield look()
    form = page.get_by_role("main").locator("form:not([action])")
    while not page.url.endswith("/check"):
        for name, values in ORDINARY.items():
            for control in form.locator(f'[name="{name}"]').all():
                kind = control.get_attribute("type")
                if kind not in {"radio", "checkbox"}:
                    control.evaluate("(one, value) => { one.value = value; }", values[0])
                elif control.get_attribute("value") in values:
                    control.check()
        form.get_by_role("button").first.click()
        yield look()
    form.get_by_role("button").first.click()
    yield look()
    code = " ".join(page.locator(".code").first.inner_text().split())
    form.get_by_role("button").first.click()
    yield look()
    page.goto(f"/{language}/mailbox")
    page.locator('[name="code"]').fill(code)
    page.locator('form[action$="/mailbox"]').get_by_role("button").first.click()
    yield look()
    page.goto(f"/{language}/mailbox/more")
    while "/mailbox/more/" in page.url:
        yield look()
        form.get_by_role("button").first.click()
    yield look()  # the mailbox again: what it weighs is not the next page's
    for path in ("/mailbox/files", "/mailbox/people", "/mailbox/message", "/how-we-work", "/statistics", "/paper"):
        page.goto(f"/{language}{path}")
        yield look()
    context.close()


def report_weights(weights: Mapping[str, list[tuple[str, int, set[str]]]]) -> None:
    first = max(seen[0][1] for seen in weights.values()) / 1000
    path, heaviest = max(
        ((path, weight) for seen in weights.values() for path, weight, _ in seen[1:]), key=lambda it: it[1]
    )
    others = {name for seen in weights.values() for _, _, names in seen for name in names}
    pages = sum(len(seen) for seen in weights.values())
    Figure(
        name="first_page_weight", value=round(first, 1), unit="kB", budget=FIRST_KB, met=first <= FIRST_KB,
        note="all that Chromium took in for the start page with nothing kept: heads, styles, scripts, fonts; heaviest language",
    ).print()  # fmt: skip
    Figure(
        name="next_page_weight", value=round(heaviest / 1000, 1), unit="kB", budget=NEXT_KB, met=heaviest <= NEXT_KB * 1000,
        note=f"heaviest of {pages} pages from the start to the mailbox in three languages: {named(path)}",
    ).print()  # fmt: skip
    Figure(
        name="third_party_requests", value=len(others), unit="hosts", budget=0, met=not others,
        note=f"asked for anything on {pages} pages",
    ).print()  # fmt: skip


def time_pages(visit: Visit) -> tuple[float, dict[str, float]]:
    """The floor (a page that does nothing) and the time of each page of the form and of the mailbox."""
    floor = visit.time("/health/live")
    times = {path: visit.time(path) for path in (f"/{LANGUAGE}/", f"/{LANGUAGE}/complaint")}
    came_to = f"/{LANGUAGE}/complaint"
    _, text = visit.ask(came_to)
    while not came_to.endswith("/check"):
        answer, _ = visit.ask(came_to, {**of_page(text), "csrf": token_in(text)})
        came_to = str(answer.getheader("location"))
        times[came_to] = visit.time(came_to)
        _, text = visit.ask(came_to)
    for path in [path for path in times if "/complaint/" in path]:
        times[f"{path} (answered)"] = visit.time(path)
    answer, _ = visit.ask(came_to, {"csrf": token_in(text)})
    came_to = str(answer.getheader("location"))
    times[came_to] = visit.time(came_to)
    _, text = visit.ask(came_to)
    code = "".join(findall(r"\d", text.partition('class="code"')[2].partition("</p>")[0]))[:20]
    visit.ask(f"/{LANGUAGE}/mailbox", {"csrf": token_in(text), "code": code})
    for path in MORE:
        answer, _ = visit.ask(path)
        here = str(answer.getheader("location") or path)
        times[here] = visit.time(here)
    return floor, times


def report_times(measured: tuple[float, dict[str, float]]) -> None:
    floor, times = measured
    path, slowest = max(times.items(), key=lambda it: it[1])
    Figure(
        name="public_page_slowest", value=round(slowest, 1), unit="ms", floor=round(floor, 1), ratio=round(slowest / floor, 1),
        budget=PAGE_MS, met=slowest <= PAGE_MS,
        note=f"p50 of the slowest of {len(times)} pages, {named(path)}; the middle one takes {median(times.values()):.1f}; "
        "floor = the health page over the same connection",
    ).print()  # fmt: skip


def named(path: str) -> str:
    """An address without the number of a draft."""
    return "/".join("…" if part.isdigit() else part for part in path.split("/"))
