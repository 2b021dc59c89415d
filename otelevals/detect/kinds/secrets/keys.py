"""Keys and tokens that are known by how they begin and by their length."""

import re
from collections.abc import Iterator

import re2

from otelevals.detect.kind import Search
from otelevals.detect.kinds.secrets.random import looks_random
from otelevals.detect.text import Text

_W = "[A-Za-z0-9_-]"
_A = "[A-Za-z0-9]"
_HEX = "[0-9a-f]"
_KEYS = {
    "AKIA": "[A-Z2-7]{16}",  # AWS
    "ASIA": "[A-Z2-7]{16}",
    "ABIA": "[A-Z2-7]{16}",
    "ABSK": "[A-Za-z0-9+/]{109,269}=?=?",
    "AIza": f"{_W}{{35}}",  # Google
    "GOCSPX-": f"{_W}{{28}}",
    "ya29.": f"{_W}{{20,400}}",
    "ghp_": f"{_A}{{36,251}}",  # GitHub
    "gho_": f"{_A}{{36,251}}",
    "ghu_": f"{_A}{{36,251}}",
    "ghs_": f"{_A}{{36,251}}",
    "ghr_": f"{_A}{{36,251}}",
    "github_pat_": f"{_A}{{22}}_{_A}{{59}}",
    "glpat-": f"{_W}{{20,60}}",  # GitLab
    "gldt-": f"{_W}{{20,60}}",
    "glrt-": f"{_W}{{20,60}}",
    "xoxb-": "[0-9]{9,13}-[A-Za-z0-9-]{20,80}",  # Slack
    "xoxp-": "[0-9]{9,13}-[A-Za-z0-9-]{20,100}",
    "xoxa-": "[0-9]{1,13}-[A-Za-z0-9-]{20,100}",
    "xoxe.": f"{_W}[A-Za-z0-9.-]{{20,200}}",
    "xapp-": "[0-9]-[A-Z0-9]{8,13}-[0-9]{10,13}-[0-9a-f]{40,80}",
    "hooks.slack.com/services/": "T[A-Z0-9]{6,12}/B[A-Z0-9]{6,12}/[A-Za-z0-9]{18,30}",
    "discord.com/api/webhooks/": f"[0-9]{{17,20}}/{_W}{{60,80}}",
    "sk_live_": f"{_A}{{16,120}}",  # Stripe
    "sk_test_": f"{_A}{{16,120}}",
    "rk_live_": f"{_A}{{16,120}}",
    "rk_test_": f"{_A}{{16,120}}",
    "whsec_": "[A-Za-z0-9+/=]{24,80}",
    "sk-": f"(?:proj|svcacct|admin|ant|or|lf|live|test)?{_W}{{20,200}}",  # OpenAI, Anthropic and many more
    "pplx-": f"{_A}{{32,64}}",
    "xai-": f"{_A}{{40,100}}",
    "gsk_": f"{_A}{{40,64}}",
    "r8_": f"{_A}{{37}}",
    "hf_": "[A-Za-z]{34,40}",
    "nvapi-": f"{_W}{{60,80}}",
    "lsv2_": f"(?:pt|sk)_{_HEX}{{32}}_{_HEX}{{10}}",
    "pcsk_": f"{_W}{{40,90}}",
    "tvly-": f"{_W}{{20,60}}",
    "npm_": f"{_A}{{36}}",
    "pypi-": f"AgE{_W}{{50,250}}",
    "SG.": f"{_W}{{16,32}}\\.{_W}{{32,64}}",  # SendGrid
    "key-": f"{_HEX}{{32}}",  # Mailgun
    "SK": f"{_HEX}{{32}}",  # Twilio
    "dop_v1_": f"{_HEX}{{64}}",  # DigitalOcean
    "doo_v1_": f"{_HEX}{{64}}",
    "shpat_": "[0-9a-fA-F]{32}",  # Shopify
    "shpss_": "[0-9a-fA-F]{32}",
    "shpca_": "[0-9a-fA-F]{32}",
    "sq0atp-": f"{_W}{{22}}",  # Square
    "sq0csp-": f"{_W}{{43}}",
    "EAAA": f"{_W}{{60}}",
    "dapi": f"{_HEX}{{32}}",  # Databricks
    "lin_api_": f"{_A}{{32,48}}",
    "ntn_": f"{_A}{{40,60}}",
    "PMAK-": f"{_HEX}{{24}}-{_HEX}{{34}}",
    "glsa_": f"{_A}{{32}}_{_HEX}{{8}}",  # Grafana
    "glc_": "[A-Za-z0-9+/=]{32,400}",
    "dp.pt.": f"{_A}{{40,44}}",
    "hvs.": f"{_W}{{24,200}}",  # HashiCorp Vault
    "hvb.": f"{_W}{{24,300}}",
    "ATATT3": "[A-Za-z0-9_=-]{60,250}",  # Atlassian
    "sbp_": f"{_HEX}{{40}}",
    "pscale_tkn_": f"{_W}{{32,64}}",
    "pscale_pw_": f"{_W}{{32,64}}",
    "NRAK-": "[A-Z0-9]{27}",  # New Relic
    "sntrys_": "[A-Za-z0-9+/=_]{60,300}",
    "sntryu_": f"{_HEX}{{64}}",
    "dt0c01.": "[A-Z2-7]{24}\\.[A-Z2-7]{64}",
    "AGE-SECRET-KEY-1": "[0-9A-Z]{58}",
    "eyJ": f"{_W}{{8,4000}}\\.eyJ{_W}{{4,8000}}(?:\\.{_W}{{0,1000}})?",  # JSON web tokens
}
_RANDOM = {"sk-", "hf_", "SK", "EAAA", "glpat-"}
_PATTERNS = {
    prefix: re.compile(f"(?:{pattern})".replace("}", "}+") + "(?![A-Za-z0-9])") for prefix, pattern in _KEYS.items()
}
_GATE = rf"\b(?:{'|'.join(map(re.escape, _KEYS))})|:AA{_W}{{5}}"
_ANY = re2.compile(_GATE)
_TELEGRAM = re.compile(rf":(?<=[0-9]{{8}}:)AA{_W}{{33}}(?!{_W})")
"""Tokens of bots, with the number of the bot before them."""


def search(text: Text) -> Iterator[tuple[int, int]]:
    done = 0
    for match in _ANY.finditer(text.plain):
        prefix = match.group().decode()
        if match.start() >= done and prefix in _PATTERNS:
            value = _PATTERNS[prefix].match(text.text, match.end())
            if value is not None and (prefix not in _RANDOM or looks_random(value[0])):
                done = value.end()
                yield match.start(), done
    for token in _TELEGRAM.finditer(text.text):
        start = token.start() - 8
        while text.plain[start - 1 : start].isdigit() and token.start() - start < 10:
            start -= 1
        yield start, token.end()


SEARCH = Search(_GATE, search)
