"""Strategies for whole payloads: one fixed-size tape, and nothing else is drawn."""

from hypothesis import strategies as st

from conformance.generation.draft import Draft
from conformance.generation.plan import Plan


def drafts(plan: Plan) -> st.SearchStrategy[Draft]:
    """Return a strategy for the valid payloads of a plan, shrinking towards its smallest."""
    return st.binary(min_size=plan.size, max_size=plan.size).map(lambda tape: Draft(plan=plan, tape=tape))
