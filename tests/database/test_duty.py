"""Life is in danger: the whole ladder by minutes, who is rung by it, and what is left behind of it."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cases.duty import contacts, members, roster, trial
from cases.duty.desk import DutyDesk, open_desk
from cases.errors import CannotOpen, CaseNotFound, InvalidAnswers, Misplaced, NotAllowed
from cases.records import DutyAlert, DutyContact, DutyShift, DutyTest, Outbox, UnitMembership
from cases.sending import outbox
from cases.sending.post import open_post, send_once
from cases.settings import Settings
from cases.vault.keyring import Keyring
from cases.vault.keys import new_key
from cases.vault.post import post_key
from cases.viewer import Officer, System
from cases.worklist import listing as worklist
from cases.worklist.listing import Asked
from tests.builders import House
from tests.harness.duty import CHIEF, DESK, LADDER, put_on_duty, reach, staff_desk, wait, work
from tests.harness.gateway_server import gateway_server
from tests.harness.handling import URGENT, case_of, damages, enter, journal_of, open_box, open_file, records, snapshot
from tests.harness.mail_server import mail_server

REPRESENTATIVE = "representative.39"
CALL: Mapping[str, Any] = {
    "source": "family",
    "reached": "true",
    "words": "He has insulin until the morning.",
}
ABOUT_US: Mapping[str, Any] = {
    "track": "detention",
    "danger_24h": "unsure",
    "urgent_signs": ["suicide"],
    "about_us": "our_staff",
}


@pytest.fixture
def manned(house: House) -> House:
    """A house whose ladder is full, where everybody can be reached."""
    staff_desk(house)
    put_on_duty(house, days=20)
    reach(house, *LADDER.values(), REPRESENTATIVE)
    return house


def rings(house: House, reference: str) -> dict[int, list[str]]:
    """Minute → rungs that were rung for the first time then."""
    climbed: dict[int, list[str]] = {}
    seen: set[str] = set()
    (alert,) = records(house, DutyAlert)
    for done in journal_of(house, reference):
        for rung in done.body.get("rungs", ()) if done.act == "alarm.alert" else ():
            if rung["rung"] not in seen:
                seen.add(rung["rung"])
                climbed.setdefault(int((done.at - alert.sent_at).total_seconds() // 60), []).append(rung["rung"])
    return climbed


def laid_for(house: House, username: str, channel: str = "sms") -> list[int]:
    """Minutes after filing at which somebody was rung by a channel."""
    (alert,) = records(house, DutyAlert)
    sent = int(alert.sent_at.timestamp())
    return sorted(
        (one.payload["at"] - sent) // 60
        for one in records(house, Outbox, kind=channel)
        if one.payload["officer"] == house.officer(username).id and one.payload["text"] == "alert"
    )


def alerts_laid(house: House) -> list[Outbox]:
    return [one for one in records(house, Outbox) if one.payload["text"] == "alert"]


def desk_of(house: House, username: str) -> DutyDesk:
    return house.database.read(open_desk, pack=house.pack, viewer=on_the_desk(house, username), at=house.clock())


def on_the_desk(house: House, username: str) -> Officer:
    """The officer with the keys that their memberships give them now."""
    officer = house.officer(username)
    held = {(row.unit, row.epoch) for row in records(house, UnitMembership, officer_id=officer.id)}
    return replace(officer, keyring=Keyring(units={place: house.keyring.units[place] for place in held}))


def words_in(value: Any) -> list[str]:
    """Every text in an entry's body; its fingerprints are bytes and say nothing."""
    if isinstance(value, Mapping):
        return [word for pair in value.items() for each in pair for word in words_in(each)]
    if isinstance(value, list | tuple):
        return [word for each in value for word in words_in(each)]
    return [value] if isinstance(value, str) else []


def test_the_whole_ladder_rings_minute_by_minute_while_nobody_answers(manned: House, kind: str) -> None:
    reference = manned.file(**URGENT).reference
    work(manned)
    step = 1 if kind == "sqlite" else 5
    wait(manned, 75, step=step)  # each round costs PostgreSQL four times as much
    assert rings(manned, reference) == {
        0: ["duty_first", "representative"],
        10: ["duty_second"],
        20: ["duty_supervisor"],
        30: ["duty_deputy", "head_of_office"],
    }
    assert laid_for(manned, "first.du") == list(range(0, 76, 5))
    assert laid_for(manned, REPRESENTATIVE, "voice") == list(range(0, 76, 5))
    assert laid_for(manned, "caseworker.75", "email") == list(range(10, 76, 5))
    assert laid_for(manned, CHIEF) == list(range(20, 76, 5))
    assert laid_for(manned, "supervisor.ho") == list(range(30, 76, 5)), "on two rungs, and rung once"
    (alert,) = records(manned, DutyAlert)
    assert alert.missed_at is not None
    assert timedelta(minutes=60) <= alert.missed_at - alert.sent_at <= timedelta(minutes=60 + step)
    assert [
        done.body["opens"][0]["procedure"] for done in journal_of(manned, reference) if done.act == "duty_alert.miss"
    ] == ["urgent_review"]
    before = snapshot(manned)
    work(manned)
    assert snapshot(manned) == before, "what rang does not ring again"
    assert damages(manned) == []
    assert all("@" not in str(one.payload) and "+7" not in str(one.payload) for one in records(manned, Outbox))
    told = [word for done in journal_of(manned, reference) for word in words_in(done.body)]
    assert told
    assert not [word for word in told if re.search(r"\+77|@[a-z]", word)]


