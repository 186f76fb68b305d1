"""The parties of a case: somebody is entered, corrected, given a role, let go from one."""

from collections.abc import Mapping
from datetime import date, datetime

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.database import Database
from cases.doors.unsent import Written
from cases.errors import ChangedMeanwhile, InvalidAnswers
from cases.packs.jurisdiction import Pack
from cases.parties import keeping, reading
from cases.parties.acts import BODIES, ROLES
from cases.parties.keeping import LONGEST_CONTACT, LONGEST_NAME, LONGEST_NOTE, Said
from cases.parties.view import PartyView
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

NEW = "/desk/cases/{reference:str}/parties"
ONE = NEW + "/{number:int}"
SEEN = "seen-party"
"""Hidden field: the words that the form was drawn from."""
NAME, BODY, ROLES_OF = N_("Name of the person"), N_("Or a body from the list"), N_("What are they in this case?")
ROLES_HINT = N_("Several are possible. Whoever has none of them any more is no party from that day on.")
CONTACT, NOTE, DAY = N_("How to reach them safely"), N_("Note"), N_("Since which day is it so?")
DAY_HINT = N_("Leave it empty if since today. New roles begin on this day, and those without a tick end on it.")
DONE_WORDS: Mapping[str, str] = {"added": N_("The party is entered"), "changed": N_("The party is changed")}


@get(NEW, access=Access.CASEWORK, sync_to_thread=True)
def show_new_party(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    found = database.write(reading.look_up_party, reference, 0, pack=pack, viewer=viewer, at=now)
    place = place_of(found.reference)
    written, typed = offered(database, secrets, place, request.query_params, viewer=viewer, at=now)
    return draw(request, found.reference, pack, typed=typed, written=written)


@post(NEW, access=Access.CASEWORK, keeps=True, sync_to_thread=True)
def add_party(
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
        said = read_said(form, pack, now)
        database.write(keeping.add_party, reference, said, key=form.submission.hex(), pack=pack, viewer=viewer, at=now)
    except InvalidAnswers as invalid:
        found = database.write(reading.look_up_party, reference, 0, pack=pack, viewer=viewer, at=now)
        return draw(request, found.reference, pack, typed=form.raw, problems=invalid.problems)
    forget_sent(database, secrets, place_of(reference), viewer=viewer)
    return redirect(request, f"/desk/cases/{reference}", query={"party": "added"})


@get(ONE, access=Access.CASEWORK, sync_to_thread=True)
def show_party(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Page:
    found = database.write(reading.look_up_party, reference, number, pack=pack, viewer=viewer, at=now)
    if found.party is None:
        return redirect(request, f"/desk/cases/{found.reference}")
    place = place_of(found.reference, number)
    written, typed = offered(database, secrets, place, request.query_params, viewer=viewer, at=now)
    return draw(request, found.reference, pack, party=found.party, typed=typed, written=written)


@post(ONE, access=Access.CASEWORK, keeps=True, sync_to_thread=True)
def change_party(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
    secrets: NamedDependency[Secrets],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Page:
    problems, changed = NO_PROBLEMS, False
    try:
        database.write(
            keeping.change_party, reference, number, read_said(form, pack, now), seen=read_seen(form.one(SEEN)),
            key=form.submission.hex(), pack=pack, viewer=viewer, at=now,
        )  # fmt: skip
    except InvalidAnswers as invalid:
        problems = invalid.problems
    except ChangedMeanwhile:
        changed = True
    else:
        forget_sent(database, secrets, place_of(reference, number), viewer=viewer)
        return redirect(request, f"/desk/cases/{reference}", query={"party": "changed"})
    found = database.write(reading.look_up_party, reference, number, pack=pack, viewer=viewer, at=now)
    if found.party is None:
        return redirect(request, f"/desk/cases/{found.reference}")
    return draw(request, reference, pack, party=found.party, typed=form.raw, problems=problems, changed=changed)


def place_of(reference: str, number: int = 0) -> str:
    return f"/desk/cases/{reference}/parties" + (f"/{number}" if number else "")


def read_seen(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def read_said(form: Form, pack: Pack, now: datetime) -> Said:
    """Raises: InvalidAnswers with every mistake at once."""
    fields = fields_of(pack)
    mine = {name: values for name, values in form.raw.items() if any(name in one.raw_names for one in fields)}
    parsed = parse(fields, mine, registers=pack.registers, today=now.astimezone(pack.zone).date())
    problems, answers = dict(parsed.problems), parsed.answers
    if not answers.get("name") and not answers.get("body"):
        problems.setdefault("name", Problem("required", {}))
    if problems:
        raise InvalidAnswers(problems)
    roles, day = answers.get("roles") or [], answers.get("day")
    return Said(
        name=str(answers.get("name") or ""),
        contact=str(answers.get("contact") or ""),
        note=str(answers.get("note") or ""),
        body=str(answers["body"]) if answers.get("body") else None,
        roles=frozenset(str(one) for one in roles) if isinstance(roles, list | tuple) else frozenset(),
        day=date.fromisoformat(str(day)) if day else None,
    )


def fields_of(pack: Pack) -> tuple[Field, ...]:
    roles = tuple(Option(value=one, label=label) for one, label in pack.taxonomies[ROLES].labels.items())
    return (
        sealed("name", FieldKind.TEXT, NAME, limit=LONGEST_NAME),
        Field(name="body", kind=FieldKind.ENTRY, secrecy=Secrecy.SEALED, label=words_of(BODY), register=BODIES),
        Field(
            name="roles", kind=FieldKind.CHOICES, secrecy=Secrecy.SEALED, label=words_of(ROLES_OF), hint=words_of(ROLES_HINT),
            options=roles,
        ),
        Field(
            name="day", kind=FieldKind.DATE, secrecy=Secrecy.SEALED, label=words_of(DAY), hint=words_of(DAY_HINT), future=False
        ),
        sealed("contact", FieldKind.TEXT, CONTACT, limit=LONGEST_CONTACT),
        sealed("note", FieldKind.LONG_TEXT, NOTE, limit=LONGEST_NOTE),
    )  # fmt: skip


def sealed(name: str, kind: FieldKind, label: str, *, limit: int) -> Field:
    return Field(name=name, kind=kind, secrecy=Secrecy.SEALED, label=words_of(label), limit=limit, rows=3)


def as_typed(party: PartyView) -> Raw:
    """What stands in the form of somebody who was entered before."""
    return {
        "name": [party.name], "body": [party.body or ""], "contact": [party.contact], "note": [party.note],
        "roles": [one.code for one in party.roles if one.until is None],
    }  # fmt: skip


def draw(
    request: Request,  # type: ignore[type-arg]
    reference: str,
    pack: Pack,
    *,
    party: PartyView | None = None,
    typed: Raw = NOTHING,
    problems: Mapping[str, Problem] = NO_PROBLEMS,
    written: Written | None = None,
    changed: bool = False,
) -> Page:
    """*changed*: somebody else wrote about the party meanwhile; the form goes on from what they wrote."""
    own = {name: values for name, values in typed.items() if name not in {UNSENT, SEEN}}
    return page(
        request, "desk/party.html", status=422 if problems else 409 if changed else 200, reference=reference, party=party,
        place=place_of(reference, party.number if party else 0), fields=fields_of(pack),
        typed=own or (as_typed(party) if party else NOTHING), problems=problems, written=written, changed=changed, seen=SEEN,
        role_names=pack.taxonomies[ROLES].labels,
    )  # fmt: skip


routes = [show_new_party, add_party, show_party, change_party]
