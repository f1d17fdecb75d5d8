"""The demonstration company: believable, the same every time, and never against the rules of the product."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from demonstrations import UNTIL, made
from had_your_back.demo import company
from had_your_back.demo import texts as demo_texts
from had_your_back.demo.shapes import Company, DemoPerson, DemoRecognition
from had_your_back.recognitions.behaviours import CATALOGUE

SIZES = (5, 20, 60, 130)
VISIBILITIES = {"EVERYONE", "TEAMS", "PEOPLE", "PEOPLE_AND_MANAGERS"}
each_size = pytest.mark.parametrize("people", SIZES)


def people_of(company: Company) -> dict[str, DemoPerson]:
    """Everyone by user name."""
    return {person.user_name: person for person in company.people}


def team_at(company: Company, name: str, at: datetime) -> str:
    """The team somebody was in."""
    moves = [move.team for move in company.moves if move.user_name == name and move.at <= at]
    return moves[-1] if moves else people_of(company)[name].team


def acts(recognition: DemoRecognition) -> list[tuple[str, datetime]]:
    """Everyone who did something or was thanked, with the instant."""
    return [
        (recognition.giver, recognition.at),
        *((name, recognition.at) for name in recognition.recipients),
        *((name, recognition.at) for name, _ in recognition.reactions),
        *recognition.endorsements,
        *((name, at) for name, _, at in recognition.comments),
    ]


def test_the_same_arguments_make_the_same_company() -> None:
    again = company(people=20, until=UNTIL)
    assert again == made(20)
    assert hash(again) == hash(made(20))


def test_another_process_with_other_hashes_makes_the_same_company() -> None:
    """Sets of strings have another order in every process, so nothing may depend on one."""
    code = (
        "import hashlib; from datetime import UTC, datetime; from had_your_back.demo import company\n"
        "print(hashlib.sha256(repr(company(until=datetime(2026, 11, 22, 11, tzinfo=UTC))).encode()).hexdigest())"
    )
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"  # ours is random, or what it is told to be
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True, text=True)
    assert run.stdout.strip() == hashlib.sha256(repr(made()).encode()).hexdigest()


def test_another_seed_or_another_end_makes_another_year() -> None:
    assert company(people=20, seed=8, until=UNTIL).recognitions != made(20).recognitions
    assert company(people=20, until=UNTIL - timedelta(days=3)).recognitions != made(20).recognitions


def test_the_end_may_be_given_in_any_time_zone() -> None:
    assert company(people=20, until=UNTIL.astimezone(timezone(timedelta(hours=9)))) == made(20)


def test_sixty_people_are_in_eight_teams_under_two_divisions() -> None:
    alder = made()
    assert alder.organization == "Alder Water"
    assert len(alder.people) == 60
    divisions = {team.external_id for team in alder.teams if team.parent is None}
    teams = [team for team in alder.teams if team.parent]
    assert {team.name for team in alder.teams if team.parent is None} == {"Field & Plant", "Service & Support"}
    assert len(teams) == 8
    assert {team.parent for team in teams} == divisions
    assert {team.name for team in teams} >= {"Dispatch", "Field Crew North", "Water Lab", "Asset Mapping"}
    now = Counter(team_at(alder, person.user_name, UNTIL) for person in alder.people if person.active)
    assert all(now[team.external_id] >= 5 for team in teams)


def test_the_first_person_is_mira_of_dispatch_and_the_people_of_the_pictures_are_there() -> None:
    alder = made()
    assert alder.people[0].display_name == "Mira Lindqvist"
    assert alder.people[0].team == "dispatch"
    assert alder.people[0].roles == ()
    known = {"Amara Okafor", "Jonas Weber", "Priya Nair", "Tomasz Kowalski", "Li Wei Chen", "Yuki Tanabe"}
    assert known | {"Samira Haddad", "Grace Mensah"} <= {person.display_name for person in alder.people}


@each_size
def test_a_company_of_any_size_has_so_many_people_and_nobody_twice(people: int) -> None:
    alder = made(people)
    assert len(alder.people) == people
    assert len({person.user_name for person in alder.people}) == people
    assert len({person.display_name for person in alder.people}) == people
    assert len({team.external_id for team in alder.teams}) == len(alder.teams)
    assert len({team.name for team in alder.teams}) == len(alder.teams)
    for person in alder.people:
        assert re.fullmatch(r"[a-z][a-z-]*\.[a-z][a-z-]*", person.user_name)
        assert person.email == f"{person.user_name}@example.org"
        assert person.job_title
        assert person.since.tzinfo is UTC


def test_a_bigger_company_has_more_districts() -> None:
    assert {"Dispatch", "Dispatch, District 2", "Water Lab, District 2"} <= {team.name for team in made(130).teams}


@each_size
def test_teams_leads_and_managers_name_what_exists(people: int) -> None:
    alder = made(people)
    names, teams = people_of(alder), {team.external_id: team for team in alder.teams}
    assert all(team.parent is None or team.parent in teams for team in alder.teams)
    assert all(person.team in teams for person in alder.people)
    for team in alder.teams:
        assert team.leads
        for lead in team.leads:
            assert team_at(alder, lead, UNTIL) == team.external_id
            assert names[lead].active
    for person in alder.people:
        chain = [person.user_name]
        while manager := names[chain[-1]].manager:
            assert manager not in chain
            chain.append(manager)
    tops = [person for person in alder.people if person.manager is None]
    assert len(tops) == (1 if people >= 20 else len(alder.teams))


@each_size
def test_each_role_is_held_by_exactly_one_active_person_other_than_the_first(people: int) -> None:
    alder = made(people)
    held = [(role, person) for person in alder.people for role in person.roles]
    assert sorted(role for role, _ in held) == ["ADMINISTRATOR", "INTEGRATOR", "MODERATOR"]
    assert len({person.user_name for _, person in held}) == 3
    assert all(person.active and person is not alder.people[0] for _, person in held)


@pytest.mark.parametrize("people", [60, 130])
def test_moves_lead_to_another_team_between_joining_and_leaving(people: int) -> None:
    alder = made(people)
    names, teams = people_of(alder), {team.external_id for team in alder.teams}
    assert len(alder.moves) >= 4
    assert list(alder.moves) == sorted(alder.moves, key=lambda move: (move.at, move.user_name))
    for move in alder.moves:
        person = names[move.user_name]
        assert move.team in teams
        assert person.since < move.at < (person.left or UNTIL)
        assert move.at > UNTIL - timedelta(days=365)
        assert team_at(alder, move.user_name, move.at - timedelta(seconds=1)) != move.team
        lead = next(team.leads for team in alder.teams if team.external_id == move.team)
        assert person.manager in lead


def test_one_of_the_sixty_has_left() -> None:
    gone = [person for person in made().people if not person.active]
    assert len(gone) == 1
    assert gone[0].left is not None
    assert gone[0].left < UNTIL


@each_size
def test_nobody_thanks_themselves_and_nobody_is_named_twice(people: int) -> None:
    for recognition in made(people).recognitions:
        assert recognition.recipients
        assert recognition.giver not in recognition.recipients
        assert len(set(recognition.recipients)) == len(recognition.recipients) <= 50


@each_size
def test_nobody_acts_before_joining_or_after_leaving(people: int) -> None:
    alder = made(people)
    names = people_of(alder)
    for recognition in alder.recognitions:
        for name, at in acts(recognition):
            person = names[name]
            assert person.since <= at < (person.left or UNTIL), (name, at)


@each_size
def test_nobody_answers_what_was_not_said_yet(people: int) -> None:
    for recognition in made(people).recognitions:
        assert all(at > recognition.at for _, at in recognition.endorsements)
        assert all(at > recognition.at for _, _, at in recognition.comments)
        assert len(set(recognition.reactions)) == len(recognition.reactions)
        endorsers = [name for name, _ in recognition.endorsements]
        assert len(set(endorsers)) == len(endorsers)
        assert not {recognition.giver, *recognition.recipients}.intersection(endorsers)


@each_size
def test_only_those_who_may_see_it_answer(people: int) -> None:
    alder = made(people)
    names = people_of(alder)
    for recognition in alder.recognitions:
        involved = {recognition.giver, *recognition.recipients}
        others = {name for name, _ in acts(recognition)} - involved
        if recognition.visibility == "PEOPLE":
            assert not others
        elif recognition.visibility == "PEOPLE_AND_MANAGERS":
            assert others <= {names[name].manager for name in involved}
        elif recognition.visibility == "TEAMS":
            teams = {team_at(alder, name, recognition.at) for name in involved}
            assert {team_at(alder, name, recognition.at) for name in others} <= teams


@each_size
def test_what_goes_to_a_whole_team_goes_to_its_members_of_that_moment(people: int) -> None:
    alder = made(people)
    for recognition in alder.recognitions:
        if recognition.team:
            here = {
                person.user_name
                for person in alder.people
                if person.since <= recognition.at < (person.left or UNTIL)
                and team_at(alder, person.user_name, recognition.at) == recognition.team
            }
            assert set(recognition.recipients) == here - {recognition.giver}


@each_size
def test_every_text_keeps_the_rules_of_the_product(people: int) -> None:
    for recognition in made(people).recognitions:
        assert 2 <= len(recognition.message) <= 2000
        assert not re.search(r"[{}]|\b(?:great|good|nice) job\b|!", recognition.message)
        assert recognition.message == recognition.message.strip()
        assert set(recognition.behaviours) <= CATALOGUE.keys()
        assert 1 <= len(recognition.behaviours) == len(set(recognition.behaviours))
        assert recognition.visibility in VISIBILITIES
        assert recognition.link is None or recognition.link.startswith("https://intranet.example.org/")
        assert all(2 <= len(text) <= 2000 for _, text, _ in recognition.comments)


@pytest.mark.parametrize("people", [5, 60, 130])
def test_no_two_of_the_newest_hundred_messages_are_alike(people: int) -> None:
    newest = [recognition.message for recognition in made(people).recognitions[-100:]]
    assert len(set(newest)) == len(newest)


@each_size
def test_nobody_is_faster_than_the_pace_limits(people: int) -> None:
    """60 a day from one person and 5 to the same one, as the settings have it."""
    given: Counter[tuple[str, str]] = Counter()
    for recognition in made(people).recognitions:
        for name in recognition.recipients:
            given[recognition.giver, f"{name} {recognition.at:%Y-%m-%d}"] += 1
    assert max(given.values()) <= 3


@each_size
def test_it_is_a_year_in_order_of_time_and_alive_to_the_last_minute(people: int) -> None:
    said = made(people).recognitions
    assert all(one.at <= other.at for one, other in pairwise(said))
    assert len({recognition.external_id for recognition in said}) == len(said)
    assert UNTIL - timedelta(days=366) < said[0].at < UNTIL - timedelta(days=335)
    assert timedelta(0) < UNTIL - said[-1].at < timedelta(minutes=15)
    assert sum(UNTIL - recognition.at < timedelta(hours=48) for recognition in said) >= 5
    assert 9 <= len(said) / people <= 13


@pytest.mark.parametrize("day", [0, 4, 5, 6])  # what is special about weeks is their ends
def test_it_is_alive_on_any_day_of_the_week_and_at_any_hour(day: int) -> None:
    until = datetime(2027, 3, 1 + day, 3 * day + 1, 30, tzinfo=UTC)
    alder = made(60, until)
    assert until - alder.recognitions[-1].at < timedelta(minutes=15)
    assert sum(until - recognition.at < timedelta(hours=60) for recognition in alder.recognitions) >= 5
    assert all(at < until for recognition in alder.recognitions for _, at in acts(recognition))


def test_the_year_has_a_loud_january_a_loud_june_and_a_quiet_august() -> None:
    said = made().recognitions
    months = Counter(recognition.at.month for recognition in said)
    assert months[1] > months[8] * 2
    assert months[6] > months[8] * 2
    assert sum("Foundry Row" in recognition.message for recognition in said if recognition.at.month == 1) >= 5
    assert sum("boil" in recognition.message for recognition in said if recognition.at.month == 6) >= 5
    told = Counter(recognition.message for recognition in said if "Foundry Row" in recognition.message)
    assert set(told.values()) == {1}
    weekend = sum(recognition.at.weekday() >= 5 for recognition in said)
    assert weekend < len(said) * 0.1


def test_about_a_third_goes_to_another_team() -> None:
    alder = made()
    across = sum(
        team_at(alder, recognition.giver, recognition.at) != team_at(alder, recognition.recipients[0], recognition.at)
        for recognition in alder.recognitions
    )
    assert 0.28 < across / len(alder.recognitions) < 0.45


def test_most_is_for_everyone_and_every_visibility_and_behaviour_occurs() -> None:
    said = made().recognitions
    seen = Counter(recognition.visibility for recognition in said)
    assert seen.keys() == VISIBILITIES
    assert seen["EVERYONE"] > len(said) * 0.7
    assert {key for recognition in said for key in recognition.behaviours} == CATALOGUE.keys()
    assert any(recognition.link for recognition in said)
    assert any(recognition.team for recognition in said)
    assert any(len(recognition.recipients) > 1 and not recognition.team for recognition in said)


def test_some_teams_are_warmer_than_others() -> None:
    alder = made()
    given = Counter(team_at(alder, recognition.giver, recognition.at) for recognition in alder.recognitions)
    assert given["customer-care"] > given["payroll"] * 3


def test_the_newest_page_is_the_one_of_the_pictures() -> None:
    newest = made().recognitions[-12:]
    assert [recognition.giver for recognition in newest[:-4:-1]] == ["grace.mensah", "mira.lindqvist", "jonas.weber"]
    assert newest[-3].message.startswith("The main on Harbour Road went at ten past three")
    assert any(recognition.team == "fleet-stores" for recognition in made().recognitions[-20:])


def test_the_texts_are_many_and_none_is_there_twice() -> None:
    groups = (
        *demo_texts.WITHIN.values(),
        *demo_texts.ACROSS.values(),
        *demo_texts.ANYWHERE.values(),
        *demo_texts.EVENTS.values(),
        *demo_texts.OTHER_LANGUAGES.values(),
        demo_texts.FROM_THE_OFFICE,
        demo_texts.SEVERAL,
        demo_texts.WHOLE_TEAMS,
    )
    lines = [line for group in groups for line in group]
    assert len(lines) >= 300
    assert len({line.text for line in lines}) == len(lines)
    assert len({remark.text for remark in demo_texts.REMARKS}) == len(demo_texts.REMARKS) >= 60
    kinds = set(demo_texts.KINDS)
    for line in lines:
        assert set(line.behaviours.split()) <= CATALOGUE.keys()
        assert {*line.giver.split(), *line.receiver.split()} <= kinds
        assert line.when in {"", "winter", "summer"}
    for remark in demo_texts.REMARKS:
        assert remark.role in {"giver", "recipient", "witness"}
        assert {*remark.author.split(), *remark.receiver.split()} <= kinds
        assert set(remark.about.split()) <= CATALOGUE.keys()


def test_somebody_can_say_something_to_anybody_in_any_season() -> None:
    """Also what is said to nearly nobody has a text, so that no size and no seed runs dry."""
    for seed, people in enumerate((5, 6, 17, 23, 41, 59)):
        assert company(people=people, seed=seed, until=UNTIL + timedelta(days=71 * seed)).recognitions


@pytest.mark.parametrize("people", [4, 5001])
def test_too_few_or_too_many_people_are_refused(people: int) -> None:
    with pytest.raises(ValueError, match="5 to 5000 people"):
        company(people=people, until=UNTIL)


def test_an_end_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        company(until=UNTIL.replace(tzinfo=None))
