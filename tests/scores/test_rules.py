"""The score of a team: the worked example to its last digit, what is missing, and when there is too little."""

from datetime import UTC, datetime, timedelta

import pytest

from had_your_back.commitments.transitions import Answer, State
from had_your_back.scores.evidence import ended
from had_your_back.scores.parts import reach
from had_your_back.scores.recipes import RECIPES, Component, Outcome
from had_your_back.scores.rules import Means, Missing, Part, ScoreStatus, WaitsFor
from scores.gathering import Asked, Gathered, Promised, Staff, Thanked, company, example, person


def digits(value: float) -> str:
    return f"{value:.6f}"


def test_the_worked_example_comes_out_to_its_last_digit() -> None:
    found = example().score("kestrel")
    assert found.status is ScoreStatus.PUBLISHED
    working = found.working
    assert working is not None
    assert (digits(working.value), digits(working.low), digits(working.high)) == ("76.279355", "68.723101", "84.666435")
    assert {part.key: (digits(part.value), digits(part.points_lost)) for part in working.parts} == {
        Component.RELIABILITY: ("0.755201", "9.066394"),
        Component.RESPONSIVENESS: ("0.747496", "4.571610"),
        Component.COVERAGE: ("0.882538", "1.443192"),
        Component.PARTICIPATION: ("0.657971", "3.260782"),
        Component.SERVICE: ("0.767708", "3.085383"),
    }
    assert working.weakest.key is Component.RELIABILITY
    assert working.missing == ()


def test_the_means_of_the_worked_example() -> None:
    found = Gathered(example()).means()
    assert [digits(getattr(found, each)) for each in Means.__dataclass_fields__] == [
        "0.719679",
        "0.715603",
        "0.713095",
        "0.586957",
        "0.647678",
    ]


def test_before_the_pull_the_worked_example_has_full_coverage_and_reach() -> None:
    working = example().working("kestrel")
    coverage, participation = (
        next(part for part in working.parts if part.key is key) for key in (Component.COVERAGE, Component.PARTICIPATION)
    )
    assert coverage.estimate == 1
    assert coverage.size is not None
    assert digits(coverage.size) == "14.425265"
    reached = reach(Gathered(example()).evidence("kestrel"), RECIPES["v1"])
    assert (reached.estimate, digits(reached.size)) == (1, "5.526806")
    assert participation.counts == {"givers": 4, "members": 5, "given": 11}


def test_without_members_there_is_a_reason_and_no_number() -> None:
    world = example()
    world.staff = Staff({**world.staff.parents, "empty": None}, world.staff.people.values())
    found = world.score("empty")
    assert (found.status, found.working, found.members) == (ScoreStatus.TOO_FEW_MEMBERS, None, 0)
    assert {(each.key, each.waits_for) for each in world.working("empty").missing} == {
        (Component.COVERAGE, WaitsFor.MEMBERS),
        (Component.PARTICIPATION, WaitsFor.MEMBERS),
    }


def test_a_team_of_which_nothing_is_known_is_taken_for_what_is_usual() -> None:
    world = company({"kestrel": 5, "heron": 5})
    working = world.working("kestrel")
    assert {part.key: part.value for part in working.parts} == {
        Component.RELIABILITY: 0.7,
        Component.RESPONSIVENESS: 0.7,
        Component.SERVICE: 0.7,
    }
    assert digits(working.value) == "70.000000"
    assert world.score("kestrel").status is ScoreStatus.TOO_FEW_CONTRIBUTORS


def test_in_an_organisation_with_one_team_service_waits_for_another() -> None:
    world = example()
    world.staff = Staff(
        {"kestrel": None}, [person(each, None if each[0] != "k" else "kestrel") for each in world.staff.people]
    )
    found = world.score("kestrel")
    assert found.working is not None
    assert found.working.missing == (Missing(Component.SERVICE, WaitsFor.OTHER_TEAM, 0, 1),)
    assert {part.key: digits(part.weight) for part in found.working.parts} == {
        Component.RELIABILITY: "0.470588",
        Component.RESPONSIVENESS: "0.235294",
        Component.COVERAGE: "0.176471",
        Component.PARTICIPATION: "0.117647",
    }


def test_all_evidence_of_one_pair_is_too_few_contributors() -> None:
    world = company({"kestrel": 6, "heron": 5})
    for day in range(1, 90):
        world.promised.append(Promised("k1", "k2", day, Outcome.KEPT))
        world.thanked += [Thanked("k1", ("k2",), day), Thanked("k2", ("k1",), day)]
    found = world.score("kestrel")
    assert found.status is ScoreStatus.TOO_FEW_CONTRIBUTORS
    assert found.contributors == {"k1", "k2"}
    assert found.items == 89 + 4 * 89
    assert found.working is None


