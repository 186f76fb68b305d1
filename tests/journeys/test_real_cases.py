"""Six documented cases, from the complaint to the last that is known of their remedies; time is moved by the test."""

from collections.abc import Callable

import pytest

from cases.worker import rounds
from tests.builders import House
from tests.harness.handling import numbers_of
from tests.journeys.hands import AtOnce
from tests.journeys.office import Office
from tests.journeys.person import Person
from tests.journeys.real_cases import REAL_CASES, RealCase
from tests.journeys.told import told

HEADS = {"KZ-HO": "supervisor.ho"}
ON = {
    "WH-01": "sqlite",
    "DT-01": "postgresql",
    "DT-04": "sqlite",
    "BZ-01": "postgresql",
    "EN-03": "sqlite",
    "EN-01": "postgresql",
}
"""The database of each: every track is gone on both, here or in `test_tracks.py`."""


@pytest.mark.parametrize(
    ("kind", "real"), [(ON[name], real) for name, real in REAL_CASES.items()], ids=REAL_CASES, indirect=["kind"]
)
def test_a_real_case_reaches_the_last_known_state_of_its_remedies(
    somebody: Callable[..., Person], house: House, kind: str, real: RealCase
) -> None:
    place = real.unit.removeprefix("KZ-").lower()
    if real.unit == "KZ-27":
        house.employ("caseworker.27", "KZ-27", "caseworker", "intake")
        house.employ("representative.27", "KZ-27", "representative")
    complainant = somebody(language=real.language, hands=AtOnce())
    sent = complainant.complain(real.answers)
    complainant.enter_mailbox()
    if real.more:
        complainant.add_more(real.more)

    house.clock.move(hours=1)
    office = Office(somebody(language="ru", hands=AtOnce()), somebody(language="ru", hands=AtOnce()))
    office.caseworker.username = f"caseworker.{place}"
    office.head.username = HEADS.get(real.unit, f"representative.{place}")
    office.take(sent.reference)
    for act, answers in real.at_once:
        office.act(act, answers)
    decide(office, real)
    assert complainant.read_mailbox() == told("decided", real.language)

    house.clock.move(days=7)
    office.pause()
    recommend(house, office, real)
    house.clock.move(days=10)
    office.pause()
    record_replies(house, office, complainant, real)
    if real.closed:
        office.act("close")
    let_weeks_pass(house, real.weeks)

    assert complainant.read_mailbox() == told("closed" if real.closed else "follow_up", real.language)
    stages = [house.pack.procedures["remedy"].stages[known.stage] for known in real.remedies]
    for line, stage in zip(complainant.read_remedies(), stages, strict=True):
        assert line.startswith(house.pack.words.statuses[stage.status or ""][real.language])
    office.caseworker.open_case(sent.reference)
    for number, stage in zip(numbers_of(house, sent.reference, "remedy"), stages, strict=True):
        assert stage.label["ru"] in office.caseworker.main.within(f"#p{number}").text()
    assert sent.reference in office.caseworker.look_at_queue("closed" if real.closed else "unit")
    figures = office.head.read_figures(real.unit)
    verified = sum(known.stage == "verified" for known in real.remedies)
    assert figures["remedies_recommended"] == str(len(real.remedies))
    assert figures["remedies_verified"] == str(verified)
    assert figures["closed"] == str(int(real.closed))


def decide(office: Office, real: RealCase) -> None:
    """From registration to a decision that a second officer confirmed."""
    office.act("register")
    office.act("triage", {"issues": real.issues, "competence": "ours"})
    office.act("check_admissibility")
    office.act("admit")
    office.act("record_findings", {"findings": "Установлено по документам."})
    office.act("decide", {"outcome": real.outcome, "decision": "Решение с доводами."})
    office.rule("confirm:decide")


def recommend(house: House, office: Office, real: RealCase) -> None:
    """Tell the complainant, and serve every remedy on its body."""
    office.act("tell", {"words": "Сообщаем о решении."})
    for known in real.remedies:
        office.act("recommend_remedy", known.remedy.answers)
    office.act("follow")
    numbers = numbers_of(house, office.reference, "remedy")
    for number in numbers:
        office.rule("approve", number=number)
    for number in numbers:
        office.act("serve", number=number)


def record_replies(house: House, office: Office, complainant: Person, real: RealCase) -> None:
    """What the bodies answered and did, and what the complainant says of it."""
    numbers = numbers_of(house, office.reference, "remedy")
    for number, known in zip(numbers, real.remedies, strict=True):
        for act, answers in known.acts:
            office.act(act, answers, number=number)
    for number, known in zip(numbers, real.remedies, strict=True):
        if known.complainant:
            complainant.read_mailbox()
            complainant.respond(number, *known.complainant)
            office.pause()


def let_weeks_pass(house: House, weeks: int) -> None:
    """Time goes on, and the house's own worker rings what falls due; at the end it does all the rest."""
    for _ in range(weeks):
        at = house.clock.move(weeks=1)
        rounds.ring_alarms(rounds.Shop(database=house.database, pack=house.pack, at=at))
    rounds.work_once(house.database, house.pack, at=house.clock())
