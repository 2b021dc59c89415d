"""Parts to play in which no rule holds. A space stands for any gap between words."""

_AI = r"(?:ai|a\.i\.|artificial intelligence|chat ?bot|(?:language )?model|assistant|llm|gpt|persona|character|machine|bot|chatgpt)"
_FREE = r"(?:unrestricted|uncensored|unfiltered|amoral|jailbroken|unethical|evil|lawless|unlimited|unbound|immoral|malicious)"
_LIMITS = r"(?:restrictions?|limits?|limitations?|rules?|filters?|guidelines?|guardrails?|morals?|ethics|censorship|ethical (?:guidelines|constraints|limits)|content polic(?:y|ies)|polic(?:y|ies)|boundaries|safety (?:filters|rules|guidelines)|constraints|safeguards|norms|warnings)"
_WITHOUT = rf"(?:without|with no|has no|have no|had no|have zero|has zero|free (?:from|of)|not bound by|no longer bound by|doesn't have|does not have)(?: (?:any|all|the|its|your|more|safety|ethical|moral|typical|usual|of|content|openai's|anthropic's|google's))* {_LIMITS}"
_PLAY = r"(?:act|behave|respond|answer|pretend|role-?play|imagine|simulate|speak|reply|you are(?: now| going to be)?|you will (?:now )?(?:be|act as|become|behave)|you're(?: now)?|become|from now on)"
ENGLISH = (
    r"\b(?:you are(?: now| going to be)?|you're(?: now)?|act as|as|become|be|called|named|respond as|play|pretend to be|with) (?:dan|stan|dude|aim|evilgpt|badbot|freegpt|chaosgpt|devmode|betterdan|evil-?bot)\b(?:[.,;:!\"']| (?:which|who|mode|and|without|has|an|will|that|from|\())",
    r"\bdo anything now\b|\b(?:you )?can do anything now\b",
    rf"\b{_PLAY}\b[^.!?\n]{{0,60}}\b{_AI}\b[^.!?\n]{{0,60}}\b{_WITHOUT}",
    rf"\b{_PLAY}\b[^.!?\n]{{0,40}}\b{_FREE}(?:,? (?:and )?[a-z]+){{0,2}} {_AI}\b",
    rf"\b(?:you are|you're|you will be|you have been|you now) (?:now )?(?:[a-z]+ ){{0,2}}(?:free (?:from|of)|freed from|not bound by|no longer bound by|liberated from) (?:[a-z']+ ){{0,5}}(?:{_LIMITS}|confines|shackles)",
    rf"\b(?:respond|answer|act|behave|speak|pretend|imagine)(?: [a-z]+)?(?: as if| like| that)? you (?:had|have|are) (?:no|free of|without(?: any)?)(?: [a-z]+){{0,2}} {_LIMITS}",
    rf"\b(?:ai|assistant|model)s?\b[^.!?\n]{{0,60}}\b(?:is|are|enters?|in|now) (?:now )?(?:in )?(?:an? )?(?:{_FREE}|god|jailbreak|dan|sudo) mode",
    rf"\b(?:enable|activate|enter|switch (?:on|to)|turn on|start|you are(?: now)? in) (?:the )?(?:{_FREE}|jailbreak|dan|god|developer|dev|sudo|debug|opposite) mode\b(?:[.,;:!] (?:in|you|all|answer|respond|from)| (?:and|where|in which|without|with no)\b[^.!?\n]{{0,60}}(?:{_LIMITS}|answer|comply|any|anything))",
    rf"\b(?:developer|dan|jailbreak|god|sudo|{_FREE}) mode (?:is )?(?:now )?(?:enabled|activated|on)\b[.,;:!]? ?[^.!?\n]{{0,30}}\b(?:you|assistant|model|ai)\b",
    r"\b(?:jailbreak|dan) mode (?:on|enabled|activated)|\bactivate (?:jailbreak|dan) mode",
    rf"\b(?:as|like|be|am|are) (?:an? |my )?(?:[a-z]+ ){{0,8}}(?:who|that|which) (?:never (?:refuses?|says? no)|(?:would|will|can) [^.!?\n]{{0,60}}without any {_LIMITS}|compl(?:y|ies) with (?:every|all|any))",
    rf"\b{_AI}\b[^.!?\n]{{0,40}}\b(?:never (?:refuses?|says? no)|compl(?:y|ies) with (?:every|all|any) (?:request|command|question)s?)",
    rf"\b(?:two|twice|both)\b[^.!?\n]{{0,60}}\bas (?:dan|stan|aim|an? {_FREE} {_AI})",
    rf"\b(?:pretend|act|behave)(?: that| as if| like)? you (?:have|had) no {_LIMITS}",
    rf"\b(?:now|from now on|henceforth|today|you are free)?,? ?you (?:now )?(?:have|are without|are under|operate without|work without) (?:no|any|zero) (?:more )?(?:[a-z]+ )?{_LIMITS} (?:and|or|anymore|any more|whatsoever|at all|now)\b",
    rf"\b(?:from now on|henceforth|now),? you (?:have no|are (?:completely |totally )?{_FREE})\b",
    r"\b(?:respond|answer|reply|speak) (?:[a-z]+ ){0,3}without (?:any )?(?:limits|restrictions|filters?|censorship|limitations)\b",
    r"\balways intelligent and machiavellian\b",
    r"\byou (?:do not|don't) have to (?:abide by|follow) the (?:rules|restrictions) (?:set|imposed)",
)
_KI = r"(?:k\.?i\.?|ai|ia|kunstliche intelligenz|intelligence artificielle|inteligencia artificial|intelligenza artificiale|chatbot|modell?|modele|modelo|modello|assistente?)"
ABROAD = (
    r"\b(?:ab jetzt|ab sofort|von nun an|jetzt) (?:hast|haben|befolgst) (?:du|sie) keine(?:rlei)? (?:regeln|einschrankung\w*|grenzen|richtlinien|filter)|\bdu bist (?:jetzt |nun |ab sofort |ab jetzt )?(?:vollig |komplett )?(?:uneingeschrankt|unzensiert|ungefiltert|frei von (?:allen )?(?:regeln|richtlinien))",
    r"\b(?:vous etes|tu es) (?:desormais |maintenant |a present )?(?:sans (?:aucune? )?(?:restriction|filtre|regle|limite|censure)|libere de (?:toutes? )?(?:restriction|regle))|\brepon(?:ds|dez|dre)(?: [a-z]+)? sans (?:aucune? )?(?:restriction|filtre|limite|censure)",
    r"\b(?:ora|adesso|da ora|da adesso)? ?sei (?:ora |adesso )?(?:libero da|senza) (?:alcun[ao]? |ogni )?(?:restrizion|filtr|regol|limit|censur)|\brisponder?[ei]? (?:[a-z]+ )?senza (?:alcun[ao]? )?(?:restrizion|filtr|censur)",
    r"\b(?:ahora )?(?:estas|eres|entras) (?:ahora )?(?:en |un )?(?:modo )?(?:[a-z]+ )?(?:sin (?:ningun[ao]? )?(?:restriccion|filtro|censura|limite))|\bresponde [^.!?\n]{0,40}sin (?:ningun )?(?:filtro|restriccion|censura)",
    r"\b(?:agora )?voce (?:agora )?(?:nao tem|esta sem|esta livre de) (?:nenhuma? |quaisquer )?(?:restric|filtro|regra|limite)",
    rf"\b(?:du bist|sie sind|spiele|tu so|verhalte dich|handle|agiere|antworte|benimm dich)\b[^.!?\n]{{0,50}}\b(?:{_KI}|dan)\b[^.!?\n]{{0,60}}\b(?:ohne|keine|frei von|unzensiert)(?: (?:jede|jegliche|alle))? ?(?:einschrankung\w*|regeln|filter|grenzen|beschrankung\w*|moral|zensur|richtlinien)?",
    rf"\b(?:tu es|vous etes|agis|agissez|comporte-toi|fais comme si|reponds|joue|imagine)\b[^.!?\n]{{0,50}}\b{_KI}\b[^.!?\n]{{0,30}}\bsans (?:aucune? |les? |de |limite)?(?:restriction|filtre|regle|limite|censure|morale|contrainte)?",
    rf"\b(?:eres|actua|comportate|finge|haz como|imagina|responde|seras)\b[^.!?\n]{{0,50}}\b{_KI}\b[^.!?\n]{{0,30}}\bsin (?:ningun[ao]? )?(?:restriccion|filtro|regla|limite|censura|moral|etica)",
    rf"\b(?:voce e|tu es|aja|atue|comporte-se|finja|imagine|responda|seja)\b[^.!?\n]{{0,50}}\b{_KI}\b[^.!?\n]{{0,30}}\bsem (?:nenhuma? |quaisquer )?(?:restric|filtro|regra|limite|censura|moral|etica)",
    rf"\b(?:sei|comportati|agisci|fingi|immagina|rispondi|fai finta)\b[^.!?\n]{{0,50}}{_KI}\b[^.!?\n]{{0,30}}\bsenza (?:alcun[ao]? )?(?:restrizion|filtr|regol|limit|censur|moral|etica)",
    rf"\b(?:je bent|jij bent|doe alsof|gedraag je|speel|antwoord)\b[^.!?\n]{{0,50}}\b{_KI}\b[^.!?\n]{{0,30}}\b(?:zonder|geen) (?:enige |alle )?(?:beperking|regels|filter|grenzen|censuur|moraal)",
    r"(?:ты|представь|веди себя|притворись|действуй|отвечай|будь)[^.!?\n]{0,50}(?:ии|искусственный интеллект|модель|бот|чат-бот|нейросеть|ai)[^\pL][^.!?\n]{0,30}(?:без|не имеющ\pL+|лишенн\pL+) (?:\pL+ )?(?:ограничени|правил|фильтр|цензур|морал)",
    "(?:你|您)?(?:现在|从现在起|現在)?(?:是|扮演|假装|充当|作为|变成|成为|當作|扮成)[^。！？\n]{0,20}(?:没有|无|不受|沒有|毫无)(?:任何|一切)?(?:的)?(?:限制|约束|规则|道德|过滤|审查|規則|束缚)",
    "(?:制限|制約|ルール|規則|フィルター|倫理|検閲)(?:の|が)?(?:ない|無い|なしの|一切ない|のない)(?:ai|人工知能|モデル|アシスタント|ボット|キャラ|チャット)[^。！\n]{0,20}(?:ふり|振る舞|になっ|として|演じ|なりき)",
)
PATTERNS = (*ENGLISH, *ABROAD)
