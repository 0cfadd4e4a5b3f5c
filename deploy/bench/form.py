"""What a phone must fetch before the form can be used: the page and all it names, as sent."""

import gzip
import re
from pathlib import Path

from deploy.bench.figures import Asked, Emit, Figure, Goal
from deploy.bench.ground import ROOT, Ground

_WEB = ROOT / "dispatch" / "web"
_BASE = _WEB / "templates" / "base.html"
_FORM = _WEB / "templates" / "report" / "form.html"
_NAMED = re.compile(r"filename=['\"]([^'\"]+)['\"]|vendored?\(['\"]([^'\"]+)['\"]")
_IMPORTS = re.compile(r"""(?:from|import)\s*["'](\.[^"']+)["']""")
_KILO = 1000


def run(ground: Ground, asked: Asked, emit: Emit) -> None:  # noqa: ARG001 - needs neither
    """Add up the templates' text and every file they link to, each gzipped by itself."""
    parts = {path.name: _gzipped(path) for path in _linked()}
    parts["the page itself, about"] = _gzipped(_BASE) + _gzipped(_FORM)
    of = ", ".join(f"{name} {size / _KILO:.1f}" for name, size in sorted(parts.items()))
    total = sum(parts.values()) / _KILO
    emit(Figure("form", "bytes before use, gzipped", "kB", (total,), of, Goal(None, 120)))


def _linked() -> set[Path]:
    names = {
        name
        for template in (_BASE, _FORM)
        for found in _NAMED.finditer(template.read_text(encoding="utf-8"))
        for name in found.groups()
        if name
    }
    found = set()
    for name in names:
        found |= {path for path in (_WEB / "static").rglob(Path(name).name) if path.is_file()}
    return found | {other for path in found for other in _imported(path)}


def _imported(script: Path) -> set[Path]:
    """Return what a module script imports, and what that imports."""
    if script.suffix not in {".js", ".mjs"}:
        return set()
    named = _IMPORTS.findall(script.read_text(encoding="utf-8"))
    found = {path for name in named if (path := (script.parent / name).resolve()).is_file()}
    return found | {deeper for path in found - {script} for deeper in _imported(path)}


def _gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), compresslevel=6))
