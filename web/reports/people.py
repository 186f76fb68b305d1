"""Who complained, in words: a table for each question, for pages, sheets and papers alike."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from cases.packs.jurisdiction import Pack
from cases.reports.documents.plan import PEOPLE
from cases.reports.sheets import Cell
from cases.statistics.people import NOT_SAID, People
from cases.statistics.quarters import read_quarter
from web.i18n import gettext, label, percent, whole
from web.reports.tables import Table
from web.reports.words import UNIT_WORDS
from workflows.facts import Kind


def printed_tables(people: Sequence[People], pack: Pack) -> tuple[Table, ...]:
    """As `people_tables`, with how they are counted above the first: paper has nothing to unfold."""
    first, *others = people_tables(people, pack) or (None,)
    if first is None:
        return ()
    formula = label(pack.indicators[PEOPLE].formula)
    return (replace(first, about=f"{formula} {first.about}"), *others)


def people_tables(people: Sequence[People], pack: Pack) -> tuple[Table, ...]:
    """A table a question. An answer without a number was given by too few, or by nobody: which of the two is not told."""
    heads = (gettext("Answer"), gettext("Cases"), gettext("Share"))
    return tuple(
        Table(
            f"{PEOPLE}-{one.fact}",
            label(pack.facts[one.fact].label),
            about(one),
            heads,
            tuple((words, number, percent(number / one.total)) for words, number in answers_of(one, pack)),
            nothing=False,
        )
        for one in people
        if one.fact in pack.facts
    )


def answers_of(one: People, pack: Pack) -> Iterator[tuple[str, int]]:
    """Each answer that is told, in the pack's order; last what is left, where a case has one answer."""
    fact = pack.facts[one.fact]
    for code, number in [(code, one.alone[code]) for code in fact.options if code in one.alone]:
        yield label(fact.options[code]), number
    if NOT_SAID in one.alone:
        yield gettext("Not said"), one.alone[NOT_SAID]
    rest = one.total - sum(one.alone.values())
    if rest and fact.kind is not Kind.CHOICES:
        yield gettext("Other answers together, too few by themselves or not said"), rest


def about(one: People) -> str:
    """Of which quarters it speaks, and of which it cannot."""
    said = []
    if one.quarters:
        said.append(
            gettext(
                "%(cases)s cases of the quarters: %(quarters)s.", cases=whole(one.total), quarters=named(one.quarters)
            )
        )
    if one.silent:
        said.append(gettext("Too few answers to tell anything in: %(quarters)s.", quarters=named(one.silent)))
    return " ".join(said) or gettext("No quarter of this period is closed yet.")


def named(quarters: Sequence[str]) -> str:
    return ", ".join(quarter_words(one) for one in quarters)


def quarter_words(name: str) -> str:
    quarter = read_quarter(name)
    return gettext("quarter %(number)s of %(year)s", number=quarter.number, year=f"{quarter.year}")


def people_rows(people: Mapping[str, Sequence[People]], pack: Pack) -> Iterator[list[Cell]]:
    """The same as rows of a sheet, unit by unit, the country last; from and to are the first and last day that are told."""
    indicator = pack.indicators.by_name.get(PEOPLE)
    for unit, questions in people.items():
        whose = [unit, label(pack.units[unit].name) if unit else gettext("All units")]
        for one in questions:
            for words, number in answers_of(one, pack):
                first, last = (read_quarter(one.quarters[place]).period for place in (0, -1))
                yield [
                    *whose, f"{first.first}", f"{last.last}", "", "", PEOPLE, label(indicator.label) if indicator else "",
                    f"{label(pack.facts[one.fact].label)}: {words}", number, number, one.total, gettext(UNIT_WORDS["cases"]),
                    label(indicator.formula) if indicator else "", "", "",
                ]  # fmt: skip
