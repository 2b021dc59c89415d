"""What is hard to tell apart, kind by kind: what is found in each text is exactly this."""

import pytest

from otelevals.detect.engine import Detector

DETECTOR = Detector()
TOKEN = "gh" + "p_" + "a1B2c3D4e" * 4
HARD: list[tuple[str, list[str]]] = [
    ("git@github.com:example/project.git", []),
    ("https://ann@example.com/x and mailto:ann@example.com", ["ann@example.com"]),
    ("@ann@example.social", []),
    ("ann@example", []),
    ("q@k.transpose(-2, -1)", []),
    ("ann@example.com으로 보내", ["ann@example.com"]),
    ("ann@example.com.", ["ann@example.com"]),
    ("icon@2x.png", []),
    ("4111 1111 1111 1112", []),
    *[(card, [card]) for card in ("4242 4242 4242 4242", "5555555555554444", "378282246310005", "6011-1111-1111-1117")],
    ("3530111333300000", ["3530111333300000"]),
    ("30569309025904", ["30569309025904"]),
    ("4444 4444 4444 4444", []),
    ("0.4111111111111111", []),
    ("order 4111111111111111", []),
    ("order 12, card 4111111111111111", ["4111111111111111"]),
    ("4111 1111 1111 1111 123", ["4111 1111 1111 1111"]),
    ("12 4111 1111 1111 1111", ["4111 1111 1111 1111"]),
    ("a4111111111111111 4111111111111111b", []),
    ("DE89370400440532013001", []),
    ("XX89370400440532013000", []),
    ("DE89 3704 0044 0532 0130 00 EUR", ["DE89 3704 0044 0532 0130 00"]),
    ("000-12-3456 666-12-3456 123-00-4567", []),
    ("123456789", []),
    ("ssn 123456789", ["123456789"]),
    ("user_ssn: 123456789", ["123456789"]),
    ("passion 123456789", []),
    ("127.0.0.1 0.0.0.0 255.255.255.0 ::1", []),
    ("1.2.3.4.5 v10.2.3.4 10.256.1.1 10.01.1.1", []),
    ("10.1.2.3/24 and 10.1.2.4:80", ["10.1.2.3", "10.1.2.4"]),
    ("host 255.1.1.1 256.1.1.1 254.1.1.1 0.1.1.1", ["254.1.1.1"]),
    ("10.1.2.3_old x10.1.2.3 _10.1.2.3 10.1.2.3a", ["10.1.2.3"]),
    ("build 10.2.3.4, Chrome/120.0.6099.109, pkg==10.2.3.4, version = '10.2.3.4', ~10.2.3.4, §10.2.3.4", []),
    ("see 1.2.3.4 and 1.2.3.5, host: 1.2.3.6", ["1.2.3.6"]),
    ("2001:db8::1:2 1:2:3:4:5:6:7:8:9 1::2::3 64:ff9b::192.0.2.1", ["2001:db8::1:2", "64:ff9b::192.0.2.1"]),
    ("12:30:45 std::vector abc::def", []),
    ("00:00:00:00:00:00 ff:ff:ff:ff:ff:ff", []),
    ("00:1a:2b:3c:4d:5e\n00:1a:2b:3c:4d:5f", ["00:1a:2b:3c:4d:5e", "00:1a:2b:3c:4d:5f"]),
    ("my order\n4111111111111111", ["4111111111111111"]),
    ("2024-01-15 12.03.1985", []),
    ("born in 1985 on 31.02.1985", []),
    ("He was born in Paris. On 12.03.1985 the contract ended.", []),
    ("tel. 2024-01-15", []),
    ("tel. 10.1.2.3", ["10.1.2.3"]),
    ("+1 234", []),
    ("1+4930231250 = x", []),
    (f"x{TOKEN}", []),
    (TOKEN[:20], []),
    ("sk-learn-contrib-something-long", []),
    ("password: string; token: null; secret: ${X}; api_key=get_key(a)", []),
    ("postgres://app:" + "hunter22" + "@db/x, postgres://app:${PW}@db/x", ["hunter22"]),
]


@pytest.mark.parametrize(("text", "values"), HARD)
def test_hard_cases(text: str, values: list[str]) -> None:
    assert [text[each.start : each.end] for each in DETECTOR.find(text)] == values
