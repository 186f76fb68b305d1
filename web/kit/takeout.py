"""Everything about one complainant as files that anybody can open: plain texts, a table, the signed proof, the files."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from markupsafe import Markup

from cases.database import Database
from cases.evidence import reading
from cases.evidence.store import Store
from cases.exporting.gathering import Everything
from cases.exporting.zipping import zip_stream
from cases.letters.paper import draw_paper
from cases.mailbox.papers import find_paper
from cases.packs.jurisdiction import Pack
from cases.proofs.statement import sign_statements
from cases.proofs.words import write_words
from cases.reports.sheets import write_csv
from cases.secrets_folder import Secrets
from cases.viewer import Complainant
from web.i18n import day, gettext, label, moment
from web.kit.answers import answer
from workflows.fields import Field, FieldKind

Entry = tuple[str, Iterator[bytes], bool]


def pack_everything(
    everything: Everything, *, pack: Pack, secrets: Secrets, database: Database, store: Store, viewer: Complainant, at: datetime
) -> Iterator[bytes]:  # fmt: skip
    """The zip, a piece at a time. The texts are in the page's language and made before the first piece is given out."""
    texts = [(name, iter([content]), True) for name, content in texts_of(everything, pack, secrets)]
    papers = papers_of(everything, pack, database, viewer)
    return zip_stream(
        [*texts, *papers, *files_of(everything, database, store, viewer, at)], at=at.astimezone(pack.zone)
    )


def texts_of(everything: Everything, pack: Pack, secrets: Secrets) -> list[tuple[str, bytes]]:
    about = gettext("This proves that the institution has this complaint, since when, and that its words are these.")
    view = everything.view
    found = [
        ("README.txt", readme()),
        ("about.txt", about_words(everything, pack)),
        ("filed.txt", "\n\n".join(filed_words(everything))),
        ("messages.txt", "\n\n".join(message_words(everything))),
        *((f"letters/{number:02}.txt", letter) for number, letter in enumerate(letter_words(everything), 1)),
    ]
    facts = [[gettext("What"), gettext("Value")], *([name, shown(value)] for name, value in sorted(view.facts.items()))]
    return [
        *((name, text.encode() + b"\n") for name, text in found),
        ("facts.csv", write_csv(facts)),
        ("opened.csv", write_csv([[gettext("Opened by us")], *([moment(one)] for one in everything.looked)])),
        ("proof.json", sign_statements(everything.statements, key=secrets.proof, about=about)),
        ("words.json", write_words(list(everything.words))),
    ]


def papers_of(everything: Everything, pack: Pack, database: Database, viewer: Complainant) -> Iterator[Entry]:
    """Letters that two people signed, as they were printed; each drawn when its turn comes."""
    for number, letter in enumerate(everything.view.letters, 1):
        if letter.paper:
            paper, files = database.read(find_paper, letter.id, pack=pack, viewer=viewer)
            yield f"letters/{number:02}.pdf", iter([draw_paper(files, paper)]), False


def files_of(
    everything: Everything, database: Database, store: Store, viewer: Complainant, at: datetime
) -> Iterator[Entry]:  # fmt: skip
    """The files that the complainant gave, each opened when its turn comes."""
    for number, one in enumerate(everything.files, 1):
        found = database.write(reading.open_file, "", one.id, "original", viewer=viewer, at=at)
        yield f"files/{number:02}-{found.name}", found.pieces(store), False


def readme() -> str:
    lines = [
        ("about.txt", gettext("number, office, where it stands")),
        ("filed.txt", gettext("what you told us")),
        ("messages.txt, letters", gettext("what was written, both ways")),
        ("facts.csv", gettext("what our programs go by")),
        ("opened.csv", gettext("when we opened it")),
        ("files", gettext("the files that you gave us")),
        ("proof.json, words.json", gettext("a signed proof, and the words that it is about, for a program")),
    ]
    return "\n".join(
        [
            gettext("Everything that we hold about your complaint and that is yours."),
            "",
            *(f"{name}: {words}" for name, words in lines),
            "",
            gettext("Our notes, what others told us and drafts are not in it: other people's rights are in them."),
        ]
    )


def about_words(everything: Everything, pack: Pack) -> str:
    view = everything.view
    lines = [
        (gettext("Number"), view.reference),
        (gettext("Office"), label(pack.units[view.unit].name)),
        (gettext("Status"), label(view.status)),
        (gettext("Since"), day(view.since)),
        (gettext("Received"), moment(view.received_at)),
        (gettext("Our answer is due"), day(view.answer_by)),
        *((gettext("To be put right"), f"{label(one.status)}") for one in view.remedies),
    ]
    return "\n".join(f"{name}: {value}" for name, value in lines)


def filed_words(everything: Everything) -> Iterator[str]:
    for filed in everything.filed:
        yield f"== {moment(filed.at)}"
        fields = [field for page in filed.questionnaire.pages for field in page.questions]
        for field in fields:
            if field.name in filed.answers:
                yield f"{label(field.label)}\n{plain(field, filed.answers[field.name])}"


def message_words(everything: Everything) -> Iterator[str]:
    you, we = gettext("From you"), gettext("From us")
    for one in everything.view.messages:
        if one.text:
            yield f"== {moment(one.at)}, {you if one.sender == 'complainant' else we}\n{one.text}"


def letter_words(everything: Everything) -> Iterator[str]:
    for one in everything.view.letters:
        yield f"{one.title}\n{moment(one.at)}\n\n{one.text}"


def plain(field: Field, value: Any) -> str:
    """A saved answer in words without markup; lines of long texts are kept."""
    if field.kind is FieldKind.LONG_TEXT:
        return str(value)
    if field.kind is FieldKind.CHOICES:
        known = {option.value: label(option.label) for option in field.options}
        return ", ".join(known.get(str(one), str(one)) for one in value)
    return str(Markup(answer(field, value)).striptags())  # noqa: S704 - nothing is marked safe: the tags go


def shown(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
