"""The work of a drawn organization: programmes, activities, votes, cases, projects, needs, money."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from attrs import evolve

from grassroots import model
from grassroots.model import Record
from grassroots.rules.openness.supervision_rule import CovertCheckRule
from grassroots.testing.strategies.office import Office
from grassroots.testing.strategies.tree import FIRST, LAST
from grassroots.values import (
    ActivityId,
    AssessmentId,
    BudgetId,
    CaseId,
    FacilityId,
    MandateId,
    MotionId,
    NeedId,
    NoticeId,
    OfferId,
    ProgrammeId,
    ProjectId,
    Quantity,
    Ref,
    ServiceId,
    StageId,
    SurveyId,
    UnitId,
    VoteId,
)


def programme(office: Office, id: str) -> Record:
    start, end = office.span("programme", id)
    return model.Programme(
        id=ProgrammeId(id),
        unit=office.home(start),
        kind=office.word("programme"),
        name=f"Programme {id}",
        start=start,
        end=end,
    )


def stage(office: Office, id: str) -> Record | None:
    programme = office.of("programme")
    if programme is None:
        return None
    start, end = office.span("stage", id, office.spans["programme", programme.id])
    return model.Stage(
        id=StageId(id),
        programme=programme.id,
        number=office.dice.number(1, 3),
        start=office.dice.day(FIRST) if start is None else start,
        end=end,
    )


def project(office: Office, id: str) -> Record:
    day, _ = office.day()
    project = model.Project(id=ProjectId(id), unit=office.unit(day), kind=office.word("project"), name=f"Project {id}")
    budget = office.amount() if office.dice.flag() else None
    return evolve(project, budget=budget, steps=office.life(office.charter.workflow_of(project), day))


def proposal(office: Office, id: str) -> Record | None:
    project = office.of("project")
    if project is None:
        return None
    day, on = office.day()
    proposal = model.Proposal(id=id, project=project.id, on=on, title=f"Proposal {id}")
    return evolve(proposal, steps=office.life(office.charter.workflow_of(proposal), day))


def activity(office: Office, id: str) -> Record:
    day, on = office.day()
    stage = office.dice.maybe(office.drawn.get("stage", []))
    return model.Activity(
        id=ActivityId(id),
        unit=office.unit(day),
        kind=office.word("activity"),
        on=on,
        until=office.dice.maybe([on, office.dice.day(day + 2)]),
        audience=office.maybe_word("audience"),
        sessions=office.dice.number(1, 3),
        headcount=office.dice.maybe([0, 12, 40]),
        at=office.dice.maybe([time(8, 30)]),
        until_at=office.dice.maybe([time(12)]),
        wanted=office.dice.maybe([0, 6]),
        programme=stage.programme if stage else office.maybe_of("programme"),
        stage=stage.id if stage else None,
        project=office.maybe_of("project"),
        team=office.maybe_of("team"),
        base=office.ref("unit", "partner") if office.dice.flag() else None,
    )


def attendance(office: Office, id: str) -> Record | None:
    activity, person = office.of("activity"), office.of("person")
    taken = {(one.activity, one.person) for one in office.drawn.get("attendance", [])}
    if activity is None or person is None or (activity.id, person.id) in taken:
        return None
    return model.Attendance(
        id=id,
        activity=activity.id,
        person=person.id,
        presence=office.word("presence"),
        expected=not office.dice.flag(),
        hours=office.dice.maybe([Decimal(8), Decimal("1.5")]),
        confirmed_by=office.maybe_of("post"),
    )


def qualification(office: Office, id: str) -> Record | None:
    person = office.of("person")
    if person is None:
        return None
    day, start = office.day()
    return model.Qualification(
        id=id,
        unit=office.unit(day),
        person=person.id,
        competence=office.word("competence"),
        level=office.maybe_word("level"),
        start=start,
        end=office.dice.maybe([office.dice.day(day + 30), office.dice.day(day + 365)]),
        given_by=office.ref("unit", "partner") if office.dice.flag() else None,
        activity=office.maybe_of("activity"),
    )


def survey(office: Office, id: str) -> Record:
    day, on = office.day()
    return model.Survey(
        id=SurveyId(id),
        unit=office.unit(day),
        kind=office.word("survey"),
        respondents=office.maybe_word("evaluator"),
        about=office.ref("team", "programme", "project") if office.dice.flag() else None,
        on=on,
        until=office.dice.maybe([on, office.dice.day(day + 14)]),
        anonymous=office.dice.flag(),
        population=office.dice.maybe([2000]),
        frame=office.dice.maybe([400, 1000]),
        issued=office.dice.maybe([100, 200]),
        returned=office.dice.maybe([90]),
    )


def answer(office: Office, id: str) -> Record | None:
    survey = office.of("survey")
    if survey is None:
        return None
    item, choice = office.word("question"), office.word("choice")
    # One record for each way to answer a question: together never more than came back.
    taken = {(one.survey, one.item, one.choice) for one in office.drawn.get("answer", [])}
    if (survey.id, item, choice) in taken:
        return None
    return model.Answer(id=id, survey=survey.id, item=item, choice=choice, number=office.dice.number(5, 15))


def motion(office: Office, id: str) -> Record:
    day, _ = office.day()
    motion = model.Motion(
        id=MotionId(id),
        unit=office.unit(day),
        title="Mend the sewer",
        activity=office.maybe_of("activity"),
        number=office.dice.maybe([1, 2]),
        change=office.dice.maybe([one.id for one in office.tree.events]),
        mover=office.maybe_of("person"),
    )
    return evolve(motion, steps=office.life(office.charter.workflow_of(motion), day))


def vote(office: Office, id: str) -> Record:
    day, on = office.day()
    eligible = office.dice.maybe([0, 9, 58])
    ballots = None if eligible is None else office.dice.number(0, eligible)
    until = office.dice.maybe([on, office.dice.day(day + 14)])
    return model.Vote(
        id=VoteId(id),
        unit=office.unit(day),
        kind=office.word("vote"),
        on=on,
        until=until,
        activity=office.maybe_of("activity"),
        motion=office.maybe_of("motion"),
        eligible=eligible,
        present=ballots,
        ballots=ballots,
        seats=office.dice.maybe([1, 3]),
        budget=office.amount() if office.dice.flag() else None,
    )


def count(office: Office, id: str) -> Record | None:
    vote, option = office.of("vote"), office.ref("project", "proposal", "person")
    choice = office.maybe_word("vote_choice")
    taken = {(one.vote, one.option, one.choice) for one in office.drawn.get("count", [])}
    if vote is None or (vote.id, option, choice) in taken:
        return None
    votes = office.dice.number(0, vote.ballots or 0)
    return model.Count(
        id=id,
        vote=vote.id,
        option=option,
        choice=choice,
        group=office.maybe_word("voting_group"),
        votes=votes,
        adopted=office.dice.flag(),
    )


def candidacy(office: Office, id: str) -> Record | None:
    vote, person = office.of("vote"), office.of("person")
    if vote is None or person is None:
        return None
    day, on = office.day()
    withdrawn = office.dice.maybe([office.dice.day(day + 3)])
    by = office.unit(day) if office.dice.flag() else None
    return model.Candidacy(
        id=id, vote=vote.id, person=person.id, post=office.maybe_of("post"), on=on, by=by, withdrawn=withdrawn
    )


def ballot(office: Office, id: str) -> Record | None:
    del id  # it follows from what the papers say
    vote, option = office.of("vote"), office.ref("project", "proposal", "person")
    if vote is None:
        return None
    points, rank = office.dice.maybe([1, 3]), office.dice.maybe([1])
    marks = () if option is None else (model.Mark(option=option, points=points, rank=rank),)
    made = model.Ballot.of(vote.id, marks, office.dice.number(1, 9))
    return None if made.id in {one.id for one in office.drawn.get("ballot", [])} else made


def contact(office: Office, id: str) -> Record | None:
    target = office.ref("household", "partner", "person", "unit")
    if target is None:
        return None
    day, on = office.day()
    return model.Contact(
        id=id,
        unit=office.unit(day),
        on=on,
        target=target,
        code=office.word("contact_code"),
        by=office.maybe_of("person"),
        purpose=office.maybe_word("contact_purpose"),
    )


def case(office: Office, id: str) -> Record:
    day, _ = office.day()
    confidential = office.dice.number(0, 3) == 3
    case = model.Case(
        id=CaseId(id),
        category=office.word("category"),
        unit=office.unit(day),
        channel=office.maybe_word("channel"),
        topic=office.maybe_word("topic"),
        activity=office.maybe_of("activity"),
        contact=office.maybe_of("contact"),
        service=office.maybe_of("service"),
        requester=None if confidential else office.maybe_of("person"),
        confidential=confidential,
        agent=office.maybe_of("person"),
        against=office.unit(day) if office.dice.flag() else None,
        merged_into=office.maybe_of("case"),
        part_of=office.maybe_of("case"),
        repeats=office.maybe_of("case"),
        area=office.maybe_of("area"),
        text=f"Matter {id}",
    )
    return evolve(case, steps=office.life(office.charter.workflow_of(case), day))


def reply(office: Office, id: str) -> Record | None:
    case = office.of("case")
    if case is None:
        return None
    on = case.steps[-1].on if case.steps else office.day()[1]
    reply = model.Reply(id=id, case=case.id, on=on, handler=office.maybe_of("post"), measures="It is mended.")
    return evolve(reply, remedy=office.maybe_word("remedy"))


def service(office: Office, id: str) -> Record:
    start, end = office.span("service", id)
    day = FIRST if start is None else (start - office.dice.as_of).days
    made = model.Service(
        id=ServiceId(id),
        unit=office.home(start),
        number=f"0{office.dice.number(1, 3)}",
        name=f"Service {id}",
        start=start,
        end=end,
    )
    made = evolve(made, parent=office.maybe_of("service"), category=office.maybe_word("category"))
    made = evolve(made, topic=office.maybe_word("topic"), days=office.dice.maybe([0, 3, 15]), accepts=not office.dice.flag())
    if office.dice.flag():
        return evolve(made, responsible=office.unit(day))
    return evolve(made, responsible_kind=office.maybe_word("unit"))


def contact_point(office: Office, id: str) -> Record:
    day, start = office.day()
    return model.ContactPoint(
        id=id,
        unit=office.unit(day),
        post=office.maybe_of("post"),
        kind=office.word("contact_point"),
        channel=office.maybe_word("channel"),
        address=office.dice.maybe(["the desk in the hall"]),
        start=start,
        end=office.dice.day(day + office.dice.number(1, 400)),
    )


def shift(office: Office, id: str) -> Record | None:
    point, person = office.of("contact_point"), office.of("person")
    if point is None or person is None:
        return None
    day, on = office.day()
    until = office.dice.day(day + 1)
    return model.Shift(id=id, point=point.id, person=person.id, on=on, at=time(20), until=until, until_at=time(8))


def joint_call(office: Office, id: str) -> Record:
    day, _ = office.day()
    made = model.JointCall(id=id, unit=office.unit(day), number="w1", called=office.unit(day), kind=office.word("joint_call"))
    made = evolve(made, case=office.maybe_of("case"), place="the corner")
    return evolve(made, steps=office.life(office.charter.workflow_of(made), day))


def need(office: Office, id: str) -> Record:
    day, _ = office.day()
    need = model.Need(id=NeedId(id), unit=office.unit(day), kind=office.word("need"), group=office.maybe_word("group"))
    need = evolve(
        need,
        skill=office.maybe_word("skill"),
        amount=office.amount("") if office.dice.flag() else None,
        project=office.maybe_of("project"),
        wanted_until=office.dice.maybe([office.dice.day(day + 60)]),
        broker=office.ref("unit", "person", "team") if office.dice.flag() else None,
    )
    return evolve(need, steps=office.life(office.charter.workflow_of(need), day))


def facility(office: Office, id: str) -> Record:
    start, end = office.span("facility", id)
    return model.Facility(
        id=FacilityId(id),
        unit=office.home(start),
        kind=office.word("facility"),
        name=f"Hall {id}",
        provider=office.ref("partner", "team") if office.dice.flag() else None,
        capacity=office.dice.maybe([0, 40]),
        floor_space=office.amount("") if office.dice.flag() else None,
        standard=office.maybe_word("standard"),
        start=start,
        end=end,
    )


def offer(office: Office, id: str) -> Record | None:
    provider = office.ref("partner", "unit", "team", "person")
    if provider is None:
        return None
    day, start = office.day()
    made = model.Offer(id=OfferId(id), unit=office.unit(day), provider=provider, kind=office.word("need"))
    made = evolve(
        made,
        skill=office.maybe_word("skill"),
        group=office.maybe_word("group"),
        amount=office.amount("") if office.dice.flag() else None,
        within=office.unit(day) if office.dice.flag() else None,
        facility=office.maybe_of("facility"),
        agreement=office.maybe_of("link"),
        start=office.dice.maybe([start]),
        end=office.dice.maybe([office.dice.day(day + 90)]),
    )
    return evolve(made, steps=office.life(office.charter.workflow_of(made), day))


def claim(office: Office, id: str) -> Record | None:
    need, by = office.of("need"), office.ref("unit", "person", "team", "partner")
    if need is None or by is None:
        return None
    day, on = office.day()
    end = office.dice.maybe([office.dice.day(day + 1), office.dice.day(day + 30)])
    return model.Claim(id=id, need=need.id, on=on, by=by, offer=office.maybe_of("offer"), end=end)


def note(office: Office, id: str) -> Record | None:
    about = office.ref("case", "activity", "need", "project", "household", "partner")
    if about is None:
        return None
    day, on = office.day()
    return model.Note(id=id, unit=office.unit(day), about=about, on=on, text="Called back.")


def contribution(office: Office, id: str) -> Record | None:
    project, donor = office.of("project"), office.ref("partner", "person", "unit")
    if project is None or donor is None:
        return None
    amount = office.amount() if office.dice.flag() else None
    return model.Contribution(
        id=id,
        project=project.id,
        donor=donor,
        on=office.day()[1],
        kind=office.word("contribution"),
        amount=amount,
        worth=office.amount() if office.dice.flag() else None,
        basis=office.maybe_word("basis"),
    )


def provision(office: Office, id: str) -> Record:
    day, on = office.day()
    return model.Provision(
        id=id,
        unit=office.unit(day),
        kind=office.word("provision"),
        on=on,
        household=office.maybe_of("household"),
        amount=office.amount() if office.dice.flag() else None,
        into_budget=office.maybe_of("budget"),
        from_budget=office.maybe_of("budget"),
    )


def budget(office: Office, id: str) -> Record:
    day, start = office.day()
    return model.Budget(
        id=BudgetId(id),
        unit=office.unit(day),
        fund=office.word("fund"),
        line=office.word("budget_line"),
        planned=office.amount() if office.dice.flag() else None,
        paid_by=office.ref("unit", "partner") if office.dice.flag() else None,
        project=office.maybe_of("project"),
        start=start,
        end=office.dice.maybe([office.dice.day(day + 365)]),
    )


def commitment(office: Office, id: str) -> Record:
    day, _ = office.day()
    unit = office.unit(day)
    made = model.Commitment(
        id=id,
        unit=unit,
        promiser=Ref("unit", unit),
        kind=office.word("commitment"),
        title="Light the lane",
        programme=office.maybe_of("programme"),
        by_consent=office.maybe_of("consent"),
        evidence=office.ref("activity", "project", "facility") if office.dice.flag() else None,
    )
    return evolve(made, steps=office.life(office.charter.workflow_of(made), day))


def target(office: Office, id: str) -> Record:
    day, start = office.day()
    end = office.dice.maybe([office.dice.day(day + 365)])
    return model.Target(
        id=id,
        unit=office.unit(day),
        theme=office.word("theme"),
        on=office.dice.maybe([office.dice.day(day - 30), start]),
        start=start,
        end=end,
        value=office.amount(""),
    )


def tally(office: Office, id: str) -> Record:
    day, on = office.day()
    made = model.Tally(id=id, unit=office.unit(day), kind=office.word("tally"), on=on, amount=office.amount(""))
    return evolve(made, low=Quantity.of(1), high=Quantity.of(2)) if office.dice.flag() else made


def calendar_day(office: Office, id: str) -> Record:
    _, on = office.day()
    return model.CalendarDay(id=id, calendar="office", on=on, works=office.dice.flag())


def assessment(office: Office, id: str) -> Record | None:
    subject = office.ref("unit", "person", "team", "project")
    if subject is None:
        return None
    day, first = office.day()
    made = model.Assessment(
        id=AssessmentId(id),
        unit=office.unit(day),
        subject=subject,
        rubric="yearly",
        first=first,
        last=office.dice.day(day + 30),
        score=office.dice.maybe([Decimal(60), Decimal("87.5")]),
        grade=office.maybe_word("grade"),
        decided_by=office.maybe_of("person"),
        post=office.maybe_of("post"),
        expires=office.dice.maybe([office.dice.day(day + 400)]),
        supersedes=office.maybe_of("assessment"),
    )
    return evolve(made, steps=office.life(office.charter.workflow_of(made), day + 30))


def rating(office: Office, id: str) -> Record | None:
    subject = office.ref("unit", "person", "team", "project")
    if subject is None:
        return None
    day, on = office.day()
    made = model.Rating(id=id, unit=office.unit(day), subject=subject, rubric="yearly", item="order", on=on)
    made = evolve(made, evaluator=office.maybe_word("evaluator"), assessment=office.maybe_of("assessment"))
    choice = office.maybe_word("choice")
    if choice is None:
        return evolve(made, value=Decimal(office.dice.number(0, 100)), returns=office.dice.number(1, 9))
    return evolve(made, choice=choice, ballots=office.dice.number(0, 40), issued=office.dice.maybe([40, 80]))


def finding(office: Office, id: str) -> Record | None:
    subject = office.ref("unit", "team", "project", "activity", "case", "stage", "programme")
    if subject is None:
        return None
    day, _ = office.day()
    made = model.Finding(id=id, unit=office.unit(day), subject=subject, kind=office.maybe_word("finding"), item="order")
    made = evolve(
        made, assessment=office.maybe_of("assessment"), activity=office.maybe_of("activity"), owner=office.maybe_of("post")
    )
    return evolve(made, text="The stairs are dark.", steps=office.life(office.charter.workflow_of(made), day))


def notice(office: Office, id: str) -> Record | None:
    """About a person or a household only where they agreed, and only praise; about anything else, a bulletin."""
    day, _ = office.day()
    given = [one for one in office.drawn.get("consent", []) if one.giver.noun != "partner" and one.end is None]
    consent = office.dice.maybe(given)
    about = consent.giver if consent else office.ref("unit", "project", "activity")
    if about is None or not {"bulletin", "praise"} <= set(office.charter.words.get("notice", {})):
        return None
    if consent:
        day = max(day, (consent.start - office.dice.as_of).days)
    made = model.Notice(
        id=NoticeId(id),
        unit=office.unit(min(day, LAST)),
        kind="praise" if consent else "bulletin",
        about=about,
        audience=office.maybe_word("audience"),
        outlet=office.maybe_word("outlet"),
        legal_basis=office.maybe_word("legal_basis"),
        motion=office.maybe_of("motion"),
        by_consent=consent.id if consent else None,
    )
    return evolve(made, steps=office.life(office.charter.workflow_of(made), day))


def mandate(office: Office, id: str) -> Record | None:
    rules = list(office.charter.rules.get("covert_check", {}).values())
    day, start = office.day()
    if not rules or not isinstance(rules[0], CovertCheckRule):
        return None
    rule = rules[0]
    posts = [one for one in office.drawn.get("post", []) if one.kind in rule.ordered_by]
    targets = [unit for unit in office.tree.status(day) if office.tree.units[unit].kind in rule.targets]
    if not posts or not targets:
        return None
    made = model.Mandate(
        id=MandateId(id),
        unit=office.unit(day),
        target=UnitId(office.dice.one(targets)),
        ordered_by=office.dice.one(posts).id,
        first=start,
        last=office.dice.day(day + office.dice.number(0, 20)),
    )
    steps = office.life(office.charter.workflow_of(made), day, apart=2)
    return evolve(made, steps=tuple(step for step in steps if step.on <= made.last))


def plan(office: Office, id: str) -> Record:
    day, _ = office.day()
    made = model.Plan(id=id, unit=office.unit(day), kind=office.word("plan"), assessment=office.maybe_of("assessment"))
    made = evolve(made, owner=office.maybe_of("post"), aim=office.maybe_word("grade"))
    return evolve(made, steps=office.life(office.charter.workflow_of(made), day))


def due(office: Office, id: str) -> Record:
    day, first = office.day()
    made = model.Due(
        id=id, unit=office.unit(day), duty="meeting", kind=office.maybe_word("due"), first=first, last=office.dice.day(day + 27)
    )
    made = evolve(made, post=office.maybe_of("post"), team=office.maybe_of("team"))
    made = evolve(made, done_by=office.ref("activity"), excuse=office.maybe_word("excuse"))
    return evolve(made, steps=office.life(office.charter.workflow_of(made), day))


def task(office: Office, id: str) -> Record | None:
    programme = office.of("programme")
    if programme is None:
        return None
    day, _ = office.day()
    made = model.Task(id=id, unit=office.unit(day), programme=programme.id, kind=office.word("task"), title="Look again")
    made = evolve(made, post=office.maybe_of("post"), about=office.ref("case", "finding"), round=office.dice.number(1, 3))
    return evolve(made, steps=office.life(office.charter.workflow_of(made), day))
