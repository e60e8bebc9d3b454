"""Rehearsals: the only module that counts and keeps what a run would send, where nothing is sent."""

import base64
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

from conformance.campaign import credentials
from conformance.campaign.parts import rank
from conformance.errors import UsageError
from conformance.model.case import Case
from conformance.model.contract import Contract
from conformance.model.exchange import Request

MESSAGES = "messages.jsonl"
"""How the files end in which the processes of a run keep its messages."""

MADE_UP = "made-up"
"""What stands for credentials that nobody is asked for."""

_SHOWN = 2000  # bytes of a body on the terminal


@dataclass(slots=True, kw_only=True)
class Rehearsal:
    """What would be sent: how many requests by the rank, kind, operation and binding of their case, and all logins.

    ``out`` is where the messages are kept as JSON lines, None where nobody wants to see them. ``early`` are the cases
    that would end early.
    """

    out: Path | None = None
    counts: Counter[tuple[int, str, str, str]] = field(default_factory=Counter)
    early: int = 0

    @property
    def total(self) -> int:
        """Return the number of requests."""
        return self.counts.total()

    def plain(self) -> dict[str, Any]:
        """Return the numbers as plain data."""
        return {"early": self.early, "counts": [list(count) for count in self.counts.items()]}

    def add(self, told: Mapping[str, Any]) -> None:
        """Add the numbers of another process, as it gave them."""
        self.early += told["early"]
        self.counts.update({tuple(key): number for key, number in told["counts"]})

    def note(self, case: Case, request: Request) -> None:
        """Count a request, which holds no secret any more, and keep it where it is wanted."""
        self.counts[rank(case), case.kind.value, case.operation, case.binding] += 1
        if self.out is None:
            return
        told = {"case": case.id, "operation": case.operation, "binding": case.binding, "kind": case.kind.value}
        sent = {"method": request.method, "url": request.url, "headers": request.headers, **_body(request.body)}
        with self.out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(told | sent) + "\n")


def _body(body: bytes) -> Mapping[str, str]:
    with suppress(UnicodeDecodeError):
        return {"body": body.decode()}
    return {"body_base64": base64.b64encode(body).decode()}


def environment(contract: Contract, given: Mapping[str, str]) -> Mapping[str, str]:
    """Return variables for a rehearsal: credentials that are made up, and of the user's own nothing."""
    known = credentials.of_subjects(contract)
    others = credentials.placeholders(contract, MADE_UP)
    made_up = {credentials.variable(name): known.get(name, made) for name, made in others.items()}
    barred = (credentials.EXPIRED_VALUE, credentials.FOREIGN_VALUE)
    return made_up | {name: MADE_UP for name in barred if given.get(name)}


def lines(rehearsal: Rehearsal, target: str, limit: int | None) -> Iterator[str]:
    """Yield what is told of a rehearsal: that nothing was sent, the numbers, and how far a budget would reach."""
    yield f"Dry run: nothing was sent to {target}, and nothing was tested."
    yield ""
    rows: dict[tuple[str, str], Counter[str]] = {}
    kinds: dict[str, int] = {}
    for (_, kind, operation, binding), number in sorted(rehearsal.counts.items()):
        rows.setdefault((operation, binding), Counter())[kind] += number
        kinds[kind] = kinds.get(kind, 0) + number
    names = list(kinds)
    heads = ["", *names, "all"]
    table = [heads]
    for (operation, binding), row in sorted(rows.items()):
        table.append([f"{operation} {binding}", *(f"{row[kind]:,}" for kind in names), f"{row.total():,}"])
    table.append(["all", *(f"{number:,}" for number in kinds.values()), f"{rehearsal.total:,}"])
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for first, *cells in table:
        numbers = (cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        yield "  ".join((first.ljust(widths[0]), *numbers)).rstrip()
    yield ""
    yield (
        f"A run would send {rehearsal.total:,} requests and a login to an endpoint that knows the subjects and does "
        "nothing wrong, and more to make findings small."
    )
    if rehearsal.early:
        yield (
            f"Cases that would end early, for their valid message would be refused: {rehearsal.early:,}; "
            "--conformance-subjects names values that the endpoint knows."
        )
    if limit is not None and limit <= rehearsal.total:
        order = ", ".join(kinds)
        kind = _last_kind(rehearsal, limit)
        yield f"Its budget of {limit:,} requests would end among those of kind {kind}; the order is: {order}."


def _last_kind(rehearsal: Rehearsal, limit: int) -> str:
    """Return the kind among whose requests a budget ends that is smaller than their number and a login."""
    counts = sorted(rehearsal.counts.items())
    totals = accumulate(number for _, number in counts)
    return next(kind for ((_, kind, *_), _), total in zip(counts, totals, strict=True) if total + 1 > limit)


def write(folder: Path, out: Path) -> None:
    """Write the messages of all processes to one file.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        with out.open("w", encoding="utf-8") as whole:
            whole.writelines(_kept(folder))
    except OSError as broken:
        message = f"{out} cannot be used for the messages: {broken.strerror or broken}"
        raise UsageError(message) from None


def messages(folder: Path) -> Iterator[str]:
    """Yield the messages of all processes for a terminal: the case, the request, and the beginning of its body."""
    for line in _kept(folder):
        told = json.loads(line)
        body = told.get("body") or f"{told.get('body_base64', '')} (in base64)"
        yield f"{told['case']}: {told['method']} {told['url']}"
        yield from (f"    {name}: {value}" for name, value in told["headers"])
        yield from (f"    {part}" for part in body[:_SHOWN].splitlines())
        if len(body) > _SHOWN:
            yield f"    ({len(body) - _SHOWN:,} more characters)"


def _kept(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob(f"*.{MESSAGES}")):
        with file.open(encoding="utf-8") as part:
            yield from part
