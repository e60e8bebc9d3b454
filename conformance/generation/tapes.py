"""Tapes without Hypothesis: the only module that draws drafts from a plain random generator."""

import random
from collections.abc import Iterator
from itertools import repeat

from conformance.generation.draft import Draft
from conformance.generation.plan import Plan


def drafts(plan: Plan, seed: int) -> Iterator[Draft]:
    """Yield drafts without end; the same plan and seed give the same drafts on every machine."""
    source = random.Random(seed)  # noqa: S311 - messages for testing are no secrets
    return (Draft(plan=plan, tape=source.randbytes(size)) for size in repeat(plan.size))
