"""`python -m postloan.cli` is the command `postloan`."""

import sys

from postloan.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
