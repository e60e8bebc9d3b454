"""Badges: the only module that draws a verdict as a small picture, for a page that is somebody else's."""

from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from conformance.report._verdict import Account
from conformance.report._visible import shortened, visible
from conformance.report._wording import mood_of, number_of

_COLOURS = MappingProxyType({"good": "#1a6b3a", "bad": "#b3261e", "incomplete": "#855400"})
_LABEL = "conformance"
_LONGEST = 60
_WIDE, _NARROW, _PAD = 7.0, 3.6, 12.0
_THIN = frozenset("fijlrt.,:;!|'()[] ")


def badge(title: str, counted: Account) -> str:
    """Return an SVG, 20 pixels high, that says how a target stands."""
    said = visible(_said(counted))
    left, right = (_PAD + sum(_NARROW if char in _THIN else _WIDE for char in text) for text in (_LABEL, said))
    told = shortened(visible(f"{title}: {said}"), 4 * _LONGEST)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right:.0f}" height="20" role="img" '
        f"aria-label={quoteattr(told)}>"
        f"<title>{escape(told)}</title>"
        f'<rect width="{left:.0f}" height="20" fill="#4b5565"/>'
        f'<rect x="{left:.0f}" width="{right:.0f}" height="20" fill="{_COLOURS[mood_of(counted)]}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2:.1f}" y="14" textLength="{left - _PAD:.0f}">{_LABEL}</text>'
        f'<text x="{left + right / 2:.1f}" y="14" textLength="{right - _PAD:.0f}">{escape(said)}</text>'
        "</g></svg>\n"
    )


def _said(counted: Account) -> str:
    if not counted.complete:
        return "incomplete"
    if counted.broken:
        return f"{number_of(len(counted.requirements), 'requirement')} broken"
    if counted.doubts or counted.overdue:
        return "not decided"
    return "passed" if counted.judged else "nothing tested"
