"""Rows of which a part is wrong: what they are about stands and is counted; the part is told until it is mended."""

from __future__ import annotations

from pathlib import Path

import pytest

import grassroots as gr

UNITS = "单位编号,单位类别,单位名称,上级单位\nJD,街道,示例街道,\nSQ1,社区,示例社区,JD\nKS1,科室,示例科室,JD\n"
OPINION = "意见编号,来源单位,意见内容,受理日期,办结日期,办理结果,书面答复日期,责任岗位,问题背景\n"
EXPRESS = "快件编号,收件网点,收件渠道,收件日期,答复期限,答复日期,办理结果,评价日期,评价\n"
WISH = "心愿编号,征集单位,群体,公布日期,认领日期,认领单位,实现日期\n"
STAGES = "环节编号,主题活动编号,环节序号,环节名称,开始日期,结束日期\nHJ1,ZT1,1,示例环节,2024-03-01,2024-02-01\n"


def office(folder: Path, files: dict[str, str], charter: str = "cn-street") -> tuple[gr.Office, gr.Reading]:
    for name, text in {"单位名册": UNITS, **files}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    opened = gr.open("memory:", charter=charter)
    return opened, opened.take_in(folder, keep_bad=True)


@pytest.mark.parametrize(
    ("ledger", "text", "code", "measure", "value"),
    [
        (
            "民情快件",
            f"{EXPRESS}1,SQ1,服务网点,2024-03-01,2024-03-08,2024-03-05,已解决,,满意\n",
            "step-without-date",
            "express_on_time",
            "1/1",
        ),
        (
            "民情快件",
            f"{EXPRESS}1,SQ1,服务网点,2024-03-01,2024-03-08,,已解决,,\n",
            "step-without-date",
            "express_on_time",
            "0/1",
        ),
        (
            "意见台账",
            f"{OPINION}1,SQ1,示例,2024-03-01,2024-03-20,已解决,,,背景\n",
            "missing-beside",
            "opinions",
            "1",
        ),
        (
            "意见台账",
            f"{OPINION}1,SQ1,示例,2024-03-01,2024-03-20,已解决,三月,,背景\n",
            "not-a-date",
            "opinions",
            "1",
        ),
        ("微心愿", f"{WISH}1,SQ1,老年人,2024-03-01,2024-03-10,,2024-04-01\n", "missing-beside", "wishes_granted", "1/1"),
        ("微心愿", f"{WISH}1,SQ1,老年人,2024-03-01,2024-03-10,不知何处,\n", "record-not-known", "wishes_claimed", "0/1"),
    ],
)
def test_what_the_row_is_about_stands_without_the_part_that_is_wrong(
    tmp_path: Path, ledger: str, text: str, code: str, measure: str, value: str
) -> None:
    opened, reading = office(tmp_path, {ledger: text})
    reading.check_conservation()
    assert [problem.code for problem in reading.problems] == [code]
    figure = opened.figure(measure, as_of="2024-12-31")
    assert (str(figure.value) if figure.denominator is None else f"{figure.numerator}/{figure.denominator}") == value
    assert [one["became"] for one in reading.to_rows() if one["file"] == f"{ledger}.csv"] == ["new"]
    assert code in {problem.code for problem in opened.check("2024-12-31")}, "it waits to be mended, and is told until then"


def test_a_mended_part_comes_in_beside_what_stands(tmp_path: Path) -> None:
    opened, reading = office(tmp_path, {"微心愿": f"{WISH}1,SQ1,老年人,2024-03-01,2024-03-10,,\n"})
    assert (len(reading.bad_rows), opened.figure("wishes_claimed", as_of="2024-12-31").numerator) == (1, 0)
    again = opened.take_in(tmp_path, keep_bad=True)
    assert not again.new | again.changed
    (tmp_path / "微心愿.csv").write_text(f"{WISH}1,SQ1,老年人,2024-03-01,2024-03-10,JD,\n", encoding="utf-8")
    mended = opened.take_in(tmp_path)
    assert (mended.problems, mended.new) == ((), {("claim", "1")})
    assert opened.figure("wishes_claimed", as_of="2024-12-31").numerator == 1
    assert "missing-beside" not in {problem.code for problem in opened.check("2024-12-31")}


def test_nothing_of_a_row_with_a_problem_comes_in_unless_bad_rows_may_wait(tmp_path: Path) -> None:
    for name, text in {"单位名册": UNITS, "微心愿": f"{WISH}1,SQ1,老年人,2024-03-01,2024-03-10,,\n"}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    opened = gr.open("memory:", charter="cn-street")
    assert not opened.take_in(tmp_path).stored


def test_a_stage_that_ends_before_it_begins_is_taken_in_and_told(tmp_path: Path) -> None:
    programme = "主题活动编号,组织单位,类别,主题活动名称,开始日期,结束日期\nZT1,JD,主题活动,示例活动,2024-01-01,2024-12-31\n"
    opened, reading = office(tmp_path, {"主题活动": programme, "活动环节": STAGES})
    assert reading.problems == ()
    assert [problem.code for problem in reading.remarks] == ["ends-before-start"]
    assert "ends-before-start" in {problem.code for problem in opened.check("2024-12-31")}
    assert opened.get(gr.model.Stage, "HJ1").end is not None
