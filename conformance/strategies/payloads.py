"""Strategies for whole payloads: one fixed-size tape, and what it asks to be drawn natively."""

from hypothesis import strategies as st

from conformance.generation.draft import Draft
from conformance.generation.plan import Plan
from conformance.strategies.scalars import scalars


@st.composite
def drafts(draw: st.DrawFn, plan: Plan) -> Draft:
    """Draw a valid payload of a plan, shrinking towards its smallest."""
    tape = draw(st.binary(min_size=plan.size, max_size=plan.size))
    bare = Draft(plan=plan, tape=tape)
    natives = {slot.number: (draw(scalars(slot)),) for slot in bare.spotlights()}
    return Draft(plan=plan, tape=tape, natives=natives)
