"""Letters that officers write: two people, one number, the reader's language, nobody named by mistake, and then they are told."""

import io
import re
from typing import Any

import pikepdf
import pytest

from cases import mailbox
from cases.acts.proceedings import clocks_of
from cases.errors import ActRefused, CaseNotFound, ChangedMeanwhile, InvalidAnswers, LetterRefused
from cases.filing.filing import Receipt
from cases.letters import going_out, reading, signing, writing
from cases.letters.paper import draw_paper
from cases.letters.reading import LetterSheet
from cases.mailbox.papers import find_paper
from cases.records import Case, Measure, OfficialLetter, SealedWords
from tests.builders import House, as_raw
from tests.harness.handling import (
    CHIEF,
    OFFICER,
    TO_ADMISSIBILITY,
    TO_DECISION,
    case_of,
    damages,
    enter,
    journal_of,
    open_box,
    open_file,
    records,
    walk,
)

WHOLE = {"title": "The decision", "text": "You were right. They must pay.", "to": "Aigul Akhmetova"}


class Desk:
    """Officers at one case's letters."""

    def __init__(self, house: House, reference: str) -> None:
        self.house, self.reference, self.keys = house, reference, iter(range(1000))

    def common(self, by: str) -> dict[str, Any]:
        return {
            "pack": self.house.pack, "key": f"{self.reference}-{next(self.keys)}",
            "viewer": self.house.officer(by), "at": self.house.clock(),
        }  # fmt: skip

    def write(self, template: str = "decision", *, by: str = OFFICER, language: str = "ru", **words: str) -> int:
        typed = writing.read_words({**WHOLE, **words})
        return self.house.database.write(
            writing.save, self.reference, template, typed, language=language, number=1, **self.common(by)
        )

    def see(self, letter: int, *, by: str = OFFICER) -> LetterSheet:
        return self.house.database.write(
            reading.open_letter, self.reference, letter, pack=self.house.pack, viewer=self.house.officer(by),
            at=self.house.clock(),
        )  # fmt: skip

    def propose(self, letter: int, *, by: str = OFFICER, seen: str | None = None, names: str | None = None) -> None:
        sheet = self.see(letter, by=by)
        self.house.database.write(
            writing.propose, self.reference, letter, seen=seen or sheet.seen, names=sheet.mark if names is None else names,
            **self.common(by),
        )  # fmt: skip

    def sign(self, letter: int, *, by: str = CHIEF, seen: str | None = None, names: str | None = None) -> None:
        sheet = self.see(letter, by=by)
        self.house.database.write(
            signing.sign, self.reference, letter, seen=seen or sheet.seen, names=sheet.mark if names is None else names,
            **self.common(by),
        )  # fmt: skip

    def send(self, letter: int, way: str, *, by: str = OFFICER, agreed: bool = False) -> None:
        seen = self.see(letter, by=by).seen
        self.house.database.write(
            going_out.send, self.reference, letter, way, agreed=agreed, seen=seen, **self.common(by)
        )

    def deliver(self, letter: int, *, by: str = OFFICER) -> None:
        seen, day = self.see(letter, by=by).seen, writing.today(self.house.pack, self.house.clock())
        self.house.database.write(going_out.deliver, self.reference, letter, day, seen=seen, **self.common(by))

    def signed(self, template: str = "decision", **words: str) -> int:
        letter = self.write(template, **words)
        self.propose(letter)
        self.sign(letter)
        return letter


def desk_of(house: House, **answers: Any) -> Desk:
    receipt = house.file(**answers)
    walk(house, receipt.reference, TO_DECISION)
    return Desk(house, receipt.reference)


def give_name(house: House, receipt: Receipt, name: str, identity: str) -> None:
    """The complainant adds their name after filing."""
    house.database.write(
        mailbox.add_answers, "harassment", as_raw({"identity": identity, "name": name}), pack=house.pack,
        key=f"name-{receipt.reference}", viewer=enter(house, receipt), at=house.clock(),
    )  # fmt: skip


def test_a_letter_begins_in_the_complainants_language_with_what_the_case_knows(house: House) -> None:
    receipt = house.file(language="kk")
    give_name(house, receipt, "Айгүл Ахметова", "named")
    house.act(receipt.reference, "register", by=OFFICER)
    begun = house.database.write(
        writing.begin, receipt.reference, "acknowledgement", language=None, number=1, pack=house.pack,
        viewer=house.officer(OFFICER), at=house.clock(),
    )  # fmt: skip
    assert (begun.language, begun.their, begun.words.to) == ("kk", "kk", "Айгүл Ахметова")
    assert receipt.reference in begun.words.text
    assert "{" not in begun.words.text


