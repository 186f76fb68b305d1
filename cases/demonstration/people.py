"""Made-up officers: names by lot from lists, so that the same seed gives the same staff."""

from random import Random

import msgspec

from cases.packs.jurisdiction import Pack
from cases.vault import passphrases, totp

SURNAMES = (
    *(
        "Ахметов",
        "Серикбаев",
        "Жумабеков",
        "Оспанов",
        "Касымов",
        "Нурланов",
        "Ибраев",
        "Байжанов",
        "Тлеуов",
        "Сагинтаев",
    ),
    *("Кожахметов", "Дюсенов", "Абенов", "Муратов", "Есенов", "Кенжебаев", "Рахимов", "Шарипов", "Ким", "Ковалёв"),
)
MEN = ("Асқар", "Ерлан", "Нұрлан", "Данияр", "Бауыржан", "Тимур", "Марат", "Қайрат", "Руслан", "Әділет")
WOMEN = ("Айгүл", "Динара", "Гүлнар", "Сәуле", "Жанар", "Мадина", "Әсел", "Ботагөз", "Алия", "Раушан")
ROLES_BY_KIND = {
    "region": (("representative",), ("caseworker", "intake"), ("caseworker",)),
    "head": (
        ("supervisor",),
        ("commissioner",),
        ("caseworker", "intake"),
        ("caseworker",),
        ("auditor",),
        ("administrator",),
    ),
    "npm": (("npm",),),
    "integrity": (("integrity",), ("integrity",)),
    "duty": (("supervisor",), ("intake", "caseworker")),
}
SHORT = {"head": "ho", "npm": "np", "integrity": "in", "duty": "du"}


class Account(msgspec.Struct, frozen=True):
    """How to sign in as one made-up officer. Written to `demo-accounts.json`, mode 600, and nowhere else."""

    role: str
    roles: tuple[str, ...]
    unit: str
    username: str
    name: str
    languages: tuple[str, ...]
    password: str
    totp_secret: str


def make_accounts(pack: Pack, lot: Random) -> list[Account]:
    """Staff for every unit of the pack: names by *lot*, passphrases and TOTP secrets by the system's own random source."""
    accounts: list[Account] = []
    for unit in pack.units.values():
        counts: dict[str, int] = {}
        for roles in ROLES_BY_KIND[unit.kind]:
            role = roles[0]
            counts[role] = counts.get(role, 0) + 1
            place = SHORT.get(unit.kind, unit.code.removeprefix("KZ-").lower())
            number = counts[role] if counts[role] > 1 else ""
            accounts.append(
                Account(
                    role=role,
                    roles=roles,
                    unit=unit.code,
                    username=f"{role}{number}.{place}",
                    name=made_up_name(lot),
                    languages=tuple(lot.sample(("kk", "ru"), k=2) + (["en"] if lot.random() < 0.3 else [])),
                    password=passphrases.suggest(),
                    totp_secret=totp.new_totp_secret(),
                )
            )
    return accounts


def made_up_name(lot: Random) -> str:
    surname = lot.choice(SURNAMES)
    if lot.random() < 0.5:
        return f"{lot.choice(MEN)} {surname}"
    return f"{lot.choice(WOMEN)} {surname + 'а' if surname.endswith(('в', 'ев', 'ов')) else surname}"
