"""Words for numbers, for months, and for powers of ten that stand behind a number, in folded text."""

_NUMBERS = (
    "zero null zéro cero nul",
    "one ein eine einen einem einer eins un une uno una een um uma",
    "two zwei deux dos due twee dois duas",
    "three drei trois tres tre drie três",
    "four vier quatre cuatro quattro quatro",
    "five fünf cinq cinco cinque vijf",
    "six sechs six seis sei zes",
    "seven sieben sept siete sette zeven sete",
    "eight acht huit ocho otto oito",
    "nine neun neuf nueve nove negen",
    "ten zehn dix diez dieci tien dez",
    "eleven elf onze once undici",
    "twelve zwölf douze doce dodici twaalf doze",
)
_MONTHS = (
    "january jan januar janvier enero gennaio januari janeiro",
    "february feb februar février febrero febbraio februari fevereiro",
    "march mar märz mars marzo maart março",
    "april apr avril abril aprile",
    "may mai mayo maggio mei maio",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet julio luglio julho",
    "august aug août agosto augustus",
    "september sep sept septembre septiembre settembre setembro",
    "october oct oktober octobre octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember décembre diciembre dicembre dezembro",
)
_OTHERS = {
    **dict.fromkeys(
        ["first", "erste", "ersten", "erster", "premier", "première", "primero", "primera", "primo", "prima", "eerste"],
        1.0,
    ),
    **dict.fromkeys(
        ["second", "zweite", "zweiten", "deuxième", "segundo", "segunda", "secondo", "tweede", "twice"], 2.0
    ),
    **dict.fromkeys(["third", "dritte", "dritten", "troisième", "tercero", "terzo", "derde"], 3.0),
    **dict.fromkeys(["half", "halb", "hälfte", "moitié", "mitad", "metà", "helft"], 0.5),
    **dict.fromkeys(["hundred", "hundert", "cent", "cien", "cento", "honderd"], 100.0),
    **dict.fromkeys(["thousand", "tausend", "mille", "mil", "duizend"], 1000.0),
    "dozen": 12.0,
    "dutzend": 12.0,
    "douzaine": 12.0,
    "docena": 12.0,
    "twenty": 20.0,
    "thirty": 30.0,
}
WORDS: dict[str, float] = _OTHERS | {
    word: float(number)
    for first, rows in ((1, _MONTHS), (0, _NUMBERS))
    for number, row in enumerate(rows, first)
    for word in row.split()
}
SCALES: dict[str, float] = {
    word: factor
    for factor, row in (
        (1e3, "k thousand tsd tausend mille mil duizend tys тыс тысяч 千 천"),
        (1e4, "万 萬 만"),
        (1e5, "lakh lakhs"),
        (
            1e6,
            "m mm mn mio mln million millions millionen millón millones milione milioni miljoen milhão milhões млн миллион миллионов",
        ),
        (1e7, "crore crores"),
        (1e8, "億 亿 억"),
        (1e9, "b bn mrd mld billion billions milliarde milliarden milliard milliards miliardo miliardi miljard млрд"),
        (1e12, "t tn trillion trillions billionen 兆"),
    )
    for word in row.split()
}
