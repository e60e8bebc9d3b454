"""Pages of HTML: the only module that knows Jinja, and that gives each page its style, script and policy."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import jinja2

from conformance.report._chapters import anchor
from conformance.report._layout import without_number
from conformance.report._visible import visible_lines
from conformance.report._wording import (
    advice_on,
    binding_title,
    cell_text,
    found_in,
    mood_of,
    number_of,
    place_of,
    points_title,
    sentence,
    span,
)

_FOLDER = Path(__file__).parent / "_page"


def rendered(name: str, values: Mapping[str, object]) -> str:
    """Return a page; whatever an endpoint sent stands on it as text that does nothing."""
    style, script = ((_FOLDER / held).read_text(encoding="utf-8") for held in ("page.css", "page.js"))
    ours = {"style": style, "script": script, "style_hash": _hash(style), "script_hash": _hash(script)}
    return _environment().get_template(name).render({**values, **ours})


@cache
def _environment() -> jinja2.Environment:
    """Return the templates, each compiled once."""
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
        "found_in": found_in,
        "advice_on": advice_on,
        "place_of": place_of,
        "points_title": points_title,
        "mood_of": mood_of,
        "span": span,
    }
    return environment


def _web(url: str) -> str:
    """Return an address that a reader may follow, empty where it is not one of the web."""
    return url if re.fullmatch(r"https?://[!-~]+", url) else ""


def _shown(value: object) -> object:
    """Return what stands in the page for a value: of a text, characters that act on a screen become visible."""
    return visible_lines(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
