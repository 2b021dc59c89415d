"""`python -m otelevals`."""

import sys

from otelevals.cli import main

sys.exit(main())
