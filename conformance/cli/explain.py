"""``conformance explain``: what a check, requirement, known deviation or rule of ``diff`` means, and what to do."""

import argparse
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

from conformance import _schemas
from conformance.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.checks import Check, Deviation, Platform
    from conformance.checks._platform import Behaviour
    from conformance.diff.rules import Rule

HELP = "explain checks and changes: why each matters, an example, and how to mend it"
_WIDTH = 100


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "ids",
        nargs="+",
        metavar="ID",
        help="a check (fault.code-is-standard), a requirement (FLT-14), a platform's deviation (ASMX-14) or a "
        "rule of diff (attribute.required-added)",
    )


def run(options: argparse.Namespace) -> int:
    """Explain each id and return 0; nothing is printed where one is unknown.

    Raises:
        ContractError: a file of texts, of rules or of a platform cannot be used.
        UsageError: an id is unknown.
    """
    explained = [tuple(_explained(name)) for name in options.ids]
    for lines in dict.fromkeys(explained):
        print("\n".join((*lines, "")))
    return 0


def _explained(name: str) -> Iterator[str]:
    """Yield the lines on what an id names.

    Raises:
        UsageError: it names nothing.
    """
    from conformance.checks import catalogue, load_platform
    from conformance.checks._select import close_to
    from conformance.diff.rules import rules

    checks = catalogue()
    platforms = [load_platform(name) for name in _schemas.platforms()]
    known = [(platform, one) for platform in platforms for one in platform.deviations]
    legal = {one.id: (platform, one) for platform in platforms for one in platform.legal}
    tests = {one.requirement.id: one for one in checks.values()}
    ids = {*checks, *rules(), *tests, *legal, *(found for _, one in known for found in (one.id, *one.requirements))}
    asked = {found.lower(): found for found in ids}.get(name.lower())
    if asked is None:
        near = f"{close_to(name, ids)} (conformance checks lists all checks)"
        message = f"no check, requirement, deviation or rule is called {name!r}; {near}"
        raise UsageError(message)
    check = checks.get(asked) or tests.get(asked)
    if check is not None:
        yield from _check(check, [one for _, one in known if check.requirement.id in one.requirements])
        return
    if asked in rules():
        yield from _rule(asked, rules()[asked])
    if asked in legal:
        yield from _behaviour(*legal[asked])
    for platform, one in known:
        if asked in {one.id, *one.requirements}:
            yield from _deviation(platform, one, tests)


def _check(check: "Check", deviations: "Sequence[Deviation]") -> Iterator[str]:
    from conformance.checks._texts import texts

    held, text = check.requirement, texts(check.id.partition(".")[0])[check.id]
    sides = " and ".join(f"{side}s" for side in sorted(check.scope.directions))
    yield f"{check.id}  [{held.id}, {held.severity}, {held.level}]"
    yield from _paragraph(held.sentence)
    yield from _paragraph(f"{held.spec.title}, {held.section} {held.spec.url}")
    yield from _paragraph(f"Tested in {sides} of {' and '.join(binding.title for binding in check.scope.bindings)}.")
    yield from ("", "Why it matters", *_paragraph(text.why))
    yield from ("", "Wrong", *_example(text.wrong), "", "Right", *_example(text.right))
    if any(prefix in text.wrong + text.right for prefix in ("soap:", "env:")):
        yield from ("", *_paragraph("(soap: stands for SOAP 1.1, env: for SOAP 1.2.)"))
    yield from ("", "To mend it", *_paragraph(text.mend))
    if deviations:
        yield from ("", "Known deviations")
    for one in deviations:
        yield from _paragraph(f"{one.id}: {one.reason}")


def _behaviour(platform: "Platform", found: "Behaviour") -> Iterator[str]:
    yield f"{found.id}  [{platform.name}, legal: it breaks nothing]"
    yield from _paragraph(found.reason)
    yield from _paragraph(f"Source: {found.source}")


def _rule(name: str, rule: "Rule") -> Iterator[str]:
    yield f"{name}  [a change that conformance diff tells]"
    yield from _paragraph(rule.means)
    yield from ("", "Who breaks", *_paragraph(rule.breaks))
    yield from ("", "Before", *_example(rule.before), "", "After", *_example(rule.after))
    yield from ("", "What to do", *_paragraph(rule.mend))


def _deviation(platform: "Platform", found: "Deviation", tests: "dict[str, Check]") -> Iterator[str]:
    from conformance.model.binding import BINDINGS

    against = (f"{name} ({tests[name].id})" if name in tests else name for name in found.requirements)
    when = (
        f"{field.name.replace('_', ' ')} {_values(getattr(found.when, field.name))}"
        for field in fields(found.when)
        if getattr(found.when, field.name) is not None
    )
    weight = "a hazard: known, but covers nothing" if found.hazard else "tolerated"
    yield f"{found.id}  [{platform.name}, {weight}]"
    yield from _paragraph(found.reason)
    yield from _paragraph(f"Against: {', '.join(against)}")
    yield from _paragraph(f"In: {' and '.join(BINDINGS[name].title for name in found.bindings)}")
    yield from _paragraph(f"When: {'; '.join(when) or 'always'}")
    yield from _paragraph(f"Source: {found.source}")


def _values(held: object) -> str:
    return " or ".join(map(str, held)) if isinstance(held, tuple) else str(held)


def _paragraph(text: str) -> Iterator[str]:
    from textwrap import wrap

    yield from wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="    ", break_long_words=False)


def _example(text: str) -> Iterator[str]:
    yield from (f"    {line}".rstrip() for line in text.strip().splitlines())
