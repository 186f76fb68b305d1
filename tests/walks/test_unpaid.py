"""Money is promised and does not come for two years: it stays in sight of everybody who could do something."""

from datetime import timedelta

from tests.walks.people import Walk, day

MONTHS = timedelta(days=45)


def test_a_payment_that_does_not_come_for_two_years_stays_in_sight(walk: Walk) -> None:
    man = walk.complainant("ru")
    reference = man.complain(
        track="business", story="Не платят за увечье.", body_kind="private", respondent_may_know="yes"
    )
    worker, chief = walk.officer("caseworker.39"), walk.officer("representative.39")
    worker.takes(reference)
    worker.does("register")
    worker.does("triage", issues=["wages"], competence="ours")
    worker.does("check_admissibility")
    worker.does("admit")
    worker.does("record_findings", findings="Должны.")
    worker.does("decide", outcome="violation_found", decision="Должны заплатить.")
    chief.opens(reference)
    chief.does("confirm:decide")
    worker.does("tell", words="Вам должны заплатить.")
    worker.does(
        "recommend_remedy", kind="compensation", body="B-COMPANY", what="Выплатить присуждённое.", amount="1200000"
    )
    worker.does("follow")
    money = worker.side("remedy")
    assert chief.queue("needs_me") == [reference]
    assert "Ваше решение: Восстановление прав" in chief.at.text
    chief.opens(reference)
    chief.does("approve", money)
    worker.does("serve", money)
    worker.does("accept", money, words="Заплатим к новому году.", **day("promised", 2027, 1, 10))
    worker.does("record_promise", money, amount="1200000", payer="B-COMPANY", **day("promised", 2027, 1, 10))

    walk.wait(days=120, step=MONTHS)
    assert chief.queue("remedies") == [reference]
    assert "1 200 000,00 ₸" in worker.opens()
    worker.does("record_payment", money, amount="1200000", proof="платёжное поручение 7")
    assert man.reads("Денежная компенсация")
    man.does("deny_payment", money, words="На счёт ничего не пришло.")
    assert "Получатель говорит, что денег нет" in worker.stage(money)
    worker.does("record_failure", money)
    assert not worker.may("close"), "nobody closes over money that did not come"

    walk.wait(days=610, step=MONTHS)
    assert man.reads("срок был 14 декабря 2026 г.")
    assert man.told == "Следим за исполнением"
    assert "Список для Парламента" in worker.stage(money)
    assert "с 23.11.2026" not in worker.stage(money), "since when it stands there, not since when it was written"
    assert chief.queue("remedies") == [reference]
    worker.opens()
    worker.does("announce_publication", money, words="Об этом узнают все, без вашего имени.")
    head = walk.officer("supervisor.ho")
    head.opens(reference)
    head.does("publish", money)
    assert "Ступень обращения выше Публикация без имён" in head.stage(money)
    assert "До публикации" not in head.stage(money)
    walk.check()
