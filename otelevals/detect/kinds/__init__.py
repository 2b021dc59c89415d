"""The kinds of private data that can be found. Where two claim the same place, the earlier one of `KINDS` has it."""

from otelevals.detect.kinds import card, email, iban, ip

KINDS = {kind.name: kind for kind in (email.KIND, iban.KIND, card.KIND, ip.KIND)}
REGIONS = frozenset(
    region
    for kind in KINDS.values()
    for region in (*kind.regions, *[number.region for number in kind.numbers if number.region is not None])
)
