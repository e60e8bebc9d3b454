"""Exploring: the only module that runs Hypothesis."""

from collections.abc import Callable

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import HypothesisException

from conformance.generation.draft import Draft
from conformance.strategies.drafts import Source

_GENERATE = (Phase.generate,)
_SHRINK = (Phase.generate, Phase.shrink)


class ShownError(Exception):
    """A draft shows the problem that is being made small."""

    def __init__(self, draft: Draft) -> None:
        """Hold the draft."""
        super().__init__("shown")
        self.draft = draft


def visit(source: Source, body: Callable[[Draft], None], *, examples: int, start: int) -> None:
    """Call ``body`` with so many random drafts; the same ``start`` gives the same drafts."""
    _run(source, body, examples=examples, start=start, phases=_GENERATE)


def shrink(source: Source, shows: Callable[[Draft], bool], *, examples: int, start: int) -> Draft | None:
    """Meet the drafts of ``visit`` again, and return the smallest that shows a problem; None where none did."""

    def body(draft: Draft) -> None:
        if shows(draft):
            raise ShownError(draft)

    try:
        _run(source, body, examples=examples, start=start, phases=_SHRINK)
    except ShownError as shown:
        return shown.draft
    except HypothesisException:
        return None  # flaky, or unsatisfiable: the caller keeps the exchange that showed it
    return None


def _run(
    source: Source,
    body: Callable[[Draft], None],
    *,
    examples: int,
    start: int,
    phases: tuple[Phase, ...],
) -> None:
    @settings(
        max_examples=examples,
        phases=phases,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @seed(start)
    @given(source)
    def explored(draft: Draft) -> None:
        body(draft)

    explored()
