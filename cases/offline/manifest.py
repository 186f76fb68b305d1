"""The table of contents of a sealed case: which file opens which, and where each sealed word belongs."""

from typing import Literal

import msgspec

MANIFEST, README = "manifest.json", "README.txt"


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An age file that holds a private key. *opens*: its name below; *sealed_to*: a holder, or the name of another key."""

    file: str
    opens: str
    sealed_to: str
    public_key: str


class SealedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An age file of words. *key*: the name of the key that it is sealed to; *slot* and *sequence* stand inside it too."""

    file: str
    key: str
    slot: str
    sequence: int


class Parts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that was given to us: age files that are opened one by one and laid end to end; *about* says how long it is."""

    files: list[str]
    key: str
    about: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    arasha: Literal["sealed case 1"]
    reference: str
    case: int
    keys: list[KeyFile]
    sealed: list[SealedFile]
    evidence: list[Parts]


READ_ME = """\
{reference}

EN  This is one case as it was stored: sealed with the age format (age-encryption.org). It needs the private key of one of
    its holders, a file with a line AGE-SECRET-KEY-1…, here called unit.txt. With the program:
        arasha open-offline THIS.zip --key unit.txt --out FOLDER
    Without it, with the age tool alone, one after the other:
        age -d -i unit.txt keys/file-1.HOLDER.age > file-1.txt
        age -d -i file-1.txt keys/mailbox-1.age > mailbox-1.txt
        age -d -i mailbox-1.txt sealed/filing-1-1.age > filing.json
    manifest.json says which key opens which file. After the text of each word come one byte 0x80 and zero bytes: padding.
    What comes out is no longer sealed. Keep it like the paper file, and destroy it after use.

RU  Это одно дело в том виде, в каком оно хранилось: запечатано в формате age. Нужен закрытый ключ одного из держателей
    (файл со строкой AGE-SECRET-KEY-1…). Команды выше; manifest.json говорит, какой ключ что открывает. Открытое больше не
    защищено: храните как бумажное дело и уничтожьте после работы.

KK  Бұл бір іс, сақталған күйінде: age пішімімен мөрленген. Ұстаушылардың бірінің құпия кілті керек (AGE-SECRET-KEY-1… жолы
    бар файл). Командалар жоғарыда; қай кілт нені ашатынын manifest.json айтады. Ашылғаны енді қорғалмаған: қағаз істей
    сақтаңыз, жұмыс біткен соң жойыңыз.
"""
