"""A pack is in force when two people stand behind it: what the second one saw, and what `verify` finds of everything else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from cases.errors import InvalidAnswers, NotAllowed, ProposalRefused, SealedMadeClear, UnitsWithoutKeys
from cases.packs import jurisdiction
from cases.publication import deciding, proposing
from cases.publication.change import Change, Kind
from cases.publication.entering import adopt_packs
from cases.publication.reach import compare_reach
from cases.records import InstitutionEntry, PackProposal
from cases.verifying.whole import verify
from cases.viewer import System, Viewer
from tests.builders import House, kazakhstan
from tests.database.test_publishing import NEXT, SHORTER, changed
from tests.harness.handling import damages, records
from tests.harness.publishing import KEEPER, SUPERVISOR, confirm, look, prepare, propose, publish, published, somebody

OTHER = changed(NEXT, SHORTER)


def refused(house: House, proposal: int, by: Any = None, *, seen: str | None = None) -> str:
    with pytest.raises(ProposalRefused) as caught:
        confirm(house, proposal, by, seen=seen)
    return caught.value.reason


def packs_damaged(house: House) -> list[tuple[str, str]]:
    return [(one.what, one.chain) for one in damages(house)]


def write(house: House, statement: str, **values: object) -> None:
    """What somebody with the database in hand does, past the program."""

    def change(session: Session, *, viewer: Viewer) -> None:
        session.execute(text(statement), values)

    house.database.write(change, viewer=System())


def test_what_two_people_agreed_on_is_in_force_and_the_journal_tells_it(house: House) -> None:
    house.clock.move(hours=1)
    proposal = propose(house, OTHER)
    assert published(house).hash == kazakhstan().hash
    assert propose(house, OTHER) == proposal
    confirm(house, proposal)
    assert published(house, OTHER).hash == OTHER.hash
    entries = sorted(records(house, InstitutionEntry), key=lambda one: one.sequence)
    told = [(one.act, one.actor) for one in entries if one.act.startswith("pack.")]
    keeper, supervisor = house.officer(KEEPER), house.officer(SUPERVISOR)
    assert told == [
        ("pack.founded", "system"),
        ("pack.proposed", keeper.actor),
        ("pack.confirmed", supervisor.actor),
    ]
    assert damages(house) == []
    assert refused(house, proposal) == "decided"


def test_only_another_person_who_answers_for_content_in_the_head_office_confirms(house: House) -> None:
    supervisor = house.officer(SUPERVISOR)
    proposal = propose(house, OTHER, supervisor)
    assert refused(house, proposal, supervisor) == "same_person"
    duty = house.employ("supervisor.du", "KZ-DU", "supervisor")
    for nobody in (somebody(house, KEEPER, "administrator"), house.officer("caseworker.ho"), duty):
        assert not look(house, proposal, nobody).may_confirm
        with pytest.raises(NotAllowed):
            confirm(house, proposal, nobody)
    with pytest.raises(NotAllowed):
        propose(house, OTHER, house.officer("caseworker.ho"))
    house.clock.move(hours=1)
    confirm(house, proposal, house.employ("commissioner.ho", "KZ-HO", "commissioner"))
    assert damages(house) == []


def test_what_is_published_is_what_was_seen(house: House) -> None:
    proposal = propose(house, OTHER)
    assert refused(house, proposal, seen="0" * 64) == "unseen"
    shown = look(house, proposal)
    other = msgspec.structs.replace(shown, new=replace(OTHER, hash="1" * 64))
    with pytest.raises(ProposalRefused):
        house.database.write(
            deciding.confirm, other, seen=shown.seal, viewer=house.officer(SUPERVISOR), at=house.clock()
        )
    assert published(house).hash == kazakhstan().hash


def test_a_proposal_is_outdated_when_other_rules_came_into_force(house: House) -> None:
    first, second = propose(house, OTHER), propose(house, changed(NEXT))
    house.clock.move(hours=1)
    shown = look(house, second)
    confirm(house, first)
    with pytest.raises(ProposalRefused) as caught:
        house.database.write(
            deciding.confirm, shown, seen=shown.seal, viewer=house.officer(SUPERVISOR), at=house.clock()
        )
    assert caught.value.reason == "stale"
    house.pack = published(house, OTHER)
    assert look(house, second).line.stale
    assert not look(house, second).may_confirm


def test_no_is_said_with_a_reason_and_once(house: House) -> None:
    proposal, pack = propose(house, OTHER), kazakhstan()
    by = house.officer(SUPERVISOR)
    with pytest.raises(InvalidAnswers):
        house.database.write(deciding.reject, proposal, "  ", pack=pack, viewer=by, at=house.clock())
    with pytest.raises(NotAllowed):
        house.database.write(
            deciding.reject, proposal, "No.", pack=pack, viewer=house.officer("caseworker.ho"), at=house.clock()
        )
    house.database.write(deciding.reject, proposal, "Not now.", pack=pack, viewer=by, at=house.clock())
    assert refused(house, proposal) == "decided"
    assert (records(house, PackProposal)[0].reason, damages(house)) == ("Not now.", [])


@pytest.mark.parametrize(
    "change",
    [
        "proposed_by = (SELECT id FROM officers WHERE username = 'caseworker.ho')",
        "seen = 'another'",
        "base = 'another'",
        "entry = entry - 1",
    ],
)
def test_a_proposal_that_was_changed_in_the_database_is_not_published(house: House, change: str) -> None:
    """Else one person would write another's name over their own, and confirm what they proposed themselves."""
    by = somebody(house, "commissioner.ho", "commissioner")
    shown = look(house, propose(house, OTHER, by))
    write(house, f"UPDATE pack_proposals SET {change}")
    for officer in (by, house.officer(SUPERVISOR)):
        with pytest.raises(ProposalRefused) as caught:
            house.database.write(deciding.confirm, shown, seen=shown.seal, viewer=officer, at=house.clock())
        assert caught.value.reason == "altered"


