"""``python -m deploy.demo``: hand over to the command, quietly ended while it is being read."""

import importlib
import signal


def main() -> None:
    """Run the demo's command."""
    # Its imports take a second or two; Ctrl-C then has nothing to stop and nothing to say.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    importlib.import_module("deploy.demo.command").demo()


if __name__ == "__main__":
    main()
