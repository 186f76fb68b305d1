"""The words that are rung out: content-free, whole, in every language of the institution at once (design 01 §1.6a)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.packs.jurisdiction import Pack
from workflows.names import Label

ALERT, TEST, COVERAGE, RETENTION, WAITING = "alert", "test", "coverage", "retention", "waiting"
BODY, BODY_NEWS, LETTER = "body", "body_news", "letter"


def text_of(payload: Mapping[str, Any], pack: Pack) -> str:
    """The whole text that *payload* of the outbox stands for. Raises: LookupError for one that this pack does not know."""
    plan = pack.duty
    words: Mapping[str, Label] = {
        ALERT: plan.alert,
        TEST: plan.test.text,
        COVERAGE: plan.coverage,
        RETENTION: pack.retention.remind,
        WAITING: plan.waiting,
        BODY: pack.bodies.remind,
        BODY_NEWS: pack.bodies.news,
        LETTER: pack.letterhead.parts.get("mail", {}),
    }
    text = in_all_languages(words[payload["text"]], pack)
    if "open_by" not in payload:
        return text
    return text.replace("{time}", f"{datetime.fromtimestamp(payload['open_by'], pack.zone):%H:%M}")


def in_all_languages(label: Label, pack: Pack) -> str:
    """One line a language, the institution's first one first."""
    return "\n".join(label[language] for language in pack.languages)
