"""How a person works a page: with a mouse, or with the keyboard alone."""

from typing import Protocol

from playwright.sync_api import Locator

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


class Hands(Protocol):
    """What can be done to one control. The page is where it stands."""

    def press(self, control: Locator) -> None:
        """A button, a link or the head of something folded."""

    def write(self, control: Locator, text: str) -> None:
        """Put *text* into a field in place of what stands there."""

    def tick(self, boxes: Locator, value: str) -> None:
        """Choose *value* among the radio buttons or boxes of one question."""

    def pick(self, control: Locator, value: str) -> None:
        """Choose *value* in a list."""


class Mouse:
    """Clicks."""

    def press(self, control: Locator) -> None:
        control.click()

    def write(self, control: Locator, text: str) -> None:
        control.fill(text)

    def tick(self, boxes: Locator, value: str) -> None:
        boxes.and_(boxes.page.locator(f'[value="{value}"]')).check()

    def pick(self, control: Locator, value: str) -> None:
        control.select_option(value)


class Keyboard:
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
