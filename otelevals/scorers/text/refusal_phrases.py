"""How answers decline, by language: regular expressions for folded text, each for the beginning of a clause.

They ask for the speaker ("I cannot") and for what is declined ("help", "provide"), since much that begins like a
refusal is none: "I can't recommend this enough", "I couldn't find your order".
"""

BOUNDARIES = r"(?:^[\s*_>#\-]*|[.!?:;,\n。！，、،…؟।–—-][\s*_]*|(?:^|[\s,;:])(?:but|however|and|that|because|as|so|like|aber|mais|pero|mas|porém|ma|però|maar|ale|men|но|ama|ancak|लेकिन)\s+)"
"""Where a clause begins."""

_DO = (
    r"(?:assist|comply|fulfil|provide|create|generate|write|produce|share|support|discuss|engage|participate|offer"
    r"|answer (?:that|this|your|questions)|give (?:you |out |any |medical |legal |financial |specific |advice|instruct|that |this )"
    r"|respond to|do that|do this|complete (?:this|that|your)|carry out|continue with (?:this|that|your|such)|proceed with|process (?:this|that|your) request"
    r"|accommodate|disclose|reveal|promote|facilitate|encourage|endorse|condone|translate (?:this|that)"
    r"|make (?:that|this|jokes|such)|say that|talk about|chat about|tell you (?:how|that|my)|teach you|show you how|explain how to"
    r"|recommend (?:any|specific|illegal|doses|a dos)|advise (?:you )?(?:on|about)|go into|speculate|predict|walk (?:you )?through|be (?:a )?part(?:y)? (?:of|to)|play (?:that|this|along)|comment on|weigh in|take (?:part|sides)|speak to (?:that|this)|let you|go along with|satisfy|give (?:you )?a response|identify (?:people|anyone|individuals|this|the person|real)|be (?:generating|helping|providing|doing|writing|creating|sharing|able to (?:do|help|assist|provide|write|create|generate|share|discuss|answer|comply|give you|respond))|continue (?:this|that|the) conversation|play (?:a|the) (?:character|role)|execute (?:anything|that|this|code|commands)|open (?:that|this|links|urls)|draft (?:that|this|your)|rank people|impersonate|role-?play|pretend to be|act as|insult|mock|go through with|go (?:any )?further|be (?:the one|involved|complicit)|repeat (?:that|this|it)|reproduce|name (?:the people|names|anyone|individuals)|list (?:ways|methods|steps|people)|simulate|forge|depict|judge (?:people|someone|anyone)|diagnose|prescribe|describe (?:this|that|the) (?:image|picture|photo|person)|look at|help(?: you| anyone| users| people)?(?:[.,;!]| with| to| in | on | there| here| create| make| write| find ways|$)|help you [a-z])"
)
_SORRY = r"(?:(?:i'm|i am|we're|we are|so|very|truly|really) )*(?:sorry|afraid|apologi[sz]e)(?: for (?:any|the) [a-z ]+)?,?[ .]*(?:but |that )?(?:unfortunately,? )?"

LITERALS = {
    "en": (
        *("n't", "not", "cant", "wont", "unable", "declin", "refus", "as an a", "appropriate", "unethical", "against"),
        *(
            "violat",
            "conflicts",
            "prevent",
            "prohibit",
            "forbid",
            "outside",
            "beyond",
            "pass on",
            "something else",
            "irrespons",
        ),
    ),
    "de": ("nicht", "kein", "lehn", "weiger", "gegen"),
    "fr": (
        "pas",
        "déclin",
        "refus",
        "en tant qu",
        "encontre",
        "contraire",
        "enfreint",
        "contrevient",
        "viole",
        "impossible",
    ),
    "es": ("no ", "rechazar", "declinar", "negarme", "niego", "en contra", "viola", "infringe", "incumple"),
    "pt": ("não", "recus", "declinar", "contra", "viola", "infringe"),
    "it": ("non ", "rifiut", "declinar", "contro", "viola", "contrari"),
    "nl": ("niet", "geen", "weiger", "afwijz", "tegen", "strijd"),
    "pl": ("nie ", "odmówić", "odmawiam", "narusza", "sprzeczn"),
    "sv": ("inte", "avböja", "neka", "vägra", "tacka nej"),
    "ru": ("не ", "отказать"),
    "tr": ("amam", "emem", "ıyorum", "iyorum", "amayacağ", "reddet"),
    "ar": ("لا ", "لن ", "لست", "غير قادر", "أرفض", "أعتذر"),
    "hi": ("नहीं", "असमर्थ"),
    "ja": ("ません", "かね", "ない", "控え", "断り"),
    "zh": ("不", "无法", "無法", "没", "沒", "拒", "恕", "超出"),
    "ko": ("없", "못", "어렵", "어려", "불가능", "않습니다", "거절", "거부"),
}
"""One of them is in every text that a pattern of the language matches: looking for them first is ten times cheaper."""

