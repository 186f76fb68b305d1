"""A complaint is filed: whole or not at all, readable by nobody who should not read it, and without traces of who wrote it."""

import json
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from secrets import token_bytes
from typing import Any
from urllib.parse import quote

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.errors import AlreadySent, CodeUnknown, InvalidAnswers
from cases.filing import filing, intake
from cases.filing.filing import Filing, Receipt
from cases.keys import file_key
from cases.records import (
    Base,
    Case,
    ClockRow,
    Complaint,
    DeskRow,
    Entry,
    FileKey,
    Mailbox,
    Measure,
    Proceeding,
    Statistic,
    Wrap,
)
from cases.records.base import Moment
from cases.settings import Settings
from cases.vault.codes import new_code
from cases.vault.sealing import open_sealed
from cases.viewer import Nobody, System, Viewer
from tests.builders import House, raw_answers
from tests.harness.handling import (
    OFFICER,
    URGENT,
    case_of,
    count_rows,
    damages,
    enter,
    journal_of,
    open_file,
    records,
    snapshot,
)

SECRET = "Құпия оқиға: zebra behind the кастрюля"
PLACE = "Street of the nine poplars"
CONTACT = "+7 701 555 44 33"
ANONYMOUS = {"identity": "anonymous"}


def prepare(house: House, *, submission: bytes | None = None, coded: bool = True, **answers: Any) -> Filing:
    return intake.prepare(
        house.database, raw_answers(**answers), pack=house.pack, secrets=house.secrets, language="ru", channel="web",
        submission=submission or token_bytes(16), code=new_code() if coded else None, viewer=Nobody(), at=house.clock(),
    )  # fmt: skip


def write(house: House, prepared: Filing) -> Receipt:
    return house.database.write(
        filing.file_complaint, prepared, pack=house.pack, viewer=Nobody(), at=prepared.received_at
    )


def test_a_filed_complaint_has_everything_that_a_case_needs(house: House) -> None:
    receipt = house.file()
    case = case_of(house, receipt.reference)
    assert (case.unit, case.stage, case.open, case.urgency, case.pin, case.version) == (
        "KZ-39",
        "received",
        True,
        3,
        0,
        0,
    )
    assert (case.region, case.facility, case.track, case.language) == ("KZ-39", None, "harassment", "ru")
    (complaint,) = records(house, Complaint, case_id=case.id)
    assert (complaint.id, complaint.questionnaire, complaint.channel) == (receipt.complaint_id, "core@1", "web")
    (box,) = records(house, Mailbox, complaint_id=complaint.id)
    assert all((box.lookup, box.code_wrap, box.file_wrap))
    (main,) = records(house, Proceeding, case_id=case.id)
    assert (main.main, main.number, main.procedure, main.stage) == (True, 1, "complaint", "received")
    assert len(records(house, FileKey, case_id=case.id)) == 1
    assert {row.unit for row in records(house, DeskRow, case_id=case.id)} == {"KZ-39", "KZ-HO"}
    assert {wrap.holder for wrap in records(house, Wrap, case_id=case.id)} == {"KZ-39", "KZ-HO"}
    (measure,) = records(house, Measure, case_id=case.id)
    assert (measure.spell, measure.unit, measure.open, measure.channel) == (1, "KZ-39", True, "web")
    assert [(done.act, done.actor) for done in journal_of(house, receipt.reference)] == [("file", "nobody")]
    assert damages(house) == []


def test_the_case_is_due_when_its_first_clock_is(house: House) -> None:
    case = case_of(house, house.file().reference)
    running = [clock.due for clock in records(house, ClockRow, case_id=case.id) if clock.running and clock.due]
    assert case.next_due == min(running)
    assert {row.next_due for row in records(house, DeskRow, case_id=case.id)} == {case.next_due}


def test_wrong_answers_are_all_named_and_nothing_is_written(house: House) -> None:
    before = snapshot(house)
    with pytest.raises(InvalidAnswers) as caught:
        house.file(story=None, region="Atlantis", consents=None, surprise="x")
    problems = {name: problem.code for name, problem in caught.value.problems.items()}
    assert problems == {
        "story": "required",
        "region": "unknown_choice",
        "consents": "required",
        "surprise": "unexpected",
    }
    assert snapshot(house) == before


def test_the_same_form_sent_again_is_the_same_complaint(house: House) -> None:
    first = house.file(submission=b"s" * 16)
    before = snapshot(house)
    with pytest.raises(AlreadySent) as caught:
        house.file(submission=b"s" * 16, story="Another story in the same form")
    assert caught.value.reference == first.reference
    assert snapshot(house) == before


