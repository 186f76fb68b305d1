"""Each fact that fourteen documented cases turned on has a question of its own, and the officers read its answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from secrets import token_hex
from typing import Any
from xml.etree.ElementTree import Element

from cases.settings import Settings
from tests.builders import House
from tests.harness.files import photo
from tests.harness.real_facts import REAL_FACTS, Answers, RealFacts
from tests.web.desk_browser import Browser, open_browser
from tests.web.public_visitor import Visitor, arrive
from tests.web.test_files import token_of
from workflows.fields import Field, FieldKind
from workflows.questionnaire import Page

FACTS = 73
"""How many the study lists for the fourteen."""


def test_every_fact_of_the_study_is_mapped_to_something_that_is_answered() -> None:
    assert (len(REAL_FACTS), sum(len(real.facts) for real in REAL_FACTS.values())) == (14, FACTS)
    for name, real in REAL_FACTS.items():
        given = {each.partition("-")[0] for each in (*real.core, *real.more)}
        given |= {f"people:{column}" for row in real.people for column in row} | {f"file:{each}" for each in real.files}
        for fact, taken_by in real.facts.items():
            assert taken_by, (name, fact)
            assert set(taken_by) <= given, (name, fact)


def test_fourteen_real_cases_are_entered_and_no_listed_fact_is_lost(house: House, settings: Settings) -> None:
    references = {}
    for name, real in REAL_FACTS.items():
        house.clock.move(minutes=7)  # more than ten an hour from one address have to wait
        references[name] = Teller(arrive(house, settings), house).tell(real)
    lost = []
    for unit in sorted({real.desk for real in REAL_FACTS.values()}):
        house.employ(f"reader.{unit}", unit, "caseworker")
        officer = open_browser(house, settings, f"reader.{unit}")
        for name, real in REAL_FACTS.items():
            if real.desk == unit:
                seen = read(officer, references[name], real)
                lost += [(name, *each) for each in lost_of(house, real, seen)]
    assert not lost, "\n".join(map(str, lost))


@dataclass
class Teller:
    """Somebody who answers page by page; pages that come after are not read, since other tests read them all."""

    visitor: Visitor
    house: House
    token: str = field(init=False)

    def tell(self, real: RealFacts) -> str:
        """File it, answer what is asked after the code, send the list and the files; gives the case's reference."""
        core = self.house.pack.questionnaires["core"]
        more = self.house.pack.add_more(str(real.core["track"]))
        assert more is not None
        self.visitor.get("/complaint")
        self.token = token_of(self.visitor)
        came_to = self.post("/en/complaint", core.pages[0], real.core)
        while not came_to.endswith("/check"):
            page = core.page(came_to.rpartition("/")[2])
            assert page is not None
            came_to = self.post(came_to, page, real.core)
        came_to = self.post(came_to)
        self.visitor.get(came_to)
        reference = self.visitor.text.partition("Number")[2].split()[0]
        self.post("/en/mailbox", code=self.visitor.code)
        for page in more.pages:
            if any(name in real.more for asked in page.questions for name in asked.raw_names):
                self.post(f"/en/mailbox/more/{page.name}", page, real.more)
        if real.people:
            self.send("/en/mailbox/people", "list.csv", listed(real.people))
        for name in real.files:
            self.send("/en/mailbox/files", name, photo(form="PNG"))
        return reference

    def post(self, address: str, page: Page | None = None, answers: Answers | None = None, **fields: str) -> str:
        """Answer those questions of *page* that are in *answers*; gives where it leads."""
        names = [name for asked in page.questions for name in asked.raw_names] if page else []
        mine = {name: given for name, given in (answers or {}).items() if name in names}
        sent = {"csrf": self.token, "key": token_hex(16), **fields, **mine}
        answer = self.visitor.client.post(address, data=sent, follow_redirects=False)
        assert answer.status_code == 303, (address, mine, answer.text)
        return answer.headers["location"].partition("?")[0]

    def send(self, address: str, name: str, content: bytes) -> None:
        """One file by the plain form."""
        sent: dict[str, Any] = {
            "csrf": (None, self.token),
            "key": (None, token_hex(16)),
            "file": (name, content, "x/y"),
        }
        answer = self.visitor.client.post(address, files=sent, follow_redirects=False)
        assert answer.status_code == 303, (address, name, answer.text)


