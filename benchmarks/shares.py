"""Projects chosen by equal shares, where nearly every paper says something else: by the library, and by pabutools, the public reference implementation.

A vote of 113 projects and 9,000 papers of 10 votes at most, as large as that of a city's district, is drawn from a seed and written as a Pabulib file, which both
read before the clock starts. Both count exactly, in fractions. pabutools is under the GPL: it is measured where it is installed, and is no part of the library.
"""

from __future__ import annotations

from importlib.util import find_spec
from random import Random

PROJECTS, PAPERS = 113, 9_000
HAS_PEER = find_spec("pabutools") is not None


def vote():
    """The text of the file."""
    dice = Random(7)
    costs = [dice.randrange(5, 400) * 1000 for _ in range(PROJECTS)]
    liked = [dice.random() ** 2 for _ in range(PROJECTS)]
    papers = [dice.choices(range(PROJECTS), liked, k=dice.randint(1, 10)) for _ in range(PAPERS)]
    chosen = [sorted(set(one)) for one in papers]
    lines = ["META", "key;value", "description;a drawn vote", "country;Nowhere", "unit;Nowhere", "instance;2024"]
    lines += [
        f"num_projects;{PROJECTS}",
        f"num_votes;{PAPERS}",
        f"budget;{sum(costs) // 4}",
        "vote_type;approval",
        "rule;greedy",
    ]
    lines += ["PROJECTS", "project_id;cost;votes"]
    lines += [f"p{at};{cost};{sum(at in one for one in chosen)}" for at, cost in enumerate(costs)]
    lines += ["VOTES", "voter_id;vote"]
    lines += [f"v{at};{','.join(f'p{one}' for one in each)}" for at, each in enumerate(chosen)]
    return "\n".join(lines) + "\n"


def _weighed(taken):
    """One number for the projects that are taken, each weighted by its place in the list of all."""
    return sum((int(id[1:]) + 1) ** 3 for id in taken)


CHARTER = """
id = "votes"
languages = ["en"]
extends = "association"
label = { en = "Votes" }
[project_vote.projects]
en = "projects"
source = "by-law"
method = "equal_shares"
"""


def ours(folder, text, clock):
    import grassroots as gr
    from grassroots.builtin.pabulib import read_pabulib

    (folder / "charter.toml").write_text(CHARTER, encoding="utf-8")
    (rule,) = gr.open_charter(folder / "charter.toml").rules_of(gr.rules.ProjectVoteRule)
    read = read_pabulib(text)
    with clock.running():
        found = gr.rules.count_projects(read.projects, read.papers, read.budget, rule)
    return _weighed(found.taken)


def pabutools(folder, text, clock):
    from pabutools.election import Cardinality_Sat, parse_pabulib
    from pabutools.rules import method_of_equal_shares

    path = folder / "vote.pb"
    path.write_text(text, encoding="utf-8")
    instance, profile = parse_pabulib(str(path))
    papers = profile.as_multiprofile()
    with clock.running():
        found = method_of_equal_shares(instance, papers, sat_class=Cardinality_Sat)
    return _weighed(one.name for one in found)
