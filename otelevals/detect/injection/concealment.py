"""What the user is not to know. A space stands for any gap between words."""

_USER = "(?:user|reader|human|person you are (?:talking|speaking|chatting) (?:to|with)|operator|end[- ]user|people you talk to)"
_NOTE = "(?:this|these|that|it|the)(?: (?:hidden|secret|last|above))?(?: (?:message|note|instructions?|text|comment|step|prompt|request|action|change|paragraph|document))?"
ENGLISH = (
    rf"\bwithout (?:telling|informing|notifying|alerting|warning|asking) the {_USER}(?: (?:about (?:it|this)|for (?:confirmation|permission|approval))\b|[.!;\"'}}]|\s*$)",
    rf"\b(?:do not|don't|never|must not|mustn't|not) (?:ever )?(?:tell|inform|notify|alert|warn|ask)(?: to)? the {_USER}(?: (?:about|of|that you|that this|that it|you were|anything|what you|of it|for (?:confirmation|permission|approval))\b|[.!,;\"'}}]|\s*$)",
    rf"\b(?:do not|don't|never|must not) (?:ever )?(?:let|allow) the {_USER} (?:know|to know|see|find out|notice|learn)\b(?: (?:that|about|of|this|what|you)\b|[.!,;\"'}}]|\s*$)",
    rf"\b(?:do not|don't|never|must not) (?:ever )?(?:mention|reveal|disclose|show|expose|say|repeat|report|discuss|acknowledge|divulge) (?:{_NOTE}|anything|any of this)(?: [a-z]+){{0,3}} to the {_USER}",
    r"\b(?:do not|don't|never) (?:ever )?(?:mention|reveal|disclose|acknowledge|admit|say) (?:to anyone )?that you (?:have |were |are |had )?(?:read|seen|asked|told|been|following|received|instructed|got)",
    rf"\b(?:hide|conceal|keep) (?:{_NOTE}|everything|all of this)(?: (?:secret|hidden|a secret|confidential))? from (?:the {_USER}|them\b)",
    rf"\b(?:the )?{_USER} (?:must|should|may|shall|can)(?: not|not|n't| never) (?:learn|know|find out|notice|see|hear|be told|be informed|become aware)(?: (?:about|of|that|this|anything)\b|[.!,;\"'}}])",
    rf"\b(?:so that|so) the {_USER} (?:does not|doesn't|won't|will not|cannot|never) (?:notice|know|see|find out|realise|realize|suspect)s?(?: (?:anything|that|it|you)\b|[.!,;\"'}}])",
    rf"\b(?:silently|quietly|secretly)\b[^.!?\n]{{0,30}} without (?:telling|informing|notifying|asking) (?:the {_USER}|anyone|them)\b",
)
ABROAD = (
    r"\b(?:sag(?:e|en sie)?|erzahl(?:e|en sie)?|verrat(?:e|en sie)?|teil(?:e|en sie)?|berichte) (?:de[mnr]|dem) (?:be)?nutzer(?:in)? (?:nichts|nicht)\b",
    r"\b(?:erwahn(?:e|en sie)?|verrat(?:e|en sie)?|zeig(?:e|en sie)?) (?:dies|das|diese[nrs]? [a-z]+|es) (?:gegenuber )?(?:de[mn]|dem) (?:be)?nutzer(?: gegenuber)? nicht|ohne (?:den|dem) (?:be)?nutzer (?:zu informieren|davon zu|etwas zu)|der (?:be)?nutzer darf (?:nichts|das nicht|nicht)",
    r"\bne (?:le |la |lui |les )?(?:dis|dites|mentionne[zr]?|revele[zr]?|parle[zr]?|montre[zr]?|informe[zr]?)(?: [a-z']+){0,4} (?:a |pas )?(?:l'utilisateur|l'usager|au lecteur)|\bne dis rien a l'utilisateur|sans (?:en )?informer l'utilisateur|sans le dire a l'utilisateur|l'utilisateur ne doit (?:pas|rien) ",
    r"\bno (?:se )?(?:le |lo |les )?(?:digas|diga|menciones|mencione|reveles|revele|cuentes|informes|muestres)(?: [a-z]+){0,4} al usuario|sin (?:informar|decir(?:le|selo)?|avisar) al usuario|el usuario no debe (?:saber|enterarse|notar)",
    r"\bnao (?:conte|diga|mencione|revele|informe|mostre)(?: [a-z]+){0,4} (?:ao|o) usuario|sem (?:informar|avisar|contar) (?:ao|o) usuario|o usuario nao (?:deve|pode) saber",
    r"\bnon (?:dire|dirlo|menzionare|rivelare|raccontare|informare|mostrare|far sapere)(?: [a-z]+){0,4} (?:all'|l')utente|senza (?:informare|dirlo al)l'utente|l'utente non deve (?:sapere|accorgersi)",
    r"\b(?:vertel|zeg|meld|noem|onthul)(?: (?:dit|het|dat|deze [a-z]+))? (?:niets |niet )?(?:aan |tegen )?de gebruiker(?: (?:niets|niet)\b)?(?: over)?|zonder (?:het )?de gebruiker te (?:informeren|vertellen)|de gebruiker mag (?:dit )?niet",
    r"не (?:сообщай|говори|рассказывай|упоминай|показывай|раскрывай|сообщайте|говорите)(?: \pL+){0,4} пользовател(?:ю|ям)|не упоминай(?: \pL+){0,3} пользовател|без ведома пользователя|пользователь не должен (?:знать|узнать|заметить)",
    "(?:不要|别|勿|不能|不得|切勿|请勿|不准|絕不)(?:把|将)?(?:这|此|這|该|本)?[^。，！\n]{0,10}(?:告诉|告知|透露给|让|向|告訴|提醒|通知|对)(?:任何)?(?:用户|使用者|用戶)",
    "(?:ユーザー?|利用者|使用者)(?:に|へ|には)(?:は)?[^。！\n]{0,20}(?:言わない|伝えない|知らせない|教えない|話さない|見せない|明かさない|言及しない|気づかれない|伝えず|知らせず|言わず)",
    r"사용자에게 [^.\n]{0,20}(?:말하지|알리지|언급하지)",
)
PATTERNS = (*ENGLISH, *ABROAD)
