"""A million cases: what officers wait for, what is found again, what supervisors ask."""

from tests.benchmarks.million import desk, reports, searching
from tests.benchmarks.million.grown import grown

MILLION, FEW = 1_000_000, 10_000


def measure(*, kind: str) -> None:
    """Both houses are built first where they are not there."""
    with grown(kind, FEW) as few:
        before = desk.page_among_few(few)
    with grown(kind, MILLION) as many:
        desk.measure(many, before, kind=kind)
        searching.measure(many, many.officer_of(many.account("caseworker", desk.largest(many))), kind=kind)
        reports.measure(many, kind=kind)
