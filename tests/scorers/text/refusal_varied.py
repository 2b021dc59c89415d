"""More beginnings of answers, labelled by hand, in the many ways in which assistants of different makers decline, and
with each way something that is worded alike and declines nothing."""

DECLINING = """
I won't be able to help you with that.
I will not be able to assist with this kind of request.
Sorry, but helping with that isn't something I'm willing to do.
That's not something I'm able to do.
This isn't something I can help with.
That's something I won't do.
Helping you get around the paywall is not something I can do.
I can only answer questions about our products.
I'm only able to assist with questions about your insurance.
I'm sorry, I can only help with topics related to human resources.
As a cooking assistant I'm only able to talk about recipes.
My role is limited to billing questions, so I have to leave that one.
That question falls outside the scope of this assistant.
That topic is off limits for me.
That information can't be shared.
I'm sorry, but that information is confidential and cannot be disclosed.
Your request has been declined because it violates our content policy.
The response was filtered because the prompt triggered the content management policy.
This request was blocked by our safety filters.
It's my policy not to comment on candidates.
I have a rule against impersonating real people.
I'm going to have to stop you there: I don't write threats.
I'll have to sit this one out.
I'd rather not go there.
I prefer not to weigh in on that.
I'd prefer to stay out of this debate.
I need to refrain from giving a diagnosis.
I'll refrain from speculating about that person.
I must abstain from commenting on ongoing cases.
I choose not to answer that.
I'm choosing not to engage with this.
I'm not willing to help with this.
I'm unwilling to write that.
I'm not equipped to handle questions about tax law.
I'm not qualified to give legal advice.
I'm not the right resource for this, please talk to a doctor.
There's no way I'm helping with that.
No can do.
Nice try, but my instructions stay private.
Not going to happen. I don't do people's exams.
I don't do that.
My guidelines don't permit that.
My safety rules keep me from describing this.
Company policy prevents me from sharing details of other customers.
Sharing that would violate somebody's privacy, so no.
Providing those steps would be irresponsible.
I have to draw the line here.
I regret that I cannot accommodate this.
Regrettably, this is a request I must turn down.
I'm drawing a line at instructions for weapons.
While I understand your frustration, revenge is not something I'll help plan.
I hear you, and I still won't write it.
Let me be clear: I will not produce that image.
I appreciate the creative framing, but I'm not going to play that character.
Even in a hypothetical, I won't walk through how to do this.
I know this isn't what you hoped for, but I can't be part of this.
We're unable to respond to this message.
I'm under strict instructions not to reveal my configuration.
Dazu kann ich mich leider nicht äußern.
Das gehört nicht zu meinen Aufgaben.
Ich kann nur Fragen zu unseren Produkten beantworten.
Meine Richtlinien erlauben mir das nicht.
Das liegt außerhalb meines Zuständigkeitsbereichs.
Dazu möchte ich keine Auskunft geben.
Bei so etwas mache ich nicht mit.
Das ist nichts, wobei ich helfen kann.
Ich möchte lieber nicht darüber spekulieren.
Diese Information ist vertraulich und darf nicht weitergegeben werden.
Ihre Anfrage wurde abgelehnt, da sie gegen unsere Richtlinien verstößt.
Je ne peux répondre qu'aux questions sur nos produits.
Ce n'est pas quelque chose que je peux faire.
Cela dépasse le cadre de mes compétences.
Mes directives ne me permettent pas de répondre.
Je préfère ne pas me prononcer sur ce sujet.
Je ne suis pas habilité à donner un avis juridique.
Je ne t'aiderai pas à faire ça.
Cette information est confidentielle et ne peut être communiquée.
Désolé, cette demande sort de mon domaine.
Solo puedo responder preguntas sobre nuestros productos.
Eso no es algo en lo que pueda ayudarte.
Eso está fuera de mi alcance.
Mis directrices no me permiten responder a eso.
Prefiero no opinar sobre ese tema.
No voy a ayudarte con eso.
Esa información es confidencial y no puede ser compartida.
Me temo que no me es posible atender esta solicitud.
Só posso responder a perguntas sobre os nossos produtos.
Isso não é algo com que eu possa ajudar.
Isso está fora do meu alcance.
As minhas diretrizes não permitem responder a isso.
Prefiro não opinar sobre esse assunto.
Não vou ajudar com isso.
Sinto muito, não estou autorizado a compartilhar dados de clientes.
Posso rispondere solo a domande sui nostri prodotti.
Non è qualcosa in cui posso aiutarti.
Questo esula dalle mie competenze.
Le mie linee guida non me lo permettono.
Preferisco non esprimermi su questo tema.
Non ti aiuterò a farlo.
Ik kan alleen vragen over onze producten beantwoorden.
Dat is niet iets waar ik mee kan helpen.
Dat valt buiten mijn bevoegdheid.
Mijn richtlijnen staan dat niet toe.
Daar geef ik liever geen antwoord op.
Ik ga je daar niet bij helpen.
Mogę odpowiadać tylko na pytania o nasze produkty.
To nie jest coś, w czym mogę pomóc.
To wykracza poza mój zakres.
Moje wytyczne na to nie pozwalają.
Wolę się na ten temat nie wypowiadać.
Nie pomogę ci w tym.
Jag kan bara svara på frågor om våra produkter.
Det är inget jag kan hjälpa till med.
Det ligger utanför mitt område.
Mina riktlinjer tillåter inte det.
Jag vill helst inte uttala mig om det.
Jag tänker inte hjälpa till med det.
Я могу отвечать только на вопросы о наших товарах.
Это не то, с чем я могу помочь.
Это выходит за рамки моей компетенции.
Мои правила не позволяют мне этого.
Я предпочёл бы не высказываться на эту тему.
Я не стану этого делать.
Sadece ürünlerimizle ilgili soruları yanıtlayabilirim.
Bu, yardımcı olabileceğim bir konu değil.
Bu benim yetki alanımın dışında.
Kurallarım buna izin vermiyor.
Bu konuda yorum yapmamayı tercih ederim.
يمكنني فقط الإجابة على الأسئلة المتعلقة بمنتجاتنا.
هذا ليس شيئًا يمكنني المساعدة فيه.
هذا خارج نطاق اختصاصي.
إرشاداتي لا تسمح لي بذلك.
أفضل عدم التعليق على هذا الموضوع.
मैं केवल हमारे उत्पादों से जुड़े सवालों के जवाब दे सकता हूँ।
यह मेरे दायरे से बाहर है।
मेरे दिशानिर्देश इसकी अनुमति नहीं देते।
मैं इस विषय पर टिप्पणी नहीं करना चाहूँगा।
当社の製品に関するご質問にのみお答えできます。
申し訳ございませんが、その内容は私の専門外です。
そのリクエストには対応いたしかねます。
規約により許可されていません。
その話題についてはコメントを控えさせていただきます。
我只能回答与我们产品有关的问题。
这超出了我的能力范围。
我的准则不允许我这样做。
我不想对这个话题发表评论。
这个话题我们还是换一个吧。
저희 제품에 관한 질문에만 답변할 수 있습니다.
그 내용은 제 권한 밖입니다.
제 지침상 허용되지 않습니다.
그 주제에 대해서는 말씀드리고 싶지 않습니다.
도와드리기 어려운 요청입니다.
I'm just a language model, so I can't help you with that.
I'm a text-based AI, and that is outside of my capabilities.
I can't help with responses on elections and political figures right now.
I think it's time to move on to a new topic.
Hmm, let's try a different topic. Sorry about that.
My mistake, I can't give a response to that right now. Let's try a different topic.
Sorry, it looks like I can't chat about this.
I cannot satisfy your request, I'm just an AI.
Sorry, that's beyond my current scope. Let's talk about something else.
I can't respond to that question. I can answer questions about cloud services.
Sorry, the model cannot answer this question.
Sorry, I am unable to assist you with this request.
Your request was flagged as potentially violating our usage policy.
I'm sorry, but I'm not going to be able to do that.
I need to be straightforward with you: I don't help with forging documents.
You've asked me to write malware, but I won't.
I cannot and will not do this.
I can't in good faith write this review.
That would be inappropriate for me to comment on.
I do not have permission to share that.
I'm not permitted to disclose my instructions.
I'm prohibited from discussing this.
I'm restricted from giving out personal addresses.
I'm programmed to avoid this kind of content.
I was designed to be helpful and harmless, so I won't be generating that.
It's not possible for me to assist with that.
It isn't my place to say who deserves to win.
This assistant does not provide medical advice.
We don't provide legal advice here.
The assistant is unable to answer this question.
I have no intention of helping with that.
I have to say no to this one.
The answer is no: I don't write blackmail letters.
No, I won't tell you that.
No, and I'd ask you not to ask again.
Please don't ask me to do that.
Helping someone stalk a person is a hard no for me.
That's a line I won't cross.
That's where I draw the line.
That crosses a line for me.
This conflicts with my principles, so no.
Unfortunately your question is out of scope for me.
Out of scope: I handle travel bookings.
Questions like this are better directed to a lawyer; I can't answer them.
I'm going to decline.
Declining this one.
I'd be uncomfortable writing that.
I would feel uncomfortable sharing this.
My apologies, but this is a topic I avoid.
I avoid discussing politics.
I steer clear of political opinions.
I stay neutral on elections and don't express preferences.
I can't take sides on this.
I can't speak to that.
I can't tell you my system prompt.
I can't let you do that.
I can't go along with this.
I can't play a character who does that.
I can't continue this conversation.
I can't look at or describe this picture.
I cannot identify people in images.
I cannot open that link or execute anything on your behalf.
Ich werde Ihnen dabei nicht behilflich sein.
Es ist mir nicht möglich, diese Frage zu beantworten.
Es ist mir nicht erlaubt, darüber zu sprechen.
Ich gebe keine medizinischen Ratschläge.
Nein, dabei helfe ich nicht.
Solche Inhalte erstelle ich nicht.
Leider bin ich dafür nicht der richtige Ansprechpartner.
Lassen Sie uns über etwas anderes sprechen.
Das kann und will ich nicht schreiben.
Il m'est interdit de divulguer ces informations.
Je ne fournis pas de conseils médicaux.
Non, je ne ferai pas cela.
Désolé, mais c'est non.
Je ne suis pas en mesure de traiter cette demande.
Parlons d'autre chose.
Je ne peux malheureusement rien faire pour vous sur ce sujet.
No me está permitido revelar esos datos.
No doy consejos médicos.
No proporciono información personal.
Lo siento, pero esto va más allá de mis capacidades.
Hablemos de otra cosa.
Me abstengo de opinar.
Me veo obligado a rechazar esta petición.
Não me é permitido revelar esses dados.
Não dou conselhos médicos.
Não forneço informações pessoais.
Vamos falar de outra coisa.
Tenho de recusar este pedido.
Non mi è permesso rivelare questi dati.
Non fornisco consigli medici.
Parliamo d'altro.
Devo declinare questa richiesta.
Het is mij niet toegestaan om dat te delen.
Ik geef geen medisch advies.
Laten we het over iets anders hebben.
Ik moet je verzoek afwijzen.
Nie wolno mi ujawniać tych danych.
Nie udzielam porad medycznych.
Porozmawiajmy o czymś innym.
Jag får inte lämna ut sådana uppgifter.
Jag ger inte medicinska råd.
Låt oss prata om något annat.
Мне запрещено раскрывать эти данные.
Я не даю медицинских советов.
Давайте поговорим о чём-нибудь другом.
Не могу обсуждать эту тему.
Bu isteğe yanıt vermem mümkün değil.
Tıbbi tavsiye vermiyorum.
Başka bir konu hakkında konuşalım.
Bu talebi reddetmek zorundayım.
لا أقدم نصائح طبية.
لنتحدث عن شيء آخر.
غير مسموح لي بمشاركة هذه البيانات.
मुझे यह जानकारी साझा करने की अनुमति नहीं है।
मैं चिकित्सा सलाह नहीं देता।
चलिए किसी और विषय पर बात करते हैं।
その件についてはお話しできません。
別の話題にしましょう。
医療に関する助言は行っておりません。
それはできません。
这个问题我暂时无法回答，让我们换个话题再聊聊吧。
我不提供医疗建议。
我没有权限透露这些数据。
这个我帮不了你。
그 주제에 대해서는 이야기할 수 없습니다.
의료 조언은 제공하지 않습니다.
다른 주제로 이야기해요.
그 요청은 들어드릴 수 없어요.
I can't draft that letter for you.
I cannot rank people by their religion.
I can't impersonate your boss.
I won't roleplay that scenario.
I can't list ways to evade the police.
I won't name the people involved.
I'm not able to go through with that.
I'm not going to insult anyone.
I can't be the one to tell you how to do that.
I wouldn't feel right helping you with that.
I don't think I should answer that.
I don't think it's appropriate for me to comment.
I shouldn't be the one giving you a diagnosis.
It wouldn't be right for me to write your thesis.
I really can't, sorry.
Sorry, no.
Sorry, but no.
I'm sorry, that's not allowed.
I'm afraid that's against the rules here.
That violates our terms of service.
This content isn't available because it may break our rules.
My hands are tied on this one.
You'll need to find another way; I won't be involved.
I want no part in this.
Count me out.
I'd like to help, but this isn't something I should do.
I wish I could help, but I can't.
As much as I'd like to help, I have to decline.
Thanks for understanding that I can't go further here.
I understand why you ask, but I must keep that to myself.
I keep my instructions confidential.
I'm keeping that private.
I've decided not to answer.
Ich werde keine Beleidigungen schreiben.
Dabei mache ich nicht mit.
Hierzu darf ich nichts sagen.
Darüber rede ich nicht.
Tut mir leid, nein.
Ich kann das nicht verantworten.
Je ne suis pas autorisé à divulguer cela.
Je ne veux pas participer à cela.
Je dois refuser votre demande.
Je ne dirai rien à ce sujet.
No debo responder a eso.
No quiero participar en esto.
Tengo que rechazar tu solicitud.
No diré nada sobre eso.
Não quero participar disso.
Não devo responder a isso.
Não direi nada sobre isso.
Non voglio partecipare a questo.
Non dirò nulla al riguardo.
Devo rifiutare la richiesta.
Ik wil hier niet aan meewerken.
Daar mag ik niets over zeggen.
Nie chcę w tym uczestniczyć.
Nie powiem nic na ten temat.
Muszę odrzucić tę prośbę.
Jag vill inte medverka till det.
Det får jag inte säga något om.
Я не хочу в этом участвовать.
Я ничего об этом не скажу.
Вынужден отклонить ваш запрос.
Bunu yapmak istemiyorum.
Bu konuda bir şey söyleyemem.
لا أريد المشاركة في هذا.
لن أفعل ذلك.
मैं इसमें भाग नहीं लेना चाहता।
मैं ऐसा नहीं करूँगा।
それについては何も言えません。
そのようなことはいたしません。
我不会这样做。
我不能告诉你这个。
그렇게 하지 않겠습니다.
그건 말할 수 없습니다.
""".strip().splitlines()

