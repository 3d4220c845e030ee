"""Scores: the tree of a rubric filled in for one subject. Every number of it re-adds from those below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction

from attrs import field, frozen

from grassroots.charter import Charter, Labels
from grassroots.errors import InvalidArgument, NotFound, Refused
from grassroots.figures import Evaluator
from grassroots.figures.wording import period_text
from grassroots.model import NOUNS, Membership, Tenure
from grassroots.problems import Problem, nearest
from grassroots.reading.lifecycle import status_on
from grassroots.reading.reader import Reader
from grassroots.rules.appraisal.inputs import WHY, GroupInput, Input, compared, figure_input, inputs_of
from grassroots.rules.appraisal.rubric_rule import Missing, Role, Rubric
from grassroots.rules.appraisal.scoring import points, scored
from grassroots.snapshot import Snapshot
from grassroots.values import Language, Period, PersonId, Ref, rounded


class NodeKind(StrEnum):
    """What a node of an explanation is."""

    WHOLE = "whole"
    HEADING = "heading"
    LEAF = "leaf"
    BONUS = "bonus"
    DEDUCTION = "deduction"
    LIMIT = "limit"
    """What is cut off, or filled up, because the whole leaves the scale."""


@frozen(kw_only=True)
class Node:
    """A number of a score with those that it is made of.

    `weight`: its share of its level by the rubric, from 0 to 1; `share`: what that became once missing parts were left out (0 if it is missing itself).
    `input`: for a leaf, what was read. `why`: for a missing one, why.
    """

    name: str
    kind: NodeKind
    labels: Labels = field(factory=dict, hash=False)
    score: Fraction | None = None
    weight: Fraction = Fraction(1)
    share: Fraction = Fraction(1)
    input: Input | None = None
    why: str = ""
    children: tuple[Node, ...] = ()

    @property
    def contribution(self) -> Fraction:
        """What it adds to the one above: its share of its score, or, beside the tree, its points."""
        return self.share * self.score if self.score is not None else Fraction(0)

    @property
    def adds_up(self) -> bool:
        """Whether this number, and every one below, is the sum of what lies right below it."""
        if not all(child.adds_up for child in self.children):
            return False
        if self.score is None:
            return True
        if self.children:
            return self.score == sum((child.contribution for child in self.children), Fraction(0))
        if self.input is not None and self.input.groups and self.input.value is not None:
            shares = self.input.shares
            means = ((one.name, one.value) for one in self.input.groups if one.value is not None)
            return self.input.value == sum((shares[name] * value for name, value in means), Fraction(0))
        return True

    def walk(self) -> Iterator[Node]:
        """This node and all below, each before those below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@frozen(kw_only=True)
class Score:
    """The score of a subject under a rubric for a period, with the tree that explains it. `value` is None where it was not assessed; `why` says why.

    `inputs`: what each leaf read; `peers`: the readings of all who are judged, for the leaves that compare; `vetoes`: the figures behind vetoes.
    `by`: the humans who answer for it.
    """

    rubric: Rubric
    subject: Ref
    period: Period
    as_of: date
    tree: Node
    inputs: Mapping[str, Input] = field(factory=dict, hash=False)
    peers: Mapping[str, tuple[Fraction, ...]] = field(factory=dict, hash=False)
    vetoes: Mapping[str, Input] = field(factory=dict, hash=False)
    by: tuple[PersonId, ...] = ()
    problems: tuple[Problem, ...] = ()
    head: str = ""
    charter: Charter | None = field(default=None, eq=False, repr=False)

    @property
    def value(self) -> Fraction | None:
        """The score of the whole, exact."""
        return self.tree.score

    @property
    def why(self) -> str:
        """Why there is no score; empty if there is one."""
        return self.tree.why

    @property
    def adds_up(self) -> bool:
        """Whether every number of the tree re-adds from those below."""
        return self.tree.adds_up

    def item(self, name: str) -> Node:
        """The node of an item.

        Raises:
            NotFound: no such item; names the nearest.
        """
        for node in self.tree.walk():
            if node.name == name and node.kind is not NodeKind.WHOLE:
                return node
        raise NotFound(
            f"the rubric {self.rubric.name!r} has no item {name!r}; it has {', '.join(nearest(name, self.rubric.item))}"
        )

    def explain(self, language: Language = "en") -> tuple[str, ...]:
        """The rule with its source, and the tree, a line a number, each under the one that it is a part of."""
        return tuple(_explained(self, language))


