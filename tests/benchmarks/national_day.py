"""A working day of a country a hundred times as busy as Kazakhstan's institution, played by everybody at once over HTTP.

The arithmetic: the Commissioner and the regional representatives received some 9,700 complaints in 2025 (the published figure
is "more than 9.7 thousand"). A hundred times that are 970,000 a year; over 247 working days of eight hours 491 an hour, 3,928 a
day. Nothing is published of how often the rest is done, so it is assumed, for each complaint: a file by every third
complainant, three looks into the mailbox, three acts of an officer, each after a look at the queue and at the case; every fifth
case is asked about at a body, which answers; and a supervisor opens the reports for every third.

That day is played *faster*, as many times as is given, for a length of time that is given: a whole day at thirty times its pace
lasts sixteen minutes and wants more than two cores. Who comes when is
drawn before anything begins (a Poisson process) and nobody waits for an answer to somebody else's page. How late the generator
itself was is a figure of its own, and the time of a page never leaves it out: who came late because all hands were busy has
waited (coordinated omission).
"""

import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from statistics import median, quantiles
from threading import Event, Lock, Thread
from time import perf_counter, sleep

from cases.alarms import due
from cases.database import Database
from cases.records import Case
from cases.secrets_folder import make_secrets
from cases.settings import Settings
from cases.vault.links import LinkSecrets
from cases.viewer import System
from tests.benchmarks.figure import Figure
from tests.benchmarks.houses import cluster_apart
from tests.builders import House, found_house
from tests.harness.aftermath import check_aftermath
from tests.harness.bodies import ask_body
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
from tests.harness.crowds import session_of
from tests.harness.handling import OFFICER, records

COMPLAINTS_A_YEAR, TIMES, WORKING_DAYS, HOURS = 9_700, 100, 247, 8
PER_SECOND = COMPLAINTS_A_YEAR * TIMES / WORKING_DAYS / HOURS / 3600
SHARES = {"complaint": 1.0, "mailbox": 3.0, "act": 3.0, "answer": 0.2, "reports": 0.33}
"""Of what comes, for each complaint."""
FILES = 3
ACTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("register", {}),
    ("triage", {"issues": "wages"}),
    ("check_admissibility", {}),
)
WEB, HANDS = 2, 32
P95_MS, MEMORY_MIB, GROWTH_MIB = 1000, 150, 1.0
OPENED_AGAIN = 150
"""Complaints whose boxes, files and case files are opened one by one afterwards, by lot; that all are there is counted."""
PATIENCE_S = 90.0
RUN = "from web.starting import main; main()"
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


def measure(*, seconds: float, faster: float) -> None:
    """Play *seconds*, *faster* times as fast as the day goes. Raises: MissingPostgresqlError."""
    with cluster_apart() as (cluster, folder), ExitStack() as closing:
        settings = cluster.settings("bench", folder)
        secrets = make_secrets(settings.secrets, data=settings.data)
        with Database.open(settings) as database:
            house = found_house(database, at=datetime.now(UTC), secrets=secrets)
            links = asked_bodies(house, round(PER_SECOND * faster * seconds * SHARES["answer"]) + 1)
            sessions = {name: session_of(house, name) for name in (OFFICER, CHIEF)}
        ports = [free_port() for _ in range(WEB)]
        running = [closing.enter_context(started(settings, "serve", "--port", str(port))) for port in ports]
        running.append(closing.enter_context(started(settings, "worker")))
        day = Day([f"http://127.0.0.1:{port}" for port in ports], sessions, links)
        for address in day.addresses:
            wait_for(address)
        memory = closing.enter_context(sampled([process.pid for process in running]))
        play(day, seconds=seconds, faster=faster)
        tell(day, memory, seconds=seconds, faster=faster)
        closing.close()
        with Database.open(settings) as database:
            tell_aftermath(house.moved_to(database, at=datetime.now(UTC)), settings, day)


def asked_bodies(house: House, number: int) -> SimpleQueue[LinkSecrets]:
    """Cases from before, about each of which a body was asked."""
    links: SimpleQueue[LinkSecrets] = SimpleQueue()
    for _ in range(number):
        links.put(ask_body(house, house.file().reference))
    return links


def play(day: Day, *, seconds: float, faster: float) -> None:
    """Let everybody come when they come."""
    coming = sorted(arrivals(day, seconds, faster))
    begun = perf_counter()
    with ThreadPoolExecutor(HANDS) as hands:
        for moment, kind in coming:
            sleep(max(0.0, moment - (perf_counter() - begun)))
            hands.submit(come, day, kind, begun + moment)


def arrivals(day: Day, seconds: float, faster: float) -> Iterator[tuple[float, str]]:
    """(second, what) of everybody who comes."""
    for kind, share in SHARES.items():
        at = 0.0
        while (at := at + day.lot.expovariate(PER_SECOND * faster * share)) < seconds:
            yield at, kind


