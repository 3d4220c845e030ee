"""A second evaluator, written from the description of the measures alone: it works on columns, not on records.

It shares no code with `grassroots.figures`, `grassroots.rules` and `grassroots.snapshot`: a table a noun, a list a column, child
tables for steps, places and the charter's own fields. A path gives a column, a condition a column of flags, and a figure is
folded from the columns `label`, `unit` and `cell`. What both agree on, to the last digit, two different ways have found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction

from grassroots.charter import AllOf, AnyOf, Form, Has, Is, NotOf, Reads, StateKind, Within
from grassroots.charter.paths import leaves
from grassroots.fields import fields_of
from grassroots.model import NOUNS, noun_of
from grassroots.values import PartialDate, Quantity, Ref

DAY = timedelta(days=1)
ENDLESS = date.max


class Table:
    """One noun: `columns[name][row]`, rows in the order of ids; `steps`, `places`, `own` and `outside` are lists of child rows (row, ...)."""

    def __init__(self, noun, records, charter):
        self.noun = noun
        self.info = {one.name: one for one in fields_of(NOUNS[noun])}
        ordered = sorted(records, key=lambda record: record.id)
        self.ids = [record.id for record in ordered]
        self.row = {id: row for row, id in enumerate(self.ids)}
        self.columns = {}
        for name, one in self.info.items():
            if not one.many:
                cells = [getattr(record, name) for record in ordered]
                self.columns[name] = [cell.value if one.enum and cell is not None else cell for cell in cells]
        self.steps, self.own, self.outside = [], [], []
        for row, record in enumerate(ordered):
            self.own += [(row, cell.name, cell) for cell in record.custom]
            self.outside += [(row, cell.scheme, cell.value) for cell in record.external_ids]
            if "steps" in self.info:
                self.steps += [(row, step) for step in record.steps]
        self.places = [
            (row, place.since, place.parent) for row, unit in enumerate(ordered) if noun == "unit" for place in unit.parents
        ]
        self.workflow = [_workflow(charter, noun, self, row) for row in range(len(self.ids))]

    def __len__(self):
        return len(self.ids)


def _workflow(charter, noun, table, row):
    for name in ("category", "kind"):
        if name in table.info and table.info[name].words:
            word = charter.words.get(table.info[name].words, {}).get(table.columns[name][row])
            if word is not None and word.workflow:
                return charter.workflows.get(word.workflow)
    return charter.workflows.get(noun)


def _leads(workflow, name):
    """Whether what is still under way may come to a state."""
    return any(name in one.next for one in workflow.states.values() if one.kind in (StateKind.OPEN, StateKind.WAITING))


class Twin:
    """Answers for one set of records, a charter and a day."""

    def __init__(self, records, charter, as_of):
        self.charter, self.as_of = charter, as_of
        by_noun = defaultdict(dict)
        for record in records:
            by_noun[noun_of(record)][record.id] = record
        self.tables = {noun: Table(noun, by_noun[noun].values(), charter) for noun in NOUNS}
        heirs = []
        for event in by_noun["change_event"].values():
            heirs += [(event.on, origin.unit, event.after[0].unit) for origin in event.before if event.after]
        self.heirs = sorted(heirs)

    # ---- the tree ----

    def stands(self, unit, day):
        units = self.tables["unit"]
        if unit not in units.row:
            return False
        row = units.row[unit]
        return (units.columns["start"][row] or date.min) <= day < (units.columns["end"][row] or ENDLESS)

    def place(self, unit, day):
        """Where what counts at `unit` is counted on `day`."""
        units, way = self.tables["unit"], []
        while unit is not None and unit not in way:
            if self.stands(unit, day):
                return unit
            way.append(unit)
            if unit not in units.row:
                return None
            took_over = [heir for on, origin, heir in self.heirs if origin == unit and on <= day and heir != unit]
            above = [parent for row, _, parent in units.places if row == units.row[unit] and parent is not None]
            ended = units.columns["end"][units.row[unit]]
            if took_over:
                unit = took_over[-1]
            elif not above:
                return None
            else:
                unit = above[-1] if ended is not None and ended <= day else above[0]
        return None

    def parents(self, day):
        """Each standing unit with the one above it."""
        units = self.tables["unit"]
        latest = {}
        for row, since, parent in units.places:
            if since <= day:
                latest[units.ids[row]] = parent
        return {
            unit: self.place(latest[unit], day) if latest.get(unit) is not None else None
            for unit in units.ids
            if self.stands(unit, day)
        }

    def within(self, day):
        """Each standing unit with itself and all above it."""
        parents, found = self.parents(day), {}
        for unit in parents:
            chain, at = [], unit
            while at is not None and at not in chain:
                chain.append(at)
                at = parents[at]
            found[unit] = frozenset(chain)
        return found

    # ---- columns ----

    def standing_columns(self, noun, day):
        """What the steps say at the end of a day: a column each for state, state_kind, outcome ..."""
        table = self.tables[noun]
        size = len(table)
        names = ("state", "state_kind", "outcome", "rating", "handler", "due", "promise", "settled", "rated", "ground")
        out = {name: [None] * size for name in names}
        due_at, done, promised = [None] * size, [None] * size, [None] * size
        for row, step in table.steps:
            if step.on > day:
                continue
            workflow = table.workflow[row]
            state = workflow.states.get(step.state) if workflow else None
            kind = state.kind if state else None
            was, stands = out["state_kind"][row], out["state"][row]
            if stands is not None and state and state.next_day and step.on == day:
                continue  # whoever leaves on a day belongs until its end
            untimely = was in (StateKind.OPEN, StateKind.WAITING) and step.state not in (stands, *workflow.states[stands].next)
            if untimely and kind == StateKind.DONE and not _leads(workflow, step.state):
                continue  # a rating of what was not done
            if was in (StateKind.DONE, StateKind.DROPPED) and kind in (StateKind.OPEN, StateKind.WAITING):
                for name in ("outcome", "rating", "settled", "rated", "ground"):
                    out[name][row] = None
            if step.due is not None:
                out["due"][row], due_at[row] = step.due, step.due_at
            if kind != StateKind.DONE:
                done[row] = None
            elif was != StateKind.DONE:
                done[row] = step
                promised[row] = (out["due"][row], due_at[row])
            out["state"][row], out["state_kind"][row] = step.state, kind
            if step.outcome is not None:
                out["outcome"][row], out["settled"][row] = step.outcome, step.on
            if step.rating is not None and not untimely:
                out["rating"][row], out["rated"][row] = step.rating, step.on
            if step.unit is not None:
                out["handler"][row] = step.unit
            if step.ground is not None:
                out["ground"][row] = step.ground
        for row in range(size):
            if out["state"][row] is not None:
                out["promise"][row] = self._promise(
                    out["state_kind"][row], done[row], promised[row], out["due"][row], due_at[row], day
                )
                kind = out["state_kind"][row]
                out["state_kind"][row] = None if kind is None else kind.value
        return out

    @staticmethod
    def _promise(kind, done, promised, due, due_at, day):
        if kind == StateKind.DROPPED:
            return "none"
        if done is not None:
            by, by_at = promised
            if by is None:
                return "none"
            if done.on != by:
                return "kept" if done.on < by else "late"
            return "late" if by_at is not None and done.at is not None and done.at > by_at else "kept"
        if due is None:
            return "none"
        # The day is read at its end: what was due at an hour of it has passed, what was due on it has not.
        return "overdue" if (due, due_at or time.max) < (day, time.max) else "running"

    def first_reached(self, noun, state, day):
        column = [None] * len(self.tables[noun])
        for row, step in self.tables[noun].steps:
            if step.state == state and step.on <= day and column[row] is None:
                column[row] = step.on
        return column

    def first_done(self, noun, day):
        table = self.tables[noun]
        column = [None] * len(table)
        for row, step in table.steps:
            flow = table.workflow[row]
            if (
                flow
                and step.on <= day
                and column[row] is None
                and step.state in flow.states
                and flow.states[step.state].kind == "done"
            ):
                column[row] = step.on
        return column

    def begins(self, noun):
        """The first day on which each record counts; None: always."""
        table = self.tables[noun]
        column = [None] * len(table)
        own = "start" if "start" in table.info else "on" if "on" in table.info else None
        home = self._home_field(noun)
        if own:
            column = list(table.columns[own])
        elif home and home.refs[0] != "unit":
            above = self.begins(home.refs[0])
            rows = self.tables[home.refs[0]].row
            column = [above[rows[id]] if id in rows else None for id in table.columns[home.name]]
        seen = set()
        for row, step in table.steps:
            if row not in seen:
                seen.add(row)
                column[row] = step.on
        return column

    def counts_on(self, noun, day):
        table = self.tables[noun]
        ends = table.columns.get("end", [None] * len(table))
        return [
            (first is None or first <= day) and (end is None or day < end)
            for first, end in zip(self.begins(noun), ends, strict=True)
        ]

    @staticmethod
    def _home_field(noun):
        return next((one for one in fields_of(NOUNS[noun]) if one.home), None)

    def at_large(self):
        """The one unit that stands under no other."""
        roots = [unit for unit, above in self.parents(self.as_of).items() if above is None]
        return roots[0] if len(roots) == 1 else None

    def homes(self, noun):
        """The unit to which each record's home leads."""
        table = self.tables[noun]
        if noun == "unit":
            return list(table.ids)
        home = self._home_field(noun)
        if home is None:
            return [None] * len(table)
        if home.refs[0] == "unit":
            return list(table.columns[home.name])
        above, rows = self.homes(home.refs[0]), self.tables[home.refs[0]].row
        return [self.at_large() if id is None else above[rows[id]] if id in rows else None for id in table.columns[home.name]]

    def column(self, noun, path, day):
        """The values at a path, for every record of a noun."""
        table = self.tables[noun]
        if path.startswith("days:"):
            _, first, last = path.split(":")
            begins, ends = self.event(noun, first, day), self.event(noun, last, day)
            return [None if a is None or b is None else (b - a).days for a, b in zip(begins, ends, strict=True)]
        head, _, rest = path.partition(".")
        if head == "standing":
            return self.counts_on(noun, day)
        if head == "reached":
            return self.first_reached(noun, rest, day)
        if head == "above":
            parents = self.parents(day) if noun == "unit" else {}
            above = [parents.get(id) for id in table.ids]
            return self._joined(above, ("unit",), rest, day) if rest else above
        if head in ("custom", "external"):
            column = [None] * len(table)
            for row, name, cell in table.own if head == "custom" else ():
                if name == rest and column[row] is None:
                    column[row] = cell.text if cell.text is not None else cell.number if cell.number is not None else cell.day
            for row, scheme, value in table.outside if head == "external" else ():
                if scheme == rest and column[row] is None:
                    column[row] = value
            return column
        refs = ()
        if "steps" in table.info and head in (
            "state",
            "state_kind",
            "outcome",
            "rating",
            "handler",
            "due",
            "promise",
            "ground",
        ):
            values = self.standing_columns(noun, day)[head]
            refs = ("unit",) if head == "handler" else ()
        elif head in table.columns:
            values, refs = table.columns[head], table.info[head].refs
        else:
            return [None] * len(table)
        if not rest:
            return [str(value) if isinstance(value, Ref | Quantity | PartialDate) else value for value in values]
        if table.info.get(head) and table.info[head].kind is Quantity:
            parts = [None if value is None else getattr(value, rest) for value in values]
            return [part.value if rest == "quality" and part is not None else part for part in parts]
        if rest in ("noun", "id") and table.info.get(head) and table.info[head].kind is Ref:
            return [None if value is None else getattr(value, rest) for value in values]
        return self._joined(values, refs, rest, day)

    def _joined(self, values, refs, rest, day):
        """A column of another table, row by row behind the references."""
        columns = {}

        def look(noun, id):
            if noun not in columns:
                columns[noun] = self.column(noun, rest, day)
            row = self.tables[noun].row.get(id)
            return None if row is None else (columns[noun][row],)

        out = []
        for value in values:
            found = None
            if isinstance(value, Ref):
                found = look(value.noun, value.id)
            elif value is not None:
                found = next((hit for hit in (look(noun, value) for noun in refs) if hit), None)
            out.append(found[0] if found else None)
        return out

    def event(self, noun, dated, day):
        table = self.tables[noun]
        if "steps" in table.info:
            reached = self.first_reached(noun, dated, day)
            done = self.first_done(noun, day)
            marks = self.standing_columns(noun, day)[dated] if dated in ("rated", "settled") else [None] * len(table)
            fields = self.column(noun, dated, day)
            return [
                reached[row]
                if table.workflow[row] and dated in table.workflow[row].states
                else done[row]
                if dated == "done"
                else marks[row]
                if dated in ("rated", "settled")
                else fields[row]
                if isinstance(fields[row], date)
                else None
                for row in range(len(table))
            ]
        return [value if isinstance(value, date) else None for value in self.column(noun, dated, day)]

    # ---- conditions: columns of flags ----

    def flags(self, noun, condition, day):
        size = len(self.tables[noun])
        match condition:
            case Is(path, values):
                return [value in values for value in self.column(noun, path, day)]
            case Within():
                return [self._inside(value, condition) for value in self.column(noun, condition.path, day)]
            case AllOf(parts):
                columns = [self.flags(noun, part, day) for part in parts]
                return [all(column[row] for column in columns) for row in range(size)]
            case AnyOf(parts):
                columns = [self.flags(noun, part, day) for part in parts]
                return [any(column[row] for column in columns) for row in range(size)]
            case NotOf(part):
                return [not flag for flag in self.flags(noun, part, day)]
            case Has():
                return self._has(noun, condition, day)
        raise AssertionError(condition)

    def _inside(self, value, bounds):
        if value is None or (bounds.in_period and not self.period.start <= value < self.period.end):
            return False
        if bounds.contains and bounds.contains not in value:
            return False
        low = bounds.at_least is None or not value < bounds.at_least
        high = bounds.at_most is None or not value > bounds.at_most
        return low and high and (bounds.over is None or value > bounds.over) and (bounds.under is None or value < bounds.under)

    def _has(self, noun, has, day):
        """Counts the related records by what they refer to, then looks each record up."""
        other = self.tables[has.noun]
        info = other.info[has.by]
        holds = zip(other.columns[has.by], self.flags(has.noun, has.where, day), self.counts_on(has.noun, day), strict=True)
        tally = Counter()
        for value, flag, counts in holds:
            if value is None or not (flag and counts):
                continue
            if isinstance(value, Ref):
                tally[value.noun, value.id] += 1
            else:
                for ref in info.refs:
                    tally[ref, value] += 1
        mine = self.tables[noun]
        if noun in info.refs:
            return [tally[noun, id] >= has.at_least for id in mine.ids]
        if has.by not in mine.columns:
            return [False] * len(mine)
        refs = mine.info[has.by].refs
        return [
            value is not None
            and sum(
                tally[key] for key in ([(value.noun, value.id)] if isinstance(value, Ref) else [(ref, value) for ref in refs])
            )
            >= has.at_least
            for value in mine.columns[has.by]
        ]

    # ---- figures ----

    def labelled(self, measure, period, then):
        """The population as columns: row, label, unit, chain (the unit and all above it), number, key, one column a split."""
        noun, self.period = measure.noun, period
        table = self.tables[noun]
        last = min(period.end if period.end == ENDLESS else period.end - DAY, self.as_of)
        read = last if measure.dated == "as_of" or measure.reads == Reads.PERIOD_END else self.as_of
        if measure.dated == "as_of":
            here = self.counts_on(noun, last)
            days = [last] * len(table)
        else:
            days = self.event(noun, measure.dated, read)
            plans = table.columns.get("on", []) if measure.dated == "start" else []
            known = [on is not None and on <= self.as_of for on in plans] or [False] * len(table)
            here = [
                day is not None and period.start <= day < period.end and (day <= self.as_of or known[row])
                for row, day in enumerate(days)
            ]
        where = self.flags(noun, measure.where, read)
        reasons = [(reason, self.flags(noun, condition, read)) for reason, condition in measure.left_out]
        hit = self.flags(noun, measure.hit, read)
        values = self.column(noun, measure.value, read) if measure.value else None
        keys = self.column(noun, measure.key, read) if measure.key else None
        splits = [(split, self.column(noun, split.path, read)) for split in measure.by]
        homes = self.homes(noun)
        belongs = noun == "unit" or self._home_field(noun) is not None
        trees, rows = {}, []
        for row in range(len(table)):
            if not (here[row] and where[row]):
                continue
            tree_day = days[row] if then else self.as_of
            if tree_day not in trees:
                trees[tree_day] = self.within(tree_day)
            unit = None if homes[row] is None else self.place(homes[row], tree_day)
            label = next((reason for reason, flags in reasons if flags[row]), None) or ("hit" if hit[row] else "miss")
            if belongs and unit is None:
                label = "no_place"
            number, key = (values[row] if values else None), (keys[row] if keys else None)
            if label == "hit" and measure.form in (Form.SUM, Form.SPREAD) and not _is_number(number):
                label = "missing"
            if label == "hit" and measure.form == Form.DISTINCT and key is None:
                label = "missing"
            cells = {split.path: _shown(column[row], split.missing) for split, column in splits}
            rows.append((table.ids[row], label, trees[tree_day].get(unit, frozenset()), number, key, cells))
        return rows

    def answer(self, measure, period, scope=None, then=False, cell=()):
        """(value, numerator, denominator, left out by reason, evidence: label → sorted keys)."""
        return self.answered(measure, period, scope, then, cell)[:5]

    def answered(self, measure, period, scope, then, cell):
        """The answer, and whether anything is on record of what is asked for."""
        if measure.form == Form.RATIO:
            parts = [self.answered(self.charter.measures[name], period, scope, then, ()) for name in measure.over]
            best = {}
            for part in parts:
                for label, keys in part[4].items():
                    for key in keys:
                        best[key] = min(best.get(key, label), label, key=lambda one: {"hit": 0, "miss": 1}.get(one, 2))
            evidence = defaultdict(set)
            for key, label in best.items():
                evidence[label].add(key)
            upper, lower = parts[0][0], parts[1][0]
            told = {label: sorted(keys) for label, keys in evidence.items()}
            if not all(part[5] for part in parts):
                return None, None, None, {}, told, False
            if not all(_is_number(value) for value in (upper, lower)):
                return None, None, None, {}, told, True
            if isinstance(upper, Fraction) or isinstance(lower, Fraction):
                return (Fraction(upper) / Fraction(lower) if lower else None), None, None, {}, told, True
            enough = lower and (measure.minimum == 1 or lower >= measure.minimum)
            return (Fraction(upper) / Fraction(lower) if enough else None), upper, lower, {}, told, True
        rows = self.reaching(measure, period, then) if measure.form == Form.REACH else self.labelled(measure, period, then)
        if scope is not None:
            rows = [row for row in rows if scope in row[2]]
        for path, value in cell:
            rows = [row for row in rows if row[5][path] == value]
        evidence = defaultdict(list)
        for id, label, *_ in rows:
            evidence[label].append(("unit" if measure.form == Form.REACH else measure.noun, id))
        left_out = {label: len(keys) for label, keys in evidence.items() if label not in ("hit", "miss")}
        hits = [row for row in rows if row[1] == "hit"]
        whole = len(hits) + len(evidence["miss"])
        told = {label: sorted(keys) for label, keys in evidence.items() if keys}
        value, numerator, denominator = None, None, None
        match measure.form:
            case Form.COUNT | Form.REACH:
                value = len(hits)
            case Form.SUM:
                value = sum((Decimal(row[3]) for row in hits), Decimal(0)) if hits or "missing" not in left_out else None
            case Form.DISTINCT:
                known = self.same(measure)
                value = len({known.get(row[4], row[4]) for row in hits})
            case Form.RATE:
                value, numerator, denominator = (
                    (Fraction(len(hits), whole) if whole >= measure.minimum else None),
                    len(hits),
                    whole,
                )
            case Form.SPREAD:
                ordered = sorted(Decimal(row[3]) for row in hits)
                if len(ordered) < measure.minimum > 1:
                    return None, None, len(ordered), left_out, told, self.recorded(measure, period, scope, left_out)
                ranks = [1, Fraction(len(ordered), 2), Fraction(9 * len(ordered), 10), len(ordered)]
                value = tuple([len(ordered)] + [ordered[max(-(-rank // 1), 1) - 1] for rank in ranks]) if ordered else None
        if measure.form == Form.REACH:
            inner = self.charter.measures[measure.reach]
            known = bool(whole) or self.answered(inner, period, scope, then, ())[5]
        else:
            known = bool(value) or self.recorded(measure, period, scope, left_out)
        if not known and value is not None:
            value, numerator, denominator = None, None, None
        return value, numerator, denominator, left_out, told, known

    def recorded(self, measure, period, scope, left_out):
        """Whether anything begun by then is on record: of the noun at or under the unit, and of each noun without which nothing can hit."""
        last = min(period.end if period.end == ENDLESS else period.end - DAY, self.as_of)
        begun = {noun: [first is None or first <= last for first in self.begins(noun)] for noun in self.tables}
        here = begun[measure.noun]
        if measure.noun == "tally":
            here = [
                there and holds for there, holds in zip(here, self.flags("tally", _of_what(measure.where), last), strict=True)
            ]
        homes = self.homes(measure.noun)
        there = any(one and (scope is None or scope in self.ever(home)) for one, home in zip(here, homes, strict=True))
        ways = [way for condition in (measure.where, measure.hit) for way in _indispensable(condition)]
        return (bool(left_out) or there) and all(any(any(begun[noun]) for noun in way) for way in ways)

    def ever(self, home):
        """A unit, what ever stood above it, and where what was kept there counts now."""
        units, found, left = self.tables["unit"], set(), {home} - {None}
        while left:
            found |= left
            above = {parent for row, _, parent in units.places if units.ids[row] in left}
            left = (above | {self.place(unit, self.as_of) for unit in left}) - found - {None}
        return found

    def same(self, measure):
        """Record of a person → the least id of those that decisions in force say are the same; nothing where no persons are counted."""
        ends = leaves(self.charter, measure.noun, measure.key)
        if not (measure.noun == "person" and measure.key == "id") and {leaf.refs for leaf in ends} != {("person",)}:
            return {}
        table = self.tables["same_person"]
        kept, merged = self.column("same_person", "kept", self.as_of), self.column("same_person", "merged", self.as_of)
        pairs = [pair for *pair, holds in zip(kept, merged, self.counts_on("same_person", self.as_of), strict=True) if holds]
        least = {id: id for pair in pairs for id in pair}
        for _ in range(len(table)):
            for a, b in pairs:
                least[a] = least[b] = min(least[a], least[b])
        return least

    def reaching(self, measure, period, then):
        """The standing units that are asked about; a hit where the figure of the inner measure is at least so much."""
        inner, self.period = self.charter.measures[measure.reach], period
        last = min(period.end if period.end == ENDLESS else period.end - DAY, self.as_of)
        day = last if then else self.as_of
        where = self.flags("unit", measure.where, last)
        reasons = [(reason, self.flags("unit", condition, last)) for reason, condition in measure.left_out]
        chains = self.within(day)
        rows = []
        for row, unit in enumerate(self.tables["unit"].ids):
            if not (self.stands(unit, last) and where[row]):
                continue
            at = self.place(unit, day)
            label = next((reason for reason, flags in reasons if flags[row]), None)
            if at is None:
                label = "no_place"
            elif label is None:
                value = self.answer(inner, period, at, then)[0]
                label = "missing" if not _is_number(value) else "hit" if value >= measure.at_least else "miss"
            rows.append((unit, label, chains.get(at, frozenset()), None, None, {}))
        return rows


def _indispensable(condition):
    """Sets of nouns, of each of which one record must be there for the condition to hold."""
    if isinstance(condition, Has):
        return [{condition.noun}, *_indispensable(condition.where)]
    if isinstance(condition, AllOf):
        return [way for part in condition.parts for way in _indispensable(part)]
    if isinstance(condition, AnyOf) and condition.parts:
        ways = [set().union(*_indispensable(part)) for part in condition.parts]
        return [set().union(*ways)] if all(ways) else []
    return []


def _of_what(condition):
    """The part of a condition on totals that says of what they are."""
    if isinstance(condition, AllOf | AnyOf):
        return type(condition)(tuple(_of_what(part) for part in condition.parts))
    return condition if isinstance(condition, Is) and condition.path in ("kind", "measure") else AllOf(())


def _is_number(value):
    return isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool)


def _shown(value, missing):
    if value is None:
        return missing
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
