"""What the people of Alder Water ask of each other, offer, and say on the way to a kept or a broken promise. Data only.

Slots: ``{place}`` a street, ``{site}`` a plant, ``{van}``, ``{meter}`` and ``{number}`` numbers, the same ones in
everything that is said of one commitment, and said only where its title names them; ``{street}`` and ``{plant}`` are
somewhere else. ``{weekday}`` is the day on which it is due, ``{month}`` that day's month.

Titles name a thing that is there or not there when the day comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from had_your_back.commitments.transitions import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping


class Ask(NamedTuple):
    """Something that one asks of a kind of team. `of`: the kinds that ask it, any if none. `days`: until it is due."""

    title: str
    conditions: str = ""
    of: str = ""
    days: tuple[int, int] = (3, 10)


class Fit(NamedTuple):
    """Something said about what the title names. `about`: words, one of which the title has; any title if none."""

    text: str
    about: str = ""


class Thanks(NamedTuple):
    """What a customer says when a promise was kept. `when`: only if it was late, rejected once, claimed, and so on."""

    behaviours: str
    text: str
    when: str = ""
    about: str = ""


class Habit(NamedTuple):
    """How a kind of team treats what it is asked: shares of what becomes of it, and hours until it answers.

    What remains of the answers is a yes. `late`, `broken` and `revoked` are shares of what was promised.
    """

    hours: float
    silent: float = 0.04
    good_no: float = 0.07
    bare_no: float = 0.02
    counters: float = 0.12
    defers: float = 0.05
    late: float = 0.08
    broken: float = 0.03
    revoked: float = 0.02
    warns: float = 0.6
    """How often a promise that will not be kept in time was flagged before the day."""
    asked: float = 1.0
    """How much of what is asked of other teams goes here, beside who depends on whom."""


class Turn(NamedTuple):
    """One step of a plot, so many hours before the end of the year. `due` and `answer` are hours after that end."""

    ago: float
    who: str
    act: str
    note: str = ""
    due: float | None = None
    answer: float | None = None
    reason: Reason | None = None
    to: str = ""
    evidence: str = ""
    alternative: str = ""
    thanks: str = ""


class Plot(NamedTuple):
    """A commitment told in full. `of` is a user name or the kind of a team; the first turn begins it."""

    customer: str
    of: str
    title: str
    conditions: str
    due: float
    turns: tuple[Turn, ...]
    answer: float | None = None
    private: bool = False


# Dispatch and the lab can be counted on; IT promises too much; Payroll rarely answers; Customer Care says a good no.
HABITS: Final[Mapping[str, Habit]] = {
    "dispatch": Habit(4, silent=0.02, late=0.05, broken=0.015, revoked=0.01, warns=0.8),
    "field": Habit(9, silent=0.04, late=0.1, broken=0.03, counters=0.16, warns=0.75),
    "lab": Habit(6, silent=0.02, late=0.04, broken=0.01, counters=0.2, good_no=0.1, warns=0.85, asked=1.2),
    "mapping": Habit(10, silent=0.05, late=0.09, broken=0.03, defers=0.12, asked=1.2),
    "care": Habit(4, silent=0.02, good_no=0.26, bare_no=0.01, late=0.05, broken=0.015, warns=0.8, asked=1.2),
    "it": Habit(
        3, silent=0.03, good_no=0.02, counters=0.03, late=0.26, broken=0.17, revoked=0.08, warns=0.35, asked=1.9
    ),
    "fleet": Habit(6, silent=0.04, late=0.09, broken=0.025, counters=0.14, asked=0.9),
    "payroll": Habit(22, silent=0.42, good_no=0.03, bare_no=0.07, late=0.05, broken=0.02, defers=0.08, asked=2.6),
    "office": Habit(16, silent=0.1, good_no=0.1, late=0.12, broken=0.04, asked=1.6),
}

# What one asks of each kind of team. Where `of` is the kind itself, it is asked inside the team.
ASKS: Final[Mapping[str, tuple[Ask, ...]]] = {
    "dispatch": (
        Ask(
            "A keyholder for {site} who still has the key", "A name, a number, and that somebody rang it.", "field lab"
        ),
        Ask("{place}: the closing times, two days ahead", "With the house numbers, so that we can ring.", "care"),
        Ask("Valve order for {place}, checked against the shaft cards", "", "field mapping"),
        Ask("Incident {number}: who was sent where, and when", "One page; the council reads it.", "office care"),
        Ask("Radio check with van {van} from the far side of {site}", "", "it fleet"),
        Ask("Overtime sheets of the night shift for {month}, signed", "All nine, on paper.", "payroll"),
        Ask("A slot on {weekday} to shut {place} outside school hours", "", "field lab"),
        Ask("Alarm limits for {site} as they are set today", "Not as they should be.", "lab mapping"),
        Ask("Somebody at the gate of {site} for the low-loader", "From six until we have turned.", "fleet"),
        Ask("The alarms at {site} that everybody clicks away", "A list is enough, with how often.", "it"),
        Ask("Ring me before anybody opens {place} again", "We sample first.", "lab", (2, 6)),
        Ask("Pressure at {place} for the last four weeks", "Hourly values.", "mapping lab care"),
        Ask("One name to ring at night about {site}", "", "care field fleet lab"),
        Ask("Quiet hours for van {van} so that we can service it", "", "fleet"),
        Ask("A look at whether ticket {number} still happens at night", "", "it"),
        Ask("The order of the winter call-outs, before the crews plan leave", "", "field fleet"),
        Ask("Swap of my night on {weekday}", "Any morning of that week for it.", "dispatch", (3, 12)),
        Ask("The handover card for {site}, rewritten", "So that somebody new can use it at three.", "dispatch"),
        Ask("Second pair of eyes on the log of incident {number}", "", "dispatch"),
        Ask("The keyholder numbers for {place} rung through once", "Cross out those that nobody answers.", "dispatch"),
        Ask("Two hours beside me at the desk when {site} is switched over", "", "dispatch"),
        Ask("What we tell callers while {place} is shut", "Three sentences on the board.", "dispatch care", (2, 5)),
    ),
    "field": (
        Ask("Shut-off at {place} before the first lesson", "Water back by ten.", "dispatch care", (3, 9)),
        Ask("The cover on {place} that rattles", "The lady at number 9 cannot sleep.", "care", (2, 8)),
        Ask("A sample tap on {place}", "Half-inch, at knee height, with a lid.", "lab", (5, 15)),
        Ask("Depth of the main under {place}, measured", "In the open trench, with a photo of the tape.", "mapping"),
        Ask("Valve {meter} on {place} turned once and back", "Say how many turns.", "dispatch mapping"),
        Ask("Flushing of {place} until the turbidity is below one", "", "lab care"),
        Ask("Timesheets of the crew for {month}", "With the night hours marked.", "payroll"),
        Ask("A photo of the fittings at {site}", "The plate, and both flanges.", "fleet mapping"),
        Ask("The trailer back from {site}", "Empty, and with both lights.", "fleet", (2, 6)),
        Ask("A call back to number 14 on {place} about the tarmac", "", "care", (2, 5)),
        Ask("Ten minutes with the new tablet and gloves on", "Tell us which button you miss.", "it"),
        Ask("Pressure test of {place} before it is backfilled", "The strip, signed.", "lab mapping"),
        Ask("Leak search along {place}", "Two nights, after one o'clock.", "dispatch care", (4, 12)),
        Ask("The hydrants on {place}, flushed and entered", "", "mapping dispatch", (5, 15)),
        Ask("A quiet way into {site} for the council's visit", "No mud, if that can be done.", "office"),
        Ask("The 125 clamp in van {van}, counted and greased", "", "field", (2, 6)),
        Ask("Lead for the lock-out at {site}", "I will be second. All nine steps.", "field", (3, 8)),
        Ask("The shoring box from {place} by the evening", "", "field", (2, 5)),
        Ask("An hour to show the apprentice the tapping under pressure", "", "field"),
        Ask("Tarmac edge on {place} looked at again", "", "field care", (2, 7)),
        Ask("My early turn on {weekday}", "I take your late one.", "field", (3, 10)),
    ),
    "lab": (
        Ask("Result for {place} in two sentences", "That one can read out on the phone.", "care", (2, 6)),
        Ask("Bottles for nineteen points, labelled", "In the cool box by the door.", "field"),
        Ask("Chlorine at {site}, morning and evening for a week", "", "dispatch field", (8, 14)),
        Ask("Whether we may open {place} again", "A yes or a no, and until when it holds.", "dispatch field", (2, 4)),
        Ask("Sample {number} taken apart: what was it", "", "care dispatch"),
        Ask("The sampling points as coordinates", "All of them, also the garden taps.", "mapping"),
        Ask("Hardness for {place} on one sheet", "With a line about dishwashers.", "care"),
        Ask("A date for the fume hood, so that we can switch off the circuit", "", "it fleet"),
        Ask("Swab of the tank on van {van} before it carries water", "", "fleet field"),
        Ask("The weekend readings of {site} checked against the probe", "", "dispatch"),
        Ask("One slide on the nitrate at {site}", "The council wants the curve, not the table.", "office"),
        Ask("Standby hours of {month}, with initials", "", "payroll"),
        Ask("Which bottles may stand in the van overnight", "", "field fleet"),
        Ask("Lead in the old house on {place}: first and second draw", "", "care", (5, 12)),
        Ask("A second count of the plates from {site}", "Blind, please.", "lab", (2, 5)),
        Ask("My round on {weekday}, Beacon Hill to the harbour", "The bad cool box is repaired.", "lab"),
        Ask("The control chart of {month} with both signatures", "", "lab"),
        Ask("Blank for the metals run, from the new water", "", "lab", (2, 5)),
        Ask("The logbook pages on {site}, copied for the audit", "", "lab", (4, 10)),
    ),
    "mapping": (
        Ask("The plan of {place} as it was dug, not as it was drawn", "", "field dispatch", (3, 10)),
        Ask("Three valves around {place}, on one sheet, large", "We read it by torchlight.", "field", (2, 5)),
        Ask("Meter {meter}: which side of the street", "In all three systems.", "care"),
        Ask("The households between {place} and the river, as a list", "With who is on dialysis.", "care dispatch"),
        Ask("A layer with the sampling points", "", "lab", (6, 15)),
        Ask("The old drawing of {site}", "It must be in the box marked misc.", "field dispatch lab"),
        Ask("Length of the mains we renewed in {month}", "One number, and how you got it.", "office payroll"),
        Ask("Where van {van} can turn near {site}", "", "fleet"),
        Ask("Export of the valves on {place} that the tablets can open", "", "it field"),
        Ask("Which streets lose pressure if {site} stops", "", "dispatch care lab"),
        Ask("Permit drawing for {place}", "North arrow, scale, date.", "field", (4, 12)),
        Ask("The meter moves of {month} for billing", "", "care"),
        Ask("Right of way to {site}, on paper", "The farmer wants to see it.", "field fleet"),
        Ask("The depth that was measured on {place}, entered", "The trench is still open until {weekday}.", "field"),
        Ask("Half of the layers for the regulator's export", "I do the mains, you do the meters.", "mapping"),
        Ask("The rover on {weekday} afternoon", "If it is dry.", "mapping", (2, 8)),
        Ask("A second look at sheet {number}", "Where I put question marks.", "mapping", (2, 7)),
        Ask("The symbols on the old plan of {site}, explained", "", "mapping dispatch"),
    ),
    "care": (
        Ask("Ring the households on {place} before we shut it", "By name, not by letter.", "dispatch field", (2, 6)),
        Ask("Who has rung about {place} since the burst", "Street and hour is enough.", "dispatch field lab"),
        Ask("Words for the letter to {place}", "That nobody has to read twice.", "field dispatch", (3, 8)),
        Ask("What the callers see in the portal at step three", "A screenshot of theirs, if one sends it.", "it"),
        Ask("Sorting of the complaints about taste near {site}", "By street.", "lab"),
        Ask("A date with number 22 on {place} to read meter {meter}", "", "mapping field"),
        Ask("Refund for the hairdresser on {place}", "", "dispatch field", (3, 9)),
        Ask("Three callers who would try the new sign-in", "Who do not like computers.", "it", (5, 12)),
        Ask("Numbers of calls for {month}, by reason", "", "office dispatch"),
        Ask("Leave plan of the phones for {month}", "", "payroll"),
        Ask("A note in every account on {place} about the pressure", "", "dispatch mapping"),
        Ask("Who can meet the bowser on {place}", "Somebody with a key to the yard.", "fleet"),
        Ask("Call back for case {number}", "I promised it for the caller, and I am off.", "care", (2, 4)),
        Ask("Lunch cover on {weekday}", "Twelve to one.", "care", (2, 7)),
        Ask("The letter to number 30 on {place}, read once aloud", "", "care", (2, 5)),
        Ask("The payment plan for account {number}, checked", "", "care"),
        Ask("Two hours of listening in with the new colleague", "", "care", (3, 9)),
        Ask("Sheet on brown water, brought up to date", "The number at the bottom is old.", "care lab"),
    ),
    "it": (
        Ask("Tablet of van {van}: the map opens offline", "Tried in the yard with the network off.", "field fleet"),
        Ask("Login for the night desk that survives the update", "", "dispatch"),
        Ask("Portal error {number}, so that callers can finish", "", "care"),
        Ask("The balance in the lab talks to the record again", "No typing by hand.", "lab"),
        Ask("Map server restarts without losing the day's points", "", "mapping", (4, 12)),
        Ask("Radio gateway at {site} back on the second channel", "", "dispatch field fleet"),
        Ask("Alarm texts for {site} that fit on one line", "", "dispatch", (3, 9)),
        Ask("Export for the bank without the empty line", "It stops the run every month.", "payroll"),
        Ask("Scanner in the stores reads the new labels", "All three scanners.", "fleet"),
        Ask("Slides of the council meeting on the big screen", "", "office", (2, 6)),
        Ask(
            "Shared folder for {place}, for us and the contractor",
            "They see that folder and no other.",
            "mapping field",
        ),
        Ask("Ticket {number} closed, or told why not", "", "care lab mapping payroll fleet"),
        Ask("Night report of {site} by six", "It comes at nine now.", "dispatch lab"),
        Ask("Headset that does not crackle, desk {meter}", "", "care dispatch", (2, 8)),
        Ask("Sign-in for the new colleague before the first day", "", "care payroll fleet dispatch", (3, 10)),
        Ask("Sensor at {site}: the values of {month} again", "", "lab mapping", (4, 12)),
        Ask("Printer of the depot on the new network", "", "fleet field payroll"),
        Ask("Restore of the map share, tried once for real", "", "it", (5, 14)),
        Ask("My pager on {weekday} night", "", "it", (2, 9)),
        Ask("Certificate of the portal renewed before it runs out", "", "it", (4, 12)),
        Ask("A page on ticket {number} for whoever comes after us", "", "it"),
        Ask("Rules of the firewall for {site} read by a second person", "", "it", (3, 9)),
    ),
    "fleet": (
        Ask("Spare pump at {site} by six", "Fuelled, with the long hose.", "field dispatch", (2, 7)),
        Ask("Van {van} through its inspection", "", "field", (4, 12)),
        Ask("Cool box that shuts, for the round to {site}", "", "lab", (2, 7)),
        Ask("Thirty 110 couplings on the shelf", "Counted by hand.", "field", (4, 12)),
        Ask("Bowser on {place} before seven", "Full, and with the good tap.", "care dispatch", (2, 6)),
        Ask("Low-loader for {site}", "Half a day, with a driver.", "field dispatch", (4, 12)),
        Ask("Roof rack for the rover on van {van}", "", "mapping", (5, 14)),
        Ask("Gas detectors calibrated for the crew at {site}", "With dates on the boxes.", "field lab", (3, 9)),
        Ask("Mileage of {month} for every van", "", "payroll office"),
        Ask("A van on {weekday} for the school visit", "Clean. They count the wheels.", "care lab office"),
        Ask("Seal for the pump at {site}", "Nobody makes it any more. You found one before.", "field", (5, 15)),
        Ask("Rack for the servers that fits the lift", "", "it", (5, 12)),
        Ask("What is left of the 90 clamps, really", "", "dispatch field", (2, 5)),
        Ask("Tyres on van {van} before the frost", "", "field dispatch", (4, 14)),
        Ask("Tracker in van {van} plugged in again", "", "it dispatch", (2, 6)),
        Ask("Bottle crates for {site}", "Forty, stackable.", "lab", (3, 9)),
        Ask("The ramp on {weekday}, from seven", "", "fleet", (2, 7)),
        Ask("Order {number} signed before the supplier closes", "", "fleet", (2, 5)),
        Ask("Stock count of row {meter}", "I do the next one.", "fleet", (3, 9)),
        Ask("Noise in van {van} heard by a second ear", "", "fleet", (2, 6)),
        Ask("Key board sorted the way the vans stand", "", "fleet"),
        Ask("Test run of the generator for {site}", "One hour under load.", "fleet dispatch", (3, 10)),
    ),
    "payroll": (
        Ask("Night supplement of {month}, corrected", "It is the third slip without it.", "dispatch field fleet"),
        Ask("What a standby weekend costs us", "One number, please.", "dispatch lab field"),
        Ask("Travel claim {number}", "The receipts are in the envelope.", "care mapping lab field fleet it"),
        Ask("Contract of the new colleague before the first day", "", "care it fleet dispatch"),
        Ask("Hours on the account of case {number}", "", "office it"),
        Ask(
            "Leave that is left, for the plan of {month}",
            "For all of us, on one sheet.",
            "dispatch field care lab mapping",
        ),
        Ask("File layout for the export, with an example", "Ten invented people are enough.", "it", (4, 12)),
        Ask("Sick days of {month} by team", "Counts only, no names.", "office"),
        Ask("Parental leave letter, with both dates", "", "care lab mapping it dispatch", (4, 12)),
        Ask("Overtime for the burst on {place}, paid with {month}", "", "field dispatch fleet"),
        Ask("Tool allowance of the crew", "", "field fleet", (5, 14)),
        Ask("Whom we ring about pensions", "A name.", "care it lab mapping fleet", (2, 7)),
        Ask("Bank file of {month}, second signature", "By noon.", "payroll", (2, 4)),
        Ask("Letters to the leavers of {month}", "", "payroll", (4, 10)),
        Ask("Check of slip {number} before it goes out", "", "payroll", (2, 4)),
        Ask("My desk on {weekday}, for the bank's call", "", "payroll", (2, 7)),
        Ask("The rules for night work on one page", "Without paragraphs of law.", "payroll dispatch", (5, 14)),
    ),
    "office": (
        Ask("A yes or a no on the second digger", "", "field fleet", (4, 14)),
        Ask("Your signature under the permit for {place}", "", "field mapping", (2, 6)),
        Ask("Ten minutes at the handover of the night shift", "Any night in {month}.", "dispatch", (5, 15)),
        Ask("What may be said to the paper about incident {number}", "", "care dispatch lab", (2, 4)),
        Ask("The budget line for {site}", "", "lab it mapping fleet", (4, 12)),
        Ask("An answer to the residents of {place}", "They wrote to you, and they ring us.", "care", (3, 9)),
        Ask("Order of what we do first in {month}", "We have three firsts.", "it mapping fleet", (3, 10)),
        Ask("A word with the council about {place}", "", "field care office", (4, 12)),
        Ask("Minutes of the round on {weekday}", "", "office", (2, 6)),
        Ask(
            "Decision on the standby contract", "Payroll needs it before the {month} run.", "payroll dispatch", (4, 12)
        ),
    ),
}

# What somebody offers to those who count on their team.
OFFERS: Final[Mapping[str, tuple[Ask, ...]]] = {
    "dispatch": (
        Ask("I ring you before we close anything near {site}", "", "", (5, 14)),
        Ask("A morning at our desk, so that you hear what we hear", "", "", (6, 16)),
        Ask("I collect what went wrong with {place} and send it to you", "", "", (3, 8)),
    ),
    "field": (
        Ask("I measure the depth on {place} while the trench is open", "", "mapping", (2, 5)),
        Ask("I take your bottles along to {site}", "They stay in the cool box.", "lab", (2, 6)),
        Ask("I show you the chamber on {place}", "Bring boots.", "", (5, 14)),
    ),
    "lab": (
        Ask("I explain the limits at {site} to your team", "Half an hour, with cake.", "", (5, 15)),
        Ask("I run sample {number} again, to be sure", "", "", (2, 6)),
        Ask("I write down what brown water is and is not, for {place}", "", "care dispatch", (3, 8)),
    ),
    "mapping": (
        Ask("I print {place} in large for the van", "", "field dispatch", (2, 6)),
        Ask("I go through the meters on {place} with you", "", "care", (4, 12)),
        Ask("I draw the way into {site}", "", "", (3, 9)),
    ),
    "care": (
        Ask("I ring everybody on {place} after you are done", "And tell you what they said.", "", (2, 7)),
        Ask("I collect the words that callers use for sheet {number}", "", "lab it dispatch mapping", (5, 14)),
        Ask("I sort the complaints about {place} for you", "", "lab field dispatch office", (3, 9)),
    ),
    "it": (
        Ask("I make {site} show its name in the alarm", "", "", (4, 12)),
        Ask("I look at ticket {number} on my next quiet day", "", "", (4, 12)),
        Ask("I write you a small report for {place}", "", "", (5, 14)),
        Ask("I set up the old tablet of van {van} for you", "", "", (4, 12)),
    ),
    "fleet": (
        Ask("I keep the spare pump for {site} until you are done", "", "", (4, 12)),
        Ask("I bring the parts to {place} on my way", "", "", (2, 6)),
        Ask("I put a lamp into van {van}", "", "", (4, 12)),
    ),
    "payroll": (
        Ask("I come to you and we look through the sheets of {month}", "", "", (5, 14)),
        Ask("I work slip {number} out once by hand, so that you see it", "", "", (4, 12)),
    ),
    "office": (
        Ask("I come along to {place} when you talk to the residents", "", "", (5, 14)),
        Ask("I tell the council about {site} before they ask you", "", "", (5, 14)),
    ),
}

# Asked between two who share another language.
ASKS_IN: Final[Mapping[str, tuple[Ask, ...]]] = {
    "de": (
        Ask("Ersatzschlüssel für {site} bis zum Abend", "Bitte einmal ausprobieren."),
        Ask("Die Schieberliste für {place}, vor Ort geprüft"),
        Ask("Kurz drüberschauen: Bericht {number}", "Zehn Minuten reichen."),
        Ask("Rückruf beim Anwohner in {place}"),
        Ask("Wagen {van} am Freitag früh vollgetankt"),
        Ask("Übergabe für {site} auf einer Seite"),
    ),
    "fr": (
        Ask("La clé du local de {site}, avec un nom et un numéro"),
        Ask("Les flacons pour {place}, étiquetés", "Dans la glacière qui ferme."),
        Ask("Relire la note {number} avant qu'elle parte"),
        Ask("Rappeler la boulangerie de {place}"),
        Ask("Le camion {van}, contrôlé avant le gel"),
    ),
    "es": (
        Ask("La llave de {site} antes del turno de noche"),
        Ask("Llamar a los vecinos de {place} antes del corte", "Uno por uno, sin carta."),
        Ask("Revisar conmigo el parte {number}"),
        Ask("La furgoneta {van} lista a las seis"),
        Ask("Medir la presión en {place} dos noches seguidas"),
    ),
    "ja": (
        Ask("{site}の図面、最新版を一枚で"),
        Ask("{place}のデータを確認してもらえますか", "数字の横に出典をお願いします。"),
        Ask("チケット{number}の手順書"),
        Ask("タブレット{van}号の地図の更新"),
        Ask("資料{number}の読み合わせを三十分"),
    ),
    "ar": (
        Ask("مفتاح {site} قبل نوبة الليل"),
        Ask("الاتصال بسكان {place} قبل قطع المياه", "بالاسم، لا برسالة."),
        Ask("مراجعة التقرير {number} معي"),
        Ask("تجهيز السيارة {van} قبل السادسة"),
    ),
}
THANKS_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "de": (
        "Du hattest es zugesagt, und am Morgen lag es da. Mehr braucht es nicht.",
        "Ich hatte schon einen Plan B. Ich habe ihn nicht gebraucht, deinetwegen.",
    ),
    "fr": (
        "Tu avais dit oui, et c'était fait la veille. J'ai pu dormir.",
        "Je n'ai pas eu à te le rappeler une seule fois. Merci.",
    ),
    "es": (
        "Lo prometiste y estaba hecho un día antes. Así da gusto contar con alguien.",
        "No tuve que preguntarte ni una vez. Gracias.",
    ),
    "ja": (
        "約束の日より前に届いていました。おかげで落ち着いて準備できました。",
        "一度もお願いし直さずに済みました。ありがとうございました。",
    ),
    "ar": ("وعدت وأوفيت قبل الموعد، فنمت مطمئنًا.", "لم أحتج إلى تذكيرك ولو مرة واحدة. شكرًا لك."),
}

# ------------------------------------------------------------------------------------------- what is said on the way

COUNTERS: Final = (
    "Not by then, but I can say this day and mean it.",
    "I would rather promise you the day after than hope for the day before.",
    "The crew is at {plant} until then. After that you have me.",
    "Half of it earlier, if that helps: ring me.",
    "I need one dry day for it. This date has two in it.",
    "With {street} still open I cannot be sooner.",
    "My turn ends at six that day. The next morning it is the first thing I do.",
    "I have looked at what it takes. This is an honest date.",
    "We are two that week instead of five.",
    "That day is the regulator's. Any time from then on is yours.",
    "I can do it properly by then, or badly by yours.",
    "Another van comes first, then you.",
    "An older one has to be out of the way before I start.",
    "Good things need their time. This one needs two days more.",
    "I checked the rota: from here on there are two of us.",
    "If {plant} stays quiet it will be sooner. I do not promise the quiet.",
)
COUNTERS_BACK: Final = (
    "A day less, and we have it.",
    "Then without the second page, and a day earlier.",
    "I can live with the middle.",
    "The school opens that morning. Can it be the evening before?",
    "We have to shut {place} that day, so it has to be before.",
)
DEFERRALS: Final = (
    "I have to ask the night shift first.",
    "I see the plan for {site} tomorrow. Then I can say yes and mean it.",
    "Two people are off; I know more after the round.",
    "Let me look whether the part is there before I promise.",
    "I want to measure it once before I say a day.",
    "I am at {street} all day and would rather not say yes from a trench.",
    "There is a decision coming on {site}. You hear from me the same day.",
    "First I finish what I owe for {street}.",
    "Somebody rings me back about it in the morning.",
    "I read it properly tonight.",
)
ALTERNATIVES: Final[Mapping[str, tuple[Fit, ...]]] = {
    "dispatch": (
        Fit("I cannot spare anybody then. The early shift can do it from six, I have asked."),
        Fit(
            "The shaft cards are in the red folder. You can have them for a day and read it yourself.", "valve closing"
        ),
        Fit("No closing on that day, the hospital comes first. The two days after are free.", "slot shut opens"),
        Fit("Not by radio. I can put it on the board at {plant}, where every crew reads it.", "radio ring"),
        Fit("Not on paper. The log is open to you from tonight, and I show you the filter.", "incident alarm pressure"),
    ),
    "field": (
        Fit("Not the whole street. The three houses at the upper end I can do on my way.", "flushing leak hydrants"),
        Fit("That valve would not close again. There is one forty metres down that will.", "valve"),
        Fit(
            "No crew before the end of the week. The vacuum truck is free, and its driver knows the street.", "{place}"
        ),
        Fit(
            "Not on paper any more. It is all in the tablet, I can read it to you on the phone.",
            "timesheets depth photo",
        ),
        Fit("I am in the trench all week. If you come by at noon we do it together in ten minutes."),
    ),
    "lab": (
        Fit(
            "Not in that time: plates do not grow faster. The rapid test by noon, with what it cannot tell in red.",
            "result open sample count lead",
        ),
        Fit("We may not say that without a second sample. I can take it tomorrow at seven.", "open hardness sample"),
        Fit("The contract lab takes ten of them, and I fill in their form for you.", "bottles lead chlorine sample"),
        Fit(
            "The probe at {site} has it every ten minutes. I send you the link, and you need us no more.",
            "chlorine readings nitrate",
        ),
        Fit("This week it does not fit. I can show one of you how to do it, in an hour."),
    ),
    "mapping": (
        Fit(
            "No survey before spring. A photo with the three valves that matter, within the hour.", "plan valves depth"
        ),
        Fit(
            "That layer is not ours to give. The county has it, and I wrote you the sentence to ask with.",
            "layer right",
        ),
        Fit("Not on paper. The tablet in your van shows it as large as a table.", "sheet drawing turn"),
        Fit("The old drawing is lost. The fitter who drew it lives on {street} and likes visitors.", "drawing symbols"),
        Fit("Not the whole list. The forty that changed, today.", "households moves meter export"),
    ),
    "care": (
        Fit(
            "We cannot ring them all in a day. We ring the thirty who need water to live, and text the rest.",
            "ring households",
        ),
        Fit("A refund is not ours to promise. What we can do is spread it over ten months, today.", "refund payment"),
        Fit("If the letter goes out a day earlier you will not need the phones.", "ring households words"),
        Fit("I cannot hand out names. I can pass your number on, and they ring you.", "callers who households"),
        Fit("We do not have that by street. By postcode, yes, and within the hour.", "street sorting who"),
        Fit(
            "Not by letter, it would arrive after the water. Door hangers: two of us walk {place} tonight.",
            "words letter",
        ),
        Fit("I cannot move that appointment again. I can be there with you when you explain it.", "date"),
        Fit("The phones cannot spare anybody before noon. From one o'clock you have me for three hours."),
        Fit("We stopped counting that in spring. I can show you what we count instead, it may be better.", "numbers"),
        Fit(
            "That takes a technician, not us. I have asked Dispatch who is near, they expect your call.", "bowser meter"
        ),
        Fit("Three are too many for this week. One who talks like ten I can give you today.", "three callers"),
        Fit(
            "I cannot promise what they will say. I can send you every word they said so far.",
            "callers complaints taste",
        ),
        Fit(
            "The template cannot do it. I write the six letters by hand, if you give me until the evening.",
            "letter words",
        ),
        Fit("Not before the bills are out. Until then the portal can say it, I have drafted the text.", "note ring"),
        Fit("Nobody is free for it this week. You can listen in at my desk and take the notes yourself."),
        Fit(
            "Not as a list. I can answer three questions about it right now, on the phone.",
            "list sheet numbers who note",
        ),
        Fit("We are four instead of seven this month. Half of it I can promise, and which half you choose."),
    ),
    "it": (
        Fit("No new one this quarter. You can have the one from the meeting room.", "headset printer tablet scanner"),
        Fit("Not as an app. As a page that opens on any phone, by the end of the week.", "export report values map"),
        Fit("The vendor has to do that. I opened their ticket and put your name on it.", "portal radio ticket sensor"),
    ),
    "fleet": (
        Fit(
            "No low-loader before then. With the two small trailers we get it there all the same.",
            "low-loader pump generator",
        ),
        Fit(
            "That part is gone for good. The pump at {plant} has the same one and is not needed until summer.",
            "seal clamps",
        ),
        Fit("That van stays on the ramp. You can have mine, if it is back by five.", "van"),
        Fit("No bowser that morning. Forty canisters, filled, on the corner of {place}.", "bowser"),
        Fit(
            "We cannot count it before the stocktaking. Come by with a torch and we look at the shelf together.",
            "couplings clamps crates stock",
        ),
    ),
    "payroll": (
        Fit(
            "Not with this run, the bank has it. As an advance tomorrow, if it is urgent.",
            "supplement overtime claim allowance",
        ),
        Fit("I may not give you names. Counts by team I may, and here is the table.", "sick leave hours standby"),
    ),
    "office": (
        Fit("Not this year. Rent one for the three weeks, I sign that today.", "digger"),
        Fit(
            "The council decides, not I. I put it on their list for {month} and you speak first.",
            "budget council decision",
        ),
        Fit("I will not be quoted on that. You may quote the lab, and I say so to the paper.", "paper"),
        Fit(
            "Not I, they would think it is worse than it is. You write it, I put my name beside yours.",
            "residents council",
        ),
        Fit("I am with the regulator all week. Ring me at seven in the morning, then I decide it on the phone."),
    ),
}
REFERRALS: Final = (
    "Not ours, and I do not want it to fall between us. They know it and expect you.",
    "I would only be guessing. Ask there, they did {place} last year.",
    "We handed that over in spring. I have told them that you will come.",
    "That desk is the right one. If they say no, come back to me.",
    "They have the tool for it and we do not.",
    "I rang them first: they have time this week.",
)
BARE: Final = ("No time for it this month.", "Not ours.", "We have said no to that before.", "That cannot be done.")
WARNINGS: Final[Mapping[Reason, tuple[str, ...]]] = {
    Reason.WAITING_FOR_OTHER_TEAM: (
        "I am waiting for the shaft cards of {place}. Without them I would only be guessing.",
        "The closing of {place} is not confirmed yet, and I cannot start before.",
        "What I wait for should have been here yesterday. I ask every morning.",
    ),
    Reason.PREREQUISITE_MISSING: (
        "The part for {site} is still with the supplier.",
        "The key to {site} does not turn. I have rung the keyholder twice.",
        "There is no power at {site} until the electricians have been.",
    ),
    Reason.PRIORITIES_CHANGED: (
        "{street} burst in the night and took both of us.",
        "The regulator moved the audit forward, and it is the same two people.",
        "The director asked for {plant} first. I say it now and not on the day.",
    ),
    Reason.NO_CAPACITY: (
        "Three things are due on the same day, and I said yes to all of them.",
        "I am alone until the middle of the week.",
        "Something older ate the two days that I had kept for you.",
        "I have more promises open than days.",
        "Nobody can take {plant} off me this week, so yours waits.",
    ),
    Reason.UNCLEAR_CONDITIONS: (
        "I have read it three times and still do not know which side of {place} you mean.",
        "Before I finish the wrong thing: do you need the numbers or the picture?",
    ),
    Reason.ABSENCE: (
        "My little one has a fever. I try from home, but I would not count on it.",
        "Whoever has the other half is ill.",
    ),
    Reason.TOOL_FAILURE: (
        "My tablet froze, and half of it was in there.",
        "The tool for it is in repair since the morning.",
        "The pump we need for {place} leaks itself.",
    ),
    Reason.CUSTOMER_CHANGED_SCOPE: ("With what you added it is twice the work. I need to know which comes first.",),
    Reason.UNDERESTIMATED: (
        "It is more than it looked. I have done two of five.",
        "Behind the first fault there was a second, and that one is old.",
        "I thought of an afternoon. {site} thinks of a week.",
    ),
    Reason.FORGOT: ("It slipped my mind until this morning. I am on it now.",),
}
CLEARED: Final = (
    "What was missing came with the morning van. All good.",
    "Found a second pair of hands. It will be in time.",
    "What was stuck is loose. It needed a night.",
    "They sent it at last. I am on time again.",
    "Less bad than it looked from outside.",
    "{street} is dry again, and I am back on yours.",
)
CHANGES: Final = (
    "Could it be these days more? Everything else stays.",
    "I can hold the old date with half of it, or this one with all of it.",
    "At {place} the ground is under water. I would rather say it now.",
    "Since {plant} takes both of us, I ask you for this day instead.",
    "You asked for a second copy. With that it needs a little longer.",
    "My colleague is back on that day, and then it is done in an hour.",
    "What I need for it is promised for the day before. I add one day, in case.",
    "I know that it was firm. If it has to stay, say so and I find a way.",
    "I found something on the way that should be done with it. Two days more, then it is whole.",
)
REFUSALS: Final = (
    "We show it to somebody that morning. It has to stay.",
    "I would if I could. The day is announced already.",
    "Then others wait who know nothing of it. Please hold the day.",
    "Sorry, no: what comes after it is booked for the next day.",
    "We moved it once already. Ring me if we can help.",
)
HAND_OVERS: Final = (
    "I am away that week, and you know {place} better than I do. Would you?",
    "You are at {site} on that day anyway. Can you take it?",
    "It grew into your field while I was not looking.",
    "I would rather give it to you now than be late with it. All notes are in the folder.",
    "Two on my desk and none on yours, says the board. May I?",
    "I move to the other shift. Everything up to the last part is done.",
)
KEEPING: Final = (
    "Not this week, sorry. I can hold the torch, but not the promise.",
    "I have two for the same day already.",
    "I would be guessing. Better you, and I answer whatever you ask.",
)
EVIDENCE: Final[Mapping[str, tuple[Fit, ...]]] = {
    "": (
        Fit("Done. If anything is missing, ring me and not the desk."),
        Fit("As we said."),
        Fit("It took a little longer than I thought, and it is right."),
        Fit("Finished this morning. I had somebody else look at it too."),
        Fit("Whole, and a copy for whoever asks next."),
    ),
    "dispatch": (
        Fit("It is in the red folder, first page.", "valve order incident list card alarm"),
        Fit("Rang through, each of them. Two numbers are new.", "keyholder"),
        Fit("On the board and in the log.", "slot closing ring tell name"),
        Fit("The night desk knows it too.", "alarm keyholder incident limits"),
    ),
    "field": (
        Fit("Holds at nine bar. The strip is in the van.", "pressure test"),
        Fit("{place} is open again, the edge is flush.", "tarmac cover"),
        Fit("Fourteen turns, and back. It weeps a little, I greased it.", "valve"),
        Fit("Done before the school bell.", "shut-off lesson"),
        Fit("Two small ones and one you could hear from the pavement. All chalked.", "leak"),
    ),
    "lab": (
        Fit("Below the limit, twice. The sheet has both runs.", "open lead chlorine result sample"),
        Fit("In your tray, with the blank beside it.", "count control blank"),
        Fit("Two sentences and one table.", "result hardness"),
        Fit("All nineteen, labelled.", "bottles round"),
    ),
    "mapping": (
        Fit("Printed, large, in the pigeonhole.", "plan sheet drawing"),
        Fit("Entered, with who measured it and when.", "depth rover"),
        Fit("Corrected in all three systems.", "meter"),
        Fit("It was in the box marked misc. Scanned.", "drawing"),
    ),
    "care": (
        Fit("Everybody reached but two, and those have a note on the door.", "ring households"),
        Fit("Rang them. They say thank you.", "call back"),
        Fit("Done, and the words are in the template now.", "words letter sheet"),
        Fit("In the account, with the date.", "note refund account date"),
    ),
    "it": (
        Fit("Works on my desk and on yours; I watched it for a day.", "portal login scanner report export"),
        Fit("In since last night. Tell me if it blinks.", "radio sensor map printer"),
        Fit("Restarted twice to be sure.", "server restarts gateway"),
        Fit("Fixed, and the reason is in the ticket.", "ticket portal"),
    ),
    "fleet": (
        Fit("In bay two, fuelled. Key on the board.", "van pump"),
        Fit("Counted by hand: thirty-one.", "couplings clamps crates"),
        Fit("Fitted and driven once around the yard.", "rack tyres tracker"),
        Fit("On the trailer since five.", "pump generator crates"),
    ),
    "payroll": (
        Fit("With this month's slip.", "supplement overtime allowance claim"),
        Fit("In an envelope with your name, at the desk.", "letter contract"),
        Fit("Corrected, and back to spring.", "supplement"),
        Fit("One page, and a name to ring.", "standby leave pensions rules"),
    ),
    "office": (
        Fit("Signed, in your tray.", "signature budget"),
        Fit("I rang them. They have understood.", "residents council paper"),
        Fit("Decided: yes. Minutes follow.", "digger decision"),
    ),
}
REJECTIONS: Final[Mapping[str, tuple[Fit, ...]]] = {
    "": (
        Fit("The first half is exactly right. The second half is not there."),
        Fit("It has last year's date on it."),
        Fit("Almost. What I asked for stands in the second line."),
        Fit("I cannot open it, and neither can the colleague beside me."),
    ),
    "dispatch": (
        Fit("Two of the numbers are the old ones.", "keyholder"),
        Fit("The times are there, the house numbers are not.", "closing"),
    ),
    "field": (
        Fit("It still rattles when the bus goes over it.", "cover"),
        Fit("The strip is not signed, so I may not use it.", "pressure"),
        Fit("It drips at the second joint.", "tap hydrants"),
    ),
    "lab": (
        Fit("I cannot read this out to anybody: which of the two numbers is it?", "result hardness sample"),
        Fit("The blank is missing.", "control count"),
    ),
    "mapping": (
        Fit("That is the plan as drawn. I need it as dug.", "plan"),
        Fit("In one of the three systems it is still wrong.", "meter"),
    ),
    "care": (
        Fit("The odd numbers are missing.", "households ring"),
        Fit("It says Dear Sir or Madam again.", "letter words"),
    ),
    "it": (
        Fit("With gloves on it still does not open.", "tablet"),
        Fit("It works until midnight and then it asks for a password.", "login sign-in report"),
        Fit("The empty line is gone, and the last person with it.", "bank"),
        Fit("Only on your desk. On mine it spins.", "portal map export folder scanner"),
        Fit("Yes, but since then the printer is silent.", "ticket printer certificate"),
    ),
    "fleet": (
        Fit("The hose is the short one.", "pump"),
        Fit("Thirty on the list, twenty-two on the shelf.", "couplings clamps stock"),
    ),
    "payroll": (
        Fit("The supplement is there, the Sunday is not.", "supplement overtime"),
        Fit("It is last year's form.", "letter contract claim"),
    ),
    "office": (Fit("It has two signatures and needs three.", "signature"),),
}
CANCELLED: Final = (
    "It was solved another way. No longer needed, and thank you for starting.",
    "Somebody found another way in. You can put the tools away.",
    "It was moved to next year.",
    "We solved it with a bucket. Really.",
    "{site} is being rebuilt; this would be for the skip.",
    "Somebody had done it in spring and told nobody.",
)
WITHDRAWN: Final = (
    "Found it myself, in my own drawer.",
    "Somebody was quicker than my question.",
    "Asked the wrong people, sorry.",
    "Not needed any more, {place} is open again.",
    "The day has passed on which it would have helped.",
)
REVOKED: Final[Mapping[Reason, tuple[str, ...]]] = {
    Reason.NO_CAPACITY: (
        "I said yes too quickly. I cannot do it, and you should know while there is time to ask somebody else.",
        "With {plant} on top there is no hour left. I am sorry.",
        "Four promises for one week; I have to give yours back.",
    ),
    Reason.PRIORITIES_CHANGED: (
        "We are all at {street} until further notice.",
        "Something else was put first. Not my choice, but my name.",
    ),
    Reason.PREREQUISITE_MISSING: ("What it needs was never ordered, so there is nothing to begin with.",),
    Reason.WAITING_FOR_OTHER_TEAM: ("I cannot do it without the others, and they will not come this month.",),
    Reason.UNDERESTIMATED: ("This is a project and not a favour. Let us plan it as one.",),
}
REASONS: Final[Mapping[Reason, tuple[str, ...]]] = {
    Reason.NO_CAPACITY: (
        "Too many promises for one week. I should have said no to yours or to another.",
        "I was the only one on the rota and did not say so.",
    ),
    Reason.WAITING_FOR_OTHER_TEAM: ("The release for {place} never came, and I stopped asking.",),
    Reason.UNDERESTIMATED: ("I had planned a day. It was three.", "{site} has older cables than anybody told me."),
    Reason.FORGOT: (
        "It stood on a note under another note.",
        "Honestly: forgotten. I have put it in the calendar now.",
    ),
    Reason.PRIORITIES_CHANGED: ("The burst on {street} took the week.",),
    Reason.TOOL_FAILURE: ("The system was down, and I waited instead of telling you.",),
    Reason.ABSENCE: ("I was ill, and nobody saw my list.",),
    Reason.UNCLEAR_CONDITIONS: ("I did something else than you meant. Let us talk first next time.",),
}
REOPENED: Final = (
    "I still need it. Would this day do?",
    "Without it we cannot close {place}. A new day, and ring me if it gets tight.",
    "It happens. What about then?",
    "The residents of {place} still wait. By then, please.",
    "Second try. Ring me when you begin, and I come and help.",
)
THANKS: Final = (
    Thanks("owned_it", "You said {weekday}, and on {weekday} it was there. I had not asked once in between."),
    Thanks("served_the_chain", "I could start the minute I came in, because your part lay ready beside my keys."),
    Thanks("owned_it", "It was done a day early, and you rang to ask whether it fitted. It fitted.", "early"),
    Thanks("had_my_back", "You took it on although your own list was longer than mine. I saw the list."),
    Thanks(
        "took_the_harder_way",
        "The quick way would have held until spring. You did it so that nobody has to come back to {place}.",
    ),
    Thanks("owned_it", "A promise of yours is the one thing in my week that I do not write down twice."),
    Thanks(
        "served_the_chain",
        "You sent it in the order in which we need it. That is an hour less for four people.",
        about="list order sheet plan",
    ),
    Thanks(
        "said_what_we_can_do",
        "You told me early that it would be tight, and what I could have instead. Then it was not even late.",
        "warned",
    ),
    Thanks("was_a_resource", "You had never done one either. You asked, found out, did it, and left me the page."),
    Thanks(
        "owned_it",
        "I sent it back once because something was missing. No word about it, and the next morning it was whole.",
        "rejected",
    ),
    Thanks("had_my_back", "I had promised it to others before I asked you. You kept my promise for me."),
    Thanks(
        "served_the_chain",
        "Clean, fuelled, and a note on what had been changed. You treat us like somebody who pays.",
        about="van",
    ),
    Thanks(
        "took_the_harder_way",
        "You drove out to {site} to see it, instead of believing the form. The form was wrong.",
        about="{site}",
    ),
    Thanks("felt_with_me", "You saw that I was drowning in the other thing and did your part without needing me."),
    Thanks(
        "owned_it served_the_chain",
        "On the day, on paper, and on my desk. The council had its page at nine.",
        about="council incident",
    ),
    Thanks(
        "led_by_example",
        "You said no to the first date and kept the second to the hour. I want to learn to promise like that.",
        "countered",
    ),
    Thanks("owned_it", "Ticket {number} is the oldest we had. You named a day, and the day is today.", about="ticket"),
    Thanks(
        "had_my_back",
        "You handed it over when you could not, told me who had it, and still looked in whether it came.",
        "handed",
    ),
    Thanks("served_the_chain", "Nobody at {site} noticed the change. That was the whole point."),
    Thanks("was_a_resource", "You explained it to me while you did it, so the next one I do myself."),
    Thanks(
        "felt_with_me owned_it",
        "You rang the lady on {place} yourself when it was done. She had stopped believing in us.",
    ),
    Thanks(
        "took_the_harder_way",
        "You could have delivered what I wrote. You asked what I needed, and that was something else.",
    ),
    Thanks(
        "owned_it", "Van {van} came back better than it left. I checked the oil out of habit, and you had been there."
    ),
    Thanks("said_what_we_can_do", "Half of it now and half of it on {weekday}: that is exactly how it happened."),
    Thanks(
        "served_the_chain",
        "Your two sentences went straight onto the phones. No caller asked a third.",
        about="sentences",
    ),
    Thanks("had_my_back", "You took the evening for it, because {place} is only quiet after eight."),
    Thanks("owned_it", "The first time in a year that I could cross something off before I had worried about it."),
    Thanks(
        "led_by_example",
        "You wrote down what you could not test. I trust the rest of it all the more.",
        about="ticket export tablet portal report map login",
    ),
    Thanks(
        "served_the_chain had_my_back",
        "Six o'clock, {site}, pump running. We had only just found the gate.",
        about="pump",
    ),
    Thanks("owned_it", "It was late, you said so before I did, and you stayed with it until it was right.", "late"),
    Thanks("was_a_resource", "The answer was on page 212 of a manual that nobody owns. You own it now, it seems."),
    Thanks(
        "took_the_harder_way",
        "You measured twice because the first number was too nice. The second one saved {place}.",
        about="depth pressure chlorine readings leak",
    ),
    Thanks(
        "felt_with_me",
        "You put a bag of plasters into the crate, because you remembered last time.",
        about="crate bottles box van",
    ),
    Thanks(
        "served_the_chain",
        "All names spelt right, also mine. Thirty-four slips, and not one call.",
        about="slip letter bank",
    ),
    Thanks(
        "owned_it",
        "Nobody would have blamed you for leaving it over the holidays. It was there on the second of the month.",
        "january",
    ),
    Thanks(
        "had_my_back owned_it",
        "You claimed it when it had been sitting with the whole team for a day. Then I knew it would happen.",
        "claimed",
    ),
    Thanks("owned_it", "One question at the beginning, none in between, and then it was done. I had an easy week."),
    Thanks(
        "had_my_back",
        "You moved your own things so that mine could be first. I only heard it from a colleague of yours.",
    ),
    Thanks("served_the_chain", "You thought of the shift after mine. They found it without asking anybody."),
    Thanks("owned_it", "I have asked four people for this in two years. You are the one who did it."),
    Thanks("felt_with_me", "You asked how I was before you asked what I needed. And then you did it the same day."),
    Thanks("was_a_resource", "It came with the name of the person who knows the rest. I rang her. She does."),
    Thanks(
        "led_by_example", "You told me what you had promised to others that week. I have never seen a list so honest."
    ),
    Thanks("took_the_harder_way", "You found the fault behind the fault, and did not stop at what I had asked for."),
    Thanks("owned_it", "Ready at four, as you said. I looked at the clock because I could not believe it."),
    Thanks("had_my_back", "I went on leave without thinking of it once. It was on my desk when I came back."),
    Thanks("served_the_chain", "Nobody had told you that {street} was waiting for it. You asked who was."),
    Thanks("said_what_we_can_do", "You said which part you could promise and which you could only try. Both came."),
)

# ------------------------------------------------------------------------------------------------- what is open today

PLOTS: Final = (
    # Mira Lindqvist
    Plot(
        "grace.mensah",
        "mira.lindqvist",
        "Beacon Hill: a plan with the right gate on it",
        "One page that works by torchlight. Both gates, and which of them is the wrong one.",
        96,
        (Turn(3.2, "grace.mensah", "REQUEST"),),
        answer=21,
    ),
    Plot(
        "mira.lindqvist",
        "tomasz.kowalski",
        "I write you a key to the symbols on the old plans",
        "So that nobody has to wake me for a crossed circle.",
        216,
        (Turn(23, "tomasz.kowalski", "OFFER"),),
        answer=45,
    ),
    Plot(
        "mira.lindqvist",
        "lena.hoffmann",
        "A second screen for the night desk",
        "So that the map and the calls need not share one.",
        190,
        (
            Turn(50, "mira.lindqvist", "REQUEST"),
            Turn(
                26, "lena.hoffmann", "COUNTER", "The order takes until then. Until it comes you can have mine.", due=260
            ),
        ),
        answer=48,
    ),
    Plot(
        "samira.haddad",
        "mira.lindqvist",
        "Ring me before the flushing on Orchard Close begins",
        "An hour ahead, so that the phones know.",
        50,
        (Turn(70, "samira.haddad", "REQUEST"), Turn(68, "mira.lindqvist", "ACCEPT")),
        answer=40,
    ),
    Plot(
        "jonas.weber",
        "mira.lindqvist",
        "The valve order for Harbour Road, as it really was",
        "Including the one that does not turn.",
        29,
        (
            Turn(75, "jonas.weber", "REQUEST"),
            Turn(74, "mira.lindqvist", "ACCEPT"),
            Turn(
                5,
                "mira.lindqvist",
                "FLAG_AT_RISK",
                "I am waiting for the shaft cards, and Asset Mapping is waiting for the sun.",
                reason=Reason.WAITING_FOR_OTHER_TEAM,
            ),
        ),
        answer=20,
    ),
    Plot(
        "mira.lindqvist",
        "priya.nair",
        "The alarm list sorted by street, not by number",
        "We think in streets at three in the morning.",
        20,
        (
            Turn(190, "mira.lindqvist", "REQUEST"),
            Turn(188, "priya.nair", "ACCEPT"),
            Turn(
                21,
                "priya.nair",
                "DELIVER",
                evidence="On all four screens since this morning. Press S to go back to numbers.",
            ),
        ),
        answer=-100,
    ),
    Plot(
        "mira.lindqvist",
        "priya.nair",
        "Handset 3 back on the night channel",
        "Tried once from the Weir Lane side.",
        -30,
        (Turn(150, "mira.lindqvist", "REQUEST"), Turn(149, "priya.nair", "ACCEPT")),
        answer=-80,
    ),
    Plot(
        "lucia.fernandez",
        "petra.novak",
        "Keyholders of the pumping stations, rung through",
        "Cross out the one who moved to Spain.",
        120,
        (
            Turn(98, "lucia.fernandez", "REQUEST"),
            Turn(96, "petra.novak", "ACCEPT"),
            Turn(
                7,
                "petra.novak",
                "HAND_OVER",
                "I am on nights all week, and they answer by day. Would you?",
                to="mira.lindqvist",
            ),
        ),
        answer=20,
    ),
    # Priya Nair and Lena Hoffmann
    Plot(
        "hassan.karimi",
        "it",
        "The meter portal signs people out while they type",
        "Eleven callers this week. It happens at step three.",
        140,
        (Turn(19, "hassan.karimi", "REQUEST"),),
        answer=27,
    ),
    Plot(
        "helen.kaya",
        "priya.nair",
        "A payroll export without the empty line at the end",
        "The bank's machine stops at it.",
        66,
        (
            Turn(120, "helen.kaya", "REQUEST"),
            Turn(118, "priya.nair", "ACCEPT"),
            Turn(
                8,
                "helen.kaya",
                "PROPOSE_CHANGE",
                "The bank has moved the run forward. Can we have it a day sooner?",
                due=42,
            ),
        ),
        answer=-60,
    ),
    Plot(
        "youssef.el-amin",
        "lena.hoffmann",
        "The three scanners in the stores on the new network",
        "",
        30,
        (
            Turn(140, "youssef.el-amin", "REQUEST"),
            Turn(139, "lena.hoffmann", "ACCEPT"),
            Turn(
                9,
                "lena.hoffmann",
                "PROPOSE_CHANGE",
                "Two of three are in. The third needs a part that comes on the truck.",
                due=125,
            ),
        ),
        answer=-80,
    ),
    Plot(
        "priya.nair",
        "lena.hoffmann",
        "Half an hour about the on-call rota, just us",
        "Before I say something in the round that I would regret.",
        74,
        (Turn(22, "priya.nair", "REQUEST"),),
        answer=26,
        private=True,
    ),
    Plot(
        "aiko.sato",
        "lena.hoffmann",
        "A restore of the map share, tried for real",
        "On a spare disk, with a stopwatch.",
        -150,
        (Turn(330, "aiko.sato", "REQUEST"), Turn(328, "lena.hoffmann", "ACCEPT")),
        answer=-280,
    ),
    Plot(
        "tobias.brandt",
        "lena.hoffmann",
        "Zugang für die Aushilfe an der Nachtleitstelle",
        "Bitte vor der ersten Schicht.",
        52,
        (Turn(27, "tobias.brandt", "REQUEST"),),
        answer=20,
    ),
    Plot(
        "amara.okafor",
        "priya.nair",
        "The radio gateway restarts by itself after a power cut",
        "",
        100,
        (
            Turn(125, "amara.okafor", "REQUEST"),
            Turn(124, "priya.nair", "ACCEPT"),
            Turn(
                28,
                "priya.nair",
                "FLAG_AT_RISK",
                "Three things are due on the same day, and I said yes to all of them. Yours is the second.",
                reason=Reason.NO_CAPACITY,
            ),
        ),
        answer=-70,
    ),
    # Helen Kaya
    Plot(
        "petra.novak",
        "payroll",
        "The night supplement that is missing for the third month",
        "Three slips, one envelope.",
        110,
        (Turn(43, "petra.novak", "REQUEST"),),
        answer=5,
    ),
    Plot(
        "nadia.benali",
        "helen.kaya",
        "What an on-call weekend costs, on one page",
        "",
        130,
        (
            Turn(72, "nadia.benali", "REQUEST"),
            Turn(
                30, "helen.kaya", "DEFER", "I want last month's figures in it. You have my answer tomorrow.", answer=24
            ),
        ),
        answer=18,
    ),
    Plot(
        "helen.kaya",
        "lena.hoffmann",
        "The old payroll share read-only, and a copy that opens",
        "",
        10,
        (
            Turn(260, "helen.kaya", "REQUEST"),
            Turn(258, "lena.hoffmann", "ACCEPT"),
            Turn(52, "lena.hoffmann", "DELIVER", evidence="Opened 2014 and 2019 as a test. Carmen watched."),
        ),
        answer=-200,
    ),
    Plot(
        "henrik.sorensen",
        "helen.kaya",
        "Standby hours of the winter before last, by team",
        "Counts only.",
        34,
        (
            Turn(170, "henrik.sorensen", "REQUEST"),
            Turn(140, "helen.kaya", "ACCEPT"),
            Turn(
                31,
                "helen.kaya",
                "FLAG_AT_RISK",
                "Half of it is on paper in the cellar, and the cellar is under water.",
                reason=Reason.PREREQUISITE_MISSING,
            ),
        ),
        answer=-100,
    ),
    Plot(
        "grace.mensah",
        "helen.kaya",
        "I come to the yard and we go through the crew's sheets together",
        "Early, before you drive out. I bring the coffee.",
        150,
        (Turn(25, "helen.kaya", "OFFER"),),
        answer=40,
    ),
    # When Bjørn Halvorsen left: what nobody had answered closed, and Katrin found somebody for what he had promised.
    Plot(
        "marco.esposito",
        "bjorn.halvorsen",
        "The winch on the low-loader, looked at once more",
        "",
        -1430,
        (Turn(1550, "marco.esposito", "REQUEST"),),
        answer=-1450,
    ),
    Plot(
        "jonas.weber",
        "bjorn.halvorsen",
        "Shock absorbers on van 7 before the field tracks turn to mud",
        "",
        -1330,
        (
            Turn(1640, "jonas.weber", "REQUEST"),
            Turn(1636, "bjorn.halvorsen", "ACCEPT"),
            Turn(
                1500,
                "katrin.vogel",
                "HAND_OVER",
                "Bjørn has left us for the sea. Will you take van 7?",
                to="patrick.obrien",
            ),
            Turn(1495, "patrick.obrien", "ACCEPT_HAND_OVER"),
            Turn(1370, "patrick.obrien", "DELIVER", evidence="Both sides. It no longer sighs."),
            Turn(
                1366,
                "jonas.weber",
                "CONFIRM",
                thanks="Bjørn promised it and left, you had never seen van 7 from below, "
                "and it was ready two days early.",
            ),
        ),
        answer=-1600,
    ),
)
AWAY_NOW: Final = ("wiremu.parata", "beatriz.cardoso", "siobhan.kelly")
