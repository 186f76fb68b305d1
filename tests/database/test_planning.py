"""Tasks, the calendar, its address and notices by mail: who may know what, on both databases."""

from base64 import b64decode
from datetime import date, datetime, timedelta
from secrets import token_hex

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.casefile import open_case
from cases.database import Database
from cases.errors import CaseNotFound, InvalidAnswers, NotAllowed
from cases.planning import calendar, feed, leaving, listing, mailing, tasks
from cases.planning.calendar import CalendarDay
from cases.planning.listing import TaskView
from cases.planning.tasks import NewTask
from cases.records import Base, Outbox, Task
from cases.sending.mail import Mail, read_server
from cases.sending.post import Post, send_once
from cases.vault.post import post_key
from cases.viewer import Nobody, Officer, System, Viewer
from cases.worker.rounds import work_once
from cases.worklist import assigning
from tests.builders import House, found_house
from tests.harness.access import wall_off
from tests.harness.circles import signed_in
from tests.harness.handling import TO_INQUIRY, damages, records, walk
from tests.harness.mail_server import mail_server
from tests.unit.reports.world import add_case, spell

TODAY = date(2026, 11, 23)
TITLE, NOTE = "Call the school at noon", "Ask for the register of Monday."


@pytest.fixture
def house(database: Database, now: datetime) -> House:
    found = found_house(database, at=now)
    found.employ("second.39", "KZ-39", "caseworker")
    return found


def make(
    house: House, by: Officer, reference: str | None = None, *, to: Officer | None = None, due: date = TODAY
) -> int:
    new = NewTask(title=TITLE, note=NOTE, due=due, owner=(to or by).id)
    return house.database.write(
        tasks.make_task, new, reference=reference, key=token_hex(16), pack=house.pack, viewer=by, at=house.clock()
    )


def mine(house: House, viewer: Officer) -> list[TaskView]:
    return list(house.database.read(listing.tasks_of, viewer=viewer))


def finish(house: House, task: int, by: Officer) -> None:
    house.database.write(tasks.finish_task, task, pack=house.pack, viewer=by, at=house.clock())


def everything_stored(house: House) -> bytes:
    """Every value of every row, as a thief of the database has them."""

    def look(session: Session, *, viewer: Viewer) -> bytes:
        rows = (tuple(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table)))
        return b"\n".join(
            bytes(each) if isinstance(each, bytes) else repr(each).encode() for row in rows for each in row
        )

    return house.database.read(look, viewer=System())


def test_a_task_of_a_case_is_read_by_its_circle_and_lies_sealed(house: House) -> None:
    reference, officer = house.file().reference, house.officer("caseworker.39")
    make(house, officer, reference)
    (task,) = mine(house, officer)
    assert (task.title, task.note, task.due, task.reference, task.mine) == (TITLE, NOTE, TODAY, reference, True)
    opened = house.database.write(
        open_case, reference, pack=house.pack, viewer=house.officer("second.39"), at=house.clock()
    )
    assert [one.title for one in opened.tasks] == [TITLE]
    assert mine(house, house.officer("second.39")) == []
    stored = everything_stored(house)
    assert TITLE.encode() not in stored
    assert NOTE.encode() not in stored
    with pytest.raises(CaseNotFound):
        make(house, house.officer("caseworker.75"), reference)


def test_what_is_done_to_a_cases_task_stands_in_its_journal_and_makes_no_new_version(house: House) -> None:
    reference, officer = house.file().reference, house.officer("caseworker.39")
    before = house.database.write(open_case, reference, pack=house.pack, viewer=officer, at=house.clock())
    task = make(house, officer, reference, to=house.officer("second.39"))
    house.database.write(
        tasks.put_off_task, task, TODAY + timedelta(days=2), pack=house.pack, viewer=officer, at=house.clock()
    )
    finish(house, task, house.officer("second.39"))
    finish(house, task, house.officer("second.39"))
    after = house.database.write(open_case, reference, pack=house.pack, viewer=officer, at=house.clock())
    assert [event.act for event in after.timeline[:3]] == ["task.done", "task.change", "task"]
    assert after.timeline[2].reason == TITLE
    assert after.version == before.version
    assert damages(house) == []


def test_a_task_of_ones_own_is_opened_by_who_made_it_and_whose_it_is(house: House) -> None:
    maker, owner, third = (signed_in(house, name) for name in ("caseworker.39", "second.39", "representative.39"))
    task = make(house, maker, to=owner)
    assert [one.title for one in mine(house, owner)] == [TITLE]
    assert [one.title for one in house.database.read(listing.given_by, viewer=maker)] == [TITLE]
    assert mine(house, third) == []
    with pytest.raises(NotAllowed):
        finish(house, task, third)
    assert TITLE.encode() not in everything_stored(house)
    finish(house, task, owner)
    assert mine(house, owner) == []


