"""Saturday, eleven at night: a prisoner's mother has nobody to call. The whole ladder rings, and at last somebody has it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from cases.records import DutyAlert, Outbox, Proceeding
from tests.builders import House
from tests.harness.duty import LADDER, put_on_duty, reach, staff_desk, wait, work
from tests.harness.handling import damages, journal_of, records
from tests.journeys.hands import Answers
from tests.journeys.person import Person

SATURDAY_NIGHT = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)
"""23:00 in Almaty."""
ANSWERS: Answers = {
    "danger_24h": "yes",
    "track": "detention",
    "story": "Балам түрмеде, инсулині таңға дейін ғана жетеді. Дәрігер келмей қойды.",
    "region": "KZ-39",
}
CALL: Answers = {"source": "family", "reached": "true", "words": "Анасымен сөйлестім. Кезекші прокурорға хабарладым."}


def new_rungs(house: House, reference: str) -> dict[int, set[str]]:
    """Minute → rungs that the journal names then and never before."""
    climbed: dict[int, set[str]] = {}
    for done in journal_of(house, reference):
        known = set().union(*climbed.values())
        new = {rung["rung"] for rung in done.body.get("rungs", ())} - known
        if new:
            climbed.setdefault(int((done.at - SATURDAY_NIGHT).total_seconds() // 60), set()).update(new)
    return climbed


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_nobody_answers_the_mother_of_a_prisoner_without_insulin_until_somebody_does(
    house: House, somebody: Callable[..., Person]
) -> None:
    house.clock.now = SATURDAY_NIGHT
    staff_desk(house)
    mother = somebody(language="kk", scripts=False, width=320)
    plan = house.pack.duty

    mother.start()
    mother.answer(ANSWERS)
    assert plan.uncovered["kk"] in mother.text, "with an empty roster she is told before she sends"
    put_on_duty(house)
    reach(house, *LADDER.values(), "representative.39")
    mother.page.reload()
    assert plan.uncovered["kk"] not in mother.text
    mother.check_width()
    sent = mother.send()
    mother.keep_code()
    reference = sent.reference.replace("\u2011", "-").replace("\u2060", "")

    work(house)
    mother.enter_mailbox()
    assert "Жіберілді 23:00 · Әлі ашылған жоқ" in mother.text
    wait(house, 30)
    mother.read_mailbox()
    assert f"{plan.unopened_alerted['kk']} {plan.unopened_call['kk']}" in mother.text
    mother.check_width()
    wait(house, 35)
    assert new_rungs(house, reference) == {
        0: {"duty_first", "representative"},
        10: {"duty_second"},
        20: {"duty_supervisor"},
        30: {"duty_deputy", "head_of_office"},
    }
    assert [one.procedure for one in records(house, Proceeding, procedure="urgent_review")] == ["urgent_review"]
    first = house.officer("first.du").id
    rung = sorted(one.payload["at"] for one in records(house, Outbox, kind="voice") if one.payload["officer"] == first)
    assert rung == [int(SATURDAY_NIGHT.timestamp()) + 300 * number for number in range(14)]

    officer = somebody(language="kk", scripts=False, width=320)
    officer.sign_in("first.du")
    assert officer.path == "/desk/duty", "whoever was rung sees it first"
    assert "66 минут" in officer.text
    officer.check_width()
    officer.submit(officer.form("/have_it"))
    form = officer.form("/log_call")
    officer.submit(form, expect=422)
    assert officer.fill(officer.form("/log_call"), CALL) == set(CALL)
    officer.check_width()
    house.clock.move(minutes=4)
    officer.submit(officer.form("/log_call"))

    (alert,) = records(house, DutyAlert)
    assert (alert.taken_by, alert.called_at) == (first, house.clock())
    mother.read_mailbox()
    assert "Жіберілді 23:00 · Ашылды 00:06 · Қоңырау шалынды 00:10" in mother.text
    assert plan.unopened_call["kk"] not in mother.text
    mother.check_width()
    assert damages(house) == []
