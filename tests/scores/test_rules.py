"""The score of a team: the worked example to its last digit, what is missing, and when there is too little."""

from had_your_back.scores.parts import reach
from had_your_back.scores.recipes import RECIPES, Component
from had_your_back.scores.rules import Means, ScoreStatus
from scores.gathering import example


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
    found = example().means()
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
    reached = reach(example().evidence("kestrel"), RECIPES["v1"])
    assert (reached.estimate, digits(reached.size)) == (1, "5.526806")
    assert participation.counts == {"givers": 4, "members": 5, "given": 11}