PHRASES = {
    "en": (
        (
            rf"(?:{_SORRY})?(?:unfortunately,? )?i (?:just |simply |really |also |still |therefore |must say i )?"
            rf"(?:can't|cannot|can not|cant|won't|will not|wont|won't be able to|will not be able to|wouldn't be able to|am unable to|are unable to|'m unable to|am not able to|'m not able to"
            rf"|am not allowed to|am not permitted to|am not authori[sz]ed to|'m not allowed to|'m not going to|am not going to|shouldn't|should not"
            rf"|couldn't|could not|am not in a position to)"
            rf" (?:in good (?:conscience|faith) |ethically |directly |legally |and will not |and won't |really |actually |to )?{_DO}"
        ),
        (
            rf"(?:{_SORRY})?i'm (?:unable to|not able to|not allowed to|not permitted to|not authori[sz]ed to|not going to"
            rf"|not comfortable|not in a position to|not programmed to|not designed to) (?:to )?(?:{_DO}|[a-z]+ing )"
        ),
        (
            r"(?:we (?:can't|cannot|can not|won't|will not|are unable to|are not able to|aren't able to|are not allowed to)"
            r"|we're (?:unable|not able|not allowed) to)"
            r" (?:really |unfortunately )?(?:assist|comply|fulfil|discuss|disclose|generate|help (?:you )?with|respond to|process (?:this|that|your) request"
            r"|answer (?:this|that|your)|provide (?:you with )?(?:any |such |that |this |[a-z]+ )?(?:advice|information|instructions)|do (?:this|that))"
        ),
        r"i(?: am|'m) not (?:programmed|designed) to ",
        r"i(?:'d| would) (?:rather|prefer) not (?:to )?(?:answer|say|discuss|talk|do|help|go|share|comment)",
        r"(?:this|that|it)(?:'s| is| falls| lies| would be)? (?:well |far )?(?:outside|beyond) (?:of )?(?:my|our|what i|the scope of what i)\b",
        rf"i'm (?:just|only) an? [a-z ]+ and (?:can't|cannot) {_DO}",
        r"(?:i|we) (?:must|have to|need to|will have to|respectfully|'ll have to|am going to have to) (?:respectfully |politely )?(?:decline|refuse)",
        r"(?:i'll|i will) (?:have to |need to |respectfully )?(?:decline|pass on|refuse)",
        rf"(?:i|we) (?:decline|refuse) to (?:{_DO}|answer|respond|take part|go|be part|give|say|do|follow|play|reply|repeat|tell|work)",
        (
            r"as an (?:ai|artificial intelligence|a\.i\.)[a-z ,()]*? (?:i|it) (?:do not|don't|can't|cannot|can not|am not able|am unable|won't|"
            r"must|'m not able)"
        ),
        r"as an (?:ai|artificial intelligence)[a-z ,()]*?,? (?:i'm (?:not able|unable)|my purpose is|it (?:is|would be) (?:not|in)appropriate)",
        (
            r"(?:it would be|it is|it's|that would be|this is|that is|that's) (?:inappropriate|unethical|not appropriate|not ethical|irresponsible)"
            rf"(?: for me\b| of me\b| to {_DO})"
        ),
        (
            r"(?:it would be|it is|it's|that would be|this is|that is|that's) against (?:my|our) (?:[a-z]+ ){0,2}(?:guidelines|policy|policies|programming|rules|principles)"
        ),
        r"(?:that|this|it) (?:goes against|violates|would violate|is against|conflicts with|isn't something i can|is not something i can|isn't something i'm able) (?:my|our|openai|help|assist|do|provide|discuss|to)\b",
        r"(?:your|this|the) request (?:violates|goes against|cannot be fulfilled|can't be fulfilled|is against|falls outside)",
        r"my (?:guidelines|programming|policies|safety guidelines|instructions) (?:do not|don't|prevent|prohibit|forbid)",
        r"(?:i'm|i am) (?:sorry|afraid),? (?:but )?(?:that's|that is|this is) (?:not something|outside|beyond)",
        (
            r"i (?:don't|do not) (?:assist|help|engage|provide|participate|create|generate|write|support|condone|encourage|discuss|give (?:medical|legal|financial))"
            r"(?: |$|[.,])"
        ),
        r"(?:sorry|i'm sorry|i am sorry|no|nope|apologies),? (?:but )?(?:i can't|i cannot|i won't|can't|cannot|won't|i can't do that)(?: do (?:that|this)| help(?: you)?(?: with that)?| assist)?[.!,]",
        r"(?:sorry, )?(?:can't|cannot|won't|unable to) (?:help with|assist with|do that|comply|provide that|discuss (?:that|this))",
        r"let's (?:talk about|change the subject|discuss) something else",
        r"i (?:am not|'m not|don't feel|do not feel) comfortable (?:with )?(?:[a-z]+ing|that|this)\b",
    ),
    "de": (
        (
            r"(?:[a-zäöü, ]* )?(?:ich|wir) (?:kann|darf|werde|können|dürfen|werden) (?:(?:dir|ihnen|euch|ihre?|deiner?|ihrer|diese[rsnm]?|dieser anfrage|das|dies|dabei|hier|hierbei|damit|darüber|dazu|leider|aber|also|daher|auf|solche|"
            r"für sie|für dich|anfrage|bitte|frage|als ki|keinesfalls) ?)*(?:nicht|keine?[nrm]?)(?: [a-zäöü\-]+){0,7}? ?(?:helfen|weiterhelfen|behilflich|unterstützen|beantworten|nachkommen|erfüllen|bereitstellen|geben|erstellen|schreiben|generieren|anbieten|verraten|preisgeben|mitteilen|erteilen|liefern|besprechen|äussern|machen|erlauben|tun|eingehen|entsprechen|fortfahren|teilen)\b"
        ),
        r"(?:leider |es tut mir leid,? (?:aber )?|entschuldigung,? (?:aber )?)?(?:dabei|damit|hierbei|hierzu|dafür|dazu|darüber|das|diese anfrage|diese frage|dieser bitte|ihrer bitte) (?:kann|darf|werde|können|dürfen) (?:ich|wir) (?:(?:dir|ihnen|euch|leider|mich|aber) )*(?:nicht|keine)",
        r"(?:leider|daher|deshalb|als ki[a-zäöü\-]*|als sprachmodell|als künstliche intelligenz|als ki-[a-zäöü]+),? (?:kann|darf|bin|werde|können|dürfen) (?:ich|wir) (?:[a-zäöü\-]+ ){0,6}?(?:nicht|keine?[nrm]?) (?:[a-zäöü\-]+ ){0,5}?(?:helfen|weiterhelfen|unterstützen|beantworten|nachkommen|erfüllen|bereitstellen|geben|erstellen|schreiben|generieren|lage|teilen|erteilen|machen|äussern)",
        r"ich (?:bin|fühle mich) (?:leider )?nicht (?:in der lage|befugt|berechtigt|dazu befugt|autorisiert|wohl)",
        r"ich (?:muss|möchte|will) (?:das |dies |diese anfrage |ihre anfrage |deine anfrage |leider |hier )*(?:ablehnen|nicht (?:helfen|darüber))",
        r"(?:das|dies) (?:verstösst|würde) gegen (?:meine|unsere|die|geltende)",
        r"(?:das|dies) (?:verstösst|würde verstossen) gegen",
        r"ich (?:helfe|assistiere|unterstütze) (?:dir |ihnen |euch |dabei |sie |dich )*nicht\b",
        r"(?:dafür|hierfür|dabei) bin ich nicht ",
        r"ich (?:lehne|verweigere) (?:das|dies|diese|ihre|deine|es)",
    ),
    "fr": (
        r"(?:[a-zàâçéèêëîïôûùüÿœ', ]* )?(?:je|nous) (?:ne )?(?:peux|puis|suis|vais|saurais|pouvons|sommes|souhaite|dois) (?:malheureusement |donc |en aucun cas )?pas (?:(?:vous|t'|te|y|en mesure de|capable de|autorisée? à|autorisés à|programmée? pour|habilitée? à|me|le|la|les|de|d') ?)*(?:aider|répondre|fournir|donner|écrire|créer|générer|assister|partager|discuter|faire|accéder|participer|produire|divulguer|révéler|accompagner|satisfaire|traiter|rédiger|conseiller|proposer|expliquer|continuer|permettre|commenter)",
        r"(?:je (?:dois|préfère|me dois de) (?:malheureusement )?(?:décliner|refuser))",
        r"je (?:refuse|décline)",
        r"(?:en tant qu'(?:ia|intelligence artificielle|assistant|modèle)[a-zàâçéèêëîïôûùüÿœ', -]*,? je (?:ne|n'))",
        r"(?:cela|ceci|c'est|cette demande) (?:va à l'encontre|est contraire|enfreint|contrevient|viole)",
        r"il m'est (?:malheureusement )?impossible de (?:vous |t')?(?:aider|répondre|fournir|donner|créer|générer|assister|accéder)",
    ),
    "es": (
        r"(?:[a-záéíóúüñ, ]* )?(?:no (?:puedo|podemos|podré|debo|me es posible|estoy (?:autorizad[oa]|en condiciones|programad[oa]|capacitad[oa])(?: a| para| de)?|tengo permitido|me está permitido|voy a)) (?:en este caso |legalmente )?(?:ayudar|asistir|proporcionar|dar(?:te|le|les)? |crear|generar|escribir|responder a|responderte|responder esa|responder eso|cumplir|compartir|ofrecer|brindar|participar|hablar de|hacer eso|hacerlo|revelar|facilitar|discutir|apoyar|continuar con|colaborar|realizar esa|acceder a (?:tu|su|esa)|producir|redactar|recomendar)",
        r"(?:debo|tengo que|prefiero) (?:rechazar|declinar|negarme)",
        r"me niego a",
        r"no me siento cómod",
        r"como (?:modelo de lenguaje|ia|inteligencia artificial|asistente)[a-záéíóúüñ, ]*,? no ",
        r"(?:eso|esto|esta solicitud|tu solicitud|su solicitud) (?:va en contra|viola|infringe|incumple)",
    ),
    "pt": (
        r"(?:[a-záàâãçéêíóôõú, ]* )?(?:não (?:posso|podemos|poderei|consigo|devo|estou (?:autorizad[oa]|apt[oa]|em condições|programad[oa])(?: a| para| de)?|tenho permissão para|me é permitido|vou)) (?:te |lhe |o |a |me )?(?:ajudar|ajudá|auxiliar|fornecer|dar |criar|gerar|escrever|responder a|atender|cumprir|compartilhar|partilhar|oferecer|participar|falar sobre|fazer isso|revelar|discutir|apoiar|continuar com|colaborar|realizar ess|produzir|redigir|prestar|recomendar)",
        r"(?:devo|tenho que|preciso) (?:recusar|declinar)",
        r"(?:eu )?(?:me recuso|recuso-me) a",
        r"(?:eu )?não me sinto confortável",
        r"como (?:um |uma )?(?:modelo de linguagem|ia|inteligência artificial|assistente)[a-záàâãçéêíóôõú, ]*,? (?:eu )?não ",
        r"(?:isso|isto|esta solicitação|esse pedido|este pedido) (?:vai contra|viola|infringe)",
    ),
    "it": (
        r"(?:[a-zàèéìòù', ]* )?non (?:posso|possiamo|potrò|sono in grado di|sono autorizzat[oa] a|mi è possibile|mi è permesso|mi è consentito|sono programmat[oa] per|intendo|devo) (?:legalmente )?(?:aiutar|assister|fornir|dar(?:e|ti|le|vi|ne) |crear|generar|scriver|risponder(?:e a|ti|le)|soddisfar|condivider|offrir|partecipar|parlar(?:e di|ne)|farlo|rivelar|discuter|supportar|continuare con|eseguire quest|produrr|esprimer|procedere con|accettare)",
        r"(?:devo|sono costrett[oa] a|preferisco) (?:rifiutar|declinar)",
        r"mi rifiuto di",
        r"non mi sento a mio agio",
        r"(?:come|in quanto|essendo) (?:un )?(?:modello linguistico|ia|intelligenza artificiale|assistente|modello di linguaggio)[a-zàèéìòù', ]*,? non ",
        r"(?:questo|ciò|questa richiesta|la (?:tua|sua) richiesta) (?:va contro|viola|è contrari[oa])",
    ),
    "nl": (
        r"(?:[a-zéëïü', ]* )?(?:ik|we|wij) (?:kan|mag|zal|ga|kunnen|mogen) (?:(?:je|jou|u|jullie|hier|hierbij|daar|daarbij|dat|dit|deze|daarom|helaas|uw|jouw|verzoek|vraag|informatie|gegevens) )*(?:niet|geen)(?: [a-zéëïü\-]+){0,5}? ?(?:helpen|assisteren|geven|beantwoorden|voldoen|verstrekken|schrijven|maken|genereren|ondersteunen|doen|delen|bespreken|meewerken|aanbieden|ingaan|onthullen)\b",
        r"(?:helaas|daar|daarbij|hier|hierbij|dat|als ai[a-z\- ]*|als taalmodel),? (?:kan|mag|kunnen|mogen) (?:ik|we|wij) (?:(?:je|u|jou|hier|daar|dit|dat|helaas|verzoek|deze|vraag) )*(?:niet|geen)(?: [a-zéëïü\-]+){0,5}? ?(?:helpen|mee|geven|beantwoorden|voldoen|verstrekken|schrijven|maken|delen|doen|bespreken|[.,])",
        r"ik ben (?:helaas )?niet (?:in staat|bevoegd|gemachtigd)",
        r"(?:ik moet|ik zal) (?:dit |dat |dit verzoek |helaas )*(?:weigeren|afwijzen)",
        r"(?:dat|dit|dit verzoek) (?:gaat|is) (?:in )?(?:tegen|strijd)",
    ),
    "pl": (
        r"(?:[a-ząćęłńóśźż, ]* )?nie (?:mogę|możemy|moge|jestem w stanie|wolno mi|będę|jestem upoważnion[ya] do|powinienem|powinnam) (?:ci |panu |pani |państwu |w tym |tego |tej |niestety |na to |na twoje |na )*(?:pomóc|pomagać|pomoc|udzielić|udzielać|podać|stworzyć|napisać|wygenerować|spełnić|odpowiedzieć|udostępni|zrobić|ujawni|rozmawiać|wspierać|zrealizować|przygotować|doradzać|kontynuować)",
        r"(?:muszę|zmuszony jestem) odmówić",
        r"odmawiam",
        r"jako (?:model językowy|sztuczna inteligencja|asystent|si|ai)[a-ząćęłńóśźż, ]*,? nie ",
        r"(?:to|ta prośba|twoja prośba) (?:narusza|jest sprzeczn|byłoby sprzeczn)",
    ),
    "sv": (
        r"(?:[a-zåäö, ]* )?(?:jag|vi) (?:kan|får|kommer|tänker) (?:tyvärr |därför |inte |dig |er )*inte (?:att )?(?:tyvärr )?(?:hjälpa|bistå|ge |skapa|skriva|svara på|tillhandahålla|dela|uppfylla|diskutera|göra det|generera|erbjuda|avslöja|delta)",
        r"(?:tyvärr|därför|det|som ai|som en ai|som språkmodell)[a-zåäö\- ]*,? (?:kan|får) (?:jag|vi) (?:tyvärr )?inte",
        r"jag måste (?:avböja|neka|vägra|tacka nej)",
    ),
    "ru": (
        r"(?:[а-яё, ]* )?(?:я )?не (?:могу|можем|смогу|имею права|вправе|буду|в состоянии|уполномочена?) (?:вам |тебе |с этим |в этом |этого |это |на это |на этот |на ваш )*(?:помочь|помогать|предостав|дать|давать|создать|создавать|написать|сгенерировать|ответить|отвечать|выполнить|обсуждать|сделать|раскры|поделиться|поддержи|рекомендовать|консультировать|участвовать|продолжить|содействовать)",
        r"(?:с этим|в этом|на этот вопрос|к сожалению,? с этим)(?: я)? (?:вам )?не (?:могу|смогу)",
        r"(?:вынужден[а]?|должен|должна) отказать",
        r"как (?:языковая модель|ии|искусственный интеллект|ассистент)[а-яё, \-]*,? (?:я )?не ",
    ),
    "tr": (
        r"(?:[a-zçğıöşü̇, ]* )?(?:yardımcı olamam|yardımcı olamıyorum|yardımcı olamayacağım|yardım edemem|yardım edemiyorum|yerine getiremem|yanıt veremem|cevap veremem|sağlayamam|veremem|yazamam|oluşturamam|paylaşamam|yapamam|bilgi veremiyorum)",
        r"(?:bunu|bu isteği|talebinizi|isteğinizi) (?:reddetmek|reddediyorum)",
    ),
    "ar": (
        r"(?:[\p{Arabic}، ]*)?(?:لا (?:أستطيع|استطيع|يمكنني|يمكننا|أقدر)|لن (?:أتمكن|أستطيع)|لست قادرا|غير قادر|لا يسمح لي) ?(?:من |على |أن |ان )?(?:مساعدت|المساعدة|تقديم|توفير|كتابة|إنشاء|الإجابة|الرد|تلبية|مشاركة|القيام|أساعد|اساعد|أقدم|إعطا|الكشف|تنفيذ|مناقشة)",
        r"(?:يجب (?:علي )?أن أرفض|أرفض|أعتذر عن)",
    ),
    "hi": (
        r"(?:[\p{Devanagari}, ]* )?(?:मदद|सहायता|जानकारी|उत्तर|सलाह|निर्देश|अनुरोध|जवाब|पूरा|प्रदान|सहयोग|उपलब्ध)[\p{Devanagari} ]*(?:नहीं (?:कर|दे|करा) (?:सकता|सकती|सकते|पाऊंगा|पाऊँगा|पाऊंगी|पाऊँगी)|नहीं (?:करूंगा|करूँगा|दूंगा|दूँगा)|(?:करने|देने) में असमर्थ|(?:कर|दे) नहीं (?:सकता|सकती))",
    ),
    "ja": (
        r"[^。\n]*?(?:お手伝い|お答え|回答|ご協力|協力|提供|お応え|対応|作成|ご案内|支援|サポート|お教え|説明|生成|開示|共有|お伝え|執筆|お受け)(?:を)?(?:する|し|すること|致|いたし|いた)?(?:こと)?(?:は|が|も)?(?:でき(?:ません|かね|ない)|出来(?:ません|かね)|いたしかね|致しかね|しかね|し(?:て)?(?:おりません|ません)|ません|控え)",
        r"[^。\n]*?(?:ご要望|ご依頼|リクエスト|ご質問|要求)[^。\n]*?(?:お応え|応じ|お答え|従)[^。\n]{0,8}?(?:できません|できかね|かねます|られません|いたしかね)",
        r"[^。\n]*?お断り(?:し|いた|させ|致)",
    ),
    "zh": (
        r"[^。！？!?\n]*?(?:我|本人|我们)(?:目前|现在|暂时|也|真的|并|還|恐怕|作为[^，。]*)?(?:无法|無法|不能|不可以|没办法|沒辦法|没有办法|不便|不会|不會|不被允许)(?:直接|继续|為|为|给|給|向|对|對|就|您|你|这|這|该|此|类|個|个|样|樣|的|方面|任何|請求|请求)*?(?:帮|幫|协助|協助|提供|满足|滿足|回答|回應|回应|生成|创建|創建|创作|撰写|撰寫|编写|編寫|写|寫|讨论|討論|参与|參與|支持|分享|透露|执行|執行|完成|给出|給出|做)",
        r"(?:抱歉|对不起|對不起|很抱歉|非常抱歉|不好意思)[，,！!。 ]{0,3}(?:但|但是)?(?:这|這|该|此|您的|你的)[^。\n]*?(?:无法|無法|不能|超出)",
        r"(?:作为|作為)(?:一个|一個|一名)?(?:人工智能|ai|语言模型|語言模型|大语言模型)[^。\n]*?我?(?:无法|無法|不能|没有|沒有|不具备)",
        r"(?:抱歉|对不起|對不起|很抱歉)[，, ]{1,2}(?:无法|無法|不能|恕)(?:为您|為您|帮|幫|提供|回答|协助|满足)",
        r"我(?:必须|必須|只能|需要)?(?:拒绝|拒絕|婉拒)",
        r"恕(?:我)?(?:不能|无法|難以|难以)",
    ),
    "ko": (
        r"[^.\n]*?(?:도와|도움|제공|답변|대답|작성|생성|지원|응답|응할|안내|공유|수행|말씀|알려|협조|처리|만들어|설명|드릴|논의)[^.\n]*?(?:수(?:가|는|도)? 없(?:습니다|어요|네요|음|을|다)|못합니다|못해요|어렵습니다|어려워요|불가능합니다|않습니다|못 ?드|없습니다)",
        r"[^.\n]*?(?:요청|부탁|질문)[^.\n]*?(?:거절|거부|따를 수 없|들어드릴 수 없|응할 수 없)",
    ),
}
