"""One page of HTML in one file, to be read by anybody and sent to a vendor: the only module that knows Jinja."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jinja2

from conformance.model.report import CheckStamp, Evidence, Report
from conformance.report import _curl, jsonl
from conformance.report._cases import reasons, walked
from conformance.report._files import replaced
from conformance.report._layout import without_number
from conformance.report._levels import graded, unscored
from conformance.report._plots import shares, times
from conformance.report._verdict import UNKEPT, Account, account
from conformance.report._visible import shortened, visible, visible_lines
from conformance.report._wire import Log, log
from conformance.report._wording import (
    advice_on,
    binding_title,
    cell_text,
    lopsided,
    number_of,
    place_of,
    points_title,
    sentence,
    status_line,
    verdict_of,
)

SUFFIX = ".html"
_FOLDER = Path(__file__).parent / "_page"
_LONGEST = 1000
_SHOWN = 200  # of the untested with one reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding as the page tells it."""

    anchor: str
    evidence: Evidence
    asked: Log | None
    answered: Log | None
    came: str
    curl: str
    caveats: tuple[str, ...]
    excuse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """All findings of one check that stand alike: ``broken``, ``minor``, ``tolerated`` or ``known``."""

    anchor: str
    check: str
    state: str
    stamp: CheckStamp | None
    findings: tuple[Told, ...]

    @property
    def size(self) -> int:
        """Return how many findings there are."""
        return len(self.findings)


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
        chapters=tuple(_chapters(report, counted)),
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


def anchor(kind: str, name: str) -> str:
    """Return what a link to a thing of a page ends with; it is the same in every page that tells of the thing."""
    plain = re.sub("[^A-Za-z0-9._-]", "-", name)
    odd = re.search("[^A-Za-z0-9._/-]", name)
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{kind}-{plain}~{mark}" if odd or not name else f"{kind}-{plain}"


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


def _chapters(report: Report, counted: Account) -> Iterator[Chapter]:
    """Yield the findings of an account by what they break, worst first."""
    met: Counter[str] = Counter()
    sections = (
        ("broken", counted.broken),
        ("minor", counted.milder),
        ("tolerated", counted.tolerated),
        ("known", counted.known),
    )
    for state, findings in sections:
        for check in dict.fromkeys(found.check for found in findings):
            yield Chapter(
                anchor=anchor(state, check),
                check=check,
                state=state,
                stamp=report.header.checks.get(check),
                findings=tuple(_told(report, found, met) for found in findings if found.check == check),
            )


def _told(report: Report, found: Evidence, met: Counter[str]) -> Told:
    name = anchor("finding", "-".join((found.check, found.operation, found.binding, found.fingerprint[:8])))
    met[name] += 1
    request, response = found.request, found.response
    kept = request != UNKEPT
    fits = kept and len(request.body) <= _curl.LONGEST_BODY
    entry = report.header.baseline.get(found.known or "")
    excuse = report.header.deviations.get(found.tolerated or "", "")
    if entry is not None:
        excuse = f"{entry.reason} ({entry.owner}, until {entry.expires})"
    answered = None
    if response is not None:
        answered = log(status_line(response.status), response.headers, response.body, path=found.path)
    return Told(
        anchor=name if met[name] == 1 else f"{name}-{met[name]}",
        evidence=found,
        asked=log(f"{request.method} {request.url}", request.headers, request.body) if kept else None,
        answered=answered,
        came=shortened(visible(found.message), _LONGEST),
        curl=_curl.command(request) if fits else "",
        caveats=_curl.caveats(request) if fits else (),
        excuse=excuse,
    )
