"""Who takes part in a walk: a complainant, officers at the desk and a body, each with a browser without scripts.

Nothing is done past a page: forms are read from it and sent as a browser would, links are those that stand there, and time
passes for everybody alike, with the house's own worker looking now and then.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from xml.etree.ElementTree import Element

from litestar.testing import TestClient

from cases.settings import Settings
from cases.worker.rounds import Shop, ring_alarms
from tests.builders import ORDINARY, PASSPHRASE, House
from tests.harness.app import app_of
from tests.harness.handling import damages
from tests.web.public_visitor import Visitor

HOME = "http://walk.test"


@dataclass
class Walk:
    """A house in which time passes, and everybody who takes part."""

    house: House
    settings: Settings
    last: object = None
    """Who did something last: what others have on their screens may be older than that."""

    def complainant(self, language: str = "ru") -> "Complainant":
        return Complainant(self.visitor(language), self)

    def officer(self, username: str, language: str = "ru") -> "Officer":
        return Officer(self.visitor(language), self, username)

    def body(self, link: "Link", language: str = "ru") -> "Body":
        return Body(self.visitor(language), self, link)

    def visitor(self, language: str) -> Visitor:
        return Visitor(TestClient(app_of(self.house, self.settings), base_url=HOME), language)

    def wait(self, *, step: timedelta = timedelta(days=1), **by: float) -> None:
        """Time goes by; the worker rings what falls due in each *step* of it."""
        self.last = self
        house, end = self.house, self.house.clock() + timedelta(**by)
        while house.clock() < end:
            house.clock.now = min(end, house.clock() + step)
            ring_alarms(Shop(database=house.database, pack=house.pack, at=house.clock()))

    def check(self) -> None:
        """Every journal, number and row of the house is as it should be."""
        assert damages(self.house) == []


@dataclass
class Complainant:
    """Somebody who complains, and what they find in their mailbox."""

    at: Visitor
    walk: Walk
    code: str = ""
    reference: str = ""

    def complain(self, **answers: str | Sequence[str] | None) -> str:
        """From the first page of the form to the written-down code; gives the case's number."""
        self.code = self.at.send(listed({**ORDINARY, **answers}))
        self.at.submit()
        return self.look()

    def complain_of_danger(self, **answers: str | Sequence[str]) -> str:
        """The five questions of somebody in danger."""
        self.code = self.at.send(listed({"danger_24h": "yes", **answers}))
        self.at.submit()
        return self.look()

    def look(self) -> str:
        """Into the mailbox, with the code; gives the case's number."""
        self.at.get("/mailbox/read")
        if self.at.page.url.path.endswith("/mailbox"):
            self.at.submit({"code": [self.code]})
        found = re.search(r"\d{4}-\d{6}-?\d", plain(self.at.text))
        assert found is not None, self.at.text
        self.reference = found[0]
        return self.reference

    @property
    def told(self) -> str:
        """The status, in the words of the mailbox."""
        self.look()
        (heading,) = self.at.main.iter("h1")
        return " ".join("".join(heading.itertext()).split())

    def reads(self, words: str) -> bool:
        """Whether the mailbox says so now."""
        self.look()
        return words in plain(self.at.text)

    def may(self, number: int, act: str) -> bool:
        """Whether the mailbox offers the act."""
        self.look()
        return any(each.endswith(f"/mailbox/acts/{number}/{act}") for each in self.at.links())

    def does(self, act: str, number: int = 1, /, **answers: str | Sequence[str]) -> None:
        """Follow the mailbox's own link to an act, answer what it asks, and send it."""
        self.look()
        address = f"/{self.at.language}/mailbox/acts/{number}/{act}"
        assert address in self.at.links(), self.at.links()
        self.at.get(address)
        fill_in(self.at, "", answers)
        self.walk.last = self
        assert self.at.page.url.path.endswith("/mailbox/read"), self.at.text

    def writes(self, words: str) -> None:
        """A message of their own."""
        self.look()
        self.at.get(f"/{self.at.language}/mailbox/message")
        fill_in(self.at, "", {"text": words})
        self.walk.last = self
        assert self.at.page.url.path.endswith("/mailbox/read"), self.at.text

    def adds(self, **answers: str | Sequence[str]) -> None:
        """Answer further questions, page by page, until all of *answers* are given."""
        self.look()
        self.at.get(f"/{self.at.language}/mailbox/more")
        left = listed(answers)
        while left:
            assert "/mailbox/more/" in self.at.page.url.path, f"never asked: {sorted(left)}"
            asked = self.at.names & set(left)
            self.at.submit(left)
            assert self.at.page.status_code == 200, self.at.text
            left = {name: given for name, given in left.items() if name not in asked}


