"""The command ``conformance``: one module for each sub-command, imported only when it is used.

Exit codes: 0 clean, 1 findings, 2 usage, 3 could not find out.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version

from conformance import _members
from conformance.errors import ConformanceError, UsageError

FAMILY = "conformance.cli"
CLEAN, FINDINGS, USAGE, UNKNOWN = 0, 1, 2, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    description = "Conformance of SOAP and REST services: see the README for the suite."
    parser = argparse.ArgumentParser(prog="conformance", description=description)
    parser.add_argument("--version", action="version", version=f"pytest-conformance {version('pytest-conformance')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    known = {name.replace("_", "-"): name for name in _members.names(FAMILY)}
    # Help needs every command, a run only its own.
    for name in known if not given or given[0] not in known else given[:1]:
        member = _members.member(FAMILY, known[name], ("HELP", "arguments", "run"))
        command = commands.add_parser(name, help=member.HELP, description=member.HELP)
        member.arguments(command)
        command.set_defaults(run=member.run)
    options = parser.parse_args(given)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except UsageError as trouble:
        _tell(trouble)
        return USAGE
    except ConformanceError as trouble:
        _tell(trouble)
        return UNKNOWN
    except BrokenPipeError:
        sys.stderr.close()
        return CLEAN
    except OSError as trouble:
        print(f"conformance: the output cannot be written: {trouble.strerror or trouble}", file=sys.stderr)
        return UNKNOWN
    except KeyboardInterrupt:
        print("conformance: interrupted", file=sys.stderr)
        return 130
    return code


def _tell(trouble: ConformanceError) -> None:
    """Print what kept us from finding out; parts of it may be a stranger's words."""
    from conformance.report._visible import visible_lines

    print(f"conformance: {visible_lines(str(trouble))}", file=sys.stderr)
