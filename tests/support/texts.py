"""Every Chinese text that the product says to people, found in its sources.

In templates: what stands inside ``_("…")``. In Python: every Chinese literal
that is no docstring – tables of words, errors, pages – but those of the files
that speak Chinese by their nature.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "dispatch" / "web" / "templates"
HAN = re.compile("[\u3001\u3002\u3400-\u9fff]")
CHINESE_BY_NATURE = (
    "cli/",  # the command line speaks to administrators
    "wire/",  # county files, their examples and the made-up people
    "board/invariants.py",  # names of invariants, for administrators
    "intake/headline.py",  # the marks at which a sentence ends
    "routing/sentence.py",  # has its own English twin
    # Each says what it says in both languages.
    "responsibility/audit/words.py",
    "responsibility/audit/box_words.py",
    "responsibility/audit/volume.py",
    "responsibility/audit/practice.py",
    "responsibility/audit/choices.py",
    "responsibility/audit/proposals.py",
    "responsibility/audit/advice_proposals.py",
    "responsibility/audit/chain_proposals.py",
    "responsibility/upgrade_words.py",
    "routing/difference/words.py",
    # Each reads Chinese that somebody wrote.
    "responsibility/hand_over_marks.py",
    "triage/grams.py",
    "notices/message.py",  # goes out of the house, to whoever reads Chinese
    "flows/said_in_message.py",  # goes out of the house, to whoever reads Chinese
    "flows/climb_ladder.py",  # kept in a notice; pages say it by its code
    "web/languages.py",  # the names of the languages themselves
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text and where it stands."""

    words: str
    where: str


def said_in_python() -> Iterator[Text]:
    for inside, nodes_of in _modules():
        yield from _literals(nodes_of, inside)


def glued_in_python() -> list[str]:
    """Return Chinese in f-strings: with its values inside, no text can be translated."""
    return [
        f"{file}:{node.lineno}"
        for file, nodes_of in _modules()
        for node in nodes_of
        if isinstance(node, ast.JoinedStr)
        if any(
            isinstance(part, ast.Constant) and HAN.search(str(part.value)) for part in node.values
        )
    ]


def said_in_templates() -> Iterator[Text]:
    for file, tree in _trees():
        for call in tree.find_all(nodes.Call):
            yield from (
                Text(part.value, f"{file}:{part.lineno}")
                for part in _arguments(call)
                if HAN.search(part.value)
            )


def raw_in_templates() -> list[str]:
    """Return Chinese that stands outside ``_("…")``."""
    found = []
    for file, tree in _trees():
        inside = {id(part) for call in tree.find_all(nodes.Call) for part in _arguments(call)}
        found += [
            f"{file}:{data.lineno}: {data.data.strip()[:40]}"
            for data in tree.find_all(nodes.TemplateData)
            if HAN.search(data.data)
        ]
        found += [
            f"{file}:{const.lineno}: {const.value[:40]}"
            for const in tree.find_all(nodes.Const)
            if isinstance(const.value, str) and HAN.search(const.value) and id(const) not in inside
        ]
    return found


@cache
def _modules() -> tuple[tuple[str, tuple[ast.AST, ...]], ...]:
    """Return the nodes of every module that could speak; parsed once."""
    package = ROOT / "dispatch"
    files = ((each.relative_to(package).as_posix(), each) for each in package.rglob("*.py"))
    return tuple(
        (inside, tuple(ast.walk(ast.parse(file.read_text("utf-8")))))
        for inside, file in sorted(files)
        if not inside.startswith(CHINESE_BY_NATURE)
    )


@cache
def _trees() -> tuple[tuple[str, nodes.Template], ...]:
    environment = Environment(autoescape=True)
    return tuple(
        (file.relative_to(TEMPLATES).as_posix(), environment.parse(file.read_text("utf-8")))
        for file in sorted(TEMPLATES.rglob("*.html"))
    )


def _arguments(call: nodes.Call) -> list[nodes.Const]:
    named = isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}
    return [
        part
        for part in (call.args if named else ())
        if isinstance(part, nodes.Const) and isinstance(part.value, str)
    ]


def _literals(tree: tuple[ast.AST, ...], where: str) -> Iterator[Text]:
    docstrings = {
        id(node.body[0].value)
        for node in tree
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
        if isinstance(node.body[0], ast.Expr)
    }
    attributes = {
        id(node.value) for node in tree if isinstance(node, ast.Expr)
    }  # a string below a field is its docstring
    glued = {id(part) for node in tree if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in tree:
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and HAN.search(node.value)
            and id(node) not in docstrings | attributes | glued
        ):
            yield Text(node.value, f"{where}:{node.lineno}")
