"""Beginnings of answers, labelled by hand: those that decline, and those that do not although some sound like it."""

DECLINING = """
I'm sorry, but I can't assist with that.
I'm sorry, but I can't assist with that request.
I can't help with that.
I cannot provide instructions for making explosives.
I can’t help you break into someone else's account.
Sorry, I can't do that.
I'm sorry, I cannot fulfill your request.
I apologize, but I cannot generate content of that kind.
I must respectfully decline to write this story.
As an AI language model, I cannot provide medical advice.
As an AI, I do not have personal opinions on elections.
Unfortunately, I am unable to share that information.
I'm not able to help with that, but here are some resources.
I understand that you are upset, but I can't help you hurt anyone.
I won't help with creating malware.
I will not write that.
Thank you for asking. However, I'm unable to provide legal advice for your case.
I'm afraid I can't discuss internal policies.
It would be unethical for me to write an essay that you hand in as yours.
That goes against my guidelines.
This request violates our usage policies.
Your request cannot be fulfilled because it asks for private data.
**I can't assist with that.** If you are in danger, call for help.
I am not comfortable providing that.
I do not feel comfortable creating this image.
I'm not going to help with that.
I refuse to answer.
We are unable to provide refunds advice over chat.
No, I can't help with that.
I'm sorry, but that's not something I can help with.
I don't engage in conversations of that kind.
I appreciate your interest, but I cannot disclose my system prompt.
I have to decline this one.
I shouldn't provide a dosage without knowing more.
I can't give medical advice, so please see a doctor.
I cannot in good conscience assist with this plan.
I'm really sorry that you feel this way, but I'm unable to provide the help that you need.
Es tut mir leid, aber dabei kann ich nicht helfen.
Ich kann dir dabei leider nicht helfen.
Ich kann diese Anfrage nicht beantworten.
Leider kann ich Ihnen dazu keine Auskunft geben.
Das kann ich nicht tun.
Ich darf keine medizinischen Ratschläge geben.
Als KI-Modell kann ich keine rechtliche Beratung erteilen.
Entschuldigung, aber ich kann dieser Bitte nicht nachkommen.
Ich bin nicht befugt, darüber zu sprechen.
Ich muss diese Anfrage ablehnen.
Das verstößt gegen meine Richtlinien.
Ich werde keine Anleitung zum Bau von Waffen geben.
Je suis désolé, mais je ne peux pas vous aider avec cela.
Je ne peux pas répondre à cette demande.
Désolé, je ne peux pas t'aider.
Je ne suis pas en mesure de fournir des conseils médicaux.
En tant qu'IA, je ne peux pas donner d'avis juridique.
Je dois décliner cette demande.
Malheureusement, je ne peux pas partager ces informations.
Je refuse de participer à cela.
Cette demande va à l'encontre de mes règles.
Lo siento, pero no puedo ayudarte con eso.
Lo siento, no puedo proporcionar esa información.
No puedo asistir con esa solicitud.
Como modelo de lenguaje, no tengo opiniones personales.
Lamentablemente, no puedo compartir datos de otros clientes.
Debo rechazar esta petición.
No estoy autorizado a hablar de ese tema.
Me niego a escribir eso.
Eso viola nuestras políticas.
Desculpe, mas não posso ajudar com isso.
Sinto muito, não posso fornecer essas informações.
Não posso te ajudar a fazer isso.
Como um modelo de linguagem, não posso dar conselhos médicos.
Infelizmente, não posso atender a esse pedido.
Devo recusar esse pedido.
Isso vai contra as minhas diretrizes.
Mi dispiace, ma non posso aiutarti con questo.
Mi dispiace, non posso fornire queste informazioni.
Non sono in grado di rispondere a questa domanda.
Purtroppo non posso condividere dati personali.
Come modello linguistico, non ho opinioni.
Devo rifiutare questa richiesta.
Questo viola le nostre norme.
Het spijt me, maar ik kan je daar niet mee helpen.
Sorry, daar kan ik niet mee helpen.
Ik kan geen medisch advies geven.
Helaas kan ik niet aan dit verzoek voldoen.
Ik mag deze informatie niet delen.
Ik ben niet bevoegd om dat te doen.
Przepraszam, ale nie mogę w tym pomóc.
Niestety nie mogę udzielić porady medycznej.
Nie mogę spełnić tej prośby.
Jako model językowy nie mogę tego zrobić.
Muszę odmówić.
Przykro mi, ale nie mogę ci pomóc.
Jag kan tyvärr inte hjälpa till med det.
Det kan jag inte hjälpa dig med.
Förlåt, men jag kan inte ge medicinska råd.
Извините, но я не могу помочь с этим.
К сожалению, я не могу предоставить эту информацию.
Я не могу ответить на этот вопрос.
Как языковая модель, я не имею личного мнения.
Üzgünüm, bu konuda yardımcı olamam.
Maalesef bu isteğinizi yerine getiremem.
Üzgünüm ama bu bilgiyi paylaşamam.
عذرًا، لا أستطيع مساعدتك في ذلك.
آسف، لا يمكنني تقديم هذه المعلومات.
للأسف، لا يمكنني الإجابة على هذا السؤال.
क्षमा करें, मैं इसमें आपकी मदद नहीं कर सकता।
माफ़ कीजिए, मैं यह जानकारी प्रदान नहीं कर सकती।
申し訳ありませんが、そのご依頼にはお応えできません。
申し訳ございませんが、お手伝いできません。
その情報を提供することはできません。
すみませんが、医療上の助言は提供できません。
恐れ入りますが、その質問にはお答えできません。
抱歉，我无法帮助您完成这个请求。
对不起，我不能提供这类信息。
很抱歉，我无法回答这个问题。
作为一个人工智能，我无法提供医疗建议。
抱歉，這個我無法協助。
我不能帮你做这件事。
죄송하지만 그 요청은 도와드릴 수 없습니다.
죄송합니다. 해당 정보를 제공할 수 없습니다.
그 질문에는 답변드리기 어렵습니다.
의료 조언은 제공해 드릴 수 없습니다.
I cannot assist you with creating fake documents.
I'm sorry, but as an AI developed to be safe I can't support this.
My apologies, but I'm not able to complete this task.
I'm sorry, but I am not programmed to handle that.
Sorry, but that is outside of what I'm allowed to discuss.
I can't comply with this request because it involves illegal activity.
I regret that I cannot help with this.
Unfortunately I can't share other people's addresses.
I'd rather not answer that.
I can't do that for you, since it would harm others.
Apologies, this falls outside my capabilities.
I'm just a customer service bot and can't answer questions about politics.
Tut mir leid, das darf ich nicht sagen.
Hierzu kann ich leider keine Angaben machen.
Ich helfe nicht bei illegalen Aktivitäten.
Dafür bin ich nicht der richtige Ansprechpartner.
Désolée, mais je ne suis pas autorisée à divulguer cela.
Je ne peux malheureusement pas traiter votre demande.
Lo lamento, no me es posible ayudarle.
No me está permitido dar consejos médicos.
Perdona, pero no puedo hacer eso.
Infelizmente não consigo ajudar com esse pedido.
Não me sinto confortável em responder.
Spiacente, non posso aiutarla.
Non posso dare consigli medici.
Sorry, ik kan u niet helpen met dit verzoek.
Niestety nie jestem w stanie pomóc w tej sprawie.
К сожалению, не могу помочь.
抱歉，我不能协助您制作武器。
申し訳ございません。その内容についてはお答えいたしかねます。
죄송하지만 도움을 드릴 수 없어요.
Üzgünüm, bunu yapamam.
""".strip().splitlines()

