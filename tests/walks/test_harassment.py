"""Talks are offered once, she says no, and nobody asks her again; the employer is asked without her name."""

from tests.walks.people import Walk


def test_she_refuses_to_sit_with_him_and_the_case_goes_its_way(walk: Walk) -> None:
    woman = walk.complainant("ru")
    reference = woman.complain(
        story="Начальник не даёт прохода, при всех шутит обо мне.",
        body_kind="private",
        respondent_may_know="without_name",
    )
    worker, chief = walk.officer("caseworker.39"), walk.officer("representative.39")
    worker.takes(reference)
    worker.does("register")
    worker.does("record_contact", words="Звонили вечером, как она просила.", reprisal_feared="true")
    worker.does("record_risk_plan", plan="Пишем только в ящик.", still_in_post="true", may_tell_police="false")
    worker.does("triage", issues=["ill_treatment_at_work"], competence="ours", labour_deadline="running")
    worker.does("check_admissibility")
    worker.does("admit", plan="Спросить работодателя, не называя её.")
    worker.does("offer_mediation", mediation_body="B-EMPLOYER", words="Хотите ли вы говорить с ним? Можно отказаться.")
    talks = worker.side("mediation")
    assert woman.reads("Можно отказаться")
    woman.does("decline", talks)
    assert "Переговоры не начались" in worker.stage(talks)
    assert not woman.may(talks, "agree")

    worker.does("request_information", asked_body="B-EMPLOYER", question="Какие жалобы были за год?", masked="true")
    asked = worker.side("information_request")
    worker.follow(f"/bodies/{asked}")
    assert "не согласился, чтобы его назвали" in worker.at.text
    worker.does("deliver", asked)
    worker.does("record_answer", asked, answer="Жалоб не было.")
    worker.does("show_complainant", asked, summary="Работодатель пишет, что жалоб не было.")
    woman.does("contradict", asked, words="Я писала в кадры в марте, есть отметка.")
    worker.does("assess", asked, assessment="contradicted")
    worker.does("record_findings", findings="Отметка о мартовской жалобе есть.")
    worker.does("decide", outcome="violation_found", decision="Достоинство нарушено, жалобу скрыли.")
    assert chief.queue("needs_me") == [reference]
    chief.opens(reference)
    chief.does("confirm:decide")
    worker.does("tell", words="Мы решили: ваши права нарушены.")
    assert woman.told == "Решение принято"
    walk.check()


def test_where_there_was_violence_talks_are_not_offered_at_all(walk: Walk) -> None:
    reference = walk.complainant("kk").complain(story="Бастығым мені ұрды.", body_kind="private")
    worker = walk.officer("caseworker.39", "kk")
    worker.takes(reference)
    worker.does("register")
    worker.does("triage", issues=["violence"], competence="ours")
    worker.does("check_admissibility")
    worker.does("admit")
    assert not worker.may("offer_mediation")
    assert "Мәселесі: Жұмыстағы зорлық" in worker.closed("Келіссөз")
