"""What is held for a visitor: opened by their cookie's secret alone, for as long as was said, and then gone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.errors import DraftGone, InvalidAnswers
from cases.filing import drafts, held
from cases.filing.held import DRAFT_LASTS, RECEIPT_LASTS
from cases.records import Complaint, Held
from cases.vault.codes import parse_code
from cases.viewer import Nobody, System, Viewer
from tests.builders import House, raw_answers
from tests.harness.asked import counted_statements
from tests.harness.handling import enter, records, snapshot

SECRET, OTHER = b"s" * 32, b"o" * 32
KNOWN = frozenset(raw_answers()) | {"minor"}


def keep(house: House, content: dict[str, Any], *, purpose: held.Purpose = "draft", secret: bytes = SECRET) -> int:
    return house.database.write(
        held.keep, purpose, content, secret, lasting=DRAFT_LASTS, viewer=Nobody(), at=house.clock()
    )


def load(house: House, held_id: int, *, purpose: held.Purpose = "draft", secret: bytes = SECRET) -> dict[str, Any]:
    return house.database.read(held.load, held_id, purpose, secret, viewer=Nobody(), at=house.clock())


def count(house: House) -> int:
    def query(session: Session, *, viewer: Viewer) -> int:
        return session.scalar(select(func.count()).select_from(Held)) or 0

    return house.database.read(query, viewer=System())


def test_what_is_held_comes_back_under_its_secret_and_purpose_only(house: House) -> None:
    one, two = keep(house, {"a": ["б"]}), keep(house, {"b": 2})
    assert (load(house, one), load(house, two)) == ({"a": ["б"]}, {"b": 2})
    for wrong in ({"secret": OTHER}, {"purpose": "receipt"}):
        with pytest.raises(DraftGone):
            load(house, one, **wrong)
    with pytest.raises(DraftGone):
        load(house, 12345)


def test_what_every_page_of_the_form_asks_for_is_put_together_once(house: House) -> None:
    one = keep(house, {"a": ["б"]})
    with counted_statements() as seen:
        assert load(house, one) == {"a": ["б"]}
    assert [statement for statement in seen if "FROM" in statement.split()] == []


def test_one_visitors_row_is_noise_under_anothers_id(house: House) -> None:
    one, two = keep(house, {"a": 1}), keep(house, {"b": 2})

    def exchange(session: Session, *, viewer: Viewer) -> None:
        first, second = session.get_one(Held, one), session.get_one(Held, two)
        first.sealed, first.wrapped_key, second.sealed, second.wrapped_key = (
            second.sealed, second.wrapped_key, first.sealed, first.wrapped_key,
        )  # fmt: skip

    house.database.write(exchange, viewer=System())
    for held_id in (one, two):
        with pytest.raises(DraftGone):
            load(house, held_id)


def test_what_has_expired_is_gone_before_the_worker_has_been_there(house: House) -> None:
    held_id = keep(house, {})
    house.clock.move(hours=24, seconds=-1)
    load(house, held_id)
    house.clock.move(seconds=1)
    with pytest.raises(DraftGone):
        load(house, held_id)


def test_held_content_can_be_changed_and_dropped(house: House) -> None:
    held_id = keep(house, {"page": 1})
    house.clock.move(hours=20)
    house.database.write(
        held.change, held_id, "draft", {"page": 2}, SECRET, lasting=DRAFT_LASTS, viewer=Nobody(), at=house.clock()
    )
    house.clock.move(hours=20)
    assert load(house, held_id) == {"page": 2}
    with pytest.raises(DraftGone):
        house.database.write(
            held.change, held_id, "draft", {}, OTHER, lasting=DRAFT_LASTS, viewer=Nobody(), at=house.clock()
        )
    house.database.write(held.drop, held_id, viewer=Nobody(), at=house.clock())
    with pytest.raises(DraftGone):
        load(house, held_id)
    assert count(house) == 0


def test_a_draft_is_kept_page_by_page_and_sent_once(house: House) -> None:
    draft = house.database.write(drafts.begin, raw_answers(story=["Old."]), SECRET, viewer=Nobody(), at=house.clock())
    typed = {"story": ["New."], "intruder": ["x"]}
    house.database.write(
        drafts.keep_page, draft, frozenset({"story"}), typed, SECRET, lasting=DRAFT_LASTS, viewer=Nobody(), at=house.clock()
    )  # fmt: skip
    assert "New." not in repr(snapshot(house))
    send(house, draft)
    with pytest.raises(DraftGone):
        send(house, draft)
    assert len(records(house, Complaint)) == 1
    receipt = house.database.read(
        drafts.read_receipt, draft, drafts.next_secret(SECRET, draft), viewer=Nobody(), at=house.clock()
    )
    assert receipt.code is not None
    assert str(parse_code(receipt.code)) == receipt.code
    assert enter(house, receipt).complaint_id == records(house, Complaint)[0].id


def send(house: House, draft: int) -> None:
    drafts.send(
        house.database, draft, SECRET, KNOWN, pack=house.pack, secrets=house.secrets, language="ru", viewer=Nobody(),
        at=house.clock(),
    )  # fmt: skip


def test_a_draft_that_cannot_be_sent_yet_stays_as_it_was(house: House) -> None:
    draft = house.database.write(drafts.begin, {"danger_24h": ["no"]}, SECRET, viewer=Nobody(), at=house.clock())
    before = snapshot(house)
    with pytest.raises(InvalidAnswers):
        send(house, draft)
    assert snapshot(house) == before


def test_the_receipt_with_its_code_is_there_for_one_hour_under_the_new_secret(house: House) -> None:
    draft = house.database.write(drafts.begin, raw_answers(), SECRET, viewer=Nobody(), at=house.clock())
    send(house, draft)
    sent = house.clock()

    def read(secret: bytes, after: timedelta) -> str | None:
        return house.database.read(drafts.read_receipt, draft, secret, viewer=Nobody(), at=sent + after).code

    new = drafts.next_secret(SECRET, draft)
    assert read(new, RECEIPT_LASTS - timedelta(seconds=1))
    for secret, after in ((new, RECEIPT_LASTS), (SECRET, timedelta(0)), (OTHER, timedelta(0))):
        with pytest.raises(DraftGone):
            read(secret, after)


def test_leaving_forgets_a_draft_that_ones_own_secret_opens_and_no_other(house: House) -> None:
    mine, theirs = keep(house, {}), keep(house, {}, secret=OTHER)
    for held_id in (mine, theirs, 999):
        house.database.write(drafts.forget, held_id, SECRET, viewer=Nobody(), at=house.clock())
    assert [row.id for row in records(house, Held)] == [theirs]
