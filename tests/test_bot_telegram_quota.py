from bot.telegram.quota import Quota, Verdict

TAKEN, TOLD, DROPPED = Verdict.TAKEN, Verdict.TOLD, Verdict.DROPPED


def test_whoever_asks_too_much_is_told_once_and_let_in_again_when_they_pause() -> None:
    quota = Quota(2, 60.0)  # one more every 30 s
    assert [quota.take(7, 0.0) for _ in range(5)] == [TAKEN, TAKEN, TOLD, DROPPED, DROPPED]
    assert quota.seconds_until_free(7) == 30.0
    assert quota.take(7, 29.0) is DROPPED
    assert quota.take(7, 58.5) is DROPPED  # the time begins anew each time
    assert quota.take(7, 89.0) is TAKEN
    assert quota.take(7, 90.0) is TOLD


def test_only_who_was_told_is_dropped_and_waits_on() -> None:
    quota = Quota(2, 60.0)
    assert [quota.take(7, 0.0), quota.drops(7, 0.0), quota.take(7, 0.0), quota.drops(7, 0.0)] == [
        *(TAKEN, False),
        *(TAKEN, False),
    ]
    assert quota.take(7, 0.0) is TOLD
    assert [quota.drops(7, 20.0), quota.drops(7, 45.0), quota.drops(8, 45.0)] == [True, True, False]
    assert quota.drops(7, 75.0) is False
    assert quota.take(7, 75.0) is TAKEN


def test_each_person_has_a_bucket_of_their_own_which_never_overflows() -> None:
    quota = Quota(2, 60.0)
    assert [quota.take(7, 0.0) for _ in range(3)] == [TAKEN, TAKEN, TOLD]
    assert quota.take(8, 0.0) is TAKEN
    assert [quota.take(7, 10_000.0) for _ in range(3)] == [TAKEN, TAKEN, TOLD]
    assert quota.seconds_until_free(99) == 0.0


def test_people_with_full_buckets_are_forgotten_before_memory_grows() -> None:
    quota = Quota(2, 60.0)
    for person in range(10_000):
        quota.take(person, 0.0)
    quota.take(10_001, 120.0)
    assert len(quota._buckets) == 1
