"""``git:REV:PATH``: the only module that asks git, for the contract's files of another revision."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from conformance.errors import UsageError

KINDS = frozenset({".toml", ".wsdl", ".xml", ".xsd"})
"""What is taken out of a revision: the kinds of files that a contract is made of."""
PATIENCE_S = 60
_FILE = "100"  # how the modes of files begin, not those of links and of repositories within


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """The files of a revision, below ``root``, and ``path`` in it, which the user named."""

    root: Path
    path: Path


@contextmanager
def checkout(revision: str, path: str, *, within: Path) -> Iterator[Checkout]:
    """Provide the files of a revision of the repository that a folder is in, until they are read.

    ``path`` starts from the root of the repository, as git has it, or from the folder where it begins with ``./`` or
    ``../``. All WSDL, XSD, XML and TOML files are there, so that what they import is as well.

    Raises:
        UsageError: there is no git, no repository, no such revision, or nothing at the path.
    """
    unknown = f"git knows no revision {revision!r}: name a commit, a branch or a tag"
    if revision.startswith("-"):
        raise UsageError(unknown)
    git = _Git(within=within)
    top = Path(git.asked("rev-parse", "--show-toplevel", otherwise=f"{within} is in no git repository"))
    commit = git.asked("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", otherwise=unknown)
    inside = _inside(path, within=within, top=top)
    with TemporaryDirectory(prefix="conformance-") as name:
        root = Path(name).resolve()
        git.extract(commit, root, also=inside)
        found = root / inside
        if not found.exists():
            message = f"revision {revision} has no contract at {inside.as_posix()!r}"
            raise UsageError(message)
        yield Checkout(root=root, path=found)


def _inside(path: str, *, within: Path, top: Path) -> PurePosixPath:
    """Return a path as it is in the repository.

    Raises:
        UsageError: it leads out of it.
    """
    relative = path.startswith(("./", "../")) or path in {".", ".."}
    whole = Path(os.path.normpath((within if relative else top).resolve() / path))
    if not whole.is_relative_to(top.resolve()):
        message = f"{path} is not in the repository {top}"
        raise UsageError(message)
    return PurePosixPath(whole.relative_to(top.resolve()).as_posix())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Git:
    """The program, in a folder."""

    within: Path

    def asked(self, *arguments: str, otherwise: str) -> str:
        """Return the one line that git answers.

        Raises:
            UsageError: it refuses; the text is ``otherwise``, and what git says.
        """
        done = self.run(*arguments)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            message = f"{otherwise} ({said[0]})" if said else otherwise
            raise UsageError(message)
        return done.stdout.decode(errors="surrogateescape").rstrip("\n")

    def extract(self, commit: str, root: Path, *, also: PurePosixPath) -> None:
        """Write the kinds of files that contracts are made of, and one more, of a commit into a folder."""
        listed = self.run("ls-tree", "-r", "-z", "--full-tree", commit).stdout.split(b"\0")
        entries = [entry.partition(b"\t") for entry in listed if entry]
        named = [(meta.decode().split(), Path(name.decode(errors="surrogateescape"))) for meta, _, name in entries]
        wanted = [
            (meta[2], path)
            for meta, path in named
            if meta[0].startswith(_FILE) and (path.suffix.lower() in KINDS or path == Path(also))
        ]
        answer = self.run("cat-file", "--batch", given="".join(f"{blob}\n" for blob, _ in wanted).encode()).stdout
        for _, path in wanted:
            head, _, answer = answer.partition(b"\n")
            size = int(head.split()[-1])
            content, answer = answer[:size], answer[size + 1 :]
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)

    def run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        git = shutil.which("git")
        if git is None:
            message = "git is not there: install it, or check the revision out and name its folder"
            raise UsageError(message)
        try:
            return subprocess.run(  # noqa: S603 - a revision is given to git as one word, and never as an option
                [git, *arguments], input=given, capture_output=True, check=False, cwd=self.within, timeout=PATIENCE_S
            )
        except subprocess.TimeoutExpired:
            message = f"git {arguments[0]} did not answer within {PATIENCE_S} s"
            raise UsageError(message) from None
