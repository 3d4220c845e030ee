"""Leaves: what stands at the end of a path, and of what type it is."""

from __future__ import annotations

from attrs import frozen

from grassroots.fields import Column


@frozen(kw_only=True)
class Leaf:
    """What stands at the end of a path.

    `kind`: a column type, or a value type that can only be there or missing (`Quantity`, `PartialDate`). `words`: the list that its value
    is a word of. `choices`: all values that it can have, where the library or the workflows fix them. `refs`: the nouns that
    it leads to. `private`: whether it lies in the personal part, which is erased on request, or is reached through it. `stays`: whether it is
    known also after that that there was something.
    """

    kind: Column | type
    words: str = ""
    choices: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    private: bool = False
    stays: bool = False

    @property
    def countable(self) -> bool:
        """Whether its values are few enough, and open enough, to split a figure by."""
        return bool(self.words or self.choices or self.refs) or self.kind in (Column.FLAG, Column.INTEGER)
