"""`python -m grassroots`: the command line."""

import sys

from grassroots.cli import main

if __name__ == "__main__":
    sys.exit(main())
