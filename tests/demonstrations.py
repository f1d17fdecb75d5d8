"""Companies of the demonstration, each made once for all tests."""

from datetime import UTC, datetime
from functools import cache

from had_your_back.demo import company
from had_your_back.demo.shapes import Company

UNTIL = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)  # a Sunday


@cache
def made(people: int = 60, until: datetime = UNTIL) -> Company:
    """A company of so many people, whose year ends then."""
    return company(people=people, until=until)