def test_the_same_form_sent_twice_at_once_is_one_complaint(house: House) -> None:
    prepared = [prepare(house, submission=b"t" * 16) for _ in range(2)]

    def send(one: Filing) -> str:
        try:
            return write(house, one).reference
        except AlreadySent as sent:
            return sent.reference

    with ThreadPoolExecutor(2) as threads:
        references = list(threads.map(send, prepared))
    assert references[0] == references[1]
    assert [case.reference for case in records(house, Case)] == references[:1]
    assert damages(house) == []


def test_many_who_file_at_once_each_get_a_complaint_of_their_own(house: House) -> None:
    prepared = [[prepare(house) for _ in range(10)] for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        receipts = [
            receipt
            for batch in threads.map(lambda batch: [write(house, one) for one in batch], prepared)
            for receipt in batch
        ]
    references = {receipt.reference for receipt in receipts}
    assert len(references) == 80
    assert {case.reference for case in records(house, Case)} == references
    assert {complaint.id for complaint in records(house, Complaint)} == {receipt.complaint_id for receipt in receipts}
    assert len(records(house, Measure)) == len(records(house, Entry)) == 80


def test_a_filing_that_fails_half_way_leaves_nothing(house: House) -> None:
    first = house.file()
    before = snapshot(house)
    taken = records(house, Complaint, id=first.complaint_id)[0].id
    with pytest.raises(IntegrityError):
        write(house, replace(prepare(house), complaint_id=taken))
    assert snapshot(house) == before


def test_the_check_page_promises_what_the_receipt_then_says(house: House) -> None:
    before = count_rows(house)
    asked: list[dict[str, Any]] = [{}, ANONYMOUS, {"danger_24h": "unsure"}]
    for answers in asked:
        promised = intake.preview(raw_answers(**answers), pack=house.pack, at=house.clock())
        assert count_rows(house) == before
        receipt = house.file(**answers)
        before = count_rows(house)
        assert (promised.unit, promised.urgency, promised.register_by, promised.answer_by) == (
            receipt.unit, receipt.urgency, receipt.register_by, receipt.answer_by,
        )  # fmt: skip
        wraps = records(house, Wrap, case_id=case_of(house, receipt.reference).id)
        assert set(promised.readers) == {wrap.holder for wrap in wraps}


def test_where_no_code_may_be_left_none_is_made_and_staff_can_still_read(house: House) -> None:
    receipt = write(house, prepare(house, coded=False, story=SECRET))
    assert receipt.code is None
    (box,) = records(house, Mailbox, complaint_id=receipt.complaint_id)
    assert (box.lookup, box.code_wrap) == (None, None)
    assert open_file(house, receipt.reference).filed[0].answers["story"] == SECRET


def test_a_code_opens_nobody_elses_mailbox(house: House) -> None:
    mine, theirs = house.file(), house.file()
    assert enter(house, mine).complaint_id == mine.complaint_id
    assert enter(house, theirs).complaint_id == theirs.complaint_id
    with pytest.raises(CodeUnknown):
        enter(house, replace(mine, code=str(new_code())))


def spellings(words: str) -> Iterator[bytes]:
    """How *words* could stand in a file: in several encodings, escaped, and inside base64 at any of its three offsets."""
    for encoded in (words.encode(), words.encode("utf-16-le"), words.encode("utf-16-be")):
        yield encoded
        yield encoded.hex().encode()
        for offset in range(3):
            inside = b64encode(b"\0" * offset + encoded)[4 if offset else 0 : -4]
            if len(inside) > 8:  # shorter, and it would be found by chance
                yield inside
    yield json.dumps(words)[1:-1].encode()
    yield quote(words).encode()


def every_value(session: Session, *, viewer: Viewer) -> list[tuple[str, bytes]]:
    """(table.column, value as bytes) of everything that is stored."""
    return [
        (f"{table.name}.{name}", value if isinstance(value, bytes) else json.dumps(value, default=str).encode())
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(table)).mappings()
        for name, value in row.items()
    ]


def test_no_sealed_word_stands_anywhere_in_the_database(house: House, settings: Settings) -> None:
    receipt = house.file(story=SECRET, place=PLACE, contact=CONTACT)
    assert receipt.code is not None
    told = [SECRET, "кастрюля", "zebra behind", PLACE, CONTACT, receipt.code, receipt.code.replace(" ", "")]
    for where, value in house.database.read(every_value, viewer=System()):
        for words in told:
            assert not any(spelling in value for spelling in spellings(words)), (where, words)
    for file in (path for path in settings.data.rglob("*") if path.is_file()):
        content = file.read_bytes()
        for words in told:
            assert not any(spelling in content for spelling in spellings(words)), (file.name, words)
    assert open_file(house, receipt.reference).filed[0].answers["story"] == SECRET


def test_the_scan_above_would_find_a_word_that_was_not_sealed(house: House) -> None:
    receipt = house.file(story=SECRET)
    assert any(receipt.reference.encode() in value for _, value in house.database.read(every_value, viewer=System()))
    assert any(spelling in b64encode(b"ab" + SECRET.encode() + b"c") for spelling in spellings(SECRET))


