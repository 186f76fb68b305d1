"""A procedure drawn: every stage is there, nothing lies on anything else, and the way taken is marked."""

import re
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import msgspec
import pytest

from tests.builders import kazakhstan
from tests.unit.workflows.builders import COMPLAINT
from workflows.diagram import Captions, draw_procedure, write_mermaid
from workflows.diagram_layout import BOX, lay_out

CAPTIONS = Captions("here", "from any stage", "Stages & acts")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", sorted(kazakhstan().procedures))
def test_every_stage_has_a_place_of_its_own_in_each_language(name: str) -> None:
    procedure = kazakhstan().procedures[name]
    for language in ("kk", "ru", "en"):
        layout = lay_out(procedure, language)
        assert layout.boxes.keys() == procedure.stages.keys()
        assert layout.way[0] == procedure.start
        for one, two in combinations(layout.boxes.values(), 2):
            apart = abs(one.x - two.x) >= BOX or one.y + one.height <= two.y or two.y + two.height <= one.y
            assert apart, (one.stage, two.stage)
        assert all(
            0 <= box.x <= layout.width - BOX and box.y + box.height <= layout.height for box in layout.boxes.values()
        )
        assert ET.fromstring(draw_procedure(procedure, language, CAPTIONS)).get("lang") == language


def test_the_main_way_goes_straight_down() -> None:
    layout = lay_out(kazakhstan().procedures["complaint"], "en")
    way = [layout.boxes[name] for name in layout.way]
    assert {box.column for box in way} == {0}
    assert [box.y for box in way] == sorted(box.y for box in way)
    assert {"received", "registered", "inquiry", "decided", "closed"} <= set(layout.way)


def test_the_way_taken_and_the_present_stage_are_marked() -> None:
    drawn = ET.fromstring(
        draw_procedure(COMPLAINT, "en", CAPTIONS, path=["received", "inquiry", "waiting"], present="waiting")
    )
    classes = [each.get("class", "") for each in drawn.iter(f"{SVG}g")]
    assert len([each for each in classes if "flow-passed" in each]) == 3
    assert len([each for each in classes if "flow-here" in each]) == 1
    assert len([each for each in classes if "flow-went" in each]) == 2


def test_nothing_in_it_is_script_style_or_unescaped() -> None:
    sharp = replace(COMPLAINT, title={"en": '<script>"&'})
    drawn = draw_procedure(sharp, "en", msgspec.structs.replace(CAPTIONS, about="<b>"))
    ET.fromstring(drawn)
    assert not re.search(r"<script|<style|style=|<b>", drawn)


def test_mermaid_names_every_stage_and_every_act_between_stages() -> None:
    text = write_mermaid(COMPLAINT, "en")
    assert text.startswith("stateDiagram-v2\n  [*] --> received\n")
    assert "  received --> inquiry : Act\n" in text
    assert text.count(" as ") == len(COMPLAINT.stages)
