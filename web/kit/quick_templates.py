"""Jinja's templates, drawn with half the computing: what they mean stays, three of the steps between are shorter.

A queue of fifty cases calls two thousand functions and escapes three thousand values. Jinja looks at each function for three
kinds of marks before it calls it, makes a Markup of what is Markup already, and formats a text that has nothing to fill in.
"""

from collections.abc import Callable, MutableMapping
from functools import cache
from types import BuiltinMethodType, CodeType, FunctionType
from typing import Any

from jinja2 import Environment, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # the half in C

MARK = "jinja_pass_arg"
"""By which Jinja knows functions that want the context, its settings or the environment."""
PLAIN = frozenset({FunctionType, type(cache(escape))})


class QuickContext(Context):
    """Calls an ordinary function or macro straight away."""

    def call(self, wanted: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        kind = type(wanted)
        if kind is QuickMacro:
            return self.call_macro(wanted, args, kwargs)  # type: ignore[arg-type]
        if kind is not BuiltinMethodType and (kind not in PLAIN or MARK in wanted.__dict__):
            return super().call(wanted, *args, **kwargs)
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        return wanted(*args, **kwargs)

    def call_macro(self, macro: "QuickMacro", args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """What a macro gives for arguments that are its own: nothing to sort, and no copies of them. Others go Jinja's way."""
        if named:
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
        rest = macro.arguments[len(args) :]
        if not macro.plain or len(args) > len(macro.arguments) or not self.eval_ctx.autoescape:
            return macro(self.eval_ctx, *args, **named)
        if named and not named.keys() <= set(rest):
            return macro(self.eval_ctx, *args, **named)
        return marked(macro.draw(*args, *[named.get(name, missing) for name in rest] if rest else ()))


class QuickMacro(Macro):
    """What a macro gives in an escaping environment is Markup already."""

    def __init__(self, environment: Environment, macro: Callable[..., str], *given: Any, **settings: Any) -> None:
        super().__init__(environment, macro, *given, **settings)
        self.draw = macro
        self.plain = not (self.caller or self.catch_kwargs or self.catch_varargs)
        """It takes its arguments and nothing else."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> str:  # noqa: FBT001 - as Jinja calls it
        drawn: str = self._func(*arguments)
        return marked(drawn) if autoescape else drawn


def marked(drawn: str) -> Markup:
    """What an escaping template drew, as the Markup that it is: its class asks any text first whether it knows HTML."""
    return drawn if type(drawn) is Markup else str.__new__(Markup, drawn)


def escape_once(value: object) -> str:
    """What is put into the page: Markup as it is, anything else escaped. Of text no Markup is made: it is joined at once."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    return _escape_inner(value) if kind is str else escape(value)  # type: ignore[arg-type]


class QuickTemplate(Template):
    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 - as Jinja calls it
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """As Jinja's, with our escaping and macros in the place of those that the compiled module imports."""
        namespace: dict[str, Any] = {"environment": environment, "__file__": code.co_filename}
        exec(code, namespace)  # noqa: S102 - the template's own module, compiled by Jinja
        namespace |= {"escape": escape_once, "Macro": QuickMacro}
        made = cls._from_namespace(environment, namespace, globals)
        made._uptodate = uptodate  # noqa: SLF001 - as Jinja's own
        return made

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        """As Jinja's; that the importing page knows nothing by name that the environment does not is seen in one step."""
        if ctx is not None and ctx.globals_keys <= self.environment.globals.keys():
            ctx = None
        return super()._get_default_module(ctx)


class QuickEnvironment(Environment):
    """An escaping environment without coroutines whose templates cost less."""

    context_class = QuickContext
    template_class = QuickTemplate
