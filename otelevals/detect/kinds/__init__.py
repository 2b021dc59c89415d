"""The kinds of private data that can be found. Where two claim the same place, the earlier one of `KINDS` has it."""

from otelevals.detect.kinds import bank_account, card, date_of_birth, email, iban, ip, mac, national_id, phone, secrets

KINDS = {
    kind.name: kind
    for kind in (
        secrets.KIND,
        email.KIND,
        iban.KIND,
        card.KIND,
        national_id.KIND,
        bank_account.KIND,
        mac.KIND,
        ip.KIND,
        date_of_birth.KIND,
        phone.KIND,
    )
}
REGIONS = frozenset(
    region
    for kind in KINDS.values()
    for region in (*kind.regions, *[number.region for number in kind.numbers if number.region is not None])
)
