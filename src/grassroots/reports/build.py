"""Filling an outline with figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import evolve

from grassroots.charter import Outline, Section
from grassroots.charter.checking.made import sound_outline
from grassroots.charter.outline import conditions
from grassroots.errors import InvalidArgument, Refused
from grassroots.figures.evaluate import Ask
from grassroots.figures.figure import Evidence, Figure, Tree
from grassroots.figures.published import may_be_told
from grassroots.figures.publishing import SMALLEST, Numbers
from grassroots.figures.value import Key
from grassroots.model import Case, Derived, Partner, Person, Record, Unit
from grassroots.problems import one_of
from grassroots.reports.blocks import BLOCK_KINDS
from grassroots.reports.blocks.head import FilledHead
from grassroots.reports.blocks.say import Sentence
from grassroots.reports.blocks.table import FigureTable
from grassroots.reports.filled import PROFILES, FilledBlock, FilledSection
from grassroots.reports.filling import Filling
from grassroots.reports.labels import leads_to_unit
from grassroots.reports.report import Report
from grassroots.snapshot import Snapshot, cases_of
from grassroots.values import Period, UnitId


def make_report(
    outline: Outline | str,
    snapshot: Snapshot,
    *,
    scope: UnitId | None = None,
    period: Period | None = None,
    profile: str = "internal",
    tree: Tree = Tree.NOW,
    ask: Ask | None = None,
    actor: str = "",
    purpose: str = "",
    smallest: int = SMALLEST,
    before: Iterable[Numbers] = (),
) -> Report:
    """Fills an outline with figures.

    Args:
        outline: an outline, or the name of one of the charter's.
        snapshot: the records; its `as_of` is the last day that counts.
        scope: a unit and all under it; None for everything in the snapshot.
        period: the days that the report is about; without one, the year, quarter or month of the outline in which the as-of day lies.
        profile: `public`: no record ids, and the figures have no evidence to give; `internal`: the ids of the records behind the
            headline figures; `named`: ids and names.
        tree: which tree a record rolls up in.
        ask: how evidence is asked for, now and later; without one, from this snapshot.
        actor: for whom the report is made.
        purpose: for what.
        smallest: of fewer persons, or things that tell of persons, a public report tells nothing, nor what such could be worked out from.
        before: the sets of which numbers tell that were published already.

    Raises:
        NotFound: no such outline, measure or unit; says what there is.
        InvalidArgument: no such profile, or a sentence with a place that no figure fills.
        Refused: a public report would tell records by their ids, because a figure is split by what refers to them.
    """
    one_of(profile, PROFILES, "profile")
    tree = Tree(one_of(tree, list(Tree), "tree"))
    charter = snapshot.charter
    plan = charter.outline(outline) if isinstance(outline, str) else sound_outline(charter, outline)
    if smallest < 1:
        raise InvalidArgument(f"smallest={smallest}: give 1 or more")
    filling = Filling(plan.name, snapshot, scope, period or period_of(plan, snapshot.as_of), profile, tree, ask)
    headline, sections = _filled(filling, plan)
    if profile == "public":
        # What may be told is known once all is there; then it is filled anew, so that nothing in it was chosen or ordered by what is not told.
        told = may_be_told(filling.evaluator, [figure.question for figure in filling.figures.values()], before, smallest)
        filling = Filling(plan.name, snapshot, scope, filling.period, profile, tree, ask)
        filling.told = told
        headline, sections = _filled(filling, plan)
    found = {} if profile == "public" else {name: _evidence(filling.figures[name], snapshot) for name in headline}
    evidence = {name: one for name, one in found.items() if one is not None}
    keys = {key for one in evidence.values() for key in _keys(one)} if profile == "named" else set()
    names = {key: name for key in keys if (name := _name(key, snapshot))}
    return Report(
        outline=plan,
        charter=snapshot.charter,
        scope=scope,
        office=filling.office,
        period=filling.period,
        as_of=snapshot.as_of,
        head=snapshot.head,
        tree=tree,
        profile=profile,
        actor=actor,
        purpose=purpose,
        figures=filling.report(),
        sections=sections,
        units=_units(filling),
        evidence=evidence,
        names=dict(sorted(names.items())),
        smallest=smallest,
    )


def _filled(filling: Filling, plan: Outline) -> tuple[list[str], tuple[FilledSection, ...]]:
    headline = [filling.fill(name)[0] for name in plan.headline]
    filling.used |= set(headline)
    return headline, tuple(one for section in plan.sections if (one := _section(filling, section)) is not None)


def period_of(outline: Outline, as_of: date) -> Period:
    """The year, quarter or month, as the outline wants it, in which a day lies.

    >>> str(period_of(Outline(name="x", labels={}, period="quarter"), date(2014, 6, 30)))
    '2014-04-01 to 2014-06-30'
    """
    if outline.period == "month":
        return Period.month(as_of.year, as_of.month)
    if outline.period == "quarter":
        return Period.quarter(as_of.year, (as_of.month + 2) // 3)
    return Period.year(as_of.year)


def _evidence(figure: Figure, snapshot: Snapshot) -> Evidence | None:
    """The records of a figure; where a confidential matter, or what belongs to it, came from is not told. None: it leads to no records."""
    try:
        found = figure.records()
    except Refused:
        return None
    return evolve(found, sources={key: source for key, source in found.sources.items() if not _confidential(key, snapshot)})


def _keys(evidence: Evidence) -> Iterator[Key]:
    yield from (*evidence.hits, *evidence.misses)
    for keys in evidence.left_out.values():
        yield from keys


def _confidential(key: Key, snapshot: Snapshot) -> bool:
    record = snapshot.get(*key)
    cases = (snapshot.get(Case, id) for id in cases_of(record)) if record is not None else ()
    return any(case is not None and case.confidential for case in cases)


def _section(filling: Filling, section: Section) -> FilledSection | None:
    """A section with its figures; None where it does not belong into this report, or nothing of what it would show was ever recorded."""
    if not filling.holds(section):
        return None
    blocks: list[FilledBlock] = []
    used: set[str] = set()
    empty, denies, heading = False, False, None
    for block in section.blocks:
        if not filling.holds(block):
            continue
        denied = [filling.slot(one).figure for one in conditions(block.unless)]
        filling.asked, filling.aimed = set(), set()
        filled = BLOCK_KINDS[type(block)].fill(filling, block)
        # That there was none is said in a section of its own only of what somebody keeps.
        says_none = isinstance(filled, Sentence) and not filled.slots and any(filling.figures[one].recorded for one in denied)
        if isinstance(filled, FilledHead):
            heading = filled
        elif filled is None or (filling.asked and not any(map(filling.shown, filling.asked))) or _none(filling, filled):
            empty = True
        else:
            blocks += [heading, filled] if heading else [filled]
            heading, denies = None, denies or says_none
            used |= filling.asked
    showing = any(not isinstance(one, FilledHead) and not (isinstance(one, Sentence) and not one.slots) for one in blocks)
    if not showing and not denies and (empty or (section.blocks and not blocks)):
        return None
    filling.used |= used
    return FilledSection(labels=section.labels, blocks=tuple(blocks))


def _none(filling: Filling, block: FilledBlock) -> bool:
    """Whether a block would tell of nothing but what there was none of: a chart or a table of noughts, a sentence in which each of several figures is none. A
    sentence on one figure says so, and a list of figures: that there was none is what they are there for."""
    if (isinstance(block, Sentence) and len(block.slots) < 2) or (isinstance(block, FigureTable) and block.corner == "measure"):
        return False
    return filling.begun and bool(filling.asked) and not any(map(filling.tells, filling.asked))


def _units(filling: Filling) -> dict[UnitId, Unit]:
    """The units that the figures name: where they were counted, and by which they are split."""
    ids = {filling.scope, filling.office}
    for figure in filling.figures.values():
        ids.add(figure.question.scope)
        for path, value in figure.question.cell:
            if leads_to_unit(filling.charter, figure.measure, path):
                ids.add(UnitId(value))
    units = filling.snapshot.all(Unit)
    return {id: units[id] for id in sorted(id for id in ids if id is not None) if id in units}


def _name(key: Key, snapshot: Snapshot) -> str:
    """What a record is called, as far as the reader may see it: by its own name or title, or by that of whom it is about."""
    record = snapshot.get(*key)
    if record is None or _confidential(key, snapshot):
        return ""
    return _own_name(record) or next((name for name in _others(record, snapshot) if name), "")


def _own_name(record: Record | Derived) -> str:
    return str(getattr(record, "name", None) or getattr(record, "title", None) or "")


def _others(record: Record | Derived, snapshot: Snapshot) -> Iterator[str]:
    for name, noun in (("person", Person), ("requester", Person), ("partner", Partner)):
        id = getattr(record, name, None)
        other = snapshot.get(noun, id) if isinstance(id, str) else None
        yield str(getattr(other, "name", None) or "")
