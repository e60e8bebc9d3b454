"""Changes beside the lines of a schema: the only module that writes annotations for GitHub and GitLab.

Workflow commands of GitHub Actions: https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
GitLab's code quality report: https://docs.gitlab.com/ci/testing/code_quality/.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from conformance.model.change import Change, Impact, Source
from conformance.model.gate import Gate
from conformance.report._visible import visible

_COMMANDS: Mapping[Impact, str] = MappingProxyType(
    {Impact.BREAKING: "error", Impact.RISKY: "warning", Impact.COMPATIBLE: "notice"}
)
_SEVERITIES: Mapping[Impact, str] = MappingProxyType(
    {Impact.BREAKING: "critical", Impact.RISKY: "major", Impact.COMPATIBLE: "minor", Impact.NONE: "info"}
)
_DATA = MappingProxyType({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = MappingProxyType({**_DATA, ":": "%3A", ",": "%2C"})


def github(gate: Gate) -> Iterator[str]:
    """Yield a workflow command for each change that matters and is not accepted, at its line if that is in the tree."""
    for held in gate.changes:
        command = _COMMANDS.get(held.impact)
        if command is None or held.accepted is not None:
            continue
        source = _here(held.change)
        place = {} if source is None else {"file": source.file, "line": str(source.line or 1)}
        told = ",".join(
            f"{name}={_escaped(value, _PROPERTY)}"
            for name, value in {**place, "title": f"{held.impact}: {held.change.rule}"}.items()
        )
        yield f"::{command} {told}::{_escaped(f'{held.change.message} ({held.change.fingerprint})', _DATA)}"


def quality(gate: Gate) -> list[dict[str, object]]:
    """Return the changes that are not accepted as GitLab's merge requests show them; a line is needed, so 1 is told."""
    found: list[dict[str, object]] = []
    for held in gate.changes:
        if held.accepted is None:
            source = _here(held.change)
            where = {"path": gate.new.name if source is None else source.file}
            line = 1 if source is None else source.line or 1
            found.append(
                {
                    "description": visible(f"{held.change.rule}: {held.change.message}"),
                    "check_name": held.change.rule,
                    "fingerprint": held.change.fingerprint,
                    "severity": _SEVERITIES[held.impact],
                    "location": {**where, "lines": {"begin": line}},
                }
            )
    return found


def _here(change: Change) -> Source | None:
    """Return where a change is said in a file below the working directory."""
    return next((one for one in change.sources if not Path(one.file).is_absolute() and Path(one.file).is_file()), None)


def _escaped(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(letter, letter) for letter in visible(text))
