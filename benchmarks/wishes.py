"""5,000 wishes and 5,000 offers of help, about ten fit each: matched by the library, and by OR-tools' flow, around which somebody wrote the rest for just this.

The peer knows the rule by heart, and says neither why a pair was made nor why a wish is left over. OR-tools is measured where it is installed, and is no part of
the library.
"""

from __future__ import annotations

from datetime import date, timedelta
from importlib.util import find_spec
from random import Random

SIZE, FIT, UNITS, DAYS = 5_000, 10, 20, 60
DAY = date(2024, 5, 1)
GROUPS = ("children", "older_people", "disabled_people", "newcomers")
FIRST = "older_people"
HAS_PEER = find_spec("ortools") is not None

CHARTER = """
id = "wishes"
languages = ["en"]
extends = "association"
label = { en = "Wishes" }
[match.wishes]
en = "wishes"
source = "by-law"
prefer = [{ by = "group", order = ["older_people"] }, { by = "waiting" }, { by = "distance" }]
"""


def wishes(folder):
    """Needs and offers in an association of branches, drawn from a seed; and the rule: one group first, then who has waited longest, then who is near."""
    import grassroots as gr
    from grassroots.model import Need, Offer, Placement, Step, Unit
    from grassroots.reading import At
    from grassroots.snapshot import Snapshot
    from grassroots.values import Ref

    dice, above = Random(5), Placement(since=date(2000, 1, 1), parent="all")
    units = [Unit(id="all", kind="association", name="All")]
    units += [Unit(id=f"b{at}", kind="branch", name=f"Branch {at}", parents=(above,)) for at in range(UNITS)]

    def drawn():
        return {"unit": f"b{dice.randrange(UNITS)}", "kind": "wish", "skill": f"k{dice.randrange(SIZE // FIT)}"}

    needs = [
        Need(
            id=f"n{at}",
            group=dice.choice(GROUPS),
            steps=(Step(state="published", on=DAY - timedelta(days=dice.randrange(DAYS))),),
            **drawn(),
        )
        for at in range(SIZE)
    ]
    listed = (Step(state="listed", on=date(2024, 1, 1)),)
    offers = [Offer(id=f"o{at}", provider=Ref("unit", "all"), steps=listed, **drawn()) for at in range(SIZE)]
    (folder / "charter.toml").write_text(CHARTER, encoding="utf-8")
    charter = gr.open_charter(folder / "charter.toml")
    (rule,) = charter.rules_of(gr.rules.MatchRule)
    return rule, At.of(Snapshot.of([*units, *needs, *offers], charter, as_of=DAY, check=False), DAY)


def _against(need, offer):
    """What the rule says against a pair, the first preference before the second."""
    return need.group != FIRST, DAYS - (DAY - need.steps[0].on).days, 0 if need.unit == offer.unit else 2


def _came_to(at, pairs):
    """How many pairs there are, and what the rule says against them, as one number."""
    needs, offers = at.snapshot.all("need"), at.snapshot.all("offer")
    sums = [len(pairs), *map(sum, zip(*(_against(needs[need], offers[offer]) for need, offer in pairs), strict=True))]
    return sum(number * 10 ** (7 * place) for place, number in enumerate(sums))


def ours(folder, clock):
    import grassroots as gr

    rule, at = wishes(folder)
    with clock.running():
        found = gr.rules.match(rule, at)
    return _came_to(at, [(one.need, one.offer) for one in found.pairs])


def by_ortools(folder, clock):
    import numpy as np
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    _, at = wishes(folder)
    needs, offers = list(at.snapshot.all("need").values()), list(at.snapshot.all("offer").values())
    with clock.running():
        by_skill = {}
        for number, offer in enumerate(offers):
            by_skill.setdefault(offer.skill, []).append(number)
        ways = [(one, other) for one, need in enumerate(needs) for other in by_skill.get(need.skill, ())]
        against = np.array([_against(needs[one], offers[other]) for one, other in ways], np.int64)
        # Each place is worth more than all behind it can come to.
        near = 2 * SIZE + 1
        costs = (against[:, 0] * (DAYS * SIZE + 1) + against[:, 1]) * near + against[:, 2]
        ends, number, ones = np.array(ways), np.arange(SIZE), np.ones(SIZE, np.int64)
        flow, source, sink = SimpleMinCostFlow(), 2 * SIZE, 2 * SIZE + 1
        flow.add_arcs_with_capacity_and_unit_cost(ends[:, 0], SIZE + ends[:, 1], np.ones(len(ends), np.int64), costs)
        flow.add_arcs_with_capacity_and_unit_cost(np.full(SIZE, source), number, ones, 0 * ones)
        flow.add_arcs_with_capacity_and_unit_cost(SIZE + number, np.full(SIZE, sink), ones, 0 * ones)
        flow.set_node_supply(source, SIZE)
        flow.set_node_supply(sink, -SIZE)
        if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
            raise SystemExit("OR-tools found no flow")
        pairs = [(needs[one].id, offers[other].id) for at, (one, other) in enumerate(ways) if flow.flow(at)]
    return _came_to(at, pairs)
