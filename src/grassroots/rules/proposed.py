"""What a rule proposes to people: an end of membership, a transfer, a call. Nothing here changes a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from grassroots.problems import Problem


@frozen(kw_only=True)
class Proposed:
    """Something that a rule proposes about a record, and that a body must decide: the rule with its source, the reason, who decides.

    `what`: lapse, transfer, contact, report, duplicate; of units: join, upgrade, body, joint, form, end. `record`: the record (noun, id).
    `reason`: why, as a sentence. `body`: the kinds of unit whose body decides; none: the unit of the record.
    """

    what: str
    record: tuple[str, str]
    day: date
    reason: Problem
    rule: str
    source: str = ""
    body: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(factory=dict, hash=False)

    def explain(self, language: str = "en") -> tuple[str, ...]:
        """The proposal in lines: what and on what ground, the rule and its source, and that it holds only once it is decided."""
        zh = language == "zh"
        source = self.source or ("未注明" if zh else "not stated")
        named = self.labels.get(language, self.rule)
        return (
            f"建议：{named}（依据：{source}）" if zh else f"proposed: {named} (source: {source})",
            self.reason.text(language),
            _CLOSING["unit" if self.record[0] in ("unit", "project") else "person"]["zh" if zh else "en"],
        )


_CLOSING: Mapping[str, Mapping[str, str]] = {
    "person": {
        "en": "It takes a decision of the body in charge, of which the person is told and against which there is an appeal; until then nothing changes.",
        "zh": "须经有权机构决定，并告知本人，本人可以申诉；在此之前一切不变。",
    },
    "unit": {
        "en": "It takes a decision of the body in charge; until then nothing changes.",
        "zh": "须经有权机构决定；在此之前一切不变。",
    },
}
