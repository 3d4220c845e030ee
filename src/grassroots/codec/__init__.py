"""Records as canonical JSON and as typed columns, and back. Strict both ways: nothing is coerced, nothing is guessed.

Every store keeps records by the functions of this room, so all agree on what a record is. The canonical JSON of a record has
sorted keys and no blanks; a field that has its default is left out, so a field that is added to a noun later changes the JSON of
no older record. Decimals are texts (`"12.5"`) in JSON and integers scaled by 10,000 in columns; days and times are ISO 8601.

What is refused, with noun, id and field in the message (and never the value: it may be personal): a value of another type (True
is no 1, 3.9 is no 3, a datetime is no date), a number that does not fit 64 bits, a text with a NUL or half a character.
"""

from grassroots.codec.cells import (
    Cell,
    Cells,
    ChildCells,
    ChildTable,
    Encoded,
    Layout,
    StoredColumn,
    as_kept,
    columns_of,
    decode,
    encode,
    facts_of,
)
from grassroots.codec.convert import converter, from_json, to_json
from grassroots.codec.frame import Frame
from grassroots.codec.many import encode_all
from grassroots.codec.parts import parts_json, parts_of
from grassroots.codec.values import check_text

__all__ = [
    "Cell",
    "Cells",
    "ChildCells",
    "ChildTable",
    "Encoded",
    "Frame",
    "Layout",
    "StoredColumn",
    "as_kept",
    "check_text",
    "columns_of",
    "converter",
    "decode",
    "encode",
    "encode_all",
    "facts_of",
    "from_json",
    "parts_json",
    "parts_of",
    "to_json",
]
