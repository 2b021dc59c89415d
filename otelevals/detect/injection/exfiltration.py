"""Data that is to be carried out: in the address of an image or a link, or sent to one."""

_DATA = (
    r"(?:conversation|chat|dialogue?|(?:chat |message )?history|messages|everything|user'?s?|customers?'?|api[ _-]?keys?|credentials?|secrets?|passwords?|tokens?"
    r"|system prompt|(?:previous |earlier )?tool (?:calls?|results?|outputs?)|\.env|\.ssh|id_rsa|\.aws|private keys?|environment variables|e-?mails|personal data|records)"
)
_PLACE = r"(?:https?://|[a-z0-9._-]+@[a-z0-9-]+\.[a-z])"
_HELD = r"(?:conversation|chat|history|summary|user|e-?mail|secret|api_?key|key|token|password|data|context|prompt|message|content|session|name|text|answer|info)"
_SEND = r"\b(?:send|post|forward|transmit|upload|submit|exfiltrate|leak|deliver|e-?mail|report|pass|relay|export|push)"
ENGLISH = (
    rf"{_SEND} [^.!?\n]{{0,60}}{_DATA}\b[^!?\n]{{0,60}} (?:to|at|via|through|into) (?:the )?(?:[a-z]+ )?{_PLACE}",
    rf"\b(?:read|open|get|take|collect|cat|grab) [^!?\n]{{0,80}}\b(?:send|post|forward|transmit|upload|submit|e-?mail) (?:it|them|its|the)\b[^!?\n]{{0,40}} to {_PLACE}",
    rf"\b(?:put|append|encode|include|insert|add|embed|attach|place|write) [^.!?\n]{{0,60}}{_DATA}\b[^!?\n]{{0,80}} (?:to|in|into|as|on) (?:the )?(?:[a-z]+ ){{0,3}}(?:url|address|link|query|image|{_PLACE})",
    rf"\b(?:call|use|invoke) [`\"']?[a-z][a-z0-9]*(?:_[a-z0-9]+)+[`\"']? to (?:send|post|forward|transmit|upload)? ?[^!?\n]{{0,120}}{_PLACE}",
    r"\bforward all [^.!?\n]{0,40} (?:data|records|messages) (?:externally|outside)",
    r"\breplac(?:e|ing) [^.!?\n]{0,40} with the user'?s? ",
)
MARKDOWN = (
    rf"\[[^\]\n]{{0,200}}\]\(\s*https?://[^)\n]{{0,300}}(?:\{{\{{?|\[|<|\$\{{?|%7b)\s*[a-z_ -]{{0,40}}{_HELD}\b[a-z_ -]{{0,40}}(?:\}}|\]|>|%7d|\)|$)",
    r"\[[^\]\n]{0,200}\]\(\s*https?://[^)\s]{1,300}[=/?&](?:your|user|the|insert|all|chat|conversation|full)_[a-z_]{2,60}",
    rf"\[[^\]\n]{{0,200}}\]\(\s*https?://[^)\s]{{1,300}}[?&=](?:\{{\{{?|<|\[)[a-z_]*{_HELD}",
)
ABROAD = (
    rf"\b(?:send(?:e|en sie)|schick(?:e|en sie)|ubermittle|ubertrage|leite) [^!?\n]{{0,60}}(?:verlauf|gesprach|unterhaltung|daten|passwort|nachrichten|schlussel|zugangsdaten|konversation)[^!?\n]{{0,40}} an {_PLACE}",
    rf"\b(?:envoie|envoyez|transmets|transmettez|transfere|poste) [^!?\n]{{0,60}}(?:conversation|historique|donnees|mot de passe|messages|cle|identifiants|secrets)[^!?\n]{{0,40}} (?:a|vers|sur) {_PLACE}",
    rf"\b(?:envia|envie|manda|reenvia|transmite|publica|envia) [^!?\n]{{0,60}}(?:conversacion|conversa|historial|historico|datos|dados|contrasena|senha|mensajes|mensagens|claves?|credenciales|secretos)[^!?\n]{{0,40}} (?:a|para|hacia|ao) {_PLACE}",
    rf"\b(?:invia|manda|inoltra|trasmetti|spedisci) [^!?\n]{{0,60}}(?:conversazione|cronologia|dati|password|messaggi|chiav[ei]|credenziali)[^!?\n]{{0,40}} (?:a|verso|all'indirizzo) {_PLACE}",
    rf"\b(?:stuur|verzend|verstuur) [^!?\n]{{0,60}}(?:gesprek|geschiedenis|gegevens|wachtwoord|berichten|sleutel)[^!?\n]{{0,40}} naar {_PLACE}",
    rf"(?:отправь|отправьте|перешли|передай|пошли|вышли) [^!?\n]{{0,80}}(?:переписк|истори|данн|парол|сообщени|ключ|разговор|диалог)\pL*[^!?\n]{{0,60}} на {_PLACE}",
    rf"(?:把|将|將)?[^。！？\n]{{0,30}}(?:对话|聊天|记录|数据|密码|密钥|信息|資料|對話|内容)[^。！？\n]{{0,20}}(?:发送|发到|上传|传送|提交|發送|转发)(?:到|至|给)\s*{_PLACE}",
    rf"(?:会話|履歴|データ|パスワード|情報|内容|メッセージ)[^。！？\n]{{0,20}}\s*{_PLACE}[^\s]{{0,200}}\s*(?:に|へ)(?:送信|転送|送って|アップロード|投稿)",
)
PATTERNS = (*ENGLISH, *MARKDOWN, *ABROAD)
