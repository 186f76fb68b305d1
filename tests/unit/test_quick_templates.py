"""Templates that cost less say the same as Jinja's own."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import pytest
from jinja2 import Environment, StrictUndefined, UndefinedError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from cases.packs.jurisdiction import Pack
from web.kit.current import Current, begin, once
from web.kit.quick_templates import QuickEnvironment

CASES: Mapping[str, str] = {
    "text is escaped": "{{ text }}{{ text | upper }}{{ 7 }}{{ none }}",
    "markup stays": "{{ mark }}{{ shout(text) }}{{ shout(mark) }}",
    "a macro of a macro": "{% macro b(x) %}<b>{{ x }}</b>{% endmacro %}{% macro i(x) %}{{ b(x) }}{% endmacro %}{{ i(text) }}",
    "defaults and names": "{% macro a(x, y='<', z=none) %}{{ x }}{{ y }}{{ z }}{% endmacro %}{{ a(1) }}{{ a(1, z=text) }}",
    "a block for a macro": "{% macro box(x) %}<p>{{ caller(x) }}</p>{% endmacro %}{% call(y) box(text) %}{{ y }}!{% endcall %}",
    "names in any order": "{% macro a(x, y=1) %}{{ x }}{{ y }}{% endmacro %}{{ a(y=2, x=text) }}{{ a(1, y=mark) }}",
    "more than a macro takes": "{% macro a(x) %}{{ x }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ a(text, 2, z=mark) }}",
    "kept text": "{% set kept %}<u>{{ text }}</u>{% endset %}{{ kept }}{{ kept ~ text }}",
    "methods": "{{ {'a': text}.get('a') }}{{ text.upper() }}{{ ', '.join([text, mark]) }}",
    "in a loop": "{% for one in [text, mark] %}{{ loop.index }}{{ shout(one) }}{{ told(one) }}{% endfor %}",
    "the context": "{% set own = 3 %}{{ told(text) }}",
}


@pass_context
def told(context: Context, value: object) -> str:
    return f"{value} of {sorted(context.get_all())}"[:40]


def shout(value: object) -> str:
    return f"{value}!"


def drawn(environment: Environment, source: str) -> str:
    environment.globals.update(shout=shout, told=told)
    values: dict[str, Any] = {"text": "<a & 'b'>", "mark": Markup("<em>so</em>")}
    return environment.from_string(source).render(values)


@pytest.mark.parametrize("source", CASES.values(), ids=list(CASES))
def test_a_template_says_the_same_as_one_of_jinja(source: str) -> None:
    options: dict[str, Any] = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True}
    assert drawn(QuickEnvironment(**options), source) == drawn(Environment(**options), source)


@pytest.mark.parametrize("called", ["a(1, 2)", "a(1, z=2)", "a(1, x=2)"])
def test_a_macro_refuses_what_it_does_not_take(called: str) -> None:
    environment = QuickEnvironment(autoescape=True, undefined=StrictUndefined)
    with pytest.raises(TypeError):
        environment.from_string("{% macro a(x) %}{{ x }}{% endmacro %}{{ " + called + " }}").render()


def test_what_is_not_there_is_still_an_error() -> None:
    environment = QuickEnvironment(autoescape=True, undefined=StrictUndefined)
    for source in ("{{ missing }}", "{{ missing(1) }}", "{{ {}.missing(1) }}"):
        with pytest.raises(UndefinedError):
            environment.from_string(source).render()


def noting(calls: list[object]) -> Callable[[object], object]:
    def note(value: object) -> object:
        calls.append(value)
        return value

    return note


def test_a_cell_that_rows_share_is_drawn_once_a_page_and_for_other_values_anew() -> None:
    page = Current("en", ("en",), "/", "", pack=cast("Pack", None), token=str, key=str)
    begin(page)
    calls: list[object] = []
    environment = QuickEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.update(once=once, note=noting(calls))
    source = (
        "{% macro a(x) %}<b>{{ note(x) }}</b>{% endmacro %}{% macro b(x) %}<i>{{ note(x) }}</i>{% endmacro %}"
        "{% for x in ['<', '>', '<'] %}{{ once(a, x) }}{{ once(b, x) }}{% endfor %}"
    )
    drawn = environment.from_string(source).render()
    assert drawn == "<b>&lt;</b><i>&lt;</i><b>&gt;</b><i>&gt;</i><b>&lt;</b><i>&lt;</i>"
    assert calls == ["<", "<", ">", ">"]
