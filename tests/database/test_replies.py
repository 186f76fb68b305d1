"""What officers write to a complainant in an act: in the complainant's language, or with the same in theirs beside it."""

from typing import Any

import pytest

from cases.errors import InvalidAnswers
from tests.builders import House, kazakhstan
from tests.harness.handling import OFFICER, TO_DECISION, enter, open_box, walk
from workflows.acts import SYSTEM_ROLE
from workflows.fields import REPLY_BREAK

THEIRS, OURS = "Вы были правы.", "Сіздікі дұрыс."


def test_every_act_by_which_an_officer_writes_to_a_complainant_asks_for_a_reply() -> None:
    """One way for all, without a line in the procedures: a new act that has a message has it too."""
    replies = 0
    for procedure in kazakhstan().procedures.values():
        for acts in procedure.acts.values():
            for act in acts.values():
                for asked in act.asks:
                    assert asked.reply == (asked.name == act.message and act.by != {"complainant"}), (
                        procedure.name,
                        act.name,
                    )
                    replies += asked.reply and SYSTEM_ROLE not in act.by
    assert replies > 20


def test_a_reply_is_taken_to_be_in_the_complainants_language(house: House) -> None:
    receipt = house.file(language="ru")
    walk(house, receipt.reference, TO_DECISION)
    house.act(receipt.reference, "tell", by=OFFICER, words=THEIRS)
    assert THEIRS in [one.text for one in open_box(house, enter(house, receipt)).messages]


def test_a_reply_in_another_language_is_refused_until_it_is_translated(house: House) -> None:
    receipt = house.file(language="ru")
    walk(house, receipt.reference, TO_DECISION)
    stated: dict[str, Any] = {"words": OURS, "words-language": "kk"}
    translated: dict[str, Any] = {"words-translation": THEIRS}
    with pytest.raises(InvalidAnswers) as refused:
        house.act(receipt.reference, "tell", by=OFFICER, **stated)
    assert refused.value.problems["words"].code == "not_their_language"
    house.act(receipt.reference, "tell", by=OFFICER, **stated, **translated)
    assert f"{THEIRS}{REPLY_BREAK}{OURS}" in [one.text for one in open_box(house, enter(house, receipt)).messages]


def test_nobody_asks_a_complainant_in_which_language_they_write(house: House) -> None:
    receipt = house.file(language="ru")
    walk(house, receipt.reference, TO_DECISION)
    house.act(receipt.reference, "tell", by=OFFICER, words=THEIRS)
    box = enter(house, receipt)
    house.act(receipt.reference, "ask_review", by=box, reason=OURS)
    assert OURS in [one.text for one in open_box(house, box).messages]
