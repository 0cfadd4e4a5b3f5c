"""``python -m workers NAME``: run one worker until it is told to stop."""

import sys

from dispatch.bootstrap import assemble, read_settings
from dispatch.errors import Unusable
from dispatch.logs import log_as_json
from workers.measuring import measure_here
from workers.registry import WORKERS


def main() -> int:
    """Run the worker that the command line names; exit 2 when it cannot be."""
    names = sys.argv[1:]
    if len(names) != 1 or names[0] not in WORKERS:
        sys.stderr.write("usage: python -m workers NAME, one of:\n")
        for worker in WORKERS.values():
            sys.stderr.write(f"  {worker.name:10} {worker.promise}\n")
        return 2
    log_as_json()
    try:
        deployment = assemble(read_settings())
    except Unusable as why:
        sys.stderr.write(f"{why}\n")
        return 2
    measure_here(names[0], deployment.settings.metrics_host, deployment.settings.metrics_port)
    WORKERS[names[0]].run(deployment)
    return 0


if __name__ == "__main__":
    sys.exit(main())
