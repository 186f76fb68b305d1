"""What is done of what is asked, in words: each criterion with figure and evidence, recommendations by body, proposals."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from cases.casefile.words import act_of
from cases.packs.jurisdiction import Pack
from cases.reports.documents.outside import told_outside
from cases.reports.figures import Figures, Share
from cases.reports.indicators import Indicator, Measured
from cases.reports.principles.evidence import Done
from cases.reports.principles.plan import Criterion, Standard
from cases.reports.principles.proposals import Proposal
from cases.reports.principles.reading import Fulfilled
from cases.reports.principles.recommended import Recommended
from cases.reports.sheets import Cell
from cases.reports.values import Value, value_of
from web.i18n import N_, day, gettext, label, percent, whole
from web.reports.mornings import registered
from web.reports.tables import Table
from web.reports.words import NOTHING, coded, few, in_words, note
from workflows.facts import Fact

CRITERIA_HEADS = (N_("What is asked"), N_("Figure"), N_("Value"), N_("Evidence in the journal"))
BODY_HEADS = (
    N_("Body"), N_("Recommendations served"), N_("Answered"), N_("Accepted"), N_("Carried out, as we saw"),
    N_("Accepted of the served"), N_("Carried out of the served"),
)  # fmt: skip
PROPOSAL_HEADS = (
    N_("To whom"),
    N_("What must change"),
    N_("Commitment"),
    N_("How far it is"),
    N_("Answer"),
    N_("Since"),
)


class Answered(msgspec.Struct, frozen=True):
    """A criterion and what there is to show for it. *figure* is empty where nothing here measures it."""

    label: str
    text: str
    figure: str
    value: str
    note: str
    formula: str
    evidence: tuple[str, ...]
    plain: Value


def answer_all(standard: Standard, found: Fulfilled, pack: Pack, *, outside: bool = False) -> tuple[Answered, ...]:
    """Every criterion of *standard*. *outside*: no small number is told, and of the journal only that it shows an act."""
    return tuple(answer(one, found, pack, outside=outside) for one in standard.criteria)


def answer(one: Criterion, found: Fulfilled, pack: Pack, *, outside: bool) -> Answered:
    indicator = pack.indicators.by_name.get(one.indicator)
    figures = found.figures.get(one.track, Figures())
    value, text, hint = figure_words(indicator, figures, pack, outside=outside) if indicator else (None, "", "")
    named = label(indicator.label) if indicator else ""
    return Answered(
        label=label(one.label),
        text=label(one.text),
        figure=f"{named} ({coded(pack, 'tracks', one.track)})" if one.track else named,
        value=text,
        note=hint,
        formula=label(indicator.formula) if indicator else "",
        evidence=tuple(evidence_words(one, found, pack, outside=outside)),
        plain=value,
    )


def figure_words(indicator: Indicator, figures: Figures, pack: Pack, *, outside: bool) -> tuple[Value, str, str]:
    if not outside:
        value = value_of(indicator.name, figures)
        return value, in_words(value, indicator.unit), ", ".join(each for each in (note(value), few(value)) if each)
    value, hidden = told_outside(indicator, figures, least=pack.indicators.least)
    if hidden:
        return None, gettext("not told: too few cases"), ""
    if isinstance(value, Share):
        return value, NOTHING if value.value is None else percent(round(value.value, 2)), ""
    return value, in_words(value, indicator.unit), ""


def evidence_words(one: Criterion, found: Fulfilled, pack: Pack, *, outside: bool) -> Iterator[str]:
    """Acts that the journal shows, each with how often and when last; of none, nothing. Outside: which, some by one name."""
    for name, done in done_by_name(one, found, pack).items():
        if not outside:
            yield gettext("%(act)s: %(times)s, last on %(day)s", act=name, times=whole(done.times), day=day(done.last))
        elif done.times >= pack.indicators.least:
            yield name


def done_by_name(one: Criterion, found: Fulfilled, pack: Pack) -> Mapping[str, Done]:
    """What was done, by the words for it: what several people may do each at their own stage is one thing to a reader."""
    by_name: dict[str, Done] = {}
    for each in one.acts:
        done, act = found.done.get(each), act_of(pack, each)
        if done is not None and act is not None:
            name = label(act.label)
            by_name[name] = done + by_name[name] if name in by_name else done
    return by_name


def criteria_table(standard: Standard, found: Fulfilled, pack: Pack, *, outside: bool) -> Table:
    nothing = gettext("No evidence here")
    rows = tuple(
        (
            f"{one.label}. {one.text}",
            one.figure or gettext("Nothing here measures it"),
            f"{one.value} ({one.note})" if one.note else one.value or NOTHING,
            "; ".join(one.evidence) or nothing,
        )
        for one in answer_all(standard, found, pack, outside=outside)
    )
    heads = tuple(gettext(head) for head in CRITERIA_HEADS)
    return Table(standard.name, label(standard.title), label(standard.source), heads, rows)


def bodies_table(found: Fulfilled, pack: Pack, *, outside: bool = False) -> Table:
    """Outside, only bodies with enough recommendations, and shares from which none can be counted."""
    told = [one for one in found.recommended if not outside or one.served >= pack.indicators.least]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (body_name(one.body, pack), one.served, *steps_of(one, outside=outside), *shares_of(one, pack, outside=outside))
        for one in told
    )
    heads = [gettext(head) for head in BODY_HEADS]
    if outside:
        del heads[2:5]
    about = gettext("General recommendations of the period, once served; remedies for one person are counted apart.")
    return Table("recommendations", gettext("Recommendations, by body"), about, tuple(heads), rows)


def steps_of(one: Recommended, *, outside: bool) -> tuple[int, ...]:
    return () if outside else (one.replied, one.accepted, one.implemented)


def shares_of(one: Recommended, pack: Pack, *, outside: bool) -> Sequence[str]:
    hidden = gettext("not told: too few")
    return [
        hidden
        if outside and min(share.part, share.whole - share.part) < pack.indicators.least
        else in_words(share, Measured.SHARE)
        for share in (one.acceptance, one.implementation)
    ]


def proposals_table(found: Fulfilled, pack: Pack) -> Table:
    rows = tuple(proposal_row(one, pack) for one in found.proposals)
    heads = tuple(gettext(head) for head in PROPOSAL_HEADS)
    about = gettext("Proposals that have been sent: those not settled yet, and those that moved in the period.")
    return Table("proposals", gettext("Proposals to change a law or a practice"), about, heads, rows)


def proposal_row(one: Proposal, pack: Pack) -> tuple[str, ...]:
    plan = pack.principles.proposing
    if plan is None:
        return ()
    return (
        body_name(one.body, pack),
        option(pack.facts[plan.change], one.change) or NOTHING,
        registered(pack, pack.facts[plan.commitment].register or "", one.commitment) if one.commitment else NOTHING,
        label(one.stage),
        option(pack.facts[plan.answer], one.answer) or gettext("no answer yet"),
        day(one.since),
    )


def option(fact: Fact, code: str) -> str:
    return label(fact.options[code]) if code in fact.options else ""


def body_name(code: str, pack: Pack) -> str:
    return registered(pack, "bodies", code) if code else gettext("Body not named")


def table_of(name: str, found: Fulfilled, pack: Pack, *, outside: bool) -> Table:
    """The table that a kept report calls *name*. Raises: KeyError for one that the pack does not know."""
    match name:
        case "recommendations":
            return bodies_table(found, pack, outside=outside)
        case "proposals":
            return proposals_table(found, pack)
    standards = {one.name: one for one in pack.principles.standards}
    return criteria_table(standards[name], found, pack, outside=outside)
