"""Text as it was typed, made comparable; and text that a spreadsheet would run, made harmless."""

import re

_WIDE: dict[int, str | int] = {
    **{ord("０") + n: ord("0") + n for n in range(10)},
    **{ord("Ａ") + n: ord("A") + n for n in range(26)},
    **{ord("ａ") + n: ord("a") + n for n in range(26)},
    **{
        ord(wide): narrow
        for wide, narrow in zip("．％－／＋＠＊＝＜＞＆＿", ".%-/+@*=<>&_", strict=True)
    },
    **dict.fromkeys((0x3000, 0x00A0, 0x2002, 0x2003, 0x2009), " "),
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF, 0x00AD), ""),
}
"""Widths that change no meaning. Not all of NFKC: it would make ① a 1 and m² an m2."""
_SIGNS = str.maketrans("；，（）", ";,()")
_BLANKS = re.compile(r"\s+")
_COMPARED = re.compile(r"[\s（）()【】\[\]〔〕《》<>“”\"'‘’、,，。.:：;；*＊·•_-]+")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RUNS = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARDED = re.compile(r"''*[=+\-@\t\r＝＋－＠]")


def plain(text: str) -> str:
    """Return the text with narrow digits and letters and single blanks; its words stay."""
    return _BLANKS.sub(" ", text.translate(_WIDE)).strip()


def narrow(text: str) -> str:
    """Return codes or numbers as a list writes them; no text of words, whose signs are its own."""
    return plain(text).translate(_SIGNS)


def key(text: str) -> str:
    """Return what is compared when two writings may mean one name."""
    return _COMPARED.sub("", text.translate(_WIDE)).lower()


def printable(text: str) -> str:
    """Return the text without the control characters that no workbook can hold."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def runs(text: str) -> bool:
    """Say whether a spreadsheet could take the text for a formula."""
    return _RUNS.match(text) is not None


def guarded(text: str) -> str:
    """Return the text so that a CSV opened as a spreadsheet shows it instead of running it."""
    return f"'{text}" if runs(text) else text


def unguarded(text: str) -> str:
    """Return a guarded text as it was before; any other text as it is."""
    return text[1:] if _GUARDED.match(text) else text
