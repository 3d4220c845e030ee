"""More kinds of mess that lie in the rows of a table: how clerks of streets, tenants' associations and branches keep their lists."""

from __future__ import annotations

from support.mess_tables import Mess

HABITS = (
    Mess(
        name="traditional characters",
        ledger="members",
        file="成員名冊",
        sheet="工作表1",
        rows=(
            ["序號", "姓名", "出生", "所在支部", "證件號碼"],
            [1, "陳示例", "1990年3月", "東支部", "13800000000"],
            [2, "範例一", "不詳", "b1", None],
            ["合計", 2, None, None, None],
            ["填表人：陳示例", None, None, None, None],
        ),
        records=(3,),
        problems=((2, "record-not-known"),),
        remarks=("extra-column",),
        skips=((4, "total"), (5, "note")),
    ),
    Mess(
        name="units side by side",
        ledger="tallies",
        rows=(["日期", "First branch", "b2", "合计"], ["2014-06-05", 3, 4, 7]),
        problems=((1, "units-across"),),
    ),
    Mess(
        name="units side by side, and no heading known",
        ledger="tallies",
        rows=(["月份", "First branch", "Second branch"], ["6月", 3, 4]),
        problems=((0, "units-across"),),
    ),
)
"""All of them."""