def test_two_people_sign_a_letter_and_it_goes_into_the_mailbox_as_words_and_as_a_paper(house: House) -> None:
    receipt = house.file()
    walk(house, receipt.reference, TO_DECISION)
    desk = Desk(house, receipt.reference)
    letter = desk.write()
    desk.propose(letter)
    with pytest.raises(LetterRefused):
        desk.sign(letter, by=OFFICER)
    desk.sign(letter)
    desk.send(letter, "mailbox")
    (laid,) = (one for one in open_box(house, enter(house, receipt)).letters if one.title == WHOLE["title"])
    assert (laid.text, laid.paper) == (WHOLE["text"], True)
    paper, files = house.database.read(find_paper, laid.id, pack=house.pack, viewer=enter(house, receipt))
    with pikepdf.open(io.BytesIO(draw_paper(files, paper))) as drawn:
        meta = str(drawn.open_metadata())
        assert (str(drawn.Root.Lang), bool(drawn.Root.MarkInfo.Marked)) == ("ru", True)
        assert "/StructTreeRoot" in drawn.Root
        for said in (WHOLE["title"], "<pdfuaid:part>1<", "<pdfaid:part>2<", "<pdfaid:conformance>A<"):
            assert said in meta
    assert damages(house) == []


def test_who_wrote_on_a_letter_never_signs_it_whatever_their_office(house: House) -> None:
    desk = desk_of(house)
    letter = desk.write(by=CHIEF)
    desk.propose(letter, by=OFFICER)
    with pytest.raises(LetterRefused) as refused:
        desk.sign(letter, by=CHIEF)
    assert refused.value.reason == "same_person"
    desk.sign(letter, by="supervisor.ho")
    assert records(house, OfficialLetter)[0].signer == house.officer("supervisor.ho").actor


def test_a_number_is_random_and_given_with_the_day_when_it_is_signed(house: House) -> None:
    desk = desk_of(house)
    first, second = desk.signed(), desk.signed("closure")
    rows = {one.id: one for one in records(house, OfficialLetter)}
    numbers = [rows[first].number or "", rows[second].number or ""]
    assert all(re.fullmatch(r"2026/\d{6}-\d", one) for one in numbers)
    assert numbers[0] != numbers[1]
    assert rows[first].signed_on == writing.today(house.pack, house.clock())
    assert desk.see(first).paper["marks"][0] == f"Письмо № {numbers[0]}"


def test_only_what_was_shown_is_signed(house: House) -> None:
    desk = desk_of(house)
    letter = desk.write()
    desk.propose(letter)
    shown = desk.see(letter).seen
    desk.house.database.write(
        writing.send_back, desk.reference, letter, "Say by when.", seen=shown, **desk.common(CHIEF)
    )
    assert desk.see(letter).returned == "Say by when."
    desk.house.database.write(
        writing.change, desk.reference, letter, writing.read_words({**WHOLE, "text": "They need not pay."}),
        seen=desk.see(letter).seen, **desk.common(OFFICER),
    )  # fmt: skip
    desk.propose(letter)
    with pytest.raises(ChangedMeanwhile):
        desk.sign(letter, seen=shown)


def test_a_letter_in_another_language_is_refused_until_it_is_translated(house: House) -> None:
    desk = desk_of(house)
    letter = desk.write(language="en")
    with pytest.raises(InvalidAnswers) as refused:
        desk.propose(letter)
    assert refused.value.problems["translation"].code == "not_their_language"
    translated = desk.write(language="en", translation="Вы были правы. Они должны заплатить.")
    desk.propose(translated)
    desk.sign(translated)
    desk.send(translated, "mailbox")
    assert desk.see(translated).paper["translation"]["language"] == "ru"


def test_a_letter_with_something_left_to_write_is_not_handed_on(house: House) -> None:
    desk = desk_of(house)
    letter = desk.write(text="We sent it to [which body].")
    with pytest.raises(InvalidAnswers) as refused:
        desk.propose(letter)
    assert refused.value.problems["text"].facts["gaps"] == "[which body]"


