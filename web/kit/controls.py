"""A field as a form control, each kind of answer by its own component."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup

from web.i18n import NAMES, currency_sign, gettext, label, voice
from web.kit.components import component
from web.kit.current import current
from web.kit.fields import NO_PROBLEMS, NOTHING, Asked, Look, Raw
from web.kit.registers import Entry, entries_of, unit_entries
from web.kit.same import Same
from workflows.fields import Field, FieldKind, Problem, raw_names

MOST_BUTTONS: Final = 12
"""A choice among more than these is a list."""

KEPT: Final = 2048
"""Controls that are kept drawn, some 3 KB each: as many as the form and the acts have in three languages, and usual choices."""
TICKED: Final = frozenset({FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.BOOLEAN})


def control(
    field: Field, raw: Raw | None = None, problems: Mapping[str, Problem] | None = None, **look: bool | str
) -> Markup:
    """The control of one field: label, hint, what was typed so far, what is wrong with it, and why we ask.

    *look*: `heading` makes its label the page's h1, `small` draws denser boxes for the desk, `prefix` keeps ids apart
    where two forms of one page ask the same (names stay). Raises: ValueError for a kind that has no control here.
    """
    looks = Look(**look)  # type: ignore[arg-type]
    problem = (problems or NO_PROBLEMS).get(field.name)
    chosen = _of_a_few(field, raw or NOTHING)
    if problem is None and chosen is not None:
        return _draw_again(Same(field), looks, chosen, voice().language, current().pack.hash)
    return _draw(Asked(field, raw or NOTHING, problem, looks))


def _of_a_few(field: Field, raw: Raw) -> tuple[str, ...] | None:
    """What was chosen where it is nothing or one of the pack's own codes; None for words that somebody wrote."""
    if not any(name in raw for name in raw_names(field)):
        return ()
    chosen = tuple(raw.get(field.name, ()))
    known = {"true", "false"} if field.kind is FieldKind.BOOLEAN else field.values
    return chosen if field.kind in TICKED and all(each in known for each in chosen) else None


@lru_cache(maxsize=KEPT)
def _draw_again(same: Same[Field], look: Look, chosen: tuple[str, ...], _language: str, _pack: str) -> Markup:
    """The control as many see it: before anybody typed, or with a choice of the pack's. Nobody's own words are kept here."""
    return _draw(Asked(same.one, {same.one.name: chosen} if chosen else NOTHING, None, look))


def _draw(asked: Asked) -> Markup:
    draw = CONTROLS.get(asked.field.kind)
    if draw is None:
        raise ValueError(f"{asked.field.name}: no control for {asked.field.kind}")
    drawn = draw(asked)
    if asked.field.why:
        drawn += component(
            "details", {"summaryText": gettext("Why we ask"), "text": label(asked.field.why), "classes": "why"}
        )
    return drawn


def _text(asked: Asked) -> Markup:
    drawn = component("input", {**asked.single(), **_autocomplete(asked.field)})
    return drawn + _in_their_language(asked) if asked.field.reply and asked.look.reply_to else drawn


def _document(asked: Asked) -> Markup:
    usual = {"hint": {"text": gettext("Name, number and date, and where it is kept")}}
    return component("input", {**usual, **asked.single()})


def _case(asked: Asked) -> Markup:
    return component("input", {**asked.single(), "autocomplete": "off", "classes": "govuk-input--width-10"})


def _long_text(asked: Asked) -> Markup:
    drawn = component("textarea", {**asked.single(), "rows": str(asked.field.rows), **_autocomplete(asked.field)})
    return drawn + _in_their_language(asked) if asked.field.reply and asked.look.reply_to else drawn


def _in_their_language(asked: Asked) -> Markup:
    """In which language a reply is written: the complainant's unless somebody says otherwise and adds the same in theirs."""
    _, language, translation = asked.field.raw_names
    theirs = asked.look.reply_to
    stated, same = (" ".join(asked.raw.get(name, ())[-1:]) for name in (language, translation))
    items = [
        {"value": code, "text": NAMES.get(code, code), "selected": code == (stated or theirs)}
        for code in current().pack.languages
    ]
    wrong = asked.problem is not None and asked.problem.code == "not_their_language"
    select = component(
        "select",
        {
            "id": f"{asked.look.prefix}{language}", "name": language, "items": items,
            "label": {"text": gettext("The language that it is written in")},
        },
    )  # fmt: skip
    box = component(
        "textarea",
        {
            "id": f"{asked.look.prefix}{translation}", "name": translation, "value": same, "rows": str(asked.field.rows),
            "label": {"text": gettext("The same in the complainant's language")}, "autocomplete": "off",
        },
    )  # fmt: skip
    words = gettext("Not in %(language)s, which the complainant reads?", language=NAMES.get(theirs, theirs))
    return component("details", {"summaryText": words, "html": select + box, "open": wrong or bool(same)})