def test_words_laid_under_another_task_do_not_open(house: House) -> None:
    officer = signed_in(house, "caseworker.39")
    first, second = make(house, officer), make(house, officer)

    def swap(session: Session, *, viewer: Viewer) -> None:
        one, other = session.get_one(Task, first), session.get_one(Task, second)
        one.sealed, other.sealed = other.sealed, one.sealed

    house.database.write(swap, viewer=System())
    assert [one.title for one in mine(house, officer)] == [None, None]


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"title": "  "}, "title"), ({"title": "x" * 121}, "title"), ({"note": "x" * 4001}, "note"),
     ({"due": TODAY - timedelta(days=1)}, "due"), ({"due": date(2031, 1, 1)}, "due"), ({"owner": 1}, "owner")],
)  # fmt: skip
def test_a_task_that_cannot_be_is_refused_beside_its_field(
    house: House, changed: dict[str, object], field: str
) -> None:
    officer = house.officer("caseworker.39")
    given: dict[str, object] = {"title": TITLE, "note": "", "due": TODAY, "owner": officer.id, **changed}
    with pytest.raises(InvalidAnswers) as refused:
        house.database.write(
            tasks.make_task, NewTask(**given), reference=None, key=token_hex(16), pack=house.pack, viewer=officer,  # type: ignore[arg-type]
            at=house.clock(),
        )  # fmt: skip
    assert set(refused.value.problems) == {field}


def test_behind_a_wall_a_task_is_nobodys_and_who_is_kept_out_learns_nothing(house: House) -> None:
    reference = house.file(region="KZ-75").reference
    house.employ("second.75", "KZ-75", "caseworker")
    out = house.officer("second.75")
    make(house, house.officer("caseworker.75"), reference, to=out)
    assert [one.reference for one in mine(house, out)] == [reference]
    wall_off(house, reference, by="representative.75", out="second.75")
    assert mine(house, out) == []
    assert [task.owner_id for task in records(house, Task)] == [None]
    with pytest.raises(NotAllowed):
        finish(house, records(house, Task)[0].id, out)


def test_whoever_leaves_leaves_tasks_of_cases_to_the_next_and_takes_the_rest_away(house: House) -> None:
    reference, officer = house.file().reference, signed_in(house, "caseworker.39")
    of_case, alone = make(house, officer, reference), make(house, officer)

    def leave(session: Session, *, viewer: Viewer) -> None:
        leaving.let_go(session, officer.id)

    house.database.write(feed.make_address, viewer=officer, at=house.clock())
    house.database.write(leave, viewer=System())
    assert [(task.id, task.owner_id) for task in records(house, Task)] == [(of_case, None)]
    assert alone != of_case
    second = house.officer("second.39")
    house.act(reference, "register", by="second.39")
    house.database.write(tasks.take_task, of_case, pack=house.pack, viewer=second, at=house.clock())
    assert [one.id for one in mine(house, second)] == [of_case]


def days(house: House, viewer: Officer) -> list[CalendarDay]:
    found = house.database.read(calendar.calendar, TODAY, pack=house.pack, viewer=viewer, at=house.clock())
    return [day for day in found if day.due or day.tasks]


def test_the_calendar_shows_clocks_and_tasks_by_day_and_what_is_late_today(house: House) -> None:
    reference, officer = house.file(track="detention", facility="F-3901").reference, house.officer("caseworker.39")
    assert days(house, officer) == []
    take(house, reference, officer)
    make(house, officer, reference, due=TODAY + timedelta(days=3))
    found = days(house, officer)
    assert [(one.reference, bool(one.label)) for day in found for one in day.due]
    assert {one.reference for day in found for one in day.due} == {reference}
    assert [(day.day, task.title) for day in found for task in day.tasks] == [(TODAY + timedelta(days=3), TITLE)]
    house.clock.move(days=2)
    late = house.database.read(
        calendar.calendar, TODAY + timedelta(days=2), pack=house.pack, viewer=officer, at=house.clock()
    )
    assert all(one.late for one in late[0].due if one.at < house.clock())
    assert late[0].due
    assert days(house, house.officer("second.39")) == []


def take(house: House, reference: str, officer: Officer) -> None:
    house.database.write(assigning.take, reference, viewer=officer, at=house.clock())


