"""Start the one command: `dejiro` or `python -m dejiro`."""

import sys

from dejiro.cli import main

if __name__ == "__main__":
    sys.exit(main())
