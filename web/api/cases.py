"""A case for programs: where it stands, what may be done now, and doing it. The same use cases as the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from cases.acts import acting
from cases.casefile.outline import Outline, outline_case
from cases.casefile.view import ProceedingView
from cases.database import Database
from cases.errors import InvalidAnswers
from cases.outcomes.counting import OutcomeView
from cases.packs.jurisdiction import Pack
from cases.parties.reading import list_parties
from cases.parties.view import PartyView
from cases.references import parse_reference
from cases.viewer import Officer
from web.api.answering import Json, answer, begin
from web.api.reading import read_version, to_raw
from web.api.schemas import answers_schema
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.refusals import refusal_words
from web.security import Access
from workflows.engine import Offer
from workflows.fields import Field


@get("/cases/{reference:str}", access=Access.CASEWORK, sync_to_thread=True)
def show_case(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Json:
    """Clear facts, stage, clocks, and the acts that the officer may do now, each with its schema."""
    begin(request)
    case = database.read(outline_case, parse_reference(reference), pack=pack, viewer=viewer, at=now)
    return answer(case_in_json(case, pack), version=case.version)


@get("/cases/{reference:str}/parties", access=Access.CASEWORK, sync_to_thread=True)
def show_parties(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    now: NamedDependency[datetime],
) -> Json:
    """Who is in the case and as what. Their names are sealed words: that they were read is written down."""
    begin(request)
    found = database.write(list_parties, parse_reference(reference), pack=pack, viewer=viewer, at=now)
    return answer([party_in_json(each) for each in found])


@post(
    "/cases/{reference:str}/proceedings/{number:int}/acts/{act:str}",
    access=Access.CASEWORK, sync_to_thread=True, status_code=200,
)  # fmt: skip
def do_act(
    request: Request,  # type: ignore[type-arg]
    *,
    reference: FromPath[str],
    number: FromPath[int],
    act: FromPath[str],
    database: NamedDependency[Database],
    pack: GivenPack,
    viewer: NamedDependency[Officer],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Json:
    """Do one act. The same `Idempotency-Key` again gives the first answer; `If-Match` is the version that the caller saw."""
    begin(request)
    reference, version = parse_reference(reference), read_version(request)
    case = database.read(outline_case, reference, pack=pack, viewer=viewer, at=now)
    raw, problems = to_raw(fields_of(case.proceedings, number, act), form.raw)
    if problems:
        raise InvalidAnswers(problems)
    done = database.write(
        acting.record_act, reference, number, act, raw, pack=pack, key=f"api:{viewer.id}:{form.key}", version=version,
        viewer=viewer, at=now,
    )  # fmt: skip
    return answer(
        {"reference": done.reference, "proceeding": done.number, "stage": done.stage, "waits": done.pending},
        version=done.version,
    )


def fields_of(proceedings: Sequence[ProceedingView], number: int, act: str) -> tuple[Field, ...]:
    """What *act* asks, wherever in its procedure it is declared; nothing of one that is not there."""
    for each in proceedings:
        if each.number == number:
            return next((acts[act].asks for acts in each.definition.acts.values() if act in acts), ())
    return ()


def case_in_json(case: Outline, pack: Pack) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "version": case.version,
        "unit": case.unit,
        "open": case.open,
        "urgency": case.urgency,
        "received": case.received_at,
        "facts": case.facts,
        "proceedings": [proceeding_in_json(each, pack) for each in case.proceedings],
        "outcomes": [outcome_in_json(each) for each in case.outcomes],
    }


def outcome_in_json(each: OutcomeView) -> dict[str, Any]:
    return {
        "number": each.number,
        "what": each.what,
        "people": each.people,
        "sanction": each.sanction,
        "body": each.body,
        "day": each.day,
        "struck": each.struck,
    }


def party_in_json(each: PartyView) -> dict[str, Any]:
    """*number* is 0 of whom only the complaint names."""
    roles = [{"role": role.code, "since": role.since, "until": role.until} for role in each.roles]
    return {
        "number": each.number,
        "name": each.name,
        "body": each.body,
        "contact": each.contact,
        "note": each.note,
        "roles": roles,
    }


def proceeding_in_json(each: ProceedingView, pack: Pack) -> dict[str, Any]:
    return {
        "number": each.number,
        "procedure": each.procedure,
        "version": each.definition.version,
        "stage": each.stage,
        "stage_label": each.stage_label,
        "ended": each.ended,
        "waits_for_second_person": each.pending.act if each.pending else None,
        "clocks": [
            {"name": clock.name, "label": clock.label, "kind": clock.kind, "due": clock.due, "running": clock.running}
            for clock in each.clocks
        ],
        "acts": [offer_in_json(offer, pack) for offer in each.offers],
    }


def offer_in_json(offer: Offer, pack: Pack) -> dict[str, Any]:
    """An act as it may be done now: *name* is what goes into the address."""
    return {
        "name": f"confirm:{offer.act}" if offer.confirming else offer.act,
        "label": offer.label,
        "help": offer.help,
        "possible": offer.refusal is None,
        "why_not": refusal_words(offer.refusal) if offer.refusal else None,
        "needs_second_person": offer.needs_second,
        "answers": answers_schema(offer.fields, pack),
    }


routes: list[object] = [show_case, show_parties, do_act]
