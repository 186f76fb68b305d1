"""Filing a complaint from a program: the same intake as the public form, and the code as often as the answer is lost."""

from datetime import datetime
from typing import Any, Final

from litestar import Request, post
from litestar.di import NamedDependency, Provide

from cases.case_facts import LIFE
from cases.database import Database
from cases.errors import InvalidAnswers
from cases.filing import filing_once
from cases.filing.filing import Receipt
from cases.filing.intake import QUESTIONNAIRE
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.viewer import Integration
from web.api.answering import Json, answer, begin
from web.api.callers import caller
from web.api.reading import TOLL, WORK, read_open_json, to_raw
from web.i18n import label
from web.kit.forms import Form
from web.kit.given import GivenPack
from web.kit.sources import crossing_of
from web.security import Access
from workflows.fields import Field, Problem

CHANNEL: Final = "web"
"""Of a program that nobody knows."""
NAMES: Final = frozenset({"questionnaire", "language", "answers"})


@post(
    "/complaints", access=Access.ANYONE, sync_to_thread=True, goes_first=True, status_code=201,
    dependencies={"form": Provide(read_open_json)},
)  # fmt: skip
def file_complaint(
    request: Request,  # type: ignore[type-arg]
    *,
    database: NamedDependency[Database],
    pack: GivenPack,
    secrets: NamedDependency[Secrets],
    form: NamedDependency[Form],
    now: NamedDependency[datetime],
) -> Json:
    """File a complaint; with the same `Idempotency-Key` and body the same answer for an hour, and never a second complaint.

    Without a token the page's rules against floods hold: where very much comes from there, a 429 names a toll to pay first.
    """
    begin(request)
    who = caller(request, database, "complaints")
    language, answers = read_body(form, pack)
    raw, problems = to_raw(fields_of(pack), answers)
    if problems:
        raise InvalidAnswers(problems)
    token, work = request.headers.get(TOLL, ""), request.headers.get(WORK, "")
    crossing = None if isinstance(who, Integration) else crossing_of(request, token=token, work=work)
    receipt = filing_once.receive_once(
        database, raw, form.key, pack=pack, secrets=secrets, language=language, crossing=crossing,
        channel=who.channel if isinstance(who, Integration) else CHANNEL, viewer=who, at=now,
    )  # fmt: skip
    return answer(receipt_in_json(receipt, pack), status=201)


def read_body(form: Form, pack: Pack) -> tuple[str, dict[str, Any]]:
    """Language and answers of what was sent. Raises: InvalidAnswers, which names each member that cannot be taken."""
    sent: dict[str, Any] = dict(form.raw)
    problems = {name: Problem("unexpected") for name in sent if name not in NAMES}
    for name in sorted(NAMES - sent.keys()):
        problems[name] = Problem("required")
    if "questionnaire" in sent and sent["questionnaire"] != QUESTIONNAIRE:
        problems["questionnaire"] = Problem("unknown_choice")
    if "language" in sent and sent["language"] not in pack.institution.languages:
        problems["language"] = Problem("unknown_choice")
    if "answers" in sent and not isinstance(sent["answers"], dict):
        problems["answers"] = Problem("wrong_type")
    if problems:
        raise InvalidAnswers(problems)
    return sent["language"], sent["answers"]


def fields_of(pack: Pack) -> list[Field]:
    return [field for page in pack.questionnaires[QUESTIONNAIRE].pages for field in page.questions]


def receipt_in_json(receipt: Receipt, pack: Pack) -> dict[str, Any]:
    """What the complainant is to be told. `code` opens the mailbox and is nowhere else."""
    unit = pack.units[receipt.unit]
    return {
        "reference": receipt.reference,
        "code": receipt.code,
        "unit": {"code": receipt.unit, "name": label(unit.name), "phone": unit.phone},
        "received": receipt.received_at,
        "register_by": receipt.register_by,
        "due": receipt.answer_by,
        "urgent": receipt.urgency == LIFE,
        "because": [label(words) for words in receipt.because],
    }


routes: list[object] = [file_complaint]
