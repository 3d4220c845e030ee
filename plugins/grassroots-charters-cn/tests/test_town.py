"""A town that keeps all: the bodies of a street under a township, ledgers that number from 1, figures that count their own ledger and no other."""

from __future__ import annotations

import pytest

import grassroots as gr

CHARTER = """
id = "town"
languages = ["zh", "en"]
extends = ["cn-street", "cn-party-branch", "cn-hotline"]
label = { en = "Example town", zh = "示例镇" }
"""
LEDGERS = {
    "单位名册": """单位编号,单位类别,单位名称,上级单位,领域,成立时间,最后一日
Z,乡镇,示例镇,,,1999-10-01,
K1,科室,示例民政科,Z,,2001-01-01,
B1,办公室,示例办公室,Z,,2020-01-01,
X1,中心,示例中心,Z,,2020-01-01,
M1,部门,示例水务局,Z,,2001-01-01,
T1,条线网格,示例条线网格,Z,,2018-01-01,
S1,社区,示例社区,Z,,2004-05-01,
C1,村,示例一村,Z,,2000-03-01,
P1,支部,示例一村支部,Z,农村,2003-07-01,
P2,支部,示例二村支部,Z,农村,2003-07-01,2022-06-30
P3,支部,示例机关支部,Z,机关,2003-07-01,
J1,项目支部,示例项目支部,Z,,2021-04-20,""",
    "成员名册": """成员编号,姓名,学历,所在支部,申请日期,转正时间
1,示例甲,中专,P1,,2005-07-01
2,示例乙,本科,P1,,2006-07-01
3,示例丙,大专,P3,,2006-07-01
4,示例丁,大专,P3,2022-02-01,""",
    "岗位名册": """岗位编号,所在单位,岗位类别
W1,P1,书记
W2,S1,书记
W3,Z,副书记
W4,C1,村书记""",
    "任职台账": """序号,岗位编号,成员编号,任职时间
1,W1,1,2019-01-01
2,W2,1,2020-01-01
3,W3,3,2020-01-01
4,W4,2,2022-03-01""",
    "积分事项台账": """序号,成员编号,日期,事项,数量
1,示例甲,2022-02-01,履职,2
2,示例丙,2022-02-01,走访,1""",
    "民情日记台账": """日记编号,所在单位,记录人,日期,户号,民情类别
R1,P1,2,2022-02-27,H1,期盼
R2,P1,2,2022-03-01,H1,期盼""",
    "局村联建台账": """建档单位,部门局,联系村,开始日期
Z,M1,C1,2020-01-01""",
    "联系名册": """序号,所在单位,联系类别,联系人,联系对象,开始日期
1,Z,参加联合组建,P1,P3,2021-06-01""",
    "服务登记册": """成员编号,登记单位,申请日期,登记日期
3,S1,2022-03-01,""",
    "住户登记册": """户号,村(社区),地址,困难家庭,登记日期,最后一日
H1,C1,示例路1号,是,2020-01-01,
H2,C1,示例路2号,是,2020-01-01,2022-08-31""",
    "走访台账": """走访编号,走访单位,走访时间,户号,走访人编号,走访目的,走访结果
1,C1,2021-12-30,H1,3,慰问,已走访
2,C1,2022-01-30,H1,3,慰问,婉拒
3,C1,2022-01-30,H2,3,慰问,已走访""",
    "走访意见": """意见编号,村（社区）,走访编号,意见类别,意见内容,记录日期
1,C1,1,就业,示例意见,2022-01-30""",
    "成员联系台账": """序号,联系单位,成员编号,日期,联系目的
1,P1,1,2022-02-01,关怀""",
    "活动台账": """活动编号,举办单位,活动类别,日期,活动名称,参加人数
A1,Z,谈心谈话,2022-06-01,谈心谈话,
A2,P1,支部党员大会,2022-02-01,,2
A3,P2,支部党员大会,2022-02-01,,1""",
    "学习台账": """学习编号,学习单位,形式,参加对象,起始日期,次数
1,K1,学习,科室,2022-02-10,9
2,S1,学习,成员,2022-03-01,2""",
    "票决": """票决编号,单位,票决事项,日期,应投票人数,实投票数
1,Z,年度实事项目票决,2022-01-18,60,57""",
    "议题与纪要台账": """序号,所在单位,议题,提出日期,表决日期,结果
Y1,S1,居民公约,2022-03-01,2022-03-10,已采纳""",
    "单位事项表决台账": """表决编号,单位,表决日期,适用规则,议题,应投票人数,实到人数
V1,S1,2022-03-10,居民会议表决,Y1,40,30""",
    "微心愿": """心愿编号,征集单位,群体,心愿内容,公布日期,认领日期,认领单位,实现日期
1,S1,老年人,示例心愿,2022-04-10,2022-04-12,P1,2022-05-01""",
    "需求台账": """序号,征集单位,需求类别,需求数量,计量单位,需求内容,公布日期
1,S1,物料,250,平方米,院坝铺砖,2022-03-15""",
    "合作方": """合作方编号,联系单位,类别,名称,开始日期
HB1,Z,企业,示例企业,2020-01-01""",
    "资源台账": """资源序号,登记单位,提供方,提供方类别,资源类别,资源名称,数量,计量单位,登记日期
1,Z,HB1,合作方,车辆,班车,2,辆,2021-04-01""",
    "认领台账": """序号,需求序号,认领日期,认领人,认领方类别,认领数量,计量单位
1,1,2022-04-01,HB1,合作方,250,平方米""",
    "意见台账": """意见编号,来源单位,征集方式,意见类别,意见内容,受理日期,交办日期,承办单位,开始解决日期
1,C1,座谈,道路照明,示例意见,2022-02-01,2022-02-02,K1,2022-02-10
2,C1,座谈,道路照明,示例意见,2022-02-03,2022-02-04,K1,""",
    "工作计划": """序号,单位,工作方面,制定日期,开始日期,结束日期,衡量指标,目标值
1,Z,走访联系,2021-12-20,2022-01-01,2022-12-31,走访率,85%""",
    "快递员随手报台账": """报告编号,所在单位,部件类别,地点,报告日期,派件日期,承办单位,办结日期,办理结果
1,Z,通道,示例路1号,2022-05-01,,K1,2022-05-04,已解决""",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> gr.Office:
    """The town, opened once; what was told as its ledgers were taken in stands beside it."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "charter").mkdir()
    (folder / "charter" / "charter.toml").write_text(CHARTER, encoding="utf-8")
    ledgers = folder / "ledgers"
    ledgers.mkdir()
    for name, text in LEDGERS.items():
        (ledgers / f"{name}.csv").write_text(text, encoding="utf-8")
    office = gr.open("memory:", charter=folder / "charter")
    told = office.take_in(ledgers, keep_bad=True).problems
    # One thing alone is told: who deals with a report that nobody passed on. The report counts all the same.
    assert [problem.code for problem in told] == ["step-without-date"], [problem.text("zh") for problem in told]
    return office


def test_no_two_words_of_a_list_share_a_label(town: gr.Office) -> None:
    for listed, words in town.charter.words.items():
        for language in town.charter.languages:
            labels = [word.label(language) for word in words.values()]
            assert len(labels) == len(set(labels)), (listed, sorted(one for one in labels if labels.count(one) > 1))


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("community_study", (2, None)),  # not that of the department
        ("project_turnout", (57, 60)),  # not the vote of residents
        ("wishes_granted", (1, 1)),  # not what other needs became
        ("opinions_being_solved", (1, 2)),  # not what nobody has begun
        ("secretaries", (1, None)),  # one person, two posts
        ("agency_members_in_communities", (0, 1)),  # an applicant is no member, an application no registration
        ("courier_reports_in_time", (1, 1)),
        ("villages_with_bureau", (1, 1)),
        ("quarters_with_general_meeting", (2, 6)),  # the branch that ended stays in the quarters in which it stood
        ("holiday_visits_made", (2, 7)),  # one that was not wished was not made; a household that left since counts until then
        ("targets_reached", (0, 1)),
    ],
)
def test_figures_count_their_own_ledger(town: gr.Office, measure: str, expected: tuple[int, int | None]) -> None:
    figure = town.figure(measure, "2022-12-31")
    assert (figure.value if figure.denominator is None else figure.numerator, figure.denominator) == expected


def test_a_target_in_per_cent_is_a_share(town: gr.Office) -> None:
    [target] = town.records("target", "2022-12-31")
    assert str(target.value.value) == "0.85"


def test_a_number_is_looked_for_in_the_ledger_that_its_column_means(town: gr.Office) -> None:
    """All of these ledgers number from 1."""
    [claim] = [one for one in town.records("claim", "2022-12-31") if one.id == "claims-1"]
    assert claim.need == "needs-1"
    assert {case.contact for case in town.records("case", "2022-12-31") if case.contact} == {"1"}


def test_a_diary_is_held_against_who_held_the_post_on_its_day(town: gr.Office) -> None:
    told = [one for one in town.check("2022-12-31") if one.source and "民情日记台账" in one.source.file]
    assert [one.value for one in told if one.code == "requirement-broken"] == ["R1"]


def test_a_figure_about_holders_of_posts_is_asked_of_a_part(town: gr.Office) -> None:
    assert [town.figure("diaries_kept", "2022-12-31", scope=unit).denominator for unit in ("C1", "S1")] == [1, 0]


def test_a_member_is_named_where_a_number_is_asked_for_also_one_who_is_registered_twice(town: gr.Office) -> None:
    assert {one.id: one.membership for one in town.records("merit", "2022-12-31")} == {"merits-1": "p-1", "merits-2": "p-3"}
