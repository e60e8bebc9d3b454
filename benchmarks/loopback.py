"""What it costs to send generated envelopes over a real connection, against plain random with the same client.

Run with ``tox -e bench``. Both ways do the same besides making the message: libxml2 judges it, one httpx client posts
it to our reference in another process, and the answer is parsed and judged by libxml2. Processor time of this process.
"""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil

import httpx
import peers
import plain
import rows
from lxml import etree
from rows import Way

from conformance import _schemas
from conformance.campaign import credentials
from conformance.campaign.campaign import Campaign, opened
from conformance.campaign.cases import cases
from conformance.campaign.settings import Settings
from conformance.contract import manifest
from conformance.generation.draft import Draft
from conformance.generation.plan import compile_plan
from conformance.model.case import Kind
from conformance.strategies.drafts import drafts

ROUNDS, MESSAGES = 5, 640
OPERATION, BINDING = "UpdateContact", "soap12"
FLOOR = "plain random, posted"


@contextmanager
def served() -> Iterator[str]:
    """Yield the address of the reference, served by a process of its own."""
    command = [sys.executable, "-m", "conformance", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        try:
            assert process.stdout is not None
            yield next(word for line in process.stdout for word in line.split() if word.startswith("http://"))
        finally:
            process.terminate()


def main() -> None:
    """Print what each way costs for a message, and the ratios that have a target."""
    contract = manifest.load(_schemas.contract_folder("cvent"))
    known = credentials.of_subjects(contract)
    os.environ.update({credentials.variable(name): value for name, value in known.items()})
    with served() as address, opened(Settings(target=address), contract, lambda _: None) as campaign:
        taken = rows.measured(ways(campaign, address), rounds=ROUNDS)
    for way, microseconds in taken.items():
        rows.told(f"{OPERATION}: {way}", microseconds, beside=f"{microseconds / taken[FLOOR]:7.2f} x {FLOOR}")
    rows.at_most(f"{OPERATION}: {ours(10)} / {FLOOR}", taken[ours(10)] / taken[FLOOR], 1.30)
    rows.at_most(f"{OPERATION}: {ours(32)} / {FLOOR}", taken[ours(32)] / taken[FLOOR], 1.15)


def ours(turns: int) -> str:
    """Return what our way is called."""
    return f"ours, {turns} an example, posted"


def ways(campaign: Campaign, address: str) -> dict[str, Way]:
    """Return the ways that are measured."""
    contract, schema = campaign.contract, campaign.bench.engines.libxml2
    operation = contract.operations[OPERATION]
    (case,) = cases(contract, Settings(operations=(OPERATION,), bindings=(BINDING,)), Kind.GENERATED)
    single = plain.one_item(compile_plan(contract, operation), operation)
    headers = {"Content-Type": f'application/soap+xml; charset=utf-8; action="{operation.action}"'}
    client = httpx.Client(trust_env=False)

    def sent(payload: str) -> None:
        body = campaign.message(case, payload.encode())
        assert schema.validate(etree.fromstring(body)), payload
        answer = client.post(address, content=body, headers=headers)
        assert schema.validate(etree.fromstring(answer.content)), answer.text

    return {
        FLOOR: Way(times=MESSAGES, run=by_chance(plain.writer(single, random.Random(0)), sent)),  # noqa: S311
        ours(1): Way(times=MESSAGES // 4, run=by_hypothesis(drafts(single).several(1), 1, sent)),
        ours(10): Way(times=MESSAGES, run=by_hypothesis(drafts(single).several(10), 10, sent)),
        ours(32): Way(times=MESSAGES, run=by_hypothesis(drafts(single).several(32), 32, sent)),
    }


def by_chance(write: Callable[[], str], sent: Callable[[str], None]) -> Callable[[int], None]:
    """Return what sends so many payloads of plain random."""

    def run(times: int) -> None:
        for _ in range(times):
            sent(write())

    return run


def by_hypothesis(strategy: object, turns: int, sent: Callable[[str], None]) -> Callable[[int], None]:
    """Return what sends so many payloads of ours, several for each example."""

    def body(found: tuple[Draft, ...]) -> None:
        for draft in found:
            sent(draft.text())

    return lambda times: peers.drawn(strategy, body, examples=ceil(times / turns))


if __name__ == "__main__":
    main()
