"""Findings in Markdown: the only module that tells one with its messages, in as many words as there is room for."""

from collections.abc import Iterator

from conformance.model.exchange import Headers
from conformance.model.report import CheckStamp, Evidence
from conformance.model.requirement import Severity
from conformance.report import _curl
from conformance.report._fit import Part
from conformance.report._inert import code, fence, folded, link, plain
from conformance.report._verdict import UNKEPT
from conformance.report._visible import decoded, readable, shortened, visible
from conformance.report._wording import binding_title, number_of, sentence, status_line

_LONGEST_BODY = 4000
_LONGEST_LINE = 1000


def part_of(number: int, found: Evidence, stamp: CheckStamp | None) -> Part:
    """Return a finding under its number: whole, without its command, without its messages."""
    place = f"{found.check}, {found.operation or 'no operation'}, {binding_title(found.binding) or 'no binding'}"
    said = tuple(_said(found, stamp))
    if found.request == UNKEPT:
        wordings = [(*said, "The exchange was not kept.")]
    else:
        messages = tuple(_messages(found))
        wordings = [(*said, *messages, *_command(found)), (*said, *messages), (*said, "Its messages do not fit here.")]
    return Part(
        name=f"finding {number}",
        wordings=tuple(folded(f"{number}.", "\n\n".join(words), quoted=place) for words in wordings),
        rank=2,
    )


def citation(stamp: CheckStamp) -> str:
    """Return where a sentence stands, as a link."""
    section = f", section {plain(stamp.section)}" if stamp.section else ""
    return f"{link(stamp.spec, stamp.url)}{section}"


def _said(found: Evidence, stamp: CheckStamp | None) -> Iterator[str]:
    if stamp:
        yield f"> “{plain(stamp.sentence)}”\n>\n> {citation(stamp)}"
    place = f" at {code(shortened(found.path, _LONGEST_LINE))}" if found.path else ""
    line = f", line {found.line}" if found.line is not None else ""
    yield f"What came: {code(shortened(found.message, _LONGEST_LINE))}{place}{line}."
    yield " · ".join(_circumstances(found, stamp))


def _messages(found: Evidence) -> Iterator[str]:
    request = found.request
    yield "The smallest request that shows it:"
    yield from _message(f"{request.method} {request.url}", request.headers, request.body)
    yield from _answer(found)


def _command(found: Evidence) -> Iterator[str]:
    request = found.request
    if len(request.body) > _curl.LONGEST_BODY:
        size = number_of(len(request.body), "byte")
        yield f"Its body has {size}, too many for a command here; the JSON lines of this report hold all of it."
        return
    yield "To send it again with curl:"
    yield fence(_curl.command(request), "bash")
    yield from _curl.caveats(request)


def _circumstances(found: Evidence, stamp: CheckStamp | None) -> Iterator[str]:
    if found.severity is not Severity.ERROR:
        yield f"Severity: {found.severity.value}"
    if stamp and stamp.requirement:
        yield f"Requirement: {code(stamp.requirement)}"
    yield f"Finding: {code(found.fingerprint)}"
    yield f"Case: {code(found.case)}"
    yield f"Reproduced {plain(found.reproduced)}"
    yield f"{number_of(found.also_seen, 'other exchange')} {'show' if found.also_seen > 1 else 'shows'} it"


def _answer(found: Evidence) -> Iterator[str]:
    if found.response is None:
        reason = f": {code(shortened(found.error, _LONGEST_LINE))}" if found.error else ""
        yield f"No whole response came{reason}."
        return
    yield "The response:"
    yield from _message(status_line(found.response.status), found.response.headers, found.response.body)


def _message(start: str, headers: Headers, body: bytes) -> Iterator[str]:
    """Yield one HTTP message as a code block, with a remark where it is not shown as it was on the wire."""
    head = "\n".join([visible(start), *(visible(f"{name}: {value}") for name, value in headers)])
    text, remarks = _text(body)
    yield fence(f"{shortened(head, _LONGEST_BODY)}\n\n{text[:_LONGEST_BODY]}", "http")
    if len(text) > _LONGEST_BODY:
        cut = f"{len(text) - _LONGEST_BODY:,} of the {len(text):,} characters of the body are cut"
        remarks = (*remarks, cut)
    if remarks:
        yield f"({sentence('; '.join(remarks))})"


def _text(body: bytes) -> tuple[str, tuple[str, ...]]:
    """Return a body as characters, and each way in which it is not shown as it was on the wire."""
    text, remarks = decoded(body)
    if remarks:
        return text, remarks
    found = (
        "the lines of the body end with CR LF" if "\r\n" in text else "",
        r"control characters in the body are shown as escapes, such as `\x1b`" if not readable(text) else "",
    )
    return text, tuple(filter(None, found))
