"""Who complains of the representative's own office is heard by others, and that office does not learn of it."""

from tests.walks.people import Officer, Walk


def knows_of(one: Officer, reference: str) -> bool:
    """By any of its ways: the queue, its number, a search for words that were filed."""
    one.go("/desk/search")
    found = reference in one.sends("/search", q="приём") + one.sends("/search", q=reference).replace(
        f"«{reference}»", ""
    )
    one.at.get(f"/desk/cases/{reference}")
    return found or one.at.page.status_code != 404 or reference in one.queue("unit")


def test_the_representative_learns_nothing_and_others_decide(walk: Walk) -> None:
    man = walk.complainant("ru")
    reference = man.complain(story="Представитель требует денег за приём.", about_us="our_staff", body_kind="local")
    assert man.reads("Служба внутренней добросовестности")
    chief, worker = walk.officer("representative.39"), walk.officer("caseworker.39")
    assert not knows_of(chief, reference)
    assert not knows_of(worker, reference)
    first, second = walk.officer("integrity.in"), walk.officer("integrity2.in")
    first.takes(reference)
    first.does("register")
    first.does("triage", issues=["other"], competence="ours")
    first.does("check_admissibility")
    first.does("admit")
    assert not first.may("offer_transfer"), "it goes to no office of those complained of"
    first.does("record_findings", findings="Записи подтверждают.")
    first.does("decide", outcome="violation_found", decision="Представитель нарушил закон.")
    assert second.queue("needs_me") == [reference]
    second.opens(reference)
    second.does("confirm:decide")
    first.does("tell", words="Мы решили: вы правы.")
    assert man.told == "Решение принято"
    first.does("recommend_remedy", kind="discipline", body="B-GOVERNMENT", what="Дисциплинарное производство.")
    second.opens(reference)
    second.does("approve", second.side("remedy"))
    assert not knows_of(chief, reference)
    walk.check()
