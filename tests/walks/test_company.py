"""A company answers late and says nothing; he says so, it is asked again, and what it then says is weighed."""

from datetime import timedelta

from tests.walks.people import Walk

SHOWN = "Покажите ведомости с августа."


def test_a_late_evasive_answer_is_contradicted_asked_again_and_weighed(walk: Walk) -> None:
    man = walk.complainant("ru")
    reference = man.complain(
        track="business", story="Зарплату не платят с августа.", body_kind="private", respondent_may_know="without_name"
    )
    worker, chief = walk.officer("caseworker.39"), walk.officer("representative.39")
    worker.takes(reference)
    worker.does("register")
    worker.does("triage", issues=["wages"], competence="ours", ownership="private")
    worker.does("check_admissibility")
    worker.does("admit")
    worker.does("request_information", asked_body="B-COMPANY", question=SHOWN)
    asked = worker.side("information_request")
    company = walk.body(worker.makes_link(asked, text=SHOWN))
    assert SHOWN in company.comes_in()
    assert man.told == "Ждём ответа органа"

    walk.wait(days=30, step=timedelta(days=10))
    assert "просрочено на 9 дней" in worker.stage(asked)
    assert chief.queue("late") == chief.queue("needs_me") == [reference]
    assert "Ответить ещё можно" in company.comes_in()
    company.does("record_answer", answer="Компания соблюдает закон.")
    assert "Компания соблюдает закон." in worker.opens()
    worker.does("show_complainant", asked, summary="Компания пишет только, что соблюдает закон.")
    assert man.reads("Компания пишет только")
    man.does("contradict", asked, words="Ни слова о ведомостях. Вот моя расчётная книжка.")
    worker.does("ask_again", asked, assessment="evasive", question="Где ведомости за август–октябрь?")
    worker.opens()
    worker.follow(f"/bodies/{asked}")
    worker.sends("/words")  # what is asked again stands in the form already
    assert "Где ведомости" in company.comes_in()
    company.does("record_answer", answer="Ведомости утрачены.")

    worker.does("show_complainant", asked, summary="Компания пишет, что ведомости утрачены.")
    walk.wait(days=9, step=timedelta(days=3))
    assert "Ответ получен" in worker.stage(asked), "he was given five working days and said nothing more"
    worker.does("assess", asked, assessment="contradicted", words="Книжка против слов.")
    worker.does("record_findings", findings="Не платили три месяца.")
    worker.does("decide", outcome="violation_found", decision="Зарплату задержали.")
    assert chief.queue("needs_me") == [reference]
    chief.opens(reference)
    chief.does("confirm:decide")
    assert man.told == "Решение принято"
    walk.check()
