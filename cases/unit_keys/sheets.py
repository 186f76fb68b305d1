"""A recovery sheet as plain text in three languages, for printing at founding and after a recovery."""

from datetime import date

COLUMNS = 3
WORDS = (
    """\
Қалпына келтіру парағы {place}/{made} · бөлім {unit} · кілт {number} · {day}
Осындай {needed} парақ бірге бөлімнің кілтін ашады. Біреуі ештеңе ашпайды. Ешкімге көрсетпеңіз.""",
    """\
Лист восстановления {place}/{made} · подразделение {unit} · ключ {number} · {day}
{needed} таких листа вместе открывают ключ подразделения. Один не открывает ничего. Никому не показывайте.""",
    """\
Recovery sheet {place}/{made} · unit {unit} · key {number} · {day}
{needed} such sheets together open the unit's key. One alone opens nothing. Show it to nobody.""",
)


def sheet_text(unit: str, words: str, *, number: int, place: int, made: int, needed: int, day: date) -> str:
    """The sheet *place* of *made*: what it is, in three languages, then its 33 words with their numbers."""
    facts = {"unit": unit, "number": number, "place": place, "made": made, "needed": needed, "day": f"{day:%d.%m.%Y}"}
    numbered = [f"{index:2}. {word:<10}" for index, word in enumerate(words.split(), start=1)]
    lines = ["   ".join(numbered[start : start + COLUMNS]).rstrip() for start in range(0, len(numbered), COLUMNS)]
    return "\n\n".join([*(text.format(**facts) for text in WORDS), "\n".join(lines)]) + "\n"
