"""An anonymous tip becomes a case of our own, and who sent it can still write and be written to."""

from tests.walks.people import Walk


def test_a_tip_becomes_a_case_that_we_begin_ourselves(walk: Walk) -> None:
    somebody = walk.complainant("ru")
    tip = somebody.complain(track="other", story="В интернате детей запирают.", identity="anonymous", body_kind="local")
    worker, head = walk.officer("caseworker.39"), walk.officer("supervisor.ho")
    assert tip in worker.go("/desk/signals")
    worker.sends(f"/desk/cases/{tip}/take")
    worker.opens(tip)
    worker.does("write", words="Можно ли узнать, в каком корпусе?")
    assert somebody.reads("Можно ли узнать")
    somebody.writes("В третьем корпусе.")
    assert "В третьем корпусе." in worker.opens()
    worker.does("assess", words="Похоже на правду.", issues=["other"])

    assert tip in head.go("/desk/signals")
    head.follow(f"/desk/cases/{tip}/proceedings/1/open_own_initiative")
    head.reference = tip
    head.does("open_own_initiative", reason="Там дети.")
    head.follow(f"/desk/begin?from={tip}")
    head.follow(f"/desk/begin/complaint?from={tip}")
    own = head.begins("/desk/begin/complaint", title="Интернат", track="other", region="KZ-39", issues=["other"])
    assert tip in head.opens(own)
    assert own in worker.opens(tip)
    assert "В интернате детей запирают" not in head.opens(own), (
        "what somebody said without a name stays where it was said"
    )
    head.does("register")
    head.does("triage", issues=["other"], competence="ours", minor="true")
    head.does("check_admissibility")
    head.does("admit")
    head.does("record_findings", findings="Двери запирали снаружи.")
    head.does("decide", outcome="violation_found", decision="Запирать детей нельзя.")
    chief = walk.officer("representative.39")
    chief.opens(own)
    chief.does("confirm:decide")
    assert not chief.may("tell"), "there is nobody to tell"
    chief.does("recommend_remedy", kind="protection", body="B-EDUCATION", what="Открыть двери.")
    chief.does("follow")
    assert somebody.told == "По вашему сообщению мы сами начали проверку"
    walk.check()
