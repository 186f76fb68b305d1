"""PostgreSQL: a query that forgot its `where` shows an officer no row of another office."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from cases.errors import RoleMissing
from cases.migrations.rooms.second_wall import OF_CASES
from cases.records import Base, Exclusion
from cases.transactions.second_wall import prepare_role
from cases.viewer import Nobody, Officer, System, Viewer
from tests.builders import House
from tests.harness.handling import TO_INQUIRY, Act, case_of, walk
from tests.harness.postgres import Cluster

pytestmark = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
TABLES = ("cases", "walls", "desk_rows", *OF_CASES)


def forget_where(session: Session, table: str, *, viewer: Viewer) -> set[int]:
    """Every case of which a row is shown, asked without any condition."""
    columns = Base.metadata.tables[table].columns
    return set(session.scalars(select(columns.id if table == "cases" else columns.case_id)))


def seen(house: House, viewer: Viewer) -> dict[str, set[int]]:
    return {table: house.database.read(forget_where, table, viewer=viewer) for table in TABLES}


@pytest.fixture
def cases(house: House) -> dict[str, int]:
    """One case each of Kostanay, of Almaty, offered by the one to the other, and about our own people."""
    found = {
        "39": house.file().reference,
        "75": house.file(region="KZ-75").reference,
        "offered": house.file().reference,
        "walled": house.file(about_us="our_staff").reference,
    }
    for reference in (found["39"], found["offered"]):
        walk(house, reference, TO_INQUIRY)
    offer = Act("offer_transfer", answers={"to_unit": "KZ-75", "reason": "It happened there."})
    walk(house, found["offered"], (offer,))
    return {name: case_of(house, reference).id for name, reference in found.items()}


def test_a_forgotten_where_shows_no_row_of_another_office(house: House, cases: dict[str, int]) -> None:
    every = set(cases.values())
    ours, theirs = {cases["39"], cases["offered"]}, {cases["75"], cases["offered"]}
    shown = {name: seen(house, house.officer(name)) for name in ("caseworker.39", "representative.39", "caseworker.75")}
    for table in TABLES:
        assert shown["caseworker.39"][table] <= ours, table
        assert shown["representative.39"][table] <= ours, table
        assert shown["caseworker.75"][table] <= theirs, table
    assert (shown["caseworker.39"]["cases"], shown["caseworker.75"]["cases"]) == (ours, theirs)
    assert (shown["caseworker.39"]["journal"], shown["caseworker.75"]["journal"]) == (ours, theirs)
    for viewer in (System(), house.officer("supervisor.ho"), house.officer("auditor.ho"), Nobody()):
        assert seen(house, viewer)["cases"] == every, "who looks across offices is held by the code's filter alone"


def test_a_forgotten_where_shows_nothing_to_whom_a_wall_keeps_out(house: House, cases: dict[str, int]) -> None:
    second, out = house.employ("second.39", "KZ-39", "caseworker"), house.officer("caseworker.39")

    def keep_out(session: Session, *, viewer: Viewer) -> None:
        session.add(Exclusion(case_id=cases["39"], officer_id=out.id, since=house.clock()))

    house.database.write(keep_out, viewer=System())
    assert seen(house, out)["cases"] == {cases["offered"]}
    assert seen(house, second)["cases"] == {cases["39"], cases["offered"]}


def test_a_report_counts_cases_that_have_moved_on_as_before(house: House, cases: dict[str, int]) -> None:
    officer = house.officer("representative.39")
    assert house.database.read_across(forget_where, "cases", viewer=officer) == set(cases.values())
    calling = {path.parent.name for path in Path("web").rglob("*.py") if "read_across(" in path.read_text("utf-8")}
    assert calling == {"reports"}, "whoever looks across offices does so by design, and is listed here"
    assert not [path for path in Path("cases").rglob("*.py") if ".read_across(" in path.read_text("utf-8")]


def test_what_a_connection_was_held_to_ends_with_its_transaction(house: House, cases: dict[str, int]) -> None:
    def role(session: Session, *, viewer: Viewer) -> tuple[str, str]:
        asked = text("SELECT current_user, current_setting('arasha.units', true)")
        return tuple(session.execute(asked).one())

    officer = house.officer("caseworker.39")
    for _ in range(12):  # more than there are connections
        assert house.database.read(role, viewer=officer) == ("arasha_web", "KZ-39")
        assert house.database.read(role, viewer=System()) == ("postgres", "")


def test_a_statement_that_the_server_has_planned_shows_each_officer_their_own_rows(
    house: House, cases: dict[str, int]
) -> None:
    """One plan serves whoever asks: who that is, the policies read each time; and it is kept from one transaction to the next."""

    def planned(session: Session, *, viewer: Viewer) -> int:
        asked = "SELECT sum(generic_plans + custom_plans) FROM pg_prepared_statements WHERE statement LIKE :those"
        return int(session.execute(text(asked), {"those": "SELECT cases.id%"}).scalar_one() or 0)

    theirs = {
        "caseworker.39": {cases["39"], cases["offered"]},
        "caseworker.75": {cases["75"], cases["offered"]},
        "supervisor.ho": set(cases.values()),
    }
    for _ in range(9):  # the driver has a statement planned when it is asked for the sixth time
        for who, shown in theirs.items():
            assert house.database.read(forget_where, "cases", viewer=house.officer(who)) == shown
    assert house.database.read(planned, viewer=System()) > len(theirs)


def test_what_counts_over_the_country_is_planned_for_its_values(house: House) -> None:
    def mode(session: Session, *, viewer: Viewer) -> str:
        return str(session.execute(text("SHOW plan_cache_mode")).scalar_one())

    chief = house.officer("supervisor.ho")
    assert house.database.read_across(mode, viewer=chief) == "force_custom_plan"
    assert house.database.read_often(mode, viewer=chief) == "force_generic_plan"
    assert house.database.read(mode, viewer=chief) == "auto", "the next transaction of the connection is told anew"


def test_what_officers_open_all_day_shows_no_row_of_another_office(house: House, cases: dict[str, int]) -> None:
    officer = house.officer("caseworker.39")
    assert house.database.read_often(forget_where, "cases", viewer=officer) == {cases["39"], cases["offered"]}


def test_rows_are_seen_by_the_keys_that_somebody_holds_and_a_stranger_sees_none(
    house: House, cases: dict[str, int]
) -> None:
    officer = house.officer("caseworker.39")
    forged = Officer(
        officer.id, "x", "x", "KZ-00", frozenset({"caseworker"}), ("kk",), officer.keyring, memberships=frozenset()
    )
    assert seen(house, forged)["cases"] == {cases["39"], cases["offered"]}, "by the keys that they hold, and no others"
    stranger = Officer(1, "y", "y", "KZ-00", frozenset({"intake"}), ("kk",), type(officer.keyring)())
    assert seen(house, stranger) == {table: set() for table in TABLES}


def test_an_account_that_may_not_make_the_role_is_told_which_one_it_needs(kind: str, cluster: Cluster) -> None:
    with cluster.connect("postgres") as keeper:
        keeper.execute("CREATE ROLE arasha_modest LOGIN")
    engine = create_engine(cluster.url("postgres").replace("postgres@", "arasha_modest@"))
    try:
        with engine.begin() as connection, pytest.raises(RoleMissing):
            prepare_role(connection)
    finally:
        engine.dispose()
        with cluster.connect("postgres") as keeper:
            keeper.execute("DROP ROLE arasha_modest")
