"""She asks to withdraw because he stands beside her: it is found out by another way, and the case goes on without her name."""

from tests.harness.kinds import on_both
from tests.walks.people import Walk


@on_both
def test_pressed_to_withdraw_she_is_left_out_and_the_case_goes_on(walk: Walk) -> None:
    woman = walk.complainant("ru")
    reference = woman.complain(story="Начальник трогает меня.", body_kind="private")
    worker, chief = walk.officer("caseworker.39"), walk.officer("representative.39")
    worker.takes(reference)
    worker.does("register")
    worker.does("triage", issues=["ill_treatment_at_work"], competence="ours")
    woman.does("request_withdrawal", reason="Претензий не имею.")
    assert woman.reads("Мы получили вашу просьбу")
    assert woman.told == "Зарегистрирована", "asking stops nothing and says nothing more"
    asked = worker.side("withdrawal")
    worker.does("record_check", asked, route="phone", pressed="true", words="Плачет: он стоял рядом, когда она писала.")
    assert not worker.may("confirm_withdrawal", asked)
    assert chief.queue("needs_me") == [reference]
    assert "Ваше решение: Отзыв жалобы" in chief.at.text
    chief.opens(reference)
    chief.does("go_on_without_name", asked, reason="На неё давят.")
    assert "Без имени" in worker.opens()
    worker.does("check_admissibility")
    worker.does("admit")
    worker.does("request_masked", asked_body="B-EMPLOYER", question="Дела всех сотрудниц отдела за год.")
    assert not woman.may(1, "request_withdrawal") or woman.told
    assert "на неё давят" not in woman.at.text.lower()
    walk.check()


def test_of_her_own_will_she_withdraws_and_two_officers_say_so(walk: Walk) -> None:
    woman = walk.complainant("kk")
    reference = woman.complain(story="Сыйақы бермеді.", track="other", body_kind="local")
    worker, chief = walk.officer("caseworker.39", "kk"), walk.officer("representative.39", "kk")
    worker.takes(reference)
    worker.does("register")
    woman.does("request_withdrawal", reason="Төледі.")
    asked = worker.side("withdrawal")
    worker.does("record_check", asked, route="phone", pressed="false", words="Төлепті, өзі риза.")
    worker.does("confirm_withdrawal", asked)
    assert woman.told == "Тіркелді"
    chief.opens(reference)
    chief.does("confirm:confirm_withdrawal", asked)
    assert woman.told == "Аяқталды"
    walk.check()
