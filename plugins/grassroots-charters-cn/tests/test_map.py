"""The sheet of a unit shows what came in at its grids on a map, where the office has their shapes."""

from __future__ import annotations

import json
from pathlib import Path

import grassroots as gr
from grassroots.reports import BarChart

UNITS = (
    "单位编号,单位类别,单位名称,上级单位\nJD,街道,示例街道,\nSQ1,社区,示例社区,JD\nWG1,网格,一网格,SQ1\nWG2,网格,二网格,SQ1\n"
)
EXPRESS = "快件编号,收件网点,收件渠道,反映内容,收件日期\n1,WG1,电话,路灯不亮,2026-06-01\n2,WG2,电话,楼道漏水,2026-06-02\n"


def square(west: float) -> dict[str, object]:
    ring = [[west, 40.0], [west + 0.01, 40.0], [west + 0.01, 40.01], [west, 40.01], [west, 40.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_the_sheet_of_a_unit_shows_its_grids_on_a_map(tmp_path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "id": f"{at}",
            "properties": {"负责单位": f"WG{at}", "区域类别": "网格"},
            "geometry": square(113 + at / 100),
        }
        for at in (1, 2)
    ]
    (tmp_path / "单位名册.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "民情快件.csv").write_text(EXPRESS, encoding="utf-8")
    (tmp_path / "服务区域台账.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    with gr.open("memory:", charter="cn-street") as street:
        assert street.take_in(tmp_path).ok
        report = street.report("unit", as_of="2026-06-30", scope="SQ1")
        (chart,) = [one for part in report.render("zh").sections for one in part.blocks if isinstance(one, BarChart)]
        assert [(bar.label, bar.text, len(bar.shape)) for bar in chart.bars] == [("一网格", "1", 1), ("二网格", "1", 1)]
        street.write(report, tmp_path / "u.html", language="zh")
    assert (tmp_path / "u.html").read_text(encoding="utf-8").count('fill-rule="evenodd"') == 2
