"""Search finds the same on both databases, in every script, while somebody still types, and nothing that is gone."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from conftest import Api, Company
from had_your_back import ids
from had_your_back.database import Database, Transaction
from had_your_back.ids import Kind
from had_your_back.people import store as people
from had_your_back.recognitions import actions, store
from had_your_back.recognitions.rules import EVERYONE, Recognition, Visibility
from had_your_back.recognitions.store import Filter, New
from had_your_back.texts import clean, words
from recognitions.acting import LIMITS, actor, give

SAID = {
    "german": "Größe zählt: Übergabe in der Straße, naïve Maßnahme",
    "japanese": "水漏れを修理してくれてありがとう。ｶﾞｽも止めた",
    "emoji": "thanks 🙏🏽 for the 👩‍🚒 shift 🫩",
    "french": "Un café à l'Élysée, œuvre ﬁnie",
    "korean": "도와주셔서 감사합니다",
    "thai": "ขอบคุณมาก",
    "hindi": "आपकी हिम्मत",
    "arabic": "شكرًا جزيلًا",
    "adlam": "𞤀𞤣𞤤𞤢𞤥",  # newer than the Unicode of SQLite's own tokenizers
    "numbers": "re-run #4471 at 3,5 bar, ①",
}
FINDS = {
    "größe": ["german"],
    "GROSSE": ["german"],
    "groß": ["german"],
    "ubergabe": ["german"],
    "STRASSE": ["german"],
    "strass": ["german"],
    "masnahme": [],
    "massnahme naive": ["german"],
    "\uff27röße": ["german"],
    "größe kleiner": [],
    "水漏": ["japanese"],
    "漏れを修": ["japanese"],
    "理": ["japanese"],
    "水": ["japanese"],
    "う": ["japanese"],
    "がス": [],
    "ガス": ["japanese"],
    "水を": [],
    "🙏": ["emoji"],
    "🙏🏿": ["emoji"],
    "🚒": ["emoji"],
    "🫩": ["emoji"],
    "🎉": [],
    "than": ["emoji"],
    "t": ["emoji"],
    "hanks": [],
    "CAFE elysee": ["french"],
    "oeuvre": [],
    "Œuvre": ["french"],
    "finie": ["french"],
    "감사": ["korean"],
    "다": ["korean"],
    "มาก": ["thai"],
    "हिम्मत": ["hindi"],
    "جزيلا": ["arabic"],
    "𞤀𞤣": ["adlam"],
    "4471": ["numbers"],
    "44": ["numbers"],
    "re run": ["numbers"],
    "1": ["numbers"],
    # What would mean something to a query language means nothing here.
    '"größe"': ["german"],
    "größe*": ["german"],
    "größe OR japanese": [],
    "größe AND NOT zählt": [],
    "NEAR(größe zählt)": [],
    "words: größe": [],
    "^größe": ["german"],
    "größe | zählt & !(x": [],
    "größe & zählt": ["german"],
    "größe:*": ["german"],
    "-größe": ["german"],
    "größe' OR '1'='1": [],
    "größe\\": ["german"],
    "größe\0": ["german"],
    "%": [],
    "": [],
    " ": [],
    "…": [],
}


async def found(database: Database, search: str) -> list[str]:
    """The ids of what everybody may see and the search finds."""
    async with database.read() as session:
        statement = store.find(session, EVERYONE, Filter(search=search))
        return [row.id for row in await session.rows(statement)]


async def test_each_text_is_found_by_its_own_words_however_they_are_typed(
    api: Api, database: Database, company: Company
) -> None:
    names = {await give(database, company, "ann", "bob", message=message): name for name, message in SAID.items()}

    answers = {search: sorted(names[key] for key in await found(database, search)) for search in FINDS}
    assert answers == FINDS
    for name, message in SAID.items():
        assert names[(await found(database, message))[0]] == name
    # The same over GraphQL, with what else narrows the list.
    document = "query($filter: RecognitionFilter) { recognitions(filter: $filter) { totalCount nodes { message } } }"
    for search, expected in (
        ("größe", [SAID["german"]]),
        ('"größe" )(', [SAID["german"]]),
        ("水", [SAID["japanese"]]),
        ("", []),
    ):
        shown = (await api(document, filter={"search": search, "behaviours": ["had_my_back"]}))["recognitions"]
        assert shown == {"totalCount": len(expected), "nodes": [{"message": each} for each in expected]}


async def test_after_an_edit_and_a_withdrawal_no_old_word_finds_it(database: Database, company: Company) -> None:
    given = await give(database, company, "ann", "bob", message="Alpha beta 水漏れ 🙏")
    who = actor(company, "ann")
    await database.transact(actions.edit, who, given, "Beta gamma", limits=LIMITS)
    assert [await found(database, word) for word in ("alpha", "水", "🙏", "beta", "gam")] == [
        [],
        [],
        [],
        [given],
        [given],
    ]

    await database.transact(actions.withdraw, who, given, limits=LIMITS)
    assert [await found(database, word) for word in ("alpha", "beta", "gamma")] == [[], [], []]
    async with database.read() as session:
        if database.dialect == "sqlite":
            matching = (
                'SELECT rowid FROM recognition_words WHERE recognition_words MATCH \'"beta"* OR "gamma"* OR "alpha"*\''
            )
            assert await session.rows(text(matching)) == []
        assert await session.rows(text("SELECT * FROM recognition_search")) == []


async def remembered(database: Database, company: Company, texts: list[str]) -> dict[str, str]:
    """Keep these messages, whatever the rules would say of them; the messages by the ids."""

    async def remember(tx: Transaction) -> dict[str, str]:
        facts = await people.facts(tx, [company["ann"], company["bob"]])
        new = {}
        for message in texts:
            accepted = Recognition(
                giver=facts[company["ann"]],
                recipients=(facts[company["bob"]],),
                team=None,
                message=message,
                behaviours=("owned_it",),
                visibility=Visibility.EVERYONE,
                link=None,
            )
            new[ids.new(Kind.RECOGNITION, tx.now)] = accepted
        await store.add(tx, [New(key, tx.now, accepted) for key, accepted in new.items()])
        return {key: accepted.message for key, accepted in new.items()}

    return await database.transact(remember)


TEXTS = st.lists(st.text(max_size=60).map(clean).filter(words), min_size=1, max_size=8, unique=True)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
@example(["\ufffe", "\U0010ffff", "ⓐ", "\u3099か", "ҩ\u0300\u0301", "Ⅷ", "ß", "İ", "ﬃ"])
async def test_any_text_is_found_by_its_own_words(database: Database, company: Company, texts: list[str]) -> None:
    kept = await remembered(database, company, texts)
    for key, message in kept.items():
        asked = words(message)
        assert key in await found(database, message[:200]), message
        for word in {asked[0], asked[-1], max(asked, key=len)}:
            assert key in await found(database, word), (message, word)
            assert key in await found(database, word[: max(1, len(word) // 2)]), (message, word)


async def test_words_that_are_longer_than_any_index_holds_are_found_too(database: Database, company: Company) -> None:
    giants = ["я" * 2_000, "ก" * 2_000, "a" * 2_000, "水" * 2_000, "\ufdfa" * 2_000, "🙏" * 2_000, "a🙏" * 1_000]
    kept = await remembered(database, company, giants)

    for key, message in kept.items():
        assert key in await found(database, message[:200])
        assert key in await found(database, message[:1])
    assert await found(database, "я" * 2_000) == [key for key, message in kept.items() if message == giants[0]]
    assert await found(database, "ж" * 2_000) == []
