"""Requests for the instructions that a model was given. A space stands for any gap between words."""

_SHOW = (
    r"\b(?:show|tell|give|reveal|print|repeat|output|display|leak|dump|recite|write|paste|copy|share|disclose|expose|summari[sz]e|translate|quote"
    "|include|list|state|return|provide|spell|echo|read|type|send|describe|encode|say|convert|expos)(?:ing|s)?(?: (?:me|us|out|back|down|to me|here|exactly|verbatim|in full|now))*"
)
_WHOLE = "(?: (?:all|of|the|a|exact|full|complete|entire|whole|copy|text|wording|contents?|word|words|for|verbatim|every|line|your|hidden|original|initial|first|secret|internal|underlying|current|own|custom|very|raw|above|list|names?))"
_PROMPT = "(?:system[- ]?(?:prompt|message|instructions?)|(?:developer|pre|hidden|initial|secret|original|internal|starting|base|first|custom|confidential|setup)[- ]?(?:prompt|message|instructions?|rules|directives?|guidelines)|prompt|instructions|directives|guidelines)"
ENGLISH = (
    f"{_SHOW}{_WHOLE}{{0,6}} your(?: [a-z]+){{0,2}} ?{_PROMPT}(?: (?:in|word|verbatim|exactly|completely|back|above|to|at|as|and|with|before|instead|now|here|into|so)\\b|[\\s]*(?:[.!?,:;\"')}}]|$))",
    f"{_SHOW}{_WHOLE}{{0,4}} (?:hidden|initial|secret|internal|developer|confidential) (?:prompt|message|rules|instructions?)",
    r"\b(?:leak|dump|reveal|expose|disclose|exfiltrate)(?: (?:the|your|all|full|entire))* (?:system|developer) ?(?:prompt|message|instructions?)",
    r"\b(?:what|which)(?: (?:is|are|was|were|does|do|exactly|say|in))+ your (?:[a-z]+ )?(?:system[- ]?(?:prompt|message|instructions?)|(?:initial|hidden|secret|original|internal|exact|full) (?:prompt|instructions?|rules|directives?|guidelines|message))",
    r"\b(?:what|which) (?:instructions|rules|directives|prompts?|guidelines) (?:were you|have you been|did (?:they|your developers?|the developers?|openai|anthropic|google) give you|are you (?:following|given|under))",
    f"{_SHOW}{_WHOLE}{{0,4}} (?:instructions|rules|directives|prompts?|messages?|text) (?:that )?(?:you (?:were|have been|was|had been|got|received|follow|are following)|given to you|from your (?:developers?|operator|makers?))",
    r"\b(?:repeat|print|output|copy|write|show|recite|quote|echo|say|display|paste|return)(?: (?:me|out|back|exactly|verbatim))*(?: (?:all|everything|anything|the|of|exact|words?|text|lines?|messages?|sentences?|paragraphs?|content))+ (?:that (?:comes|came|is|was) )?(?:above|before) (?:this|my|your|these|verbatim|in a code|word|line|starting|here|the (?:user|first))",
    r"\b(?:repeat|print|output|copy|recite)(?: [a-z]+){0,3} above (?:verbatim|word for word|in a code|exactly)",
    rf"{_SHOW}{_WHOLE}{{0,4}} everything in your (?:context|prompt|memory|instructions)",
    r"\b(?:reveal|print|output|show me|leak|dump|repeat|recite|tell me|give me)(?: [a-z]+){0,4} (?:exact |full |complete |entire )?(?:wording|text|contents?)? ?(?:of )?(?:the|its|this) (?:system|developer)[- ]?(?:prompt|message|instructions?)(?: (?:verbatim|in full|word for word|above|you)\\b|[.!?\"']|$)",
    r"\bprinting the (?:full |whole |entire )?(?:system|developer) prompt",
    r"\b(?:copy|repeat|show|print)(?: [a-z]+){0,2} (?:first|initial|very first) message of (?:this|our|the) (?:conversation|chat)",
    r"\b(?:my|the|your|a) system prompt\b[^.\n]{0,30}\b(?:show|tell|give) (?:it|them) to me",
)
GERMAN = (
    (
        r"\b(?:zeig(?:e|en sie)?|nenn(?:e|en sie)?|gib|geben sie|verrat(?:e|en sie)?|wiederhol(?:e|en sie)?|schreib(?:e|en sie)?|druck(?:e|en sie)?|ubersetz(?:e|en sie)?|zitier(?:e|en sie)?|offenbar(?:e|en sie)?|sag(?:e|en sie)?|liste)(?: (?:mir|uns|bitte|doch|mal|alle|den|die|das|genauen|vollstandigen|ganzen|wortlich|wortlaut|inhalt|deines|des))*"
        r" (?:dein(?:e|en|em|er|es)?|ihr(?:e|en)?)(?: [a-z]+)? ?(?:system-? ?(?:prompts?|anweisung(?:en)?|nachricht)|anweisungen|instruktionen|initialprompt|prompt)\b"
    ),
    r"\b(?:wie lautet|was ist|was steht in|wie lauten|was sind) (?:dein(?:e|em)?|ihr(?:e)?) (?:[a-z]+ )?(?:system-? ?prompt|prompt|geheimen [a-z]+|systemanweisung(?:en)?|anweisungen|instruktionen|internen regeln)",
    r"\b(?:zeig|nenn|gib|verrat|wiederhol|schreib|sag|druck)[a-z]*(?: (?:mir|uns|bitte|alle))* die (?:[a-z]+ )?(?:anweisungen|instruktionen|regeln|vorgaben),? die (?:du|dir|man dir|sie)",
    r"\b(?:wiederhole|gib|schreibe|zeige)(?: mir)?(?: alles| den text),? (?:was|der) (?:uber|vor|oberhalb)[a-z]* (?:dieser|diesem|meiner)",
)
FRENCH = (
    (
        r"\b(?:montre|affiche|donne|revele|repete|recopie|imprime|ecris|dis|traduis|cite|resume|divulgue|envoie)(?:z|r)?(?:-(?:moi|nous))?(?: (?:moi|mot pour mot|en entier|le texte de|l'integralite de|le contenu de|tout|toutes))*"
        r" (?:ton|ta|tes|votre|vos)(?: [a-z]+)? ?(?:prompt|message systeme|instructions?|consignes|directives)\b"
    ),
    r"\b(?:quel(?:le)?s? (?:est|sont|etaient)) (?:ton|tes|votre|vos) (?:[a-z]+ )?(?:prompt|instructions?|consignes|message systeme)",
    r"\b(?:instructions|consignes|regles) que (?:tu as|vous avez|l'on t'a|on t'a) (?:recue?s?|donnee?s?|eue?s?)",
)
SPANISH = (
    (
        r"\b(?:muestra|muestrame|ensena|ensename|dime|di|revela|revelame|repite|repiteme|imprime|escribe|copia|dame|traduce|cita|resume|lista|comparte)(?: (?:me|palabra por palabra|el texto de|todas?|todo|el contenido de))*"
        r" (?:tus?|sus?)(?: [a-z]+)? ?(?:prompt|mensaje (?:del? )?sistema|instrucciones|directrices)\b"
    ),
    r"\bcual(?:es)? (?:es|son|era|eran|fueron) (?:tus?|sus?) (?:[a-z]+ )?(?:prompt|instrucciones|mensaje de sistema|reglas internas)",
    r"\b(?:muestra|dime|repite|revela|copia)(?:me)? las (?:[a-z]+ )?(?:instrucciones|reglas) que (?:recibiste|te dieron|has recibido|te han)",
)
PORTUGUESE = (
    (
        r"\b(?:mostre|mostra|revele|revela|repita|repete|diga|diz|imprima|escreva|copie|traduza|exiba|liste|cite)(?:-me)?(?: (?:me|palavra por palavra|o texto d[eo]|todas?|todo|o conteudo d[eo]))*"
        r" (?:o |as |a )?(?:seus?|suas?|teu|tuas?)(?: [a-z]+)? ?(?:prompt|mensagem d[eo] sistema|instrucoes|diretrizes)\b"
    ),
    r"\bqua(?:l|is) (?:e|sao|era|eram|foram) (?:o |as )?(?:seu|suas|teu|tuas) (?:[a-z]+ )?(?:prompt|instrucoes)",
)
ITALIAN = (
    (
        r"\b(?:mostra|mostrami|rivela|rivelami|ripeti|dimmi|stampa|scrivi|copia|traduci|cita|elenca)(?: (?:mi|parola per parola|il testo del?|tutto|tutte))*"
        r" (?:il |le )?(?:tuo|tua|tue|suo|sue)(?: [a-z]+)? ?(?:prompt|messaggio di sistema|istruzioni|direttive)\b"
    ),
    r"\bqual(?:e|i)? (?:e|sono|era|erano) (?:il |le )?(?:tuo|tue) (?:[a-z]+ )?(?:prompt|istruzioni)",
)
DUTCH = (
    r"\b(?:toon|laat|geef|herhaal|onthul|print|schrijf|vertel|kopieer|vertaal)(?: (?:me|mij|ons|zien|alle|volledig))* (?:je|jouw|uw)(?: [a-z]+)? ?(?:systeem-? ?prompt|systeembericht|prompt|instructies)\b",
    r"\bwat (?:is|zijn|was|waren) (?:je|jouw|uw) (?:[a-z]+ )?(?:systeem-? ?prompt|instructies|prompt)",
)
RUSSIAN = (
    r"(?:покажи|выведи|напиши|повтори|раскрой|скажи|расскажи|процитируй|напечатай|скопируй|переведи)(?:те)?(?: (?:мне|дословно|полностью|весь|все|текст))* (?:свой|свои|твой|твои|своего|ваш)(?: \pL+)? ?(?:промпт|инструкции|указания|системн\pL+ \pL+)",
    r"как(?:ой|ие|ов|овы) (?:у тебя|твой|твои)(?: \pL+)? (?:системн\pL+|промпт|инструкции)",
    r"(?:покажи|выведи|повтори|напиши|назови)(?: мне)? (?:\pL+ )?(?:инструкции|указания|правила),? котор\pL+ (?:тебе|ты)",
)
CHINESE = (
    "(?:输出|告诉我|显示|展示|打印|重复|复述|泄露|说出|写出|给我|公开|透露|翻译|列出|輸出|顯示|發送)(?:一下|我|出|看)?(?:你|您)(?:的|最初|全部|所有|完整|收到|一开始|完整的|原始|初始|内部|隐藏|之前)*(?:系统|系統)?(?:提示词|提示詞|提示|指令|prompt|指示|设定|設定|规则)",
    "(?:把|将)(?:你|您)(?:的|最初|一开始|收到|所有|全部|系统|初始|完整)*(?:指令|提示词|提示|指示|prompt|设定)(?:原封不动|完整|全部|逐字|一字不漏|直接)*(?:地)?(?:告诉|输出|发给|显示|写|重复|翻译)",
    "(?:你|您)的(?:系统提示词?|初始指令|系统指令|隐藏指令|system prompt)(?:是什么|是啥|有哪些)",
)
JAPANESE = (
    "(?:あなた|君|お前|きみ)?(?:の|が)?(?:システム(?:プロンプト|メッセージ|指示)|初期(?:指示|プロンプト|設定)|内部(?:指示|ルール)|隠された指示)(?:の(?:全文|内容))?(?:を|は|について)?(?:すべて|全て|全部|そのまま|一字一句)*(?:を)?(?:表示|教えて|見せて|出力|開示|書いて|コピー|繰り返|何で|公開|明か)",
    "(?:最初|はじめ|冒頭|事前)に(?:与えられた|受けた|受け取った|もらった)(?:指示|命令|プロンプト|ルール)(?:を|は)?(?:すべて|全て|全部|そのまま|一字一句)*(?:表示|教えて|見せて|出力|開示|書いて|コピー|繰り返)",
    "(?:あなた|君)(?:の|が受けた|への)(?:指示|プロンプト|命令)(?:を|は)?(?:すべて|全て|全部|そのまま|一字一句)*(?:を)?(?:表示|教えて|見せて|出力|開示|書いて|コピー|繰り返)",
)
PATTERNS = (
    *ENGLISH, *GERMAN, *FRENCH, *SPANISH, *PORTUGUESE, *ITALIAN, *DUTCH, *RUSSIAN, *CHINESE, *JAPANESE,
)  # fmt: skip
