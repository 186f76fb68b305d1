"""No name of a complainant goes to a body unless they agreed that this one may have it."""

from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from cases.acts.proceedings import Running
from cases.bodies.plan import BodyPage
from cases.casefile.words import Opener, filed
from cases.errors import InvalidAnswers
from cases.filing.naming import Person, named_in, parts_of
from cases.packs.jurisdiction import Pack
from cases.records import Case
from cases.search.identifiers import identifiers_in
from cases.viewer import Officer
from workflows.facts import UNKNOWN, Value
from workflows.fields import FieldKind, Problem

SEVERAL = 2
"""Parts that make a name: a first name alone is nobody's."""


def refuse_names(
    session: Session, case: Case, proceeding: Running, text: str, *, pack: Pack, viewer: Officer, field: str = "text"
) -> None:
    """Raises: InvalidAnswers (*field*) where words for a body name somebody of the case who did not agree to that.

    What they told us is opened with the officer's keys and compared in memory. Raises: CannotOpen.
    """
    page = pack.bodies.pages[proceeding.row.procedure]
    if may_name(page, proceeding.facts(case)):
        return
    told = filed(Opener(session, case, pack, viewer))
    people = [
        Person(0, "", frozenset(), parts)
        for one in told
        for question in asked_people(one.questionnaire.pages)
        if len(parts := parts_of(str(one.answers.get(question, "")))) >= SEVERAL
    ]
    numbers = {
        found
        for one in told
        for name in pack.search.identifiers
        for found in identifiers_in(str(one.answers.get(name, "")), pack.search)
    }
    if named_in([text], people) or numbers & identifiers_in(text, pack.search):
        raise InvalidAnswers({field: Problem("names_complainant", {})})


def may_name(page: BodyPage, facts: Mapping[str, Value]) -> bool:
    """Whether the complainant agreed that this body hears who they are."""
    return all(facts.get(name, UNKNOWN) in values for name, values in page.may_name.items())


def asked_people(pages: object) -> Iterator[str]:
    """Names of the questions that ask who somebody is."""
    for page in pages:  # type: ignore[attr-defined]
        yield from (question.name for question in page.questions if question.kind is FieldKind.PERSON)
