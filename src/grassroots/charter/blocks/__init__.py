"""The kinds of block of an outline, a file each: its form, and what can be wrong with it."""

from grassroots.charter.blocks.bars import Bars
from grassroots.charter.blocks.head import Head
from grassroots.charter.blocks.kind import BLOCKS, block_form
from grassroots.charter.blocks.lines import Lines
from grassroots.charter.blocks.listing import Listing
from grassroots.charter.blocks.passage import Written
from grassroots.charter.blocks.say import Say
from grassroots.charter.blocks.table import Table

__all__ = ["BLOCKS", "Bars", "Head", "Lines", "Listing", "Say", "Table", "Written", "block_form"]