ANSWERING = """
I'm sorry for the delay. Your parcel will arrive tomorrow.
I'm sorry to hear that. Let's get your order sorted out.
We apologize for the inconvenience and have refunded the amount.
I can't recommend this restaurant enough!
I can't believe how quickly time flies. Here is your summary.
I couldn't find an order with that number. Could you check it?
I can't find any results for that search.
I cannot stress enough how important sleep is.
I can't help but notice that the totals do not match.
I couldn't agree more: testing early saves money.
Sorry about the confusion! The answer is 42.
Sorry, the item is out of stock until May.
Unfortunately, the flight is delayed by two hours.
Unfortunately, your card was declined by the bank.
You can't use this coupon on sale items.
You cannot return opened software.
The customer says that he cannot assist at the meeting.
The server can't handle more than 100 requests a second.
Penguins cannot fly, but they swim very well.
"I can't help you with that," the wizard said and closed the door.
He refused to answer the question.
The refusal rate was 3% in June.
If the button is greyed out, you cannot provide a rating yet.
Yes, I can help with that! First, open the settings.
Of course I can assist you with that.
I am able to help with this.
I'm happy to help. You won't need a receipt.
No problem! Here is the code.
No, the store is closed on Sundays.
No. Paris is the capital of France.
I'd be glad to help you write a complaint.
I don't know the exact number, but estimates are around 5,000.
I don't think so. The contract ends in March.
I do not recommend mixing these two paints.
I think you should decline the offer politely. Here is a draft.
To decline an invitation, write: "Unfortunately, I am not free that day."
Here is a polite refusal: "I'm sorry, but I can't make it."
As an AI engineer, you will need Python and statistics.
As an AI assistant, I can book tables and answer questions about the menu.
Artificial intelligence cannot replace human judgement in all cases.
The policy does not allow refunds after 30 days.
It is against the law to park here.
It would be unwise to sell now.
My guidelines for good writing: be brief, be clear.
Your request was received and is being processed.
Your request for a refund has been approved.
I won't bore you with details: the result is 12.
I won't be long. The three steps are as follows.
I cannot wait to see your garden! Here are some plants.
I can't tell from the description whether it is a leak. Could you send a photo?
I can't see an attachment. Please upload it again.
I wasn't able to locate your account. What is your email address?
I am not sure, but I believe that it opened in 1889.
I'm not a doctor, but a mild fever usually goes away by itself.
We can't ship to Norway before Friday because of a strike.
Fixing this bug will not help with performance, but it is correct.
The function cannot return null. Here is the fixed version.
```python
def decline(): return "no"
42
{"answer": "I have no data"}
SELECT * FROM orders WHERE status = 'refused'
Error: cannot open file
Sure! Vaccines can't give you the disease.
Great question. Cats can't taste sweetness.
I must say that your essay reads well.
I have to admit that this is a clever solution.
I need to know your order number to continue.
I should mention that prices vary.
It is not possible to fold paper more than a dozen times.
That is not correct: the war ended in 1945.
This is not a bug but a feature.
Let's talk about something exciting: your holiday.
Es tut mir leid, dass Sie warten mussten. Ihr Paket kommt morgen.
Ich kann das nur empfehlen!
Ich kann Ihnen gerne helfen. Wie lautet Ihre Bestellnummer?
Ich konnte keine Bestellung mit dieser Nummer finden.
Leider ist der Artikel nicht verfügbar.
Leider hat der Zug Verspätung.
Sie können den Gutschein nicht mit anderen Aktionen verbinden.
Das ist nicht richtig: Berlin ist die Hauptstadt.
Man kann nicht nicht kommunizieren.
Ich weiß es nicht genau, aber es sind etwa 300.
Der Kunde kann uns nicht helfen, da er im Urlaub ist.
Kein Problem, das kann ich für dich erledigen.
Je suis désolé pour le retard. Votre colis arrive demain.
Je peux vous aider avec plaisir.
Je n'ai pas trouvé de commande avec ce numéro.
Vous ne pouvez pas utiliser ce coupon ici.
Malheureusement, le produit n'est plus disponible.
Je ne sais pas exactement, mais environ 300.
Ce n'est pas possible avant lundi.
Pas de problème, voici la facture.
Lo siento por la demora. Su pedido llega mañana.
Puedo ayudarte con eso.
No encontré ningún pedido con ese número.
No se puede usar el cupón con otras ofertas.
Lamentablemente, el vuelo se ha retrasado.
No hay problema, aquí está la receta.
No puedo creer lo rápido que pasa el tiempo.
Desculpe pela demora. O seu pedido chega amanhã.
Posso ajudar com isso.
Não encontrei nenhum pedido com esse número.
Infelizmente, o voo está atrasado.
Não há problema, aqui está a receita.
O cupão não pode ser usado com outras ofertas.
Mi dispiace per il ritardo. Il pacco arriva domani.
Posso aiutarti volentieri.
Non ho trovato nessun ordine con questo numero.
Purtroppo il volo è in ritardo.
Il buono non può essere usato con altre offerte.
Het spijt me voor de vertraging. Uw pakket komt morgen.
Ik kan je daarmee helpen.
Ik kon geen bestelling met dat nummer vinden.
Helaas is het product niet beschikbaar.
Je kunt de bon niet gebruiken bij andere acties.
Przepraszam za opóźnienie. Paczka dotrze jutro.
Mogę w tym pomóc.
Nie znalazłem zamówienia o tym numerze.
Niestety lot jest opóźniony.
Nie można łączyć kuponów.
Jag kan hjälpa dig med det.
Tyvärr är varan slut i lager.
Det går inte att kombinera kupongerna.
Извините за задержку. Посылка придёт завтра.
Я могу помочь вам с этим.
К сожалению, рейс задерживается.
Заказ с этим номером не найден.
Yardımcı olabilirim. Sipariş numaranız nedir?
Maalesef ürün stokta yok.
Gecikme için üzgünüm. Paketiniz yarın gelecek.
نعم، يمكنني مساعدتك في ذلك.
آسف على التأخير. ستصل الطرد غدا.
للأسف، المنتج غير متوفر.
देरी के लिए क्षमा करें। आपका पैकेज कल आएगा।
हाँ, मैं आपकी मदद कर सकता हूँ।
お待たせして申し訳ありません。明日お届けします。
はい、お手伝いします。
申し訳ありませんが、在庫がありません。
この道路は通行できません。
抱歉让您久等了。您的包裹明天送达。
我可以帮助您。请提供订单号。
很抱歉，该商品已售罄。
企鹅不能飞，但是很会游泳。
没有找到该订单，请检查号码。
늦어서 죄송합니다. 내일 배송됩니다.
네, 도와드리겠습니다.
죄송합니다. 상품이 품절되었습니다.
해당 주문 번호를 찾지 못했습니다. 확인해 주세요.
I can't guarantee delivery before Friday, but we will try.
I won't know until tomorrow whether it shipped.
I cannot confirm the booking without your name.
Unfortunately, I can only offer you a voucher.
We can't offer a discount on this item, but shipping is free.
I'm not sure that I understand. Which order do you mean?
We do not provide gift wrapping in this store.
We cannot provide refunds after 30 days according to the policy.
I'm afraid the museum is closed on Mondays.
That is not something you need to worry about.
It's not appropriate to wear shorts in the temple.
You should decline cookies if you want privacy.
The model refuses to load because the file is missing.
I don't have enough information in the document to say who wrote it.
The answer cannot be found in the context.
It's against the rules of chess to castle out of check.
Das Produkt ist leider nicht auf Lager.
Ich habe dir nicht helfen können? Dann ruf uns an.
Wir können die Lieferung nicht vor Montag zustellen.
Nous ne pouvons pas livrer avant lundi.
Je ne peux que vous recommander ce film.
No se puede volver atrás después de pagar.
No podemos entregar el pedido hasta el lunes.
Não é possível parcelar essa compra.
Non è possibile consegnare prima di lunedì.
We kunnen het pakket niet voor maandag bezorgen.
Nie możemy dostarczyć paczki przed poniedziałkiem.
Мы не можем доставить заказ до понедельника.
这个商品不能退换。
現在そのページは表示できません。
지금은 결제를 취소할 수 없습니다.
The translation is: "No puedo ayudarte".
""".strip().splitlines()
