"""A contract wherever it stands: the only module that reads one from this machine, from git or from a URL alike."""

from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.contract import source
from conformance.contract.published import Published
from conformance.transport._fetch import fetch
from conformance.transport._target import Permissions

LIVE = "live:"


def published(text: str, permissions: Permissions) -> Published:
    """Return the contract that a text names: a name, a folder, files, ``git:REV:PATH``, ``live:URL``, or a bare URL.

    Raises:
        UsageError: it names nothing, or a host that was not allowed.
        TargetError: what stands at the URL does not come.
        ContractError: it cannot be used; the text tells file or URL, line and construct.
    """
    if not text.startswith((LIVE, "http://", "https://")):
        return source.load(text)
    with TemporaryDirectory(prefix="conformance-") as name:
        fetched = fetch(text.removeprefix(LIVE), permissions, Path(name).resolve())
        return source.elsewhere(fetched.path, text, fetched.urls)
