"""Cases that are joined and divided: their complaints are read where they are handled, and no code opens another's mailbox."""

from typing import Any

import pytest

from cases.circle import sharing, walls
from cases.circle.sharing import JOINED, SPLIT
from cases.errors import CannotOpen, InvalidAnswers
from cases.records import CaseLink, Mailbox, MailboxWrap, Reading
from cases.related import issues, opening_issue
from cases.vault.codes import derive, parse_code
from tests.builders import House
from tests.harness.circles import copy_rows, reach, search, signed_in
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    TO_INQUIRY,
    Act,
    case_of,
    damages,
    enter,
    journal_of,
    open_box,
    open_file,
    records,
    walk,
)

STORY, OTHER_STORY = "The first told this.", "The second told that."


@pytest.fixture
def staffed(house: House) -> House:
    house.employ("colleague.39", "KZ-39", "caseworker")
    for username in (OFFICER, CHIEF, "colleague.39", "supervisor.ho", "caseworker.ho", "caseworker.75"):
        signed_in(house, username)
    return house


def join(house: House, reference: str, lead: str) -> None:
    walk(house, reference, [*TO_INQUIRY, Act("join", answers={"other": lead}), Act("confirm:join", CHIEF)])


def test_the_lead_reads_what_the_joined_complainant_wrote_and_both_journals_say_so(staffed: House) -> None:
    house, lead, joined = staffed, staffed.file(story=STORY).reference, staffed.file(story=OTHER_STORY).reference
    join(house, joined, lead)
    seen = open_file(house, lead, "supervisor.ho")
    assert [(one.reference, one.filed.answers["story"]) for one in seen.shared] == [(joined, OTHER_STORY)]
    assert [one.act for one in journal_of(house, lead)][-1] == JOINED
    assert journal_of(house, joined)[-1].body["links"] == {"to": lead, "as": "joined"}
    read = {row.case_id for row in records(house, Reading)}
    assert read == {case_of(house, lead).id, case_of(house, joined).id}
    assert damages(house) == []


def test_no_code_opens_anothers_mailbox_by_joining_nor_the_file(staffed: House) -> None:
    house, receipts = staffed, [staffed.file(story=STORY), staffed.file(story=OTHER_STORY)]
    join(house, receipts[1].reference, receipts[0].reference)
    for receipt in receipts:
        code = derive(parse_code(receipt.code or ""), house.secrets.pepper)
        found = search(house, [code.key, enter(house, receipt).keyring.mailbox or code.key], copy_rows(house))
        assert not found.files
        assert found.boxes == {receipt.complaint_id}
        assert open_box(house, enter(house, receipt)).reference == receipt.reference
    (share,) = records(house, MailboxWrap)
    (box,) = records(house, Mailbox, complaint_id=receipts[1].complaint_id)
    assert share.shred == box.shred


def test_taken_out_again_the_lead_reads_it_no_more(staffed: House) -> None:
    house, lead, joined = staffed, staffed.file().reference, staffed.file().reference
    join(house, joined, lead)
    house.act(joined, "unjoin", by=CHIEF, reason="Another matter.")
    assert open_file(house, lead).shared == ()
    assert (records(house, MailboxWrap), records(house, CaseLink)) == ([], [])
    assert case_of(house, joined).stage == "reopened"
    assert [one.act for one in journal_of(house, lead)][-2:] == [JOINED, sharing.UNJOINED]
    assert damages(house) == []


def test_a_case_that_somebody_shut_out_reads_is_not_the_lead_and_a_later_wall_ends_the_sharing(staffed: House) -> None:
    house, lead, joined = staffed, staffed.file().reference, staffed.file().reference

    def shut_out(reference: str, key: str) -> None:
        walls.raise_wall(
            house.database, reference, [house.officer("colleague.39").id], "Kin.", handling="same", version=None, key=key,
            pack=house.pack, viewer=house.officer(CHIEF), at=house.clock(),
        )  # fmt: skip

    join(house, joined, lead)
    shut_out(joined, "a form")
    assert records(house, MailboxWrap) == []
    other = house.file().reference
    walk(house, other, TO_INQUIRY)
    shut_out(other, "another form")
    with pytest.raises(InvalidAnswers) as caught:
        house.act(other, "join", by=OFFICER, other=lead)
    assert caught.value.problems["other"].code == "walled_case"
    inside = reach(house, "colleague.39").cases
    assert inside == {case_of(house, lead).id}


def test_a_wall_on_the_lead_takes_the_joined_mailboxes_along_into_the_new_epoch(staffed: House) -> None:
    house, lead, joined = staffed, staffed.file(), staffed.file(story=OTHER_STORY)
    join(house, joined.reference, lead.reference)
    walls.raise_wall(
        house.database, lead.reference, [house.officer("colleague.39").id], "Kin.", handling="same", version=None,
        key="a form", pack=house.pack, viewer=house.officer(CHIEF), at=house.clock(),
    )  # fmt: skip
    assert open_file(house, lead.reference, CHIEF).shared[0].filed.answers["story"] == OTHER_STORY
    assert case_of(house, lead.reference).id not in reach(house, "colleague.39").cases
    # The joined case has no wall of its own: they still read it there.
    assert reach(house, "colleague.39").boxes == {joined.complaint_id}


def split(house: House, reference: str, **facts: Any) -> str:
    raw = {"track": ["business"], "region": ["KZ-75"], "urgency": ["3"], **facts}
    issue = issues.find_issue("complaint", house.officer(OFFICER), house.pack)
    assert issue is not None
    asked = {one.name for one in issue.fields}
    return opening_issue.open_issue(
        house.database, "complaint", {name: value for name, value in raw.items() if name in asked}, "The wages",
        linked=reference, split=True, key="a form", pack=house.pack, secrets=house.secrets,
        viewer=house.officer(OFFICER), at=house.clock(),
    )  # fmt: skip


def test_a_part_of_a_complaint_is_read_where_it_is_handled_and_nothing_else_of_the_file(staffed: House) -> None:
    house, parent = staffed, staffed.file(story=STORY)
    walk(house, parent.reference, TO_INQUIRY)
    child = split(house, parent.reference)
    assert case_of(house, child).unit == "KZ-75"
    seen = open_file(house, child, "caseworker.75")
    assert [(one.reference, one.filed.answers["story"]) for one in seen.shared] == [(parent.reference, STORY)]
    found = reach(house, "caseworker.75")
    assert found.cases == {case_of(house, child).id}
    assert found.boxes == {parent.complaint_id}
    (link,) = records(house, CaseLink)
    assert link.kind == SPLIT
    assert journal_of(house, parent.reference)[-1].body["links"] == {"from": child, "as": SPLIT}
    assert journal_of(house, child)[0].body["split_from"] == parent.reference
    assert damages(house) == []


def test_a_wrap_that_was_changed_or_laid_in_anothers_place_opens_nothing(staffed: House) -> None:
    house, receipts = staffed, [staffed.file(), staffed.file()]
    join(house, receipts[1].reference, receipts[0].reference)

    def exchange(session: Any, *, viewer: Any) -> None:
        boxes = [session.get_one(Mailbox, one.complaint_id) for one in receipts]
        boxes[0].file_wrap, boxes[1].file_wrap = boxes[1].file_wrap, boxes[0].file_wrap
        (share,) = session.query(MailboxWrap).all()
        share.wrap = share.wrap[:-1] + bytes([share.wrap[-1] ^ 1])

    house.database.write(exchange, viewer=house.officer(OFFICER))
    for receipt in receipts:
        with pytest.raises(CannotOpen):
            open_file(house, receipt.reference)
