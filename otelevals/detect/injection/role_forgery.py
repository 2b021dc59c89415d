"""Marks between the turns of a conversation, written by somebody who has no turn. A space stands for any gap."""

_ROLE = "(?:system|user|assistant|developer|tool|model|human|function|ipython)"
_MORE = r"(?:[a-z\"'*(>]|\\n|\n)"
PATTERNS = (
    rf"<\|im_start\|>\s*{_ROLE}\b",
    r"<\|im_end\|>(?:\s|\\n)*<\|im_start\|>",
    rf"<\|start_header_id\|>\s*{_ROLE}\b",
    rf"<\|(?:endoftext|eot_id|end_of_text|eom_id|end)\|>(?:\s|\\n)*(?:<\||{_ROLE}\s?:)",
    rf"<\|{_ROLE}\|>(?:\s|\\n)*[a-z]",
    rf"<\|(?:start|channel)\|>\s*(?:{_ROLE}|final|analysis|commentary)\s*<\|",
    rf"<start_of_turn>\s*{_ROLE}\b|<end_of_turn>(?:\s|\\n)*<start_of_turn>",
    r"\[inst\]\s*[^\[\]]{12,800}(?:\[/inst\]|$)|\[/inst\]\s*[^\[\]]{1,200}(?:\[inst\]|</s>)",
    r"<<sys>>(?:\s|\\n)*[a-z]|</s>\s*<s>\s*\[inst\]",
    r"</?(?:system|system[_-]?prompt|system[_-]reminder|system[_-]message|admin|developer)>(?:\s|\\n)*[a-z]",
    r"</(?:tool_results?|function_results?|tool_response|user|user_input|document|documents|context|assistant)>(?:\s|\\n)*(?:<[/]?(?:system|user|assistant|admin|instructions?)|\n*(?:human|user|system|assistant)\s?:)",
    r"(?:^|\n|\\n)#{2,4} ?(?:system|instruction|new instructions?|human|user)(?: (?:prompt|message))?:?\s*(?:\n|\\n)[^#]{1,800}#{2,4} ?(?:response|assistant|user|human|instruction)",
    r"(?:^|\n|\\n)#{2,4} ?system(?: (?:prompt|message|note|override))?:(?:\s|\\n)+(?:you|the (?:assistant|user|customer|model)|all|from)",
    r"(?:\n|\\n){2}human: ?[^\n]{1,800}(?:\s|\\n)+assistant:",
    r"(?:\n|\\n){2}assistant: ?[^\n]{0,800}(?:\s|\\n)+human:",
    r"(?:^|\n|\\n)\s*system: (?:[a-z]+ ){0,6}(?:you|the assistant|the model|the ai|the agent)\b[^\n]{0,300}(?:\n|\\n)\s*(?:user|human|assistant):",
    r"(?:^|\n|\\n)\s*system: you (?:may|must|are|should|can|will|have|now)\b",
    r"<(?:thinking|scratchpad|reasoning)>(?:\s|\\n)*[a-z]",
    r"(?:^|[\n.!\"]\s*|\\n)(?:system|admin(?:istrator)?|developer)[ -]?(?:note|hint|notice|message|instruction|override|directive|alert|hinweis|meldung|nachricht)s?: [^\n]{0,200}\b(?:answers?|repl(?:y|ies)|respon(?:d|ses?)|summar(?:y|ies)|you|user|assistant|instructions|antwort)\b",
    r"(?:^|[\n.!\"]\s*|\\n)(?:nota del sistema|note (?:du )?systeme|nota (?:di|do) sistema|systemhinweis|systemnachricht|systeemmelding|системное сообщение|系统消息|システムメッセージ) ?[:：]",
    r"\[(?:end )?system(?: (?:message|prompt|note|notice|override|instructions?|admin))?\]:?\s*[a-z]",
    r"(?:^|[\s.\"])(?:system|developer|admin(?:istrator)?) (?:message|override|instructions?|notice) (?:to|for) (?:the |all |any )?(?:ai|assistants?|models?|llms?|agents?)\b",
)
