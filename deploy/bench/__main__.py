"""``python -m deploy.bench``: measure, print as it goes, keep it as JSON if asked."""

import json
import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
import structlog
from rich.console import Console

from deploy.bench import board, escalation, form, memory, pipeline, queues, replay, rules
from deploy.bench.figures import Asked, Emit, Figure, readable
from deploy.bench.ground import Ground
from deploy.bench.machine import machine_facts

BENCHES: dict[str, Callable[[Ground, Asked, Emit], None]] = {
    "form": form.run,
    "rules": rules.run,
    "replay": replay.run,
    "pipeline": pipeline.run,
    "escalation": escalation.run,
    "queue": queues.run,
    "board": board.run,
    "memory": memory.run,
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHES)))
@click.option("--rounds", default=5, show_default=True, help="How often both sides are run.")
@click.option("--quick", is_flag=True, help="Small sizes: to see that it works.")
@click.option("--peers", is_flag=True, help="Also against zen-engine, installed on demand.")
@click.option("--long", "long_", is_flag=True, help="Latency for two minutes a rate, with p99.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Keep the figures here.")
def main(
    names: tuple[str, ...], rounds: int, *, quick: bool, peers: bool, long_: bool, file: Path | None
) -> None:
    """Measure NAMES, or everything: ratios with their spread, sizes and goals."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    console = Console(highlight=False)
    asked = Asked(rounds=rounds, quick=quick, peers=peers, long=long_)
    figures: list[Figure] = []

    def emit(figure: Figure) -> None:
        figures.append(figure)
        _print(console, figure)

    facts = machine_facts()
    with tempfile.TemporaryDirectory(prefix="dispatch-bench-") as data:
        ground = Ground(Path(data))
        try:
            for name, fact in facts.items():
                console.print(f"[dim]{name}: {fact}[/]")
            for name in names or tuple(BENCHES):
                console.rule(name)
                BENCHES[name](ground, asked, emit)
            if "endpoints" in vars(ground):
                facts["database"] = ground.kept_promises()
                console.print(f"[dim]database: {facts['database']}[/]")
        finally:
            ground.close()
    if file:
        kept = {"machine": facts, "quick": quick, "figures": [each.as_json() for each in figures]}
        file.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _print(console: Console, figure: Figure) -> None:
    spread = f"({readable(min(figure.samples))}–{readable(max(figure.samples))})"
    verdict = ""
    if figure.goal:
        word = "[green]met[/]" if figure.met else "[red]not met[/]"
        verdict = f"  goal {figure.goal}: {word}"
    line = f"{figure.name:48} {readable(figure.median):>9} {figure.unit:9} {spread}"
    console.print(f"{line} n={len(figure.samples)}{verdict}", soft_wrap=True)
    if figure.goal:
        console.print(f"    [dim]{figure.shape}[/]", soft_wrap=True)


if __name__ == "__main__":
    main()
