"""A small part of tests/benchmarks/score_truth.py: the score sees what teams are like, and cheating shows little."""

from benchmarks.score_truth import recovered, spearman


def test_spearman_sees_the_order_alone() -> None:
    assert spearman([1, 2, 2, 9], [3, 5, 5, 6]) == 1
    assert spearman([1, 2, 3], [9, 4, 1]) == -1


def test_the_score_tells_more_of_the_truth_than_the_share_of_promises_kept() -> None:
    found = recovered(seed=0, thanks=4, promises=12)
    assert found.agrees > 0.67 > found.raw
    assert 0.8 <= found.inside <= 0.97
