"""What reports warn of, on standard error."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from otelevals.cli.times import shown

if TYPE_CHECKING:
    from otelevals.store.grouped import Clustering
    from otelevals.store.totals import Totals


def warn_of_dimensions(found: Sequence["Totals"], by: Sequence[str]) -> None:
    from otelevals.cli.report_rows import unknown_dimensions

    for dimension in unknown_dimensions([total for totals in found for total in totals.sums], by):
        warn(f"no evaluation has the dimension {dimension}")


def warn_of_scorers(found: Sequence["Totals"], names: Sequence[str]) -> None:
    known = {scorer for totals in found for scorer in totals.decisions}
    known.update(name for totals in found for total in totals.sums for name in (total.scorer, total.name))
    for name in names:
        if name not in known:
            warn(f"nothing is known of a scorer {name} in this range of time")


def warn_of_clustering(clustering: "Clustering", since: int) -> None:
    if since < clustering.since:
        warn(
            f"evaluations are grouped by {clustering.by.name.lower()} since {shown(clustering.since)}, and were by "
            "something else before: intervals that reach back further may be wrong"
        )


def warn(text: str) -> None:
    print(f"warning: {text}", file=sys.stderr)