def test_a_confidential_name_goes_out_only_when_both_people_said_so(house: House) -> None:
    receipt = house.file()
    give_name(house, receipt, "Айгүл Ахметова", "confidential")
    walk(house, receipt.reference, TO_DECISION)
    desk = Desk(house, receipt.reference)
    letter = desk.write("information_request", text="Просим сообщить о жалобе Ахметовой.")
    sheet = desk.see(letter)
    assert [one.name for one in sheet.names] == ["Айгүл Ахметова"]
    with pytest.raises(InvalidAnswers) as refused:
        desk.propose(letter, names="")
    assert refused.value.problems["names"].code == "names_go_out"
    desk.propose(letter)
    with pytest.raises(InvalidAnswers):
        desk.sign(letter, names="")
    desk.sign(letter)


def test_a_masked_request_tells_neither_the_case_nor_that_anybody_complained(house: House) -> None:
    desk = desk_of(house)
    letter = desk.signed("masked_request", to="Colony 1", text="Files of A, B, C, D and E.")
    assert desk.reference not in str(desk.see(letter).paper)


def test_a_decision_is_told_when_its_letter_arrives_and_not_before(house: House) -> None:
    desk = desk_of(house, contact_route="post")
    letter = desk.signed()
    desk.send(letter, "post")
    with pytest.raises(ActRefused):
        house.act(desk.reference, "close", by=OFFICER)
    assert not case_of(house, desk.reference).facts.get("told")
    house.clock.move(days=4)
    desk.deliver(letter)
    case = case_of(house, desk.reference)
    assert (case.facts["told"], case.heard_at) == (True, house.clock())
    (measure,) = records(house, Measure, case_id=case.id)
    assert measure.told == writing.today(house.pack, house.clock())
    telling = {
        one.name: one.running for one in house.database.read(running_clocks, case.id, viewer=house.officer(OFFICER))
    }
    assert not telling.get("telling")
    house.act(desk.reference, "close", by=OFFICER)
    assert damages(house) == []


def running_clocks(session: Any, case_id: int, *, viewer: Any) -> Any:
    return clocks_of(session, session.get(Case, case_id))


def test_a_way_that_others_may_see_needs_the_complainants_consent(house: House) -> None:
    desk = desk_of(house)  # they chose: do not contact me
    letter = desk.signed()
    for way in ("email", "post"):
        with pytest.raises(InvalidAnswers) as refused:
            desk.send(letter, way)
        assert refused.value.problems["agreed"].code == "no_consent"
    desk.send(letter, "email", agreed=True)
    assert records(house, OfficialLetter)[0].way == "email"


def test_another_unit_learns_of_no_letter(house: House) -> None:
    desk = desk_of(house)
    letter = desk.write()
    other = desk_of(house)
    for reference, by in ((desk.reference, "caseworker.75"), (other.reference, OFFICER)):
        with pytest.raises(CaseNotFound):
            Desk(house, reference).see(letter, by=by)


def test_a_clerk_of_the_intake_does_not_write_decisions(house: House) -> None:
    house.employ("clerk.39", "KZ-39", "intake")
    with pytest.raises(LetterRefused):
        desk_of(house).write(by="clerk.39")


def test_a_draft_that_is_sent_twice_is_one_and_every_version_of_it_stays(house: House) -> None:
    receipt = house.file()
    walk(house, receipt.reference, TO_ADMISSIBILITY)
    desk, words = Desk(house, receipt.reference), writing.read_words(WHOLE)
    common = desk.common(OFFICER)
    ids = {
        house.database.write(writing.save, desk.reference, "closure", words, language="ru", number=1, **common)
        for _ in range(2)
    }
    assert len(ids) == 1
    (letter,) = ids
    version = open_file(house, desk.reference).version
    house.database.write(
        writing.change, desk.reference, letter, words, seen=desk.see(letter).seen, **desk.common(OFFICER)
    )
    assert len(records(house, SealedWords, slot="letter.words")) == 2
    assert open_file(house, desk.reference).version == version  # nobody's form of an act is too old because of a draft
    assert [one.act for one in journal_of(house, desk.reference)][-2:] == ["letter.save", "letter.save"]


def test_a_row_that_says_otherwise_than_the_journal_is_found(house: House) -> None:
    desk = desk_of(house)
    letter = desk.signed()

    def forge(session: Any, *, viewer: Any) -> None:
        session.get(OfficialLetter, letter).way = "hand"

    assert damages(house) == []
    house.database.write(forge, viewer=house.officer(OFFICER))
    assert [one.chain for one in damages(house)] == ["cases"]
