"""What a case's journal says must be there, played through entry by entry: words, keys, and who may read."""

from typing import Any, Final

import msgspec

from cases.acts.sealed_answers import MESSAGE
from cases.circle.walls import LIFT, RAISE
from cases.evidence.reading import SCANNED
from cases.letters.system import LETTER
from cases.mailbox.codes import CHANGED, ISSUED
from cases.retention.acts import SHRED, Retained

FILING = "filing"
FIRST = 1

Word = tuple[int, str, str]
"""Sequence of an entry, kind of payload (`filing`, `message`, `letter`, or the slot of an act's answers), and its hash."""
Holder = tuple[str, str]
"""Kind and name."""


class Body(msgspec.Struct):
    """What an entry's body says of keys and readers."""

    keys: dict[str, Any] = {}
    unit: Any = None
    circle: Any = ()
    officers: Any = ()
    excluded: Any = ()
    let_in: Any = ()
    walled: Any = None
    joins: Any = ()
    asks: Any = ()
    moves: Any = None
    code: Any = None
    codes: Any = 0
    channel: Any = None
    language: Any = None
    questionnaire: Any = None
    evidence: Any = None
    checked: Any = None
    letter: Any = None
    reason: Any = None
    received: Any = None
    counts_from: Any = None


class Said(msgspec.Struct):
    """The parts of an entry that are read here, and those that its columns repeat."""

    sequence: int
    at: int
    actor: str
    act: str
    act_key: str
    commitments: dict[str, str]
    body: Body
    case: Any = None
    version: Any = None
    previous: Any = None


class Told(msgspec.Struct):
    """All that the entries of one case come to."""

    began: bool = False
    """Whether its first entry is there and can be read."""
    words: dict[Word, int] = msgspec.field(default_factory=dict)
    """How many of each there must be."""
    keys: dict[str, str] = msgspec.field(default_factory=dict)
    shredded: bool = False
    holders: set[Holder] = msgspec.field(default_factory=set)
    epoch: int = 1
    excluded: set[int] = msgspec.field(default_factory=set)
    asked: set[str] = msgspec.field(default_factory=set)
    """Units that the system let in, for somebody with a key to do it."""
    walled: Any = None
    walled_at: int = 0
    """When who reads was last decided person by person."""
    received: int = 0
    walls: list[tuple[int, int | None]] = msgspec.field(default_factory=list)
    """From when until when it counts as walled."""
    unit: Any = None
    code: bool = False
    """Whether the mailbox has one that opens it."""
    filed: tuple[Any, ...] | None = None
    """Channel, language, questionnaire, submission and moment of the complaint."""
    checked: dict[int, Any] = msgspec.field(default_factory=dict)
    """What the virus scanner said of each file."""
    letters: dict[Any, Any] = msgspec.field(default_factory=dict)
    """Columns of every letter that officers wrote, by its id."""
    moments: set[int] = msgspec.field(default_factory=set)
    retained: Retained = msgspec.field(default_factory=Retained)

    def hear(self, said: Said) -> None:
        """Take in one entry."""
        body = said.body
        for slot, fingerprint in said.commitments.items():
            kind = slot.partition(":")[0]
            if kind in (FILING, MESSAGE, LETTER) or "." in kind:
                word = (said.sequence, kind, fingerprint)
                self.words[word] = self.words.get(word, 0) + 1
        self.moments.add(said.at)
        self.shredded |= said.act == SHRED
        self.retained.hear(said.act, said.actor, said.at, body.reason)
        if body.keys:
            self.keys = {**{name: str(key) for name, key in body.keys.items()}, **self.keys}
        if said.sequence == FIRST:
            self.begin(said)
        elif said.act in (RAISE, LIFT):
            self.part(said)
        self.holders |= {("unit", unit) for unit in body.joins}
        self.asked |= set(body.asks)
        if body.moves is not None:
            self.unit = body.moves
        if said.act in (CHANGED, ISSUED):
            self.code = True
        if isinstance(body.letter, dict):
            self.letters[body.letter.get("id")] = body.letter
        if body.checked is not None and (said.act == SCANNED or body.evidence not in self.checked):
            self.checked[body.evidence] = body.checked

    def begin(self, said: Said) -> None:
        body = said.body
        self.began, self.holders = True, {("unit", unit) for unit in body.circle}
        self.excluded, self.walled, self.unit, self.code = set(body.excluded), body.walled, body.unit, bool(body.code)
        # An officer entered it later than it came: the entry says both.
        self.received = said.at if body.received is None else body.received
        if body.walled:
            self.walls = [(self.received, None)]
        if FILING in said.commitments:
            sent = said.act_key.partition(":")[2]
            self.filed = (body.channel, body.language, body.questionnaire, sent, self.received)

    def part(self, said: Said) -> None:
        """A wall, raised or lifted: a new epoch for a circle that is named whole."""
        body = said.body
        self.holders = {("unit", unit) for unit in body.circle} | {("officer", str(one)) for one in body.officers}
        self.excluded = (self.excluded | set(body.excluded)) - set(body.let_in)
        if bool(body.walled) != bool(self.walled):
            self.draw(said)
        self.walled, self.walled_at, self.epoch = body.walled, said.at, self.epoch + 1
        self.code &= not body.codes

    def draw(self, said: Said) -> None:
        """A wall begins, or the last one ends. By an entry from before walls had a moment, it always stood or never did."""
        if said.body.counts_from is None:
            self.walls = [(self.received, None)] if said.body.walled else []
        elif said.body.walled:
            self.walls.append((said.body.counts_from, None))
        elif self.walls:
            since, _ = self.walls.pop()
            if since != said.body.counts_from:
                self.walls.append((since, said.body.counts_from))


NOTHING: Final = Told()
"""Of a case that no entry speaks of."""


DECODE: Final = msgspec.json.Decoder(Said).decode
