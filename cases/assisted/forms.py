"""What an officer is asked who enters a complaint: how it came, and the web form's own questions, few of them required.

A letter cannot be asked anything. So nothing is required but what routes it (the questions that somebody in danger is asked),
no question is hidden by the answer to another, and what the letter does not say stays unknown.
"""

from dataclasses import replace
from typing import Final

import msgspec

from cases.filing.intake import QUESTIONNAIRE
from cases.packs.jurisdiction import Pack
from workflows.fields import Field
from workflows.questionnaire import Page, Questionnaire

ENTRY: Final = "entry"
"""The questionnaire of the pack that asks how a complaint came."""
CHANNEL: Final = "channel"
FACILITY: Final = "facility"
BOX: Final = "complaint_box"
IN_CUSTODY: Final = frozenset({BOX, "terminal"})
"""Channels that only people in custody use."""
DANGER = {"danger": "yes"}
_forms: dict[str, Questionnaire] = {}


def letter_form(pack: Pack) -> Questionnaire:
    """The web form as an officer fills it in for somebody; the same object as long as the pack is in force."""
    if pack.hash not in _forms:
        _forms.clear()
        core, short = pack.questionnaires[QUESTIONNAIRE], required_names(pack)
        _forms[pack.hash] = msgspec.structs.replace(
            core, pages=tuple(without_conditions(page, short) for page in core.pages)
        )
    return _forms[pack.hash]


def without_conditions(page: Page, required: frozenset[str]) -> Page:
    """The page as an officer reads it: hints and reasons are for whoever is asked themselves."""
    asked = tuple(
        replace(
            each, when=None, required=each.name in required, hint={}, why={},
            options=tuple(msgspec.structs.replace(one, hint={}) for one in each.options),
        )
        for each in page.questions
    )  # fmt: skip
    return msgspec.structs.replace(page, when=None, questions=asked)


def required_names(pack: Pack) -> frozenset[str]:
    return frozenset(each.name for each in asked_in_danger(pack) if each.required)


def asked_in_danger(pack: Pack) -> list[Field]:
    """The five questions of somebody whose life is in danger."""
    return [
        each
        for page in pack.questionnaires[QUESTIONNAIRE].pages
        if page.when is None or page.when.holds(DANGER, {})
        for each in page.questions
        if each.when is None or each.when.holds(DANGER, {})
    ]


def short_form(pack: Pack) -> tuple[Field, ...]:
    """What is asked first: those five, and the place where somebody is held."""
    names = {*(each.name for each in asked_in_danger(pack)), FACILITY}
    return tuple(each for page in letter_form(pack).pages for each in page.questions if each.name in names)


def rest_of_form(pack: Pack) -> tuple[Page, ...]:
    """The other questions of the web form, by its pages, for what a letter says of them."""
    short = {each.name for each in short_form(pack)}
    pages = (
        msgspec.structs.replace(page, questions=tuple(each for each in page.questions if each.name not in short))
        for page in letter_form(pack).pages
    )
    return tuple(page for page in pages if page.questions)


def how_it_came(pack: Pack, channel: str) -> tuple[Field, ...]:
    """What is asked of a complaint that came by this *channel*, without the channel itself."""
    facts = {CHANNEL: channel}
    return tuple(
        each
        for page in pack.questionnaires[ENTRY].pages
        for each in page.questions
        if each.name != CHANNEL and (each.when is None or each.when.holds(facts, {}))
    )


def channels_of(pack: Pack) -> Field:
    """The question by which way a complaint came."""
    return next(each for page in pack.questionnaires[ENTRY].pages for each in page.questions if each.name == CHANNEL)
