"""Somebody who leaves something in every table that people write into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from conftest import Clock, Company
from had_your_back.commitments import actions as commitments
from had_your_back.commitments import rules as promised
from had_your_back.commitments.actions import Step, terms_of
from had_your_back.commitments.transitions import Act
from had_your_back.database import Database, Transaction
from had_your_back.people import actions as people
from had_your_back.people import directory
from had_your_back.people import store as people_store
from had_your_back.people.actions import PersonDraft, TokenDraft
from had_your_back.recognitions import actions as recognitions
from had_your_back.settings import Settings
from recognitions.acting import LIMITS, actor, give

TERMS = terms_of(Settings())


@dataclass
class Life:
    """What somebody left behind, by id."""

    person: str
    given: str
    alone: str
    shared: str
    elsewhere: str
    promise: str
    closed: str
    token: str


async def joined(database: Database, company: Company) -> str:
    async def join(tx: Transaction) -> str:
        zeb = PersonDraft(
            user_name="zeb.quill",
            display_name="Zebediah Quillfeather",
            email="zeb@birds.example",
            external_id="HR-4711-Z",
            job_title="Keeper of nests",
            avatar_url="https://pictures.example/zeb.quill.png",
            team="kestrel",
        )
        made = (await people.put_person(tx, zeb)).id
        await people.put_manager(tx, "zeb.quill", "mia")
        await people.put_manager(tx, "cyd", "zeb.quill")
        await people.put_leads(tx, "kestrel", ["ann", "zeb.quill"])
        known = {"given_name": "Zebediah", "family_name": "Quillfeather", "department": "Nests of Zebediah"}
        await directory.tell(tx, made, known, known=False)
        await directory.tell(tx, company["cyd"], {"manager": "HR-4711-Z"}, known=False)
        await people_store.add_account(tx, "https://id.example", "the-subject-of-zeb", made)
        return made

    company.people["zeb"] = await database.transact(join)
    return company.people["zeb"]


async def lived(database: Database, company: Company, clock: Clock) -> Life:
    person = await joined(database, company)
    token, _ = await database.transact(
        people.create_token, TokenDraft(name="Telephone of Zeb", scopes=["people:read"], person="zeb.quill")
    )
    act, zeb = database.transact, actor(company, "zeb")
    given = await give(
        database, company, "zeb", "bob", message="You held the ladder in the storm", link="https://w.example/1"
    )
    alone = await give(database, company, "ann", "zeb", message="Your nest was the best of all nests")
    words = "Zebediah and Bob, you were great; ZEB.QUILL too"
    shared = await give(database, company, "ann", "zeb", "bob", message=words)
    elsewhere = await give(database, company, "ann", "dee", message="Ask Zebediah Quillfeather, he knows")
    await act(recognitions.endorse, actor(company, "cyd"), given, limits=LIMITS)
    await act(recognitions.endorse, zeb, elsewhere, limits=LIMITS)
    await act(recognitions.react, zeb, elsewhere, "👏", limits=LIMITS)
    await act(recognitions.add_comment, zeb, elsewhere, "A comment about the ladder in the storm", limits=LIMITS)
    said = await act(recognitions.add_comment, actor(company, "cyd"), given, "Well said, Zebediah!", limits=LIMITS)
    await act(recognitions.report, zeb, said, "This comment is about feathers, I report it", limits=LIMITS)

    async def ask(to: str) -> str:
        due = clock.now + timedelta(days=20)
        it = promised.Draft(
            title="Paint the ladder before the rains come", conditions="The paint is blue and has to be dry", due_at=due
        )
        return await act(commitments.request, zeb, company[to], it, terms=TERMS)

    promise, closed = await ask("bob"), await ask("cyd")
    no = promised.Details(note="Feathers and paint do not mix")
    step = Step(commitment=closed, version=1, act=Act.DECLINE, details=no)
    await act(commitments.act, actor(company, "cyd"), step, terms=TERMS)
    return Life(person, given, alone, shared, elsewhere, promise, closed, token)
