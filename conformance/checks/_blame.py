"""Blame: what a fault says of who or what is wrong, in the neutral words of both versions."""

from collections.abc import Iterator
from http import HTTPStatus

from conformance.checks._alike import told
from conformance.checks._observe import Observation
from conformance.checks._place import problem
from conformance.model.requirement import Problem
from conformance.model.tree import namespace_of


def is_word(seen: Observation, word: str) -> bool:
    """Tell whether an answer is a fault of the standard code that a neutral word stands for in its version."""
    wanted = seen.binding.codes.get(word)
    return seen.fault is not None and wanted is not None and seen.fault.code == seen.binding.tag(wanted)


def is_readable(seen: Observation) -> bool:
    """Tell whether the meaning of an answer can be judged: a fault has a code, an error of the server is a fault."""
    if seen.fault is not None:
        return bool(namespace_of(seen.fault.code or ""))
    return seen.envelope is not None or seen.status is None or seen.status < HTTPStatus.INTERNAL_SERVER_ERROR


def blamed(seen: Observation, word: str, what: str) -> Iterator[Problem]:
    """Yield a problem where an answer is not the fault that a neutral word stands for; ``what`` says what was wrong.

    Of a fault whose code cannot be read, and of an error that is no SOAP at all, other checks tell.
    """
    if not is_word(seen, word) and is_readable(seen):
        wanted = f"a fault of code {seen.binding.codes[word]} was expected"
        yield problem(seen, f"{what}, and the answer is {told(seen)}; {wanted}", at=seen.fault_element or seen.document)