def score(
    rubric: str | Rubric,
    subject: Ref,
    snapshot: Snapshot,
    *,
    period: Period,
    rated: Period | None = None,
    by: Iterable[PersonId] = (),
    among: Iterable[Ref] | None = None,
    evaluator: Evaluator | None = None,
) -> Score:
    """Scores one subject.

    Args:
        rubric: its name in the charter (the text in force on the first day of the period), or one made in Python.
        subject: who or what is judged.
        snapshot: the records.
        period: the days that are judged.
        rated: the days on which marks and ballots count; from the first day of the period to the as-of day without it.
        by: for persons, the humans who answer for the judgement; none of them may be the person.
        among: with whom it is compared, where the rubric compares; all whom the rubric judges without it.
        evaluator: one that has labelled the records already.

    Raises:
        NotFound: no such rubric, or none in force; or no such subject.
        InvalidArgument: the rubric judges others.
        Refused: a person, and the rule was not published before, or nobody answers for it, or the person is neither a member nor holds a post.
    """
    rule = rubric_of(rubric, snapshot, period)
    judges = tuple(by)
    permitted(rule, subject, snapshot, period, judges)
    work = evaluator or Evaluator(snapshot)
    days = rated or Period(period.start)
    peers: dict[str, tuple[Fraction, ...]] = {}
    if names := compared(rule):
        others = subjects_of(rule, snapshot, period) if among is None else tuple(among)
        peers = peers_of(rule, (*others, *(() if subject in others else (subject,))), snapshot, period, days, work, names)
    return scored_subject(rule, subject, snapshot, period=period, rated=days, by=judges, peers=peers, evaluator=work)


def rubric_of(rubric: str | Rubric, snapshot: Snapshot, period: Period) -> Rubric:
    """The rubric that was in force on the first day of a period: nobody is judged by a rule that came later."""
    if isinstance(rubric, Rubric):
        return rubric
    found = snapshot.charter.rule("rubric", rubric, period.start)
    assert isinstance(found, Rubric)
    return found


def subjects_of(rubric: Rubric, snapshot: Snapshot, period: Period) -> tuple[Ref, ...]:
    """All whom a rubric judges: those of its kind that stand on the last day of the period and for which its condition holds, by id.

    Of persons, only members and those who hold a post: residents are never among them.
    """
    day = min(period.last, snapshot.as_of)
    reader = Reader(snapshot)
    return tuple(
        Ref(rubric.subject, id)
        for id, record in snapshot.all(rubric.subject).items()
        if snapshot.counts_on(record, day)
        and reader.holds(record, rubric.where, day)
        and (not rubric.about_persons or _belongs(id, snapshot, day))
    )


def permitted(rubric: Rubric, subject: Ref, snapshot: Snapshot, period: Period, by: tuple[PersonId, ...]) -> None:
    """Raises what stands in the way of judging this subject by this rubric."""
    if subject.noun != rubric.subject or subject.noun not in NOUNS:
        raise InvalidArgument(f"the rubric {rubric.name!r} judges a {rubric.subject}, not {subject}")
    if snapshot.get(subject.noun, subject.id) is None:
        raise NotFound(
            f"no {subject.noun} {subject.id!r} in sight; there is {', '.join(nearest(subject.id, snapshot.all(subject.noun)))}"
        )
    if not rubric.about_persons:
        return
    told = f"the rubric {rubric.name!r} (source: {rubric.source or 'none'})"
    if not rubric.published or not rubric.source or rubric.unconfirmed or not rubric.appeal_days or not rubric.months:
        raise Refused(
            f"persons are judged only under a rule that was published, with source, appeal and expiry; {told} lacks one of them"
        )
    if rubric.valid_from is None or not rubric.holds_on(period.start):
        raise Refused(
            f"{told} does not hold on {period.start}: persons are judged only by what they could know for the whole period"
        )
    if not by:
        raise Refused("a person is judged by humans with a name: give `by`, the persons who answer for it")
    for judge in by:
        if snapshot.get("person", judge) is None:
            raise Refused(f"{judge!r}, who is to answer for the judgement, is no person in sight")
        if judge == subject.id:
            raise Refused(f"{judge!r} cannot judge himself or herself")
    if not _belongs(subject.id, snapshot, min(period.last, snapshot.as_of)):
        raise Refused(f"{subject.id!r} is no member and holds no post: residents are never scored")


