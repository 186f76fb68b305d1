"""A part of a page by its CSS selector: found by the driver for a mouse, by one small script of the page's own otherwise."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

ONE = """([css, first, given]) => {
    const found = document.querySelectorAll(css);
    if (!found.length || (found.length > 1 && !first)) throw new Error(`${found.length} of ${css}`);
    return (SCRIPT)(found[0], given);
}"""
ALL = "([css, given]) => (SCRIPT)([...document.querySelectorAll(css)], given)"


@dataclass(frozen=True)
class Part:
    """What *css* finds on a page when it is asked for; made without looking.

    Asking the page itself (`ask`, `ask_all`) costs a tenth of asking through the driver's locators, which put a large
    script into every page. The locators are for what a hand does.
    """

    page: Page
    css: str
    first: bool = False
    """Several may be there, and the first is meant; else there must be one."""

    def within(self, css: str, *, first: bool = False) -> "Part":
        """What *css* finds inside."""
        return Part(self.page, f"{self.css} {css}", first)

    def like(self, css: str) -> "Part":
        """Those of these parts that are also like *css*."""
        return Part(self.page, f"{self.css}{css}", self.first)

    def ask(self, script: str, given: object = None) -> Any:
        """What *script*, `(element, given) => …`, says of the one element. Raises playwright's Error where there is not one."""
        return self.page.evaluate(ONE.replace("SCRIPT", script), [self.css, self.first, given])

    def ask_all(self, script: str, given: object = None) -> Any:
        """What *script*, `(elements, given) => …`, says of all that are there, be it none."""
        return self.page.evaluate(ALL.replace("SCRIPT", script), [self.css, given])

    def texts(self) -> list[str]:
        """What is to be read in each."""
        found: list[str] = self.ask_all("all => all.map(one => one.innerText)")
        return found

    def text(self) -> str:
        """What is to be read in the one."""
        found: str = self.ask("one => one.innerText")
        return found

    def count(self) -> int:
        found: int = self.ask_all("all => all.length")
        return found

    def hand(self) -> Locator:
        """The same for the driver's hands."""
        found = self.page.locator(self.css)
        return found.first if self.first else found

    def locator(self, css: str) -> Locator:
        """What *css* finds inside, for the driver's hands."""
        return self.hand().locator(css)