def _whole(asked: Asked) -> Markup:
    return component("input", {**asked.single(), "inputmode": "numeric", "classes": "govuk-input--width-5"})


def _money(asked: Asked) -> Markup:
    sign = {"text": currency_sign()}
    classes = "govuk-input--width-10"
    return component("input", {**asked.single(), "inputmode": "decimal", "classes": classes, "suffix": sign})


def _choice(asked: Asked) -> Markup:
    """Round buttons; a long list without hints (twenty regions) becomes one line to choose from, kinder on a phone."""
    options = asked.field.options
    if len(options) > MOST_BUTTONS and not any(option.hint for option in options):
        return _select(asked, [Entry(option.value, label(option.label)) for option in options])
    return component("radios", {**asked.group(), "items": _options(asked), **asked.look.classes("radios")})


def _choices(asked: Asked) -> Markup:
    return component("checkboxes", {**asked.group(), "items": _options(asked), **asked.look.classes("checkboxes")})


def _boolean(asked: Asked) -> Markup:
    yes = any(word in {"true", "yes", "on"} for word in asked.typed)
    items = [
        {"value": "true", "text": gettext("Yes"), "checked": yes},
        {"value": "false", "text": gettext("No"), "checked": bool(asked.last) and not yes},
    ]
    return component(
        "radios", {**asked.group(), "items": items, **asked.look.classes("radios", "govuk-radios--inline")}
    )


def _date(asked: Asked) -> Markup:
    """Three small boxes; a date that is only about right may leave day and month empty."""
    params = asked.group()
    if "hint" not in params:
        about = gettext("If you do not know the day or the month, leave it empty. For example, 11\u00a02026")
        exact = gettext("For example, 5\u00a011\u00a02026")
        params["hint"] = {"text": about if asked.field.kind == FieldKind.PARTIAL_DATE else exact}
    wrong = " govuk-input--error" if asked.problem else ""
    parts = (("day", gettext("Day"), 2), ("month", gettext("Month"), 2), ("year", gettext("Year"), 4))
    items = [
        {
            "name": part,
            "id": f"{asked.id}-{part}",
            "label": words,
            "value": " ".join(asked.raw.get(f"{asked.field.name}-{part}", ())[-1:]),
            "classes": f"govuk-input--width-{width}{wrong}",
        }
        for part, words, width in parts
    ]
    return component("date-input", {**params, "id": asked.id, "namePrefix": asked.field.name, "items": items})


def _entry(asked: Asked) -> Markup:
    return _select(asked, entries_of(current().pack, asked.field.register, asked.field.among))


def _unit(asked: Asked) -> Markup:
    return _select(asked, unit_entries(current().pack))


def _select(asked: Asked, entries: Sequence[Entry]) -> Markup:
    """A list grouped by region: the component has no groups, so the list is put into its place."""
    groups: dict[str, list[Markup]] = defaultdict(list)
    for entry in entries:
        mark = Markup(" selected") if entry.code == asked.last else Markup("")
        groups[entry.group].append(Markup('<option value="{}"{}>{}</option>').format(entry.code, mark, entry.name))
    inside = Markup('<option value="">{}</option>').format(gettext("Choose"))
    for name, options in groups.items():
        joined = Markup("").join(options)
        inside += Markup('<optgroup label="{}">{}</optgroup>').format(name, joined) if name else joined
    end = Markup("</select>")
    return component("select", {**asked.single(), "items": []}).replace(end, inside + end)


def _autocomplete(field: Field) -> dict[str, Any]:
    match field.autocomplete:
        case None | "":
            return {"autocomplete": "off"}
        case "tel":
            return {"autocomplete": "tel", "type": "tel", "classes": "govuk-input--width-20"}
        case "email":
            return {"autocomplete": "email", "type": "email", "spellcheck": False}
        case other:
            return {"autocomplete": other}


def _options(asked: Asked) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for option in asked.field.options:
        item: dict[str, Any] = {"value": option.value, "text": label(option.label)}
        item["checked"] = option.value in asked.typed
        if option.hint:
            item["hint"] = {"text": label(option.hint)}
        if option.alone:
            items.append({"divider": gettext("or")})
            item["behaviour"] = "exclusive"
        items.append(item)
    return items


CONTROLS: Final[Mapping[FieldKind, Callable[[Asked], Markup]]] = {
    FieldKind.TEXT: _text,
    FieldKind.PERSON: _text,
    FieldKind.DOCUMENT: _document,
    FieldKind.CASE: _case,
    FieldKind.LONG_TEXT: _long_text,
    FieldKind.WHOLE: _whole,
    FieldKind.MONEY: _money,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.DATE: _date,
    FieldKind.PARTIAL_DATE: _date,
    FieldKind.ENTRY: _entry,
    FieldKind.UNIT: _unit,
}
