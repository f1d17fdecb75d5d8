"""The words of the score, in every language that the product speaks. Pure: figures in, sentences out.

A sentence is a template. ``{kept}`` is a number as the language writes it; ``{kept:# promise|# promises}`` is what
stands there for that number, in the order of the language's plural forms (`_Grammar.form`), with the number for ``#``;
a list that is too short repeats its last. So everything a translator needs to see stands in one line.

Nothing here says how near a team is to enough people: a day later somebody could tell who was missing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from had_your_back.scores.recipes import Component, Recipe
from had_your_back.scores.rules import MEMBER_AFTER_DAYS, Missing, Part, ScoreStatus, WaitsFor
from had_your_back.texts import language_of, translations

# ------------------------------------------------------------------------------------------------------------- numbers


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How a language writes numbers and counts things."""

    form: Callable[[float], int]
    """Which plural form a number takes. After the Unicode CLDR, without its form for whole millions."""
    signs: Mapping[int, int]
    """What it writes for the signs of an English number."""
    grouped_from: int = 1_000
    """Where digits begin to stand in groups of three."""
    comma: str = ", "
    """Between the items of a list."""


def _arabic(number: float) -> int:
    """Zero, one, two, a few, many, or any other: hundreds, and what is not whole.

    >>> [_arabic(number) for number in (0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 2.5)]
    [0, 1, 2, 3, 3, 4, 4, 5, 5, 3, 5]
    """
    few, many, other = 3, 4, 5
    if number in {0, 1, 2}:
        return int(number)
    last = number % 100
    if last in range(3, 11):
        return few
    return many if last in range(11, 100) else other


def _one_or_more(number: float) -> int:
    return 0 if number == 1 else 1


def _less_than_two(number: float) -> int:
    return 0 if number < 2 else 1  # noqa: PLR2004 - French begins to count in the plural there


def _always(_number: float) -> int:
    return 0


