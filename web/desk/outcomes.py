"""Persons restored and persons held to account: recorded by number, and struck where it was a mistake."""

from collections.abc import Mapping
from datetime import date, datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.doors.unsent import Written
from cases.errors import InvalidAnswers
from cases.outcomes import counting, recording
from cases.outcomes.acts import ACCOUNTABLE, RESTORED, SANCTIONS
from cases.outcomes.recording import LONGEST, MOST, NewOutcome
from cases.packs.jurisdiction import Pack
from cases.parties.acts import BODIES
from cases.secrets_folder import Secrets
from cases.viewer import Officer
from web.desk.beginning import words_of
from web.i18n import N_
from web.kit.fields import NO_PROBLEMS, NOTHING, Raw
from web.kit.forms import UNSENT, Form
from web.kit.given import GivenPack
from web.kit.pages import Page, page, redirect
from web.kit.unsent import forget_sent, offered
from web.security import Access
from workflows.facts import Secrecy
from workflows.fields import Field, FieldKind, Option, Problem, parse
from workflows.names import Label

PATH = "/desk/cases/{reference:str}/outcomes"
WHAT, PEOPLE, SANCTION = N_("What came about?"), N_("How many persons?"), N_("By which liability?")
SANCTION_HINT = N_("For those who were held to account.")
BODY, DAY, EVIDENCE = N_("Which body?"), N_("On which day?"), N_("By what do we know it?")
EVIDENCE_HINT = N_("An order, a verdict, the person's own word. It stays sealed.")
KINDS: Mapping[str, str] = {
    RESTORED: N_("Rights of persons were restored"),
    ACCOUNTABLE: N_("Persons were held to account"),
}


@get(PATH, access=Access.CASEWORK, sync_to_thread=True)
def show_outcomes(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    written, typed = offered(database, secrets, place_of(reference), request.query_params, viewer=viewer, at=now)
    return draw(request, database, pack, viewer, reference, typed=typed, written=written)


@post(PATH, access=Access.CASEWORK, keeps=True, sync_to_thread=True)
def record(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    try:
        new = read_new(form, pack, now)
        database.write(
            recording.record_outcome, reference, new, key=form.submission.hex(), pack=pack, viewer=viewer, at=now
        )
    except InvalidAnswers as invalid:
        return draw(request, database, pack, viewer, reference, typed=form.raw, problems=invalid.problems)
    forget_sent(database, secrets, place_of(reference), viewer=viewer)
    return redirect(request, place_of(reference))


@post(PATH + "/{number:int}/strike", access=Access.CASEWORK, sync_to_thread=True)
def strike(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    database.write(
        recording.strike_outcome, reference, number, key=form.submission.hex(), pack=pack, viewer=viewer, at=now
    )
    return redirect(request, place_of(reference))


def place_of(reference: str) -> str:
    return f"/desk/cases/{reference}/outcomes"


def read_new(form: Form, pack: Pack, now: datetime) -> NewOutcome:
    """Raises: InvalidAnswers with every mistake at once."""
    fields = fields_of(pack)
    mine = {name: values for name, values in form.raw.items() if any(name in one.raw_names for one in fields)}
    parsed = parse(fields, mine, registers=pack.registers, today=now.astimezone(pack.zone).date())
    problems, answers = dict(parsed.problems), parsed.answers
    if answers.get("what") == ACCOUNTABLE and not answers.get("sanction"):
        problems.setdefault("sanction", Problem("required", {}))
    if problems:
        raise InvalidAnswers(problems)
    return NewOutcome(
        what=str(answers["what"]),
        people=int(str(answers["people"])),
        sanction=str(answers["sanction"]) if answers.get("sanction") else None,
        body=str(answers["body"]) if answers.get("body") else None,
        day=date.fromisoformat(str(answers["day"])),
        evidence=str(answers["evidence"]),
    )


def fields_of(pack: Pack) -> tuple[Field, ...]:
    kinds = {value: words_of(words) for value, words in KINDS.items()}
    return (
        choice("what", WHAT, kinds, required=True),
        Field(
            name="people", kind=FieldKind.WHOLE, secrecy=Secrecy.ROUTING, label=words_of(PEOPLE), required=True, lowest=1,
            highest=MOST,
        ),
        choice("sanction", SANCTION, pack.taxonomies[SANCTIONS].labels, hint=SANCTION_HINT),
        Field(name="body", kind=FieldKind.ENTRY, secrecy=Secrecy.ROUTING, label=words_of(BODY), register=BODIES),
        Field(
            name="day", kind=FieldKind.DATE, secrecy=Secrecy.ROUTING, label=words_of(DAY), required=True, future=False
        ),
        Field(
            name="evidence", kind=FieldKind.LONG_TEXT, secrecy=Secrecy.SEALED, label=words_of(EVIDENCE),
            hint=words_of(EVIDENCE_HINT), required=True, limit=LONGEST, rows=3,
        ),
    )  # fmt: skip


def choice(name: str, label: str, options: Mapping[str, Label], *, hint: str = "", required: bool = False) -> Field:
    return Field(
        name=name, kind=FieldKind.CHOICE, secrecy=Secrecy.ROUTING, label=words_of(label), required=required,
        hint=words_of(hint) if hint else {}, options=tuple(Option(value=one, label=words) for one, words in options.items()),
    )  # fmt: skip


def draw(
    request: Request,  # type: ignore[type-arg]
    database: Database,
    pack: Pack,
    viewer: Officer,
    reference: str,
    *,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
    written: Written | None = None,
) -> Page:
    found = database.read(counting.outcomes_of, reference, viewer=viewer)
    return page(
        request, "desk/outcomes.html", status=422 if problems else 200, reference=reference, outcomes=found, pack=pack,
        place=place_of(reference), fields=fields_of(pack), problems=problems, written=written,
        typed={name: values for name, values in typed.items() if name != UNSENT},
    )  # fmt: skip


routes = [show_outcomes, record, strike]
