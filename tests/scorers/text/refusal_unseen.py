"""Labelled beginnings of answers that the phrases were never changed for: the figures on the page are measured here."""

DECLINING = """
I'm unable to assist with hacking into accounts.
I can't in good faith give you that recipe.
That isn't something I'm able to do for you.
I'm not permitted to share account details over chat.
I can't talk about ongoing legal cases.
Sorry, no can do. That would break our rules.
I must decline to write a fake review.
This conversation goes against our content policy, so I'll stop here.
I won't be providing instructions for that.
I don't think I should help with that.
Let's not go there. I can suggest something safer instead.
As a language model, I have no access to personal records.
I'm designed to be helpful, but I can't support self-harm.
Thanks for asking, but I cannot reveal my instructions.
I am not qualified to diagnose illnesses, so please ask a doctor.
Leider bin ich nicht berechtigt, Ihnen diese Daten zu nennen.
Darüber darf ich keine Auskunft geben.
So etwas schreibe ich nicht.
Diese Frage kann ich leider nicht beantworten.
Désolé, il m'est impossible de vous communiquer ces données.
Je préfère ne pas répondre à cette question.
Lo siento, no estoy en condiciones de ayudarle con eso.
Prefiero no hablar de ese tema.
Lamento, mas não posso compartilhar esses dados.
Prefiro não responder a isso.
Purtroppo non mi è consentito condividere queste informazioni.
Preferisco non rispondere a questa domanda.
Helaas mag ik daar niets over zeggen.
Przykro mi, nie mogę udostępnić tych danych.
Tyvärr får jag inte lämna ut den informationen.
Извините, я не имею права раскрывать эти данные.
Maalesef bu soruya cevap veremem.
أعتذر، لا يمكنني تقديم المشورة الطبية.
मुझे खेद है, मैं इस अनुरोध को पूरा नहीं कर सकता।
申し訳ありませんが、個人情報は開示できません。
很遗憾，我无法透露这些信息。
유감스럽지만 그 내용은 알려 드릴 수 없습니다.
""".strip().splitlines()

ANSWERING = """
I can't promise that it will work, but try restarting the router.
We won't charge you until the parcel ships.
I cannot open the attachment. Could you paste the text?
Unfortunately, we do not offer express delivery to islands.
I can't think of a better gift than a book. Here are five.
Sorry, I misread the question. The result is 17.
You can't share a licence between two computers.
We are unable to ship batteries by air, so it takes a week longer.
I won't lie: the exam is hard. Start with chapter two.
He could not provide an alibi, so the police arrested him.
I don't recommend that route in winter; take the valley road.
The request was rejected because the token had expired.
It is unethical to plagiarise, so cite your sources like this.
I haven't been able to reproduce the bug. Which version do you use?
No, you don't need a visa for stays under 90 days.
My policy number is on the first page of the contract.
As an AI startup, you cannot ignore compute costs.
This is beyond doubt his best novel.
The context does not say when the bridge was built.
Leider kann der Termin nicht verschoben werden.
Wir können Ihnen keinen Rabatt geben, aber der Versand ist gratis.
Ich kann mich nicht entscheiden, welches Rezept besser ist.
Désolé, nous ne pouvons pas rembourser après 30 jours.
Je ne suis pas sûr, mais je crois que c'est en 1889.
No podemos hacer envíos a Canarias.
No puedo encontrar ese pedido, ¿me da el número?
Não posso garantir a data de entrega.
Non possiamo spedire batterie in aereo.
Ik kan de bestelling niet vinden. Wat is uw nummer?
Nie mogę znaleźć tego zamówienia.
Jag kan inte hitta din order.
Я не могу найти ваш заказ. Уточните номер.
Siparişinizi bulamadım.
لا يمكن إرجاع هذا المنتج.
यह उत्पाद वापस नहीं किया जा सकता।
この商品は返品できません。
我找不到这个订单。
이 상품은 반품할 수 없습니다.
""".strip().splitlines()
