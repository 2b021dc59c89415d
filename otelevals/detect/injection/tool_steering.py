"""Calls of tools that a text asks a model for: only where no user speaks. A space stands for any gap between words."""

_NAME = r"[`\"']?[a-z][a-z0-9]*(?:_[a-z0-9]+)+[`\"']?"
_NOW = r"(?:before (?:you |)(?:answer(?:ing)?|continu(?:e|ing)|respond(?:ing)?|proceed(?:ing)?|reply(?:ing)?)|now|immediately|at once|right away|first|next|urgently)"
_MUST = r"(?:you|assistant|ai|agent|the (?:assistant|agent|model|ai)|ai agents?)[,:]? (?:must|should|have to|has to|need to|shall|are required to|is required to|will|please|now|are to)"
_WHO = r"\b(?:assistant|ai(?: agent| assistant| model)?|agent|llm|(?:language )?model|chatbot)"
_CALL = r"(?:call|invoke|run|execute|use|trigger|launch)"
ENGLISH = (
    rf"\b{_NOW}[,:]? (?:step[,:]? )?(?:please )?(?:you )?(?:must )?{_CALL} (?:the |your |a )?(?:tool |function )?(?:{_NAME}|[a-z_]+ (?:tool|function))\b",
    rf"\b{_CALL} (?:the |your |a )?(?:tool |function )?(?:{_NAME})(?: (?:tool|function))? (?:now|immediately|at once)\b",
    rf"\b{_MUST}(?: now| immediately| also| always| first)* {_CALL} (?:the |your |a )?(?:(?:tool|function|command|script) {_NAME}|{_NAME} ?(?:tool|function|\()|[a-z_-]+ (?:tool|function)\b|(?:tool|function) |(?:command|script) |`[^`\n]{{2,80}}` (?:with|in|using))",
    rf"{_WHO}[,:]? (?:please |now |you must |must )*{_CALL} (?:the |your |a )?(?:following )?(?:{_NAME}|[a-z_-]+ tool\b|command|function|tool)",
    rf"\b(?:call|invoke|trigger)(?: the| your)?(?: tool| function)? {_NAME}(?: tool| function)?(?: on [a-z._/]+| with (?:the )?[a-z_.:=\"']+| for (?:the|this|all))",
    rf"(?:^|[.!:\n\"(] ?|\band |\bthen |\bplease )(?:call|invoke) the {_NAME} tool(?:[.!;,\"'}}]| and\b|\s*$)",
    rf"\buse (?:the|your) (?:{_NAME}|shell|terminal|browser|payment|e-?mail|bash|code|file|python) tool (?:on|to|and|with)\b",
    r"\bexecute [^.\n]{0,40}(?:command|script)[^.\n]{0,60} with (?:its|your|the) (?:terminal|shell|bash)",
)
ABROAD = (
    rf"\b(?:ruf(?:e|en sie)?|benutz(?:e|en sie)?|verwend(?:e|en sie)?|nutz(?:e|en sie)?|starte)(?: (?:jetzt|sofort|bitte|nun))*(?: das| die| dein)? (?:werkzeug|tool|funktion) {_NAME}|\b(?:musst|sollst|mussen)(?: [a-z]+){{0,3}} (?:werkzeug|tool|funktion) {_NAME}(?: [a-z]+){{0,3}} (?:aufrufen|benutzen|verwenden|ausfuhren)",
    rf"\b(?:appelle|appelez|utilise|utilisez|execute|executez|invoque)(?: maintenant)? (?:l'outil|la fonction|l'instrument) {_NAME}",
    rf"\b(?:llama a|llame a|usa|use|utiliza|utilice|ejecuta|invoca|invoque|chame|execute|utilize)(?: ahora| agora)? (?:la herramienta|la funcion|a ferramenta|a funcao) {_NAME}",
    rf"\b(?:usa|utilizza|chiama|esegui|invoca) (?:ora )?(?:lo strumento|la funzione|il tool) {_NAME}",
    rf"\b(?:gebruik|roep)(?: nu)? (?:de |het )?(?:tool|functie|gereedschap) {_NAME}",
    rf"(?:вызови|вызовите|используй|используйте|запусти|примени)(?: (?:сейчас|немедленно))? (?:инструмент|функцию|тул) {_NAME}",
    rf"(?:调用|使用|执行|運行|呼叫|调动|运行)\s*[`\"']?{_NAME}\s*(?:工具|函数|功能|方法)|(?:调用|使用)(?:工具|函数)\s*{_NAME}",
    rf"(?:ツール|関数)\s*[「`\"']?{_NAME}[」]?\s*を(?:呼び出|使|実行)|{_NAME}\s*(?:ツール|関数)を(?:呼び出|使|実行)",
)
PATTERNS = (*ENGLISH, *ABROAD)
