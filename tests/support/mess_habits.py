"""More kinds of mess that lie in the rows of a table: how clerks of streets, tenants' associations and branches keep their lists."""

from __future__ import annotations

from support.mess_tables import DAY, MEETING, OPINION, TALLY, TWO, Mess

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
    Mess(
        name="sums of groups, as a spreadsheet program writes them",
        ledger="meetings",
        rows=(
            MEETING,
            [1, "b1", DAY, 3],
            [None, "First branch 汇总", None, 3],
            [2, "b2", DAY, 4],
            [None, "Second branch Total", None, 4],
            [2, "b2 计数", None, None],
            [None, "总计", None, 7],
        ),
        records=(2, 4),
        skips=((3, "part-total"), (5, "part-total"), (6, "average"), (7, "total")),
    ),
    Mess(
        name="a total of a unit whose name holds a number",
        ledger="tallies",
        rows=(TALLY, *TWO, ["3号楼小计", None, 7], ["2014年合计", None, 8]),
        records=(2, 3),
        skips=((4, "part-total"), (5, "total")),
        remarks=("total-differs",),
    ),
    Mess(
        name="a total that nobody named",
        ledger="meetings",
        rows=(MEETING, [1, "b1", DAY, 3], [2, "b2", DAY, 4], [None, None, None, 7], [None, None, None, 8]),
        records=(2, 3),
        skips=((4, "total"),),
        problems=((5, "row-says-little"),),
    ),
    Mess(
        name="carried forward, in short",
        ledger="tallies",
        rows=(TALLY, *TWO, ["c/fwd", None, 7], ["b/fwd", None, 7], ["carried fwd", None, 7], ["b1", "2014-06-06", 1]),
        records=(2, 3, 7),
        skips=((4, "carried"), (5, "carried"), (6, "carried")),
    ),
    Mess(
        name="a seal, and the day below it, under the numbers",
        ledger="opinions",
        rows=(OPINION, [1, "b1", DAY, "灯"], ["（盖章）", None, None, None], ["2014年6月30日", None, None, None]),
        records=(2,),
        skips=((3, "note"), (4, "note")),
    ),
)
"""All of them."""