_POINTS_AND_COMMAS = str.maketrans(",.", ".,")
_GRAMMARS: Final[Mapping[str, _Grammar]] = {
    "en": _Grammar(_one_or_more, {}),
    "de": _Grammar(_one_or_more, _POINTS_AND_COMMAS),
    "fr": _Grammar(_less_than_two, str.maketrans(",.", "\u202f,")),
    "es": _Grammar(_one_or_more, _POINTS_AND_COMMAS, grouped_from=10_000),
    "ja": _Grammar(_always, {}, comma="、"),
    # The digits of Arabic with the comma and the point that go with them; "and" is written on to the next word.
    "ar": _Grammar(_arabic, str.maketrans("0123456789,.", "٠١٢٣٤٥٦٧٨٩٬٫"), comma="، و"),
}


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that writes itself into a template, with one decimal at most."""

    value: float
    grammar: _Grammar

    def __format__(self, forms: str) -> str:
        each = forms.split("|") if forms else ["#"]
        # What is read decides on the form: 1.04 is read as 1, and what rounding leaves below nothing as 0.
        read = round(self.value, 1) + 0.0
        text = f"{read:,.1f}" if read >= self.grammar.grouped_from else f"{read:.1f}"
        digits = text.removesuffix(".0").translate(self.grammar.signs)
        return each[min(self.grammar.form(read), len(each) - 1)].replace("#", digits)


def _said(texts: Mapping[str, str], language: str, numbers: Mapping[str, float], listed: str = "") -> str:
    grammar = _GRAMMARS[language]
    return texts[language].format(listed=listed, **{name: _Number(value, grammar) for name, value in numbers.items()})


def _listed(items: Mapping[str, Mapping[str, str]], language: str, counts: Mapping[str, float]) -> str:
    """What there is any of, one after the other."""
    said = [_said(texts, language, {"n": counts[name]}) for name, texts in items.items() if counts[name]]
    return _GRAMMARS[language].comma.join(said)


# ---------------------------------------------------------------------------------------------------------- components

LABELS: Final[Mapping[Component, Mapping[str, str]]] = {
    Component.RELIABILITY: translations(
        en="Reliability",
        de="Verlässlichkeit",
        fr="Fiabilité",
        es="Fiabilidad",
        ja="信頼性",
        ar="الموثوقية",
    ),
    Component.RESPONSIVENESS: translations(
        en="Responsiveness",
        de="Antwortbereitschaft",
        fr="Réactivité",
        es="Capacidad de respuesta",
        ja="依頼への応答",
        ar="الاستجابة",
    ),
    Component.COVERAGE: translations(
        en="Coverage",
        de="Reichweite",
        fr="Portée",
        es="Alcance",
        ja="感謝の広がり",
        ar="الشمول",
    ),
    Component.PARTICIPATION: translations(
        en="Participation",
        de="Beteiligung",
        fr="Participation",
        es="Participación",
        ja="参加",
        ar="المشاركة",
    ),
    Component.SERVICE: translations(
        en="Service",
        de="Service",
        fr="Service",
        es="Servicio",
        ja="他チームへの貢献",
        ar="خدمة الفرق الأخرى",
    ),
}


def label(component: Component, language: str | None = None) -> str:
    """What a part of the score is called.

    >>> label(Component.RELIABILITY), label(Component.RELIABILITY, "de-AT")
    ('Reliability', 'Verlässlichkeit')
    """
    return LABELS[component][language_of(language)]


# -------------------------------------------------------------------------------------------------------- explanations

_ENDS: Final[Mapping[str, Mapping[str, str]]] = {
    "kept": translations(
        en="{n} kept on time",
        de="{n} pünktlich gehalten",
        fr="{n:# tenue à temps|# tenues à temps}",
        es="{n:# cumplida a tiempo|# cumplidas a tiempo}",
        ja="期限内に守られたものが{n}件",
        ar="{n:# وُفي بها في موعدها|واحد وُفي به في موعده|اثنان وُفي بهما في موعدهما|# وُفي بها في موعدها}",
    ),
    "keptLate": translations(
        en="{n} kept late",
        de="{n} verspätet gehalten",
        fr="{n:# tenue en retard|# tenues en retard}",
        es="{n:# cumplida con retraso|# cumplidas con retraso}",
        ja="遅れて守られたものが{n}件",
        ar="{n:# وُفي بها بعد موعدها|واحد وُفي به بعد موعده|اثنان وُفي بهما بعد موعدهما|# وُفي بها بعد موعدها}",
    ),
    "revokedInTime": translations(
        en="{n} taken back in time",
        de="{n} rechtzeitig zurückgenommen",
        fr="{n:# retirée à temps|# retirées à temps}",
        es="{n:# retirada a tiempo|# retiradas a tiempo}",
        ja="期限前に取り下げられたものが{n}件",
        ar="{n:# سُحبت قبل موعدها|واحد سُحب قبل موعده|اثنان سُحبا قبل موعدهما|# سُحبت قبل موعدها}",
    ),
    "revokedLate": translations(
        en="{n} taken back too late",
        de="{n} zu spät zurückgenommen",
        fr="{n:# retirée trop tard|# retirées trop tard}",
        es="{n:# retirada demasiado tarde|# retiradas demasiado tarde}",
        ja="期限後に取り下げられたものが{n}件",
        ar="{n:# سُحبت بعد موعدها|واحد سُحب بعد موعده|اثنان سُحبا بعد موعدهما|# سُحبت بعد موعدها}",
    ),
    "broken": translations(
        en="{n} broken",
        de="{n} gebrochen",
        fr="{n:# non tenue|# non tenues}",
        es="{n:# incumplida|# incumplidas}",
        ja="守られなかったものが{n}件",
        ar="{n:# لم يُوفَ بها|واحد لم يُوفَ به|اثنان لم يُوفَ بهما|# لم يُوفَ بها}",
    ),
}
_ANSWERS: Final[Mapping[str, Mapping[str, str]]] = {
    "answered": translations(
        en="{n} answered",
        de="{n} beantwortet",
        fr="{n} avec réponse",
        es="{n} con respuesta",
        ja="返答したものが{n}件",
        ar="{n:# رُدّ عليها|واحد رُدّ عليه|اثنان رُدّ عليهما|# رُدّ عليها}",
    ),
    "declined": translations(
        en="{n} declined without an alternative",
        de="{n} ohne Alternative abgelehnt",
        fr="{n:# refusée sans alternative|# refusées sans alternative}",
        es="{n:# rechazada sin alternativa|# rechazadas sin alternativa}",
        ja="代わりの案なしで断ったものが{n}件",
        ar="{n:# رُفضت دون بديل|واحد رُفض دون بديل|اثنان رُفضا دون بديل|# رُفضت دون بديل}",
    ),
    "expired": translations(
        en="{n} left without an answer",
        de="{n} ohne Antwort geblieben",
        fr="{n} sans réponse",
        es="{n} sin respuesta",
        ja="返答のなかったものが{n}件",
        ar="{n:# بقيت دون رد|واحد بقي دون رد|اثنان بقيا دون رد|# بقيت دون رد}",
    ),
}
_NOTHING: Final = translations(
    en="There is nothing to go by yet, so the team is credited with what is usual in the organisation.",
    de="Noch gibt es nichts zu zählen, deshalb gilt für das Team, was in der Organisation üblich ist.",
    fr="Il n'y a encore rien à compter\u00a0: l'équipe est créditée de ce qui est habituel dans l'organisation.",
    es="Aún no hay nada que contar, así que al equipo se le atribuye lo habitual en la organización.",
    ja="まだ数えるものがないため、組織の平均と同じとみなしています。",
    ar="لا يوجد ما يُحتسب بعد، لذلك يُحسب للفريق ما هو معتاد في المؤسسة.",
)
_EXPLANATIONS: Final[Mapping[Component, Mapping[str, str]]] = {
    Component.RELIABILITY: translations(
        en="{total:# promise|# promises} ended: {listed}.",
        de="{total:So ging # Versprechen aus|So gingen # Versprechen aus}: {listed}.",
        fr="{total:# promesse est arrivée à son terme|# promesses sont arrivées à leur terme}\u00a0: {listed}.",
        es="{total:# promesa llegó a su fin|# promesas llegaron a su fin}: {listed}.",
        ja="終わった約束は{total}件で、{listed}です。",
        ar="{total:لم ينتهِ أي وعد|انتهى وعد واحد|انتهى وعدان|انتهت # وعود|انتهى # وعدًا|انتهى # وعد}: {listed}.",
    ),
    Component.RESPONSIVENESS: translations(
        en="{total:# request|# requests} reached the team: {listed}.",
        de="{total:# Anfrage ging beim Team ein|# Anfragen gingen beim Team ein}: {listed}.",
        fr="L'équipe a reçu {total:# demande|# demandes}\u00a0: {listed}.",
        es="El equipo recibió {total:# solicitud|# solicitudes}: {listed}.",
        ja="チームに届いた依頼は{total}件で、{listed}です。",
        ar="{total:لم يصل إلى الفريق أي طلب|وصل إلى الفريق طلب واحد|وصل إلى الفريق طلبان|وصلت إلى الفريق # طلبات"
        "|وصل إلى الفريق # طلبًا|وصل إلى الفريق # طلب}: {listed}.",
    ),
    Component.COVERAGE: translations(
        en="Recognition reaches the equivalent of {effectivelyReached} of {members:# person|# people}.",
        de="Dank kommt umgerechnet bei {effectivelyReached} von {members:# Person|# Personen} an.",
        fr="La reconnaissance touche l'équivalent de {effectivelyReached:# personne|# personnes} sur {members}.",
        es="El reconocimiento llega al equivalente de {effectivelyReached} de {members:# persona|# personas}.",
        ja="感謝は、{members}人中{effectivelyReached}人分に相当する広がりで届いています。",
        ar="يصل الشكر إلى ما يعادل {effectivelyReached} من أصل {members:# أشخاص|شخص واحد|شخصين|# أشخاص|# شخصًا|# شخص}.",
    ),
    Component.PARTICIPATION: translations(
        en="{givers} of {members:# person|# people} gave recognition.",
        de="{givers} von {members:# Person|# Personen} {givers:hat|haben} jemandem gedankt.",
        fr="{givers:# personne|# personnes} sur {members} {givers:a|ont} remercié quelqu'un.",
        es="{givers} de {members:# persona|# personas} {givers:ha|han} dado las gracias a alguien.",
        ja="誰かに感謝を伝えた人は、{members}人中{givers}人です。",
        ar="{givers:لم يوجّه أحد|وجّه شخص واحد|وجّه شخصان|وجّه # أشخاص|وجّه # شخصًا|وجّه # شخص} "
        "من أصل {members} الشكر إلى زملاء.",
    ),
}
_SERVICE: Final[Mapping[tuple[bool, bool], Mapping[str, str]]] = {
    (True, True): translations(
        en="Promises to other teams kept on time: {kept} of {total}; recognition came from the equivalent of "
        "{effectiveTeams:# other team|# other teams}.",
        de="Pünktlich gehaltene Versprechen an andere Teams: {kept} von {total}; Dank kam umgerechnet von "
        "{effectiveTeams:# anderen Team|# anderen Teams}.",
        fr="Promesses à d'autres équipes tenues à temps\u00a0: {kept} sur {total}\u202f; la reconnaissance est venue "
        "de l'équivalent de {effectiveTeams:# autre équipe|# autres équipes}.",
        es="Promesas a otros equipos cumplidas a tiempo: {kept} de {total}; el reconocimiento de fuera vino del "
        "equivalente a {effectiveTeams:# equipo|# equipos}.",
        ja="他チームへの約束は{total}件中{kept}件が期限内に守られ、他チームからの感謝は{effectiveTeams}チーム分に"
        "相当します。",
        ar="الوعود المقطوعة لفرق أخرى والموفى بها في موعدها: {kept} من أصل {total}؛ وجاء الشكر مما يعادل "
        "{effectiveTeams:# فرق أخرى|فريقًا واحدًا آخر|فريقين آخرين|# فرق أخرى|# فريقًا آخر|# فريق آخر}.",
    ),
    (True, False): translations(
        en="Promises to other teams kept on time: {kept} of {total}; recognition from other teams is still too rare "
        "to count ({fromOutside} so far).",
        de="Pünktlich gehaltene Versprechen an andere Teams: {kept} von {total}; Dank aus anderen Teams ist noch zu "
        "selten, um zu zählen (bisher {fromOutside}-mal).",
        fr="Promesses à d'autres équipes tenues à temps\u00a0: {kept} sur {total}\u202f; la reconnaissance venue "
        "d'autres équipes est encore trop rare pour compter ({fromOutside} fois jusqu'ici).",
        es="Promesas a otros equipos cumplidas a tiempo: {kept} de {total}; el reconocimiento de otros equipos aún es "
        "demasiado escaso para contar ({fromOutside:# vez|# veces} hasta ahora).",
        ja="他チームへの約束は{total}件中{kept}件が期限内に守られ、他チームからの感謝は今のところ{fromOutside}件で、"
        "まだ数えるには足りません。",
        ar="الوعود المقطوعة لفرق أخرى والموفى بها في موعدها: {kept} من أصل {total}؛ أما رسائل الشكر من الفرق "
        "الأخرى فما زالت أقل من أن تُحتسب، وعددها حتى الآن {fromOutside}.",
    ),
    (False, True): translations(
        en="No promise to another team has ended yet; recognition came from the equivalent of "
        "{effectiveTeams:# other team|# other teams}.",
        de="Noch ist kein Versprechen an ein anderes Team abgeschlossen; Dank kam umgerechnet von "
        "{effectiveTeams:# anderen Team|# anderen Teams}.",
        fr="Aucune promesse à une autre équipe n'est encore arrivée à son terme\u202f; la reconnaissance est venue de "
        "l'équivalent de {effectiveTeams:# autre équipe|# autres équipes}.",
        es="Aún no ha llegado a su fin ninguna promesa a otro equipo; el reconocimiento de fuera vino del equivalente "
        "a {effectiveTeams:# equipo|# equipos}.",
        ja="他チームへの約束で終わったものはまだなく、他チームからの感謝は{effectiveTeams}チーム分に相当します。",
        ar="لم ينتهِ بعد أي وعد لفريق آخر؛ وجاء الشكر مما يعادل "
        "{effectiveTeams:# فرق أخرى|فريقًا واحدًا آخر|فريقين آخرين|# فرق أخرى|# فريقًا آخر|# فريق آخر}.",
    ),
    (False, False): _NOTHING,
}
"""Whether promises to other teams ended, and whether reach, the other half, counts."""
_ITEMS: Final[Mapping[Component, Mapping[str, Mapping[str, str]]]] = {
    Component.RELIABILITY: _ENDS,
    Component.RESPONSIVENESS: _ANSWERS,
    Component.SERVICE: _ENDS,
}
"""What makes up the total of a part."""


def explanation(part: Part, language: str | None = None) -> str:
    """One sentence about the counts behind a part.

    >>> part = Part(
    ...     key=Component.PARTICIPATION, value=0.52, estimate=0.44, mean=0.6, size=9, variance=0.012, weight=0.1,
    ...     points_lost=6.1, counts={"givers": 4, "given": 11, "members": 9},
    ... )
    >>> explanation(part), explanation(part, "fr")
    ('4 of 9 people gave recognition.', "4 personnes sur 9 ont remercié quelqu'un.")
    """
    language, items = language_of(language), _ITEMS.get(part.key, {})
    numbers = {**part.counts, "total": math.fsum(part.counts[name] for name in items)}
    if part.key is Component.SERVICE:
        texts = _SERVICE[numbers["total"] > 0, "reach" in part.counts]
    else:
        texts = _NOTHING if part.estimate is None else _EXPLANATIONS[part.key]
    return _said(texts, language, numbers, _listed(items, language, numbers))


# ------------------------------------------------------------------------------------------------------ what would mend

_MENDING: Final[Mapping[Component, Mapping[str, str]]] = {
    Component.RELIABILITY: translations(
        en="Keeping every promise on time could raise the score by up to {points:# point|# points}.",
        de="Jedes Versprechen pünktlich zu halten, brächte bis zu {points:# Punkt|# Punkte}.",
        fr="Tenir chaque promesse à temps rapporterait jusqu'à {points:# point|# points}.",
        es="Cumplir cada promesa a tiempo sumaría hasta {points:# punto|# puntos}.",
        ja="すべての約束を期限内に守れば、スコアは最大{points}点上がります。",
        ar="الوفاء بكل وعد في موعده قد يضيف ما يصل إلى {points:# نقطة|نقطة واحدة|نقطتين|# نقاط|# نقطة}.",
    ),
    Component.RESPONSIVENESS: translations(
        en="Answering every request, be it with a no and an alternative, could raise the score by up to "
        "{points:# point|# points}.",
        de="Jede Anfrage zu beantworten, und sei es mit einem Nein und einer Alternative, brächte bis zu "
        "{points:# Punkt|# Punkte}.",
        fr="Répondre à chaque demande, même par un non assorti d'une alternative, rapporterait jusqu'à "
        "{points:# point|# points}.",
        es="Responder a cada solicitud, aunque sea con un no y una alternativa, sumaría hasta "
        "{points:# punto|# puntos}.",
        ja="断るときは代わりの案を添え、すべての依頼に返答すれば、スコアは最大{points}点上がります。",
        ar="الرد على كل طلب، ولو برفض معه بديل، قد يضيف ما يصل إلى {points:# نقطة|نقطة واحدة|نقطتين|# نقاط|# نقطة}.",
    ),
    Component.COVERAGE: translations(
        en="Recognition that reaches everybody alike could raise the score by up to {points:# point|# points}.",
        de="Dank, der bei allen gleichermaßen ankommt, brächte bis zu {points:# Punkt|# Punkte}.",
        fr="Une reconnaissance qui toucherait tout le monde à égalité rapporterait jusqu'à {points:# point|# points}.",
        es="Un reconocimiento que llegara a todas las personas por igual sumaría hasta {points:# punto|# puntos}.",
        ja="感謝が全員に等しく届けば、スコアは最大{points}点上がります。",
        ar="وصول الشكر إلى الجميع بالتساوي قد يضيف ما يصل إلى {points:# نقطة|نقطة واحدة|نقطتين|# نقاط|# نقطة}.",
    ),
    Component.PARTICIPATION: translations(
        en="Recognition from everybody, if only once each, could raise the score by up to {points:# point|# points}.",
        de="Wenn alle jemandem dankten, und sei es nur einmal, brächte das bis zu {points:# Punkt|# Punkte}.",
        fr="Si chaque personne en remerciait une autre, ne serait-ce qu'une fois, cela rapporterait jusqu'à "
        "{points:# point|# points}.",
        es="Si cada persona diera las gracias a alguien, aunque fuera una sola vez, se sumarían hasta "
        "{points:# punto|# puntos}.",
        ja="全員が一度でも誰かに感謝を伝えれば、スコアは最大{points}点上がります。",
        ar="توجيه كل شخص الشكر إلى غيره، ولو مرة واحدة، قد يضيف ما يصل إلى "
        "{points:# نقطة|نقطة واحدة|نقطتين|# نقاط|# نقطة}.",
    ),
    Component.SERVICE: translations(
        en="Promises to other teams kept on time, and recognition from more of them, could raise the score by up to "
        "{points:# point|# points}.",
        de="Pünktlich gehaltene Versprechen an andere Teams und Dank aus mehr Teams brächten bis zu "
        "{points:# Punkt|# Punkte}.",
        fr="Des promesses tenues à temps envers les autres équipes et la reconnaissance d'un plus grand nombre d'entre "
        "elles rapporteraient jusqu'à {points:# point|# points}.",
        es="Cumplir a tiempo las promesas a otros equipos y recibir reconocimiento de más equipos sumaría hasta "
        "{points:# punto|# puntos}.",
        ja="他チームへの約束を期限内に守り、より多くのチームから感謝されれば、スコアは最大{points}点上がります。",
        ar="الوفاء بالوعود للفرق الأخرى في موعدها، وتلقي الشكر من عدد أكبر منها، قد يضيفان ما يصل إلى "
        "{points:# نقطة|نقطة واحدة|نقطتين|# نقاط|# نقطة}.",
    ),
}


def mending(part: Part, language: str | None = None) -> str:
    """What a team could do about a part, and by how much the score would rise if the part were perfect."""
    return _said(_MENDING[part.key], language_of(language), {"points": part.points_lost})


# ------------------------------------------------------------------------------------------------------ what is missing

_WAITS_FOR: Final[Mapping[WaitsFor, Mapping[str, str]]] = {
    WaitsFor.MEMBERS: translations(
        en="Counts once somebody has been in the team for {days:# day|# days}.",
        de="Zählt, sobald jemand seit {days:# Tag|# Tagen} im Team ist.",
        fr="Comptera dès que quelqu'un sera dans l'équipe depuis {days:# jour|# jours}.",
        es="Contará cuando alguien lleve {days:# día|# días} en el equipo.",
        ja="チームに入って{days}日以上たつメンバーがいれば、計算に加わります。",
        ar="يُحتسب حين يمضي على انضمام عضو واحد على الأقل إلى الفريق {days:# أيام|يوم واحد|يومان|# أيام|# يومًا|# يوم}.",
    ),
    WaitsFor.RECEIVED: translations(
        en="Counts once the members have received {need:# recognition|# recognitions} between them: {have} so far.",
        de="Zählt, sobald die Mitglieder zusammen {need:# Dankeschön|# Dankeschöns} bekommen haben: bisher {have}.",
        fr="Comptera dès que les membres auront reçu {need:# remerciement|# remerciements} au total\u00a0: {have} "
        "jusqu'ici.",
        es="Contará cuando los miembros hayan recibido {need:# agradecimiento|# agradecimientos} en total: {have} "
        "hasta ahora.",
        ja="メンバーの受け取った感謝が合わせて{need}件になると、計算に加わります。今のところ{have}件です。",
        ar="يُحتسب حين يتلقى الأعضاء معًا "
        "{need:# رسالة شكر|رسالة شكر واحدة|رسالتي شكر|# رسائل شكر|# رسالة شكر}: {have} حتى الآن.",
    ),
    WaitsFor.GIVEN: translations(
        en="Counts once the members have given {need:# recognition|# recognitions} between them: {have} so far.",
        de="Zählt, sobald die Mitglieder zusammen {need:# Dankeschön|# Dankeschöns} ausgesprochen haben: bisher "
        "{have}.",
        fr="Comptera dès que les membres auront adressé {need:# remerciement|# remerciements} au total\u00a0: {have} "
        "jusqu'ici.",
        es="Contará cuando los miembros hayan enviado {need:# agradecimiento|# agradecimientos} en total: {have} "
        "hasta ahora.",
        ja="メンバーの贈った感謝が合わせて{need}件になると、計算に加わります。今のところ{have}件です。",
        ar="يُحتسب حين يرسل الأعضاء معًا "
        "{need:# رسالة شكر|رسالة شكر واحدة|رسالتي شكر|# رسائل شكر|# رسالة شكر}: {have} حتى الآن.",
    ),
    WaitsFor.OTHER_TEAM: translations(
        en="Counts once there is another team with members.",
        de="Zählt, sobald es ein anderes Team mit Mitgliedern gibt.",
        fr="Comptera dès qu'il y aura une autre équipe avec des membres.",
        es="Contará cuando haya otro equipo con miembros.",
        ja="メンバーのいる別のチームができると、計算に加わります。",
        ar="يُحتسب حين يوجد فريق آخر له أعضاء.",
    ),
}


def waits_for(missing: Missing, language: str | None = None) -> str:
    """What a part that does not count yet waits for, and how much of it there is.

    >>> waits_for(Missing(Component.COVERAGE, WaitsFor.RECEIVED, have=7, need=10))
    'Counts once the members have received 10 recognitions between them: 7 so far.'
    """
    numbers = {"have": missing.have, "need": missing.need, "days": MEMBER_AFTER_DAYS}
    return _said(_WAITS_FOR[missing.waits_for], language_of(language), numbers)


# --------------------------------------------------------------------------------------------------------------- status

_STATUS: Final[Mapping[ScoreStatus, Mapping[str, str]]] = {
    ScoreStatus.PUBLISHED: translations(
        en="This score is for teams to learn from; not for pay, promotion or discipline.",
        de="Diese Punktzahl ist dazu da, dass Teams daraus lernen; nicht für Gehalt, Beförderung oder "
        "Disziplinarmaßnahmen.",
        fr="Ce score est là pour que les équipes en tirent des leçons\u202f; pas pour la rémunération, l'avancement ou "
        "les sanctions.",
        es="Esta puntuación es para que los equipos aprendan; no para salarios, ascensos ni sanciones.",
        ja="このスコアはチームの学びのためのものです。給与、昇進、懲戒には使いません。",
        ar="هذه الدرجة لتتعلم منها الفرق، لا للرواتب ولا للترقيات ولا للعقوبات.",
    ),
    ScoreStatus.NOT_YET_PUBLISHED: translations(
        en="Nothing has been published for this team yet. The next publication shows its score, or what is missing.",
        de="Für dieses Team ist noch nichts veröffentlicht. Die nächste Veröffentlichung zeigt seine Punktzahl oder "
        "was noch fehlt.",
        fr="Rien n'a encore été publié pour cette équipe. La prochaine publication montrera son score, ou ce qui "
        "manque.",
        es="Aún no se ha publicado nada de este equipo. La próxima publicación mostrará su puntuación, o lo que falta.",
        ja="このチームについてはまだ何も公開されていません。次回の公開時に、スコア、または足りないものが表示されます。",
        ar="لم يُنشر شيء عن هذا الفريق بعد. سيعرض النشر القادم درجته، أو ما ينقصها.",
    ),
    ScoreStatus.TOO_FEW_MEMBERS: translations(
        en="A score takes at least {need:# member who has|# members who have} been in the team for "
        "{days:# day|# days}. With fewer it would be about single people, not about a team.",
        de="Für eine Punktzahl braucht es mindestens {need:# Mitglied, das|# Mitglieder, die} seit "
        "{days:# Tag|# Tagen} im Team {need:ist|sind}. Mit weniger ginge es um einzelne Menschen, nicht um ein Team.",
        fr="Un score demande au moins {need:# membre présent|# membres présents} dans l'équipe depuis "
        "{days:# jour|# jours}. Avec moins, il parlerait de personnes, pas d'une équipe.",
        es="Una puntuación requiere al menos {need:# miembro que lleve|# miembros que lleven} {days:# día|# días} "
        "en el equipo. Con menos, hablaría de personas concretas y no de un equipo.",
        ja="スコアを出すには、チームに入って{days}日以上たつメンバーが{need}人以上必要です。それより少ないと、チーム"
        "ではなく個人の数字になってしまいます。",
        ar="تحتاج الدرجة إلى {need:# أعضاء|عضو واحد|عضوين|# أعضاء|# عضوًا|# عضو} على الأقل في الفريق منذ "
        "{days:# أيام|يوم واحد|يومين|# أيام|# يومًا|# يوم}. فبعدد أقل يصبح الحديث عن أفراد، لا عن فريق.",
    ),
    ScoreStatus.TOO_FEW_CONTRIBUTORS: translations(
        en="A score takes at least {need:# person|# people} in the team who gave or received recognition, closed a "
        "promise or answered a request. With fewer it would be about single people, not about a team.",
        de="Für eine Punktzahl braucht es im Team mindestens {need:# Person|# Personen} mit einem Dankeschön, einem "
        "abgeschlossenen Versprechen oder einer beantworteten Anfrage. Mit weniger ginge es um einzelne Menschen, "
        "nicht um ein Team.",
        fr="Un score demande, dans l'équipe, au moins {need:# personne|# personnes} ayant donné ou reçu des "
        "remerciements, clos une promesse ou répondu à une demande. Avec moins, il parlerait de personnes, pas d'une "
        "équipe.",
        es="Una puntuación requiere en el equipo al menos {need:# persona|# personas} con un agradecimiento enviado o "
        "recibido, una promesa concluida o una respuesta a una solicitud. Con menos, hablaría de personas concretas y "
        "no de un equipo.",
        ja="スコアを出すには、感謝を贈った人や受け取った人、約束を終えた人、依頼に返答した人が、チームに合わせて"
        "{need}人以上必要です。それより少ないと、チームではなく個人の数字になってしまいます。",
        ar="تحتاج الدرجة إلى {need:# أشخاص|شخص واحد|شخصين|# أشخاص|# شخصًا|# شخص} على الأقل في الفريق ممن وجّهوا الشكر "
        "أو تلقوه، أو أنهوا وعدًا، أو ردّوا على طلب. فبعدد أقل يصبح الحديث عن أفراد، لا عن فريق.",
    ),
    ScoreStatus.INSUFFICIENT_EVIDENCE: translations(
        en="Not enough evidence yet. A fair number needs at least {need} recognitions, closed promises and requests in "
        "all{listed}. There is no score, and that is not a zero.",
        de="Noch liegt zu wenig vor. Eine faire Punktzahl braucht insgesamt mindestens {need} Dankeschöns, "
        "abgeschlossene Versprechen und Anfragen{listed}. Keine Punktzahl heißt nicht null Punkte.",
        fr="Il n'y a pas encore assez d'éléments. Pour être juste, un score demande au moins {need} remerciements, "
        "promesses closes et demandes en tout{listed}. L'absence de score n'est pas un zéro.",
        es="Aún no hay suficientes datos. Para ser justa, una puntuación requiere al menos {need} agradecimientos, "
        "promesas concluidas y solicitudes en total{listed}. No hay puntuación, y eso no es un cero.",
        ja="まだ十分な記録がありません。公正なスコアには、感謝、終わった約束、依頼が合わせて{need}件以上必要です{listed}。"
        "スコアがないのは、0点という意味ではありません。",
        ar="لا تكفي البيانات بعد. فالدرجة المنصفة تحتاج في المجموع إلى ما لا يقل عن {need} من رسائل الشكر والوعود "
        "المنتهية والطلبات{listed}. لا توجد درجة، وهذا لا يعني صفرًا.",
    ),
    ScoreStatus.WITHHELD: translations(
        en="Kept back for privacy. With this number next to those of other teams, a few people could be worked out. "
        "Nothing is wrong, and there is nothing the team has to do.",
        de="Zum Schutz der Privatsphäre zurückgehalten. Mit dieser Zahl neben denen anderer Teams ließe sich auf "
        "einzelne Menschen schließen. Alles ist in Ordnung, das Team muss nichts tun.",
        fr="Non publié, pour protéger la vie privée. Rapproché de ceux d'autres équipes, ce chiffre en dirait trop sur "
        "quelques personnes. Tout va bien, l'équipe n'a rien à faire.",
        es="No se publica, para proteger la privacidad. Junto a las de otros equipos, esta cifra diría demasiado de "
        "unas pocas personas. Todo está bien, el equipo no tiene que hacer nada.",
        ja="プライバシーを守るため公開していません。ほかのチームの数字と並べると、少数の人のことが分かってしまうためです。"
        "チームに問題があるわけではなく、何もする必要はありません。",
        ar="لم تُنشر الدرجة حفاظًا على الخصوصية. فبوضع هذا الرقم بجانب أرقام فرق أخرى يمكن استنتاج ما يخص عددًا قليلًا "
        "من الأشخاص. لا خلل في الأمر، وليس على الفريق أن يفعل شيئًا.",
    ),
    ScoreStatus.SWITCHED_OFF: translations(
        en="Switched off. Nothing is computed or stored for this team; the score can be switched on again at any time.",
        de="Ausgeschaltet. Für dieses Team wird nichts berechnet und nichts gespeichert; die Punktzahl lässt sich "
        "jederzeit wieder einschalten.",
        fr="Score désactivé. Rien n'est calculé ni enregistré pour cette équipe\u202f; il peut être réactivé à tout "
        "moment.",
        es="Desactivada. No se calcula ni se guarda nada de este equipo; la puntuación se puede volver a activar en "
        "cualquier momento.",
        ja="オフになっています。このチームについては、計算も保存も行われません。スコアはいつでもオンに戻せます。",
        ar="الدرجة معطّلة. لا يُحسب شيء عن هذا الفريق ولا يُخزَّن، ويمكن تفعيلها من جديد في أي وقت.",
    ),
}
_SO_FAR: Final = translations(
    en=": {have} so far",
    de=": bisher {have}",
    fr="\u00a0: {have} jusqu'ici",
    es=": {have} hasta ahora",
    ja="。今のところ{have}件です",
    ar=": {have} حتى الآن",
)


def status_text(status: ScoreStatus, recipe: Recipe, language: str | None = None, *, items: int | None = None) -> str:
    """Why a team has no score and what it takes, or what to keep in mind about the one it has.

    `items` is how much evidence there is (`Score.items`). It is said only where enough people stand behind it and
    nothing but evidence is missing.

    >>> from had_your_back.scores.recipes import RECIPES
    >>> status_text(ScoreStatus.PUBLISHED, RECIPES["v1"])
    'This score is for teams to learn from; not for pay, promotion or discipline.'
    """
    language = language_of(language)
    need = {
        ScoreStatus.TOO_FEW_MEMBERS: recipe.least_members,
        ScoreStatus.TOO_FEW_CONTRIBUTORS: recipe.least_contributors,
        ScoreStatus.INSUFFICIENT_EVIDENCE: recipe.least_items,
    }
    so_far = "" if items is None else _said(_SO_FAR, language, {"have": items})
    numbers = {"days": MEMBER_AFTER_DAYS, "need": need.get(status, 0)}
    return _said(_STATUS[status], language, numbers, so_far)
