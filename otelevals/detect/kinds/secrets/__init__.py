"""Keys, tokens and passwords."""

from otelevals.detect.kind import Kind
from otelevals.detect.kinds.secrets import assigned, connections, keys, private_keys

KIND = Kind(
    "secrets",
    "keys and tokens of common providers, JSON web tokens, private keys, passwords of connections, and what words such "
    "as `password` and `api_key` are set to",
    ("secret", "secrets"),
    searches=(keys.SEARCH, private_keys.SEARCH, connections.SEARCH, assigned.SEARCH),
)
