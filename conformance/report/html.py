"""One page of HTML in one file, to be read by anybody and sent to a vendor."""

from collections import Counter
from pathlib import Path

from conformance.model.report import Report
from conformance.report import jsonl
from conformance.report._cases import reasons, walked
from conformance.report._chapters import chapters
from conformance.report._files import replaced
from conformance.report._levels import concerned, unscored
from conformance.report._plots import shares, times
from conformance.report._template import rendered
from conformance.report._verdict import account
from conformance.report._wording import lopsided, verdict_of

SUFFIX = ".html"
_SHOWN = 200  # of the untested with one reason


def write(report_path: Path, out: Path) -> None:
    """Render the report at ``report_path`` to ``out``.

    Raises:
        UsageError: one of the files cannot be used, or the first is no report.
    """
    page = render(jsonl.scan(report_path))
    with replaced(out) as file:
        file.write(page.encode("utf-8"))


def render(report: Report) -> str:
    """Return the page; whatever the endpoint sent stands on it as text that does nothing."""
    counted = account(report)
    cases, seconds = walked(report)
    coverable = {} if report.footer is None else report.footer.coverable
    return rendered(
        "page.html",
        {
            "report": report,
            "header": report.header,
            "account": counted,
            "verdict": verdict_of(report, counted),
            "levels": concerned(counted),
            "unscored": unscored(report.header.checks),
            "chapters": tuple(chapters(report, counted)),
            "cases": cases,
            "known": frozenset(row.case.id for row in cases),
            "untested": reasons(report),
            "shown": _SHOWN,
            "checks": sorted({*report.header.checks, *counted.counts}),
            "shares": {name: shares(row, coverable.get(name, {})) for name, row in counted.coverage.items()},
            "times": times(seconds),
            "lopsided": lopsided(counted),
            "entries": sorted(counted.baseline, key=lambda held: not held.fails),
            "excuses": Counter(found.tolerated for found in counted.tolerated),
        },
    )
