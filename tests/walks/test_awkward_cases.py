"""What five documented cases were awkward for, each handled by what the pages offer (docs/awkward-cases.md says which)."""

from datetime import timedelta

from tests.walks.people import Officer, Walk, day

MONDAY = {"year": 2026, "month": 11, "number": 23}


def to_inquiry(officer: Officer, reference: str, **triaged: str | list[str]) -> None:
    officer.takes(reference)
    officer.does("register")
    officer.does("triage", **triaged)
    officer.does("check_admissibility")
    officer.does("admit")


def to_decision(officer: Officer, chief: Officer) -> None:
    officer.does("record_findings", findings="Установлено.")
    officer.does("decide", outcome="violation_found", decision="Права нарушены.")
    chief.opens(officer.reference)
    chief.does("confirm:decide")
    officer.does("tell", words="Мы решили: ваши права нарушены.")


def enters_party(officer: Officer, name: str, *roles: str, body: str = "") -> None:
    officer.opens()
    officer.follow(f"/desk/cases/{officer.reference}/parties")
    officer.sends(
        f"{officer.reference}/parties",
        name=name,
        roles=roles,
        **({"body": body} if body else {}),
        **day("day", **MONDAY),
    )


def test_one_victim_three_respondents_a_refusal_that_is_no_end_and_revenge_told_later(walk: Walk) -> None:
    """WH-01."""
    woman = walk.complainant("ru")
    reference = woman.complain(filed_by="lawyer", story="Директор школы требовал близости.", body_kind="local")
    worker, chief = walk.officer("caseworker.39"), walk.officer("representative.39")
    to_inquiry(worker, reference, issues=["ill_treatment_at_work", "job_loss"], competence="ours")
    enters_party(worker, "Сельская школа", "respondent", body="B-EDUCATION")
    worker.follow(f"/desk/cases/{reference}/parties/1")
    worker.sends(f"{reference}/parties/1", roles=[], **day("day", **MONDAY))
    enters_party(worker, "Министерство финансов", "respondent", body="B-MOF")
    parties = worker.opens()
    assert "Сельская школа" in parties
    assert "Министерство финансов" in parties, "the former one stays, with its days"
    woman.does("fear_reprisal", words="Он подал на меня иск о чести.")
    assert reference in chief.queue("unit")
    watched = worker.side("reprisal_check")
    assert "Сообщение о мести" in worker.stage(watched)
    worker.does("record_reprisal", watched, words="Иск о чести из-за жалобы.")
    to_decision(worker, chief)
    worker.does("recommend_remedy", kind="compensation", body="B-EDUCATION", what="Возместить вред.", amount="7463641")
    worker.does("follow")
    owed = worker.side("remedy")
    chief.opens(reference)
    chief.does("approve", owed)
    worker.does("serve", owed)
    worker.does("reject", owed, words="Решение комитета не обязательно.")
    assert not worker.may("close")
    assert woman.told == "Следим за исполнением"
    walk.check()


def test_a_company_under_a_new_name_is_found_under_the_old_one(walk: Walk) -> None:
    """BZ-04."""
    widow, mother = walk.complainant("ru"), walk.complainant("kk")
    first = widow.complain(track="business", filed_by="relative", story="Муж погиб в шахте.", body_kind="private")
    widow.adds(company_name="АО «Старая Шахта»", company_bin="940140000385")
    second = mother.complain(
        track="business", filed_by="relative", story="Ұлым шахтада қаза тапты.", body_kind="private"
    )
    worker = walk.officer("caseworker.39")
    to_inquiry(worker, first, issues=["safety"], competence="ours", offence="true")
    enters_party(worker, "Qarmet Новая Шахта", "respondent", body="B-COMPANY")
    worker.opens(first)
    for asked in ("Старая", "Новая", "940140000385", "qarmet"):
        worker.go("/desk/search")
        assert first in worker.sends("/search", q=asked), asked
    worker.takes(second)
    worker.follow(f"/desk/cases/{second}/parent")
    worker.sends("/parent", parent=first)
    assert second in worker.opens(first)
    walk.check()


