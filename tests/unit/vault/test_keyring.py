from cases.vault.keyring import OFFICER_EPOCH, Holder, Keyring
from cases.vault.keys import new_key

UNIT, OFFICER = Holder("unit", "KZ-75", 2), Holder("officer", "12", OFFICER_EPOCH)


def test_an_empty_ring_finds_nothing() -> None:
    assert not Keyring()
    assert Keyring().find([UNIT, OFFICER]) is None


def test_a_ring_finds_the_first_holder_it_has() -> None:
    unit, own = new_key(), new_key()
    ring = Keyring(units={("KZ-75", 2): unit}, officer=(12, own))
    assert ring.find([Holder("unit", "KZ-10", 1), UNIT, OFFICER]) == unit
    assert ring.find([OFFICER, UNIT]) == own


def test_another_unit_epoch_or_officer_is_not_found() -> None:
    ring = Keyring(units={("KZ-75", 2): new_key()}, officer=(12, new_key()))
    strangers = [
        Holder("unit", "KZ-75", 1),
        Holder("unit", "KZ-71", 2),
        Holder("officer", "13", 1),
        Holder("unit", "12", 1),
    ]
    assert ring.find(strangers) is None


def test_adding_units_leaves_the_first_ring_as_it_was() -> None:
    first = Keyring(units={("KZ-75", 1): new_key()}, officer=(12, new_key()))
    second = first.with_units({("KZ-75", 2): new_key()})
    assert set(first.units) == {("KZ-75", 1)}
    assert set(second.units) == {("KZ-75", 1), ("KZ-75", 2)}
    assert second.officer == first.officer


def test_a_ring_hides_what_is_on_it() -> None:
    assert repr(Keyring(units={("KZ-75", 1): new_key()}, officer=(12, new_key()), mailbox=new_key())) == "Keyring()"