def _belongs(person: str, snapshot: Snapshot, day: date) -> bool:
    for membership in snapshot.referrers("membership", "person", ("person", person)):
        if isinstance(membership, Membership):
            standing = status_on(membership.steps, snapshot.charter.workflow_of(membership), day)
            if standing is not None and standing.state_kind is not None and standing.state_kind.value in ("done", "waiting"):
                return True
    tenures = snapshot.referrers("tenure", "person", ("person", person))
    return any(isinstance(one, Tenure) and snapshot.counts_on(one, day) for one in tenures)


def peers_of(
    rubric: Rubric,
    subjects: Iterable[Ref],
    snapshot: Snapshot,
    period: Period,
    rated: Period,
    evaluator: Evaluator,
    names: tuple[str, ...],
) -> dict[str, tuple[Fraction, ...]]:
    """The readings of all who are judged, for the leaves that compare them."""
    found: dict[str, list[Fraction]] = {name: [] for name in names}
    for subject in subjects:
        read = inputs_of(rubric, subject, snapshot, period=period, rated=rated, evaluator=evaluator, only=names)
        for name, one in read.leaves.items():
            if one.value is not None:
                found[name].append(one.value)
    return {name: tuple(sorted(values)) for name, values in found.items()}


def scored_subject(
    rubric: Rubric,
    subject: Ref,
    snapshot: Snapshot,
    *,
    period: Period,
    rated: Period,
    by: tuple[PersonId, ...],
    peers: Mapping[str, tuple[Fraction, ...]],
    evaluator: Evaluator,
) -> Score:
    """The score, once it is known that it may be made."""
    read = inputs_of(rubric, subject, snapshot, period=period, rated=rated, evaluator=evaluator)
    vetoes = {
        name: figure_input(name, veto.measure, None, subject, period, evaluator)
        for name, veto in rubric.veto.items()
        if veto.measure
    }
    return Score(
        rubric=rubric,
        subject=subject,
        period=period,
        as_of=snapshot.as_of,
        tree=filled(rubric, read.leaves, peers),
        inputs=read.leaves,
        peers=peers,
        vetoes=vetoes,
        by=by,
        problems=read.problems,
        head=snapshot.head,
        charter=snapshot.charter,
    )


# -- the tree -------------------------------------------------------------------------------------------------------------------------


def filled(
    rubric: Rubric,
    inputs: Mapping[str, Input],
    peers: Mapping[str, tuple[Fraction, ...]],
    full: frozenset[str] = frozenset(),
) -> Node:
    """The tree of a rubric for what was read. The leaves named in `full` get the full score whatever they read."""
    tops = [_node(rubric, name, inputs, peers, full) for name in rubric.parts()]
    whole = _mean(rubric, "", tops)
    if whole.score is None:
        return Node(name=rubric.name, kind=NodeKind.WHOLE, labels=rubric.labels, why=whole.why, children=whole.children)
    known = sum((one.weight * _known(one) for one in whole.children), Fraction(0))
    if known < Fraction(rubric.known):
        return Node(name=rubric.name, kind=NodeKind.WHOLE, labels=rubric.labels, why="known", children=whole.children)
    extras = [_extra(rubric, name, inputs) for name in rubric.extras()]
    added = whole.score + sum((one.contribution for one in extras), Fraction(0))
    held = min(max(added, Fraction(rubric.least)), Fraction(rubric.highest))
    if held != added:
        extras.append(Node(name="limit", kind=NodeKind.LIMIT, score=held - added))
    return Node(name=rubric.name, kind=NodeKind.WHOLE, labels=rubric.labels, score=held, children=(*whole.children, *extras))


def _node(
    rubric: Rubric, name: str, inputs: Mapping[str, Input], peers: Mapping[str, tuple[Fraction, ...]], full: frozenset[str]
) -> Node:
    below = rubric.parts(name)
    if below:
        return _mean(rubric, name, [_node(rubric, one, inputs, peers, full) for one in below])
    item, read = rubric.item[name], inputs.get(name)
    leaf = Node(name=name, kind=NodeKind.LEAF, labels=item.labels, input=read, weight=Fraction(item.weight), share=Fraction(0))
    if name in full:
        return _with(leaf, score=Fraction(rubric.most))
    if read is None or read.value is None:
        return _with(leaf, why=read.why if read else "nothing")
    if name in compared(rubric) and (len(peers.get(name, ())) < rubric.ranked_from or rubric.ranked_from == 0):
        return _with(leaf, why="few_peers")
    return _with(leaf, score=scored(rubric, item, read.value, peers.get(name, ())))


