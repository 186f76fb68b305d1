"""Insulin until the morning: calls within two hours, a confirmation within a day, and never by the centre alone."""

from datetime import timedelta

from tests.walks.people import Walk

CENTRE = "F-7501"


def test_medicine_reaches_a_prisoner_within_its_hours(walk: Walk) -> None:
    mother = walk.complainant("kk")
    reference = mother.complain_of_danger(
        track="detention", region="KZ-75", story="Ұлым тергеу изоляторында. Инсулині таңға дейін ғана жетеді."
    )
    assert mother.told == "Шағымыңыз бізге жетті"
    assert mother.reads("Жіберілді 09:30 · Әлі ашылған жоқ")
    mother.adds(facility=CENTRE, issues=["medicine"], medicine_name="инсулин", without_medicine="Есінен танады.")

    walk.wait(minutes=3)
    aliya, chief = walk.officer("caseworker.75"), walk.officer("representative.75")
    assert aliya.queue("unassigned") == [reference]
    aliya.takes(reference)
    alert = aliya.side("duty_alert")
    aliya.go("/desk/duty")
    aliya.sends(f"/desk/duty/{reference}/{alert}/have_it")
    assert mother.reads("Жіберілді 09:30 · Ашылды 09:3")

    walk.wait(minutes=15)
    words = "Врач скорой видел его, инсулин дали при нём."
    aliya.does("log_call", alert, source="doctor", reached="true", words=words)
    aliya.does("register")
    aliya.does("triage", issues=["medicine"], alive_and_safe="true", competence="ours")
    aliya.does(
        "ask_protection", measure_kind="medical_care", measure_body="B-FACILITY", measure_danger="true",
        what="Передавать инсулин по часам.",
    )  # fmt: skip
    measure = aliya.side("protective_measure")
    aliya.does("send", measure, sent_how="по телефону дежурному и письмом")
    aliya.does("record_contact", words="Мать: передачу приняли.")
    walk.wait(hours=5, step=timedelta(minutes=30))
    assert "facility" not in aliya.choices("confirm_medicine", "source"), "the centre does not vouch for itself"
    aliya.does("confirm_medicine", source="doctor", words="Колют по часам, сахар в норме.")
    aliya.does("finish_calls", alert)
    aliya.does("confirm_safe", alert, from_whom="family", words="Сын звонил домой.")
    assert "просрочен" not in chief.opens(reference)
    assert chief.queue("late") == []

    aliya.does("lower_urgency", reason="Опасность миновала.")
    assert chief.queue("needs_me") == [reference]
    chief.opens(reference)
    chief.does("confirm:lower_urgency")
    assert "Срочно 1" not in aliya.opens()
    walk.check()
