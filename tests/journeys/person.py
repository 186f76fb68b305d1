"""A person at a browser: what people do in this house, and what every page must be to them."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response

from tests.builders import PASSPHRASE, House
from tests.journeys.accessibility import shape_of, too_wide, violations
from tests.journeys.hands import Answers, Hands, Mouse
from tests.journeys.parts import Part
from tests.journeys.soundness import check_source

FIGURES = "all => all.map(one => [one.querySelector('h3').innerText, one.querySelector('p').innerText])"


@dataclass(frozen=True)
class Sent:
    """What the page after sending gives."""

    reference: str
    code: str


@dataclass
class Person:
    """Somebody with a browser of their own. Every page that comes is checked before anything else is done with it."""

    page: Page
    house: House
    language: str
    passed: Path
    """A folder of the test run: shapes of pages in which axe found nothing."""
    hands: Hands = field(default_factory=Mouse)
    username: str | None = None
    code: str | None = None
    faults: list[str] = field(default_factory=list)
    expected: int = 200

    def __post_init__(self) -> None:
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self.see)

    # ---- pages

    def go(self, path: str, *, expect: int = 200) -> None:
        """To an address, given without its language."""
        self.expected = expect
        self.arrive(self.page.goto(f"/{self.language}{path}"))

    def press(self, control: Part | Locator, *, expect: int = 200) -> None:
        """Press what leads to another page, and be there."""
        self.expected = expect
        with self.page.expect_navigation() as coming:
            self.hands.press(control)
        self.arrive(coming.value)

    def arrive(self, response: Response | None) -> None:
        """Look at the page that came."""
        assert response is not None
        source = response.text()
        assert response.status == self.expected, f"{response.status} {response.url}\n{self.text}"
        check_source(source, self.language)
        self.check_quiet()

    def check_quiet(self) -> None:
        """Nothing was refused by the browser, no script failed, and nobody outside was asked for anything."""
        assert not self.faults, (self.page.url, self.faults)

    def check_accessibility(self) -> None:
        """No violation of WCAG 2.2 A or AA that a machine can find; a page of a shape that passed in this run passes."""
        shape = self.passed / shape_of(self.page)
        if shape.exists():
            return
        found = violations(self.page)
        assert not found, "\n".join([self.page.url, *found])
        shape.touch()

    def check_width(self) -> None:
        """Nothing makes the page wider than its window."""
        wide = too_wide(self.page)
        assert not wide, "\n".join([f"{self.page.url} is wider than its window", *wide])

    def hear(self, message: ConsoleMessage) -> None:
        expected = f"responded with a status of {self.expected}" in message.text and self.expected >= 400
        if message.type in {"error", "warning"} and not expected:
            self.faults.append(f"console: {message.text}")

    def see(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host != "127.0.0.1":
            self.faults.append(f"asked {host}: {request.url}")

    @property
    def main(self) -> Part:
        return Part(self.page, "main")

    @property
    def text(self) -> str:
        """What stands in the page's main part, on one line."""
        return " ".join(self.main.text().split())

    @property
    def heading(self) -> str:
        return " ".join(Part(self.page, "h1").text().split())

    @property
    def path(self) -> str:
        """Where the person is, without the language."""
        return urlsplit(self.page.url).path.removeprefix(f"/{self.language}")

    def form(self, action: str = "") -> Part:
        """The form of the page's main part whose address ends so; without one, the form that says none."""
        return self.main.within(f'form[action$="{action}"]' if action else "form:not([action])")

    def fill(self, form: Part, answers: Answers) -> set[str]:
        """Answer those questions that *form* asks; gives their names."""
        return self.hands.fill(form, answers)

    def submit(self, form: Part, *, expect: int = 200) -> None:
        """Press the form's button; where there are several, the one that does nothing else."""
        self.press(form.within("button:not([name])"), expect=expect)

    def speak(self, language: str) -> None:
        """Change the page's language by its link in the header."""
        link = Part(self.page, f'header a[hreflang="{language}"]')
        self.language = language
        self.press(link)

    # ---- somebody who complains

    def start(self) -> None:
        """From the start page to the first question."""
        self.go("/")
        self.press(self.main.within('a[href$="/complaint"]', first=True))

    def answer(self, answers: Answers) -> None:
        """Page by page to the check page, with *answers* by the names of the questions. All of them must be asked."""
        asked: set[str] = set()
        while not self.path.endswith("/check"):
            asked |= self.fill(self.form(), answers)
            self.submit(self.form())
        assert asked == set(answers), f"never asked: {set(answers) - asked}"

    def send(self) -> Sent:
        """From the check page to the code."""
        self.submit(self.form())
        assert self.path.startswith(("/complaint/sent/", "/form/sent/")), self.text
        self.code = " ".join(self.main.within(":is(section, div):has(h2) p span").texts())
        reference = self.main.within("dd", first=True).text().strip()
        return Sent(reference, self.code)

    def keep_code(self) -> None:
        """Say that the code is written down."""
        self.submit(self.form())

    def complain(self, answers: Answers) -> Sent:
        """From the start page to a written-down code."""
        self.start()
        self.answer(answers)
        sent = self.send()
        self.keep_code()
        return sent

    def enter_mailbox(self, code: str | None = None, *, expect: int = 200) -> None:
        """Into the mailbox by its code."""
        self.go("/mailbox")
        self.give_code(code or self.code or "", expect=expect)

    def give_code(self, code: str, *, expect: int = 200) -> None:
        self.fill(self.form("/mailbox"), {"code": code})
        self.submit(self.form("/mailbox"), expect=expect)

    def read_mailbox(self) -> str:
        """Look into the mailbox, with the code where it has closed by itself; gives the status in its words."""
        self.go("/mailbox/read")
        if self.path == "/mailbox":
            self.give_code(self.code or "")
        assert self.path == "/mailbox/read", self.text
        return self.heading

    def respond(self, number: int, act: str, answers: Answers | None = None) -> None:
        """Do what the mailbox offers: an act of the complainant on one proceeding."""
        self.press(self.main.within(f'a[href$="/mailbox/acts/{number}/{act}"]'))
        self.fill(self.form(), answers or {})
        self.submit(self.form())

    def read_remedies(self) -> list[str]:
        """What the mailbox says of each remedy, beneath its kind."""
        return [each.splitlines()[-1].strip() for each in self.main.within("li:has(strong)").texts()]

    def add_more(self, answers: Answers) -> None:
        """Answer further questions, page by page, until *answers* are all given; then stop and go to the mailbox."""
        self.press(self.main.within('a[href$="/mailbox/more"]'))
        asked: set[str] = set()
        while asked != set(answers):
            assert self.path.startswith("/mailbox/more/"), f"never asked: {set(answers) - asked}"
            asked |= self.fill(self.form(), answers)
            self.submit(self.form())

    # ---- somebody of the staff

    def sign_in(self, username: str) -> None:
        """Through the staff's door with passphrase and code."""
        self.go("/desk/sign-in")
        self.pass_door(username)

    def pass_door(self, username: str, *, passphrase: str = PASSPHRASE, expect: int = 200) -> None:
        """Fill in the door where it stands; it leads on to where the person meant to go."""
        self.username = username
        self.house.clock.move(minutes=1)  # each code opens the door once
        form = self.form("/desk/sign-in")
        typed = {"username": username, "passphrase": passphrase, "code": self.house.totp(username)}
        self.fill(form, typed)
        self.press(form.within('button[type="submit"]'), expect=expect)

    def go_as_staff(self, path: str, *, expect: int = 200) -> None:
        """To a page for staff, through the door where the session is over."""
        self.expected = expect
        response = self.page.goto(f"/{self.language}{path}")
        if self.username is None or self.path != "/desk/sign-in":
            self.arrive(response)
            return
        self.expected = 200
        self.arrive(response)
        self.pass_door(self.username, expect=expect)
        if self.path == "/desk/duty":  # whoever was rung up is led there first
            self.arrive(self.page.goto(f"/{self.language}{path}"))

    def look_at_queue(self, tab: str = "unit") -> list[str]:
        """References of the cases in a part of the queue, in its order."""
        self.go_as_staff(f"/desk?tab={tab}")
        return [plain(each) for each in self.main.within('th a[href*="/desk/cases/"]').texts()]

    def take(self, reference: str) -> None:
        """Take a case that nobody has."""
        self.submit(self.form(f"/desk/cases/{reference}/take"))

    def open_case(self, reference: str, *, expect: int = 200) -> None:
        self.go_as_staff(f"/desk/cases/{reference}", expect=expect)

    def act(self, number: int, act: str, answers: Answers | None = None, *, expect: int = 200) -> None:
        """Unfold an act of a proceeding on the case's page, answer what it asks, and do it."""
        address = f"/proceedings/{number}/{act}"
        form = self.form(address)
        self.hands.unfold(form)
        given = answers or {}
        asked = self.fill(form, given)
        assert asked == set(given), f"{act} does not ask {set(given) - asked}"
        self.submit(form, expect=expect)

    def offers(self, number: int, act: str) -> bool:
        """Whether the case's page has a form for the act."""
        return self.form(f"/proceedings/{number}/{act}").count() > 0

    def read_figures(self, unit: str) -> dict[str, str]:
        """The report of a unit: names of figures, as the pack calls its indicators, and what stands there."""
        self.go_as_staff(f"/reports/units/{unit}")
        figures = self.main.within("li:has(h3)").ask_all(FIGURES)
        shown = {plain(name): plain(value) for name, value in figures}
        called = {one.label[self.language]: name for name, one in self.house.pack.indicators.by_name.items()}
        return {called[words]: value.partition(" – ")[0] for words, value in shown.items()}


def plain(text: str) -> str:
    """Words without the marks that keep them on one line."""
    return " ".join(text.replace("\u2060", "").replace("\u2011", "-").split())