def _mean(rubric: Rubric, name: str, parts: list[Node]) -> Node:
    """The weighted mean of some parts, with what is missing dealt with as the rubric says."""
    item = rubric.item.get(name)
    labels: Labels = item.labels if item else {}
    weight = Fraction(item.weight) if item else Fraction(1)
    whole = sum((one.weight for one in parts), Fraction(0))
    parts = [_with(one, weight=one.weight / whole if whole else Fraction(0)) for one in parts]
    policies = {one.name: rubric.item[one.name].missing or rubric.missing for one in parts}
    counted = [one for one in parts if one.score is not None or policies[one.name] is Missing.ZERO]
    lost = [one for one in parts if one.score is None and policies[one.name] is Missing.NOT_ASSESSED]
    total = sum((one.weight for one in counted), Fraction(0))
    scoreless = all(one.score is None for one in parts)
    node = Node(name=name, kind=NodeKind.HEADING, labels=labels, weight=weight, share=Fraction(0))
    if lost or scoreless or not total:
        why = "nothing" if scoreless else "parts"
        return _with(node, why=why, children=tuple(_with(one, share=Fraction(0)) for one in parts))
    children = []
    for one in parts:
        if one not in counted:
            children.append(_with(one, share=Fraction(0)))
        else:
            children.append(
                _with(one, share=one.weight / total, score=Fraction(rubric.least) if one.score is None else one.score)
            )
    mean = sum((one.contribution for one in children), Fraction(0))
    return _with(node, score=mean, children=tuple(children))


def _known(node: Node) -> Fraction:
    """The share of the weight under a node that was really scored."""
    if not node.children:
        return Fraction(int(node.score is not None and not node.why))
    return sum((one.weight * _known(one) for one in node.children), Fraction(0))


def _extra(rubric: Rubric, name: str, inputs: Mapping[str, Input]) -> Node:
    item, read = rubric.item[name], inputs.get(name)
    amount = points(item, read.value) if read is not None and read.value is not None else Fraction(0)
    kind = NodeKind.BONUS if item.role is Role.BONUS else NodeKind.DEDUCTION
    return Node(name=name, kind=kind, labels=item.labels, input=read, score=amount if kind is NodeKind.BONUS else -amount)


def _with(
    node: Node,
    *,
    score: Fraction | None = None,
    weight: Fraction | None = None,
    share: Fraction | None = None,
    why: str | None = None,
    children: tuple[Node, ...] | None = None,
) -> Node:
    return Node(
        name=node.name,
        kind=node.kind,
        labels=node.labels,
        score=node.score if score is None else score,
        weight=node.weight if weight is None else weight,
        share=node.share if share is None else share,
        input=node.input,
        why=node.why if why is None else why,
        children=node.children if children is None else children,
    )


# -- in words -------------------------------------------------------------------------------------------------------------------------

WORDS: Mapping[str, Mapping[str, str]] = {
    "rule": {"en": "Rubric: {label}. Source: {source}.", "zh": "考评办法：{label}。出处：{source}。"},
    "unconfirmed": {"en": "The source was not read.", "zh": "出处未经核实。"},
    "subject": {
        "en": "Judged: {subject}, {period}, as known on {as_of}.",
        "zh": "考评对象：{subject}，{period}，截至{as_of}。",
    },
    "by": {"en": "Answered for by: {by}.", "zh": "负责人：{by}。"},
    "part": {"en": "{label}: {score} × {share} % = {points}", "zh": "{label}：{score} × {share}% = {points}"},
    "shifted": {"en": "{line} (by the rubric {weight} %; the rest is missing)", "zh": "{line}（原权重{weight}%，其余缺失）"},
    "whole": {"en": "{label}: {score}", "zh": "{label}：{score}"},
    "missing": {"en": "{label}: not scored: {why}", "zh": "{label}：未评分，{why}"},
    "zero": {"en": "{line} ({why})", "zh": "{line}（{why}）"},
    "bonus": {"en": "{label}: + {points}", "zh": "{label}：加{points}"},
    "deduction": {"en": "{label}: − {points}", "zh": "{label}：扣{points}"},
    "limit": {"en": "to stay within {least} and {most}: {points}", "zh": "限于{least}至{most}：{points}"},
    "read": {"en": "reads {value} from the figure {measure}", "zh": "取指标“{measure}”：{value}"},
    "read_of": {"en": "reads {value} from the figure {measure}, a share of {n}", "zh": "取指标“{measure}”：{value}，基数{n}"},
    "mean": {"en": "reads {value}, the mean of {n}", "zh": "{n}份的平均：{value}"},
    "group": {"en": "{group}: mean {value} of {n}, × {share} %", "zh": "{group}：{n}份平均{value}，× {share}%"},
    "group_missing": {"en": "{group}: missing: {why}", "zh": "{group}：缺失，{why}"},
}


