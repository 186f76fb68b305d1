"""What a page weighs: every byte that a browser took in for it, heads of answers and whatever the page loaded included."""

from typing import Any

from playwright.sync_api import Page


class Scales:
    """Counts what the browser receives over the wire; what it has kept from before weighs nothing, as for a person."""

    def __init__(self, page: Page) -> None:
        self.taken = 0.0
        self.debugger = page.context.new_cdp_session(page)
        self.debugger.on("Network.loadingFinished", self.finished)
        self.debugger.on("Network.requestWillBeSent", self.redirected)
        self.debugger.send("Network.enable")

    def finished(self, event: dict[str, Any]) -> None:
        self.taken += event["encodedDataLength"]

    def redirected(self, event: dict[str, Any]) -> None:
        self.taken += event.get("redirectResponse", {}).get("encodedDataLength", 0)

    def read(self) -> int:
        """Bytes since the last reading."""
        taken, self.taken = self.taken, 0.0
        return round(taken)
