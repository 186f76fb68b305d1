"""People who file, hand in files and act all at once, press again where it does not work, and remember what they were told."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Event
from time import sleep

from cases.doors.signing_in import sign_in
from tests.builders import ORDINARY, PASSPHRASE, House
from tests.harness.callers import Acknowledged, Caller, act, complain, enter_mailbox, hand_in
from tests.harness.handling import URGENT

PEOPLE = 3
IN_DANGER = {name: value for name, value in URGENT.items() if value is not None}


@dataclass
class Crowd:
    """People at their browsers, until they are told to stop; what each was told is with us."""

    address: str
    session: str
    """Cookie of an officer who has come in before: a code that was used as the line broke is used up."""
    stopped: Event = field(default_factory=Event)
    known: list[Acknowledged] = field(default_factory=list)
    acted: list[str] = field(default_factory=list)
    callers: list[Caller] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return sum(each.answered for each in self.callers)

    def wait_for(self, *, pages: int) -> None:
        """Until so many pages more have come."""
        enough = self.answered + pages
        while self.answered < enough:
            sleep(0.003)  # they call in threads of their own

    def come(self, source: str) -> Caller:
        caller = Caller(self.address, source=source)
        self.callers.append(caller)
        return caller

    def file(self, person: int) -> None:
        """One complaint after the other, each with a file; every fourth, the first too, is of somebody in danger."""
        for number in count():
            if self.stopped.is_set():
                return
            caller = self.come(f"10.{person}.{number // 250}.{number % 250 + 1}")
            known = complain(caller, IN_DANGER if number % 4 == 0 else ORDINARY)
            self.known.append(known)
            enter_mailbox(caller, known)
            hand_in(caller, known, f"{person}-{number}.txt", f"He hit him. {person} {number}\n".encode() * 50)

    def handle(self) -> None:
        """Register whatever has come."""
        caller = self.come("10.99.0.1")
        caller.cookies["arasha"] = self.session
        for number in count():
            while len(self.known) <= number:
                if self.stopped.wait(0.01):
                    return
            reference = self.known[number].reference
            if act(caller, reference, "register"):
                self.acted.append(reference)


@contextmanager
def crowd(address: str, session: str) -> Iterator[Crowd]:
    """People who call until the block ends, and then finish what they are at. Raises: what one of them met."""
    people = Crowd(address, session)
    with ThreadPoolExecutor(PEOPLE + 1) as pool:
        at_work: list[Future[None]] = [pool.submit(people.file, each) for each in range(PEOPLE)]
        at_work.append(pool.submit(people.handle))
        try:
            yield people
        finally:
            people.stopped.set()
            for each in at_work:
                each.result()
            for caller in people.callers:
                caller.connection.close()


def session_of(house: House, username: str) -> str:
    """The cookie of an officer who comes in now."""
    return sign_in(
        house.database, username=username, passphrase=PASSPHRASE, code=house.totp(username), secrets=house.secrets,
        at=house.clock(),
    ).cookie  # fmt: skip
