"""Rules on formation in a charter: a sound one loads without a word, and each fault is found where it stands."""

from __future__ import annotations

import pytest
from support.clubs import problems_of

UNITS = """\
id = "clubs"
languages = ["en"]
label = { en = "Clubs" }
[words.unit]
union = { en = "union" }
club = { en = "club", under = ["union"] }
circle = { en = "circle", under = ["union"] }
league = { en = "league", under = ["union"] }
crew = { en = "crew", under = ["union"] }
[words.registration]
home = { en = "home" }
[words.post]
chair = { en = "chair" }
[words.link]
joined = { en = "joined" }
site = { en = "site" }
[words.project]
works = { en = "works" }
[words.unit_change]
dissolve = { en = "dissolution" }
[words.activity]
meeting = { en = "meeting" }
[words.presence]
present = { en = "present" }
remote = { en = "remote" }
[words.vote_choice]
yes = { en = "yes" }
no = { en = "no" }
abstain = { en = "abstain" }
blank = { en = "blank" }
void = { en = "void" }
[words.outcome]
adopted = { en = "adopted" }
[words.disposal]
transferred = { en = "taken over" }
[workflow.membership.state]
full = { kind = "done", en = "full" }
[workflow.project.state]
begun = { kind = "open", en = "begun", next = ["over"] }
over = { kind = "done", en = "over" }
[workflow.motion]
outcomes = ["adopted"]
[workflow.motion.state]
put = { kind = "open", en = "put", next = ["decided"] }
decided = { kind = "done", en = "decided" }
[decision.general]
en = "general meeting"
threshold = { base = "cast", over = "1/2" }

[formation.club]
en = "Size of a club"
source = "bylaws, section 2"
kinds = ["club"]
where = { state = "full" }
sizes = [{ under = 3, become = "circle", join = true, most_units = 5 }, { at_least = 3, under = 50 }, { at_least = 50, become = "league" }]
bodies = [{ under = 7, posts = ["chair"], least = 1, most = 2 }, { at_least = 7, posts = ["chair"], least = 3, most = 5, most_ever = 7 }]
joint = { link = "joined", least = 2, most = 5 }
sites = [{ kind = "crew", link = "site", where = { kind = "works" }, lasting = { months = 6 }, shorter = { years = 3 } }]
ending = { changes = ["dissolve"], decision = "general", meetings = ["meeting"], ahead = { weeks = 2 }, within = { months = 3 } }

[formation.league]
en = "Size of a league"
kinds = ["league"]
sizes = [{ under = 50, become = "club" }, { at_least = 50 }]
"""

FAULTS: list[tuple[str, str, str]] = [
    ('kinds = ["club"]', 'kinds = ["clubs"]', "charter-word"),
    ('kinds = ["club"]', "kinds = []", "charter-missing"),
    ("[formation.club]", '[formation.idle]\nen = "Idle"\nkinds = ["crew"]\n[formation.club]', "charter-formation-nothing"),
    ('where = { state = "full" }', 'where = { state = "fulll" }', "charter-choice"),
    ('kinds = ["league"]\n', 'kinds = ["league"]\ncount = "person"\n', "charter-noun"),
    ('kinds = ["league"]\n', 'kinds = ["league"]\neach = "nobody"\n', "charter-path"),
    ("sizes = [{ under = 3,", "sizes = [{ under = 4,", "charter-formation-overlap"),
    ("sizes = [{ under = 3,", "sizes = [{ under = 2,", "charter-formation-gap"),
    ("{ at_least = 3, under = 50 }", "{ at_least = 3, under = 50, over = 60 }", "charter-formation-empty"),
    ('{ at_least = 50, become = "league" }', '{ at_least = 50, under = 90, become = "league" }', "charter-formation-gap"),
    ('{ at_least = 50, become = "league" }', '{ at_least = 50, become = "leage" }', "charter-word"),
    ('{ at_least = 50, become = "league" }', '{ at_least = 50, become = "club" }', "charter-formation-itself"),
    ('{ at_least = 50, become = "league" }', "{ at_least = 50, may = true }", "charter-missing"),
    ('sizes = [{ under = 50, become = "club" }, { at_least = 50 }]', 'sizes = [{ under = 60, become = "club" }, { at_least = 60 }]', "charter-formation-circle"),
    ("most_units = 5", "most_units = 1", "charter-formation-numbers"),
    ("most_units = 5", 'most_units = "5"', "charter-not-whole"),
    ('posts = ["chair"], least = 1', 'posts = ["char"], least = 1', "charter-word"),
    ("least = 1, most = 2", "least = 3, most = 2", "charter-formation-numbers"),
    ("most_ever = 7", "most_ever = 4", "charter-formation-numbers"),
    ("{ at_least = 7, posts", "{ at_least = 8, posts", "charter-formation-gap"),
    ('link = "joined"', 'link = "joind"', "charter-word"),
    ("least = 2, most = 5 }", "least = 6, most = 5 }", "charter-formation-numbers"),
    ('kind = "crew"', 'kind = "crews"', "charter-word"),
    ('where = { kind = "works" }', 'where = { kind = "work" }', "charter-word"),
    ("lasting = { months = 6 }", "lasting = { months = 0 }", "charter-path-length"),
    ("shorter = { years = 3 }", "shorter = { months = 3 }", "charter-formation-length"),
    ('decision = "general"', 'decision = "generl"', "charter-named"),
    ('changes = ["dissolve"]', 'changes = ["disolve"]', "charter-word"),
    ('meetings = ["meeting"]', 'meetings = ["meting"]', "charter-word"),
    ("ahead = { weeks = 2 }", "ahead = { weeks = -2 }", "charter-path-length"),
]  # fmt: skip


def test_the_sound_charter_has_no_problem() -> None:
    assert [str(problem) for problem in problems_of({"clubs.toml": UNITS})] == []


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{code}-{new[:24]}" for _, new, code in FAULTS])
def test_a_fault_is_found_in_its_file_and_told_in_both_languages_with_a_cure(fault: tuple[str, str, str]) -> None:
    old, new, code = fault
    assert UNITS.count(old) >= 1
    problems = problems_of({"clubs.toml": UNITS.replace(old, new, 1)})
    assert code in [problem.code for problem in problems], [str(problem) for problem in problems]
    for problem in problems:
        assert problem.source is not None
        assert problem.source.file == "clubs.toml"
        assert problem.text("en") != problem.text("zh")
        assert problem.cure.strip()


def test_a_change_that_is_only_allowed_goes_in_no_circle() -> None:
    text = UNITS.replace(
        '{ under = 50, become = "club" }, { at_least = 50 }', '{ under = 60, become = "club", may = true }, { at_least = 60 }'
    )
    assert text != UNITS
    assert [str(problem) for problem in problems_of({"clubs.toml": text})] == []
