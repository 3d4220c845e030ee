"""Texts of answers, as an office wrote them once: what an answer to a case says, with what the case says put in its places."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from datetime import date
from functools import partial

from attrs import field, frozen

from grassroots.charter.charter import Charter
from grassroots.charter.condition import Condition
from grassroots.charter.kind import Fault
from grassroots.charter.paths import REACHED, leaves, paths_of, privacy_at, workflows_of
from grassroots.charter.rule import Rule, free, of_noun
from grassroots.charter.sentence import pieces, places
from grassroots.charter.words import Labels
from grassroots.errors import HasProblems
from grassroots.fields import Privacy
from grassroots.figures.wording import Wording, noun_at
from grassroots.model import Case
from grassroots.model.casework.reply import PARTS
from grassroots.model.labels import named_field
from grassroots.problems import Named, Problem, nearest
from grassroots.reading.reader import Reader
from grassroots.rules.kind import At, Kind
from grassroots.snapshot import Snapshot
from grassroots.texts import catalogue, day_text, in_each
from grassroots.values import Language

OWN = ("day", "number")
"""What a text may name beside what the case says: the day of the answer, and the number of the case in its ledger."""


@frozen(kw_only=True)
class ReplyRule(Rule):
    """A text of an answer, to be chosen when a case is answered: `[reply.NAME]`.

    `background`, `situation`, `remaining`, `measures`: the four parts of an answer, those that it has, in each language. What stands in braces is put in
    from the case: `{category}`, `{unit}`, `{received}` (the day on which it came in), any path that measures may read, or what it is called;
    `{day}` is the day of the answer, `{number}` the number of the case. `where`: for which cases it is. `states`: into which steps it answers; any that
    closes without them. `public`: it is written to be shown to everybody, so that it names nothing that tells of persons, and answers no confidential case.

    >>> rule = ReplyRule(name="mended", measures={"en": "Mended on {day}."})
    >>> rule.parts("en")
    {'measures': 'Mended on {day}.'}
    """

    where: Condition | None = field(default=None, metadata=of_noun("=case"))
    states: tuple[str, ...] = ()
    background: Labels = field(factory=dict, hash=False, metadata=free())
    situation: Labels = field(factory=dict, hash=False, metadata=free())
    remaining: Labels = field(factory=dict, hash=False, metadata=free())
    measures: Labels = field(factory=dict, hash=False, metadata=free())
    public: bool = False

    def parts(self, language: Language) -> Mapping[str, str]:
        """What it says in a language, part by part; in the first in which it is written where it has not that."""
        return {part: text for part, (_, text) in self.spoken(language).items()}

    def spoken(self, language: Language) -> Mapping[str, tuple[Language, str]]:
        """What it says, part by part, each with the language in which it says it."""
        said = {part: getattr(self, part) for part in PARTS if getattr(self, part)}
        return {
            part: (language, texts[language]) if texts.get(language) else next(iter(texts.items()))
            for part, texts in said.items()
        }

    def fits(self, case: Case, at: At) -> bool:
        """Whether it is for a case."""
        return (self.where is None or at.reader.holds(case, self.where, at.day)) and not (self.public and case.confidential)


def named_in_texts(charter: Charter) -> Mapping[str, str]:
    """What may stand in the braces of a text, as it is written or called in any language → the path from a case, or one of `OWN`."""

    def made() -> Mapping[str, str]:
        states = dict.fromkeys(state for one in workflows_of(charter, "case") for state in one.states)
        found: dict[str, str] = {}
        for path in (*OWN, *paths_of(charter, "case"), *(f"{REACHED}.{state}" for state in states)):
            head, _, state = path.partition(".")
            short = state if head == REACHED else path
            for name in (path, short, *in_each(partial(_path_called, charter, path)).values()):
                found.setdefault(name, path)
        return found

    return charter.kept(("reply", "named_in_texts"), made)  # type: ignore[no-any-return]


def _path_called(charter: Charter, path: str, language: Language) -> str:
    if path in OWN:
        return catalogue(__package__ or "").say(f"reply-{path}", language)
    head, _, state = path.partition(".")
    wording = Wording(language, charter)
    return wording.state("case", state) if head == REACHED else wording.path("case", path)


def path_in_text(charter: Charter, name: str) -> str | None:
    """The path from a case for which something stands in braces; None where it is none."""
    name = name.strip()
    return named_in_texts(charter).get(name) or (name if leaves(charter, "case", name) else None)


def answered(
    rule: ReplyRule, case: Case, at: At, language: Language, number: str, later: Container[str] = ()
) -> Mapping[str, str]:
    """What a text says of a case that was answered on a day, part by part.

    Args:
        rule: the text.
        case: the case with the step that answers it.
        at: the day of the answer.
        language: in which it is answered; what is not written in it is said, whole, in the language in which it is.
        number: the number of the case in its ledger.
        later: the paths of which somebody may say only when they answer: each stands by what it is called, in brackets.

    Raises:
        HasProblems: it names what the case does not say, or the reader may not see; or the text is for everybody and the case is confidential.
    """
    charter = at.snapshot.charter
    reader = Reader(at.snapshot, lambda one: getattr(one, "steps", ()))
    lacking: dict[str, None] = {}

    def put(name: str, spoken: Language) -> str:
        path, wording = path_in_text(charter, name), Wording(spoken, charter)
        if path in OWN:
            return day_text(at.day, spoken) if path == "day" else number
        value = None if path is None or _closed(at.snapshot, path) else reader.value(case, path, at.day)
        if value is None and path in later:
            return f"[{wording.path('case', str(path))}]"
        if path is None or value is None:
            lacking[name] = None
            return ""
        return day_text(value, spoken) if isinstance(value, date) else wording.shown(at.snapshot, "case", path, value)

    if rule.public and case.confidential:
        raise HasProblems("Nothing was changed.", [Problem("reply-confidential", value=rule.title)])
    said = {}
    for part, (spoken, text) in rule.spoken(language).items():
        said[part] = "".join(put(one, spoken) if at % 2 else one for at, one in enumerate(pieces(text)))
    if lacking:
        named = tuple(dict.fromkeys(map(_called, lacking)))
        raise HasProblems("Nothing was changed.", [Problem("reply-lacks", value=rule.title, details={"known": named})])
    return said


def _closed(snapshot: Snapshot, path: str) -> bool:
    """Whether the reader may not open something on the way of a path, though it stands there to be counted."""
    way = path.split(".")
    return any((noun_at("case", ".".join(way[: at + 1])), step) in snapshot.closed for at, step in enumerate(way))


def _called(name: str) -> Named:
    return named_field(name.strip())


def unsound_reply(rule: ReplyRule, charter: Charter) -> Iterator[Fault]:
    """What is unsound: a text that says nothing, or not in every language; one that names what no case says, or, for everybody, what tells of persons."""
    if not rule.parts(""):
        yield (), "charter-missing", "", {"key": PARTS[-1]}
    states = tuple(dict.fromkeys(state for one in workflows_of(charter, "case") for state in one.states))
    for number, state in enumerate(rule.states):
        if state not in states:
            yield ("states", number), "charter-choice", state, {"known": nearest(state, states)}
        if state in rule.states[:number]:
            yield ("states", number), "charter-twice", state, {}
    for part in PARTS:
        texts: Labels = getattr(rule, part)
        for language in charter.languages if texts else ():
            if language not in texts:
                yield (part,), "charter-missing", "", {"key": language}
        for language, text in texts.items():
            found = places(text)
            if found is None:
                yield (part, language), "reply-braces", text, {}
            for name in found or ():
                path = path_in_text(charter, name)
                if path is None:
                    yield (
                        (part, language),
                        "charter-choice",
                        f"{{{name}}}",
                        {"known": nearest(name.strip(), named_in_texts(charter))},
                    )
                elif rule.public and path not in OWN and privacy_at(charter, "case", path) is not Privacy.PUBLIC:
                    yield (part, language), "reply-personal", f"{{{name}}}", {}


KIND = Kind(
    name="reply",
    form=ReplyRule,
    sound=unsound_reply,
    silent="it says what an answer may say; that one is lacking is told by the rules that ask for it",
    untyped="an answer is people's own, whatever text it began with",
)
