"""Who may see which figures."""

from zoneinfo import ZoneInfo

import pytest

from cases.errors import NotAllowed
from cases.reports.scopes import House, Scope, scope_of
from cases.vault.keyring import Keyring
from cases.viewer import Complainant, Nobody, Officer, System, Viewer

UNITS = ("KZ-10", "KZ-75", "KZ-HO", "KZ-NP", "KZ-IN")
HOUSE = House(units=UNITS, head_office="KZ-HO", integrity="KZ-IN", zone=ZoneInfo("Asia/Almaty"))
OTHERS = Scope(("KZ-10", "KZ-75", "KZ-HO", "KZ-NP"))


def officer(unit: str, *roles: str) -> Officer:
    return Officer(
        id=1, username="o", name="O", unit=unit, roles=frozenset(roles), languages=("kk",), keyring=Keyring()
    )


@pytest.mark.parametrize(
    ("viewer", "scope"),
    [
        (officer("KZ-75", "representative"), Scope(("KZ-75",))),
        (officer("KZ-75", "representative", "caseworker"), Scope(("KZ-75",))),
        (officer("KZ-75", "supervisor"), Scope(("KZ-75",))),
        (officer("KZ-NP", "npm"), Scope(("KZ-NP",))),
        (officer("KZ-HO", "supervisor"), OTHERS),
        (officer("KZ-HO", "commissioner"), OTHERS),
        (officer("KZ-HO", "auditor"), OTHERS),
        (officer("KZ-IN", "integrity"), Scope(("KZ-IN",), walled=True)),
        (officer("KZ-IN", "supervisor"), Scope(("KZ-IN",), walled=True)),
        (System(), OTHERS),
    ],
)
def test_head_office_sees_every_unit_but_integrity_and_others_their_own(viewer: Viewer, scope: Scope) -> None:
    assert scope == scope_of(viewer, HOUSE)


@pytest.mark.parametrize(
    "viewer",
    [
        Nobody(),
        Complainant(1, Keyring()),
        officer("KZ-75", "caseworker"),
        officer("KZ-HO", "administrator"),
        officer("KZ-IN", "commissioner"),
    ],
)
def test_whoever_reads_no_reports_is_refused(viewer: Viewer) -> None:
    with pytest.raises(NotAllowed):
        scope_of(viewer, HOUSE)


def test_a_unit_outside_the_scope_is_refused_and_none_asked_means_all() -> None:
    scope = Scope(("KZ-10", "KZ-75"))
    assert scope.narrow(()) == ("KZ-10", "KZ-75")
    assert scope.narrow({"KZ-75"}) == ("KZ-75",)
    with pytest.raises(NotAllowed):
        scope.narrow({"KZ-75", "KZ-HO"})


def test_nobody_outside_the_integrity_unit_may_even_ask_for_it() -> None:
    with pytest.raises(NotAllowed):
        scope_of(officer("KZ-HO", "commissioner"), HOUSE).narrow({"KZ-IN"})
