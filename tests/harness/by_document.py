"""A served OpenAPI document driven by schemathesis: every operation, as it says and otherwise, each answer held against it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Final

from schemathesis import Case, HookContext, hook
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.openapi import from_url

from web.api.reading import KEY, KEY_SHAPE

UGLY: Final = ["=1+1", "../..", "'\"<b>", "0", "-1", "null", "2026-99-99"]
"""Texts that readers stumble over, of letters that a header can have: they are drawn into headers too."""
SEED: Final = 8
CHECKS: Final = {
    # Litestar's own answer to OPTIONS names the methods of a path as they were when its first handler was registered.
    "allow_header_conformance": {"enabled": False},
}


@dataclass(frozen=True)
class Driven:
    """What came of it. *findings*: each kind of what is not as the document says, with one request that shows it."""

    findings: Mapping[tuple[str, str], str]
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    """(operation, status) → how often."""

    @property
    def undone(self) -> set[str]:
        """Operations that never went well."""
        return {name for name, _ in self.answered} - {name for name, status in self.answered if status < 300}


def drive(
    address: str,
    document: str,
    *,
    headers: Mapping[str, str],
    known: Mapping[str, Sequence[str]],
    examples: int,
    boundaries: bool,
    single: Sequence[Mapping[str, Any]],
) -> Driven:
    """Drive every operation of the document at *address*/*document*.

    *headers* go with every request; *known*: values by place and name (`path.reference`), drawn more often than others;
    *examples* at random of each operation; *boundaries*: also what lies at the edges of each schema, one after the other;
    *single*: settings of single operations. A key of sending is a fresh one each time: the same would only repeat an answer.
    """
    config = SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "base-url": address,
            "headers": dict(headers),
            "continue-on-failure": True,
            "warnings": False,
            "cache": {"enabled": False},
            "output": {"sanitization": {"enabled": False}},
            "dictionaries": {name: {"values": list(values)} for name, values in known.items()} | {"ugly": {"values": UGLY}},
            "parameters": {name: {"dictionary": name, "probability": 0.8} for name in known},
            "generation": {
                "mode": "all", "deterministic": True, "max-examples": examples, "no-shrink": True, "database": "none",
                "with-security-parameters": False, "dictionaries": {"string": {"dictionary": "ugly", "probability": 0.1}},
            },
            "checks": CHECKS,
            "phases": {"examples": {"enabled": False}, "coverage": {"enabled": boundaries}, "stateful": {"max-steps": 5}},
            "operations": [dict(each) for each in single],
        }
    )  # fmt: skip
    schema = from_url(f"{address}{document}", config=config, headers=dict(headers))
    findings: dict[tuple[str, str], str] = {}
    driven = Driven(findings)
    for event in from_schema(schema).execute():
        match event:
            case events.NonFatalError():
                findings.setdefault((event.label, type(event.value).__name__), str(event.value))
            case events.FatalError():
                raise event.exception
            case events.ScenarioFinished():
                driven.answered.update(
                    (operation_id(event.recorder.cases[number].value), one.response.status_code)
                    for number, one in event.recorder.interactions.items()
                    if one.response is not None
                )
                for checks in event.recorder.checks.values():
                    for check in checks:
                        if (found := check.failure_info) is not None:
                            told = f"{found.failure}\n{found.code_sample}"
                            findings.setdefault((str(found.failure.operation), check.name), told[:2000])
    return driven


def operation_id(case: Case[Any]) -> str:
    return str(case.operation.definition.raw["operationId"])


@hook("before_call")
def send_anew(context: HookContext, case: Case[Any], **_: Any) -> None:
    """Give a sound key of sending another value."""
    for name, value in (case.headers or {}).items():
        if name.lower() == KEY and isinstance(value, str) and re.fullmatch(KEY_SHAPE, value):
            case.headers[name] = token_hex()