def test_items_are_promises_requests_and_who_gave_or_received() -> None:
    world = company({"kestrel": 5, "heron": 5})
    world.thanked = [Thanked("h1", ("k1", "k2", "k3", "k4", "k5"), 3), Thanked("k1", ("k2", "h1"), 4)]
    world.asked = [Asked("kestrel", "k1", 5, Answer.ACCEPTED)]
    world.promised = [Promised("k1", "h1", 6, Outcome.KEPT)]
    found = world.score("kestrel")
    assert (found.items, found.status) == (5 + 1 + 1 + 1 + 1, ScoreStatus.INSUFFICIENT_EVIDENCE)
    assert found.contributors == {"k1", "k2", "k3", "k4", "k5"}

    world.promised.append(Promised("k1", "h1", 7, Outcome.KEPT))
    assert world.score("kestrel").status is ScoreStatus.PUBLISHED


def test_a_part_joins_with_two_recognitions_for_each_member() -> None:
    world = company({"kestrel": 5, "heron": 5})
    world.thanked = [Thanked("h1", ("k1", "k2", "k3", "k4", "k5"), 3), Thanked("h2", ("k1", "k2", "k3", "k4"), 4)]
    working = world.working("kestrel")
    assert working.missing == (
        Missing(Component.COVERAGE, WaitsFor.RECEIVED, 9, 10),
        Missing(Component.PARTICIPATION, WaitsFor.GIVEN, 0, 10),
    )
    world.thanked.append(Thanked("h3", ("k5",), 5))
    assert [each.key for each in world.working("kestrel").missing] == [Component.PARTICIPATION]


def test_reach_joins_with_five_recognitions_from_outside() -> None:
    world = company({"kestrel": 5, "heron": 5})
    world.thanked = [Thanked(f"h{number}", ("k1",), 3) for number in range(1, 5)]

    def service() -> Part:
        return next(part for part in world.working("kestrel").parts if part.key is Component.SERVICE)

    assert "reach" not in service().counts
    world.thanked.append(Thanked("h5", ("k1",), 3))
    assert service().counts["reach"] > 0.6


def test_the_teams_above_and_below_are_no_other_teams() -> None:
    world = company({"kestrel": 5, "night": 5, "day": 5}, {"night": "kestrel", "day": "kestrel"})
    gathered = Gathered(world)
    assert [gathered.evidence(team).other_teams for team in ("kestrel", "night", "day")] == [0, 1, 1]
    assert [len(gathered.evidence(team).members) for team in ("kestrel", "night", "day")] == [15, 5, 5]


DUE = datetime(2026, 11, 20, 16, tzinfo=UTC)
EARLIER, LATER, MUCH_LATER = (DUE + timedelta(days=days) for days in (-1, 1, 9))


@pytest.mark.parametrize(
    ("state", "delivered", "closed", "broken", "counts_as"),
    [
        (State.KEPT, EARLIER, LATER, None, (Outcome.KEPT, EARLIER)),
        (State.KEPT, DUE, LATER, None, (Outcome.KEPT, DUE)),
        (State.KEPT, LATER, LATER, None, (Outcome.KEPT_LATE, LATER)),
        (State.KEPT, EARLIER, LATER, EARLIER, (Outcome.KEPT_LATE, EARLIER)),  # broken, then opened again for later
        (State.REVOKED, None, EARLIER, None, (Outcome.REVOKED_IN_TIME, EARLIER)),
        (State.REVOKED, None, DUE, None, (Outcome.REVOKED_LATE, DUE)),
        (State.BROKEN, None, LATER, LATER, (Outcome.BROKEN, LATER)),
        (State.REVOKED, None, MUCH_LATER, LATER, (Outcome.BROKEN, LATER)),
        (State.CANCELLED, None, MUCH_LATER, LATER, (Outcome.BROKEN, LATER)),
        (State.CANCELLED, None, EARLIER, None, None),
        (State.PROMISED, None, None, LATER, None),
        (State.DELIVERED, EARLIER, None, None, None),
        (State.DECLINED, None, EARLIER, None, None),
        (State.WITHDRAWN, None, EARLIER, None, None),
        (State.EXPIRED, None, EARLIER, None, None),
    ],
)
def test_how_a_promise_ended_and_since_when_it_ages(
    state: State,
    delivered: datetime | None,
    closed: datetime | None,
    broken: datetime | None,
    counts_as: tuple[Outcome, datetime] | None,
) -> None:
    found = ended(state=state, due_at=DUE, delivered_at=delivered, closed_at=closed, broken_at=broken)
    assert found == counts_as
