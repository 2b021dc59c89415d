"""Words that say little about what a text is about, in folded text of several languages."""

_BY_LANGUAGE = {
    "en": """
        a about above after all also an and any are as at be because been but by can could did do does for from had
        has have he her here his how i if in into is it its it's just may might more most my no not of on one only
        or other our out over she should so some such than that the their them then there these they this those to
        too under up was we were what when where which while who why will with would you your
    """,
    "de": """
        aber alle als also am an auch auf aus bei bin bis das dass dein dem den der des die diese dieser dieses doch
        du durch ein eine einem einen einer eines er es für haben hat ich ihr im in ist ja kann kein keine können
        man mehr mit nach nicht noch nur oder sein sich sie sind so über um und uns unter vom von vor war was wenn
        wer werden wie wir wird zu zum zur
    """,
    "fr": """
        à au aux avec ce ces cette comme d'un d'une dans de des du elle elles en est et eux il ils je la le les leur
        lui mais me même mes moi mon ne nos notre nous on ou où par pas plus pour qu qu'il que qui sa sans se ses si
        son sont sur ta te tes toi ton tous tout très tu un une vos votre vous y c'est
    """,
    "es": """
        al algo como con cuando de del desde donde el ella ellos en entre era es esta este esto está están fue ha
        hay la las le les lo los más me mi muy no nos o para pero por porque que qué se ser si sin sobre son su sus
        también te tiene todo tu un una uno y ya yo
    """,
    "it": """
        a ai al alla alle anche c'è che chi ci come con cui da dal dalla dei del della delle di dove e è ed essere
        gli ha hanno i il in io l la le lei lo loro lui ma mi molto ne nel nella no noi non o per perché più quando
        questa questo se si sono su sua sul suo tra tu un una uno voi
    """,
    "pt": """
        a ao aos as até com como da das de dele do dos e é ela ele eles em entre era essa esse esta este eu foi há
        isso já lhe mais mas me meu muito na não nas nem no nos o os ou para pela pelo por porque quando que quem se
        sem ser seu sua são só também te tem um uma você
    """,
    "nl": """
        aan al alles als bij dan dat de der deze die dit door dus een en er geen had heb heeft het hij hoe hun ik in
        is ja je kan maar me meer men met mijn naar niet nog nu of om ook op over te tot u uit van veel voor waar
        was wat we wel werd wie wij wordt zal ze zich zij zijn zo zou
    """,
}
STOP_WORDS = frozenset(word for listed in _BY_LANGUAGE.values() for word in listed.split())
