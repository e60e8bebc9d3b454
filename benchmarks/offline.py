"""What it costs to judge recorded exchanges offline, against the same over loopback, and against libxml2 alone.

Run with ``tox -e bench``. The shipped cassettes are judged over and over, each exchange by every check and both XSD
engines; over loopback the same cases are sent to our reference in another process. Every step has a process of its
own; time is processor time of that, memory its peak resident size.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import rows
from loopback import served
from lxml import etree

from conformance import _schemas
from conformance.campaign import credentials, traffic
from conformance.campaign.begin import load
from conformance.campaign.campaign import Campaign, opened
from conformance.campaign.cases import cases
from conformance.campaign.examine import examine
from conformance.campaign.parts import is_random
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
    taken = [{step: _alone(step, FEW) for step in TURNS} for _ in range(ROUNDS)]
    few, over, alone = (statistics.median(found[step][0] for found in taken) for step in TURNS)
    many, peak = _alone("offline", MANY)
    rows.told(f"{MANY:,} recorded exchanges judged offline", many, beside=f"{1e6 / many:,.0f} a second")
    rows.told(f"{FEW:,} recorded exchanges judged offline", few)
    rows.told("the same cases over loopback, judged", over)
    rows.told("answers parsed and validated by libxml2, and nothing else", alone, beside=f"{few / alone:7.0f} times")
    rows.at_most("recorded, judged offline / over loopback, judged", few / over, 1.1)
    read, held = _alone("archive", MANY)
    rows.told(f"an HTTP archive of {MANY:,} exchanges, judged", read, beside=f"{1e6 / read:,.0f} a second")
    rows.at_most(f"peak memory, an archive of {MANY:,} / {FEW:,}", held / _alone("archive", FEW)[1], 1.1)
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


def archive(exchanges: int) -> None:
    """Judge an HTTP archive of so many recorded exchanges."""
    found = [one for file in _cassette.files(FOLDER) if "edge" not in file.parts for one in _cassette.read(file)]
    with tempfile.NamedTemporaryFile("w", suffix=".har") as file:
        file.write('{"log": {"entries": [')
        for number in range(exchanges):
            file.write(("," if number else "") + json.dumps(_entry(found[number % len(found)], number)))
        file.write("]}}")
        file.flush()
        del found
        settings = Settings(target=f"replay:{file.name}")
        contract = load(settings)
        started = time.process_time()  # it is read twice: what is secret in it is learnt before anything is shown
        with opened(settings, contract, lambda _: None) as campaign:
            met = [examine(campaign, case) for case in traffic.offered(contract, settings, Kind.RECORDED).cases]
        _tell(started, sum(one.exchanges for one in met))


def _entry(found: _cassette.Recording, number: int) -> dict[str, object]:
    """Return an entry of an archive; each has an item of its own."""
    asked, answered = found.request, found.response
    bodies = [part.body.decode("utf-8", "replace").replace("message-1", f"m-{number}") for part in (asked, answered)]
    fields = [[{"name": name, "value": value} for name, value in part.headers] for part in (asked, answered)]
    return {
        "request": {"method": "POST", "url": asked.url, "headers": fields[0], "postData": {"text": bodies[0]}},
        "response": {"status": answered.status, "headers": fields[1], "content": {"text": bodies[1]}},
    }


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


TURNS = ("offline", "loopback", "libxml2")
STEPS: dict[str, Callable[[int], None]] = {
    "offline": offline,
    "loopback": loopback,
    "libxml2": libxml2,
    "archive": archive,
}


if __name__ == "__main__":
    main()