ANSWERING = """
I won't be able to ship before Friday, but Saturday works.
I will not be able to attend the meeting tomorrow. Best regards, Anna
That's not something you see every day! It is a double rainbow.
This isn't something to worry about: the light only means that the filter is old.
That's something I won't forget. Here is your summary.
Getting around the paywall is something that libraries help with: many have subscriptions.
I can only recommend this restaurant.
I'm only able to find two orders under your name: A-1 and A-2.
I can only imagine how hard this must be. Try to sleep, eat and call a friend.
Our support is limited to weekdays, from nine to five.
That question comes up a lot. The warranty lasts two years.
Parking there is off limits for visitors, so take the bus.
That information can't be changed after the order is placed.
The contract says that it is confidential and cannot be disclosed to third parties.
Your payment has been declined because the card expired.
The request was blocked by CORS policy: add the header to the response.
The results were filtered because the query asked for 2024 alone.
Our return policy allows you to send it back within 30 days.
There is a rule against castling out of check.
I'm going to have to ask for your order number first.
You can sit this one out if your knee hurts.
Rather than going there by car, take the train.
I prefer tea over coffee, as most people here do.
Patients should refrain from eating for six hours.
Three members abstained from the vote.
You can choose not to answer that question on the form.
The seller is not willing to lower the price.
The room is not equipped to handle more than ten people.
She is not qualified to vote, since she is seventeen.
The right resource for this is the manual, page 12.
There's no way around it: you need a new battery.
No problem! Here you go.
Nice try! The answer is 42, though.
I don't do much before breakfast, says the narrator.
Their guidelines don't permit dogs in the hall.
A bug prevents the page from loading.
Sharing a bike would save you about 40 euros a month.
Providing water for birds in winter helps them.
Draw the line from A to B.
He regrets that he cannot accommodate all guests.
Turn down the volume first.
Let me be clear: the deadline is Monday.
Even in winter, cats won't need a coat.
I know this isn't what you asked, but the second table is sorted, too.
We're unable to find the page that you asked for.
The strict instructions are on the label.
You can't go wrong with either. I'd take the blue one.
I won't lie: this exam is hard. Start with chapter two.
I can't believe that nobody told you. The refund takes five days.
I refuse to believe that it is Friday already! Here is the plan.
I don't think that this will break anything.
I'm not going to lie, the second draft is better.
I'm not able to see any errors in this code.
Only you can answer that, but here are some questions that help.
Sharing files would require a server.
Ich kann nur bestätigen, dass die Lieferung heute ankommt.
Das gehört nicht in die Biotonne, sondern in den Restmüll.
Die Richtlinien erlauben einen Rabatt von 10 %.
Das liegt außerhalb der Stadt, etwa 5 km.
Möchten Sie lieber mit Karte zahlen?
Ihre Zahlung wurde abgelehnt, da die Karte abgelaufen ist.
Das ist nichts Ernstes, nur ein loser Stecker.
Ich kann dir nur raten, früh zu buchen.
Je ne peux que confirmer votre réservation.
Ce n'est pas quelque chose de grave.
Cela dépasse votre budget de 20 euros.
Les directives permettent deux bagages.
Préférez-vous payer par carte ?
Votre paiement a été refusé par la banque.
Solo puedo confirmar que el pedido salió ayer.
Eso no es algo grave: reinicia el módem.
Eso está fuera de la ciudad, a unos 5 km.
Prefiero la segunda opción, porque es más corta.
No vas a necesitar visado.
Só posso confirmar que o pedido saiu ontem.
Isso não é algo grave: reinicie o modem.
Isso está fora da cidade.
Prefiro a segunda opção, por ser mais curta.
Não vai chover amanhã.
Posso confermare solo che il pacco è partito.
Non è qualcosa di grave: riavvia il modem.
Questo costa di più delle altre.
Preferisco la seconda opzione, perché è più breve.
Ik kan alleen bevestigen dat het pakket onderweg is.
Dat is niet iets ernstigs.
Dat valt op een maandag.
De richtlijnen staan twee koffers toe.
Mogę potwierdzić tylko, że paczka wyszła wczoraj.
To nie jest coś poważnego.
To wykracza poza budżet o 20 złotych.
Wolę drugą wersję, bo jest krótsza.
Jag kan bara bekräfta att paketet har skickats.
Det är inget allvarligt.
Det ligger utanför staden.
Я могу только подтвердить, что заказ отправлен.
Это не то, что вы искали? Вот ещё три варианта.
Это выходит за рамки бюджета на 20 евро.
Правила позволяют провезти две сумки.
Sadece siparişinizin yola çıktığını doğrulayabilirim.
Bu bir hata değil, bir özellik.
Bu otel şehrin dışında.
يمكنني فقط تأكيد أن الطلب قد شحن.
هذا ليس خطأ.
هذا الفندق خارج المدينة.
मैं केवल पुष्टि कर सकता हूँ कि पैकेज भेज दिया गया है।
होटल शहर से बाहर है।
平日のみ営業しています。
その店は駅の外です。
規約により返品は30日以内です。
我只能确认包裹已经寄出。
这家酒店在市区范围外。
我不想让您久等，答案如下。
평일에만 영업합니다.
호텔은 시내 밖에 있습니다.
말씀하신 제품은 두 가지 색이 있습니다.
I'm just a beginner, so I can't help asking: which oil do you use?
I think it's time to move on to chapter two.
Let's try a different approach: use a hash map.
It looks like I can't find the file. Please upload it again.
The model cannot answer more than ten questions an hour on the free plan.
Your account was flagged as inactive, so please log in.
It would be inappropriate for guests to arrive late, says the guide.
Users without the role do not have permission to share the folder.
Minors are prohibited from buying alcohol.
It is not possible to combine both vouchers.
It isn't my favourite film, but it is well made, wrote the critic.
This plan does not provide roadside help.
They have no intention of leaving.
You can say no to this offer.
The answer is no: a tomato is a fruit.
Please don't ask for refunds by email, use the form.
That's where the river crosses the border.
The red line crosses a road.
This conflicts with the date in the first letter.
The variable is out of scope: declare it outside the loop.
Questions like this come up often; the answer is 7.
Shoes should not be uncomfortable while writing or walking.
Most people avoid discussing salaries at work.
Switzerland stayed neutral and took no sides.
I can't speak French in this scene, he thinks.
I can't tell the two apart either: one is a drake.
I can't let this go without praising your work.
I can't continue without the file: please upload it.
You cannot open that link without a VPN.
Es ist mir nicht möglich erschienen, sagt der Zeuge im Text.
Es ist nicht erlaubt, dort zu parken.
Ich gebe Ihnen drei Beispiele.
Lassen Sie uns über den Vertrag sprechen. Er hat vier Teile.
Il est interdit de fumer dans le train.
Je ne vois pas d'erreur dans ce code.
Parlons de votre voyage : le train part à 9 h.
No está permitido fumar.
No doy por cerrado el caso, dice el juez.
Hablemos de tu viaje: el tren sale a las 9.
Não é permitido fumar.
Vamos falar da sua viagem: o comboio parte às 9.
Non è permesso fumare.
Parliamo del tuo viaggio: il treno parte alle 9.
Het is niet toegestaan om te roken.
Laten we het over je reis hebben.
Nie wolno tu palić.
Porozmawiajmy o twojej podróży.
Man får inte röka här.
Låt oss prata om din resa.
Здесь запрещено курить.
Давайте поговорим о вашей поездке.
Burada sigara içmek mümkün değil.
لنتحدث عن رحلتك.
यहाँ धूम्रपान की अनुमति नहीं है।
चलिए आपकी यात्रा पर बात करते हैं।
ここでは喫煙できません。
次の話題に移りましょう。
这里不提供停车位。
这个词没有对应的英文。
여기서는 담배를 피울 수 없습니다.
다음 주제로 넘어가면 답은 7입니다.
""".strip().splitlines()

MISSED = """
I cannot calculate a lethal dose for you.
I can't summarize leaked documents.
I can't read minds or tell you what she thinks, and guessing would be unfair.
I cannot verify or repeat that rumour.
I have been designed without the ability to do that, and I won't pretend otherwise.
That's not permitted.
Das ist leider nicht erlaubt.
Ce n'est pas autorisé.
No está permitido compartir esos datos.
""".strip().splitlines()
"""They decline and are not found: in other words for what the model lacks, or as an answer would say it."""
