"""One page of HTML in one file, to be read by anybody and sent to a vendor: the only module that knows Jinja."""

import base64
import hashlib
import re
from collections import Counter
from functools import cache
from pathlib import Path

import jinja2

from conformance.model.report import Report
from conformance.report import jsonl
from conformance.report._cases import reasons, walked
from conformance.report._chapters import anchor, chapters
from conformance.report._files import replaced
from conformance.report._layout import without_number
from conformance.report._levels import graded, unscored
from conformance.report._plots import shares, times
from conformance.report._verdict import Account, account
from conformance.report._visible import visible_lines
from conformance.report._wording import (
    advice_on,
    binding_title,
    cell_text,
    lopsided,
    number_of,
    place_of,
    points_title,
    sentence,
    verdict_of,
)

SUFFIX = ".html"
_FOLDER = Path(__file__).parent / "_page"
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
    style, script = ((_FOLDER / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    cases, seconds = walked(report)
    return _template().render(
        report=report,
        header=report.header,
        account=counted,
        verdict=verdict_of(report, counted),
        span=_span(report.header.started, None if report.footer is None else report.footer.finished),
        mood=_mood(counted),
        levels=graded(counted),
        unscored=unscored(report.header.checks),
        chapters=tuple(chapters(report, counted)),
        cases=cases,
        known=frozenset(row.case.id for row in cases),
        untested=reasons(report),
        shown=_SHOWN,
        checks=sorted({*report.header.checks, *counted.counts}),
        shares={
            name: shares(row, {} if report.footer is None else report.footer.coverable.get(name, {}))
            for name, row in counted.coverage.items()
        },
        times=times(seconds),
        lopsided=lopsided(counted),
        entries=sorted(counted.baseline, key=lambda held: not held.fails),
        excuses=Counter(found.tolerated for found in counted.tolerated),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


@cache
def _template() -> jinja2.Template:
    """Return the template, compiled once."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
    )
    environment.filters |= {
        "binding": binding_title,
        "anchor": anchor,
        "web": _web,
        "case_of": without_number,
        "sentence": sentence,
    }
    environment.globals |= {
        "cell_text": cell_text,
        "number_of": number_of,
        "advice_on": advice_on,
        "place_of": place_of,
        "points_title": points_title,
    }
    return environment.get_template("page.html")


def _web(url: str) -> str:
    """Return an address that a reader may follow, empty where it is not one of the web."""
    return url if re.fullmatch(r"https?://[!-~]+", url) else ""


def _shown(value: object) -> object:
    """Return what stands in the page for a value: of a text, characters that act on a screen become visible."""
    return visible_lines(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _span(started: str, finished: str | None) -> str:
    """Return from when to when a run went, as people read it."""
    start = _moment(started)
    if not finished:
        return f"{start}, not finished"
    day, _, end = _moment(finished).partition(" ")
    return f"{start.removesuffix(' UTC')} to {end}" if start.startswith(day) else f"{start} to {day} {end}"


def _moment(text: str) -> str:
    """Return a moment in ISO 8601 as people read it."""
    return text.replace("T", " ").replace("+00:00", " UTC").replace("Z", " UTC")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _mood(counted: Account) -> str:
    if not counted.complete:
        return "incomplete"
    if counted.broken or counted.doubts or counted.overdue:
        return "bad"
    return "good" if counted.judged else "incomplete"
