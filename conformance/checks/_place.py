"""Words for what is wrong and where: the only module that writes paths and quotes values."""

import json
from collections import Counter
from collections.abc import Iterator

from conformance.checks._observe import Observation
from conformance.model.binding import binding_of_namespace
from conformance.model.requirement import Problem
from conformance.model.tree import Element, local_of, namespace_of

LONGEST = 80
STATUS = "HTTP/status"
"""The path of the status line of an answer."""


def problem(seen: Observation, message: str, *, at: Element | None = None, part: str = "") -> Problem:
    """Return a problem at an element of the observed message, or at a part of it such as ``@Success``."""
    path = path_of(seen.document, at) if seen.document is not None and at is not None else None
    if path and part:
        path = f"{path}/{part}"
    return Problem(message=message, path=path, line=None if at is None else at.line)


def field_problem(message: str, field: str) -> Problem:
    """Return a problem of an HTTP field of an answer, which is there or missing."""
    return Problem(message=message, path=f"HTTP/{field}")


def path_of(root: Element, target: Element) -> str | None:
    """Return local names from the root to this very element, with a 1-based number where siblings share a name."""
    found = _steps(root, target, step=root.local)
    return "/".join(found) if found else None


def quoted(text: str) -> str:
    """Return a value in double quotes on one line, cut after 80 characters."""
    return json.dumps(text if len(text) <= LONGEST else f"{text[:LONGEST]}…", ensure_ascii=False)


def stated(text: str) -> str:
    """Return a value in double quotes, or that there is none: neither makes another finding of a problem."""
    return quoted(text) if text else "none"


def titled(name: str) -> str:
    """Return a Clark name as a reader knows it."""
    namespace = namespace_of(name)
    binding = binding_of_namespace(namespace)
    if binding is not None:
        return f"{local_of(name)} of {binding.title}"
    return f"{local_of(name)} in {f'namespace {quoted(namespace)}' if namespace else 'no namespace'}"


def content_of(seen: Observation) -> str:
    """Return what an HTTP answer carries, in a few words: its media type, and how it begins."""
    text = " ".join((seen.data or b"")[:1000].decode("utf-8", "replace").split())
    media = "no Content-Type" if seen.media is None else quoted(seen.media.name)
    return f"{media}, beginning {quoted(text)}" if text else "no content"


def _steps(element: Element, target: Element, *, step: str) -> tuple[str, ...]:
    if element is target:
        return (step,)
    for child, name in _numbered(element.children):
        below = _steps(child, target, step=name)
        if below:
            return (step, *below)
    return ()


def _numbered(children: tuple[Element, ...]) -> Iterator[tuple[Element, str]]:
    shared = Counter(child.local for child in children)
    met: Counter[str] = Counter()
    for child in children:
        met[child.local] += 1
        yield child, child.local if shared[child.local] == 1 else f"{child.local}[{met[child.local]}]"
