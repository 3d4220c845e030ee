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
)
"""All of them."""