@dataclass(frozen=True)
class Link:
    """What an officer hands to a body, by two ways: an address and a PIN."""

    path: str
    pin: str


@dataclass
class Officer:
    """One of the staff at the desk."""

    at: Visitor
    walk: Walk
    username: str
    reference: str = ""
    """The case that lies open."""

    def go(self, path: str) -> str:
        """To a page of the desk, through the door where the session is over; gives what stands there."""
        self.at.get(path)
        if self.at.page.url.path.endswith("/desk/sign-in"):
            self.walk.house.clock.move(minutes=1)  # each code opens the door once
            code = self.walk.house.totp(self.username)
            self.at.submit({"username": [self.username], "passphrase": [PASSPHRASE], "code": [code]}, action="/sign-in")
            self.at.get(path)
        assert self.at.page.status_code == 200, (path, self.at.page.status_code, self.at.text)
        return plain(self.at.text)

    def follow(self, end: str) -> str:
        """Along a link of this page whose address ends so."""
        found = [each for each in self.at.links() if each.partition("#")[0].endswith(end)]
        assert found, (end, self.at.links())
        return self.go(found[0])

    def opens(self, reference: str = "") -> str:
        self.reference = reference or self.reference
        self.walk.last = self
        return self.go(f"/desk/cases/{self.reference}")

    def queue(self, tab: str = "unit") -> list[str]:
        """Numbers of the cases in a part of the queue, in its order."""
        self.go(f"/desk?tab={tab}")
        return self.listed_cases()

    def listed_cases(self) -> list[str]:
        """Numbers of the cases that stand in the table of this page."""
        found = [each for row in self.at.main.iter("tr") for each in row.iter("a")]
        shown = [each.get("href", "").partition("?")[0].rpartition("/desk/cases/")[2] for each in found]
        return list(dict.fromkeys(each for each in shown if re.fullmatch(r"\d{4}-\d{6}-?\d", each)))

    def takes(self, reference: str) -> None:
        """Take a case that nobody has, from the queue, and open it."""
        self.go("/desk?tab=unassigned")
        self.at.submit(action=f"/desk/cases/{reference}/take")
        assert self.at.page.status_code == 200, self.at.text
        self.opens(reference)

    def goes_home(self) -> None:
        """Sign out."""
        self.at.get("/desk")
        (form,) = (each for each in self.at.tree.iter("form") if (each.get("action") or "").endswith("/desk/sign-out"))
        hidden = {each.get("name", ""): each.get("value", "") for each in form.iter("input")}
        self.at.post(form.get("action") or "", hidden)

    def looks(self) -> None:
        """At the open case as it is now: the page on the screen, unless somebody else did something since."""
        if self.walk.last is not self or not self.at.page.url.path.endswith(f"/desk/cases/{self.reference}"):
            self.opens()

    def may(self, act: str, number: int = 1) -> bool:
        """Whether the case has a form for the act."""
        self.looks()
        return bool(self.find(f"/proceedings/{number}/{act}"))

    def does(self, act: str, number: int = 1, /, **answers: str | Sequence[str]) -> str:
        """Do an act of the open case by its form; gives what the case's page says then."""
        self.looks()
        fill_in(self.at, f"/proceedings/{number}/{act}", answers)
        self.walk.last = self
        assert self.at.page.status_code == 200, self.at.text
        assert "done" in self.at.page.url.params, self.at.text
        return plain(self.at.text)

    def tries(self, act: str, number: int = 1, /, **answers: str | Sequence[str]) -> str:
        """Send an act's form that is not taken; gives what the page says of it."""
        self.looks()
        fill_in(self.at, f"/proceedings/{number}/{act}", answers)
        assert self.at.page.status_code in {409, 422}, self.at.text
        return plain(self.at.text)

    def sends(self, action: str, **answers: str | Sequence[str]) -> str:
        """Send the form of this page whose address ends so."""
        fill_in(self.at, action, answers)
        assert self.at.page.status_code == 200, self.at.text
        return plain(self.at.text)

    def with_ticked(self, *references: str, **button: str) -> str:
        """Tick cases of this list and press a button of those below it."""
        ticks = [each.get("value", "") for each in self.at.main.iter("input") if each.get("name") == "row"]
        self.walk.last = self
        return self.sends("/desk/bulk", row=[one for one in ticks if one.partition("~")[0] in references], **button)

    def begins(self, action: str, **answers: str | Sequence[str]) -> str:
        """Begin a case by the form of this page; gives its number."""
        self.sends(action, **answers)
        self.walk.last = self
        self.reference = self.at.page.url.path.rpartition("/")[2]
        return self.reference

    def choices(self, act: str, question: str, number: int = 1) -> set[str]:
        """Values that an act's form offers for one of its questions."""
        self.looks()
        (form,) = self.find(f"/proceedings/{number}/{act}")
        return {each.get("value", "") for each in form.iter() if each.get("name") == question}

    def closed(self, label: str) -> str:
        """Why an act is not possible now; *label*: with which its name begins."""
        self.looks()
        rows = (plain(" ".join(each.itertext())) for each in self.at.main.iter("li"))
        return next(row for row in rows if row.startswith(label))

    def find(self, action: str) -> list[Element]:
        """Forms of this page whose address ends so."""
        return [form for form in self.at.main.iter("form") if (form.get("action") or "").endswith(action)]

    def side(self, procedure: str) -> int:
        """Number of the newest side proceeding with such a title in the pack."""
        title = self.walk.house.pack.procedures[procedure].title[self.at.language]
        self.looks()
        heads = ["".join(each.itertext()) for each in self.at.main.iter("h3")]
        numbers = [int(head.partition(".")[0]) for head in heads if head.endswith(f". {title}")]
        assert numbers, (title, heads)
        return max(numbers)

    def stage(self, number: int) -> str:
        """What stands at a side proceeding: its stage, its clocks, what is known."""
        self.looks()
        (found,) = (each for each in self.at.main.iter("section") if each.get("id") == f"p{number}")
        return plain(" ".join(found.itertext()))

    def makes_link(self, number: int, *, text: str, address: str = "") -> Link:
        """Put a request into words for a body; gives what is handed on by two ways."""
        self.looks()
        self.follow(f"/bodies/{number}")
        self.sends(f"/bodies/{number}", text=text, **({"address": address} if address else {}))
        path = re.search(r"/respond/[a-z2-7]{32}", self.at.page.text)
        pin = re.search(r"<span>(\d{4})</span> <span>(\d{4})</span>", self.at.page.text)
        assert path is not None, self.at.text
        assert pin is not None, self.at.text
        return Link(path[0], "".join(pin.groups()))


