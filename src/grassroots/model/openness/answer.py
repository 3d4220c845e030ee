"""How many answered a question of a survey in one way. No person, no time and no order: there is nowhere to write them."""

from __future__ import annotations

from attrs import field, frozen

from grassroots.errors import InvalidValue
from grassroots.fields import described, internal
from grassroots.model.record import Noun
from grassroots.values import SurveyId

FEWEST = 5
"""Fewer answers than this to a question of an anonymous survey are not kept: they could tell who gave them."""


@frozen(kw_only=True, field_transformer=described)
class Answer(Noun):
    """All answers to one question of a survey that say the same, as one record. It carries nothing else: no outside identifier, no document, no
    field of a charter. That there is one record for each choice, and not one for each respondent, is checked with the snapshot.

    Raises:
        InvalidValue: the record carries more than its number, or stands for less than one answer.

    >>> Answer(id="a-1", survey=SurveyId("s-1"), item="overall", choice="satisfied", number=148).number
    148
    """

    survey: SurveyId = field(metadata=internal("the survey", ref="survey", home=True))
    item: str = field(metadata=internal("the question, a word of the charter", words="question"))
    choice: str = field(metadata=internal("what was answered", words="choice"))
    number: int = field(metadata=internal("how many answered so; 1 or more"))

    def __attrs_post_init__(self) -> None:
        if self.external_ids or self.attachments or self.custom:
            raise InvalidValue(
                "an answer carries how many gave it and nothing that could lead to one of them; leave out the rest"
            )
        if self.number < 1:
            raise InvalidValue(f"an answer stands for 1 respondent or more, not {self.number}; leave out what nobody chose")
