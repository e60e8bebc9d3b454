"""What it costs to judge recorded exchanges offline, against the same over loopback, and against libxml2 alone.

Run with ``tox -e bench``. The shipped cassettes are judged over and over, each exchange by every check and both XSD
engines; over loopback the same cases are sent to our reference in another process. Every step has a process of its
own; time is processor time of that, memory its peak resident size.
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import rows
from loopback import served
from lxml import etree

from conformance import _schemas
from conformance.campaign import credentials
from conformance.campaign.begin import load
from conformance.campaign.campaign import Campaign, opened
from conformance.campaign.cases import cases, is_random
from conformance.campaign.examine import examine
from conformance.campaign.settings import Settings
from conformance.contract import manifest, validate
from conformance.model.case import Case, Kind
from conformance.transport import _cassette

FOLDER = Path(__file__).parents[1] / "cassettes" / "cvent"
FEW, MANY, ROUNDS = 1_000, 10_000, 3


def main() -> None:
    """Print what an exchange costs, and the ratios that have a target; with a step and a number, take that step."""
    if sys.argv[1:]:
        STEPS[sys.argv[1]](int(sys.argv[2]))
        return
    taken = [{step: _alone(step, FEW) for step in STEPS} for _ in range(ROUNDS)]
    few, over, alone = (statistics.median(found[step][0] for found in taken) for step in STEPS)
    many, peak = _alone("offline", MANY)
    rows.told(f"{MANY:,} recorded exchanges judged offline", many, beside=f"{1e6 / many:,.0f} a second")
    rows.told(f"{FEW:,} recorded exchanges judged offline", few)
    rows.told("the same cases over loopback, judged", over)
    rows.told("answers parsed and validated by libxml2, and nothing else", alone, beside=f"{few / alone:7.0f} times")
    rows.at_most("recorded, judged offline / over loopback, judged", few / over, 1.1)
    rows.at_most(f"peak memory, {MANY:,} recorded exchanges / {FEW:,}", peak / taken[0]["offline"][1], 1.1)


def _alone(step: str, exchanges: int) -> tuple[float, float]:
    """Take a step in a process of its own, and return its microseconds for an exchange, and its peak memory."""
    command = [sys.executable, __file__, step, str(exchanges)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own program
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def offline(exchanges: int) -> None:
    """Judge so many recorded exchanges."""
    _judged(f"replay:{FOLDER}", exchanges)


def loopback(exchanges: int) -> None:
    """Send the same cases to our reference, and judge the answers."""
    known = credentials.of_subjects(manifest.load(_schemas.contract_folder("cvent")))
    os.environ.update({credentials.variable(name): value for name, value in known.items()})
    with served() as address:
        _judged(address, exchanges)


def libxml2(exchanges: int) -> None:
    """Parse and validate the recorded answers by libxml2, and nothing else."""
    schema = validate.engines(manifest.load(_schemas.contract_folder("cvent"))).libxml2
    bodies = [found.response.body for file in _cassette.files(FOLDER) for found in _cassette.read(file)]
    bodies = [body for body in bodies if body.startswith(b"<?xml")]
    started = time.process_time()
    for number in range(exchanges):
        schema.validate(etree.fromstring(bodies[number % len(bodies)]))
    _tell(started, exchanges)


def _judged(target: str, exchanges: int) -> None:
    settings = Settings(target=target, depth="quick")
    with opened(settings, load(settings), lambda _: None) as campaign:
        chosen = [
            case
            for kind in Kind
            for case in cases(campaign.contract, settings, kind)
            if not is_random(case) and _cassette.path_of(FOLDER, case.id).is_file()
        ]
        _examined(campaign, chosen, FEW // 5)  # what is made on first use is made
        started = time.process_time()
        _tell(started, _examined(campaign, chosen, exchanges))


def _examined(campaign: Campaign, chosen: list[Case], exchanges: int) -> int:
    """Examine cases over and over until so many exchanges were judged, and return their number."""
    begun = campaign.budget.spent
    while True:
        for case in chosen:
            examine(campaign, case)
            if campaign.budget.spent - begun >= exchanges:
                return campaign.budget.spent - begun


def _tell(started: float, exchanges: int) -> None:
    spent = (time.process_time() - started) / exchanges * 1e6
    print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


STEPS: dict[str, Callable[[int], None]] = {"offline": offline, "loopback": loopback, "libxml2": libxml2}


if __name__ == "__main__":
    main()
