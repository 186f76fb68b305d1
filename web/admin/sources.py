"""Units and acts as a pack's file names them, for people: an answer, a fact, an office; procedure, stage, act."""

from cases.packs.jurisdiction import Pack
from cases.publication.change import Change, Kind
from cases.publication.doers import ANYWHERE, acts_of
from web.i18n import gettext, label
from web.kit.rules import fact_name, result_words
from workflows.fields import Field


def source_words(one: Change, word: str, pack: Pack) -> str:
    """A unit by its code or word, or the answer or fact that names it; of a message, the answer that is sent."""
    how, _, name = word.partition(" ")
    if one.kind is Kind.MESSAGE:
        return field_name(one.where, word, pack)
    if how == "answer" and name:
        return gettext("the office named in the answer “%(answer)s”", answer=field_name(one.where, name, pack))
    if how == "fact" and name:
        return gettext("the office named by “%(fact)s”", fact=fact_name(name, pack))
    if word == "lead":
        return gettext("the office that answers")
    return result_words(word, pack) if word else ""


def field_name(where: tuple[str, ...], name: str, pack: Pack) -> str:
    """What the question *name* of an act is called."""
    procedure, stage, act = where if len(where) == 3 else (where[0], ANYWHERE, "")
    acts = acts_of(pack.procedures[procedure]) if procedure in pack.procedures else {}
    asked = acts[stage, act].asks if (stage, act) in acts else ()
    return next((label(each.label) for each in asked if each.name == name), name)


def place_of_act(where: tuple[str, ...], pack: Pack) -> str:
    """A questionnaire or procedure by its title, then the stage and the act, or the question."""
    first, *rest = where
    if first in pack.questionnaires:
        asked = questions(pack, first).get(rest[0])
        return f"{label(pack.questionnaires[first].title)} · {label(asked.label) if asked is not None else rest[0]}"
    procedure = pack.procedures[first]
    parts = [label(procedure.title)]
    if len(rest) == 1 and rest[0] not in procedure.stages:
        parts.append(next((label(each.label) for each in every_field(pack, first) if each.name == rest[0]), rest[0]))
    elif rest:
        parts.append(gettext("At any stage") if rest[0] == ANYWHERE else label(procedure.stages[rest[0]].label))
    if len(rest) > 1:
        parts.append(
            label(acts_of(procedure)[rest[0], rest[1]].label) if (rest[0], rest[1]) in acts_of(procedure) else rest[1]
        )
    return " · ".join(parts)


def questions(pack: Pack, questionnaire: str) -> dict[str, Field]:
    return {each.name: each for page in pack.questionnaires[questionnaire].pages for each in page.questions}


def every_field(pack: Pack, procedure: str) -> list[Field]:
    return [each for act in acts_of(pack.procedures[procedure]).values() for each in act.asks]
