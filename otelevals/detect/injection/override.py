"""Instructions that are to be ignored, forgotten or replaced. A space stands for any gap between words."""

_INSTRUCTIONS = (
    "(?:instruc?tions?|prompts?|rules?|guidelines?|guardrails?|directives?|directions?|commands?|orders?|programming|constraints?"
    "|restrictions?|polic(?:y|ies)|protocols?|training|(?:system|developer) messages?|safeguards?|tasks?)"
)
_GIVEN = "(?:previous|prior|preceding|earlier|above|former|past|initial|original|existing|foregoing|your|system|safety|given|hidden|internal|developers?'?|operators?'?s?|current|old)"
_IGNORE = (
    r"\b(?:ignore|disregard|forget|neglect|bypass|override|overwrite|discard|abandon|set aside|unlearn|pay no attention to|throw away"
    "|(?:do not|don't|never|must not|mustn't|no longer|not have to|refuse to|need not) (?:follow|obey|listen to|comply with|adhere to|abide by|heed)"
    "|stop (?:following|obeying|listening to)|cease (?:following|obeying))"
)
_ALL = "(?: (?:about|all|any|each|every|of|the|these|those|both|other|completely|and|or|everything in|whatever))"
_TOLD = "(?:you(?:'ve| have| had)?(?: been| were)?(?: previously| just)? (?:told|given|taught|learned|had|received|got|heard|instructed)|(?:were|was) (?:told|given)|(?:they|anyone|others?) (?:ever )?(?:told|gave|taught|said))"
_BEFORE = f"(?:before(?: this| now)?|above|earlier|previously|so far|until now|{_TOLD})"
_VOID = "(?:no longer (?:apply|applies|valid|in force|count)|(?:is|are|were|was|have been|has been) (?:now |hereby )?(?:null and )?(?:void|cancel(?:l)?ed|revoked|outdated|obsolete|superseded|overridden|no longer (?:valid|in force)|invalid|suspended|deleted|lifted|wrong))"
ENGLISH = (
    f"{_IGNORE}{_ALL}{{0,4}}(?: {_GIVEN}){{1,3}}(?: [a-z]+)?(?: or| and)? {_INSTRUCTIONS}\\b",
    f"{_IGNORE}{_ALL}{{0,4}} {_INSTRUCTIONS}(?: and [a-z]+)?(?: that| which)? {_BEFORE}\\b",
    f"{_IGNORE}(?: all| any| absolutely)?(?: of)? (?:everything|anything|all|whatever|what)(?: that| else)?(?: (?:was|is|came|written|said|stated))? {_BEFORE}\\b",
    rf"{_IGNORE}(?: all)?(?: of)? the (?:above|previous|foregoing|preceding)(?: text)?(?: and\b|[.,:;!]| instead|\n)",
    rf"\b(?:your|previous|prior|earlier|above|system|safety) (?:[a-z]+ )?{_INSTRUCTIONS}(?: of your (?:operator|developers?|makers?|owner))? {_VOID}",
    f"{_INSTRUCTIONS} (?:above|{_TOLD}|of your (?:operator|developers?|makers?|owner))(?: [a-z]+)? {_VOID}",
    f"everything {_TOLD}(?: so far| before)? {_VOID}",
    rf"{_IGNORE} (?:all|any|every)(?: of)?(?: the| other)? (?:instruc?tions?|rules|guidelines|guardrails|prompts|directives|policies|programming|safeguards)\b",
    r"\b(?:ignore|disregard) the user(?:'s (?:requests?|questions?|wishes))? and (?:instead|just|do|forward|send|follow)\b",
    r"\b(?:you must|please|now|also)? ?(?:don't|do not|stop) listen(?:ing)? to (?:the |your )?(?:developers?|operators?|makers?|creators?)",
    rf"\b(?:no longer|don't|do not) (?:need|have) to (?:follow|obey|comply with) (?:any of )?(?:the|your|these|those|any) {_INSTRUCTIONS}(?: {_BEFORE})?",
    rf"\byour (?:new )?{_INSTRUCTIONS} (?:now )?(?:supersedes?|replaces?|overrides?) (?:all|any|your|the|every) (?:{_GIVEN}|other)",
    r"\b(?:safety|security|content|ethical) (?:protocols?|filters?|rules|guidelines|guardrails|polic(?:y|ies)) (?:are |is |have been |has been )?(?:now )?(?:disabled|deactivated|turned off|suspended|switched off|off)\b",
    r"\byour instructions (?:have|had) (?:been )?(?:changed|updated|replaced)",
    r"\byour (?:new|real|actual|true|only) (?:tasks?|instructions?|goal|objective|mission|orders?|job|directives?) (?:is|are)\b(?: to\b|:)",
    r"\bnew (?:instructions?|rules|orders|directives?)\W{1,4}(?:from now|you\b|answer|respond|reply|say\b|ignore|only|always|repeat|output)",
    rf"{_IGNORE} (?:the rest|all other|everything else)(?: of [a-z]+(?: [a-z]+)?)?(?: text)? and (?:just |only |instead )*(?:say|write|answer|reply|output|respond|tell|print|state)\b",
    r"\b(?:follow|obey) (?:only )?(?:these|this|mine|my)(?: [a-z]+)? (?:instead|from now on)",
)
GERMAN = (
    (
        r"\b(?:ignorier(?:e|t|en sie)?|vergiss|vergesst|vergessen sie|missacht(?:e|en sie)?|umgeh(?:e|en sie)?|uberschreib(?:e|en sie)?|verwirf|verwerfen sie|beachte nicht)"
        r"(?: (?:alle|alles|samtliche|die|deine|ihre|jede|bitte|sofort|nun|jetzt|ab))*(?: (?:bisherigen?|vorherigen?|vorigen?|fruheren?|obigen?|vorangegangenen?|ursprunglichen?|vorhergehenden?|system|internen?|deine[nr]?|ihre[nr]?))*"
        r" (?:(?:bisherigen?|vorherigen?|vorigen?|fruheren?|obigen?|vorangegangenen?|ursprunglichen?|vorhergehenden?|deine[nr]?|ihre[nr]?|internen?)(?: [a-z]+)? )(?:system)?-?(?:anweisung(?:en)?|instruktion(?:en)?|regeln|vorgaben|richtlinien|befehle|anordnungen|auftrage|vorschriften|prompts?)\b"
    ),
    r"\b(?:ignoriere|missachte|vergiss|umgehe) (?:alle )?(?:deine|die) (?:system)?-?(?:anweisung(?:en)?|instruktion(?:en)?|regeln|vorgaben|richtlinien|befehle|systemprompt)\b",
    r"\b(?:ignoriere|vergiss) alles,? was (?:dir|du|wir|ich|man dir|bisher|vorher|oben)",
    r"\b(?:ignorier|vergiss|missacht|vergesst)(?:e|t|en sie)? (?:alle|samtliche) (?:anweisungen|instruktionen|regeln|vorgaben|richtlinien|befehle)\b",
    r"\bbefolge(?: [a-z]+){0,3} (?:nicht|keine)(?: mehr)?(?: deine| die)? (?:[a-z]+ )?(?:regeln|anweisungen|vorgaben)",
    r"\b(?:obigen|bisherigen|vorherigen|deine(?: [a-z]+)?) (?:anweisungen|regeln|instruktionen|vorgaben) (?:gelten (?:ab jetzt |jetzt |nun )?nicht mehr|sind (?:ungultig|aufgehoben|veraltet))",
)
FRENCH = (
    (
        r"\b(?:ignore[rz]?|oublie[rz]?|neglige[rz]?|contourne[rz]?|(?:ne )?(?:tiens|tenez|tenir) (?:pas|plus|aucun) compte (?:de|des|du)|fais abstraction (?:de|des)|faites abstraction (?:de|des))"
        r"(?: (?:toutes?|tous|les?|des|de|ces?|tes|vos|ta|ton))* (?:instructions?|consignes?|regles?|directives?|ordres?|prompts?|contraintes?)"
        r" (?:precedente?s?|anterieure?s?|ci-dessus|initiale?s?|recue?s?|que (?:tu|l'on|vous|on)|du systeme|systeme|d'avant|donnee?s)"
    ),
    r"\b(?:ignore[rz]?|oublie[rz]?|neglige[rz]?|ne (?:suis|respecte|suivez|respectez) (?:plus|pas)|n'obeis (?:plus|pas) a)(?: (?:toutes?|tous))? (?:tes|vos|ta|ton) (?:[a-z]+ )?(?:instructions?|consignes?|regles?|directives?|ordres?|programmation|contraintes?)\b",
    r"\b(?:ignore|oublie)[rz]? (?:tout )?ce qu(?:e|i|')(?: ?on)? ?(?:t'a|tu|vous|precede|on|a ete)",
    r"\b(?:ignore|oublie)[rz]? toutes (?:les )?(?:instructions|consignes|regles|directives)\b",
    r"\b(?:instructions|consignes|regles) (?:precedentes|ci-dessus) (?:ne sont plus valables|ne s'appliquent plus|sont annulees)",
)
SPANISH = (
    (
        r"\b(?:ignor[ae](?:d|n|r)?|olvid[ae](?:d|n|r|te de|te)?|desobedece|desestim[ae]|omite|descarta|haz caso omiso de|no (?:sigas|obedezcas|hagas caso (?:a|de)|tengas en cuenta))"
        r"(?: (?:todas?|todos|las?|los|de|estas|esas|cualquier|tus|sus))* (?:instruccion(?:es)?|reglas?|indicaciones|ordenes|directrices|normas|prompts?|directivas)"
        r" (?:anterior(?:es)?|previas?|previos|de arriba|iniciales|originales|que (?:te|se te|recibiste|has|tenias)|del sistema|precedentes)"
    ),
    r"\b(?:ignora|olvida|desobedece|descarta|haz caso omiso de|no (?:sigas|obedezcas))(?: todas)? (?:tus|sus) (?:[a-z]+ )?(?:instrucciones|reglas|indicaciones|ordenes|directrices|normas)\b",
    r"\bolvida (?:todo )?lo que (?:te|se te|has|sabes)(?: [a-z]+)? (?:dij|ensen|pid|orden|inst|antes|ha)",
    r"\b(?:ignora|olvida|desobedece) todas (?:las )?(?:instrucciones|reglas|ordenes|directrices)\b",
    r"\bignora todo lo (?:anterior|de arriba|dicho)",
)
PORTUGUESE = (
    (
        r"\b(?:ignor[ae]r?|esqueca|esquece|desconsider[ae]|desobedec[ae]|descart[ae]|nao (?:siga|obedeca))"
        r"(?: (?:todas?|todos|as?|os?|de|estas|essas|quaisquer|suas|tuas))* (?:instruc(?:ao|oes)|regras?|orientacoes|ordens|diretrizes|comandos|prompts?)"
        r" (?:anterior(?:es)?|previas?|acima|iniciais|originais|que (?:te|voce|lhe)|do sistema|precedentes)"
    ),
    r"\b(?:ignore|esqueca|desconsidere|nao (?:siga|obedeca))(?: todas)? (?:as )?(?:suas|tuas) (?:[a-z]+ )?(?:instrucoes|regras|orientacoes|ordens|diretrizes)\b",
    r"\b(?:ignore|esqueca|desconsidere) todas (?:as )?(?:instrucoes|regras|ordens|diretrizes)\b",
    r"\besque(?:ca|ce) (?:de )?tudo o que (?:foi|te|lhe|voce|eu|disseram)",
)
ITALIAN = (
    (
        r"\b(?:ignora(?:te|re)?|ignori|dimentica(?:te|re)?|trascura|disattendi|scarta|non (?:seguire|rispettare|tenere conto del?le))"
        r"(?: (?:tutte|tutti|le|gli|il|la|di|queste|quelle|tue|sue))* (?:istruzion[ei]|regol[ae]|indicazioni|direttive|ordini|linee guida|comandi|prompts?)"
        r" (?:precedenti?|di sopra|sopra|iniziali|originali|che (?:ti|hai|vi)|di sistema|del sistema|anteriori|ricevute|date)"
    ),
    r"\b(?:ignora|dimentica|non (?:seguire|rispettare))(?: tutte)? le tue (?:[a-z]+ )?(?:istruzioni|regole|indicazioni|direttive|linee guida)\b",
    r"\b(?:ignora|dimentica) tutte le (?:istruzioni|regole|direttive)\b",
    r"\bdimentica tutto (?:cio|quello) che (?:ti|hai|e)",
)
DUTCH = (
    (
        r"\b(?:negeer|vergeet|veronachtzaam|omzeil|overschrijf)(?: (?:alle|al|alles|de|het|je|jouw|uw|van))*"
        r" (?:(?:vorige|voorgaande|eerdere|bovenstaande|oorspronkelijke|voorafgaande|interne|je|jouw|uw) )+(?:systeem)?-?(?:instructies?|regels?|opdracht(?:en)?|aanwijzingen|richtlijnen|bevelen|prompts?)\b"
    ),
    r"\bvergeet alles wat (?:je|jou|u)",
    r"\bvolg (?:je|jouw|de) (?:[a-z]+ )?(?:regels|instructies) niet",
)
RUSSIAN = (
    (
        r"(?:игнорируй(?:те)?|проигнорируй(?:те)?|забудь(?:те)?|отбрось|не (?:следуй|подчиняйся|соблюдай|обращай внимания на)|нарушь)(?: (?:все|все-все|про|о|эти|те|любые|свои|твои|своим|твоим|всем))*"
        r" (?:(?:предыдущи[ехм]|прежни[ехм]|прошлы[ехм]|вышеуказанны[ехм]|изначальны[ехм]|системны[ехм]|начальны[ехм]|свои[хм]?|твои[хм]?|ранние|данные) )+(?:системны[ехм] )?(?:инструкци[ияйюм]+|указани[яйем]+|правила?м?|команды?|приказы?|установки|директивы?|промпт\pL*)"
    ),
    r"(?:забудь|игнорируй|не следуй)(?: все)? (?:свои|твои|своим|всем своим) (?:инструкци|указани|правил)\pL*",
    r"(?:забудь|игнорируй)(?: все)? (?:инструкци|указани|правил|команд)\pL*,? котор\pL+ тебе",
    r"забудь вс[её],? (?:что|о чем) (?:тебе|ты|я|было)",
)
CHINESE = (
    "(?:忽略|无视|無視|忽视|忘记|忘掉|忘記|不要遵守|不要理会|不再遵守|抛开|跳过|违反|推翻)(?:掉|了)?(?:你|您)?(?:的)?(?:所有|全部|一切|任何)?(?:的)?(?:你|您)?(?:之前|以前|先前|以上|上面|上述|前面|此前|原来|原有|原先|最初|系统|系統|既定|現有|现有|你的|您的|收到)(?:你|您)?(?:所|给你|告诉你|被|收到|得到|设定|給你)?(?:的)?(?:所有|全部|一切|任何)?(?:的)?(?:你|系统)?(?:指令|指示|规则|規則|命令|提示词|提示詞|提示|设定|設定|要求|限制|约束|内容|对话|规定)",
    "(?:之前|以上|上面)的?(?:指令|规则|指示)(?:已|都|全部)?(?:作废|失效|无效|取消)",
)
JAPANESE = (
    "(?:これまで|以前|上記|以上|今まで|前|先ほど|最初|あなた|元|従来|与えられた|システム)(?:に|で)?(?:受けた|与えられた|の|までの|言われた)?(?:すべて|全て|全部)?(?:の)?(?:システム)?(?:指示|命令|ルール|規則|プロンプト|指令|制約|設定|ガイドライン)(?:を|は|など)?(?:を|は)?(?:すべて|全て|全部|いったん|完全に)?(?:無視し|忘れ(?!ず|ない|物|まし)|破棄し|取り消し)".replace(
        "(?!ず|ない|物|まし)", ""
    ),
)
KOREAN = (
    "(?:이전|위|앞|기존|지금까지)(?:의|에 받은)?(?: 모든)? ?(?:지시|명령|규칙|지침|프롬프트)(?:사항)?(?:를|을|은|는|들을)? ?(?:모두 |전부 )?(?:무시|잊)",
)
PATTERNS = (
    *ENGLISH, *GERMAN, *FRENCH, *SPANISH, *PORTUGUESE, *ITALIAN, *DUTCH, *RUSSIAN, *CHINESE, *JAPANESE, *KOREAN,
)  # fmt: skip
