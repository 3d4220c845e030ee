"""A second opinion on cases: what became of them by a day, from dated events, written without the library and without haste."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

DONE = {"replied", "followed_up", "closed"}
DROPPED = {"declined", "confirmed", "withdrawn"}

_FREE = "01-02 01-23 01-24 01-25 01-26 01-27 04-05 05-01 05-02 05-03 06-22 06-23 09-29 10-02 10-03 10-04 10-05 10-06"
_INSTEAD = "01-28 01-29 04-23 05-06 06-25 10-07 10-08"
FREE = {date.fromisoformat(f"2023-{day}") for day in _FREE.split()}
WORKED = {date.fromisoformat(f"2023-{day}") for day in _INSTEAD.split()}


def works(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in FREE)


class Replay:
    """Each case as a list of events: (day, time of day or None, state, what else is said)."""

    def __init__(self) -> None:
        self.facts: dict[str, dict[str, object]] = {}
        self.events: dict[str, list[tuple[date, time | None, str, dict[str, object]]]] = {}

    def came(self, id: str, on: date, at: time | None, **facts: object) -> None:
        assert id not in self.events
        self.facts[id] = facts
        self.events[id] = [(on, at, "received", {})]

    def went(self, id: str, on: date, at: time | None, state: str, **said: object) -> None:
        self.events[id].append((on, at, state, said))

    def until(self, id: str, day: date) -> list[tuple[date, time | None, str, dict[str, object]]]:
        return [event for event in self.events[id] if event[0] <= day]

    def status(self, day: date) -> dict[str, tuple[object, ...]]:
        """Of each case that had come by a day: state, outcome, rating, who handles it."""
        found = {}
        for id in self.events:
            state = outcome = rating = unit = None
            for _, _, now, said in self.until(id, day):
                if state in DONE | DROPPED and now not in DONE | DROPPED:
                    outcome = rating = None  # taken up again: what came of it is open
                state = now
                outcome, rating, unit = said.get("outcome") or outcome, said.get("rating") or rating, said.get("unit") or unit
            if state is not None:
                found[id] = (state, outcome, rating, unit)
        return found

    def first(self, state: str) -> list[tuple[str, date]]:
        """Each case that ever came into a state, with the day on which it first did."""
        days = ((id, next((on for on, _, now, _ in events if now == state), None)) for id, events in self.events.items())
        return [(id, on) for id, on in days if on is not None]

    def unanswered(self, day: date) -> set[str]:
        """Merged cases without an answer, though the case into which they were merged has one."""
        answered = {id for id in self.events if any(state in ("replied", "closed") for _, _, state, _ in self.until(id, day))}
        into = {id: said["into"] for id in self.events for _, _, state, said in self.until(id, day) if state == "merged"}
        return {id for id, lead in into.items() if lead in answered and id not in answered}

    # -- by the clock --

    def answer(self, id: str, day: date) -> str | None:
        """What became of the promise to answer: 24 hours where there is danger; 3 working days for questions and requests, 13 for the rest; 3 more if asked for in time."""
        events = self.until(id, day)
        if not events:
            return None
        came, came_at = events[0][0], events[0][1]
        end = next(((on, at, state) for on, at, state, _ in events if state in ("replied", "closed") or state in DROPPED), None)
        if end is not None and end[2] in DROPPED:
            return "none"
        if self.facts[id]["urgent"]:
            assert came_at is not None
            last = datetime.combine(came, came_at) + timedelta(hours=24)
            if end is not None:
                assert end[1] is not None
                return "kept" if datetime.combine(end[0], end[1]) <= last else "late"
            return "overdue" if day >= last.date() else "running"
        days = 3 if self.facts[id]["category"] in ("enquiry", "help", "question", "request") else 13
        running = [event for event in events if end is None or event[0] <= end[0]]
        asked = next((on for on, _, state, _ in running if state == "asked"), None)
        if any(state == "extended" for _, _, state, _ in running):
            assert asked is not None
            due = self._due(came, days, running)
            if due is None or asked <= due:
                days += 3
        due = self._due(came, days, running)
        if end is not None:
            return "kept" if due is None or end[0] <= due else "late"
        return "overdue" if due is not None and day > due else "running"

    def _due(self, came: date, days: int, events: list[tuple[date, time | None, str, dict[str, object]]]) -> date | None:
        still: set[date] = set()
        for (on, _, state, _), after in zip(events, [*events[1:], None], strict=True):
            if state != "paused":
                continue
            if after is None:
                still |= {on + timedelta(days=number) for number in range(400)}
            else:
                still |= {on + timedelta(days=number) for number in range((after[0] - on).days)}
        day = came
        for _ in range(400):
            day += timedelta(days=1)
            days -= works(day) and day not in still
            if days == 0:
                return day
        return None

    def called_back(self, id: str, day: date) -> str | None:
        """What became of the promise to call back by the day after the answer; of the last answer, if there were several."""
        answered: date | None = None
        found: str | None = None
        for on, _, state, _ in self.until(id, day):
            if answered is None:
                if state == "replied":
                    answered, found = on, "running"
            elif state in ("followed_up", "closed"):
                found, answered = ("kept" if on <= answered + timedelta(days=1) else "late"), None
            elif state in ("reopened", "appealed") or state in DROPPED:
                found, answered = "none", None
        if answered is not None:
            return "overdue" if day > answered + timedelta(days=1) else "running"
        return found
