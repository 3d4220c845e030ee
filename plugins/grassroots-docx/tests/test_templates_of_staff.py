from __future__ import annotations

from pathlib import Path

import attrs
import docx
import pytest

from grassroots.errors import InvalidArgument
from grassroots.reports import Report, clean
from grassroots.testing.writer_kit import HOSTILE, sample_report
from grassroots_docx import grassroots_open_writer


@pytest.fixture(scope="module")
def report() -> Report:
    return sample_report()


def template(folder: Path, *lines: str) -> str:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(folder / "office.docx"))
    return str(folder / "office.docx")


def from_template(report: Report, folder: Path, *lines: str, language: str = "zh") -> list[str]:
    writer = grassroots_open_writer("out.docx", {"template": template(folder, *lines)})
    assert writer is not None
    writer.write(report, report.render(language, proof="none"), folder / "out.docx")
    return [one.text for one in docx.Document(str(folder / "out.docx")).paragraphs]


def test_a_template_of_the_office_is_filled_with_the_figures_by_their_names(report: Report, tmp_path: Path) -> None:
    lines = (
        "{{ title }}",
        "共{{ opinions }}条，解决{{ opinions.solved }}条，答复率{{ answered.percent0 }}。",
        "{{ office }} {{ day }}",
    )
    assert from_template(report, tmp_path, *lines) == [
        "本协会年度总结（2024年）",
        "共6条，解决3条，答复率80%。",
        "本协会 2024年3月31日",
    ]
    rows = from_template(report, tmp_path, "{% for row in tables['各楼意见'] %}{{ row[0] }}{{ row[1] }} {% endfor %}")
    assert rows == ["北楼2 南楼3 其他1 合计6 "]


def test_a_template_that_was_written_before_something_was_called_otherwise_holds(report: Report, tmp_path: Path) -> None:
    otherwise = attrs.evolve(report, charter=attrs.evolve(report.charter, renamed={"来件": "意见"}))
    assert from_template(otherwise, tmp_path, "共{{ 来件 }}条，即{{ 意见 }}条。") == ["共6条，即6条。"]


@pytest.mark.parametrize(
    ("line", "code", "cure"),
    [
        ("{{ opinion }}", "field", "opinions"),
        ("{{ opinions.unsolved }}", "field", ""),
        ("{{ opinions.unsolved }}", "field", "solved"),
        ("{{ opinions.__class__ }}", "field", ""),
        ("{{ opinions['_fields'] }}", "template", ""),
        ("{{ sections[0].titel }}", "field", "title"),
        ("{{ 意见答复 }}", "field", "意见答复率"),
        ("{{ 意见.解决了 }}", "field", "solved"),
        ("{{ tables['各楼'] }}", "field", "各楼意见"),
        ("{{ opinions }条", "braces", "{{ … }}"),
        ("{{ opinions }条，{{ title }}", "braces", "{{ … }}"),
        ("opinions }}", "braces", "{{ … }}"),
        ("共{opinions}条", "braces", "{{ opinions }}"),
        ("见{{ 各月意见 }}。", "alone", "own"),
        ("{% for x in sections %}", "loop", "endfor"),
        ("{% if opinions %}{% endfor %}", "loop", "endfor"),
        ("{% endif %}", "loop", "endfor"),
        ("{{ opinions / 0 }}", "template", ""),
    ],
)
def test_a_template_that_names_what_is_not_there_is_told_with_a_cure(
    report: Report, tmp_path: Path, line: str, code: str, cure: str
) -> None:
    with pytest.raises(InvalidArgument) as raised:
        from_template(report, tmp_path, line)
    assert raised.value.problem is not None
    assert raised.value.problem.code == f"grassroots_docx:{code}"
    assert cure in str(raised.value)
    told = raised.value.problem.text("zh")
    assert "object" not in told
    assert "undefined" not in told
    if code in ("field", "braces", "alone", "loop"):
        assert line[:8] in told, "the paragraph is named"
    assert not (tmp_path / "out.docx").exists()