def test_a_worker_that_stood_still_rings_every_rung_and_nobody_twice(manned: House) -> None:
    manned.file(**URGENT)
    manned.clock.move(minutes=42)
    work(manned)
    (alert,) = records(manned, DutyAlert)
    assert alert.alerted == [
        "duty_first",
        "representative",
        "duty_second",
        "duty_supervisor",
        "duty_deputy",
        "head_of_office",
    ]
    assert set(Counter((one.payload["officer"], one.kind) for one in alerts_laid(manned)).values()) == {1}


def test_i_have_it_stops_the_ringing_and_without_a_call_it_resumes_at_the_supervisor(manned: House) -> None:
    receipt = manned.file(**URGENT)
    work(manned)
    wait(manned, 7)
    manned.act(receipt.reference, "have_it", by=on_the_desk(manned, "first.du"), number=2)
    assert {one.failure for one in alerts_laid(manned)} == {outbox.CALLED_OFF}
    mailbox = open_box(manned, enter(manned, receipt)).alert
    assert mailbox is not None
    assert (mailbox.opened_at, mailbox.late) == (manned.clock(), False)
    wait(manned, 15)
    assert len(laid_for(manned, "first.du")) == 2
    wait(manned, 16)
    resumed = [done for done in journal_of(manned, receipt.reference) if done.act == "alarm.alert"][-1]
    assert desk_of(manned, CHIEF).alerts[0].stage == "resumed"
    assert desk_of(manned, CHIEF).alerts[0].taken_by is None
    assert "duty_supervisor" in {rung["rung"] for rung in resumed.body["rungs"]}


def test_a_logged_call_is_told_to_the_complainant_and_a_safe_person_ends_the_alert(manned: House) -> None:
    receipt = manned.file(**URGENT)
    work(manned)
    first = on_the_desk(manned, "first.du")
    wait(manned, 3)
    manned.act(receipt.reference, "have_it", by=first, number=2)
    wait(manned, 4)
    manned.act(receipt.reference, "log_call", by=first, number=2, **CALL)
    shown = open_box(manned, enter(manned, receipt)).alert
    assert shown is not None
    assert shown.called_at == manned.clock()
    manned.act(receipt.reference, "confirm_safe", by=first, number=2, from_whom="family", words="He had his injection.")
    (alert,) = records(manned, DutyAlert)
    assert not alert.open
    assert desk_of(manned, "first.du").alerts == ()
    assert damages(manned) == []


def test_two_who_press_at_once_are_one_who_has_it(manned: House) -> None:
    reference = manned.file(**URGENT).reference
    work(manned)
    manned.act(reference, "have_it", by=on_the_desk(manned, "first.du"), number=2)
    with pytest.raises(Exception, match=r"not_at_this_stage|unknown_act"):
        manned.act(reference, "have_it", by=REPRESENTATIVE, number=2)
    (alert,) = records(manned, DutyAlert)
    assert alert.taken_by == manned.officer("first.du").id


def test_an_officer_on_duty_sees_the_desks_cases_and_nothing_else_of_other_units(manned: House) -> None:
    urgent, ordinary = manned.file(**URGENT).reference, manned.file().reference
    almaty, stranger = on_the_desk(manned, "caseworker.75"), manned.employ("stranger.75", "KZ-75", "caseworker")
    open_file_as(manned, urgent, almaty)
    queue = manned.database.read(worklist.queue, Asked(tab="duty"), pack=manned.pack, viewer=almaty, at=manned.clock())
    assert [row.reference for row in queue.rows] == [urgent]
    assert queue.counts["unit"] == 0
    for reference, officer in ((ordinary, almaty), (urgent, stranger)):
        with pytest.raises(CaseNotFound):
            open_file_as(manned, reference, officer)


def open_file_as(house: House, reference: str, officer: Officer) -> None:
    house.officers["somebody"] = officer
    open_file(house, reference, "somebody")


