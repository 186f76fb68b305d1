"""What a page weighs: every byte that a browser took in for it, heads of answers and whatever the page loaded included."""

from time import monotonic
from typing import Any, Final

from playwright.sync_api import Page

PATIENCE_S: Final = 30.0


class Scales:
    """Counts what the browser receives over the wire; what it has kept from before weighs nothing, as for a person."""

    def __init__(self, page: Page) -> None:
        self.taken = 0.0
        self.coming: set[str] = set()
        self.page = page
        self.debugger = page.context.new_cdp_session(page)
        self.debugger.on("Network.requestWillBeSent", self.asked)
        self.debugger.on("Network.loadingFinished", self.finished)
        self.debugger.on("Network.loadingFailed", self.failed)
        self.debugger.send("Network.enable")

    def asked(self, event: dict[str, Any]) -> None:
        self.coming.add(event["requestId"])
        self.taken += event.get("redirectResponse", {}).get("encodedDataLength", 0)

    def finished(self, event: dict[str, Any]) -> None:
        self.coming.discard(event["requestId"])
        self.taken += event["encodedDataLength"]

    def failed(self, event: dict[str, Any]) -> None:
        self.coming.discard(event["requestId"])

    def read(self) -> int:
        """Bytes since the last reading, once all that was asked for has come: what comes late is not the next page's."""
        until = monotonic() + PATIENCE_S
        while self.coming and monotonic() < until:
            self.page.evaluate("() => 0")  # lets events in
        taken, self.taken = self.taken, 0.0
        return round(taken)