def listed(people: Sequence[Mapping[str, str]]) -> bytes:
    """A list of people as a program of an office writes it."""
    columns = list({column: None for row in people for column in row})
    lines = [columns, *([row.get(column, "") for column in columns] for row in people)]
    return "\n".join(";".join(line) for line in lines).encode()


def read(officer: Browser, reference: str, real: RealFacts) -> Mapping[str, str]:
    """What the officer reads: the words beside each question, and whole pages under `people` and `file`."""
    officer.get(f"/desk/cases/{reference}")
    assert officer.page.status_code == 200, reference
    seen = {"file": officer.text, **dict(told(officer.tree))}
    if real.people:
        officer.get(f"/desk/cases/{reference}/people")
        seen["people"] = officer.text
    return seen


def told(tree: Element) -> Iterator[tuple[str, str]]:
    """Questions and answers of a case's page, as they stand side by side or one beneath the other."""
    for beside in tree.iter("dl"):
        for row in beside.iter("div"):
            terms, answers = row.findall("dt"), row.findall("dd")
            if terms and answers:
                yield words_of(terms[0]), words_of(answers[0])
    for section in tree.iter("section"):
        parts = list(section)
        yield from (
            (words_of(head), words_of(below))
            for head, below in pairwise(parts)
            if head.tag == "h3" and below.tag == "div"
        )


def words_of(element: Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def lost_of(house: House, real: RealFacts, seen: Mapping[str, str]) -> list[tuple[str, str]]:
    """Facts, and the question of each, whose answer the officer cannot read as it was given."""
    return [
        (fact, source)
        for fact, taken_by in real.facts.items()
        for source in taken_by
        if not stands(house, real, source, seen)
    ]


def stands(house: House, real: RealFacts, source: str, seen: Mapping[str, str]) -> bool:
    """Whether all that was answered there is what the officer reads there."""
    place, _, inside = source.partition(":")
    if place == "people":
        return all(row[inside] in seen["people"] for row in real.people if inside in row)
    if place == "file":
        return inside in seen["file"]
    field = field_of(house, real, source)
    given = {**real.core, **real.more}
    parts = [given[name] for name in field.raw_names if name in given]
    found = seen.get(field.label["en"], "")
    return bool(parts) and all(words in found for words in IN_WORDS.get(field.kind, as_typed)(house, field, parts))


def field_of(house: House, real: RealFacts, name: str) -> Field:
    forms = (house.pack.questionnaires["core"], house.pack.add_more(str(real.core["track"])))
    return next(each for form in forms if form for page in form.pages for each in page.questions if each.name == name)


Parts = Sequence[str | Sequence[str]]


def as_typed(_: House, field: Field, parts: Parts) -> list[str]:
    return [str(parts[0])]


def as_chosen(_: House, field: Field, parts: Parts) -> list[str]:
    chosen = [parts[0]] if isinstance(parts[0], str) else list(parts[0])
    return [option.label["en"] for option in field.options if option.value in chosen]


def as_dated(_: House, field: Field, parts: Parts) -> list[str]:
    return [str(parts[-1])]


def as_listed(house: House, field: Field, parts: Parts) -> list[str]:
    return [house.pack.registers[field.register or ""][str(parts[0])].label["en"]]


IN_WORDS: Mapping[FieldKind, Callable[[House, Field, Parts], list[str]]] = {
    FieldKind.CHOICE: as_chosen,
    FieldKind.CHOICES: as_chosen,
    FieldKind.BOOLEAN: lambda *_: ["Yes"],
    FieldKind.PARTIAL_DATE: as_dated,
    FieldKind.ENTRY: as_listed,
}
