"""What a page may not hold is marked, whatever text stands around it."""

from hypothesis import example, given
from hypothesis import strategies as st

from web.kit.unshown import MARK, UNSHOWN, showable

KEPT = "\t\n\r Қазақша «ёлка» \u00a0\u00e9\ufdcf\ufdf0\ufffd😀"
MARKED = "\x00\x08\x0b\x0c\x0e\x1f\x7f\x80\x9f\ufdd0\ufdef\ufffe\uffff"


@given(st.text(st.one_of(st.sampled_from(KEPT + MARKED), st.characters(exclude_categories=["Cs"]))))
@example(KEPT)
@example(KEPT + MARKED)
def test_what_a_page_may_not_hold_is_marked_and_nothing_else(text: str) -> None:
    shown = showable(text).decode()
    assert shown == "".join(MARK if UNSHOWN.fullmatch(one) else one for one in text)
    assert UNSHOWN.search(shown) is None


def test_what_may_stand_on_a_page_is_kept() -> None:
    assert showable(KEPT) == KEPT.encode()
    for one in MARKED:
        assert showable(KEPT + one).decode() == KEPT + MARK, ascii(one)