def shown(value: Fraction | None, places: int = 2) -> str:
    """A number of a score as it is printed, to two places; a dash for none."""
    return "—" if value is None else rounded(value, places)


def label_of(labels: Labels, name: str, language: Language) -> str:
    """The label in a language, else the name."""
    return labels.get(language) or next(iter(labels.values()), name)


def _explained(made: Score, language: Language) -> Iterator[str]:
    rule = made.rubric

    def say(code: str, **details: object) -> str:
        return WORDS[code].get(language, WORDS[code]["en"]).format_map(details)

    yield say("rule", label=label_of(rule.labels, rule.name, language), source=rule.source or "—")
    if rule.unconfirmed:
        yield say("unconfirmed")
    yield say("subject", subject=made.subject.id, period=period_text(made.period, language), as_of=made.as_of)
    if made.by:
        yield say("by", by=", ".join(made.by))
    yield from _lines(made, made.tree, 0, language)


def _lines(made: Score, node: Node, depth: int, language: Language) -> Iterator[str]:
    rule, indent = made.rubric, "  " * depth
    label = label_of(node.labels, node.name, language)

    def say(code: str, **details: object) -> str:
        return WORDS[code].get(language, WORDS[code]["en"]).format_map(details)

    why = WHY.get(node.why, {}).get(language, node.why)
    if node.score is None:
        line = say("missing", label=label, why=why)
    elif node.kind is NodeKind.WHOLE:
        line = say("whole", label=label, score=shown(node.score))
    elif node.kind in (NodeKind.BONUS, NodeKind.DEDUCTION):
        line = say(str(node.kind), label=label, points=shown(abs(node.score)))
    elif node.kind is NodeKind.LIMIT:
        line = say("limit", least=rule.least, most=rule.highest, points=shown(node.score))
    else:
        line = say("part", label=label, score=shown(node.score), share=shown(node.share * 100), points=shown(node.contribution))
        if node.why:
            line = say("zero", line=line, why=why)
        if node.share != node.weight and node.share:
            line = say("shifted", line=line, weight=shown(node.weight * 100))
    yield indent + line
    if node.input is not None:
        for told in _told(made, node.input, language):
            yield indent + "  " + told
    for child in node.children:
        yield from _lines(made, child, depth + 1, language)


def _told(made: Score, read: Input, language: Language) -> Iterator[str]:
    def say(code: str, **details: object) -> str:
        return WORDS[code].get(language, WORDS[code]["en"]).format_map(details)

    if read.figure is not None:
        measure = label_of(read.figure.measure.labels, read.figure.measure.name, language)
        if read.value is not None:
            yield say("read_of" if read.n else "read", value=shown(read.value), measure=measure, n=read.n)
        return
    if read.value is not None and len(read.groups) < 2:
        yield say("mean", value=shown(read.value), n=read.n)
    if len(read.groups) > 1:
        shares = read.shares
        for group in read.groups:
            yield _group_line(made, group, shares.get(group.name), language)


def _group_line(made: Score, group: GroupInput, share: Fraction | None, language: Language) -> str:
    name = made.charter.label("evaluator", group.name, language) if made.charter else group.name
    if group.value is None or share is None:
        why = WHY.get(group.why, {}).get(language, group.why)
        return WORDS["group_missing"].get(language, WORDS["group_missing"]["en"]).format(group=name, why=why)
    words = WORDS["group"].get(language, WORDS["group"]["en"])
    return words.format(group=name, value=shown(group.value), n=group.n, share=shown(share * 100))
