"""A case is closed, new papers come: somebody who took no part looks again, and the case goes on from where it was wrong."""

from datetime import timedelta

from tests.walks.people import Walk


def test_new_evidence_reopens_a_closed_case(walk: Walk) -> None:
    man = walk.complainant("ru")
    reference = man.complain(track="other", story="Пенсию пересчитали неверно.", body_kind="local")
    worker, chief = walk.officer("caseworker.39"), walk.officer("representative.39")
    worker.takes(reference)
    worker.does("register")
    worker.does("triage", issues=["social_rights"], competence="ours")
    worker.does("check_admissibility")
    worker.does("admit")
    worker.does("record_findings", findings="Стаж не доказан.")
    worker.does("decide", outcome="not_found", decision="Нарушения нет.")
    chief.opens(reference)
    chief.does("confirm:decide")
    worker.does("tell", words="Нарушения не нашли.")
    worker.does("close")
    assert worker.queue("unit") == []

    walk.wait(days=20, step=timedelta(days=20))
    assert man.told == "Завершено"
    man.does("ask_review", reason="Нашлась трудовая книжка, фото приложу.")
    assert man.reads("Мы пересмотрим решение")
    assert chief.queue("needs_me") == [reference]
    assert "Ваше решение: Пересмотр решения" in chief.at.text
    chief.opens(reference)
    review = chief.side("review")
    assert not chief.may("change_decision", review), "who confirmed the decision does not judge it"
    head = walk.officer("supervisor.ho")
    head.opens(reference)
    head.does("change_decision", review, reason="Книжка подтверждает стаж.")
    assert man.told == "Разбираемся"
    assert reference in worker.queue("mine")
    worker.opens(reference)
    worker.does("inquire_again")
    worker.does("record_findings", findings="Стаж доказан.")
    worker.does("decide", outcome="violation_found", decision="Пересчитать.")
    chief.does("confirm:decide")
    worker.does("tell", words="Мы ошиблись, вы правы.")
    assert man.told == "Решение принято"
    walk.check()
