"""A tape is made smaller as far as it can be, byte by byte, with few questions."""

from hypothesis import given
from hypothesis import strategies as st

from conformance.generation.zeroing import zeroed

TAPES = st.binary(max_size=60)


@given(tape=TAPES, needed=st.dictionaries(st.integers(0, 59), st.integers(1, 255), max_size=4))
def test_only_what_matters_is_left_and_no_higher_than_it_must_be(tape: bytes, needed: dict[int, int]) -> None:
    at_least = {place: min(low, tape[place]) for place, low in needed.items() if place < len(tape)}

    def shows(tape: bytes) -> bool:
        return all(tape[place] >= low for place, low in at_least.items())

    expected = bytes(at_least.get(place, 0) for place in range(len(tape)))
    assert zeroed(tape, shows) == expected


@given(tape=TAPES, wanted=st.integers(0, 2**16))
def test_the_end_still_shows_it_and_no_byte_of_it_can_be_zero(tape: bytes, wanted: int) -> None:
    def shows(tape: bytes) -> bool:
        return sum(byte * place for place, byte in enumerate(tape, 1)) % 7 == wanted % 7

    found = zeroed(tape, shows)
    assert len(found) == len(tape)
    if shows(tape):
        assert shows(found)
        for place, byte in enumerate(found):
            assert not byte or not shows(found[:place] + bytes(1) + found[place + 1 :])


def test_a_long_tape_takes_few_questions() -> None:
    asked = 0

    def shows(tape: bytes) -> bool:
        nonlocal asked
        asked += 1
        return tape[1234] > 99 and tape[77] > 3 and tape[1999] > 0

    assert sum(map(bool, zeroed(b"\xff" * 2000, shows))) == 3
    assert asked < 150
