"""Veils: the only module that hides, in XML that is printed, what stands at places that a contract declares secret."""

import re

from conformance.model.tree import Veil, local_of, steps_of

HIDDEN = "***"


def veil(paths: tuple[str, ...]) -> Veil:
    """Return what hides each attribute and element that is called as the last step of one of the paths."""
    last = [steps_of(path)[-1] for path in paths]
    attributes = "|".join(sorted({re.escape(local_of(step[1:])) for step in last if step.startswith("@")}))
    elements = "|".join(sorted({re.escape(local_of(step)) for step in last if not step.startswith("@")}))
    attribute = rf"(?P<name>(?<![\w.-])(?:\w+:)?(?:{attributes or '(?!)'})\s*=\s*)(?:\"[^\"]*\"|'[^']*')"
    element = rf"(?P<start><(?:\w+:)?(?:{elements or '(?!)'})(?:\s[^<>]*)?(?<!/)>)[^<]+"
    places = re.compile(f"{attribute}|{element}")

    def hidden(found: re.Match[str]) -> str:
        return f'{found["name"]}"{HIDDEN}"' if found["name"] else f"{found['start']}{HIDDEN}"

    return lambda text: places.sub(hidden, text)
