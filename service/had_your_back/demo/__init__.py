"""A believable company to look at: Alder Water, its people, and a year of thanks and promises between them.

`company` is a pure function of its arguments: no clock, no database, one seeded generator. The same arguments give the
same company on every machine, so that a screenshot, a test and a workshop all speak of the same people. `load.load`
writes it into a database.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime

from had_your_back.demo import texts
from had_your_back.demo.promises import Promises
from had_your_back.demo.shapes import Company
from had_your_back.demo.staff import Staff
from had_your_back.demo.year import Year

FEWEST, MOST = 5, 5_000


def company(*, people: int = 60, seed: int = 7, until: datetime) -> Company:
    """A company of so many people (5 to 5,000) and its year up to `until`, twelve thanks and ten promises a person.

    >>> alder = company(until=datetime(2026, 11, 22, 11, 0, tzinfo=UTC))
    >>> alder.people[0].display_name, len(alder.people), len(alder.teams)
    ('Mira Lindqvist', 60, 10)
    >>> newest = alder.recognitions[-1]
    >>> newest.giver, newest.recipients, newest.at.isoformat()
    ('grace.mensah', ('mira.lindqvist',), '2026-11-22T10:55:48+00:00')

    Raises: ValueError for a number of people out of range or an `until` without time zone.
    """
    if not FEWEST <= people <= MOST:
        message = f"A demonstration company has {FEWEST} to {MOST} people, not {people}."
        raise ValueError(message)
    if until.tzinfo is None:
        message = "`until` needs a time zone."
        raise ValueError(message)
    until = until.astimezone(UTC).replace(microsecond=0)
    rng = random.Random(seed)  # noqa: S311 - nothing here is secret
    staff = Staff.hired(people, rng, until)
    recognitions = tuple(Year(staff, rng, until).recognitions())
    promises = Promises(staff, rng, until)
    return Company(
        organization=texts.ORGANIZATION,
        until=until,
        teams=staff.teams(),
        people=staff.people(),
        moves=staff.moves(),
        recognitions=recognitions,
        absences=promises.absences,
        commitments=promises.commitments(),
    )
