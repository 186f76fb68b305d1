"""People who complain as fast as they can, each in a thread; a process of their own, so that they take nothing of the server.

`python -m tests.benchmarks.people ADDRESS[,ADDRESS] SECONDS PEOPLE` prints what they met as one JSON line.
"""

import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from json import dumps
from re import search
from time import perf_counter

from tests.benchmarks.visit import Visit, of_page, token_in

NUMBER = r"20\d\d\W{0,8}\d{6}\W{0,8}\d"
"""A complaint's number, with the marks that keep it on one line."""


class Complaining:
    """One person, who comes from another address each time: nobody waits for the flood that this looks like."""

    def __init__(self, address: str, number: int, until: float) -> None:
        self.address, self.number, self.until = address, number, until
        self.sent: list[float] = []
        self.pages: list[float] = []
        self.numbers: list[str] = []
        self.errors: list[str] = []

    def work(self) -> "Complaining":
        done = 0
        while perf_counter() < self.until:
            done += 1
            try:
                self.complain(Visit(self.address, source=f"10.{self.number}.{done // 250}.{done % 250 + 1}"))
            except (OSError, LookupError) as error:
                self.errors.append(f"{type(error).__name__}: {error}"[:200])
        return self

    def complain(self, visit: Visit) -> None:
        """The whole form, page by page, then Send, and the receipt with its number."""
        came_to = "/kk/complaint"
        text = self.look(visit, came_to)
        while not came_to.endswith("/check"):
            came_to = self.press(visit, came_to, {**of_page(text), "csrf": token_in(text)}, self.pages)
            text = self.look(visit, came_to)
        came_to = self.press(visit, came_to, {"csrf": token_in(text)}, self.sent)
        found = search(NUMBER, self.look(visit, came_to))
        if found is None:
            raise LookupError(came_to)
        self.numbers.append("".join(filter(str.isdigit, found[0])))

    def look(self, visit: Visit, path: str) -> str:
        started = perf_counter()
        answer, text = visit.ask(path)
        self.pages.append((perf_counter() - started) * 1000)
        if answer.status != 200:
            raise LookupError((answer.status, path))
        return text

    def press(self, visit: Visit, path: str, fields: Mapping[str, object], times: list[float]) -> str:
        started = perf_counter()
        answer, _ = visit.ask(path, fields)
        times.append((perf_counter() - started) * 1000)
        if answer.status != 303:
            raise LookupError((answer.status, path))
        return str(answer.getheader("location"))


def main() -> None:
    addresses, seconds, people = sys.argv[1].split(","), float(sys.argv[2]), int(sys.argv[3])
    until = perf_counter() + seconds
    with ThreadPoolExecutor(people) as pool:
        everybody = [Complaining(addresses[each % len(addresses)], each, until) for each in range(people)]
        all_of_them = list(pool.map(Complaining.work, everybody))
    met = {
        name: [one for person in all_of_them for one in getattr(person, name)]
        for name in ("sent", "pages", "numbers", "errors")
    }
    print(dumps(met))


if __name__ == "__main__":
    main()
