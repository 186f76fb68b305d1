"""Rubbish is burnt behind the houses: a visit goes there, two people approve what it saw, and what it asks for is followed."""

from tests.walks.people import Walk, day


def test_a_visit_sees_the_smoke_and_its_recommendation_outlives_the_case(walk: Walk) -> None:
    neighbour = walk.complainant("kk")
    reference = neighbour.complain(
        track="environment", region="KZ-39", story="Үй артында қоқыс өртейді.", body_kind="local", ongoing="true",
        respondent_may_know="without_name",
    )  # fmt: skip
    worker, chief = walk.officer("caseworker.39"), walk.officer("representative.39")
    worker.takes(reference)
    worker.does("register")
    worker.does("triage", issues=["air"], ongoing="true", competence="ours", permit="unknown")
    worker.does("check_admissibility")
    worker.does("admit")
    worker.does("arrange_visit", visit_kind="inspection", purpose="Посмотреть, что и когда жгут.")
    visit = worker.side("visit")
    wednesday = {"year": 2026, "month": 11, "number": 25}
    chief.opens(reference)
    chief.does(
        "name_team", visit, leader="Caseworker.39", members="эколог", visit_with_npm="false", **day("on", **wednesday)
    )
    walk.wait(days=2)
    worker.does(
        "carry_out", visit, visit_access="partly", alone="true", seen="Три костра, за ворота не пустили.",
        **day("visited_on", **wednesday),
    )  # fmt: skip
    assert not worker.may("record_findings"), "what the visit found is not written yet"
    worker.does("write_findings", visit, visit_found="confirmed", findings="Жгут у жилых домов.")
    assert chief.queue("needs_me") == [reference]
    assert "Ваше решение: Посещение" in chief.at.text
    worker.does("recommend", visit, rec_kind="practice", rec_body="B-AKIMAT", rec_form="written", what="Вывозить.")
    worker.does("approve", visit, visit_recommendations="1")
    chief.opens(reference)
    chief.does("confirm:approve", visit)
    assert "Посещение завершено с 25.11.2026" in worker.stage(visit)
    asked = worker.side("recommendation")
    worker.does("approve", asked, text="Вывозить мусор, не жечь.")
    chief.opens(reference)
    chief.does("confirm:approve", asked)
    worker.does("serve", asked, served_how="нарочным")

    worker.does("record_findings", findings="Подтвердилось при выезде.")
    worker.does("decide", outcome="violation_found", decision="Воздух не защищён.")
    chief.opens(reference)
    chief.does("confirm:decide")
    worker.does("tell", words="Тексердік: өртейді. Әкімдікке ұсыным бердік.")
    worker.does("close")
    assert neighbour.told == "Аяқталды"
    assert reference in worker.queue("unit"), "its recommendation is still followed"
    walk.check()