def test_a_pack_that_somebody_put_into_the_table_is_found(house: House) -> None:
    house.clock.move(hours=1)
    publish(house, OTHER)
    assert damages(house) == []
    write(house, "UPDATE packs SET published_at = published_at + 7200 WHERE hash = :hash", hash=kazakhstan().hash)
    assert packs_damaged(house) == [("changed", "packs")]
    write(house, "UPDATE packs SET published_at = published_at - 7200 WHERE hash = :hash", hash=kazakhstan().hash)
    write(
        house,
        "INSERT INTO packs (hash, name, published_at, files)"
        " SELECT :other, name, published_at + 9000, files FROM packs WHERE hash = :hash",
        hash=OTHER.hash,
        other="f" * 64,
    )
    assert packs_damaged(house) == [("forged", "packs")]


def test_entries_that_one_person_alone_could_have_made_are_found(house: House) -> None:
    """Whoever confirms through the program's own functions, but is not fit to by the journal, leaves a pack that is named."""
    house.clock.move(hours=1)
    proposal = propose(house, OTHER)
    upstart = replace(house.officer("caseworker.ho"), roles=frozenset({"supervisor"}))
    confirm(house, proposal, upstart)
    assert ("forged", "packs") in packs_damaged(house)


def test_a_house_from_before_is_taken_over_once(house: House) -> None:
    assert not house.database.write(adopt_packs, viewer=System(), at=house.clock())

    def forget(session: Session, *, viewer: Viewer) -> tuple[bool, bool, list[str]]:
        session.execute(text("DELETE FROM institution_journal WHERE act = 'pack.founded'"))
        done = (
            adopt_packs(session, viewer=viewer, at=house.clock()),
            adopt_packs(session, viewer=viewer, at=house.clock()),
        )
        return (*done, [one.chain for one in verify(session, viewer=viewer) if one.chain == "packs"])

    assert house.database.write(forget, viewer=System()) == (True, False, [])


FACTS, RETENTION, CIRCLE = "facts.yaml", "retention.yaml", "tables/circle.yaml"
COMPLAINT = "procedures/complaint.yaml"
TORTURE = "issues: [torture, force]}\n    then: {circle: [head_office]}"


def with_files(changes: Mapping[str, tuple[str, str]]) -> jurisdiction.Pack:
    files = dict(kazakhstan().files)
    for file, (old, new) in changes.items():
        assert old in files[file], (file, old)
        files[file] = files[file].replace(old, new, 1)
    return jurisdiction.load_pack(files, proven=True)


