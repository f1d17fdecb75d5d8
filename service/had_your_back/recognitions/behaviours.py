"""What people thank each other for: the catalogue of behaviours, as data.

Ownership is a set of behaviours, not a mood. A new one is one entry here: a key and its texts, no migration and no
change of the schema. This module imports the ground only, so everything may import it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from had_your_back.texts import language_of, translations

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Something a person can be thanked for.

    `key` is a promise to clients and stored with every recognition. `labels` and `descriptions` hold one text per
    language. A label stands after one name or five ("Li Wei and Yuki took the harder way"), so none of them agrees
    with anything: English is in the past tense, German uses participles, Japanese the plain past, French, Spanish and
    Arabic name the deed.
    """

    key: str
    labels: Mapping[str, str] = field(hash=False)
    descriptions: Mapping[str, str] = field(hash=False)
    retired: bool = False

    def label(self, language: str | None) -> str:
        """The label in this language (a BCP 47 tag), or in the language it is a variety of, or in English.

        >>> CATALOGUE["had_my_back"].label("de-CH")
        'den Rücken freigehalten'
        >>> CATALOGUE["had_my_back"].label("pt"), CATALOGUE["owned_it"].label(None)
        ('had my back', 'owned it')
        """
        return self.labels[language_of(language, self.labels)]

    def description(self, language: str | None) -> str:
        """One sentence about what it looks like when it happens; the language is chosen as for `label`.

        >>> CATALOGUE["had_my_back"].description("en-GB")
        'Stepped in when it mattered, so that nobody had to carry it alone.'
        """
        return self.descriptions[language_of(language, self.descriptions)]


