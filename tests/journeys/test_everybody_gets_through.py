"""Every track in every language, by every kind of hand, screen and sight: from the start page to the mailbox and further.

Fifteen people, not four hundred and eighty: each value of each way of using a browser meets each track, each language and each
value of every other way. A test holds that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, NamedTuple

import pytest
from playwright.sync_api import Response

from tests.harness.scales import Scales
from tests.journeys.hands import Answers, Hands, Keyboard, Mouse
from tests.journeys.person import Person

FIRST_BYTES, NEXT_BYTES = 45_000, 12_000
LANGUAGES = ("kk", "ru", "en")
BIG_TEXT = "() => { document.documentElement.style.fontSize = '200%'; }"


class Way(NamedTuple):
    """How somebody uses a browser."""

    scripts: bool
    hands: type[Hands]
    width: int
    text: int
    """Size of letters in per cent; twice as large on a desk's screen only, as WCAG 1.4.4 and 1.4.10 ask for."""
    forced_colors: bool


T, F = True, False
WAYS: Final[Sequence[Sequence[Way]]] = (
    (Way(T, Keyboard, 320, 100, F), Way(F, Mouse, 1280, 200, F), Way(T, Mouse, 1280, 100, T)),
    (Way(F, Keyboard, 320, 100, T), Way(T, Mouse, 1280, 200, T), Way(F, Mouse, 1280, 100, F)),
    (Way(T, Keyboard, 1280, 200, F), Way(F, Mouse, 320, 100, T), Way(T, Mouse, 1280, 100, F)),
)
BASIC: Answers = {
    "danger_24h": "no", "filed_by": "self", "contact_route": "code_only", "about_us": "no", "identity": "named",
    "consents": "processing", "story": "Көмектесіңіздер. Помогите. Help us.",
}  # fmt: skip
TRACKS: Final[dict[str, Answers]] = {
    "harassment": {**BASIC, "track": "harassment", "region": "KZ-39", "body_kind": "private"},
    "detention": {**BASIC, "track": "detention", "region": "KZ-75", "facility": "F-7501", "body_kind": "facility"},
    "business": {**BASIC, "track": "business", "region": "KZ-39", "body_kind": "private"},
    "environment": {**BASIC, "track": "environment", "region": "KZ-75", "body_kind": "local"},
    "other": {**BASIC, "track": "other", "region": "KZ-19", "body_kind": "central"},
}
PEOPLE: Final = [
    (track, language, WAYS[place % 3][(place + turn + place // 3) % 3])
    for place, track in enumerate(TRACKS)
    for turn, language in enumerate(LANGUAGES)
]


def test_the_fifteen_cover_each_way_with_each_track_each_language_and_each_other_way() -> None:
    met = [dict(zip(("track", "language", *Way._fields), (*who[:2], *who[2]), strict=True)) for who in PEOPLE]
    for one, other in combinations(met[0], 2):
        every = {(a[one], b[other]) for a in met for b in met} - {(320, 200)}
        assert {(a[one], a[other]) for a in met} >= every, (one, other)


@dataclass
class Watched(Person):
    """Somebody each of whose pages is weighed, measured and shown to axe."""

    way: Way = WAYS[0][0]
    weights: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.scales = Scales(self.page)

    def arrive(self, response: Response | None) -> None:
        super().arrive(response)
        self.weights.append((self.path, self.scales.read()))
        if self.way.text > 100:
            self.page.evaluate(BIG_TEXT)
        self.check_width()
        if self.way.scripts:  # without scripts axe cannot run either
            self.check_accessibility()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("track", "language", "way"), PEOPLE, ids=[f"{track}-{language}" for track, language, _ in PEOPLE]
)
def test_everybody_gets_from_the_start_page_to_an_answer_in_the_mailbox(
    somebody: Callable[..., Person], track: str, language: str, way: Way
) -> None:
    person = somebody(
        language=language, scripts=way.scripts, width=way.width, hands=way.hands(), forced_colors=way.forced_colors,
        kind=Watched, way=way,
    )  # fmt: skip
    assert isinstance(person, Watched)
    sent = person.complain(TRACKS[track])
    person.enter_mailbox()
    assert sent.reference in person.text
    person.press(person.main.within('a[href$="/mailbox/more"]'))
    person.submit(person.form())
    first, *others = person.weights
    assert first[1] <= FIRST_BYTES, first
    assert not [each for each in others if each[1] > NEXT_BYTES]
