"""How a person works a page: with a mouse, with the keyboard alone, or with a browser that fills in whole forms at once."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from playwright.sync_api import Locator

Answers = Mapping[str, str | Sequence[str]]
SELECTS = {"select-one", "select-multiple"}
TICKS = {"radio", "checkbox"}

MOST_TABS = 250
"""More presses of Tab than any page needs; whoever comes so far is trapped, or the control cannot be reached."""
FOCUSED = "controls => controls.includes(document.activeElement)"
MARKED = """() => {
    const focused = document.activeElement;
    return [focused, ...(focused.labels || [])].some(one => ["", "::before"].some(part => {
        const look = getComputedStyle(one, part || null);
        return (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none";
    }));
}"""
"""Whether what has the focus shows it: an outline or a shadow, of the control itself or of its label's drawn box."""
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

    def press(self, control: Locator) -> None:
        """A button, a link or the head of something folded."""

    def unfold(self, form: Locator) -> None:
        """Open what *form* is folded into, if it is."""

    def fill(self, form: Locator, answers: Answers) -> set[str]:
        """Answer those questions that *form* asks; gives their names."""


class Fingers:
    """Whoever answers one question after the other."""

    def press(self, control: Locator) -> None:
        raise NotImplementedError

    def write(self, control: Locator, text: str) -> None:
        """Put *text* into a field in place of what stands there."""
        raise NotImplementedError

    def tick(self, boxes: Locator, value: str) -> None:
        """Choose *value* among the radio buttons or boxes of one question."""
        raise NotImplementedError

    def pick(self, control: Locator, value: str) -> None:
        """Choose *value* in a list."""
        raise NotImplementedError

    def unfold(self, form: Locator) -> None:
        folded = form.locator("xpath=ancestor::details[not(@open)]")
        if folded.count():
            self.press(folded.locator("summary").first)

    def fill(self, form: Locator, answers: Answers) -> set[str]:
        kinds: dict[str, str] = dict(form.locator("[name]").evaluate_all("all => all.map(one => [one.name, one.type])"))
        asked = [name for name in kinds if name in answers and kinds[name] != "hidden"]
        for name in asked:
            given = answers[name]
            values = [given] if isinstance(given, str) else given
            controls = form.locator(f'[name="{name}"]')
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

    def press(self, control: Locator) -> None:
        control.click()

    def write(self, control: Locator, text: str) -> None:
        control.fill(text)

    def tick(self, boxes: Locator, value: str) -> None:
        boxes.and_(boxes.page.locator(f'[value="{value}"]')).check()

    def pick(self, control: Locator, value: str) -> None:
        control.select_option(value)


class Keyboard(Fingers):
    """Tab, the arrows, Space and Enter; nothing is touched that cannot be reached so, or that does not show its focus."""

    def press(self, control: Locator) -> None:
        self.reach(control)
        control.page.keyboard.press("Enter")

    def write(self, control: Locator, text: str) -> None:
        self.reach(control)
        control.page.keyboard.press("Control+A")
        control.page.keyboard.type(text)

    def tick(self, boxes: Locator, value: str) -> None:
        wanted = boxes.and_(boxes.page.locator(f'[value="{value}"]'))
        if wanted.get_attribute("type") == "checkbox":
            self.reach(wanted)
            if not wanted.is_checked():
                boxes.page.keyboard.press("Space")
            return
        self.reach(boxes)  # Tab stops once at a group of radio buttons: at the chosen one, or at an end of the group
        boxes.page.keyboard.press("Space")
        for _ in range(boxes.count()):
            if wanted.is_checked():
                return
            boxes.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not lead to {value}")

    def pick(self, control: Locator, value: str) -> None:
        self.reach(control)
        for _ in range(control.locator("option").count()):
            if control.input_value() == value:
                return
            control.page.keyboard.press("ArrowDown")
        assert control.input_value() == value, f"the arrows do not lead to {value}"

    def reach(self, controls: Locator) -> None:
        """Press Tab until one of *controls* has the focus, and see that it shows it."""
        for _ in range(MOST_TABS):
            if controls.evaluate_all(FOCUSED):
                assert controls.evaluate_all(MARKED), "the focus cannot be seen"
                return
            controls.page.keyboard.press("Tab")
        raise AssertionError("no number of tabs leads there")


class AtOnce:
    """Whole forms by the page's own means: half of a browser's work on a page is done for single keys and clicks.

    For journeys whose point is the procedure; the same forms are worked by mouse and by keyboard in others.
    """

    def press(self, control: Locator) -> None:
        control.evaluate("one => one.click()")

    def unfold(self, form: Locator) -> None:
        """Filling in does it."""

    def fill(self, form: Locator, answers: Answers) -> set[str]:
        return set(form.evaluate(FILL_AT_ONCE, dict(answers)))
