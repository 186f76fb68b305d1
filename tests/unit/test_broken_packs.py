"""One mistake each, seeded into a sound pack: the gate names file, line, place, reason and an example, and nothing else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from cases.errors import PackFault
from cases.packs import gate as pack_gate
from cases.packs.files import read_document
from cases.packs.jurisdiction import inspect_pack, load_pack, read_folder
from cases.settings import PACKS

Files = Mapping[str, str]
COMPLAINT = "procedures/complaint.yaml"


@dataclass(frozen=True)
class Seed:
    """A mistake: *old* becomes *new* in *file*, and this is what must be said of it. `line`: words that stand in that line."""

    file: str
    old: str
    new: str
    line: str
    place: str
    reason: str
    example: str = field(default="")


SEEDS = {
    "a body's e-mail address is none": Seed(
        "registers/bodies.yaml",
        "{code: B-PARLIAMENT, kind: other,",
        "{code: B-PARLIAMENT, kind: other, email: chancellery,",
        "B-PARLIAMENT",
        "entries[",
        "no e-mail address: chancellery",
        "email: office@example.kz",
    ),
    "a number with a check digit has no modulus": Seed(
        "numbers.yaml", "    modulus: 11\n", "    modulus: 1\n", "number: iin", "numbers[1]", "modulus", "modulus: 11"
    ),
    "a question asks for a number that is not known": Seed(
        "questionnaires/harassment.yaml",
        "number: bin",
        "number: ban",
        "number: ban",
        "pages[1].questions[3].number",
        "did you mean bin?",
        "number: ban",
    ),
    "a time limit is counted from words": Seed(
        "time_limits.yaml",
        "from: [elsewhere_date]",
        "from: [elsewhere_words]",
        "elsewhere_words",
        "limits[3].from",
        "did you mean elsewhere_date?",
        "elsewhere_words",
    ),
    "a film in sign language has no captions": Seed(
        "recordings.yaml",
        "recordings: []",
        f"recordings:\n  - {{page: danger, kind: sign, language: kk, file: a.mp4, sha256: {'0' * 64}, seconds: 9, words: W}}",
        "kind: sign",
        "recordings[1]",
        "captions",
        "captions: captions/",
    ),
    "a page that is not there is read aloud": Seed(
        "recordings.yaml",
        "recordings: []",
        f"recordings:\n  - {{page: dangers, kind: listen, language: kk, file: a.mp3, sha256: {'0' * 64}, seconds: 9, words: W}}",
        "dangers",
        "recordings[1].page",
        "dangers",
        "danger",
    ),
    "a visit counts as made at a stage that it has not": Seed(
        "monitoring.yaml",
        "made: [visited, reported,",
        "made: [visitted, reported,",
        "visitted",
        "made",
        "did you mean visited?",
        "visitted",
    ),
    "a criterion is shown by an act that is not there": Seed(
        "principles.yaml",
        "[review.keep_decision,",
        "[review.keep_decisions,",
        "keep_decisions",
        "standards[1].criteria[1].acts[1]",
        "did you mean review.keep_decision?",
        "review.keep_decisions",
    ),
    "a guard asks for an undeclared fact": Seed(
        COMPLAINT,
        "competence != elsewhere",
        "competense != elsewhere",
        "competense",
        "stages.inquiry.acts.decide.when",
        "competense",
        "competense",
    ),
    "a guard compares with a value outside the domain": Seed(
        COMPLAINT,
        "competence != elsewhere",
        "competence != nowhere",
        "nowhere",
        "stages.inquiry.acts.decide.when",
        "nowhere",
        "competence",
    ),
    "a guard counts what is no side procedure": Seed(
        COMPLAINT,
        "information_request == 0 and",
        "signal == 0 and",
        "open.signal",
        "stages.inquiry.acts.decide.when",
        "only side procedures are counted: signal",
        "open.signal",
    ),
    "a guard can never hold": Seed(
        COMPLAINT,
        "competence != elsewhere",
        "competence == ours and competence == elsewhere",
        "== ours",
        "stages.inquiry.acts.decide.when",
        "never true",
        "competence",
    ),
    "a guard always holds": Seed(
        COMPLAINT,
        "when: track == environment",
        "when: known urgency or not (known urgency)",
        "known urgency or",
        "clocks.hazard.when",
        "always true",
        "urgency",
    ),
    "a clock waits for an undeclared fact": Seed(
        COMPLAINT,
        "when: track == environment",
        "when: trakc == environment",
        "trakc",
        "clocks.hazard.when",
        "trakc",
        "trakc",
    ),
    "a duration cannot be read": Seed(
        COMPLAINT,
        "15 working days",
        "15 wroking days",
        "wroking",
        "clocks.review.limit",
        "15 wroking days",
        "working days",
    ),
    "a statutory clock pauses": Seed(
        COMPLAINT,
        "    extend: {by",
        "    pauses: {at: [received], max: 10 working days}\n    extend: {by",
        "pauses:",
        "clocks.review.pauses",
        "statutory",
        "",
    ),
    "a clock stops at a stage that is not there": Seed(
        COMPLAINT,
        "stops: {at: [decided, closed]}",
        "stops: {at: [decided, close]}",
        "close]}",
        "clocks.review.stops.at",
        "did you mean closed",
        "close",
    ),
    "an alarm does an act that is not there": Seed(
        COMPLAINT,
        "{when: late, do: escalate, whom: supervisor}",
        "{when: late, do: escalte, whom: supervisor}",
        "escalte",
        "clocks.review.alarms[2]",
        "escalte",
        "escalte",
    ),
    "an act leads to a stage that is not there": Seed(
        COMPLAINT,
        "to: decided",
        "to: decidid",
        "decidid",
        "stages.inquiry.acts.decide.to",
        "did you mean decided",
        "decidid",
    ),
    "an act is done by a role that is not there": Seed(
        COMPLAINT,
        "by: [intake, caseworker]",
        "by: [intake, casewerker]",
        "casewerker",
        "stages.received.acts.register.by[2]",
        "did you mean caseworker",
        "casewerker",
    ),
    "a stage has no owner": Seed(
        COMPLAINT, "    owner: intake\n", "", "received:", "stages.received", "owner is missing", "received"
    ),
    "nobody is held to a time at a stage": Seed(
        COMPLAINT,
        "    no_clock: {kk: Жабылады, ru: Закрывается, en: It is closed next}\n",
        "",
        "  decided:",
        "stages.decided",
        "no clock runs here",
        "anything",
    ),
    "a stage has a status without words": Seed(
        COMPLAINT,
        "status: received",
        "status: recieved",
        "recieved",
        "stages.received.status",
        "did you mean received",
        "recieved",
    ),
    "an act tells with a letter that is not there": Seed(
        COMPLAINT,
        "complainant: acknowledgement",
        "complainant: acknowledgment",
        "acknowledgment}",
        "stages.received.acts.register.tells.complainant",
        "did you mean acknowledgement",
        "acknowledgment",
    ),
    "an act opens a procedure that is not there": Seed(
        COMPLAINT,
        "opens: [information_request]",
        "opens: [information_reqest]",
        "reqest]",
        "stages.inquiry.acts.ask.opens",
        "did you mean information_request",
        "reqest",
    ),
    "an act opens a main procedure beside itself": Seed(
        COMPLAINT,
        "opens: [information_request]",
        "opens: [signal]",
        "[signal]",
        "stages.inquiry.acts.ask.opens",
        "no such side procedure: signal",
        "signal",
    ),
    "an act sets a fact that is not there": Seed(
        COMPLAINT,
        "fact: competence, label",
        "fact: competance, label",
        "competance",
        "stages.inquiry.acts.decide.asks",
        "competance",
        "competance",
    ),
    "an answer that is sealed would fill a clear fact": Seed(
        COMPLAINT,
        "kind: choice, fact: competence",
        "kind: choice, class: sealed, fact: competence",
        "class: sealed, fact",
        "stages.inquiry.acts.decide.asks.competence",
        "competence is of class routing",
        "class: sealed",
    ),
    "a label lacks a language": Seed(
        COMPLAINT,
        "label: {kk: Шешу, ru: Решить, en: Decide}",
        "label: {kk: Шешу, en: Decide}",
        "Шешу",
        "stages.inquiry.acts.decide.label",
        "has no words in ru",
        "Шешу",
    ),
    "a key is not known": Seed(
        COMPLAINT,
        "    extends:",
        "    extend:",
        "extend: review",
        "stages.inquiry.acts.extend_review",
        "extend",
        "",
    ),
    "an act can never be reached by anybody": Seed(
        COMPLAINT,
        "by: [representative]\n        extends",
        "by: []\n        extends",
        "by: []",
        "stages.inquiry.acts.extend_review",
        "by",
        "by: []",
    ),
    "a stage can never be reached": Seed(
        COMPLAINT,
        "  closed:\n",
        "  island:\n    owner: intake\n    label: {kk: а, ru: а, en: a}\n    status: inquiry\n"
        "    acts:\n      leave: {label: {kk: а, ru: а, en: a}, to: closed, by: [intake]}\n  closed:\n",
        "island:",
        "stages.island",
        "reach",
        "",
    ),
    "no end can be reached any more": Seed(
        COMPLAINT, "    end: true\n", "    owner: intake\n", "", "stages", "no end can be reached", ""
    ),
    "an end may come while a request is open": Seed(
        COMPLAINT,
        "        when: open.information_request == 0\n",
        "",
        "",
        "stages.decided.acts.close",
        "ends with side proceedings open",
        "open.information_request=1",
    ),
    "a reaction waits for an end that is not there": Seed(
        COMPLAINT,
        "as: any",
        "as: answerd",
        "answerd",
        "on[1].as",
        "no such end of information_request: answerd",
        "answerd",
    ),
    "a version is no number": Seed(
        COMPLAINT, "version: 1", "version: one", "version: one", "version", "whole number", "one"
    ),
    "a day is no day": Seed(
        COMPLAINT, "2023-01-01", "2023-02-30", "2023-02-30", "effective", "not a day: 2023-02-30", "2026-01-01"
    ),
    "a table has a gap": Seed(
        "tables/lead.yaml",
        "  - else: true\n    then: {lead: head_office}",
        "  - when: {residence: abroad}\n    then: {lead: head_office}",
        "rows:",
        "rows",
        "residence=unknown",
        "else",
    ),
    "a row of a table is dead": Seed(
        "tables/urgency.yaml", "when: {danger: unsure}", "when: {danger: yes}", "", "rows[", "never", ""
    ),
    "a table sends to a unit that is not there": Seed(
        "tables/lead.yaml",
        "then: {lead: region of facility}",
        "then: {lead: region of facilities}",
        "region of facilities",
        "rows[3].then.lead",
        "did you mean region of facility",
        "region of facilities",
    ),
    "a table starts a side procedure": Seed(
        "tables/procedure.yaml",
        "gives: {procedure: [complaint, signal]}",
        "gives: {procedure: [complaint, signal, remedy]}",
        "signal, remedy",
        "gives.procedure",
        "no such main procedure: remedy",
        "remedy",
    ),
    "a fact names a taxonomy that is not there": Seed(
        "facts.yaml",
        "taxonomy: tracks",
        "taxonomy: track",
        "taxonomy: track",
        "track.taxonomy",
        "did you mean tracks",
        "taxonomy: track",
    ),
    "a fact names a register that is not there": Seed(
        "facts.yaml",
        "register: facilities",
        "register: facilitys",
        "facilitys",
        "facility.register",
        "did you mean facilities",
        "facilitys",
    ),
    "a bound has the wrong type": Seed(
        "facts.yaml", "from: 1, to: 3", "from: one, to: 3", "from: one", "urgency.from", "one", "from: one"
    ),
    "a status has lost a language": Seed(
        "words.yaml", ", en: Registered}", "}", "registered:", "statuses.registered", "has no words in en", "registered"
    ),
    "a language is somebody else's": Seed(
        "words.yaml",
        ", en: Registered}",
        ", en: Registered, fr: Enregistrée}",
        "Enregistrée",
        "statuses.registered.fr",
        "not a language of this institution: fr",
        "fr",
    ),
    "nobody knows what to call who is to move": Seed(
        "words.yaml", "  nobody:", "  noone:", "balls:", "balls", "nobody has no words", "balls"
    ),
    "two units have one code": Seed("units.yaml", "code: KZ-11", "code: KZ-10", "", "[2].code", "KZ-10", "KZ-10"),
    "a unit escalates to nobody": Seed(
        "units.yaml",
        "escalates_to: [KZ-HO]",
        "escalates_to: [KZ-HQ]",
        "KZ-HQ",
        "[1].escalates_to",
        "no such unit: KZ-HQ",
        "KZ-",
    ),
    "more people live in the regions than in the country": Seed(
        "units.yaml",
        "population: 2347924",
        "population: 92347924",
        "KZ-75",
        "[19].population",
        "more than the 20495975 of institution.yaml",
        "population: ",
    ),
    "the head office is no unit": Seed(
        "institution.yaml",
        "head_office: KZ-HO",
        "head_office: KZ-HQ",
        "KZ-HQ",
        "head_office",
        "did you mean KZ-HO",
        "KZ-HQ",
    ),
    "the zone is not on earth": Seed(
        "institution.yaml",
        "Asia/Almaty",
        "Asia/Almata",
        "Almata",
        "zone",
        "no such time zone: Asia/Almata",
        "zone: Asia/Almaty",
    ),
    "the calendar has a day that is none": Seed(
        "calendar.yaml", "day: 2026-08-31", "day: 2026-08-32", "2026-08-32", "days", "2026-08-32", ""
    ),
    "a letter has an unknown placeholder": Seed(
        "letters/acknowledgement.yaml", "{received} күні алдық", "{recieved} күні алдық", "", "body.kk", "recieved", ""
    ),
    "a question would keep a sealed answer in a clear fact": Seed(
        "questionnaires/core.yaml",
        "        class: routing\n        fact: track\n",
        "        class: sealed\n        fact: track\n",
        "class: sealed",
        "pages[3].questions[1].class",
        "track",
        "",
    ),
    "shared pages are not there": Seed(
        "questionnaires/other.yaml",
        "include: about_you",
        "include: about_yuo",
        "about_yuo",
        "pages[2].include",
        "about_yuo",
        "one of",
    ),
    "the YAML is broken": Seed("tables/pin.yaml", "rows:\n", "rows: [\n", "", "", "not YAML", ""),
    "a key stands twice": Seed(
        "tables/pin.yaml",
        "policy: first",
        "policy: first\npolicy: first",
        "policy: first",
        "policy",
        "twice",
        "policy: first",
    ),
    "an alias saves writing": Seed(
        "institution.yaml",
        "languages: [kk, ru, en]",
        "languages: &three [kk, ru, en]\nspoken: *three",
        "",
        "spoken",
        "aliases",
        "",
    ),
    "a tag asks for a Python object": Seed(
        "institution.yaml",
        "country: KZ",
        "country: !!python/object/apply:os.getcwd []",
        "getcwd",
        "country",
        "tags",
        "getcwd",
    ),
    "a file is named for something else": Seed(
        "tables/pin.yaml", "table: pin", "table: pins", "table: pins", "table", "named for what it holds", "table: pin"
    ),
}


TOLD = re.compile(r"^told: .*\n", re.MULTILINE)
ASKED = "principles.yaml"
SHOWN = re.compile(r"\bcomplaint\.\w+(, )?")


@pytest.fixture(scope="module")
def sound() -> Iterator[Files]:
    """The Kazakhstan pack around a small complaint procedure; files that stay as they are become data only once."""
    small = (Path(__file__).parent / "packs" / "complaint.yaml").read_text(encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack_gate, "read_document", cache(read_document))
        whole = {**read_folder(PACKS / "kz"), COMPLAINT: small}
        # Letters of the whole pack are told, and what is asked of us is shown, by acts that the small procedure has not.
        yield {
            name: TOLD.sub("", text)
            if name.startswith("templates/")
            else SHOWN.sub("", text)
            if name == ASKED
            else text
            for name, text in whole.items()
        }


def seeded(sound: Files, seed: Seed) -> Files:
    text = sound[seed.file]
    assert seed.old in text, f"{seed.file} no longer holds {seed.old!r}: the mistake needs another place"
    return {**sound, seed.file: text.replace(seed.old, seed.new, 1)}


def test_the_pack_that_mistakes_are_seeded_into_is_sound(sound: Files) -> None:
    assert inspect_pack(sound).faults == ()


@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS)
def test_one_mistake_is_named_with_file_line_place_reason_and_example(sound: Files, seed: Seed) -> None:
    broken = seeded(sound, seed)
    found = inspect_pack(broken)
    assert found.pack is None
    fault = found.faults[0]
    assert {seed.file} == {each.file for each in found.faults}
    assert seed.line in broken[seed.file].splitlines()[fault.line - 1]
    assert fault.place.startswith(seed.place)
    assert seed.reason in fault.reason
    assert fault.example
    assert seed.example in fault.example


def test_every_mistake_is_found_in_one_go_and_what_builds_on_them_is_named(sound: Files) -> None:
    broken = sound
    for name in (
        "a duration cannot be read",
        "an act leads to a stage that is not there",
        "a table has a gap",
        "a key stands twice",
    ):
        broken = seeded(broken, SEEDS[name])
    found = inspect_pack(broken)
    assert {
        ("tables/pin.yaml", "policy"),
        ("tables/lead.yaml", "rows"),
        (COMPLAINT, "stages.inquiry.acts.decide.to"),
        (COMPLAINT, "clocks.review.limit"),
    } <= {(each.file, each.place) for each in found.faults}
    assert found.unread == (
        "bodies.yaml",
        "indicators.yaml",
        "monitoring.yaml",
        "principles.yaml",
        "recordings.yaml",
        "reports.yaml",
        "time_limits.yaml",
    )


def test_a_fault_below_everything_says_which_files_were_not_looked_into(sound: Files) -> None:
    found = inspect_pack(seeded(sound, SEEDS["a bound has the wrong type"]))
    assert {COMPLAINT, "tables/lead.yaml", "indicators.yaml"} <= set(found.unread)


def test_loading_raises_the_first_mistake(sound: Files) -> None:
    with pytest.raises(PackFault) as caught:
        load_pack(seeded(sound, SEEDS["the head office is no unit"]))
    assert caught.value.place == "head_office"
