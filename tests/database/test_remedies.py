"""Remedies: the row that lists and reports read is where its own proceeding is, from the draft to the end."""

from datetime import date

import pytest

from cases.errors import ActRefused
from cases.records import Letter, Proceeding, Remedy
from cases.related import opening_issue
from tests.builders import House, as_raw
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    RECOMMENDED,
    SERVED,
    TO_DECISION,
    Act,
    case_of,
    damages,
    open_file,
    records,
    walk,
)

TODAY, DUE = date(2026, 11, 23), date(2026, 12, 14)
TOLD = Act("tell", answers={"words": "This is what we decided."})
CLAIMED = Act("record_implementation", answers={"words": "Paid."}, number=2)
VERIFIED = Act("verify", answers={"verified_by": "evidence", "words": "Seen."}, number=2)


def remedy(house: House) -> Remedy:
    (row,) = records(house, Remedy)
    (proceeding,) = records(house, Proceeding, procedure="remedy")
    assert (row.proceeding_id, row.stage) == (proceeding.id, proceeding.stage)
    assert (row.ended is None) == (proceeding.ended_at is None)
    return row


@pytest.fixture
def reference(house: House) -> str:
    filed = house.file().reference
    walk(house, filed, TO_DECISION)
    return filed


def test_a_remedy_is_followed_from_draft_to_verification(house: House, reference: str) -> None:
    walk(house, reference, [RECOMMENDED])
    drafted = remedy(house)
    assert (drafted.kind, drafted.body, drafted.unit, drafted.stage) == ("compensation", "B-MOH", "KZ-39", "drafted")
    assert (drafted.served, drafted.due, drafted.answered, drafted.ended, drafted.verified) == (*[None] * 4, False)
    walk(house, reference, SERVED[1:])
    assert (remedy(house).served, remedy(house).due) == (TODAY, DUE)
    house.clock.move(days=2)
    house.act(reference, "accept", by=OFFICER, number=2)
    accepted = remedy(house)
    assert (accepted.answered, accepted.due) == (date(2026, 11, 25), DUE)
    house.clock.move(days=30)
    walk(house, reference, [CLAIMED, VERIFIED])
    done = remedy(house)
    assert (done.stage, done.verified, done.ended, done.served) == ("verified", True, date(2026, 12, 25), TODAY)
    assert damages(house) == []


def test_a_draft_that_is_revised_is_listed_as_it_then_is(house: House, reference: str) -> None:
    walk(house, reference, [RECOMMENDED])
    house.act(reference, "revise", by=OFFICER, number=2, kind="restitution", body="B-MOJ", what="Give the job back.")
    assert (remedy(house).kind, remedy(house).body) == ("restitution", "B-MOJ")


def test_two_remedies_go_their_own_ways(house: House, reference: str) -> None:
    walk(house, reference, [RECOMMENDED, RECOMMENDED, *SERVED[1:]])
    assert sorted(row.stage for row in records(house, Remedy)) == ["drafted", "served"]
    assert [each.number for each in open_file(house, reference).proceedings] == [1, 2, 3]


def test_silence_is_no_answer(house: House, reference: str) -> None:
    walk(house, reference, [*SERVED, Act("no_reply", number=2)])
    assert (remedy(house).stage, remedy(house).answered) == ("no_reply", None)
    house.act(reference, "accept", by=OFFICER, number=2)
    assert remedy(house).answered == TODAY


def test_a_case_does_not_close_over_a_remedy_that_nobody_has_verified(house: House, reference: str) -> None:
    walk(house, reference, [TOLD, *SERVED, Act("follow"), CLAIMED])
    with pytest.raises(ActRefused) as caught:
        house.act(reference, "close", by=OFFICER)
    assert (caught.value.refusal.reason, caught.value.refusal.facts["values"]) == ("guard", {"open.remedy": 1})
    walk(house, reference, [VERIFIED, Act("close")])
    assert case_of(house, reference).stage == "closed"


def test_a_remedy_is_closed_unverified_only_by_two_people(house: House, reference: str) -> None:
    walk(house, reference, [TOLD, *SERVED])
    house.act(reference, "close_unverified", by=CHIEF, number=2, reason="The school was closed.")
    assert remedy(house).ended is None
    house.employ("second.39", "KZ-39", "representative")
    house.act(reference, "confirm:close_unverified", by="second.39", number=2)
    closed = remedy(house)
    assert (closed.stage, closed.ended, closed.verified) == ("closed", TODAY, False)
    house.act(reference, "close", by=OFFICER)
    assert damages(house) == []


UP_TO_PARLIAMENT = (
    *SERVED,
    Act("no_reply", number=2),
    Act("escalate_to_superior", CHIEF, number=2),
    Act("escalate_to_minister", CHIEF, number=2),
    Act("escalate_to_parliament", CHIEF, number=2),
)


def test_the_complainant_hears_of_a_publication_before_the_public_does(house: House, reference: str) -> None:
    walk(house, reference, UP_TO_PARLIAMENT)
    with pytest.raises(ActRefused) as raised:
        house.act(reference, "publish", by="supervisor.ho", number=2)
    refusal = raised.value.refusal
    assert (refusal.reason, refusal.facts) == ("not_told_yet", {"letters": ["publication_notice"]})
    house.act(reference, "announce_publication", by=OFFICER, number=2, words="Next week, without names.")
    assert "publication_notice" in {row.template for row in records(house, Letter)}
    house.act(reference, "publish", by="supervisor.ho", number=2)
    assert records(house, Proceeding, procedure="remedy")[0].facts["ladder"] == "public"


def test_on_a_case_of_our_own_there_is_nobody_to_tell_first(house: House) -> None:
    begun = opening_issue.open_issue(
        house.database, "complaint", as_raw({"track": "other", "region": "KZ-39"}), "Schools", linked=None, key="k" * 32,
        pack=house.pack, secrets=house.secrets, viewer=house.officer("supervisor.ho"), at=house.clock(),
    )  # fmt: skip
    walk(house, begun, (*TO_DECISION, *UP_TO_PARLIAMENT))
    house.act(begun, "publish", by="supervisor.ho", number=2)
    assert records(house, Proceeding, procedure="remedy")[0].facts["ladder"] == "public"
