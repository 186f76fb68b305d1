"""Two offices both say that it is not theirs: head office decides in a day, and who complained sees one office and one date."""

from tests.walks.people import Complainant, Walk

DATE = "Срок нашего ответа 14 декабря 2026 г."
OFFICES = ("Представительство: Костанайская область", "Представительство: г. Алматы")


def seen(man: Complainant) -> list[str]:
    """Which offices the mailbox names as the one that deals with it; the date stays the same."""
    assert man.reads(DATE)
    return [one for one in OFFICES if f"Занимается жалобой {one}" in man.at.text]


def test_head_office_decides_where_two_offices_say_not_ours(walk: Walk) -> None:
    man = walk.complainant("ru")
    reference = man.complain(track="other", story="Живу на границе областей, никто не отвечает.", body_kind="local")
    worker, other, head = (walk.officer(name) for name in ("caseworker.39", "representative.75", "supervisor.ho"))
    worker.takes(reference)
    worker.does("register")
    assert seen(man) == [OFFICES[0]]
    worker.does("offer_transfer", to_unit="KZ-75", reason="Произошло в Алматы.")
    offer = worker.side("transfer")
    assert other.queue("needs_me") == [reference]
    other.opens(reference)
    other.does("refuse", offer, reason="Место работы в Костанае.")
    assert seen(man) == [OFFICES[0]]
    worker.does("offer_again", offer, reason="Всё случилось в Алматы.")
    other.does("refuse_again", offer, reason="Это не к нам.")
    assert other.queue("needs_me") == []
    assert head.queue("needs_me") == [reference]
    assert "Ваше решение: Передача дела" in head.at.text
    head.opens(reference)
    head.does("move_case", offer, reason="Решает Алматы: там суд и свидетели.")
    assert head.queue("needs_me") == []
    assert seen(man) == [OFFICES[1]]
    assert man.reads("Вашей жалобой займётся другое представительство")
    assert other.queue("unassigned") == [reference]
    assert worker.queue("mine") == []
    walk.check()
