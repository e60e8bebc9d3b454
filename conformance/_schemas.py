"""The one lookup of the folder ``schemas``, in an installed package and in a checkout."""

from pathlib import Path

from conformance.errors import UsageError


def root() -> Path:
    """Return the folder: beside this module in an installed package, beside the package in a checkout."""
    here = Path(__file__).parent
    return next(
        (folder for folder in (here / "schemas", here.parent / "schemas") if folder.is_dir()), here.parent / "schemas"
    )


def contracts() -> tuple[str, ...]:
    """Return the names of the shipped contracts, sorted."""
    return tuple(sorted(found.parent.name for found in root().glob("*/contract.toml")))


def contract_folder(name_or_path: str) -> Path:
    """Return the folder of a contract, given by its name or by a path to the folder or its ``contract.toml``.

    Raises:
        UsageError: there is no such contract.
    """
    shipped = root() / name_or_path
    if name_or_path in contracts():
        return shipped
    given = Path(name_or_path)
    folder = given.parent if given.name == "contract.toml" else given
    if (folder / "contract.toml").is_file():
        return folder.resolve()
    message = (
        f"unknown contract {name_or_path!r}: name one of {', '.join(contracts())}, "
        "or give the path of a folder that holds a contract.toml"
    )
    raise UsageError(message)


def platforms() -> tuple[str, ...]:
    """Return the names of the platforms whose deviations are known, sorted."""
    return tuple(sorted(found.stem for found in (root() / "platforms").glob("*.toml")))


def platform_file(name: str) -> Path:
    """Return the file of a platform's deviations.

    Raises:
        UsageError: there is no such platform.
    """
    file = root() / "platforms" / f"{name}.toml"
    if file.is_file():
        return file
    message = f"unknown platform {name!r}: name one of {', '.join(platforms())}, or none"
    raise UsageError(message)


def levels_file() -> Path:
    """Return the file of the levels of conformance."""
    return root() / "levels.toml"


def texts_file(topic: str) -> Path:
    """Return the file that explains the checks of a topic."""
    return root() / "checks" / f"{topic}.toml"


def changes_file() -> Path:
    """Return the file that explains the rules of a comparison of contracts."""
    return root() / "changes.toml"