def test_a_template_that_is_no_word_document_is_told(report: Report, tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_text("no")
    writer = grassroots_open_writer("out.docx", {"template": str(tmp_path / "x.docx")})
    assert writer is not None
    with pytest.raises(InvalidArgument, match="no Word document"):
        writer.write(report, report.render("zh"), tmp_path / "out.docx")


@pytest.mark.parametrize("name", HOSTILE[:9], ids=range(9))
def test_a_hostile_name_in_a_template_stays_text(tmp_path: Path, name: str) -> None:
    report = sample_report(name)
    (said,) = from_template(
        report, tmp_path, "{% for row in tables['Opinions by house'] %}{{ row[0] }};{% endfor %}", language="en"
    )
    assert said.startswith(clean(name))


def test_a_field_is_written_as_the_report_calls_it_in_whatever_way_an_input_method_does(report: Report, tmp_path: Path) -> None:
    lines = (
        "{{ 意见 }}",
        "共｛｛意见｝｝条，{{意见。已解决}}、{{ 意见答复率．分子 }}/{{ 意见答复率.分母 }}",
        "{{ 标题 }}，{{ 发文机关 }}",
    )
    assert from_template(report, tmp_path, *lines) == ["6", "共6条，3、4/5", "本协会年度总结（2024年），本协会"]
    rows = from_template(report, tmp_path, "{% for row in tables[“各楼意见”] %}{{ row[0] }}{{ row[1] }} {% endfor %}")
    assert rows == ["北楼2 南楼3 其他1 合计6 "]


def test_a_field_that_word_split_over_runs_is_filled_and_looks_as_its_first_letter_does(report: Report, tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("共")
    for at, piece in enumerate(("{", "{ opin", "ions.", "solved }", "}", "条")):
        paragraph.add_run(piece).bold = at == 0
    document.sections[0].header.paragraphs[0].text = "{{ 发文机关 }}"
    document.add_table(1, 1).cell(0, 0).text = "{{ 意见 }}"
    document.save(str(tmp_path / "split.docx"))
    writer = grassroots_open_writer("out.docx", {"template": str(tmp_path / "split.docx")})
    assert writer is not None
    writer.write(report, report.render("zh", proof="none"), tmp_path / "out.docx")
    made = docx.Document(str(tmp_path / "out.docx"))
    assert [(run.text, run.bold) for run in made.paragraphs[0].runs if run.text] == [("共", None), ("3", True), ("条", False)]
    assert (made.sections[0].header.paragraphs[0].text, made.tables[0].cell(0, 0).text) == ("本协会", "6")


def test_a_table_a_chart_and_a_section_stand_where_their_names_stood(report: Report, tmp_path: Path) -> None:
    said = from_template(report, tmp_path, "前", "{{ 各楼意见 }}", "{{ 各月意见 }}", "{{ 二、展望 }}", "后")
    made = docx.Document(str(tmp_path / "out.docx"))
    assert [[cell.text for cell in row.cells][:2] for row in made.tables[0].rows][1:3] == [["北楼", "2"], ["南楼", "3"]]
    assert len(made.element.body.findall(".//{http://schemas.openxmlformats.org/drawingml/2006/chart}chart")) >= 1
    assert (said[0], said[-1]) == ("前", "后")
    assert not any("{{" in one for one in said)


def test_what_a_report_lacks_this_time_leaves_a_dash_and_not_an_error(report: Report, tmp_path: Path) -> None:
    without = attrs.evolve(
        report, sections=(), figures={name: one for name, one in report.figures.items() if "days" not in name}
    )
    gone = next(name for name in report.figures if "days" in name and "@" not in name)
    assert from_template(without, tmp_path, "{{ " + gone + " }}", "{{ 展望 }}") == ["—", "—"]
    assert from_template(without, tmp_path, "表{% for row in tables['各楼意见'] %}{{ row[0] }}{% endfor %}") == ["表"]


def test_the_fields_are_listed_as_they_may_be_written_and_every_one_is_filled(report: Report, tmp_path: Path) -> None:
    writer = grassroots_open_writer("fields.docx", {"fields": True})
    assert writer is not None
    for language in ("zh", "en"):
        rendered = report.render(language, proof="none")
        writer.write(report, rendered, tmp_path / "fields.docx")
        listed = [
            [cell.text for cell in row.cells]
            for table in docx.Document(str(tmp_path / "fields.docx")).tables
            for row in table.rows
        ]
        fields = [row for row in listed if row[0].startswith("{{")]
        assert len(fields) > 20
        said = from_template(report, tmp_path, *(row[0] for row in fields if len(row) == 2), language=language)
        assert said == [row[1] for row in fields if len(row) == 2]
        for row in fields:
            if len(row) == 1:
                from_template(report, tmp_path, row[0], language=language)