def test_children_a_number_that_grows_and_three_official_versions_side_by_side(walk: Walk) -> None:
    """EN-03."""
    father = walk.complainant("ru")
    older = walk.complainant("ru").complain(track="business", story="Зону сократили.", body_kind="private")
    reference = father.complain(
        track="environment", filed_by="parent", minor="true", story="Дети упали в обморок.", body_kind="private",
        respondent_may_know="without_name",
    )  # fmt: skip
    worker, chief = walk.officer("caseworker.39"), walk.officer("representative.39")
    to_inquiry(worker, reference, issues=["air"], people="22", competence="ours", minor="true")
    worker.does("correct_facts", people="29", reason="Список школы от 1 декабря.")
    worker.does("correct_facts", people="93", reason="Больница, весна.")
    page = worker.opens()
    assert all(words in page for words in ("Список школы от 1 декабря.", "Больница, весна.", "29", "93"))
    for body, version in (
        ("B-HEALTH", "Переутомление."),
        ("B-SANITARY", "Неизвестное вещество."),
        ("B-PROSECUTOR", "Газ."),
    ):
        worker.does("request_information", asked_body=body, question="Что случилось с детьми?")
        asked = worker.side("information_request")
        worker.does("deliver", asked)
        worker.does("record_answer", asked, answer=version)
        worker.does("skip_showing", asked, why="unsafe", reason="Дети ещё в больнице.")
        worker.does("assess", asked, assessment="contradicted")
    page = worker.opens()
    assert all(version in page for version in ("Переутомление.", "Неизвестное вещество.", "Газ."))
    worker.follow(f"/desk/cases/{reference}/parent")
    worker.sends("/parent", parent=older)
    assert older in worker.opens()
    to_decision(worker, chief)
    worker.does("close")
    walk.wait(days=300, step=timedelta(days=100))
    chief.opens(reference)
    chief.does("reopen", reason="Здоровье детей ухудшилось.")
    assert father.told == "Разбираемся"
    walk.check()


def test_an_investigation_refused_quashed_and_refused_again_never_by_those_accused(walk: Walk) -> None:
    """DT-01."""
    man = walk.complainant("ru")
    reference = man.complain(
        track="detention", story="Били в отделе полиции, записи о задержании нет.", facility="F-3901", body_kind="local",
        urgent_signs=["torture"],
    )  # fmt: skip
    worker = walk.officer("caseworker.39")
    worker.takes(reference)
    worker.does("register")
    worker.does("triage", issues=["torture"], accused_body="B-POLICE", competence="ours", offence="true")
    refused = worker.tries("refer", referral_body="B-POLICE", referral_reason="torture", part="Избиение.")
    assert "Нужно исправить" in refused
    worker.does("refer", referral_body="B-GP-SPECIAL", referral_reason="torture", part="Избиение в ночь на 28 марта.")
    sent = worker.side("referral")
    worker.does(
        "check_body", sent, referral_body="B-GP-SPECIAL", referral_kind="prosecutor", referral_consent="with_name",
        referral_conflict="false",
    )  # fmt: skip
    worker.does("send_at_once", sent, words="Проверьте немедленно.")
    worker.does("acknowledge", sent, number="КУИ 7")
    for answer, again in (("Отказ, подпись следователя.", "Отказ отменён прокурором."), ("Снова отказ.", "")):
        worker.does("record_outcome", sent, referral_outcome="no_ground", answer=answer)
        if again:
            worker.does("ask_again", sent, words=again)
    page = worker.opens()
    assert all(words in page for words in ("Отказ, подпись следователя.", "Отказ отменён прокурором.", "Снова отказ."))
    enters_party(worker, "Пасынок", "complainant", "witness")
    walk.check()


def test_those_who_complained_become_suspects_and_neither_story_overwrites_the_other(walk: Walk) -> None:
    """DT-07."""
    wife = walk.complainant("ru")
    reference = wife.complain(
        track="detention", filed_by="relative", story="После обыска их били.", facility="F-3902", body_kind="facility",
        respondent_may_know="no",
    )  # fmt: skip
    worker = walk.officer("caseworker.39")
    to_inquiry(worker, reference, issues=["force"], people="64", competence="ours")
    assert not worker.may("request_information"), "nobody agreed to be named"
    worker.does("request_masked", asked_body="B-PENAL", question="Материалы обо всех, кто был в отряде.")
    asked = worker.side("information_request")
    worker.does("deliver", asked)
    worker.does("record_answer", asked, answer="Осуждённые сами нанесли себе раны.")
    worker.does("add_answer", asked, answer="Двое признаны подозреваемыми.")
    enters_party(worker, "Осуждённый № 12", "victim", "complainant")
    page = worker.opens()
    assert all(words in page for words in ("После обыска их били.", "сами нанесли себе раны", "Двое признаны"))
    walk.check()
