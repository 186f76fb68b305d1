"""Known answers pin the derivation: a change of it would close every mailbox and account there is."""

from threading import BoundedSemaphore, Event, Thread

import pytest

from cases.vault.codes import Code
from cases.vault.codes import derive as derive_code
from cases.vault.passphrases import SALT
from cases.vault.passphrases import derive as derive_passphrase
from cases.vault.pepper import Pepper
from cases.vault.stretching import CODE_COST, STAFF_COST, Cost, code_gate, staff_gate, stretch

CHEAP = Cost(memory_kib=8, passes=1)
PEPPER = Pepper(bytes(range(32)), CHEAP, CHEAP)


def test_the_costs_are_those_that_were_measured() -> None:
    assert (CODE_COST.memory_kib, CODE_COST.passes) == (19 * 1024, 2)
    assert (STAFF_COST.memory_kib, STAFF_COST.passes) == (64 * 1024, 3)


@pytest.mark.parametrize(("memory_kib", "passes"), [(7, 1), (8, 0), (8, 17), (1024 * 1024 + 1, 1), (-8, 1)])
def test_a_cost_out_of_bounds_is_refused(memory_kib: int, passes: int) -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        Cost(memory_kib, passes)


def test_a_codes_keys_never_change() -> None:
    keys = derive_code(Code("00000000000000000000"), PEPPER)
    assert keys.lookup.hex() == "b041f51fa272335cd33be2cc65dd4a00c6662af0f97f9e81b6503c5a75a9e079"
    assert keys.key.public == "age1xr8tqt5xxg6rlsegjs4tlupvyrx4xdh5nznfh5kzuhu6wl4phgeqg6wjez"


def test_a_passphrases_keys_never_change() -> None:
    salt = SALT.pack(1, 8, 1, bytes(16))
    keys = derive_passphrase("Қарағанды – 2026 жыл", PEPPER, salt)
    assert keys.verifier.hex() == "dc1a5a397858135d7cc004a7ad1d0befdc8c48c80aa15e5be2e53614ea81e29f"
    assert keys.key.public == "age1nuxhnxfc5k2hz43kyzn3m50r32avphfstvcwwasgdltd6h4584nslvk849"


def test_staff_and_codes_wait_at_gates_of_their_own() -> None:
    assert staff_gate is not code_gate


class WatchedGate(BoundedSemaphore):
    """Says when somebody has come to it."""

    def __init__(self) -> None:
        super().__init__(1)
        self.reached = Event()

    def __enter__(self, blocking: bool = True, timeout: float | None = None) -> bool:  # noqa: FBT001, FBT002 - as in the class above
        self.reached.set()
        return super().__enter__(blocking, timeout)


def test_a_full_gate_makes_the_next_wait_and_then_lets_it_through() -> None:
    gate, done = WatchedGate(), Event()

    def work() -> None:
        stretch(b"secret", b"pepper", bytes(16), cost=CHEAP, gate=gate)
        done.set()

    gate.acquire()
    waiting = Thread(target=work)
    waiting.start()
    assert gate.reached.wait(timeout=10)
    assert not done.is_set()
    gate.release()
    waiting.join(timeout=10)
    assert done.is_set()
    assert gate.acquire(blocking=False)