@dataclass
class Body:
    """Somebody at an office that was asked, with nothing but a link and a PIN."""

    at: Visitor
    walk: Walk
    link: Link

    def comes_in(self) -> str:
        self.at.get(self.link.path)
        fill_in(self.at, "", {"pin": self.link.pin})
        assert self.at.page.url.path.endswith("/respond/request"), self.at.text
        return plain(self.at.text)

    def does(self, act: str, /, **answers: str) -> None:
        self.comes_in()
        self.at.get(f"/{self.at.language}/respond/acts/{act}")
        fill_in(self.at, "", answers)
        self.walk.last = self
        assert "/respond/sent/" in self.at.page.url.path, self.at.text


def fill_in(at: Visitor, action: str, answers: Mapping[str, str | Sequence[str]]) -> None:
    """Send a form of the page with *answers*, each of which it must ask for; a button's name presses that button."""
    form = at.form(action)
    buttons = {each.get("name"): each.get("value") for each in form.iter("button") if each.get("value")}
    pressed = {name: given for name, given in answers.items() if name in buttons}
    address, fields = at.filled(listed(answers), action=action)
    beside = (each for each in at.main.iter() if each.get("form", "-") == form.get("id"))
    asked = {each.get("name") for each in (*form.iter(), *beside)}
    assert asked >= set(answers), f"{action or at.page.url.path} does not ask {sorted(set(answers) - asked)}"
    at.post(address, {**fields, **listed(pressed)})


def listed(answers: Mapping[str, str | Sequence[str] | None]) -> dict[str, list[str]]:
    return {
        name: [given] if isinstance(given, str) else [*given] for name, given in answers.items() if given is not None
    }


def day(name: str, year: int, month: int, number: int) -> dict[str, str]:
    """Three fields of a date."""
    return {f"{name}-day": str(number), f"{name}-month": str(month), f"{name}-year": str(year)}


def plain(text: str) -> str:
    """Words without the marks that keep them on one line."""
    return " ".join(text.replace("\u2060", "").replace("\u2011", "-").split())
