"""How a person works a page: with a mouse, with the keyboard alone, or with a browser that fills in whole forms at once."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from playwright.sync_api import Locator

from tests.journeys.parts import Part

Answers = Mapping[str, str | Sequence[str]]
SELECTS = {"select-one", "select-multiple"}
TICKS = {"radio", "checkbox"}

MOST_TABS = 250
"""More presses of Tab than any page needs; whoever comes so far is trapped, or the control cannot be reached."""
FOCUSED = """controls => {
    const focused = document.activeElement;
    if (!controls.includes(focused)) return "elsewhere";
    const marked = [focused, ...(focused.labels || [])].some(one => ["", "::before"].some(part => {
        const look = getComputedStyle(one, part || null);
        return (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none";
    }));
    return marked ? "here" : "unseen";
}"""
"""Where the focus is, and whether it is seen: an outline or a shadow, of the control itself or of its label's drawn box."""
CHECKED, VALUE = "one => one.checked", "one => one.value"
FILL_AT_ONCE = """(form, answers) => {
    const folded = form.closest("details");
    if (folded) folded.open = true;
    return Object.entries(answers).filter(([name, given]) => {
        const controls = [...form.querySelectorAll(`[name="${name}"]`)].filter(one => one.type !== "hidden");
        for (const value of controls.length ? [given].flat() : []) {
            const [first] = controls;
            const among = first.options ? [...first.options] : first.type in {radio: 1, checkbox: 1} ? controls : null;
            const chosen = among ? among.find(one => one.value === value) : first;
            if (!chosen || first.disabled) throw new Error(`${name} cannot be ${value}`);
            if (first.options) chosen.selected = true; else if (among) chosen.checked = true; else first.value = value;
            for (const happens of ["input", "change"]) (first.options ? first : chosen).dispatchEvent(
                new Event(happens, {bubbles: true}));
        }
        return controls.length;
    }).map(([name]) => name);
}"""


class Hands(Protocol):
    """What can be done to a page. It is where it stands."""

    window: int
    """The height of the window that they need, in pixels."""

    def press(self, control: Part | Locator) -> None:
        """A button, a link or the head of something folded."""

    def unfold(self, form: Part) -> None:
        """Open what *form* is folded into, if it is."""

    def fill(self, form: Part, answers: Answers) -> set[str]:
        """Answer those questions that *form* asks; gives their names."""


class Fingers:
    """Whoever answers one question after the other."""

    window = 900

    def press(self, control: Part | Locator) -> None:
        raise NotImplementedError

    def write(self, control: Part, text: str) -> None:
        """Put *text* into a field in place of what stands there."""
        raise NotImplementedError

    def tick(self, boxes: Part, value: str) -> None:
        """Choose *value* among the radio buttons or boxes of one question."""
        raise NotImplementedError

    def pick(self, control: Part, value: str) -> None:
        """Choose *value* in a list."""
        raise NotImplementedError

    def unfold(self, form: Part) -> None:
        if form.ask("form => !!form.closest('details:not([open])')"):
            self.press(form.locator("xpath=ancestor::details[not(@open)]").locator("summary").first)

    def fill(self, form: Part, answers: Answers) -> set[str]:
        fields = form.within("[name]")
        kinds: dict[str, str] = dict(fields.ask_all("all => all.map(one => [one.name, one.type])"))
        asked = [name for name in kinds if name in answers and kinds[name] != "hidden"]
        for name in asked:
            given = answers[name]
            values = [given] if isinstance(given, str) else given
            controls = form.within(f'[name="{name}"]')
            for value in values:
                if kinds[name] in TICKS:
                    self.tick(controls, value)
                elif kinds[name] in SELECTS:
                    self.pick(controls, value)
                else:
                    self.write(controls, value)
        return set(asked)


class Mouse(Fingers):
    """Clicks."""

    def press(self, control: Part | Locator) -> None:
        (control.hand() if isinstance(control, Part) else control).click()

    def write(self, control: Part, text: str) -> None:
        control.hand().fill(text)

    def tick(self, boxes: Part, value: str) -> None:
        boxes.like(f'[value="{value}"]').hand().check()

    def pick(self, control: Part, value: str) -> None:
        control.hand().select_option(value)


class Keyboard(Fingers):
    """Tab, the arrows, Space and Enter; nothing is touched that cannot be reached so, or that does not show its focus."""

    def press(self, control: Part | Locator) -> None:
        self.reach(control)
        control.page.keyboard.press("Enter")

    def write(self, control: Part, text: str) -> None:
        self.reach(control)
        control.page.keyboard.press("Control+A")
        control.page.keyboard.type(text)

    def tick(self, boxes: Part, value: str) -> None:
        wanted = boxes.like(f'[value="{value}"]')
        if wanted.ask("one => one.type") == "checkbox":
            self.reach(wanted)
            if not wanted.ask(CHECKED):
                boxes.page.keyboard.press("Space")
            return
        self.reach(boxes)  # Tab stops once at a group of radio buttons: at the chosen one, or at an end of the group
        boxes.page.keyboard.press("Space")
        for _ in range(boxes.count()):
            if wanted.ask(CHECKED):
                return
            boxes.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not lead to {value}")

    def pick(self, control: Part, value: str) -> None:
        self.reach(control)
        for _ in range(control.ask("one => one.options.length")):
            if control.ask(VALUE) == value:
                return
            control.page.keyboard.press("ArrowDown")
        assert control.ask(VALUE) == value, f"the arrows do not lead to {value}"

    def reach(self, controls: Part | Locator) -> None:
        """Press Tab until one of *controls* has the focus, and see that it shows it."""
        look = controls.ask_all if isinstance(controls, Part) else controls.evaluate_all
        for _ in range(MOST_TABS):
            focus = look(FOCUSED)
            assert focus != "unseen", "the focus cannot be seen"
            if focus == "here":
                return
            controls.page.keyboard.press("Tab")
        raise AssertionError("no number of tabs leads there")


class AtOnce:
    """Whole forms by the page's own means: half of a browser's work on a page is done for single keys and clicks.

    For journeys whose point is the procedure; the same forms are worked by mouse and by keyboard in others.
    """

    window = 150  # nobody looks: what is not in the window is laid out and not painted

    def press(self, control: Part | Locator) -> None:
        if isinstance(control, Part):
            control.ask("one => one.click()")
        else:
            control.evaluate("one => one.click()")

    def unfold(self, form: Part) -> None:
        """Filling in does it."""

    def fill(self, form: Part, answers: Answers) -> set[str]:
        return set(form.ask(FILL_AT_ONCE, dict(answers)))