def test_the_feed_says_busy_once_a_day_and_nothing_that_names_a_case(house: House) -> None:
    reference, officer = house.file(track="detention", facility="F-3901").reference, house.officer("caseworker.39")
    take(house, reference, officer)
    make(house, officer, reference, due=TODAY + timedelta(days=5))
    make(house, officer, reference, due=TODAY + timedelta(days=5))
    token = house.database.write(feed.make_address, viewer=officer, at=house.clock())
    found = house.database.read(feed.busy_days, token, pack=house.pack, viewer=Nobody(), at=house.clock())
    assert found is not None
    assert TODAY + timedelta(days=5) in found
    drawn = feed.draw_calendar(found, token, busy="Busy", at=house.clock()).decode()
    assert drawn.count("BEGIN:VEVENT") == len(found) == len(set(found))
    for word in (reference, reference.replace("-", ""), TITLE, "Kostanay", "F-3901", token, officer.name):
        assert word not in drawn
    assert {line for line in drawn.splitlines() if line.startswith("SUMMARY")} == {"SUMMARY:Busy"}
    assert token.encode() not in everything_stored(house)


def test_an_address_that_was_taken_back_or_made_anew_leads_nowhere(house: House) -> None:
    officer = house.officer("caseworker.39")
    first = house.database.write(feed.make_address, viewer=officer, at=house.clock())
    second = house.database.write(feed.make_address, viewer=officer, at=house.clock())

    def ask(token: str) -> list[date] | None:
        return house.database.read(feed.busy_days, token, pack=house.pack, viewer=Nobody(), at=house.clock())

    assert (ask(first), ask(second), ask("")) == (None, [], None)
    house.database.write(feed.take_back, viewer=officer)
    assert ask(second) is None


def wish(house: House, officer: Officer, often: str, address: str = "caseworker@omb.example") -> None:
    key = post_key(house.secrets.pepper)
    house.database.write(
        mailing.change_wish, often, address, public=key.public, pack=house.pack, viewer=officer, at=house.clock()
    )


def laid(house: House) -> int:
    work_once(house.database, house.pack, at=house.clock())

    def look(session: Session, *, viewer: Viewer) -> int:
        return session.scalar(select(func.count()).where(Outbox.key.like("desk:%"))) or 0

    return house.database.read(look, viewer=System())


def test_who_asked_is_written_to_when_something_waits_and_not_again_for_the_same(house: House) -> None:
    reference, officer = house.file().reference, house.officer("caseworker.39")
    wish(house, officer, "hourly")
    house.clock.move(minutes=20)
    assert laid(house) == 0
    make(house, house.officer("second.39"), reference, to=officer, due=TODAY + timedelta(days=9))
    house.clock.move(minutes=20)
    assert laid(house) == 1
    house.clock.move(hours=2)
    assert laid(house) == 1
    assert b"caseworker@omb.example" not in everything_stored(house)
    wish(house, officer, "never")
    make(house, house.officer("second.39"), reference, to=officer, due=TODAY + timedelta(days=9))
    house.clock.move(hours=2)
    assert laid(house) == 1


def test_the_morning_mail_comes_on_working_days_only_and_never_to_somebody_away(house: House) -> None:
    officer = signed_in(house, "caseworker.39")
    wish(house, officer, "daily")
    make(house, officer, due=TODAY + timedelta(days=5))
    house.clock.move(days=4)
    before = laid(house)
    house.clock.now = datetime(2026, 11, 28, 12, tzinfo=house.clock.now.tzinfo)  # a Saturday
    assert laid(house) == before == 0
    house.clock.now = datetime(2026, 11, 30, 3, 31, tzinfo=house.clock.now.tzinfo)  # Monday, 8:31 in Astana
    assert laid(house) == 1


def test_who_reads_reports_is_written_to_once_one_of_their_unit_was_made(house: House) -> None:
    house.database.write(add_case, 1, spell("KZ-39", TODAY), viewer=System())
    for who in ("representative.39", "caseworker.39"):
        wish(house, house.officer(who), "hourly")
    house.clock.move(days=7)
    assert laid(house) == 0
    house.clock.move(minutes=20)
    assert laid(house) == 1, "the representative and not the caseworker"
    house.clock.move(hours=2)
    assert laid(house) == 1


def test_the_mail_says_that_something_waits_and_no_word_of_what(house: House) -> None:
    reference, officer = house.file().reference, house.officer("caseworker.39")
    walk(house, reference, TO_INQUIRY)
    wish(house, officer, "hourly")
    house.clock.move(days=15)
    assert laid(house) == 1
    with mail_server() as box:
        mail = Mail(read_server(f"smtp://127.0.0.1:{box.port}"), "arasha@omb.example")
        post = Post(post_key(house.secrets.pepper), {"email": mail})
        send_once(house.database, house.pack, post, clock=house.clock)
    (letter,) = [letter for _, to, letter in box.letters if to == "caseworker@omb.example"]
    words = b64decode(letter.partition(b"\r\n\r\n")[2]).decode().splitlines()
    assert words == [house.pack.duty.waiting[language] for language in house.pack.languages]
    assert reference.encode() not in letter
