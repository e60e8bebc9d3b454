"""What stands between elements does not count once it is trimmed; what stands in them does."""

from hypothesis import given
from hypothesis import strategies as st

from conformance.model.tree import Element, trimmed

BLANK = st.text(" \t\r\n", max_size=3)
LEAVES = st.text(" \nab", max_size=4).map(lambda text: Element(name="leaf", content=(text,) if text else ()))
TREES = st.recursive(
    LEAVES, lambda below: st.lists(below, max_size=3).map(lambda held: Element(name="branch", content=tuple(held)))
)


@given(TREES, st.data())
def test_white_space_between_elements_is_all_that_is_trimmed(tree: Element, data: st.DataObject) -> None:
    def spread(element: Element) -> Element:
        parts: list[Element | str] = []
        for child in element.children:
            parts += [data.draw(BLANK), spread(child)]
        kept = tuple(part for part in (*parts, data.draw(BLANK)) if part) if parts else element.content
        return Element(name=element.name, content=kept)

    assert trimmed(tree) == tree
    assert trimmed(spread(tree)) == tree


def test_text_beside_elements_stays_as_it_is() -> None:
    mixed = Element(name="a", content=(" one ", Element(name="b"), " ", Element(name="c")))
    assert trimmed(mixed) == Element(name="a", content=(" one ", Element(name="b"), Element(name="c")))
