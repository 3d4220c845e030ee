"""The kinds of block of an outline, a file each: its form, and what can be wrong with it. A further kind is a file here and a row below."""

from collections.abc import Mapping

from grassroots.charter.blocks import bars, say, table
from grassroots.charter.blocks.bars import Bars
from grassroots.charter.blocks.kind import BlockKind
from grassroots.charter.blocks.say import Say
from grassroots.charter.blocks.table import Table

BLOCKS: Mapping[str, BlockKind] = {kind.key: kind for kind in (say.KIND, table.KIND, bars.KIND)}
"""Key in the table of a block → its kind."""

__all__ = ["BLOCKS", "Bars", "BlockKind", "Say", "Table"]
