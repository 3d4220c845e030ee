"""Change requests: a step that is not the actor's is kept as a proposal, which somebody entitled accepts or refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

from grassroots.errors import HasProblems, InvalidArgument, NotFound
from grassroots.model import ChangeRequest, Step, has_steps
from grassroots.model.labels import named_field
from grassroots.problems import Named, Problem, nearest
from grassroots.values import Ref, UnitId
from grassroots.workspace.changing import Changing
from grassroots.workspace.opened import judged_whole
from grassroots.workspace.steps import faults_of_change


class Requesting(Changing):
    """What asks for steps that are for others to take."""

    @judged_whole
    def request_step(self, noun: str, id: str, step: Step, *, reason: str, actor: str = "") -> ChangeRequest:
        """Asks for a step that is not the actor's to take: kept until somebody entitled takes it (`act`, with what `proposals` gives) or refuses it.

        Args:
            noun: the noun of the record.
            id: its id.
            step: the step; the workflow must allow it.
            reason: why; whoever decides reads it.
            actor: who asks; without one, the office's actor.

        Raises:
            NotFound: there is no such record in view.
            Refused: the actor may not change the record at all.
            HasProblems: the workflow does not allow the step.
        """
        if not has_steps(noun):
            raise InvalidArgument(f"a {noun} has no steps; correct its fields instead")
        stored = self.view.for_change(noun, id)
        record: Any = stored.record
        revised = self.view._revised(noun, id, {"steps": (*record.steps, step)})
        assert revised is not None
        if problems := faults_of_change(self.view, [revised[0]], rights=False):
            raise HasProblems("Nothing was asked for.", problems)
        home = self.view.snapshot(self.view.today()).home(record)
        asked = ChangeRequest(
            id=f"{noun}:{id}:{step.state}:{step.on}:{stored.version}",
            unit=UnitId(str(home)),
            target=Ref(noun, id),
            state=step.state,
            on=step.on,
            handler=step.unit,
            outcome=step.outcome,
            ground=step.ground,
            post=step.by,
            due=step.due,
            version=stored.version,
            asker=self._actor(actor),
            text=self._reason(reason),
        )
        self.add(asked, reason=reason, actor=actor)
        return asked

    @judged_whole
    def refuse_request(self, id: str, *, on: date, reason: str, actor: str = "") -> ChangeRequest:
        """Refuses a change request: the step is not taken, and the request is decided.

        Raises:
            NotFound: there is no such request in view, or it was decided already.
            Refused: the actor may not change it.
        """
        self._open_request(id)
        refused = self.correct("change_request", id, accepted=False, decided=on, reason=reason, actor=actor)
        assert isinstance(refused, ChangeRequest)
        return refused

    def meanwhile(self, id: str) -> tuple[Named, ...]:
        """The fields of its record that others changed since a change request was made, as this reader may be told.

        Raises:
            NotFound: there is no such request in view.
        """
        request = self.get("change_request", id)
        assert isinstance(request, ChangeRequest)
        key = (request.target.noun, request.target.id)
        self.get(*key)
        return tuple(map(named_field, self.view._changed_since(key, request.version)))

    def _open_request(self, id: str) -> ChangeRequest:
        found = self.view.for_change("change_request", id).record
        if not isinstance(found, ChangeRequest) or found.decided is not None:
            known = [one.id for one in self.view.snapshot(self.view.today()).all(ChangeRequest).values() if one.decided is None]
            raise NotFound.of(Problem("request-decided", value=id, details={"near": nearest(id, known)}))
        return found
