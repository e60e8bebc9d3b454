"""Blame: what a fault says of who or what is wrong, in the neutral words of both versions."""

from collections.abc import Iterator

from conformance.checks._alike import told
from conformance.checks._observe import Observation
from conformance.checks._place import problem
from conformance.model.requirement import Problem


def blamed(seen: Observation, word: str, what: str) -> Iterator[Problem]:
    """Yield a problem where an answer is not the fault that a neutral word stands for; ``what`` says what was wrong.

    It is for answers that are readable.
    """
    if seen.word != word:
        wanted = f"a fault of code {seen.binding.codes[word]} was expected"
        yield problem(seen, f"{what}, and the answer is {told(seen)}; {wanted}", at=seen.fault_element or seen.document)