def test_everything_that_reaches_other_people_is_named() -> None:
    """One pack with a change of each sort: a reader, a hand, a letter, an alarm, a fact, a term and a limit."""
    new = with_files(
        {
            CIRCLE: (TORTURE, TORTURE.replace("head_office]", "head_office, npm]")),
            COMPLAINT: ("limit: 15 working days", "limit: 30 working days"),
            RETENTION: ("25 years", "1 year"),
            "registers/facilities.yaml": ("region: KZ-39", "region: KZ-75"),
            "letters/acknowledgement.yaml": ("\n  kk: |\n", "\n  kk: |\n    Hello!\n"),
            "bodies.yaml": ("respondent_may_know: [yes]", "respondent_may_know: [yes, no]"),
        }
    )
    found = compare_reach(kazakhstan(), new)
    kinds = [one.kind for one in found]
    assert set(kinds) == {
        Kind.ROW_CHANGED, Kind.CLOCK_LONGER, Kind.RETENTION, Kind.REGION, Kind.LETTER_WORDS,
        Kind.BODY_NAMED,
    }  # fmt: skip
    assert Change(Kind.CLOCK_LONGER, ("complaint", "review"), (), "15 working days", "30 working days") in found
    (row,) = [one for one in found if one.kind is Kind.ROW_CHANGED]
    assert (row.where[0], row.who, row.was) == ("circle", ("head_office", "npm"), "head_office")
    assert compare_reach(kazakhstan(), kazakhstan()) == ()


def test_hands_second_persons_and_alarms_are_named() -> None:
    new = with_files(
        {
            COMPLAINT: ("do: escalate, whom: representative}", "do: escalate, whom: auditor}"),
            "procedures/withdrawal.yaml": ("confirmed_by: {roles: [", "confirmed_by: {roles: [intake, "),
            "procedures/remedy.yaml": ("by: [", "by: [npm, "),
        }
    )
    said = {one.kind: one for one in compare_reach(kazakhstan(), new)}
    assert (said[Kind.ALARM].who, said[Kind.ALARM_GONE].who) == (("auditor",), ("representative",))
    assert said[Kind.ACT_ROLES].who == ("npm",)
    assert said[Kind.CONFIRM_ROLES].who == ("intake",)
    assert [one.looser for one in said.values()] == [kind in (Kind.ALARM_GONE, Kind.CONFIRM_ROLES) for kind in said]


def test_what_was_sealed_never_becomes_clear_not_even_under_another_roof(house: House) -> None:
    sealed = next(
        (name, page, asked)
        for name, questionnaire in kazakhstan().questionnaires.items()
        for page in questionnaire.pages
        for asked in page.questions
        if asked.secrecy == "sealed" and asked.fact is None and asked.kind == "choice"
    )
    name, page, asked = sealed
    clear = replace(asked, secrecy=kazakhstan().facts["track"].secrecy)
    questions = tuple(clear if each is asked else each for each in page.questions)
    questionnaire = kazakhstan().questionnaires[name]
    moved = msgspec.structs.replace(questionnaire, pages=(msgspec.structs.replace(page, questions=questions),))
    new = replace(kazakhstan(), questionnaires={**kazakhstan().questionnaires, "elsewhere": moved}, hash="2" * 64)
    with pytest.raises(SealedMadeClear) as caught:
        prepare(house, new)
    assert caught.value.name == asked.name


def test_a_unit_that_nobody_founded_is_not_published(house: House) -> None:
    units = {**kazakhstan().units, "KZ-99": msgspec.structs.replace(kazakhstan().units["KZ-39"], code="KZ-99")}
    with pytest.raises(UnitsWithoutKeys):
        prepare(house, replace(kazakhstan(), units=units))


def test_the_same_files_are_nothing_to_propose(house: House) -> None:
    with pytest.raises(ProposalRefused) as caught:
        house.database.write(
            proposing.propose,
            prepare(house, kazakhstan()),
            name="kz",
            viewer=house.officer(SUPERVISOR),
            at=house.clock(),
        )
    assert caught.value.reason == "same"