def test_a_case_behind_a_wall_rings_nobody_outside_of_it(manned: House) -> None:
    reference = manned.file(**ABOUT_US).reference
    case = case_of(manned, reference)
    assert (case.unit, case.urgency) == ("KZ-IN", 1)
    work(manned)
    wait(manned, 31)
    reached = {
        officer
        for done in journal_of(manned, reference)
        for rung in done.body.get("rungs", ())
        for officer in rung["officers"]
    }
    assert reached == {manned.officer("integrity.in").id, manned.officer("integrity2.in").id}
    assert desk_of(manned, "first.du").alerts == ()


def test_an_empty_place_and_an_unknown_number_are_said_and_keep_nobody_else_from_being_rung(house: House) -> None:
    staff_desk(house)
    put_on_duty(house, second="")
    reach(house, CHIEF)
    reference = house.file(**URGENT).reference
    work(house)
    wait(house, 11)
    shown = {rung.rung: rung for rung in desk_of(house, CHIEF).alerts[0].rungs}
    assert shown["duty_first"].unreachable == ("First.Du",)
    assert shown["duty_second"].people == ()
    assert journal_of(house, reference)[1].body["unreachable"] == [
        house.officer("first.du").id,
        house.officer(REPRESENTATIVE).id,
    ]
    wait(house, 10)
    assert laid_for(house, CHIEF) == [20]


def test_what_was_laid_out_reaches_real_servers_once_and_no_word_more(manned: House, tmp_path: Path) -> None:
    manned.file(**URGENT)
    work(manned)
    with mail_server() as box, gateway_server() as posted:
        box.answers, posted.answers = ["451 busy"], [503]
        settings = Settings(
            data=tmp_path, secrets=tmp_path, smtp=f"smtp://127.0.0.1:{box.port}", mail_from="duty@nhri.example",
            gateway=posted.address,
        )  # fmt: skip
        post = open_post(settings, manned.secrets)
        assert send_once(manned.database, manned.pack, post, clock=manned.clock) == 6
        assert send_once(manned.database, manned.pack, post, clock=manned.clock) == 0
        manned.clock.move(seconds=16)
        assert send_once(manned.database, manned.pack, post, clock=manned.clock) == 2
    assert sorted(to for _, to, _ in box.letters) == ["first.du@nhri.example", f"{REPRESENTATIVE}@nhri.example"]
    bodies = [body.decode() for _, _, body in posted.requests]
    assert len(bodies) == 5
    assert len(set(bodies)) == 4
    by = manned.clock().astimezone(manned.pack.zone).replace(hour=10, minute=0)
    assert all(f"Urgent 1. Open by {by:%H:%M}" in body for body in bodies)
    assert all(one.done_at and one.failure is None for one in records(manned, Outbox))


def test_a_worker_killed_between_claim_and_note_loses_nothing_and_sends_the_same_id_again(
    manned: House, tmp_path: Path
) -> None:
    manned.file(**URGENT)
    work(manned)
    manned.database.claim(outbox.claim_messages, viewer=System(), at=manned.clock())
    with gateway_server() as posted:
        post = open_post(Settings(data=tmp_path, secrets=tmp_path, gateway=posted.address), manned.secrets)
        assert send_once(manned.database, manned.pack, post, clock=manned.clock) == 0
        manned.clock.move(minutes=2)
        assert send_once(manned.database, manned.pack, post, clock=manned.clock) == 6
    assert len(posted.requests) == 4
    assert {one.failure for one in records(manned, Outbox)} == {None, "no channel"}


def test_addresses_open_with_the_post_key_alone_and_only_as_those_of_their_officer(manned: House) -> None:
    row, other = records(manned, DutyContact)[:2]
    with pytest.raises(CannotOpen):
        contacts.address_in(row.payload, "email", officer_id=row.officer_id, key=new_key())
    with pytest.raises(Misplaced):
        contacts.address_in(row.payload, "email", officer_id=other.officer_id, key=post_key(manned.secrets.pepper))


@pytest.mark.parametrize(
    ("email", "phone", "wrong"),
    [
        ("a@b", "", {"email"}),
        ("a@b.kz\nBcc: x@y.kz", "", {"email"}),
        ("", "87011234567", {"phone"}),
        ("x", "1", {"email", "phone"}),
    ],
)
def test_what_is_no_address_is_refused_and_nothing_is_kept(
    manned: House, email: str, phone: str, wrong: set[str]
) -> None:
    before = snapshot(manned)
    with pytest.raises(InvalidAnswers) as caught:
        manned.database.write(
            contacts.change_contact, "first.du", email=email, phone=phone, public=new_key().public,
            viewer=manned.officer(CHIEF), at=manned.clock(),
        )  # fmt: skip
    assert set(caught.value.problems) == wrong
    assert snapshot(manned) == before


