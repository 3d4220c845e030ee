"""The page in a real Chromium: by keyboard alone, without script, on a phone; hostile text runs nothing. Skipped where there is no browser."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

import grassroots as gr
from grassroots_serve import page

TOKEN = "the-token-of-the-office"
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>"
LEDGERS = {
    "单位名册.csv": "单位编号,单位名称,单位类别,上级单位\n00,清溪协会,协会,\nn,北楼栋,楼栋,00\ns,南楼栋,楼栋,00\n",
    "诉求台账.csv": f'序号,所在单位,类别,受理日期,办理期限,内容\n12,北楼栋,诉求,2026-06-05,2026-06-20,"{HOSTILE.replace(chr(34), chr(34) * 2)}"\n',
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, gr.Office]]:
    """The link to a page that really listens, and the office behind it."""
    folder = tmp_path_factory.mktemp("office")
    for name, text in LEDGERS.items():
        (folder / name).write_text(text, encoding="utf-8")
    office = gr.open(folder / "office.db", create=True, clock=lambda: datetime(2026, 6, 30, 9, tzinfo=UTC), actor="王干事")
    assert office.take_in(folder / "单位名册.csv").stored
    assert office.take_in(folder / "诉求台账.csv").stored
    with office, socket.create_server(("127.0.0.1", 0)) as door:
        place = f"127.0.0.1:{door.getsockname()[1]}"
        app = page(office, {TOKEN: "王干事"}, language="zh", hosts=[place], today=lambda: date(2026, 6, 30))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        yield f"http://{place}", office
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    place = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if place is None:
        pytest.skip("there is no Chromium here")
    with playwright.sync_playwright() as run:
        found = run.chromium.launch(executable_path=place, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(params=[False])
def tab(request: pytest.FixtureRequest, browser: Any, served: tuple[str, gr.Office]) -> Iterator[Any]:
    """A tab of the size of a phone, at the door, without script unless it is asked for; whatever the browser complains of, or opens by itself, fails the test."""
    context = browser.new_context(java_script_enabled=request.param, locale="zh-CN", viewport={"width": 390, "height": 800})
    found, wrong = context.new_page(), []
    found.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    found.on("pageerror", lambda error: wrong.append(str(error)))
    found.on("dialog", lambda opened: (wrong.append(opened.message), opened.dismiss()))
    found.goto(served[0])
    yield found
    context.close()
    # Who has not come in yet is told so by the status of the answer.
    assert [one for one in wrong if "401" not in one] == []


def enter(tab: Any) -> None:
    """Comes in by keyboard."""
    tab.focus("#token")
    tab.keyboard.type(TOKEN)
    with tab.expect_navigation():
        tab.keyboard.press("Enter")


def test_a_case_is_added_and_closed_by_keyboard_alone(tab: Any, served: tuple[str, gr.Office]) -> None:
    enter(tab)
    tab.keyboard.press("Tab")
    assert tab.locator(":focus").get_attribute("class") == "skip"
    tab.goto(f"{served[0]}/ledgers/cases/add")
    typed = {"序号": "13", "所在单位": "南楼栋", "类别": "报修", "受理日期": "6月7日", "内容": "水管漏水"}
    for heading, text in typed.items():
        tab.get_by_label(heading, exact=True).focus()
        tab.keyboard.type(text)
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert "已登记" in tab.get_by_role("status").inner_text()
    tab.get_by_label("转到").select_option(label="已答复")
    tab.get_by_label("办理结果").select_option(label="已解决")
    tab.get_by_role("button", name="登记", exact=True).focus()
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert "已解决" in tab.locator("main").inner_text()
    assert served[1].row("cases", "13", "zh")[-1]


@pytest.mark.parametrize("tab", [True], indirect=True)
def test_hostile_text_runs_nothing_and_is_shown_as_it_is(tab: Any, served: tuple[str, gr.Office]) -> None:
    enter(tab)
    for place in ("/today", "/ledgers/cases", "/ledgers/cases/rows/12", "/ledgers/cases/rows/12/correct", "/find?text=12"):
        tab.goto(served[0] + place)
        assert tab.locator("script, img").count() == 0
    tab.goto(f"{served[0]}/ledgers/cases/rows/12")
    assert HOSTILE in tab.locator("main").inner_text()


def test_no_page_is_wider_than_a_phone(tab: Any, served: tuple[str, gr.Office]) -> None:
    enter(tab)
    for place in (
        "/today",
        "/ledgers",
        "/ledgers/cases",
        "/ledgers/cases/rows/12",
        "/figures",
        "/papers",
        "/changes",
        "/about",
        "/requests",
        "/notices",
    ):
        tab.goto(served[0] + place)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_list_of_today_is_read_on_a_phone_without_moving_it(tab: Any, served: tuple[str, gr.Office]) -> None:
    enter(tab)
    for cell in tab.locator("td").all():
        assert cell.bounding_box()["x"] + cell.bounding_box()["width"] <= 390
    assert tab.get_by_role("cell").count() == 4


def test_what_is_kept_of_a_person_is_erased_by_keyboard(tab: Any, served: tuple[str, gr.Office]) -> None:
    office = served[1]
    if not office.find("赵一", "zh"):
        office.add_row(
            "members", {"序号": "1", "姓名": "赵一", "所在单位": "北楼栋", "加入日期": "2020-01-01"}, reason="joined"
        )
    enter(tab)
    tab.goto(f"{served[0]}/about?person=赵一")
    assert tab.get_by_role("heading", level=1).inner_text() == "查询个人信息"
    tab.get_by_role("button", name="清除个人信息").click()  # not confirmed: the browser stays
    assert office.find("赵一", "zh")
    tab.get_by_label("已核对，确认永久清除").focus()
    tab.keyboard.press("Space")
    tab.get_by_role("button", name="清除个人信息").focus()
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert "已清除" in tab.get_by_role("status").inner_text()
    assert not office.find("赵一", "zh")


def test_the_command_opens_the_page_and_says_how_to_come_in(tmp_path: Path) -> None:
    with gr.open(tmp_path / "grassroots.db", create=True):
        pass
    code = "from grassroots_serve.command import serve; from grassroots.cli.group import grassroots; import sys; from grassroots.cli import main; 'serve' in grassroots.commands or grassroots.add_command(serve); sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-u", "-X", "utf8", "-c", code, "serve", "--no-browser", "--language", "zh"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
        try:
            assert running.stdout is not None
            assert "仅限本机使用" in running.stdout.readline()
            assert "没有待办事项" in _asked(running.stdout.readline().strip()).text
        finally:
            running.terminate()


def _asked(link: str) -> httpx.Response:
    for _ in range(100):
        try:
            return httpx.get(link, follow_redirects=True)
        except httpx.ConnectError:
            time.sleep(0.05)
    raise AssertionError(link)
