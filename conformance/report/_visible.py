"""Text from anywhere, made safe to look at: the only module that turns control characters into visible escapes."""

_COMMANDS = ("::", "##[", "##vso[")


def visible(text: str) -> str:
    r"""Return one line in which every character can be seen: ``\n``, ``\x1b`` or ``\u202e`` stand for what acts."""
    return text if text.isprintable() else "".join(map(_shown, text))


def calm(line: str) -> str:
    r"""Return a line that no log of a job takes for a command: what begins one becomes ``\x3a:`` or ``\x23#[``."""
    told = line.lstrip()
    return line.replace(told[0], f"\\x{ord(told[0]):02x}", 1) if told.startswith(_COMMANDS) else line


def visible_lines(text: str) -> str:
    """Return the same for text of many lines: line ends and tabs stay as they are."""
    return "".join(char if char in "\n\t" else _shown(char) for char in text.replace("\r\n", "\n"))


def decoded(body: bytes) -> tuple[str, tuple[str, ...]]:
    """Return a body as characters, and what had to be done to read it, each in a clause."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "backslashreplace"), ("the body is UTF-16, shown decoded",)
    try:
        return body.decode("utf-8"), ()
    except UnicodeDecodeError:
        return body.decode("utf-8", "backslashreplace"), (r"the body is not UTF-8; other bytes are shown as `\xe9`",)


def readable(text: str) -> bool:
    """Tell whether text of many lines can be shown and typed as it is."""
    return text.replace("\r\n", "").replace("\n", "").replace("\t", "").isprintable()


def shortened(text: str, limit: int) -> str:
    """Return at most ``limit`` characters of a text, the last one an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def _shown(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
