"""Monday morning: what came, the next case, a call, a task, a view to keep, several cases at once, and being away on Tuesday."""

from tests.harness.kinds import on_both
from tests.walks.people import Walk, day


@on_both
def test_a_monday_from_the_start_page_to_the_hand_over(walk: Walk) -> None:
    walk.house.employ("second.39", "KZ-39", "caseworker")
    worker, colleague = walk.officer("caseworker.39"), walk.officer("second.39")
    chief = walk.officer("representative.39")
    known = walk.complainant()
    old = known.complain(story="Акимат не отвечает на заявление.", track="other")
    worker.takes(old)
    worker.does("register")
    worker.goes_home()

    walk.wait(days=7)
    known.writes("Мне отказали в пятницу, письмо есть.")
    new = [walk.complainant().complain(story=story, track="environment") for story in ("Дым.", "Пыль с карьера.")]
    afraid = walk.complainant().complain(story="Он ждёт меня у подъезда.", danger_24h="unsure", contact_route="phone")

    start = worker.go("/desk")
    assert "3 новых дела" in start
    assert "непрочитанные сообщения в 1" in start
    worker.sends("/desk/next")
    assert "Человек боится или рискует, поэтому оно идёт раньше обычных дел" in worker.at.text
    worker.reference = worker.at.page.url.path.rpartition("/")[2]
    assert worker.reference == afraid
    worker.does("record_contact", words="Позвонила в десять, она у сестры.", reprisal_feared="true")
    worker.opens()
    worker.follow(f"/desk/cases/{afraid}/tasks")
    worker.sends(f"{afraid}/tasks", title="Позвонить снова", **day("due", 2026, 12, 1))
    assert "Позвонить снова" in worker.opens()

    worker.go("/desk?tab=unit&track=environment")
    worker.sends("/desk/views", whose="own")
    assert "Воздух, вода, земля или шум" in worker.at.text
    worker.go("/desk?tab=unassigned")
    assert "Выполнено 2 из 2" in worker.with_ticked(*new, do="take")
    assert set(worker.queue("mine")) == {old, afraid, *new}

    worker.go("/desk/absences")
    worker.sends("/desk/absences", **day("first", 2026, 12, 1), **day("last", 2026, 12, 4))
    walk.wait(days=1)
    chief.go("/desk/absences")
    told = chief.sends("/hand-on")
    assert all(one in told for one in (old, afraid, *new))
    theirs = {one.username: set(one.queue("mine")) for one in (worker, colleague, chief)}
    assert theirs.pop("caseworker.39") == set()
    assert set.union(*theirs.values()) == {old, afraid, *new}
    heir = colleague if afraid in theirs["second.39"] else chief
    assert "Позвонить снова" in heir.go("/desk"), "what is due today goes with the case"
    assert "Позвонить снова" not in worker.go("/desk")
    walk.check()
