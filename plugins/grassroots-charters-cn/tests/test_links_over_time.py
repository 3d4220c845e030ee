"""Links of a street that change: a grid that comes to another branch, a partner in two communities; a body whose kind nobody wrote down."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import grassroots as gr

TABLES = {
    "单位名册": "单位编号,单位名称,单位类别,上级单位,成立日期\nJD,示例街道,街道,,2010-01-01\nS1,示例一社区,社区,JD,2010-01-01\nS2,示例二社区,社区,JD,2010-01-01\n"
    "W1,示例网格,网格,S1,2010-01-01\nZ1,示例一支部,网格支部,S1,2010-01-01\nZ2,示例二支部,网格支部,S1,2010-01-01\n",
    "合作方": "合作方编号,名称,类别,联系单位\nP1,示例物业,物业企业,S1\n",
    "成员名册": "成员编号,姓名,所在支部,转正日期\n1,示例成员,Z1,2012-01-01\n",
    "网格所属支部台账": "所在单位,网格,网格支部,开始日期,最后一日\nS1,W1,Z1,2018-03-01,2019-09-30\nS1,W1,Z2,2019-10-01,\n",
    "服务同心圆": "序号,社区,服务社区,圈层,参与方,加入日期,最后一日\n1,S1,S1,紧密层,Z1,2018-01-01,\n2,S2,S2,紧密层,Z1,2018-01-01,\n3,S1,S1,紧密层,Z2,2018-01-01,2019-01-01\n",
    "交叉任职台账": "社区,任职机构,成员编号,开始日期\nS1,P1,1,2018-01-01\n",
}


def test_links_that_change_are_counted_once_and_in_their_time(tmp_path: Path) -> None:
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    office = gr.open("memory:", charter="cn-street")
    reading = office.take_in(tmp_path, keep_bad=True)
    assert [one.text("zh") for one in reading.problems] == []
    for day, branch in ((date(2019, 9, 30), "Z1"), (date(2019, 10, 1), "Z2")):
        links = [
            one for one in office.records("link", day) if one.kind == "in_grid_branch" and (one.end is None or one.end > day)
        ]
        assert [one.target.id for one in links if one.start <= day] == [branch]
        assert office.figure("grids_with_branch", day).text() == "100.0 %"
    near = office.figure("circle_members.near", date(2020, 12, 31))
    assert near.value == 1, "the branch serves two communities and is one partner"