# The order is the order in which the widget offers them. An entry never leaves this tuple: recognitions, exports and
# the feeds of other systems name its key for as long as they exist, and without the entry the past would lose its
# words. What is no longer offered gets `retired=True`; it still shows, filters and counts, it just cannot be chosen.
_ALL: Final = (
    Behaviour(
        "had_my_back",
        labels=translations(
            en="had my back",
            de="den Rücken freigehalten",
            fr="soutien au bon moment",
            es="apoyo cuando hizo falta",
            ja="そばで支えてくれた",
            ar="سندٌ وقت الحاجة",
        ),
        descriptions=translations(
            en="Stepped in when it mattered, so that nobody had to carry it alone.",
            de="Ist eingesprungen, als es darauf ankam, damit niemand allein dastand.",
            fr="Être là quand ça comptait, pour que personne ne porte tout sans aide.",
            es="Estar ahí cuando importaba, para que nadie tuviera que cargar con todo a solas.",
            ja="ここぞという時に手を貸し、誰も一人で抱え込まずにすむようにしてくれた。",
            ar="وقفة في اللحظة المهمة، حتى لا يحمل أحد العبء وحده.",
        ),
    ),
    Behaviour(
        "owned_it",
        labels=translations(
            en="owned it",
            de="bis zum Ende verantwortet",
            fr="engagement jusqu'au bout",
            es="compromiso hasta el final",
            ja="最後までやり遂げた",
            ar="إتمام حتى النهاية",
        ),
        descriptions=translations(
            en="Took it on as their own and saw it through to the end, without anyone having to ask again.",
            de="Hat die Sache zur eigenen gemacht und zu Ende gebracht, ohne dass jemand nachfragen musste.",
            fr="En faire son affaire et aller jusqu'au bout, sans que personne n'ait à relancer.",
            es="Hacerlo suyo y llevarlo hasta el final, sin que nadie tuviera que volver a preguntar.",
            ja="自分のこととして引き受け、誰かに催促されることなく最後までやりきった。",
            ar="تولّي الأمر كأنه شأن شخصي وإنجازه حتى آخره، دون أن يضطر أحد إلى السؤال مرة أخرى.",
        ),
    ),
    Behaviour(
        "felt_with_me",
        labels=translations(
            en="felt with me",
            de="mitgefühlt",
            fr="une vraie écoute",
            es="empatía de verdad",
            ja="気持ちに寄り添ってくれた",
            ar="تعاطف صادق",
        ),
        descriptions=translations(
            en="Saw the person behind the matter, and made it personal.",
            de="Hat hinter der Sache den Menschen gesehen und sich Zeit für ihn genommen.",
            fr="Voir la personne derrière le dossier, et prendre le temps pour elle.",
            es="Ver a la persona detrás del asunto y tratarla como tal.",
            ja="用件の向こうにいる人を見て、その人の気持ちに向き合ってくれた。",
            ar="رؤية الإنسان خلف المسألة، والاهتمام به هو أولًا.",
        ),
    ),
    Behaviour(
        "took_the_harder_way",
        labels=translations(
            en="took the harder way",
            de="den schwereren Weg genommen",
            fr="le choix du chemin difficile",
            es="el camino más difícil",
            ja="あえて難しい道を選んだ",
            ar="اختيار الطريق الأصعب",
        ),
        descriptions=translations(
            en="Did what was right when something easier would have passed.",
            de="Hat das Richtige getan, obwohl etwas Bequemeres auch durchgegangen wäre.",
            fr="Faire ce qui était juste alors que plus simple serait passé aussi.",
            es="Hacer lo correcto cuando algo más cómodo también habría colado.",
            ja="楽なやり方でも通ったのに、正しいほうを選んだ。",
            ar="فعل الصواب حين كان الأسهل مقبولًا أيضًا.",
        ),
    ),
    # "was a resource" would have to become "were" after two names; the key keeps the old wording.
    Behaviour(
        "was_a_resource",
        labels=translations(
            en="served as a resource",
            de="Ansprechpartner vermittelt",
            fr="la réponse ou la bonne personne",
            es="la respuesta o quien la sabe",
            ja="答えや人につないでくれた",
            ar="دلالة على الحل",
        ),
        descriptions=translations(
            en="Knew the answer, found it out, or found the person who knows.",
            de="Wusste die Antwort, hat sie herausgefunden oder jemanden gefunden, der sie weiß.",
            fr="Connaître la réponse, la chercher, ou trouver la personne qui la connaît.",
            es="Saber la respuesta, averiguarla o encontrar a la persona que la sabe.",
            ja="答えを知っていた、調べてくれた、あるいは知っている人を見つけてくれた。",
            ar="معرفة الإجابة، أو البحث عنها، أو إيجاد من يعرفها.",
        ),
    ),
    Behaviour(
        "said_what_we_can_do",
        labels=translations(
            en="said what we can do",
            de="gesagt, was möglich ist",
            fr="une solution plutôt qu'un simple non",
            es="lo que sí se puede hacer",
            ja="できることを示してくれた",
            ar="قول ما يمكن فعله",
        ),
        descriptions=translations(
            en="Said no early and plainly, and in the same breath what can happen instead.",
            de="Hat früh und klar Nein gesagt und im selben Atemzug, was stattdessen geht.",
            fr="Dire non tôt et clairement, et dire aussitôt ce qui est possible à la place.",
            es="Decir que no pronto y con claridad, y a la vez lo que sí es posible.",
            ja="無理なことは早めに正直に伝え、代わりにできることも一緒に教えてくれた。",
            ar="قول «لا» مبكرًا وبوضوح، ومعها مباشرة ما يمكن فعله بدلًا من ذلك.",
        ),
    ),
    Behaviour(
        "served_the_chain",
        labels=translations(
            en="served the chain",
            de="bereichsübergreifend gedient",
            fr="le service entre collègues",
            es="servicio entre equipos",
            ja="次の人のために動いた",
            ar="خدمة السلسلة",
        ),
        descriptions=translations(
            en="Treated a colleague like a customer and thought of whoever comes next.",
            de="Hat Kolleginnen und Kollegen wie Kundschaft behandelt und an die Nächsten in der Kette gedacht.",
            fr="Traiter un collègue comme un client, et penser à qui vient après.",
            es="Tratar a un compañero o compañera como a un cliente y pensar en quien viene después.",
            ja="同僚にもお客さまと同じように接し、次に受け取る人のことを考えてくれた。",
            ar="معاملة الزملاء كما يُعامَل العملاء، والتفكير في من يأتي بعدنا.",
        ),
    ),
    Behaviour(
        "led_by_example",
        labels=translations(
            en="led by example",
            de="mit gutem Beispiel vorangegangen",
            fr="l'exemple par les actes",
            es="ejemplo con hechos",
            ja="自ら手本を示した",
            ar="قدوة بالفعل",
        ),
        descriptions=translations(
            en="Did first what we wish everyone would do, and others followed.",
            de="Hat als Erstes getan, was wir uns von allen wünschen, und andere zogen nach.",
            fr="Faire en premier ce que l'on souhaite de tous, et donner envie de suivre.",
            es="Hacer primero lo que queremos de todos, y que los demás lo sigan.",
            ja="みんなにしてほしいことをまず自分でやってみせ、周りもあとに続いた。",
            ar="المبادرة أولًا بما نرجوه من الجميع، فسار الآخرون على الطريق نفسه.",
        ),
    ),
)

CATALOGUE: Final[Mapping[str, Behaviour]] = MappingProxyType({behaviour.key: behaviour for behaviour in _ALL})
DEFAULT: Final = "had_my_back"
