"""Exploring: the only module that runs Hypothesis."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import ceil

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import HypothesisException, Unsatisfiable

from conformance.errors import ConformanceError, UsageError
from conformance.generation.draft import Draft
from conformance.generation.zeroing import zeroed
from conformance.strategies.drafts import Source

TURNS = 10  # drafts for each example of Hypothesis, which costs as much as many a draft
ALONE = 1  # of the user's own values: one that cannot be sent must not take others with it

_GENERATE = (Phase.generate,)
_SHRINK = (Phase.generate, Phase.shrink)


class ShownError(Exception):
    """A draft shows the problem that is being made small."""

    def __init__(self, draft: Draft) -> None:
        """Hold the draft."""
        super().__init__("shown")
        self.draft = draft


class Example:
    """What Hypothesis draws at a time, with nothing to print: it prints a failing one even where nobody will see it."""

    def __init__(self, drafts: tuple[Draft, ...]) -> None:
        """Hold the drafts."""
        self.drafts = drafts


def visit(source: Source, body: Callable[[Draft], None], *, examples: int, start: int) -> None:
    """Call ``body`` with so many random drafts; the same ``start`` gives the same drafts.

    Raises:
        UsageError: the user's own strategies give nothing that can be sent.
        ConformanceError: ``body`` raised it; no further draft was drawn.
    """
    left = iter(range(examples))
    broken: list[ConformanceError] = []

    def explored(drafts: tuple[Draft, ...]) -> None:
        for _, draft in _first(drafts, left):
            if broken:
                return
            try:
                body(draft)
            except ConformanceError as error:
                broken.append(error)  # raised through Hypothesis, it would be asked for once more

    try:
        _run(source, explored, examples=examples, start=start, phases=_GENERATE)
    except Unsatisfiable as error:
        message = f"the overrides for {source.plan.operation} draw hardly anything that can be sent: {error}"
        raise UsageError(message) from None
    if broken:
        raise broken[0]


def shrink(source: Source, shows: Callable[[Draft], bool], *, examples: int, start: int) -> Draft | None:
    """Meet the drafts of ``visit`` again, and return the smallest that shows a problem; None where none did.

    Once a draft showed it, only those at the same place in their example are asked about: the others are not smaller.
    Hypothesis itself makes only the user's own values smaller; a tape is zeroed with fewer questions than it asks.
    """
    left = iter(range(examples))
    places: list[int] = []

    def explored(drafts: tuple[Draft, ...]) -> None:
        asked = [(places[0], drafts[places[0]])] if places else _first(drafts, left)
        for place, draft in asked:
            if shows(draft):
                places.append(place)
                raise ShownError(draft)

    try:
        _run(source, explored, examples=examples, start=start, phases=_SHRINK if source.own else _GENERATE)
    except ShownError as shown:
        draft = shown.draft
        return replace(draft, tape=zeroed(draft.tape, lambda tape: shows(replace(draft, tape=tape))))
    except HypothesisException:
        return None  # flaky, or unsatisfiable: the caller keeps the exchange that showed it
    return None


def _first(drafts: tuple[Draft, ...], left: Iterator[int]) -> Iterator[tuple[int, Draft]]:
    """Yield drafts with their place, each tape once, as long as there are some left to be asked for."""
    tapes: set[bytes] = set()
    for place, draft in enumerate(drafts):
        if draft.tape not in tapes and next(left, None) is not None:
            tapes.add(draft.tape)
            yield place, draft


def _run(
    source: Source,
    body: Callable[[tuple[Draft, ...]], None],
    *,
    examples: int,
    start: int,
    phases: tuple[Phase, ...],
) -> None:
    turns = ALONE if source.own else TURNS

    @settings(
        # The first example is the smallest of all, whose turns are all the same.
        max_examples=1 + ceil((examples - 1) / turns),
        phases=phases,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        # What the user's own strategies filter out, and how long they take, is the user's own affair.
        suppress_health_check=list(HealthCheck) if source.own else (),
    )
    @seed(start)
    @given(source.several(turns).map(Example))
    def explored(example: Example) -> None:
        body(example.drafts)

    explored()