def come(day: Day, kind: str, due_at: float) -> None:
    """One of them does what they came for."""
    late = (perf_counter() - due_at) * 1000
    work: Callable[[], None] = getattr(day, kind)
    try:
        work()
    except (OSError, LookupError, ValueError) as error:
        with day.lock:
            day.errors.append(f"{kind}: {type(error).__name__} {error}"[:200])
    with day.lock:
        day.late.append(late)
        day.took.setdefault(f"whole_{kind}", []).append((perf_counter() - due_at) * 1000)


def tell(day: Day, memory: "Memory", *, seconds: float, faster: float) -> None:
    pages = sum(len(times) for kind, times in day.took.items() if not kind.startswith("whole_"))
    which = Counter(day.errors).most_common(3)
    Figure(
        name="national_day_errors", value=len(day.errors), unit="errors", budget=0, met=not day.errors,
        note=f"of {pages} pages in {seconds:.0f} s, {len(day.known)} complaints: Kazakhstan's day, times a hundred, "
        f"at {faster:.0f} times its pace {which or ''}",
    ).print()  # fmt: skip
    for kind, times in sorted(day.took.items()):
        p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        whole = kind.startswith("whole_")
        budget = P95_MS * (10 if whole else 1)
        Figure(
            name=f"national_day_{kind}_p95", value=round(p95), unit="ms", budget=budget, met=p95 <= budget,
            note=f"median {median(times):.0f} of {len(times)}"
            + (", all its pages, from when they wanted to come" if whole else ""),
        ).print()  # fmt: skip
    late = quantiles(day.late, n=20)[-1]
    Figure(
        name="national_day_generator_late_p95", value=round(late), unit="ms", budget=P95_MS, met=late <= P95_MS,
        note=f"by how much people came later than drawn, because all {HANDS} hands were busy; at most {max(day.late):.0f}",
    ).print()  # fmt: skip
    for place, name in enumerate([*(f"web_{number + 1}" for number in range(WEB)), "worker"]):
        most, growth = memory.of(place)
        Figure(
            name=f"national_day_memory_{name}", value=round(most, 1), unit="MiB", budget=MEMORY_MIB, met=most <= MEMORY_MIB,
            note="the most that it held",
        ).print()  # fmt: skip
        Figure(
            name=f"national_day_growth_{name}", value=round(growth, 2), unit="MiB/min", budget=GROWTH_MIB,
            met=growth <= GROWTH_MIB, note="slope of the second half",
        ).print()  # fmt: skip


def tell_aftermath(house: House, settings: Settings, day: Day) -> None:
    """All that was acknowledged is there once. Raises: AssertionError with what is not."""
    while house.database.claim(due.fire_due, pack=house.pack, viewer=System(), at=house.clock()):
        pass
    there = Counter(row.reference for row in records(house, Case))
    lost = [one.reference for one in day.known if there[one.reference] != 1]
    twice = len(day.known) - len({one.reference for one in day.known})
    some = day.lot.sample(day.known, min(OPENED_AGAIN, len(day.known)))
    check_aftermath(house, settings, some, officer=house.officer(CHIEF))
    Figure(
        name="national_day_lost_or_doubled", value=len(lost) + twice, unit="complaints", budget=0, met=not lost and not twice,
        note=f"of {len(day.known)}; {len(some)} were opened with their files; the journal verifies, no alarm rang twice",
    ).print()  # fmt: skip


@dataclass
class Memory:
    """What each process held, MiB, by the second."""

    pids: list[int]
    held: list[list[float]] = field(default_factory=list)

    def look(self) -> None:
        pages = [int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) for pid in self.pids]
        self.held.append([each * os.sysconf("SC_PAGE_SIZE") / 2**20 for each in pages])

    def of(self, place: int) -> tuple[float, float]:
        """(the most, growth a minute in the second half by least squares)."""
        values = [each[place] for each in self.held]
        later = values[len(values) // 2 :]
        middle, mean = (len(later) - 1) / 2, sum(later) / len(later)
        over = sum((number - middle) ** 2 for number in range(len(later))) or 1
        slope = sum((number - middle) * (value - mean) for number, value in enumerate(later)) / over
        return max(values), slope * 60


@contextmanager
def sampled(pids: list[int]) -> Iterator[Memory]:
    """Look every second until the block ends."""
    memory, stopped = Memory(pids), Event()
    memory.look()

    def look() -> None:
        while not stopped.wait(1):
            memory.look()

    thread = Thread(target=look)
    thread.start()
    try:
        yield memory
    finally:
        stopped.set()
        thread.join()


@contextmanager
def started(settings: Settings, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the program's own; stopped kindly at the end."""
    environment = {**os.environ, "ARASHA_SECRETS": str(settings.secrets), "ARASHA_WORKER": "no"}
    where = ["--data", str(settings.data), "--database", settings.database]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *words, *where],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def wait_for(address: str) -> None:
    """Until it answers. Raises: TimeoutError."""
    end = perf_counter() + PATIENCE_S
    while perf_counter() < end:
        try:
            with Caller(address) as caller:
                caller.ask_once("GET", "/health/serving")
                return
        except OSError:
            sleep(0.2)  # it takes its own time
    raise TimeoutError(address)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


if __name__ == "__main__":  # python -m tests.benchmarks.national_day SECONDS FASTER
    measure(seconds=float(sys.argv[1]), faster=float(sys.argv[2]))
