"""`otelevals` whose alerts look ten times a second, at sessions that end after a moment."""

import sys

from otelevals.alerts import feed
from otelevals.cli import main
from otelevals.exporters import alerts

alerts.PERIOD, feed.GAP = 0.1, 0.3
sys.exit(main())
