"""What each of them comes for, and how long every page took."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, SimpleQueue
from random import Random
from threading import Lock
from time import perf_counter

from cases.vault.links import LinkSecrets
from tests.harness.callers import (
    Acknowledged,
    Answered,
    Caller,
    act,
    complain,
    enter_mailbox,
    form_with,
    hand_in,
    hidden_in,
    token_in,
)
from tests.harness.handling import OFFICER

FILES = 3
"""Every such complainant hands a file in."""
ACTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("register", {}),
    ("triage", {"issues": "wages"}),
    ("check_admissibility", {}),
)
CHIEF = "supervisor.ho"


@dataclass
class Day:
    """What there is to do things with, and what came of them."""

    addresses: list[str]
    sessions: dict[str, str]
    links: SimpleQueue[LinkSecrets]
    lot: Random = field(default_factory=Random)
    numbers: Iterator[int] = field(default_factory=count)
    known: list[Acknowledged] = field(default_factory=list)
    to_act: SimpleQueue[tuple[str, int]] = field(default_factory=SimpleQueue)
    took: dict[str, list[float]] = field(default_factory=dict)
    late: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def come(self) -> "Timing":
        """Somebody at a browser of their own, at one of the two servers."""
        number = next(self.numbers)
        source = f"10.{number // 62500 % 250}.{number // 250 % 250}.{number % 250 + 1}"
        return Timing(self.lot.choice(self.addresses), source=source, day=self)

    def complaint(self) -> None:
        with self.come() as person:
            known = complain(person)
            if self.lot.randrange(FILES) == 0:
                enter_mailbox(person, known)
                hand_in(person, known, "note.txt", f"He hit him, {known.reference}. ".encode() * 4000)
        self.known.append(known)
        self.to_act.put((known.reference, 0))

    def mailbox(self) -> None:
        if self.known:
            with self.come() as person:
                enter_mailbox(person, self.lot.choice(self.known))

    def act(self) -> None:
        try:
            reference, step = self.to_act.get_nowait()
        except Empty:
            return
        with self.signed_in(OFFICER) as officer:
            officer.get("/kk/desk")
            name, answers = ACTS[step]
            if not act(officer, reference, name, **answers):
                raise LookupError((reference, name))
        if step + 1 < len(ACTS):
            self.to_act.put((reference, step + 1))

    def answer(self) -> None:
        try:
            link = self.links.get_nowait()
        except Empty:
            return
        with self.come() as body:
            door = body.get(f"/kk/respond/{link.token}")
            body.follow(body.post(door.path, {"csrf": token_in(door.text), "pin": link.pin}))
            path = "/kk/respond/acts/record_answer"
            form = form_with(body.get(path).text, "answer")
            body.follow(body.post(path, {**hidden_in(form), "answer": "Nobody was."}))

    def reports(self) -> None:
        with self.signed_in(CHIEF) as chief:
            for path in ("/kk/reports", "/kk/reports/units/KZ-39", "/kk/reports/mornings"):
                chief.get(path)

    def signed_in(self, username: str) -> "Timing":
        caller = self.come()
        caller.cookies["arasha"] = self.sessions[username]
        return caller

    def note(self, kind: str, milliseconds: float) -> None:
        with self.lock:
            self.took.setdefault(kind, []).append(milliseconds)


@dataclass
class Timing(Caller):
    """A browser that tells the day how long each page took."""

    day: Day = field(kw_only=True)

    def send(self, method: str, path: str, body: bytes = b"", heads: dict[str, str] | None = None) -> Answered:  # type: ignore[override]
        started = perf_counter()
        answered = super().send(method, path, body, heads)
        self.day.note(kind_of(method, path), (perf_counter() - started) * 1000)
        return answered

    def __exit__(self, *trouble: object) -> None:
        super().__exit__(*trouble)
        with self.day.lock:
            self.day.errors += [f"{status} {path}" for status, path in self.bad]
            self.day.errors += ["503"] * self.resting + ["line broke"] * self.broken


def kind_of(method: str, path: str) -> str:
    """Which kind of page it is, by its address."""
    surface = path.split("/")[2]
    if surface == "complaint" and method == "POST":
        return "sending" if path.endswith("/check") else "form"
    names = {"complaint": "form", "mailbox": "files" if "/files" in path else "mailbox"}
    return names.get(surface, surface if method == "GET" else f"{surface}_sent")
