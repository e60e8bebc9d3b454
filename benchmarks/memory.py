"""What a report of many records costs in memory, as a ratio against one of few: each step in a process of its own.

Run with ``tox -e bench``. Peak resident memory of the whole process is what is told; only the ratios mean anything.
"""

import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from conformance import _schemas
from conformance.campaign.cases import cases
from conformance.campaign.journal import header, now
from conformance.campaign.settings import Settings
from conformance.checks import catalogue
from conformance.contract import manifest
from conformance.model.case import Kind
from conformance.model.exchange import Exchange, Request, Response
from conformance.model.report import CaseStamp, Evidence, Header, Record
from conformance.model.requirement import Severity
from conformance.model.verdict import Finding, Outcome, Verdict
from conformance.report import _summary, _union, jsonl, markdown

SIZES = (1_000, 10_000, 100_000)
KEPT = 20  # one record in so many shows something, and its exchange is kept
WORKERS, WIDTH = 2, 100
BODY = b"<soap:Envelope><soap:Body>" + b'<Contact FirstName="x" LastName="y"/>' * 80 + b"</soap:Body></soap:Envelope>"


def main() -> None:
    """Print a row for each step and number of records; with a step, a number and a folder, take that one step."""
    if sys.argv[1:]:
        step, records, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
        STEPS[step](folder, records)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return
    least: dict[str, int] = {}
    for records in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for step in STEPS:
                started = time.perf_counter()
                peak = int(_alone(step, str(records), folder))
                least.setdefault(step, peak)
                seconds = time.perf_counter() - started
                ratio = peak / least[step]
                print(f"{records:9,} {step:20} {peak / 1024:7.1f} MiB {ratio:6.2f} x {SIZES[0]:,}  {seconds:6.1f} s")


def _alone(*arguments: str) -> str:
    command = [sys.executable, __file__, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own program


def write(folder: Path, records: int) -> None:
    """Write the parts of two workers, each with its half of the cases."""
    head = _header()
    jsonl.begin(folder / "report.jsonl", head)
    names = _cases()
    for worker in range(WORKERS):
        with closing(jsonl.PartWriter(jsonl.parts_of(folder / "report.jsonl") / f"gw{worker}.jsonl")) as part:
            _fill(part, names[worker::WORKERS], records // len(names))


def join(folder: Path, _: int) -> None:
    """Join the parts."""
    ending = jsonl.Ending(untested=(), finished=now(), complete=True)
    order = [f"{operation}/{binding}/generated" for operation, binding in _cases()]
    jsonl.join(folder / "report.jsonl", _header(), order=order, ending=ending)


def summary(folder: Path, _: int) -> None:
    """Make the lines of the terminal."""
    assert _summary.lines(jsonl.scan(folder / "report.jsonl"), WIDTH)


def page(folder: Path, _: int) -> None:
    """Render the page."""
    markdown.write(folder / "report.jsonl", folder / "report.md")


def unite(folder: Path, _: int) -> None:
    """Unite the report with nothing else, which is to copy it in order."""
    _union.unite([folder / "report.jsonl"], folder / "united.jsonl")


STEPS: dict[str, Callable[[Path, int], None]] = {
    "write": write,
    "join": join,
    "summary": summary,
    "page": page,
    "unite": unite,
}


def _header() -> Header:
    return header(Settings(), manifest.load(_schemas.contract_folder("cvent")))


def _cases() -> list[tuple[str, str]]:
    contract = manifest.load(_schemas.contract_folder("cvent"))
    return [(case.operation, case.binding) for case in cases(contract, Settings(), Kind.GENERATED)]


def _fill(part: jsonl.PartWriter, names: list[tuple[str, str]], each: int) -> None:
    """Write records as a sweep does: most passed and without their exchange, and the evidence at the end of a case."""
    checks = tuple(catalogue())
    for operation, binding in names:
        name = f"{operation}/{binding}/generated"
        for number in range(1, each + 1):
            request = Request(url="http://127.0.0.1:8080/", headers=(("Content-Type", "text/xml"),), body=BODY)
            response = Response(status=500, headers=(("Date", str(number)),), body=BODY + str(number).encode())
            shows = number % KEPT == 0
            problem = Finding(message=f"it is {number}", path="Envelope/Body", fingerprint="f1")
            verdict = Verdict(
                check=checks[0], outcome=Outcome.FAILED, severity=Severity.ERROR, findings=(problem,), tolerated=None
            )
            part.write(
                Record(
                    case=CaseStamp(id=f"{name}/{number}", operation=operation, binding=binding, kind=Kind.GENERATED),
                    exchange=Exchange(request=request, response=response, elapsed_s=0.002) if shows else None,
                    request_sha256=hashlib.sha256(str(number).encode()).hexdigest(),
                    passed=checks[1:] if shows else checks,
                    verdicts=(verdict,) if shows else (),
                    accepted=1,
                )
            )
        part.write(
            Evidence(
                check=checks[0],
                operation=operation,
                binding=binding,
                case=name,
                request=request,
                response=response,
                message="it is 1",
                severity=Severity.ERROR,
                fingerprint="f1",
            )
        )


if __name__ == "__main__":
    main()
