"""What each step of the line costs, as a ratio against the plainest way to do the same in the same run.

Run with ``tox -e bench``. Rounds are interleaved and medians taken, for machines are noisy; only ratios mean anything.
"""

import random
import statistics
import time
from collections.abc import Callable

import httpx
from lxml import etree

from conformance import _schemas
from conformance.campaign.campaign import Campaign, opened
from conformance.campaign.cases import cases
from conformance.campaign.explore import visit
from conformance.campaign.settings import Settings
from conformance.contract import manifest
from conformance.generation.draft import Draft
from conformance.generation.plan import compile_plan
from conformance.markup.write import write
from conformance.model.case import Kind

MESSAGES, ROUNDS = 200, 5


def main() -> None:
    """Print a row for each step of each operation."""
    contract = manifest.load(_schemas.contract_folder("cvent"))
    with opened(Settings(), contract, lambda _: None) as campaign, httpx.Client(trust_env=False) as client:
        for name in sorted(contract.operations):
            report(name, measured(steps(campaign, client, name)))


def steps(campaign: Campaign, client: httpx.Client, name: str) -> dict[str, Callable[[], object]]:
    """Return the steps for one operation over SOAP 1.2, each of all messages."""
    plan, engines = compile_plan(campaign.contract, campaign.contract.operations[name]), campaign.bench.engines
    source = campaign.source(name)
    (case,) = cases(campaign.contract, Settings(operations=(name,), bindings=("soap12",)), Kind.GENERATED)
    tapes = random.Random(0)  # noqa: S311 - tapes are no secrets
    drafts = [Draft(plan=plan, tape=tapes.randbytes(plan.size)) for _ in range(MESSAGES)]
    bodies = [campaign.message(case, draft.text().encode()) for draft in drafts]
    action = campaign.contract.operations[name].action
    headers = {"Content-Type": f'application/soap+xml; charset=utf-8; action="{action}"'}
    address = campaign.connection.address
    return {
        "render": lambda: [draft.text() for draft in drafts],
        "decode and write": lambda: [write(draft.element()) for draft in drafts],
        "libxml2": lambda: [engines.libxml2.validate(etree.fromstring(body)) for body in bodies],
        "both engines": lambda: [engines.judge(body) for body in bodies],
        "Hypothesis alone": lambda: visit(source, lambda _: None, examples=MESSAGES, start=0),
        "plain httpx post": lambda: [client.post(address, content=body, headers=headers) for body in bodies],
        "the line: render, judge, post, judge": lambda: [
            campaign.send(case, draft.text().encode()) for draft in drafts
        ],
    }


def measured(timed: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return microseconds for each message, by step."""
    taken: dict[str, list[float]] = {step: [] for step in timed}
    for _ in range(ROUNDS):
        for step, run in timed.items():
            started = time.perf_counter()
            run()
            taken[step].append((time.perf_counter() - started) / MESSAGES * 1e6)
    return {step: statistics.median(rounds) for step, rounds in taken.items()}


def report(name: str, taken: dict[str, float]) -> None:
    """Print the rows of one operation."""
    for step, microseconds in taken.items():
        ratio = microseconds / taken["plain httpx post"]
        print(f"{name:17} {step:38} {microseconds:8.0f} us {ratio:6.2f} x plain post")


if __name__ == "__main__":
    main()
