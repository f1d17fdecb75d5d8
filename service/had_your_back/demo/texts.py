"""The words and names of the demonstration company, Alder Water. Data only; `demo` turns them into a year.

Every text is what somebody could have said about one moment: a place, an hour, a thing, what it made possible. Slots:
``{place}`` a street, ``{site}`` a plant, ``{hour}`` a time of the night, ``{day}`` a working day just past, ``{meter}``
and ``{number}`` numbers, ``{names}`` the people thanked. A text never says he or she of the one it thanks, and never
praises without saying what for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(NamedTuple):
    """A kind of team. `share` is its size among 57, `warmth` how readily its people say thanks (1 is usual)."""

    name: str
    division: str
    description: str
    share: int
    warmth: float
    lead: str
    titles: tuple[str, ...]


class Part(NamedTuple):
    """Somebody by name. Days are counted back from the end of the year: joined, moved here from `came_from`, left."""

    kind: str
    given: str
    family: str
    title: str
    language: str = "en"
    joined: int = 0
    came_from: str = ""
    moved: int = 0
    left: int = 0


class Circle(NamedTuple):
    """First and last names that go together, as words in one string, and what else their bearers write in."""

    language: str
    given: str
    family: str


class Line(NamedTuple):
    """A message. Behaviours and kinds of team are words in one string; no kind means any."""

    behaviours: str
    text: str
    giver: str = ""
    receiver: str = ""
    when: str = ""
    link: str = ""


class Remark(NamedTuple):
    """A comment. `role`: giver, recipient or witness; kinds of team and behaviours are words in one string."""

    text: str
    role: str
    author: str = ""
    receiver: str = ""
    about: str = ""
    language: str = "en"


class Scene(NamedTuple):
    """One of the newest recognitions, told in full so that the first page of the feed shows what there is.

    `hours` before the end, moved back to working hours if `office`; `to` are user names, or the kind of a whole team.
    """

    hours: float
    giver: str
    to: tuple[str, ...]
    behaviours: str
    text: str
    link: str = ""
    endorsers: int = 0
    reactions: tuple[tuple[str, int], ...] = ()
    remarks: tuple[tuple[str, int, str], ...] = ()
    office: bool = False


ORGANIZATION: Final = "Alder Water"
INTRANET: Final = "https://intranet.example.org"

DIVISIONS: Final = {
    "plant": ("Field & Plant", "Everyone who finds, moves, mends and measures the water."),
    "service": ("Service & Support", "Everyone who keeps customers and colleagues going, and the director's office."),
}

# Warmth differs on purpose, so that the scores of the teams do. Payroll is the quiet one.
KINDS: Final[Mapping[str, Kind]] = {
    "dispatch": Kind(
        "Dispatch",
        "plant",
        "Takes every alarm and sends the right people, day and night.",
        9,
        1.25,
        "Head of Dispatch",
        ("Dispatcher", "Night dispatcher", "Control room engineer", "Shift coordinator"),
    ),
    "care": Kind(
        "Customer Care",
        "service",
        "Answers, explains, bills and calls back.",
        7,
        1.45,
        "Head of Customer Care",
        ("Customer adviser", "Billing adviser", "Complaints adviser"),
    ),
    "field": Kind(
        "Field Crew North",
        "plant",
        "Digs, shuts, repairs and flushes north of the river.",
        8,
        1.15,
        "Crew leader",
        (
            "Pipe fitter",
            "Valve technician",
            "Leak detection technician",
            "Excavator operator",
            "Apprentice pipe fitter",
        ),
    ),
    "fleet": Kind(
        "Fleet & Stores",
        "service",
        "Keeps vans, pumps and parts ready before anybody needs them.",
        12,
        0.95,
        "Head of Fleet & Stores",
        ("Mechanic", "Storekeeper", "Lowloader driver", "Pump technician", "Stores buyer"),
    ),
    "lab": Kind(
        "Water Lab",
        "plant",
        "Samples, measures and says what it means.",
        6,
        1.0,
        "Head of the Water Lab",
        ("Chemist", "Microbiologist", "Sampling technician", "Laboratory analyst"),
    ),
    "it": Kind(
        "IT Service",
        "service",
        "Runs the screens, the tablets, the radio and the portals.",
        5,
        0.7,
        "Head of IT Service",
        ("Systems engineer", "Systems administrator", "Service desk engineer"),
    ),
    "mapping": Kind(
        "Asset Mapping",
        "plant",
        "Knows where every pipe, valve and meter lies.",
        5,
        0.8,
        "Head of Asset Mapping",
        ("GIS analyst", "Surveyor", "Meter records specialist"),
    ),
    "payroll": Kind(
        "Payroll",
        "service",
        "Pays everyone on the day, correctly.",
        5,
        0.3,
        "Head of Payroll",
        ("Payroll officer", "Payroll analyst"),
    ),
    "office": Kind("Office", "service", "", 0, 0.9, "Managing director", ()),
}

# Whom each kind of team depends on, and how much: who gets its thanks when they leave the team.
CHAIN: Final[Mapping[str, Mapping[str, float]]] = {
    "dispatch": {
        "field": 4,
        "fleet": 2,
        "care": 2,
        "it": 1.5,
        "lab": 1.5,
        "mapping": 1.5,
        "payroll": 0.5,
        "office": 0.4,
    },
    "field": {
        "dispatch": 4,
        "fleet": 3.5,
        "mapping": 2,
        "lab": 1.2,
        "care": 1.5,
        "it": 0.7,
        "payroll": 0.6,
        "office": 0.4,
    },
    "lab": {"field": 2, "dispatch": 2, "fleet": 2, "mapping": 1, "care": 1.5, "it": 1, "payroll": 0.4, "office": 0.3},
    "mapping": {"field": 3, "dispatch": 2, "it": 1.5, "care": 1.5, "fleet": 1, "lab": 1, "payroll": 0.3, "office": 0.3},
    "care": {
        "dispatch": 3,
        "field": 3,
        "lab": 2.5,
        "fleet": 1.5,
        "it": 1.5,
        "mapping": 2,
        "payroll": 0.5,
        "office": 0.5,
    },
    "it": {
        "dispatch": 1.5,
        "care": 1.5,
        "field": 1,
        "fleet": 1.2,
        "lab": 0.8,
        "mapping": 1.2,
        "payroll": 1,
        "office": 0.3,
    },
    "fleet": {"field": 4, "dispatch": 3, "lab": 1.5, "care": 1.2, "it": 1, "mapping": 1, "payroll": 0.7, "office": 0.3},
    "payroll": {
        "dispatch": 1.5,
        "field": 1.5,
        "it": 2,
        "fleet": 1,
        "care": 0.7,
        "lab": 0.4,
        "mapping": 0.4,
        "office": 0.3,
    },
    "office": {"dispatch": 2, "field": 2, "care": 2, "lab": 1.5, "fleet": 1.5, "mapping": 1, "it": 1, "payroll": 1},
}

# Teams that somebody is in at any hour; the others write in working hours.
ON_SHIFT: Final = ("dispatch", "field", "fleet")

PLACES: Final = (
    "Harbour Road",
    "Elm Street",
    "Quay Street",
    "Mill Lane",
    "Chapel Hill",
    "Orchard Close",
    "Station Approach",
    "Weir Lane",
    "Tanner's Yard",
    "Kiln Street",
    "Ferry Road",
    "Alder Avenue",
    "Bridge Street",
    "Saltmarsh Way",
    "Canal Walk",
    "Hollow Lane",
    "Priory Gardens",
    "Cooper's Wharf",
    "Lindenfield",
    "Market Row",
    "Observatory Road",
    "Dyers Green",
)
SITES: Final = (
    "Beacon Hill",
    "Saltmarsh works",
    "Weir Lane pumping station",
    "Northgate tower",
    "Chapel Hill booster",
    "Ferry Road intake",
    "Lower Alder reservoir",
    "Kiln Street chamber",
    "Priory well field",
    "Harbour lift station",
)
HOURS: Final = (
    "ten past three",
    "half past four",
    "a quarter to five",
    "twenty past two",
    "five to six",
    "one in the morning",
    "four in the morning",
    "half past two",
    "a quarter past five",
    "ten to four",
)
EMOJI: Final = (("👏", 9), ("💛", 6), ("🙏", 5), ("💪", 4), ("👍", 4), ("💧", 3), ("🎉", 2), ("😄", 2), ("🚰", 1))

# ------------------------------------------------------------------------------------------------------ the people

# Team leads come first in their team. Languages are those in which somebody writes thanks, besides English.
CAST: Final = (
    Part("office", "Ruth", "Castellanos", "Managing director", language="es"),
    Part("office", "Henrik", "Sørensen", "Head of Field & Plant"),
    Part("office", "Nadia", "Benali", "Head of Service & Support", language="fr"),
    Part("dispatch", "Amara", "Okafor", "Head of Dispatch"),
    Part("dispatch", "Mira", "Lindqvist", "Dispatcher"),
    Part("dispatch", "Omar", "Nasser", "Night dispatcher", language="ar", joined=34),
    Part("dispatch", "Élodie", "Marchand", "Dispatcher", language="fr"),
    Part("dispatch", "Tobias", "Brandt", "Shift coordinator", language="de"),
    Part("dispatch", "Petra", "Novak", "Night dispatcher"),
    Part("dispatch", "Rahul", "Mehta", "Control room engineer"),
    Part("dispatch", "Keisha", "Campbell", "Dispatcher"),
    Part("dispatch", "Ana Sofia", "Ribeiro", "Dispatcher"),
    Part("field", "Grace", "Mensah", "Crew leader North"),
    Part("field", "Jonas", "Weber", "Pipe fitter", language="de"),
    Part("field", "Diego", "Morales", "Valve technician", language="es"),
    Part("field", "Siobhan", "Kelly", "Leak detection technician"),
    Part("field", "Mateusz", "Zieliński", "Pipe fitter"),
    Part("field", "Kwabena", "Asante", "Apprentice pipe fitter", came_from="fleet", moved=203),
    Part("field", "Hana", "Dvořák", "Pipe fitter"),
    Part("field", "Tevita", "Fonua", "Excavator operator"),
    Part("lab", "Ingrid", "Solheim", "Head of the Water Lab"),
    Part("lab", "Li Wei", "Chen", "Microbiologist"),
    Part("lab", "Yuki", "Tanabe", "Chemist", language="ja"),
    Part("lab", "Camille", "Laurent", "Sampling technician", language="fr"),
    Part("lab", "Nikhil", "Rao", "Sampling technician", came_from="field", moved=74),
    Part("lab", "Beatriz", "Cardoso", "Laboratory analyst"),
    Part("mapping", "Tomasz", "Kowalski", "Head of Asset Mapping"),
    Part("mapping", "Aiko", "Sato", "GIS analyst", language="ja"),
    Part("mapping", "Freya", "Nilsen", "Surveyor"),
    Part("mapping", "Hassan", "Karimi", "Meter records specialist", came_from="care", moved=121),
    Part("mapping", "Lukas", "Meyer", "GIS analyst", language="de"),
    Part("care", "Samira", "Haddad", "Head of Customer Care", language="ar"),
    Part("care", "Ines", "Duarte", "Billing adviser"),
    Part("care", "Lucía", "Fernández", "Customer adviser", language="es"),
    Part("care", "Tendai", "Moyo", "Customer adviser"),
    Part("care", "Mai", "Nguyen", "Customer adviser"),
    Part("care", "Chloe", "Bennett", "Customer adviser", joined=230),
    Part("care", "Paolo", "Ricci", "Complaints adviser", came_from="it", moved=158),
    Part("it", "Daniel", "Osei", "Head of IT Service"),
    Part("it", "Priya", "Nair", "Systems engineer"),
    Part("it", "Lena", "Hoffmann", "Systems administrator", language="de"),
    Part("it", "Haruto", "Mori", "Service desk engineer", language="ja"),
    Part("it", "Zara", "Ahmed", "Service desk engineer", joined=151),
    Part("fleet", "Katrin", "Vogel", "Head of Fleet & Stores", language="de"),
    Part("fleet", "Amadou", "Diallo", "Mechanic", language="fr"),
    Part("fleet", "Youssef", "El-Amin", "Storekeeper", language="ar"),
    Part("fleet", "Marco", "Esposito", "Lowloader driver"),
    Part("fleet", "Rosa", "Jiménez", "Storekeeper", language="es", came_from="dispatch", moved=262),
    Part("fleet", "Nia", "Williams", "Fleet planner"),
    Part("fleet", "Sunita", "Sharma", "Storekeeper"),
    Part("fleet", "Patrick", "O'Brien", "Mechanic"),
    Part("fleet", "Dmitri", "Volkov", "Mechanic"),
    Part("fleet", "Adaeze", "Eze", "Stores buyer"),
    Part("fleet", "Wiremu", "Parata", "Pump technician"),
    Part("fleet", "Bjørn", "Halvorsen", "Mechanic", left=64),
    Part("payroll", "Helen", "Kaya", "Head of Payroll"),
    Part("payroll", "Carmen", "Ruiz", "Payroll officer", language="es"),
    Part("payroll", "Layla", "Mansour", "Payroll officer", language="ar"),
    Part("payroll", "Stefan", "Richter", "Payroll officer", language="de"),
    Part("payroll", "Joy", "Akinyi", "Payroll officer", joined=97),
)

# Everyone else: a first and a last name of one of these circles, each pair once. The first word is the language.
NAMES: Final = (
    Circle(
        "en",
        "Olivia Harry Charlotte Callum Imogen Rhys Eleanor Declan Maisie Lewis Bethan Fergus Poppy Angus Erin Rory "
        "Niamh Owen Abigail Ewan Tilly Gareth",
        "Ashworth Barlow Carter Dunne Ellis Fairclough Gallagher Hughes Irving Jardine Kendrick Lowry McKenna "
        "Naughton Oakley Pritchard Quinn Rowlands Stokes Thorne Underhill Whelan",
    ),
    Circle(
        "de",
        "Anna Felix Marie Paul Johanna Moritz Greta Jakob Frieda Emil Sabine Uwe Birgit Holger Anke Jürgen Silke "
        "Dieter Heike Rainer Gesine Falk",
        "Albrecht Böhm Claussen Dietrich Ebert Franke Günther Hartmann Immel Jansen Köhler Lorenz Möller Neumann "
        "Ott Pohl Reinhardt Schäfer Thiele Ullrich Voigt Ziegler",
    ),
    Circle(
        "fr",
        "Amélie Baptiste Clémence Damien Estelle Fabrice Gaëlle Hugo Isabelle Julien Karine Loïc Manon Nicolas "
        "Océane Pascal Romane Sylvain Thérèse Valentin Yvette Zoé",
        "Aubert Bonnet Chevalier Dumas Étienne Fontaine Girard Huet Jacquet Lambert Mercier Noël Olivier Perrin "
        "Renaud Simonet Tessier Vidal Leclerc Barbier Colin Roussel",
    ),
    Circle(
        "es",
        "Alejandra Bruno Catalina Darío Elena Fabián Gabriela Hernán Irene Joaquín Karla Leandro Marisol Nicolás "
        "Olga Pilar Raúl Soledad Tomás Valeria Ximena Andrés",
        "Aguilar Bravo Castillo Domínguez Escobar Fuentes Guerrero Herrera Ibáñez Lozano Medina Navarro Ortega "
        "Paredes Quintana Rivas Salazar Torres Vargas Zamora Cordero Peña",
    ),
    Circle(
        "ja",
        "Akira Chihiro Daichi Emi Fumiko Hikaru Izumi Jun Kaori Kenji Makoto Natsuki Noriko Ren Ryota Sakura "
        "Satoshi Takumi Tomoko Yoko Yuto Mei",
        "Abe Endo Fujita Goto Hasegawa Ito Kato Kimura Kobayashi Maeda Matsuda Nakamura Ogawa Okada Sakamoto "
        "Shimizu Suzuki Takahashi Ueda Watanabe Yamada Yoshida",
    ),
    Circle(
        "ar",
        "Ahmad Amina Bilal Dalia Fadi Ghada Hadi Hiba Ibrahim Iman Jamal Khalid Lina Mahmoud Nadia Nour Rami Rania "
        "Salma Tariq Yasmin Ziad",
        "Abbas Aziz Bakri Darwish Farouk Ghanem Habib Ismail Jaber Khoury Maalouf Najjar Obeid Qasim Rahal Saab "
        "Saleh Shaheen Sultan Tawil Younes Zaki",
    ),
    Circle(
        "en",
        "Abena Adjoa Chidi Ebele Efua Femi Folake Ifeoma Kofi Kwame Lerato Mandla Ngozi Nomsa Obi Sipho Temitope "
        "Thandiwe Uche Wanjiru Yaw Zanele",
        "Abara Adeleke Agyeman Appiah Balogun Boateng Chukwu Danso Dlamini Ekwueme Gyasi Kamau Khumalo Mbeki Mutua "
        "Ndlovu Njoroge Nkosi Obi Otieno Owusu Sowande",
    ),
    Circle(
        "en",
        "Aarav Ananya Arjun Deepa Divya Farhan Gopal Harini Ishaan Jaya Kavita Kiran Lakshmi Manish Meera Nisha "
        "Pooja Rohan Sanjay Shreya Tara Vikram",
        "Agarwal Banerjee Bhatt Chopra Das Desai Fernandes Ghosh Gupta Iyer Jain Kapoor Khan Kulkarni Malhotra "
        "Menon Mukherjee Patel Reddy Singh Varma Wadhwa",
    ),
    Circle(
        "en",
        "Adam Agnieszka Bogdan Danuta Emilia Filip Halina Iwona Jakub Jana Karel Kinga Lidia Marek Milena Ondrej "
        "Pavel Renata Stanislav Tereza Vera Zuzana",
        "Bielska Cermak Dabrowski Fiala Gorski Horak Jankowski Kamenik Lewandowski Malik Nowicki Olszewski Pokorny "
        "Rybar Sikora Svoboda Tichy Urban Vesely Wojcik Zajac Zelenka",
    ),
    Circle(
        "en",
        "Bao Binh Chau Hao Hui Jia Jing Kai Khanh Lan Linh Mei Ling Min Minh Phuong Qing Quan Shan Thao Tuan Xin",
        "Bui Cheung Dang Fong Guo Hoang Huang Kwok Lam Leung Liang Liu Lo Pham Tan Tran Truong Vu Wang Wu Zhang Zhou",
    ),
    Circle(
        "en",
        "Anders Astrid Eino Elin Emilie Gustav Helmi Ida Johan Kaisa Karin Lars Linnea Magnus Maja Nils Oskar "
        "Pernille Saga Signe Sven Tuva",
        "Aalto Berg Dahl Ekström Falk Gran Hagen Holm Ivarsson Jokinen Koskinen Lund Mäkelä Nygaard Öberg Persson "
        "Rasmussen Sandberg Strand Toivonen Virtanen Wik",
    ),
    Circle(
        "en",
        "Alessio Ayla Bruna Burak Chiara Deniz Dimitra Elif Eleni Emre Filipa Giorgos Giulia Joana Leyla Matteo "
        "Nikos Rui Sofia Thiago Vasco Yannis",
        "Alves Aydin Bianchi Costa Demir Esteves Ferrari Galanis Kaplan Lopes Marino Matos Nunes Öztürk Pappas "
        "Pereira Romano Sahin Teixeira Vlachos Yilmaz Zanetti",
    ),
)


# ------------------------------------------------------------------------------------------------------ the words

# Said inside one team, by its kind.
WITHIN: Final[Mapping[str, tuple[Line, ...]]] = {
    "dispatch": (
        Line(
            "had_my_back",
            "Three lines ringing, and I had the fire service on one of them. You took the other two without being "
            "asked and wrote both up in my log.",
        ),
        Line(
            "owned_it",
            "The valve on {place} had been on the list for months with nobody's name beside it. You put yours there "
            "on {day}, and today it turns.",
        ),
        Line(
            "had_my_back",
            "My son had a fever at {hour}. You came in four hours early for my shift and never once mentioned it "
            "afterwards.",
        ),
        Line(
            "felt_with_me",
            "After the call from the man whose cellar was under water you pushed your chair next to mine and said "
            "nothing for a while. That was the right thing.",
        ),
        Line(
            "took_the_harder_way",
            "You rang all fourteen keyholders for {site} yourself instead of sending the group message that nobody "
            "reads. The crew was inside in twenty minutes.",
        ),
        Line(
            "was_a_resource",
            "I had no idea who holds the key to the pit on {place}. Neither did you, but you knew who used to, and "
            "she still had it.",
        ),
        Line(
            "said_what_we_can_do",
            "You told the crew straight away that there would be no second digger before six, and offered the "
            "vacuum truck instead. They planned around it. That beats an hour of maybe.",
        ),
        Line(
            "led_by_example",
            "You read your own mistake out at handover before anybody could find it. On {day} two others did the same.",
        ),
        Line(
            "owned_it served_the_chain",
            "Handover took four minutes because your notes for {place} had the valve numbers, the keyholder and "
            "everything you had already tried. I could simply carry on.",
            link="incidents",
        ),
        Line(
            "had_my_back",
            "You stayed forty minutes past the end of your shift so that I would not be alone with {place}. I know "
            "what your last bus is like.",
        ),
        Line(
            "served_the_chain",
            "You rang Customer Care before you closed {place}, so they heard it from us and not from the callers.",
        ),
        Line("felt_with_me", "You noticed I hadn't eaten. The soup was still hot 🍲"),
        Line(
            "was_a_resource",
            "The radio plan you drew on the back of the rota is laminated now and hangs by the night desk. It got "
            "me through {day}.",
        ),
        Line(
            "took_the_harder_way owned_it",
            "You reopened incident {number}, although it was closed on paper, because the caller still had brown "
            "water. There was a second valve.",
            link="incidents",
        ),
        Line("had_my_back", "You picked up. At {hour}. On your day off."),
        Line(
            "said_what_we_can_do",
            "I asked for the whole weekend and you said no. Then you found me the Saturday and swapped the Sunday "
            "night for a morning. I danced at my sister's wedding until two.",
        ),
        Line(
            "led_by_example",
            "Twelve hours in, the last caller of the shift, and you still asked what the children were called. I "
            "heard it from the next desk and sat up straighter.",
        ),
    ),
    "field": (
        Line(
            "had_my_back",
            "I was in the trench on {place} with the pump failing and water at my knees. You had the spare running "
            "before I had finished shouting.",
        ),
        Line(
            "took_the_harder_way",
            "We could have backfilled {place} on {day} and hoped. You wanted the pressure test first. It dropped at "
            "the second joint, and we mended it while the hole was still open.",
        ),
        Line(
            "owned_it",
            "You went back to {place} after hours to look at the tarmac. A pushchair would have caught on that "
            "edge, so you filled it.",
        ),
        Line(
            "felt_with_me",
            "You told the old lady at number 9 what the noise would be before we made it, and rang again when it "
            "was over. She brought the whole crew tea.",
        ),
        Line(
            "had_my_back led_by_example",
            "My first night in charge, and you let me decide. You were two steps behind me the whole time. I noticed.",
        ),
        Line(
            "led_by_example",
            "You put the shoring box in for a hole of one metre twenty with nobody watching. Now the apprentice "
            "does it too.",
        ),
        Line(
            "was_a_resource",
            "You remembered that the pipe under {place} is asbestos cement from sixty-eight. Before the saw came "
            "out, not after.",
        ),
        Line(
            "said_what_we_can_do",
            '"Not tonight, but by six with the big clamp." Nobody had told me anything that useful since midnight, '
            "and the bakery on {place} opened on time.",
        ),
        Line(
            "owned_it",
            "All eleven hydrants on {place} greased, flushed, painted and in the list. You said {day} and it was "
            "{day}.",
        ),
        Line("had_my_back", "You held the torch for two hours. In sleet.", when="winter"),
        Line(
            "took_the_harder_way",
            "You dug the last half metre over the gas line on {place} by hand, because the drawing and the detector "
            "disagreed. The drawing was wrong.",
        ),
        Line(
            "felt_with_me had_my_back",
            "When my father was in hospital you took the phone off my belt and said you would ring only if the town "
            "was floating. Nobody rang.",
        ),
        Line(
            "owned_it",
            "The van was washed, fuelled and the fittings sorted by size when I took over. I found the 125 in the "
            "dark.",
        ),
        Line(
            "had_my_back",
            "You drove all the way back to {site} for the gasket I had forgotten, and told everyone that we had "
            "been missing a part. We.",
        ),
        Line(
            "led_by_example",
            "Thirty-four degrees, and at noon you sat down in the shade where we could all see it. Nobody had to be "
            "the first to ask.",
            when="summer",
        ),
        Line(
            "was_a_resource",
            "Listening stick, one ear, eyes shut, and then you chalked a cross on {place}. The leak was forty "
            "centimetres from it.",
        ),
        Line(
            "owned_it",
            "The cover on {place} rattled after we left. You heard it from your bicycle on the way home, turned "
            "round and bedded it properly.",
        ),
    ),
    "lab": (
        Line(
            "owned_it",
            "The incubator alarm went at {hour} and you were there before the plates were lost. A week of samples "
            "is still a week of samples.",
        ),
        Line(
            "took_the_harder_way",
            "You threw out your own result because the blank was off, and started again at four in the afternoon. I "
            "would like to work like that.",
        ),
        Line(
            "had_my_back",
            "You took my whole sampling round, Beacon Hill to the harbour, with the bad cool box, because my back "
            "had gone. Nineteen bottles, nineteen labels.",
        ),
        Line(
            "was_a_resource",
            "I had been fighting the chromatograph for two days. You asked one question about the water in the wash "
            "bottle. It was the water in the wash bottle.",
        ),
        Line(
            "felt_with_me",
            "You saw me staring at the audit letter and booked us a room for an hour. We read it aloud, and it "
            "turned out to be eleven points and not the end of the world.",
        ),
        Line(
            "said_what_we_can_do",
            "You told me the metals run would not be ready by {day}, offered the rapid test as a first answer and "
            "marked in red what it cannot tell us. I could plan with that.",
        ),
        Line(
            "led_by_example",
            "You initialled your own correction in the logbook, with the time and the reason, when a fresh page "
            "would have been so easy. I do it too now.",
        ),
        Line(
            "served_the_chain",
            "You wrote the result for {place} in two sentences that anybody can read out on the phone, and only "
            "then came the table. Customer Care asked who had done that.",
        ),
        Line(
            "owned_it was_a_resource",
            "You followed the chlorine drift at {site} through eleven weeks of readings until it had a name: a "
            "dosing valve that sticks when it is cold. It is replaced.",
            link="samples",
        ),
        Line("had_my_back", "You labelled my bottles. Every one. In handwriting people can read 🙂"),
        Line(
            "had_my_back",
            "The courier came an hour early, and you ran down three floors with my samples and no coat.",
            when="winter",
        ),
        Line(
            "took_the_harder_way",
            'You rang the caretaker at St Brigid\'s to find out which tap it was instead of writing "kitchen". It '
            "was the garden tap, and that explained everything.",
        ),
        Line(
            "owned_it",
            'The old fume hood had been "about to be reported" since I came here. You reported it, rang on {day}, '
            "rang again, and now it pulls.",
        ),
    ),
    "mapping": (
        Line(
            "was_a_resource",
            'You found the 1974 drawing of {place} in the box marked "misc". The crew dug in the right spot because '
            "of it.",
        ),
        Line(
            "owned_it",
            "Two hundred and six valves without a coordinate when you started, none today. You went out with the "
            "rover on every dry afternoon.",
            link="maps",
        ),
        Line(
            "had_my_back",
            "The export broke an hour before the regulator's deadline. You sat down next to me, took half of the "
            "layers, and at ten to we pressed send.",
        ),
        Line(
            "took_the_harder_way",
            "You could have copied the old depth into the new layer. You drove to {place} and measured. It was off "
            "by eighty centimetres.",
        ),
        Line(
            "led_by_example",
            "You put a question mark on your own map where you were not sure. I trust the other lines a good deal "
            "more now.",
        ),
        Line(
            "felt_with_me",
            "You saw that I was lost in the new permit forms and did not make me ask twice. We did the first one "
            "together. I have done nine since.",
        ),
        Line(
            "said_what_we_can_do",
            "No full survey before {day}, you said, but a photo with the three valves that matter within the hour. "
            "The three valves were all I needed.",
        ),
        Line(
            "served_the_chain",
            "You print the crews' maps large because they read them by torchlight. I had never thought of that.",
        ),
        Line(
            "owned_it served_the_chain",
            "Meter {meter} was on the wrong side of the street in three systems. You corrected all three and told "
            "billing, so nobody gets the neighbour's invoice.",
        ),
        Line("led_by_example", "North arrow, scale bar, date. On every sheet. Thank you."),
        Line(
            "had_my_back",
            "You took the crew's calls from {place} all afternoon so that I could finish the plan for {site} in one "
            "piece.",
        ),
        Line(
            "was_a_resource",
            "My tablet froze at {site} with forty points on it. You knew the folder where it hides them. All forty.",
        ),
    ),
    "care": (
        Line(
            "felt_with_me had_my_back",
            "You heard my voice after the caller with the flooded nursery, came over and took my next two calls. I "
            "stood at the window for five minutes and then I could go on.",
        ),
        Line(
            "had_my_back",
            "A man was shouting about his bill and I had run out of sentences. You slid me a note with three that "
            "worked.",
        ),
        Line(
            "owned_it",
            "You promised Mrs Adair on {place} a call every day until her water ran clear. It took nine days. You "
            "called nine times.",
        ),
        Line(
            "said_what_we_can_do",
            "You explained to the hairdresser on {place} that we cannot open before six, and that the bowser at the "
            "corner would do for rinsing. She booked her morning around it.",
        ),
        Line(
            "took_the_harder_way",
            "The easy answer was the standard letter. You read eleven months of meter readings with Mr Pereira on "
            "the phone and found his dripping boiler.",
        ),
        Line(
            "was_a_resource",
            'I had no word for "stopcock" in Romanian. You found a colleague two desks away who had, in the middle '
            "of the call.",
        ),
        Line(
            "led_by_example",
            'You say "I\'ll find out and ring you by four", and at ten to four you ring. The new ones have started '
            "to copy it.",
        ),
        Line(
            "had_my_back",
            "You covered the phones alone through lunch on {day} so that the rest of us could go to the farewell "
            "together.",
        ),
        Line("led_by_example", "Eighty-one calls waiting, and you whistled. It helped."),
        Line(
            "served_the_chain",
            "You put the time slot and the crew's name into the note for every household on {place}. Nobody rang "
            "the depot to ask.",
        ),
        Line(
            "felt_with_me took_the_harder_way",
            'You wrote to the widower by hand, because the template begins with "Dear Sir or Madam". He came in to '
            "show us the letter.",
        ),
        Line(
            "owned_it",
            "The refund for 14 Quay Street had been with four teams. You carried it from desk to desk until it was "
            "paid.",
        ),
        Line(
            "was_a_resource",
            "Your one-page sheet on hardness and dishwashers has saved me ten minutes a call since {day}.",
        ),
        Line(
            "owned_it felt_with_me",
            "Before the list was even printed you had rung the three households on dialysis near {place}. You know "
            "them by name.",
        ),
        Line(
            "said_what_we_can_do",
            "\"We cannot waive it, but we can spread it over ten months, and I can do that while you're on the "
            'line." I have borrowed your sentence twice this week.',
        ),
    ),
    "it": (
        Line(
            "had_my_back",
            'I had deleted the wrong share and was going pale. You said "there\'s a snapshot from noon", pulled up '
            "a chair and had it back before the coffee was cold.",
        ),
        Line(
            "owned_it",
            "The login loop on the crew tablets: eleven tickets, four causes, and you stayed with it until the last "
            "van. None since {day}.",
            link="tickets",
        ),
        Line(
            "took_the_harder_way",
            "Instead of one more restart you read the log. All of it. The disk had been telling us for a month.",
        ),
        Line(
            "was_a_resource",
            "You had never seen the radio gateway from the inside either. You rang the vendor, put me on the call, "
            "and now we both know it.",
        ),
        Line(
            "said_what_we_can_do",
            "You told Payroll that the new printer will not come this quarter, and gave them ours. They print, we "
            "walk. It's good for us.",
        ),
        Line(
            "led_by_example",
            "You wrote down what went wrong on {day}, with your own name at the step that failed. I have never read "
            "a clearer report.",
            link="tickets",
        ),
        Line("felt_with_me", "You let me finish being cross about the update before you started to explain it."),
        Line("had_my_back", 'Pager at {hour}, and your message was already there: "I\'m up anyway. Sleep."'),
        Line(
            "served_the_chain took_the_harder_way",
            "You tested the new sign-in with work gloves on, because that is how the crews will use it. The button "
            "is bigger now.",
        ),
        Line("owned_it", "The backup restores. I know, because you tried it."),
        Line(
            "was_a_resource",
            "Ten lines of shell from you, and the night report runs by itself. And you left me a page about what to "
            "do when it doesn't.",
        ),
        Line(
            "felt_with_me",
            "You sat on the floor of the server room with me at {hour} and told me about your first outage. Mine "
            "felt smaller after that.",
        ),
    ),
    "fleet": (
        Line(
            "had_my_back",
            "Van 12 would not start with the crew already sitting in it. You handed me your keys and took the flat "
            "one apart yourself.",
        ),
        Line(
            "owned_it",
            "You counted the 110 couplings although the system said we had forty. We had six. There were thirty "
            "more on the shelf by {day}.",
        ),
        Line(
            "took_the_harder_way",
            "You took all four wheels off for a noise that only I could hear. It was the bearing.",
        ),
        Line(
            "was_a_resource",
            "Nobody makes that seal any more. You found a retired fitter on {place} who had a box of them in his shed.",
        ),
        Line(
            "felt_with_me",
            "On my first winter shift you put a pair of your own gloves into my locker. I still wear them.",
            when="winter",
        ),
        Line(
            "served_the_chain",
            "You load the vans in the order in which the crew will need things. It costs you ten minutes and saves "
            "them an hour in the rain.",
        ),
        Line(
            "led_by_example",
            "Longer here than any of us, and on {day} you were the one who swept the yard. So the rest of us did "
            "the racks.",
        ),
        Line(
            "said_what_we_can_do",
            "There was no lowloader before {day}, and you said so in the first minute. With the two small trailers "
            "we got the pump to {site} anyway.",
        ),
        Line("owned_it", "Every gas detector calibrated, dated and back in its box before the inspector had parked."),
        Line(
            "had_my_back",
            "I had promised a spare pump to {site} and forgotten it. You had it on the trailer, fuelled, with my "
            "name on the sheet.",
        ),
        Line("owned_it", "Keys, fuel card, full tank. Every time."),
        Line(
            "took_the_harder_way",
            "You sent the whole delivery of valves back because of two castings, and stayed until the driver had "
            "signed. Better here than under {place}.",
        ),
        Line(
            "had_my_back",
            "You drove the night run to {site} so that I could see the school play. My daughter was a very loud "
            "tree 🌳",
        ),
        Line(
            "was_a_resource served_the_chain",
            "You wrote the shelf labels in the four languages we speak in here. I found the elbow in ten seconds.",
        ),
        Line(
            "felt_with_me",
            "You saw how I went up the ladder with my knee and gave me the counter for the day, as if you had "
            "always wanted to be up there yourself.",
        ),
        Line(
            "led_by_example",
            "You hung your phone on the hook before you started the forklift. There are six phones on the hooks now.",
        ),
    ),
    "payroll": (
        Line(
            "had_my_back",
            "Month end, a fever and two hundred overtime sheets. You took the second hundred off my desk without a "
            "word, and at nine they were in.",
        ),
        Line(
            "took_the_harder_way",
            "You worked out eleven night shifts by hand because the new rule looked wrong. It was wrong, and "
            "everybody was paid properly on {day}.",
        ),
        Line(
            "felt_with_me",
            "You rang the colleague whose mother had died before the letter about leave went out. Then you rewrote "
            "the letter.",
        ),
        Line(
            "owned_it",
            "The standby allowance had been a few cents out for months. You found it, paid it back and wrote to "
            "every single person.",
        ),
        Line("was_a_resource", "You knew paragraph 14 by heart and, better still, whom to ask about paragraph 15."),
        Line(
            "said_what_we_can_do",
            "You told me the advance could not go out that day but a part of it could. It was there by noon.",
        ),
        Line(
            "led_by_example",
            "You said in front of everybody that you did not understand the new form. Nobody did. So we rang together.",
        ),
        Line("owned_it", "Paid on the day. Again."),
    ),
    "office": (
        Line(
            "had_my_back",
            "You took the council's questions for two hours so that I could stay with the crews at {site}.",
        ),
        Line("led_by_example", "You gave the works council our numbers as they are, the two bad ones first."),
        Line(
            "said_what_we_can_do",
            "You told the mayor's office that a new main under {place} will not come this year, and what we will do "
            "until then. They thanked us for the plain answer.",
        ),
        Line("felt_with_me", "You called me on the way home on {day} and asked about me, and not about the budget."),
    ),
}

# Said to somebody in a team of this kind by somebody of another; `giver` names the kinds who could say it.
ACROSS: Final[Mapping[str, tuple[Line, ...]]] = {
    "dispatch": (
        Line(
            "had_my_back",
            "Main gone on {place} at {hour}, and nobody to keep the cars out. You had the police there, sent the "
            "second crew around by the bridge and kept talking to me until it was quiet.",
            giver="field",
            link="incidents",
        ),
        Line(
            "was_a_resource",
            "You read me the valve numbers one by one, slowly, with the wind in my radio, for twenty minutes. We "
            "shut the right one first.",
            giver="field",
        ),
        Line(
            "served_the_chain",
            "You send us the street list before you send the crew. On {day} my team took sixty calls about {place} "
            "and knew more than the callers in every one of them.",
            giver="care",
        ),
        Line(
            "had_my_back",
            "Our sampling van had a puncture near {site}. You moved a crew's stop by ten minutes so that they could "
            "pick up the cool box. The bottles were in on time.",
            giver="lab",
        ),
        Line(
            "said_what_we_can_do",
            '"Not before seven, but then with the road closed for you." That is a no a lowloader driver can work with.',
            giver="fleet",
        ),
        Line(
            "served_the_chain owned_it",
            "You wrote down which valves were really shut on {day} and sent us the list the same night. Eleven of "
            "them were wrong on our map. They aren't any more.",
            giver="mapping",
            link="maps",
        ),
        Line(
            "led_by_example",
            "You reported the radio gap at {site} with the exact times and everything you had tried. It took me ten "
            "minutes and not a week.",
            giver="it",
        ),
        Line(
            "served_the_chain",
            "The night rota reached us with names, hours and swaps already in it. Nobody in Dispatch has a wrong "
            "payslip this month.",
            giver="payroll",
        ),
        Line(
            "felt_with_me",
            "Mrs Novotny was frightened, so you stayed on the phone with her until the crew had knocked. She rang "
            'us today and asked for "the calm one".',
            giver="care",
        ),
        Line(
            "took_the_harder_way",
            "The pressure at {site} was a hair low and inside the limits. You sent us anyway. We found it while it "
            "was still a drip.",
            giver="field",
        ),
        Line(
            "owned_it",
            "You promised to tell us when the pump was needed back, and you did, at {hour}, with a name and a gate.",
            giver="fleet",
        ),
    ),
    "field": (
        Line(
            "owned_it",
            "You sent a photo of the closed trench on {place} before I asked, with the valve positions written on a "
            "piece of cardboard. I could close the incident and go to bed.",
            giver="dispatch",
            link="incidents",
        ),
        Line(
            "felt_with_me",
            "You knocked at every door on {place} before the water went off, also at the one without a bell. The "
            "gentleman on the ground floor filled his kettle because of you.",
            giver="care",
        ),
        Line(
            "took_the_harder_way",
            "You dug the sampling point at {site} out of the ice so that we need not use the tap in the lay-by. Now "
            "the result means something.",
            giver="lab",
            when="winter",
        ),
        Line(
            "served_the_chain",
            "Depth, material and a photo with the folding rule in it, for every joint on {place}. I drew it in an "
            "hour without a single call.",
            giver="mapping",
        ),
        Line(
            "led_by_example served_the_chain",
            "The pump came back from {place} drained, clean and with a note about a noise in the third hour. It's "
            "the bearing, and a new one is on order.",
            giver="fleet",
        ),
        Line(
            "said_what_we_can_do",
            "You told the café owner on {place} yourself that it would be two o'clock and not noon, and why. She "
            "rang to say she wasn't even cross.",
            giver="care",
        ),
        Line(
            "had_my_back",
            'I sent you to the wrong end of {place}. You said "found it", drove round and never made a story of it. '
            "I have put the entry right.",
            giver="dispatch",
        ),
        Line(
            "was_a_resource",
            "You stood in the rain for twenty minutes to show me where the tablet fails: gloves on, upside down, in "
            "a pit. I have changed the screen.",
            giver="it",
        ),
        Line(
            "served_the_chain",
            "Your sheets come with the standby hours already added up. It's a small thing, and it gave me back half "
            "of {day}.",
            giver="payroll",
        ),
        Line(
            "felt_with_me",
            "Fourteen hours in, and you asked me on the radio whether the other crew had eaten.",
            giver="dispatch",
        ),
        Line(
            "took_the_harder_way",
            "You let the flush on {place} run the full twenty minutes, in the dark, with the neighbours asking. The "
            "sample was clean the first time.",
            giver="lab",
        ),
        Line(
            "owned_it",
            "You measured all six lids on {place} again because one didn't fit the plan. Two didn't, in the end. "
            "Both are right now.",
            giver="mapping",
        ),
    ),
    "lab": (
        Line(
            "said_what_we_can_do",
            "You told the nursery on {place} plainly what they may use today and what has to wait for the second "
            "result. Their head rang to thank me for an answer that was yours.",
            giver="care",
        ),
        Line(
            "had_my_back took_the_harder_way",
            "I needed a yes or a no at {hour}, and you had slept two hours. You ran it twice because the first one "
            "looked too good. Then I had a yes I could give to a crew.",
            giver="dispatch",
        ),
        Line(
            "was_a_resource",
            "You explained why the flush has to run for twenty minutes and not ten. I told the crew in your words, "
            "and nobody cuts it short now.",
            giver="field",
        ),
        Line(
            "took_the_harder_way",
            "You asked which side of {site} the sample came from. Because you asked, we found that the two mains "
            "are joined, and they weren't on any map.",
            giver="mapping",
        ),
        Line(
            "served_the_chain",
            "A result with one sentence that I can read to a customer. On {day} I read it forty times.",
            giver="care",
            link="samples",
        ),
        Line(
            "led_by_example",
            "The cool boxes came back rinsed, dry and with the seals checked. In eleven years nobody had done that.",
            giver="fleet",
        ),
        Line(
            "owned_it",
            "You came out to {place} for the last sample in your concert clothes, on the way to the concert. The "
            "street had its water back that night.",
            giver="field",
        ),
        Line(
            "was_a_resource",
            "You wrote down the eleven clicks that crash the sample system, in order. It was the ninth.",
            giver="it",
            link="tickets",
        ),
        Line(
            "felt_with_me",
            "You told the caller with the newborn the result yourself, before the report was signed off by everyone "
            "else. I could hear her breathe out.",
            giver="care",
        ),
        Line(
            "said_what_we_can_do",
            "You could not give me a number for {site} that night, but you gave me a range and an hour. I planned "
            "the shift on it.",
            giver="dispatch",
        ),
        Line(
            "served_the_chain",
            "Your holiday list came with the hours worked out and the reason beside the odd one. I had nothing to ask.",
            giver="payroll",
        ),
    ),
    "mapping": (
        Line(
            "was_a_resource",
            "We stood on {place} with three lids and one drawing. You talked us to the right one over the phone.",
            giver="field",
        ),
        Line(
            "had_my_back",
            "You were off duty and still sent me the valve plan for {place} from your kitchen table. The street was "
            "dry an hour earlier for it.",
            giver="dispatch",
        ),
        Line(
            "owned_it",
            "Meter {meter} had been read backwards for a year. You went there, put the record right and wrote the "
            "explanation with me. Nobody had to pay twice.",
            giver="care",
        ),
        Line(
            "served_the_chain",
            "The map of our sampling points that you made on the side is the one the inspector asked to keep.",
            giver="lab",
            link="maps",
        ),
        Line(
            "took_the_harder_way",
            "Instead of asking us for a bigger server you cleared nineteen years of duplicates out of the pipe "
            "layer. It opens in two seconds.",
            giver="it",
        ),
        Line(
            "was_a_resource",
            "You marked the height of every bridge between here and {site}. The lowloader went through with nine "
            "centimetres to spare.",
            giver="fleet",
        ),
        Line(
            "said_what_we_can_do",
            "You said straight out that the drawing of {place} cannot be trusted, and gave us two trial holes to "
            "dig instead. We hit nothing. That is the best thing to hit.",
            giver="field",
        ),
        Line(
            "said_what_we_can_do",
            "The pit was locked until Monday, so you photographed meter {meter} through the grate. Billing could "
            "start, and the family on {place} moved in without an estimate.",
            giver="care",
        ),
        Line(
            "led_by_example",
            "You rang to say that your plan for {site} had been wrong, before we had found out. I will believe the "
            "next one without checking.",
            giver="dispatch",
        ),
        Line(
            "felt_with_me",
            "You walked the boundary of {place} with the couple who are afraid for their old wall, and showed them "
            "on the tablet where we will and won't dig. They rang us quite relieved.",
            giver="care",
        ),
        Line(
            "owned_it",
            "You said the field crews' allowances by district would be with me on {day}. They were, sorted, with "
            "one question that was worth asking.",
            giver="payroll",
        ),
    ),
    "care": (
        Line(
            "had_my_back",
            "You rang the whole of {place} before we turned it off. Nobody shouted at us. That was a first.",
            giver="field",
        ),
        Line(
            "served_the_chain",
            "Your note had the floor, the dog and the neighbour with the key. The crew was inside in three minutes.",
            giver="dispatch",
        ),
        Line(
            "was_a_resource",
            "You asked the caller what the water smelled of, and when, and after what. With those three answers I "
            "knew where to look at {site}.",
            giver="lab",
        ),
        Line(
            "was_a_resource",
            "You read me the number off a photo that a customer had taken in the dark, digit by digit. Meter "
            "{meter} is found.",
            giver="mapping",
        ),
        Line(
            "said_what_we_can_do",
            'You told people the bowser would be on {place} at nine and not "in the morning". There was a queue '
            "with jugs when I came, and I was done in an hour.",
            giver="fleet",
        ),
        Line(
            "served_the_chain",
            "Your bug report was the conversation with the customer, word for word. I found it in the first sentence.",
            giver="it",
            link="tickets",
        ),
        Line(
            "was_a_resource",
            "Three colleagues rang you by mistake about the payslip change, and you sent each of them to me with "
            "the right form already filled in.",
            giver="payroll",
        ),
        Line(
            "took_the_harder_way felt_with_me",
            "The complaint about our digger on {place} could have got a form letter. You came out at lunch to see "
            "the lawn, and we agreed the reseeding over the fence.",
            giver="field",
        ),
        Line(
            "owned_it",
            "You kept a list of everyone on {place} who had asked for a call back, and you did not go home before "
            "it was empty.",
            giver="dispatch",
        ),
        Line(
            "led_by_example",
            "You said \"I don't know, I'll ask the lab\" to a journalist, and asked the lab. Please teach that.",
            giver="lab",
        ),
        Line(
            "had_my_back",
            "The caller wanted my name and my head. You gave yours, and twenty minutes later you were both laughing.",
            giver="field",
        ),
    ),
    "it": (
        Line(
            "had_my_back",
            "Both screens black at {hour}. You came in with wet hair and had the second desk up in nine minutes. We "
            "lost no call.",
            giver="dispatch",
        ),
        Line(
            "took_the_harder_way served_the_chain",
            "You sat with us for a whole morning and counted the clicks for one refund. There were nineteen. Now "
            "there are four.",
            giver="care",
        ),
        Line(
            "took_the_harder_way",
            "You drove out to {site} to see why the tablet loses its signal there. It's the steel door. Nobody "
            "would have found that from a desk.",
            giver="field",
        ),
        Line(
            "owned_it",
            "You promised our instrument PC back by {day} with all its old runs. It was here, and you had checked "
            "three of them against the paper.",
            giver="lab",
        ),
        Line(
            "had_my_back owned_it",
            "Payday, and the transfer file was refused at {hour}. You stayed on the phone with me and the bank "
            "until it went through. Nobody in the company noticed a thing.",
            giver="payroll",
        ),
        Line(
            "said_what_we_can_do",
            "No new scanners this year, you said, and then you showed me that the phones we have can do it. We're "
            "scanning.",
            giver="fleet",
        ),
        Line(
            "felt_with_me",
            "You watched me wait for the map without a word, and came back on {day} with an index. It's the nicest "
            "present I've had here.",
            giver="mapping",
        ),
        Line(
            "served_the_chain",
            "The new badge was in the night safe a day before it was needed. Our new colleague opened the desk "
            "alone on {day}.",
            giver="dispatch",
        ),
        Line(
            "was_a_resource",
            "You explained the new sign-in to me on the bonnet of the van with a bottle cap and two coins. I have "
            "passed the bottle cap on.",
            giver="field fleet",
        ),
        Line(
            "said_what_we_can_do",
            "The old report could not be saved, and you said so. But you rebuilt the two columns I really use, and "
            "they come every morning at six.",
            giver="care lab",
        ),
    ),
    "fleet": (
        Line(
            "served_the_chain",
            "The generator stood at {site} before we did, with the cable already laid out. You had asked the "
            "keyholder which side the socket is on.",
            giver="field",
        ),
        Line(
            "had_my_back",
            "No driver, one bowser and a care home without water on {place}. You put on your jacket and drove it "
            "yourself.",
            giver="dispatch",
        ),
        Line(
            "owned_it",
            'You mended the clips on our cool boxes with something out of your own pocket and wrote "done" on the '
            "list. They have held since {day}.",
            giver="lab",
        ),
        Line(
            "had_my_back",
            "You found us a van with a roof rack for the rover on the one dry day of the week.",
            giver="mapping",
        ),
        Line(
            "said_what_we_can_do",
            "You could not do three bowsers for {place}, so you gave me two and the refill times. I could tell "
            "people when to come, and they came.",
            giver="care",
        ),
        Line(
            "took_the_harder_way",
            "You tried every clamp in the racks on a piece of scrap pipe before we left. The fourth one held. On "
            "{place} it would have been the fourth one in the dark.",
            giver="field",
        ),
        Line(
            "had_my_back",
            "You held the ladder and pulled cable with me above the stores ceiling all afternoon. You never asked "
            "whose job it was.",
            giver="it",
        ),
        Line(
            "led_by_example",
            "The mileage sheets are complete, legible and here on the second of the month. I have nearly framed one.",
            giver="payroll",
        ),
        Line(
            "owned_it",
            "The snow chains were on all five vans when we came in at {hour}. We were the only ones moving on "
            "Chapel Hill.",
            giver="field",
            when="winter",
        ),
        Line(
            "was_a_resource",
            "You knew which of the three wells at {site} has the odd thread, and put the adapter on the seat before "
            "I could be sorry.",
            giver="field lab",
        ),
        Line(
            "felt_with_me",
            "You had put a blanket and a flask into the van for the night crew. It's on no list. They found it at "
            "{hour}.",
            giver="dispatch",
        ),
    ),
    "payroll": (
        Line(
            "was_a_resource",
            "Nobody could tell me what the new standby rule means for nights. You drew two boxes and an arrow, and "
            "I have explained it to the whole crew with them.",
            giver="field",
        ),
        Line(
            "took_the_harder_way",
            "You went through four months of my night shifts with me line by line. Two hours were missing, and you "
            "found a third.",
            giver="dispatch",
        ),
        Line(
            "felt_with_me",
            "You asked how my wife was before you asked for the form. Then you filled in the form.",
            giver="fleet",
        ),
        Line(
            "owned_it",
            "My parental leave papers went through three offices. You kept them in your hand the whole way and told "
            "me each time where they were.",
            giver="care",
        ),
        Line(
            "said_what_we_can_do",
            "It could not go into this month's run, you said, but into a payment on {day}. The rent went out on time.",
            giver="lab mapping",
        ),
        Line(
            "served_the_chain",
            "You tried the new leave form with the real cases, the odd ones too, and sent me a list that I could "
            "simply work down.",
            giver="it",
        ),
    ),
    "office": (
        Line(
            "led_by_example",
            "You were at {site} at {hour} with a shovel, and you asked the crew what they needed before you asked "
            "how long.",
            giver="field dispatch fleet",
        ),
        Line(
            "had_my_back",
            'When the paper rang about {place} you said "that decision was mine". It was ours, and I won\'t forget it.',
            giver="field dispatch lab care mapping",
        ),
        Line(
            "felt_with_me led_by_example",
            "You sat with us on the phones for a whole morning and took the angry ones. You got one wrong, and then "
            "you asked how we do it.",
            giver="care",
        ),
        Line(
            "owned_it",
            "You said we would have a second person on nights by the end of the quarter. The contract is signed.",
            giver="dispatch",
        ),
        Line(
            "said_what_we_can_do",
            "You said no to the new vans, showed us the figures and gave us two leased ones for the cold months. I "
            'prefer that to "we\'ll see".',
            giver="field fleet",
        ),
        Line(
            "took_the_harder_way",
            "You read every answer to the survey and replied on the notice board to the ones without a name.",
            giver="it payroll lab mapping care fleet",
        ),
    ),
}

# Said by the managing director and the heads of divisions.
FROM_THE_OFFICE: Final = (
    Line(
        "led_by_example",
        "I stood at the back of your handover on {day} and learned more in ten minutes than in a month of reports.",
    ),
    Line(
        "took_the_harder_way",
        "You told me the plan for {site} was wrong, in the meeting, with the numbers. We have changed it. Please go "
        "on doing that.",
    ),
    Line(
        "owned_it",
        "I asked you about {place} in a corridor and expected to have to ask again. It was done on {day}, with a note.",
    ),
    Line(
        "had_my_back",
        "You stepped in for the council's visit when I was stuck at {site}. They wrote that nobody had ever shown "
        "them the inside before.",
    ),
    Line(
        "served_the_chain",
        "Three teams mentioned you this month without being asked. It was always about how easy you make their next "
        "step.",
    ),
    Line(
        "said_what_we_can_do",
        "You told me what we cannot do before I had promised it to anybody. That saved more than the budget.",
    ),
    Line(
        "was_a_resource",
        "You gave me the one figure for {place} that I could say in public and that will still be true next year.",
    ),
)

# True of any two people; then only of teammates; then only of people of two teams.
ANYWHERE: Final[Mapping[str, tuple[Line, ...]]] = {
    "any": (
        Line(
            "had_my_back",
            "You swapped your {day} for mine without asking why. I was at the hospital when my mother woke up.",
        ),
        Line(
            "felt_with_me",
            'You asked "how was it really?" and then waited for the answer. I had not known how much I needed to '
            "say it.",
        ),
        Line(
            "was_a_resource",
            "I asked at four desks. You were the fifth, you didn't know either, and you were the first who came "
            "along to find out.",
        ),
        Line("owned_it", 'You said "I\'ll ring you by four". At five to four the phone rang.'),
        Line(
            "led_by_example",
            'You stopped the meeting to say "we promised that to somebody". Then you wrote down who, to whom and by '
            "when.",
        ),
        Line(
            "took_the_harder_way",
            'You told me honestly what was weak in the {site} report when "looks good" would have let us both go home.',
        ),
        Line(
            "felt_with_me",
            "My first day back after the funeral, and there was a cup of tea on my desk. I knew it was you.",
        ),
        Line("was_a_resource", "You sent me the one page out of three hundred that I needed, with the line marked."),
        Line("felt_with_me", "You noticed that I'd left my lunch at home. Half a sandwich is a lot."),
        Line("had_my_back", "On your day off. With a cold. Thank you."),
        Line("had_my_back", "The buses were on strike on {day}. You turned round on the bridge and fetched me."),
        Line(
            "led_by_example",
            "You cleaned the kitchen after the night shift's birthday and told no one. I came back for my glasses "
            "and saw it.",
        ),
        Line("felt_with_me", "You had learned how to say my name before we met. Nobody had done that before."),
        Line(
            "took_the_harder_way",
            "It would have been easy to agree with me. You didn't, and {site} will be the better for it.",
        ),
        Line("was_a_resource", "Your notes from the training at {site} are better than the training."),
        Line(
            "said_what_we_can_do",
            "You told me two days early that it would be late. I could move the residents' meeting instead of "
            "cancelling it.",
        ),
        Line(
            "had_my_back",
            "The projector died with forty residents in the hall on {place}, and you drew the whole network on the "
            "back of the agenda.",
        ),
        Line("felt_with_me", "You saw the new colleague eating alone and moved our whole table over."),
        Line("led_by_example", 'You wear the vest every time, also for "just a second". Since {day} I do too.'),
        Line("owned_it", 'The form said "to whom it may concern". You decided that it concerned you.'),
        Line(
            "had_my_back",
            "I had said yes to too much. You took two things off my list and told me only afterwards which ones.",
        ),
        Line(
            "said_what_we_can_do had_my_back",
            '"I can\'t climb, but I can hold the ladder." And then you held the ladder for an hour.',
        ),
        Line(
            "led_by_example",
            "You said \"I was wrong about {place}\" into a full room, in the same voice in which you'd say it's "
            "raining.",
        ),
        Line(
            "was_a_resource",
            "You recorded the five minutes at {site} where it all makes sense. I have watched it three times.",
        ),
        Line(
            "owned_it",
            "The light in the bicycle shed was broken for a year. You rang about it on {day}, and when I went home "
            "it was on.",
        ),
        Line(
            "took_the_harder_way",
            "You asked the question nobody wanted to ask about {site}. We were silent for a bit, and then we did it "
            "properly.",
        ),
    ),
    "same": (
        Line(
            "had_my_back",
            "You took the minutes, the phone and the blame for the biscuits so that I could present in peace 🍪",
        ),
        Line(
            "owned_it",
            "You wrote the handover as if the next person were tired and it were dark. I was, and it was.",
        ),
        Line(
            "felt_with_me",
            "You moved your holiday by a week so that I could be at the birth. She's called Ida, and she is very "
            "loud 💛",
        ),
        Line(
            "led_by_example",
            "You asked the question in the team meeting that I had been carrying around since {day}. Five others "
            "were carrying it too.",
        ),
        Line(
            "had_my_back",
            "You closed the door, gave me ten minutes and told everybody I was in a meeting. I was, with myself.",
        ),
        Line(
            "took_the_harder_way",
            "You did the boring half of the {site} report without being asked and left me the half that gets the "
            "applause.",
        ),
    ),
    "other": (
        Line(
            "said_what_we_can_do",
            "You couldn't, and you told me within ten minutes, with the name of somebody who could. They were "
            "already expecting me.",
        ),
        Line(
            "served_the_chain",
            "You treat a request from inside like one from a customer. I had an answer, a name and a date within "
            "the hour.",
        ),
        Line(
            "owned_it",
            "It had been falling between our two teams for months. You picked it up, told me so, and on {day} it "
            "was finished.",
        ),
        Line(
            "owned_it",
            "You took over the follow-up on {place} from someone who had left, without the history and without "
            "complaining. The residents have their answer.",
        ),
        Line(
            "served_the_chain",
            "You put everything into one message, so my team did not have to ask a single question. That's rarer "
            "than you think.",
        ),
        Line(
            "was_a_resource",
            "I don't know how you knew whom to ring at the county about {place}. I had the permit by lunch.",
        ),
        Line(
            "had_my_back",
            "You aren't even in our team, and you stayed until the last box from {site} was on the van.",
        ),
        Line(
            "served_the_chain",
            "You asked what we do with your list once we have it, and changed two columns. It saves us an hour "
            "every week.",
        ),
        Line(
            "was_a_resource",
            "Wrong department, you said, and then you walked me over to the right one and introduced me.",
        ),
    ),
}

# Said to two or three at once.
SEVERAL: Final = (
    Line(
        "had_my_back",
        "{names}, you shared out my weekend between you so that I could move house. I had a bed on {day}, and you "
        "had had no sleep.",
    ),
    Line(
        "served_the_chain",
        "{names}: the handover between you on {place} was so smooth that the residents thought it was one person.",
    ),
    Line(
        "had_my_back",
        "{names} carried the new pump down to {site} by hand because the lift was dead. Forty-one steps, and nobody "
        "let go.",
        receiver="field fleet",
    ),
    Line(
        "felt_with_me",
        "{names} gave the residents of {place} a whole evening and answered everything, also the question about the "
        "bill from 2019.",
        receiver="care mapping lab office dispatch",
    ),
    Line(
        "felt_with_me",
        "Lunch at the trench on {place}: {names} had thought of the vegetarians, of the ones who fast and of the "
        "one who hates coriander.",
    ),
    Line(
        "led_by_example took_the_harder_way",
        "{names}, you disagreed in front of all of us, politely, with a drawing. We are doing a third thing now, "
        "and it's the best one.",
    ),
    Line(
        "owned_it",
        "{names} went through the keyholder list name by name until it was right. I rang four numbers last night "
        "and four people answered.",
        receiver="dispatch care mapping",
    ),
    Line(
        "led_by_example",
        "{names} mended the bench behind the stores. We have somewhere to sit again when it isn't raining ☀️",
    ),
    Line(
        "took_the_harder_way",
        "{names}, you stayed for the last three hydrants on {place} when everybody would have understood if you "
        "hadn't.",
        receiver="field",
    ),
    Line(
        "had_my_back",
        "I asked for one pair of hands and got more. {names}, the {site} report went out with an hour to spare.",
    ),
    Line(
        "led_by_example",
        "{names} ran the evacuation drill as if it were real, so now we know about the door at {site}.",
    ),
    Line(
        "took_the_harder_way",
        "{names}, two results and two methods, and you did not stop until you knew why they differed. Now I know "
        "which one to believe.",
        receiver="lab",
    ),
    Line(
        "owned_it",
        "{names} got every van through its inspection in a week, in the order the crews could spare them. Not one "
        "shift was short.",
        receiver="fleet",
    ),
    Line(
        "was_a_resource",
        "{names} sat with me until the sign-in worked on all nine tablets, including the one with the cracked "
        "screen that I was ashamed of.",
        receiver="it",
    ),
    Line(
        "had_my_back",
        "{names}, every payslip correct in the month of the new agreement. I know what time the light in your "
        "window went out.",
        receiver="payroll",
    ),
)

# Said to a whole team, by somebody who is not in it.
WHOLE_TEAMS: Final = (
    Line(
        "had_my_back",
        "For a whole week of frost you answered the radio within three seconds. We counted, there was nothing else "
        "to do out there.",
        giver="field",
        receiver="dispatch",
        when="winter",
    ),
    Line(
        "felt_with_me",
        "You never let a crew feel that it was the fourth one to ask. Thank you from everybody in the vans.",
        giver="field fleet",
        receiver="dispatch",
    ),
    Line(
        "owned_it",
        "{place} looked better after you left than before you came. Eleven people have rung to say so, and people "
        "don't ring to say so.",
        giver="care",
        receiver="field",
    ),
    Line(
        "took_the_harder_way",
        "You were out on {place} through the night so that the school could open. It opened. The children painted "
        "you a picture, and it hangs at our reception.",
        giver="care dispatch",
        receiver="field",
    ),
    Line(
        "owned_it",
        "Every result on its day for three months. I can promise customers a day now and keep it.",
        giver="care dispatch",
        receiver="lab",
    ),
    Line(
        "served_the_chain",
        "With your new valve layer we shut off four houses instead of forty. The other thirty-six don't know, so I "
        "say thank you for them.",
        giver="field dispatch",
        receiver="mapping",
    ),
    Line(
        "had_my_back",
        "You took the calls so that we could take the water out of the cellars. Nobody from {place} rang the depot "
        "once.",
        giver="field dispatch fleet",
        receiver="care",
    ),
    Line(
        "served_the_chain",
        "Moving day, and every screen worked at seven. There was even a sweet on each keyboard 🍬",
        giver="care payroll mapping lab",
        receiver="it",
    ),
    Line(
        "owned_it",
        "Five vans, one week of frost, and not one of them failed us.",
        giver="field dispatch",
        receiver="fleet",
        when="winter",
    ),
    Line(
        "served_the_chain",
        "You painted the hooks in the colours of our crews. We lose nothing any more. Almost nothing.",
        giver="field mapping lab",
        receiver="fleet",
    ),
    Line(
        "owned_it",
        "The new night allowance was on the first payslip after the agreement. I know how many evenings that was.",
        giver="dispatch field",
        receiver="payroll",
    ),
    Line(
        "had_my_back",
        "I borrowed your room, your printer and two of you for the {site} inspection, and you asked what else I "
        "needed. We passed.",
    ),
    Line(
        "led_by_example",
        "I came to your morning round by mistake and stayed. You begin with what you promised yesterday. We do too "
        "now.",
    ),
)

# The two weeks everybody remembers: the burst main on Foundry Row in January, the boil notice in June.
EVENTS: Final[Mapping[str, tuple[Line, ...]]] = {
    "burst": (
        Line(
            "took_the_harder_way felt_with_me",
            "Nineteen hours on Foundry Row at minus six. You were the last to climb out, and the first thing you "
            "asked was whether the school had water.",
            giver="dispatch",
            receiver="field",
        ),
        Line(
            "had_my_back",
            "You fetched the 600 clamp for Foundry Row through the snow, two hours each way, with hot soup next to "
            "it on the seat.",
            giver="field",
            receiver="fleet",
        ),
        Line(
            "served_the_chain",
            "All through the Foundry Row burst you gave us a new estimate every thirty minutes, also when it was "
            '"we don\'t know yet".',
            giver="care",
            receiver="dispatch",
        ),
        Line(
            "felt_with_me",
            "The phones did not stop all morning because of Foundry Row, and you still asked every caller whether "
            "somebody in the house needed help.",
            giver="dispatch field lab",
            receiver="care",
        ),
        Line(
            "was_a_resource",
            "You found the old boundary valve by the chapel on Foundry Row. Half the town kept its water because of "
            "one wheel.",
            giver="field dispatch",
            receiver="mapping",
        ),
        Line(
            "owned_it",
            "At seven the outage page fell over under the whole of Foundry Row. At ten past you had a plain one up: "
            "three lines, no pictures. It held.",
            giver="dispatch care",
            receiver="it",
        ),
        Line(
            "took_the_harder_way",
            "You sampled Foundry Row at midnight and again at five, so that we could open before the bakeries and "
            "the buses.",
            giver="field dispatch",
            receiver="lab",
        ),
        Line(
            "had_my_back",
            "When my hands had gone on Foundry Row you took the spanner out of them and sent me to the van. You'd "
            "been out there longer than I had.",
            giver="field",
            receiver="field",
        ),
        Line(
            "felt_with_me",
            "Foundry Row, hour eleven. You made me lie down and did not wake me when it got interesting.",
            giver="dispatch",
            receiver="dispatch",
        ),
        Line(
            "owned_it",
            "Eleven pumps out for Foundry Row, eleven pumps back, clean, by {day}.",
            giver="fleet",
            receiver="fleet",
        ),
        Line(
            "felt_with_me owned_it",
            "You went out to Foundry Row with a flask and a list of everyone over eighty.",
            giver="care",
            receiver="care",
        ),
        Line(
            "served_the_chain",
            "All the Foundry Row overtime was right the first time. Nobody had to ask.",
            giver="field dispatch",
            receiver="payroll",
        ),
        Line(
            "led_by_example",
            "I walked along Foundry Row at four in the morning and found you carrying sandbags for a team that "
            "isn't yours.",
            giver="office",
            receiver="fleet care it mapping lab payroll",
        ),
        Line(
            "had_my_back",
            "A whole night on Foundry Row, and you had my thermos filled before I had found my boots.",
            giver="dispatch field",
            receiver="fleet dispatch",
        ),
        Line(
            "was_a_resource",
            "You knew that the old hydrant behind the Foundry Row bakery still has pressure. Forty flats flushed "
            "because of you.",
            giver="dispatch",
            receiver="field",
        ),
    ),
    "boil": (
        Line(
            "served_the_chain",
            "All through the boil notice you gave us one sentence a day that was true, short and the same for "
            "everybody. It was worth more than any script.",
            giver="care dispatch",
            receiver="lab",
        ),
        Line(
            "had_my_back",
            "Three nights of boil-notice samples, and each time you checked my labels and I checked yours. Not one "
            "repeat.",
            giver="lab",
            receiver="lab",
        ),
        Line(
            "felt_with_me",
            "You wrote the boil notice for people who are frightened, and then you wrote it again in four languages.",
            giver="care",
            receiver="care",
        ),
        Line(
            "had_my_back",
            "There were two bowsers at St Brigid's before the boil notice was on the radio. The care home never "
            "missed a meal.",
            giver="dispatch care",
            receiver="fleet",
        ),
        Line(
            "owned_it",
            "You gave the boil notice a page of its own with a map and a date on it. The switchboard went quiet "
            "within the hour.",
            giver="lab care dispatch",
            receiver="it",
        ),
        Line(
            "was_a_resource",
            '"Is my house in it?" You made the boil-notice map answer that for every front door.',
            giver="care dispatch lab",
            receiver="mapping",
        ),
        Line(
            "felt_with_me took_the_harder_way",
            "You put boil-notice cards through every door in Northgate in one evening and talked with everyone who "
            "opened.",
            giver="care lab",
            receiver="field",
        ),
        Line(
            "took_the_harder_way",
            "You would not lift the boil notice a day early, whoever rang. I know who rang.",
            giver="dispatch care office",
            receiver="lab",
        ),
        Line(
            "served_the_chain",
            "For the whole boil notice you got our sampling vans through closed streets. Every bottle was in within "
            "the hour.",
            giver="lab",
            receiver="dispatch",
        ),
        Line(
            "said_what_we_can_do",
            '"Until it is safe, and here is how you\'ll know." You said it to the council about the boil notice, '
            "and then to everyone who rang.",
            giver="office lab dispatch field",
            receiver="care",
        ),
        Line(
            "led_by_example",
            "On the second day of the boil notice you brought a kettle for each team and a note on how long a "
            "minute is.",
            giver="care lab dispatch",
            receiver="fleet it payroll",
        ),
    ),
}

# Said between two who share another language than English. Written so that neither has to be a he or a she.
OTHER_LANGUAGES: Final[Mapping[str, tuple[Line, ...]]] = {
    "de": (
        Line(
            "had_my_back",
            "Du hast am Samstag meine Bereitschaft übernommen, ohne zu fragen, warum. Ich war beim Geburtstag "
            "meiner Tochter dabei.",
        ),
        Line(
            "owned_it",
            "Der Schieber an der {place} stand seit Monaten auf der Liste. Seit gestern dreht er sich wieder, und "
            "im Plan steht er jetzt auch richtig.",
            receiver="field mapping dispatch fleet",
        ),
        Line(
            "was_a_resource",
            "Ich wusste nicht, wer den Schlüssel hat. Du auch nicht, aber nach drei Anrufen standen wir vor der "
            "offenen Tür.",
        ),
        Line(
            "said_what_we_can_do",
            "„Heute nicht, aber morgen um sieben mit dem großen Aggregat.“ Mit so einer Antwort kann ich planen.",
            receiver="fleet field dispatch",
        ),
        Line(
            "felt_with_me",
            "Du hast gemerkt, dass mir das Gespräch noch in den Knochen saß, und mir einfach einen Kaffee hingestellt.",
        ),
        Line(
            "took_the_harder_way",
            "Du hättest es auch so unterschreiben können. Stattdessen hast du nachgerechnet, und der Fehler war echt.",
        ),
        Line(
            "led_by_example",
            "Du hast vor allen gesagt: „Das war mein Fehler, und so machen wir es jetzt.“ Danach war die "
            "Besprechung eine andere.",
        ),
        Line(
            "served_the_chain",
            "Deine Übergabe war so vollständig, dass ich um sechs anfangen konnte, ohne jemanden zu wecken.",
        ),
        Line(
            "had_my_back",
            "Bei Regen, im Dunkeln, und du hast den Schirm über meinen Laptop gehalten statt über dich.",
        ),
    ),
    "es": (
        Line(
            "had_my_back",
            "Me quedé sin coche el viernes a las cinco y media. Diste la vuelta para recogerme y llegué a tiempo a "
            "la guardería.",
        ),
        Line("owned_it", "Dijiste «yo me encargo» y no hizo falta preguntar ni una vez más. El martes estaba hecho."),
        Line("felt_with_me", "Notaste que no estaba bien antes que yo. Gracias por el paseo, y por no darme consejos."),
        Line(
            "was_a_resource",
            "No sabías la respuesta, pero sabías quién la tenía, y le avisaste de que yo iba a llamar.",
        ),
        Line(
            "took_the_harder_way",
            "Podías haber mandado la carta de siempre. Llamaste a la señora de {place}, la escuchaste media hora y "
            "entre las dos cosas apareció la fuga.",
            receiver="care",
        ),
        Line("said_what_we_can_do", "«Hoy no puedo, pero mañana a las ocho lo tienes.» Y a las ocho lo tenía ☕"),
        Line(
            "led_by_example",
            "Te pusiste el arnés sin que nadie lo pidiera, y ya no hubo que recordárselo a nadie.",
            receiver="field fleet",
        ),
        Line(
            "served_the_chain",
            "Me lo dejaste todo en orden, con los nombres y los teléfonos. El turno de noche empezó sin una sola "
            "llamada.",
        ),
    ),
    "fr": (
        Line(
            "had_my_back",
            "À trois heures du matin, tu as décroché à la deuxième sonnerie et tu m'as dicté les vannes une par "
            "une. La rue était rouverte avant le premier bus.",
            receiver="dispatch mapping field",
        ),
        Line(
            "owned_it",
            "Tu avais dit jeudi. Jeudi à huit heures, tout était sur mon bureau, complet, avec un petit mot.",
        ),
        Line(
            "was_a_resource",
            "Tu ne connaissais pas le formulaire non plus. On l'a rempli ensemble, et maintenant je sais le faire.",
        ),
        Line(
            "felt_with_me",
            "Tu as vu que je n'arrivais plus à parler après cet appel. Merci pour le thé, et pour le silence.",
        ),
        Line(
            "took_the_harder_way",
            "Tu pouvais signer et rentrer chez toi. Tu as refait la mesure, et la première était fausse.",
        ),
        Line(
            "said_what_we_can_do",
            "« Pas deux camionnettes, mais une, avec le plein. » Voilà un non avec lequel on peut travailler.",
            receiver="fleet",
        ),
        Line(
            "served_the_chain",
            "Tout était étiqueté dans l'ordre de notre tournée. On a fini avant la pluie.",
            receiver="lab fleet mapping",
        ),
        Line("had_my_back", "Tu as gardé ma place au guichet et mon chien au bureau. Les deux se portent très bien 🐕"),
    ),
    "ja": (
        Line(
            "had_my_back",
            "夜中の三時過ぎなのにすぐ電話に出て、最後のバルブが閉まるまでつないだままでいてくれました。"
            "本当に心強かったです。",
        ),
        Line(
            "owned_it",
            "「木曜までにやっておきます」という言葉どおり、木曜の朝には終わっていました。"
            "確認のメモまで付いていて助かりました。",
        ),
        Line(
            "was_a_resource",
            "ご自身も初めて見る画面だったのに、一緒に調べて、分かる人まで見つけてくれました。五分で解決しました。",
        ),
        Line(
            "took_the_harder_way",
            "結果が良すぎるからと、もう一度測り直してくれましたね。おかげで学校に自信を持って説明できました。",
        ),
        Line("felt_with_me", "疲れているのに気づいて、何も言わずにお茶を置いてくれてありがとう 🍵"),
        Line(
            "said_what_we_can_do",
            "「今日は無理ですが、明日の朝いちばんならできます」と正直に言ってくれたので、予定を組み直せました。",
        ),
    ),
    "ar": (
        Line("had_my_back", "رنّ الهاتف عند الثالثة فجرًا فأجبت من أول رنّة، وبقيت معي على الخط حتى أُغلق آخر صمام."),
        Line("owned_it", "قلت «سأتولى الأمر»، ولم أحتج إلى السؤال مرة ثانية. صباح الخميس كان كل شيء جاهزًا."),
        Line("was_a_resource", "لم تكن الإجابة عندك، لكنك عرفت من يملكها وأخبرته قبل أن أتصل به."),
        Line(
            "felt_with_me",
            "لاحظت تعبي بعد تلك المكالمة فأخذت عني الاتصالات التالية. خمس دقائق عند النافذة كانت تكفيني.",
        ),
        Line("said_what_we_can_do", "قلت بصراحة إن ذلك غير ممكن اليوم، واقترحت حلًا للغد قبل السابعة. وهكذا كان."),
        Line(
            "took_the_harder_way",
            "كان يمكنك التوقيع والذهاب إلى البيت، لكنك أعدت القياس، وتبيّن أن القراءة الأولى خاطئة.",
        ),
        Line("served_the_chain", "وصل كل شيء كاملًا وبالترتيب الذي نعمل به. أنهينا عملنا قبل المطر 🌧️"),
    ),
}

# What people add below.
REMARKS: Final = (
    Remark("You would have done the same. You have done the same.", role="recipient", about="had_my_back felt_with_me"),
    Remark("I read this on the bus and nearly missed my stop.", role="recipient"),
    Remark(
        "Half of this belongs to whoever left the notes so tidy.",
        role="recipient",
        about="owned_it served_the_chain",
    ),
    Remark("I was glad you asked.", role="recipient", about="was_a_resource"),
    Remark(
        "I showed it to my daughter. She wants to know what a valve is.",
        role="recipient",
        receiver="dispatch field mapping fleet",
        about="owned_it took_the_harder_way",
    ),
    Remark(
        "I didn't think anybody had seen that.",
        role="recipient",
        about="led_by_example owned_it took_the_harder_way felt_with_me",
    ),
    Remark("It was on my way. Nearly.", role="recipient", receiver="fleet field dispatch", about="had_my_back"),
    Remark("That means a lot, coming from you.", role="recipient"),
    Remark("I had a good teacher, and it was you.", role="recipient", about="led_by_example took_the_harder_way"),
    Remark("I had forgotten this already. Nice to find it here.", role="recipient"),
    Remark("You made it easy to say yes.", role="recipient", about="had_my_back"),
    Remark("I've printed it for the inside of my locker door.", role="recipient", receiver="field fleet dispatch lab"),
    Remark(
        "Honestly, I was nervous the whole time.",
        role="recipient",
        about="led_by_example took_the_harder_way said_what_we_can_do",
    ),
    Remark("Then we're even for last winter.", role="recipient", about="had_my_back"),
    Remark("Thank you for writing it down. My mother has read it twice.", role="recipient"),
    Remark("I'd do it again. Perhaps after breakfast.", role="recipient", about="had_my_back took_the_harder_way"),
    Remark(
        "It only worked because you said so early what you needed.",
        role="recipient",
        about="served_the_chain said_what_we_can_do",
    ),
    Remark(
        "The plates were on our side for once.",
        role="recipient",
        receiver="lab",
        about="took_the_harder_way owned_it",
    ),
    Remark("There was a map. I only found it.", role="recipient", receiver="mapping", about="was_a_resource"),
    Remark(
        "Have you tried turning the thanks off and on again 🙂",
        role="recipient",
        receiver="it",
        about="owned_it was_a_resource",
    ),
    Remark("The van did most of it.", role="recipient", receiver="fleet", about="served_the_chain owned_it"),
    Remark(
        "It bothered me, that's all. And then it bothered me less.",
        role="recipient",
        about="owned_it took_the_harder_way",
    ),
    Remark(
        "I learned that from Amara. Pass it on.",
        role="recipient",
        receiver="dispatch",
        about="led_by_example felt_with_me",
    ),
    Remark(
        "Somebody did it for me once. I was only waiting for my turn.",
        role="recipient",
        about="felt_with_me had_my_back",
    ),
    Remark(
        "I was next door and heard it. Just like that.",
        role="witness",
        about="felt_with_me had_my_back led_by_example",
    ),
    Remark(
        "The same for us last month. You can build on it.",
        role="witness",
        about="served_the_chain said_what_we_can_do owned_it had_my_back",
    ),
    Remark("I always wondered who that was.", role="witness", about="owned_it led_by_example"),
    Remark(
        "Can we do it this way from now on?",
        role="witness",
        about="served_the_chain said_what_we_can_do led_by_example",
    ),
    Remark("I read this out in our morning round.", role="witness"),
    Remark("So that's why it went so quietly.", role="witness", about="owned_it served_the_chain said_what_we_can_do"),
    Remark(
        "Two floors up all we noticed was that nobody complained.",
        role="witness",
        about="owned_it served_the_chain",
    ),
    Remark("Seconded, from everyone on nights.", role="witness", author="dispatch field", about="had_my_back owned_it"),
    Remark(
        "I was on the second crew. It was exactly like that.",
        role="witness",
        author="field",
        receiver="dispatch field fleet",
        about="had_my_back took_the_harder_way",
    ),
    Remark(
        "From the trench: we owe you cake.",
        role="witness",
        author="field",
        receiver="dispatch fleet mapping care",
        about="had_my_back served_the_chain was_a_resource",
    ),
    Remark(
        "On the phones we noticed it within ten minutes.",
        role="witness",
        author="care",
        about="served_the_chain owned_it said_what_we_can_do",
    ),
    Remark(
        "I took the next call from that street. They had only good things to say.",
        role="witness",
        author="care",
        receiver="field dispatch fleet",
        about="owned_it felt_with_me said_what_we_can_do",
    ),
    Remark(
        "I checked the numbers afterwards. They hold.",
        role="witness",
        author="lab mapping",
        receiver="lab mapping",
        about="owned_it took_the_harder_way",
    ),
    Remark(
        "It's in the map now, so it stays found.",
        role="witness",
        author="mapping",
        receiver="field dispatch mapping",
        about="owned_it was_a_resource",
    ),
    Remark(
        "Van 12 says thank you as well.",
        role="witness",
        author="fleet",
        receiver="fleet",
        about="had_my_back owned_it",
    ),
    Remark(
        "I've made a page of it in the handbook, with your name on it.",
        role="witness",
        author="it dispatch care",
        about="was_a_resource led_by_example served_the_chain",
    ),
    Remark(
        "Also: not one ticket about it.",
        role="witness",
        author="it",
        receiver="it",
        about="owned_it served_the_chain",
    ),
    Remark(
        "And the sheets were in on time, too.",
        role="witness",
        author="payroll",
        receiver="field fleet dispatch",
        about="owned_it led_by_example",
    ),
    Remark(
        "I heard about this from the council before I heard it from us.",
        role="witness",
        author="office",
        about="took_the_harder_way owned_it said_what_we_can_do",
    ),
    Remark("I would like to hear this told at the next town hall.", role="witness", author="office"),
    Remark(
        "I'd like to learn how you did that. Ten minutes this week?",
        role="witness",
        about="was_a_resource owned_it",
    ),
    Remark("Good to know that you're on when I am.", role="witness", about="had_my_back felt_with_me"),
    Remark(
        "Whoever wrote the rota that day: thank you as well.",
        role="witness",
        receiver="dispatch field lab care",
        about="had_my_back",
    ),
    Remark(
        "A wave from the whole yard 👋",
        role="witness",
        author="fleet",
        about="had_my_back served_the_chain owned_it",
    ),
    Remark(
        "That's how I was taught it, and I had let it slip. Thank you for the reminder.",
        role="witness",
        about="led_by_example took_the_harder_way",
    ),
    Remark(
        "I tried it your way today. It takes longer once and is quicker ever after.",
        role="witness",
        about="led_by_example served_the_chain",
    ),
    Remark(
        "The residents are still talking about it, in a good way.",
        role="witness",
        author="care field",
        receiver="field care fleet",
        about="felt_with_me owned_it served_the_chain",
    ),
    Remark("This is the kind of no I can live with.", role="witness", about="said_what_we_can_do"),
    Remark(
        "You also found the last one for me. I think you have a map of all of us.",
        role="witness",
        about="was_a_resource",
    ),
    Remark("I had walked past it for a year.", role="witness", about="owned_it"),
    Remark(
        "It would have come to us next, and twice the size. Thank you.",
        role="witness",
        receiver="field lab it",
        about="took_the_harder_way",
    ),
    Remark("I've seen you do it when nobody was looking.", role="witness", about="led_by_example felt_with_me"),
    Remark(
        "PS: they rang again to say thank you.",
        role="giver",
        receiver="care lab field dispatch",
        about="owned_it felt_with_me said_what_we_can_do",
    ),
    Remark("I should have written this sooner.", role="giver"),
    Remark("There's a photo of it on our board now.", role="giver", about="owned_it served_the_chain"),
    Remark("I forgot to say: it's still holding.", role="giver", receiver="field fleet it mapping", about="owned_it"),
    Remark("And you were back at your desk as if nothing had happened.", role="giver", about="had_my_back"),
    Remark("War dabei. Genau so war es.", role="witness", language="de"),
    Remark("Das hättest du für mich auch getan.", role="recipient", language="de"),
    Remark("Danke, dass du es aufgeschrieben hast.", role="recipient", language="de"),
    Remark("Lo vi y fue tal cual.", role="witness", language="es"),
    Remark("Para eso estamos.", role="recipient", language="es"),
    Remark("C'était exactement ça, je confirme.", role="witness", language="fr"),
    Remark("Merci à toi de l'avoir écrit.", role="recipient", language="fr"),
    Remark("近くで見ていました。まさにその通りでした。", role="witness", language="ja"),
    Remark("こちらこそ、ありがとうございました。", role="recipient", language="ja"),
    Remark("كنت هناك، وهكذا كان تمامًا.", role="witness", language="ar"),
    Remark("والشكر لك أيضًا.", role="recipient", language="ar"),
)


# ---------------------------------------------------------------------------------------------------- the newest ones

OPENING: Final = (
    Scene(
        0.07,
        "grace.mensah",
        ("mira.lindqvist",),
        "had_my_back was_a_resource",
        "I stood at the wrong gate of Beacon Hill with the pump running dry. You found the right one on the old plan, "
        "talked me over to it and got the keyholder out of bed. Eleven minutes. I know because I counted.",
        reactions=(("💛", 1),),
    ),
    Scene(
        0.81,
        "mira.lindqvist",
        ("priya.nair",),
        "was_a_resource",
        "I asked you about the meter portal. You did not know either, found Tomasz within five minutes, and stayed "
        "until it was sorted.",
        reactions=(("👍", 2),),
    ),
    Scene(
        2.04,
        "jonas.weber",
        ("amara.okafor",),
        "had_my_back",
        "The main on Harbour Road went at ten past three and I had nobody to close the street. Amara rang the police, "
        "rerouted two crews and stayed on the line until the last valve was shut. We were all home before breakfast.",
        link=f"{INTRANET}/incidents/4471",
        endorsers=4,
        reactions=(("👏", 6), ("💛", 3)),
        remarks=(("grace.mensah", 80, "I was on the second crew. It was exactly like that."),),
    ),
    Scene(
        6.31,
        "omar.nasser",
        ("samira.haddad",),
        "had_my_back felt_with_me",
        "كانت ليلتي الأولى وحدي على مكتب التوجيه، فتركت هاتفك مفتوحًا بجانب سريرك. لم أحتج إليه إلا مرة واحدة، وأجبت "
        "قبل الرنّة الثانية.",
        endorsers=1,
        reactions=(("💛", 4), ("🙏", 2)),
    ),
    Scene(
        9.17,
        "tobias.brandt",
        ("jonas.weber",),
        "took_the_harder_way",
        "Vier Uhr früh, Regen, und der Plan passte nicht zum Schacht. Du hast mir jede Schiebernummer einzeln "
        "durchgegeben, bis es stimmte. Die Bäckerei in der Mill Lane hatte um fünf Wasser.",
        reactions=(("💪", 3),),
        remarks=(("lena.hoffmann", 95, "Die Brötchen waren übrigens gut. Danke an euch beide."),),
    ),
    Scene(
        20.43,
        "diego.morales",
        ("kwabena.asante",),
        "led_by_example",
        "Your first lock-out in the lead, and you read all nine steps aloud although each of us knows them by heart. "
        "That is why it works.",
        endorsers=2,
        reactions=(("👏", 5), ("💪", 2)),
        remarks=(("kwabena.asante", 50, "I had them on my glove, just in case."),),
    ),
    Scene(
        26,
        "samira.haddad",
        ("li-wei.chen", "yuki.tanabe"),
        "took_the_harder_way said_what_we_can_do",
        "The sample could have waited until Monday and nobody would have asked. You two came in, ran it twice because "
        "the first result looked too good, and then told the school plainly what they could use today and what they "
        "could not. The head teacher rang me to say that nobody had ever explained it to her like that, and that she "
        "has put your note on the staff room wall, next to the number she used to ring when nobody answered.",
        link=f"{INTRANET}/samples/20817",
        endorsers=2,
        reactions=(("🙏", 9), ("💧", 2)),
        remarks=(("li-wei.chen", 130, "Yuki made the coffee. I want that on record."),),
        office=True,
    ),
    Scene(
        29,
        "chloe.bennett",
        ("paolo.ricci",),
        "owned_it",
        "Seven households on Elm Street, seven calls back. And for the one without a telephone you walked over on your "
        "lunch break and put a note through the door.",
        endorsers=1,
        reactions=(("👏", 4),),
        office=True,
    ),
    Scene(
        32,
        "aiko.sato",
        ("haruto.mori",),
        "was_a_resource",
        "地図が開かなくなって困っていたとき、席まで来て一緒に画面を見てくれましたね。"
        "原因は古い印刷設定でした。次に同じことが起きても、もう自分で直せます。",
        reactions=(("🙏", 3),),
        remarks=(("haruto.mori", 40, "こちらこそ、手順を書き残してくださって助かりました。"),),
        office=True,
    ),
    Scene(
        43.63,
        "camille.laurent",
        ("amadou.diallo",),
        "owned_it served_the_chain",
        "La glacière fermait mal depuis des mois. Tu l'as réparée entre deux vidanges, avec un ressort trouvé au fond "
        "de ta poche. Aucun échantillon refusé cette semaine.",
        reactions=(("😄", 2), ("👍", 3)),
    ),
    Scene(
        47,
        "grace.mensah",
        ("fleet",),
        "served_the_chain",
        "A spare pump on our site at six, as you said on {day}. You treat our vans the way we should treat customers.",
        reactions=(("👍", 5), ("💪", 2)),
        remarks=(
            ("katrin.vogel", 25, "I've read it out in the yard. Patrick pretended to have something in his eye."),
        ),
        office=True,
    ),
    Scene(
        53,
        "ruth.castellanos",
        ("nikhil.rao",),
        "took_the_harder_way",
        "You leaned over in the council meeting and told me that the number on my slide was last year's. I corrected "
        "it out loud. Much better from you than from them.",
        endorsers=3,
        reactions=(("👏", 7),),
        office=True,
    ),
)