def test_a_caseworker_arranges_no_duty(manned: House) -> None:
    with pytest.raises(NotAllowed):
        manned.database.write(
            roster.add_shifts, [], pack=manned.pack, pinned=manned.secrets.pinned, viewer=manned.officer("first.du"),
            at=manned.clock(),
        )  # fmt: skip


def test_the_desks_key_comes_with_the_roster_and_goes_two_days_after_it(house: House) -> None:
    staff_desk(house)
    put_on_duty(house)

    def holders() -> set[int]:
        return {row.officer_id for row in records(house, UnitMembership, unit=DESK)}

    almaty = house.officer("caseworker.75").id
    assert almaty in holders()
    house.clock.move(hours=72 + 47)
    work(house)
    assert almaty in holders()
    house.clock.move(hours=2)
    work(house)
    assert holders() == {house.officer("first.du").id, house.officer(CHIEF).id}


def test_an_administrator_can_put_somebody_on_duty_but_not_let_them_in(house: House) -> None:
    chief, admin = staff_desk(house), house.employ("admin.ho", "KZ-HO", "administrator")
    house.officers[CHIEF] = replace(admin, keyring=Keyring())
    put_on_duty(house)
    outside = house.database.read(outside_names, viewer=System(), house=house)
    assert outside == ["Caseworker.75", "Supervisor.Ho"]
    assert house.database.write(
        members.let_all_in, pack=house.pack, pinned=house.secrets.pinned, viewer=chief, at=house.clock()
    ) == 2  # fmt: skip
    assert house.database.read(outside_names, viewer=System(), house=house) == []


def outside_names(session: object, *, house: House, viewer: System) -> list[str]:
    return [one.name for one in members.outside(session, pack=house.pack, at=house.clock())]  # type: ignore[arg-type]


def test_the_head_of_the_office_is_written_to_once_a_day_about_each_gap(manned: House) -> None:
    for row in records(manned, DutyShift, place="second"):
        manned.database.write(roster.remove_shift, row.id, viewer=manned.officer(CHIEF), at=manned.clock())
    for _ in range(3):
        work(manned)
        manned.clock.move(hours=1)
    warned = [one for one in records(manned, Outbox) if one.payload["text"] == "coverage"]
    (gap,) = manned.database.read(roster.gaps_ahead, pack=manned.pack, viewer=System(), at=manned.clock())
    assert (gap.place, gap.starts_at) == ("second", manned.clock())
    assert [one.kind for one in warned] == ["email"]
    manned.clock.move(hours=24)
    work(manned)
    assert len([one for one in records(manned, Outbox) if one.payload["text"] == "coverage"]) == 2


def test_the_test_alarm_rings_on_friday_at_four_once_and_is_confirmed(manned: House) -> None:
    friday = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
    manned.clock.now = friday - timedelta(minutes=1)
    work(manned)
    assert records(manned, DutyTest) == []
    for _ in range(3):
        manned.clock.move(minutes=1)
        work(manned)
    rung = records(manned, DutyTest)
    assert {row.officer_id for row in rung} == {manned.officer(name).id for name in LADDER.values()}
    assert {row.sent_at for row in rung} == {friday}
    laid = [one for one in records(manned, Outbox) if one.payload["text"] == "test"]
    assert len(laid) == 3 * len(rung)
    assert desk_of(manned, "first.du").trial is not None
    manned.database.write(trial.confirm_trial, viewer=manned.officer("first.du"), at=manned.clock())
    assert desk_of(manned, "first.du").trial is None
    assert sum(row.confirmed_at is None for row in records(manned, DutyTest)) == len(rung) - 1
    manned.clock.move(days=7, hours=12, minutes=1)
    work(manned)
    assert len(records(manned, DutyTest)) == len(rung), "no test alarm in the middle of a night"


def test_the_ladders_minutes_rise_and_nobody_is_rung_more_often_than_every_five(manned: House) -> None:
    manned.file(**URGENT)
    for minutes in (0, 3, 1, 9, 14, 2, 2, 31, 7):
        manned.clock.move(minutes=minutes)
        work(manned)
    for username in (*LADDER.values(), REPRESENTATIVE):
        times = laid_for(manned, username)
        assert times == sorted(set(times))
        assert all(after > before for before, after in pairwise(times))


def test_after_a_night_without_a_network_one_message_waits_for_each_person_and_channel(manned: House) -> None:
    manned.file(**URGENT)
    work(manned)
    wait(manned, 21)
    waiting = [one for one in alerts_laid(manned) if one.done_at is None]
    assert set(Counter((one.payload["officer"], one.kind) for one in waiting).values()) == {1}
    assert len(alerts_laid(manned)) > len(waiting)
