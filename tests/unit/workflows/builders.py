"""Small packs to test the engine with: facts, names, a calendar and procedures, written as the files would be."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from workflows.calendars import Calendar, make_calendar
from workflows.clocks import Clock, stop_clocks
from workflows.facts import Fact, parse_facts
from workflows.names import Names
from workflows.procedure import Procedure, parse_procedure

NAMES = Names(
    languages=("en",),
    taxonomies={"issues": {code: {"en": code} for code in ("torture", "medicine", "food", "death")}},
    registers=frozenset({"facilities"}),
    kinds={"facilities": {"prison": frozenset({"F-1", "F-2"}), "hospital": frozenset({"F-3"})}},
    units=frozenset({"KZ-75", "KZ-HO"}),
    roles=frozenset({"intake", "caseworker", "representative", "supervisor", "complainant", "system"}),
    letters=frozenset({"acknowledgement", "decision"}),
    statuses=frozenset({"received", "inquiry", "waiting", "decided", "closed"}),
    procedures=frozenset({"complaint", "remedy", "request"}),
    providers=frozenset({"alike"}),
)


def words(text: str) -> dict[str, str]:
    return {"en": text}


FACT_FILE: dict[str, Any] = {
    "danger": {
        "kind": "choice",
        "options": {"yes": words("Yes"), "unsure": words("Not sure"), "no": words("No")},
        "label": words("Danger"),
    },
    "track": {
        "kind": "choice",
        "options": {"detention": words("Detention"), "business": words("Business"), "other": words("Other")},
        "label": words("Track"),
    },
    "minor": {"kind": "boolean", "label": words("A child")},
    "people": {"kind": "whole", "from": "1", "to": "1000", "label": words("People")},
    "issues": {"kind": "choices", "taxonomy": "issues", "label": words("Issues")},
    "facility": {"kind": "entry", "register": "facilities", "label": words("Facility")},
    "sex": {
        "class": "statistics",
        "kind": "choice",
        "options": {"f": words("Female"), "m": words("Male")},
        "label": words("Sex"),
    },
    "alike": {"kind": "whole", "from": "0", "to": "50", "provider": "alike", "label": words("Alike this quarter")},
    "to_unit": {"kind": "unit", "label": words("To unit")},
    "chosen": {"of": "remedy", "kind": "unit", "label": words("Chosen unit")},
    "child": {"of": "remedy", "kind": "boolean", "label": words("About a child")},
    "answered": {"of": "remedy", "kind": "boolean", "label": words("Answered")},
}

FACTS: dict[str, Fact] = parse_facts(FACT_FILE, NAMES)

# Nauryz of 2026 moved, by hand from the public list, and New Year.
DAYS_OFF = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 3, 23), date(2026, 3, 24), date(2026, 3, 25)]
CALENDAR: Calendar = make_calendar(version=1, zone="Asia/Almaty", days=dict.fromkeys(DAYS_OFF, False))


def at(text: str) -> datetime:
    """A moment in UTC: `2026-03-16 06:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stop(clock: Clock, calendar: Calendar, at: datetime) -> Clock:
    """The clock, stopped by itself."""
    clocks = {"it": clock}
    stop_clocks(clocks, ["it"], calendar, at)
    return clocks["it"]


def act(**more: Any) -> dict[str, Any]:
    return {"label": words("Act"), "by": ["caseworker"], **more}


def stage(acts: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"label": words("Stage"), "owner": "caseworker", "status": "inquiry", "acts": dict(acts or {}), **more}


def end(acts: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"label": words("End"), "status": "closed", "end": "true", "acts": dict(acts or {}), **more}


def file(**more: Any) -> dict[str, Any]:
    """A procedure file; *more* replaces parts of it."""
    return {
        "procedure": "complaint",
        "version": "1",
        "effective": "2026-01-01",
        "title": words("Complaint"),
        "kind": "main",
        "start": "received",
        **more,
    }


LONG_TEXT = {"kind": "long_text", "class": "sealed", "required": "true", "label": words("Reason")}

COMPLAINT_FILE = file(
    clocks={
        "review": {
            "kind": "statutory",
            "label": words("Review"),
            "limit": "15 working days",
            "starts": {"after": "register"},
            "stops": {"at": ["decided", "closed"]},
            "extend": {"by": "extend_review", "to": "2 months"},
            "alarms": [
                {"when": "5 working days before", "do": "warn", "whom": "owner"},
                {"when": "late", "do": "escalate", "whom": "supervisor"},
            ],
        },
        "inquiring": {
            "kind": "internal",
            "label": words("Inquiry"),
            "limit": "10 working days",
            "starts": {"at": "inquiry"},
            "stops": {"at": ["decided", "closed"]},
            "pauses": {"at": ["waiting"], "max": "10 working days"},
            "alarms": [
                {"when": "2 working days before", "do": "warn", "whom": "owner"},
                {"when": "late", "do": "remind"},
            ],
        },
        "urgent": {
            "kind": "urgent",
            "label": words("Urgent"),
            "limit": "1 hour",
            "starts": {"at": "received"},
            "when": "danger == yes",
            "alarms": [{"when": "late", "do": "escalate", "whom": "supervisor"}],
        },
        "checks": {
            "kind": "internal",
            "label": words("Reprisal check"),
            "schedule": ["7 days", "30 days"],
            "every": "90 days",
            "starts": {"after": "register"},
            "stops": {"at": "closed"},
            "alarms": [{"when": "due", "do": "warn", "whom": "owner"}],
        },
    },
    stages={
        "received": stage(
            {
                "register": act(
                    to="inquiry", by=["intake", "caseworker", "system"], tells={"complainant": "acknowledgement"}
                )
            },
            owner="intake",
            status="received",
            no_clock=words("Registered at once"),
        ),
        "inquiry": stage(
            {
                "ask": act(to="waiting", asks={"question": LONG_TEXT}, message="question"),
                "decide": act(
                    to="decided",
                    when="known danger and open.request == 0",
                    asks={
                        "reason": LONG_TEXT,
                        "found": {
                            "kind": "choice",
                            "class": "routing",
                            "required": "true",
                            "label": words("Found"),
                            "options": [
                                {"value": "violation", "label": words("Violation")},
                                {"value": "none", "label": words("None")},
                            ],
                        },
                    },
                    outcome="answer found",
                    confirmed_by={"roles": ["representative"], "not": ["same_act"]},
                ),
                "extend_review": act(extends="review"),
                "request": act(opens=["request"]),
            },
            variants=[{"when": "open.request > 0", "status": "waiting", "ball": "body"}],
        ),
        "waiting": stage({"answer": act(to="inquiry", by=["complainant", "caseworker"])}, status="waiting"),
        "decided": stage(
            {
                "recommend": act(
                    opens=[{"procedure": "remedy", "with": {"answered": "answer known"}}],
                    asks={"known": {"kind": "boolean", "class": "routing", "label": words("Known?")}},
                ),
                "close": act(to="closed", when="open.remedy == 0 and open.request == 0", by=["representative"]),
            },
            status="decided",
        ),
        "closed": end(
            {"reopen": act(to="inquiry", by=["supervisor"], uninvolved="decided", asks={"reason": LONG_TEXT})}
        ),
    },
    anywhere={
        "note": act(asks={"text": LONG_TEXT}),
        "classify": act(asks={"danger": {"kind": "choice", "fact": "danger", "label": words("Danger")}}),
        "remind": act(by=["system"]),
        "withdraw": act(to="closed", by=["complainant"], cancels=["remedy", "request"], ends_as="withdrawn"),
    },
    on=[{"ended": "request", "as": "answered", "do": "remind"}],
)

REMEDY_FILE = file(
    procedure="remedy",
    kind="side",
    rank="1",
    start="served",
    stages={
        "served": stage(
            {
                "answer": act(to="ended", sets={"answered": "true"}, ends_as="accepted"),
                "silence": act(to="ended", ends_as="silent"),
            },
            no_clock=words("Rests"),
        ),
        "ended": end(),
    },
)

REQUEST_FILE = file(
    procedure="request",
    kind="side",
    start="sent",
    stages={"sent": stage({"answer": act(to="answered")}, no_clock=words("Rests")), "answered": end()},
)


def read(data: Mapping[str, Any]) -> Procedure:
    return parse_procedure(data, FACTS, NAMES)


COMPLAINT = read(COMPLAINT_FILE)
REMEDY = read(REMEDY_FILE)
REQUEST = read(REQUEST_FILE)
