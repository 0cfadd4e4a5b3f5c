"""``python -m dispatch``: the command line."""

from dispatch.cli import main

if __name__ == "__main__":
    main()