def moments_of(house: House, receipt: Receipt) -> set[tuple[str, str, Any]]:
    """Every moment that is stored of a case, with its table and column, and the one in its journal."""

    def read(session: Session, *, viewer: Viewer) -> set[tuple[str, str, Any]]:
        case_id = session.scalars(select(Case.id).where(Case.reference == receipt.reference)).one()
        mine = {"cases": case_id, "mailboxes": receipt.complaint_id}
        found: set[tuple[str, str, Any]] = set()
        for table in Base.metadata.sorted_tables:
            key = {"cases": "id", "mailboxes": "complaint_id"}.get(table.name, "case_id")
            if key in table.c:
                rows = session.execute(select(table).where(table.c[key] == mine.get(table.name, case_id))).mappings()
                moments = [column.name for column in table.c if isinstance(column.type, Moment)]
                found |= {(table.name, name, row[name]) for row in rows for name in moments if row[name]}
        (entry,) = session.scalars(select(Entry).where(Entry.case_id == case_id))
        return found | {("journal", "stored", json.loads(entry.body)["at"])}

    return house.database.read(read, viewer=System())


def file_at(house: House, hour: int, minute: int, **answers: Any) -> Receipt:
    """A filing of 23 November 2026 at this time in Almaty."""
    house.clock.now = datetime(2026, 11, 23, hour, minute, 17, 123456, tzinfo=UTC) - timedelta(hours=5)
    return house.file(**answers)


def test_an_anonymous_ordinary_filing_keeps_its_day_and_no_time_of_day(house: House) -> None:
    morning, evening = (file_at(house, hour, minute, **ANONYMOUS) for hour, minute in ((9, 31), (22, 47)))
    assert moments_of(house, morning) == moments_of(house, evening)
    assert morning.received_at == datetime(2026, 11, 22, 19, tzinfo=UTC)  # midnight in Almaty
    assert (morning.register_by, morning.answer_by) == (evening.register_by, evening.answer_by)


@pytest.mark.parametrize("answers", [{"identity": "named"}, {**ANONYMOUS, "danger_24h": "unsure"}])
def test_other_filings_keep_their_moment_in_whole_seconds(house: House, answers: dict[str, str]) -> None:
    receipt = file_at(house, 9, 31, **answers)
    assert receipt.received_at == datetime(2026, 11, 23, 4, 31, 17, tzinfo=UTC)
    assert case_of(house, receipt.reference).received_at == receipt.received_at


def test_nothing_clear_leads_from_a_case_to_its_row_of_statistics(house: House) -> None:
    receipts = [house.file() for _ in range(3)]
    rows = records(house, Statistic)
    assert {(row.unit, row.track, row.quarter) for row in rows} == {("KZ-39", "harassment", "2026Q4")}
    for where, value in house.database.read(every_value, viewer=System()):
        for row in rows:
            assert where == "statistics.id" or str(row.id).encode() not in value
    found = {statistic_of(house, receipt.reference) for receipt in receipts}
    assert found == {row.id for row in rows}


def statistic_of(house: House, reference: str) -> int:
    """The id of the case's row of statistics, as an officer's keys open it."""

    def read(session: Session, *, viewer: Viewer) -> int:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        assert case.statistic is not None
        return int(open_sealed(case.statistic, file_key(session, case, 1, viewer=viewer)))

    return house.database.read(read, viewer=house.officer(OFFICER))


@pytest.mark.parametrize(
    ("about", "unit", "walled"),
    [("our_staff", "KZ-IN", True), ("commissioner", "KZ-IN", True), ("head_of_integrity", "KZ-HO", False)],
)
def test_a_complaint_about_ourselves_exists_for_one_unit_alone(
    house: House,
    about: str,
    unit: str,
    walled: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """Walled cases are counted by the integrity unit: one about its own head must not be."""
    case = case_of(house, house.file(about_us=about, facility="F-3901", track="detention").reference)
    assert (case.unit, case.walled) == (unit, walled)
    units = [
        {row.unit for row in records(house, DeskRow)},
        {row.unit for row in records(house, Measure)},
        {row.unit for row in records(house, Statistic)},
    ]
    assert units == [{unit}] * 3
    assert {(wrap.holder_kind, wrap.holder) for wrap in records(house, Wrap)} == {("unit", unit)}
    assert [measure.walled for measure in records(house, Measure)] == [walled]


def test_the_npm_holds_a_key_to_no_complaint(house: House) -> None:
    house.file()
    house.file(track="detention", facility="F-3901", urgent_signs=["torture"])
    house.file(**URGENT)
    assert "KZ-NP" not in {wrap.holder for wrap in records(house, Wrap)}
