"""The entry point of ``buildcheck`` and of ``python -m buildcheck``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from buildcheck.cli.app import app
    from buildcheck.cli.guard import run

    sys.exit(run(app))


if __name__ == "__main__":
    main()
