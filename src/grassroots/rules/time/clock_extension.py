"""How a limit is lengthened: asked for before it has run out, on grounds, by whom the rule lets grant it, and no longer than it allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from grassroots.model import Post, Step
from grassroots.problems import Named, Problem
from grassroots.reading.at import At
from grassroots.rules.time.calendars import midnight_after
from grassroots.rules.time.clock_course import Course
from grassroots.rules.time.clock_rule import Extension
from grassroots.rules.time.clock_run import ClockRun, Granted, problem_of
from grassroots.rules.time.clock_steps import StepSpan, early


def extended(made: ClockRun, course: Course, span: StepSpan, at: At) -> tuple[Fraction, tuple[Granted, ...]]:
    """The limit with what was granted, and each extension with what it did."""
    extension = made.rule.extension
    if extension is None:
        return made.amount, ()
    amount, asked = made.amount, None
    granted: list[Granted] = []
    for step in span.steps[1:]:
        if step.state == extension.asked:
            asked = step
        if step.state != extension.granted:
            continue
        fault = _refused(made, extension, step, asked or (None if extension.asked else step), course.due(amount), granted, at)
        more = Fraction(0)
        if fault is None:
            more, fault = _more(made, extension, step, amount, course, at)
        granted.append(Granted(on=step.on, amount=more, problem=fault))
        amount, asked = amount + more, None
    return amount, tuple(granted)


def _refused(
    made: ClockRun,
    extension: Extension,
    step: Step,
    asked: Step | None,
    due: datetime | None,
    before: Sequence[Granted],
    at: At,
) -> Problem | None:
    ground = step.ground or (asked.ground if asked else None)
    by_day = made.limit is not None and made.limit.by_day
    if asked is None:
        return problem_of(made, at, "clock-extension-unasked", on=step.on, state=_state(made, at, extension.asked))
    if due is not None and (asked.on > due.date() if by_day else early(asked) > due):
        return problem_of(made, at, "clock-extension-late", on=asked.on, due=due.date())
    if sum(one.amount > 0 for one in before) >= extension.most:
        return problem_of(made, at, "clock-extension-often", on=step.on, most=extension.most)
    if ground is None or (extension.grounds and ground not in extension.grounds):
        return problem_of(
            made,
            at,
            "clock-extension-ground",
            on=step.on,
            ground=_word("ground", ground or "-", at),
            known=_words("ground", extension.grounds, at),
        )
    post = at.snapshot.get(Post, step.by) if step.by else None
    kind = post.kind if post else ""
    if extension.by and kind not in extension.by:
        return problem_of(
            made,
            at,
            "clock-extension-by",
            on=step.on,
            by=_word("post", kind or step.by or "-", at),
            known=_words("post", extension.by, at),
        )
    return None


def _more(
    made: ClockRun, extension: Extension, step: Step, amount: Fraction, course: Course, at: At
) -> tuple[Fraction, Problem | None]:
    """By how much a step lengthens the limit: by what the rule allows, or until the day that the step names."""
    assert made.limit is not None
    most = extension.amount(made.limit.measured)
    if step.due is None or not most:
        return most, None if most else problem_of(made, at, "clock-extension-none", on=step.on)
    end = course.due(amount + most)
    named = datetime.combine(step.due, step.due_at) if step.due_at and not made.limit.by_day else midnight_after(step.due)
    if end is not None and (step.due > end.date() if made.limit.by_day or not step.due_at else named > end):
        return most, problem_of(made, at, "clock-extension-long", on=step.on, due=step.due, last=end.date())
    until = course.counted(step.due if made.limit.by_day else named)
    return max(min(until - amount, most), Fraction(0)), None


def _word(words: str, name: str, at: At) -> Named:
    word = at.snapshot.charter.word(words, name)
    return Named(name, word.labels if word else {})


def _words(words: str, names: Sequence[str], at: At) -> tuple[Named, ...]:
    return tuple(_word(words, name, at) for name in names)


def _state(made: ClockRun, at: At, name: str) -> Named:
    record = at.snapshot.get(*made.record)
    workflow = at.snapshot.charter.workflow_of(record) if record is not None else None
    state = workflow.states.get(name) if workflow else None
    return Named(name, state.labels if state else {})
