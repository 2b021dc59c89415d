"""What looks like something to be found and is not: order numbers, versions, hashes and the like."""

import base64
from random import Random

from tests.detect.corpus.values import date

_PATTERNS = {
    "order": ("#######", "#########", "##########", "############", "################", "###-#######-#######"),
    "invoice": ("2024-#####", "INV-########", "RE##########", "####/####"),
    "tracking": ("1Z9A2B0C##########", "####################", "JD##################", "RR#########GB"),
    "sha": ("~" * 40,),
    "sha256": ("~" * 64,),
    "trace": ("~" * 32,),
    "span": ("~" * 16,),
    "uuid": ("~~~~~~~~-~~~~-4~~~-a~~~-~~~~~~~~~~~~",),
    "millis": ("17###########",),
    "seconds": ("17########",),
    "isbn": ("#-###-#####-#",),
    "isbn13": ("978-#-##-######-#", "978##########"),
    "amount": ("##.##", "1,###.##", "3.###,##"),
    "big": ("4#,###,###", "7 ### ###", "#########"),
    "int": ("#", "##", "####"),
    "sku": ("B###-####",),
    "ean": ("#############",),
    "imei": ("35#############",),
}
"""# is any digit, ~ any hexadecimal one."""


def harmless(name: str, random: Random) -> str:
    if name == "version":
        return ".".join([str(random.randint(0, 120)) for _ in range(random.choice((3, 4)))])
    if name == "day":
        return date(random)
    if name == "base64":
        return base64.b64encode(random.randbytes(60)).decode()
    marks = {"#": "0123456789", "~": "0123456789abcdef"}
    return "".join([random.choice(marks.get(mark, mark)) for mark in random.choice(_PATTERNS[name])])
