"""A sentence with figures in it."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from grassroots.charter.blocks.kind import block_form
from grassroots.charter.charter import Charter
from grassroots.charter.checking.finding import Finding, check_labels, finding
from grassroots.charter.checking.place import check_place
from grassroots.charter.outline import Block
from grassroots.charter.sentence import place_of, places
from grassroots.charter.toml import Path
from grassroots.charter.words import Labels
from grassroots.charter.written import under_key


@block_form("say")
@frozen(kw_only=True)
class Say(Block):
    """A sentence in each language, with figures in braces: `{opinions}`, `{opinions.solved}`, `{rate.percent}`,
    `{rate.numerator}`, `{rate.denominator}`. All languages name the same figures.

    `{opinions.before}`: of the period before; `{opinions.compared}`: how it changed since, in words; `{rate.aim}` and `{rate.gap}`: the target
    that is set for it, and what is lacking to it. `{opinions|opinion|opinions}`: the word that goes with the number."""

    text: Labels = field(hash=False, metadata=under_key("say"))

    def check(self, charter: Charter, here: Path) -> Iterator[Finding]:
        """What is wrong with a sentence: braces, figures that there are not, languages that name different ones."""
        at: Path = (*here, "say")
        yield from check_labels(charter, at, self.text)
        named: dict[str, tuple[str, ...]] = {}
        for language in charter.languages:
            found = places(self.text.get(language, ""))
            if found is None:
                yield finding((*at, language), "charter-braces", self.text[language])
            elif language in self.text:
                worded = [name for name in found if place_of(name).forms]
                named[language] = tuple(dict.fromkeys(place_of(name).figure for name in found if name not in worded))
                for name in worded:
                    yield from check_place(charter, name, (*at, language))
        for name in dict.fromkeys(one for names in named.values() for one in names):
            without = [language for language, names in named.items() if name not in names]
            if without:
                yield finding((*at, without[0]), "charter-say-differs", f"{{{name}}}", languages=without)
            yield from check_place(charter, name, at)
