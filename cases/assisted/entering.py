"""An officer enters a complaint: checked, routed and sealed as one from the web, with how it came sealed to our side.

It goes to whom the tables say, at once; a second person compares it with the paper later (`second_look`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from cases.assisted import boxes
from cases.assisted.boxes import Box
from cases.assisted.forms import BOX, CHANNEL, ENTRY, FACILITY, IN_CUSTODY, letter_form
from cases.assisted.writing import SLOT, Entered, write_entered
from cases.case_facts import LIFE
from cases.database import Database
from cases.errors import InvalidAnswers, NotAllowed
from cases.filing import intake
from cases.filing.answers import Answered, Raw, read_answers
from cases.filing.filing import Filing, Receipt
from cases.filing.promises import answer_by, register_by
from cases.moments import whole_second
from cases.packs.jurisdiction import Pack
from cases.secrets_folder import Secrets
from cases.unit_keys.freshness import sealed_afresh
from cases.vault.codes import Code, new_code
from cases.vault.sealing import seal_record
from cases.viewer import Officer
from workflows.calendars import local_day
from workflows.fields import Problem

LATEST: Final = timedelta(days=365)
"""How long ago a complaint may have been received that is entered today: older dates are slips of the hand."""
BY: Final = "staff"
ENTERING = frozenset({"intake", "caseworker", "representative", "supervisor", "integrity", "commissioner"})
"""Who enters complaints. Members of the NPM open boxes and read none of the letters (design 01 §1.3, OPCAT 21.2)."""


class Checked(msgspec.Struct, frozen=True):
    """What an officer typed, found sound."""

    told: Mapping[str, Sequence[str]]
    """Answers to the web form's questions, as they were typed."""
    came: Mapping[str, Any]
    channel: str
    received: date
    at: datetime
    """The moment from which clocks run."""


def may_enter(viewer: Officer) -> bool:
    return not ENTERING.isdisjoint(viewer.roles)


def enter(
    database: Database, raw: Raw, *, language: str, box: int | None = None, wants_code: bool = False,
    submission: bytes, pack: Pack, secrets: Secrets, viewer: Officer, at: datetime,
) -> Receipt:  # fmt: skip
    """File what came otherwise than by the web; gives its receipt, with a code only where one is handed over.

    *box*: the opening that the letter was in; it gives channel, facility and day. *submission*: 16 bytes of the form; the same
    again are the same complaint. Raises: NotAllowed; BoxNotFound; InvalidAnswers with every problem at once; AlreadySent.
    """
    if not may_enter(viewer):
        raise NotAllowed
    opened = None if box is None else database.read(boxes.find_box, box, viewer=viewer)
    checked = check(raw, opened, language=language, wants_code=wants_code, pack=pack, at=at)
    code = new_code() if wants_code else None

    def file() -> Receipt:
        filing, entered = prepare(
            database, checked, opened, language=language, submission=submission, code=code, pack=pack, secrets=secrets,
            viewer=viewer, at=at,
        )  # fmt: skip
        return database.write(write_entered, filing, entered, pack=pack, viewer=viewer, at=whole_second(at))

    return sealed_afresh(file)


def check(raw: Raw, box: Box | None, *, language: str, wants_code: bool, pack: Pack, at: datetime) -> Checked:
    """Raises: InvalidAnswers."""
    today = local_day(pack.calendar, at)
    mine = {name for page in pack.questionnaires[ENTRY].pages for one in page.questions for name in one.raw_names}
    came_raw = {name: values for name, values in raw.items() if name in mine}
    told = {name: values for name, values in raw.items() if name not in mine}
    if box is not None:
        came_raw[CHANNEL], told[FACILITY] = [BOX], [box.facility]
    place = pack.registers["facilities"].get("".join(told.get(FACILITY, ())[-1:]))
    if place is not None and not any(told.get("region", ())):
        told["region"] = [place.region]
    came = read_answers(pack.questionnaires[ENTRY], came_raw, pack=pack, today=today)
    asked = read_answers(letter_form(pack), told, pack=pack, today=today)
    problems = {**came.problems, **asked.problems}
    received = box.day(pack) if box else day_of(came.answers.get("received"), today)
    if received < today - LATEST:
        problems["received"] = Problem("out_of_range", {"lowest": today - LATEST, "highest": today})
    if language not in pack.languages:
        problems["language"] = Problem("unknown_choice", {})
    channel = str(came.answers.get(CHANNEL, ""))
    if is_in_custody(channel, asked):
        if "reply_route" not in came.answers and "reply_route" not in problems:
            problems["reply_route"] = Problem("required", {})
        if wants_code:
            problems["wants_code"] = Problem("code_in_custody", {})
    if problems:
        raise InvalidAnswers(problems)
    kept = {name: value for name, value in came.answers.items() if name != CHANNEL}
    return Checked(told, kept, channel, received, moment_of(received, box, pack, at))


def is_in_custody(channel: str, asked: Answered) -> bool:
    """Whether whoever complains is held somewhere, as far as that is told: no code may be left with them."""
    held = FACILITY in asked.answers and asked.facts.get("filed_by", "self") == "self"
    return channel in IN_CUSTODY or held


def day_of(answer: object, today: date) -> date:
    return answer if isinstance(answer, date) else date.fromisoformat(answer) if isinstance(answer, str) else today


def moment_of(received: date, box: Box | None, pack: Pack, at: datetime) -> datetime:
    """When it was received: a box's letters when it was opened; of an earlier day nobody knows the hour, so noon."""
    if box is not None:
        return box.opened_at
    if received == local_day(pack.calendar, at):
        return whole_second(at)
    return datetime.combine(received, time(12), pack.calendar.zone)


def prepare(
    database: Database, checked: Checked, box: Box | None, *, language: str, submission: bytes, code: Code | None,
    pack: Pack, secrets: Secrets, viewer: Officer, at: datetime,
) -> tuple[Filing, Entered]:  # fmt: skip
    """Route and seal. A life in danger counts from now, whenever the letter came: whom we ring could not know before."""
    at = whole_second(at)
    filing = intake.prepare(
        database, checked.told, pack=pack, secrets=secrets, language=language, channel=checked.channel,
        submission=submission, code=code, asked=letter_form(pack), issued_by=BY, viewer=viewer, at=checked.at,
    )  # fmt: skip
    if filing.route.urgency == LIFE:
        promised = answer_by(pack, filing.route.procedure, at=at)
        filing = replace(filing, received_at=at, promised=promised, register_by=register_by(pack, at=at))
    payload = seal_record(
        {"answers": dict(checked.came)}, filing.keys.file_public, case=filing.case_id, slot=SLOT, sequence=intake.FIRST
    )
    return filing, Entered(payload, checked.received, None if box is None else box.id)
