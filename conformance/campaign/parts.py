"""Parts of cases: the only module that knows what the id and the kind of a case say of it."""

from conformance.model.case import Case, Kind

GENERATED = "generated"
"""The part of the invalid cases that breaks random messages."""

_FIRST = (Kind.EXAMPLE, Kind.EDGE, Kind.INVALID, Kind.VARIANT)


def rank(case: Case) -> int:
    """Return how early a case is worth a request where these are few: what finds most comes first, chance last."""
    if case.kind is Kind.INVALID and part_of(case) == GENERATED:
        return len(_FIRST)
    return _FIRST.index(case.kind) if case.kind in _FIRST else len(_FIRST)


def part_of(case: Case) -> str:
    """Return which part of the repertoire a case is, empty where its kind has none."""
    return case.id.removeprefix(f"{case.operation}/{case.binding}/{case.kind}").removeprefix("/")


def is_random(case: Case) -> bool:
    """Tell whether a case sends random messages, which are neither recorded nor replayed."""
    return case.kind is Kind.GENERATED or (case.kind is Kind.INVALID and part_of(case) == GENERATED)
