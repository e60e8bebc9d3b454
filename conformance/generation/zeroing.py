"""Zeroing: the only module that makes a tape smaller while its draft still shows a problem.

It needs far fewer questions than Hypothesis, which knows bytes but not that zero is the smallest choice at any place,
and that most bytes do not matter.
"""

from collections.abc import Callable


def zeroed(tape: bytes, shows: Callable[[bytes], bool]) -> bytes:
    """Return a tape of which no single byte can be zero or less by a half, a quarter and so on, and still show it."""
    found = _without_chunks(tape, shows)
    while True:
        lower = found
        for place in range(len(found)):
            lower = _lowered(lower, place, shows)
        if lower == found:
            return found
        found = lower


def _without_chunks(tape: bytes, shows: Callable[[bytes], bool]) -> bytes:
    """Return a tape with zeros in all chunks that do not matter: all of it, halves, quarters, down to single bytes."""
    size = len(tape)
    while size:
        for start in range(0, len(tape), size):
            end = min(start + size, len(tape))
            smaller = tape[:start] + bytes(end - start) + tape[end:]
            if smaller != tape and shows(smaller):
                tape = smaller
        size //= 2
    return tape


def _lowered(tape: bytes, place: int, shows: Callable[[bytes], bool]) -> bytes:
    """Return a tape with as low a byte at a place as still shows it."""
    step = tape[place]
    while step:
        smaller = tape[:place] + bytes([tape[place] - step]) + tape[place + 1 :] if step <= tape[place] else tape
        if smaller != tape and shows(smaller):
            tape = smaller
        else:
            step //= 2
    return tape
