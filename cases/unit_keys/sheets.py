"""A recovery sheet on paper, in three languages, one for each holder; what was drawn is read again before it counts."""

import re
from datetime import date
from pathlib import Path
from typing import Final

from cases.errors import SheetMisprinted
from cases.filing.paper import draw_pdf

TEMPLATE: Final = Path(__file__).with_name("sheet.typ")
TITLE: Final = "Қалпына келтіру парағы · Лист восстановления · Recovery sheet"
HEAD: Final = {
    "kk": "Парақ {place}/{made} · {unit} · кілт {number} · {day}",
    "ru": "Лист {place}/{made} · {unit} · ключ {number} · {day}",
    "en": "Sheet {place}/{made} · {unit} · key {number} · {day}",
}
WORDS: Final = {
    "kk": """\
Осындай {needed} парақ бірге бөлімнің кілтін ашады. Біреуі ештеңе ашпайды. Ешкімге көрсетпеңіз; басқа парақтардан
бөлек, жабық конвертте сақтаңыз. Жоғалтсаңыз, бөлім басшысына айтыңыз.""",
    "ru": """\
Вместе такие листы ({needed}) открывают ключ подразделения, один не открывает ничего. Никому не показывайте; храните
отдельно от других, в закрытом конверте. Если он пропал, сообщите руководителю.""",
    "en": """\
Any {needed} such sheets together open the unit's key. One alone opens nothing. Show it to nobody; keep it apart from
the others, in a closed envelope. If it is lost, tell the head of the unit.""",
}
NUMBERED: Final = re.compile(r"(\d{1,2})\.\s+([a-z]+)")


def draw_sheet(unit: str, words: str, *, number: int, place: int, made: int, needed: int, day: date) -> bytes:
    """The sheet *place* of *made* as a PDF: what it is, in three languages, then its 33 words with their numbers.

    Read again as it was drawn: a template that lost or hid a word would be noticed years later, when nobody can make
    another. Raises: SheetMisprinted.
    """
    facts = {"unit": unit, "number": number, "place": place, "made": made, "needed": needed, "day": f"{day:%d.%m.%Y}"}
    said = [
        {"language": language, "head": head.format(**facts), "words": " ".join(WORDS[language].format(**facts).split())}
        for language, head in HEAD.items()
    ]
    drawn = draw_pdf(TEMPLATE.read_text("utf-8"), {"title": TITLE, "said": said, "words": words.split()})
    if read_words(drawn) != words.split():
        raise SheetMisprinted(unit, place)
    return drawn


def read_words(sheet: bytes) -> list[str]:
    """The numbered words on the first page, in the order of their numbers; what is cut off at its edge is not there."""
    import pypdfium2  # noqa: PLC0415 - sheets are made once in years

    page = pypdfium2.PdfDocument(sheet)[0]
    found = {int(number): word for number, word in NUMBERED.findall(page.get_textpage().get_text_bounded())}
    return [found[number] for number in sorted(found)]
