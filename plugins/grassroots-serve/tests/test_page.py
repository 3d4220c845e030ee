"""The page by HTTP: who is let in, what is shown, what is changed through the gate; hostile text stays text."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

import grassroots as gr
from grassroots.access import Verb
from grassroots.cli import main
from grassroots.model import Unit
from grassroots.texts import catalogue
from grassroots.workspace.mail import notice_plan
from grassroots_serve import page
from grassroots_serve.guard import HEADS

TODAY = date(2026, 6, 30)
HOST = "127.0.0.1:8000"
TOKEN, LOOKER, NORTH = "the-token-of-the-office", "the-token-of-a-looker", "the-token-of-the-north"
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{987654*3}}\u202ejavascript:alert(3)"
LEDGERS = {
    "单位名册.csv": "单位编号,单位名称,单位类别,上级单位\n00,清溪协会,协会,\nn,北楼栋,楼栋,00\ns,南楼栋,楼栋,00\n",
    "诉求台账.csv": "序号,所在单位,类别,受理日期,办理期限,内容\n12,北楼栋,诉求,2026-06-05,2026-06-20,路灯不亮\n",
    "成员名册.csv": "序号,姓名,所在单位,加入日期\n1,赵一,北楼栋,2020-01-01\n2,钱二,南楼栋,2020-01-01\n",
}


class Web:
    """A browser without a screen: it keeps cookies and follows where it is sent."""

    def __init__(self, app: Any) -> None:
        self.app, self.cookies = app, httpx.Cookies()

    def _ask(self, method: str, place: str, follow_redirects: bool = True, **more: Any) -> httpx.Response:
        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url=f"http://{HOST}", cookies=self.cookies, follow_redirects=follow_redirects
            ) as client:
                answer = await client.request(method, place, **more)
                self.cookies = client.cookies
                return answer

        return asyncio.run(run())

    def get(self, place: str, **more: Any) -> httpx.Response:
        return self._ask("GET", place, **more)

    def post(self, place: str, **more: Any) -> httpx.Response:
        return self._ask("POST", place, **more)


Open = Callable[..., Web]


def now() -> datetime:
    return datetime(2026, 6, 30, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of an office with three units, a case, two members."""
    folder = tmp_path_factory.mktemp("office")
    ledgers = folder / "台账"
    ledgers.mkdir()
    for name, text in LEDGERS.items():
        (ledgers / name).write_text(text, encoding="utf-8")
    with gr.open(folder / "office.db", create=True, clock=now, actor="王干事") as office:
        reading = office.take_in(ledgers)
        assert reading.stored, [str(one) for one in reading.problems]
    return folder / "office.db"


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Iterator[gr.Office]:
    with gr.open(shutil.copy(made, tmp_path / "office.db"), clock=now, actor="王干事") as found:
        yield found


@pytest.fixture(scope="module")
def kept(made: Path) -> Iterator[gr.Office]:
    """An office that is only looked at."""
    with gr.open(made, clock=now, actor="王干事", read_only=True) as found:
        yield found


def opens(office: gr.Office) -> Open:
    def run(token: str = TOKEN, language: str = "zh", **more: Any) -> Web:
        keys = {TOKEN: "王干事", LOOKER: gr.Actor.at("看客", "00"), NORTH: gr.Actor.at("北楼", "n", *Verb)}
        app = page(office, keys, language=language, hosts=[HOST], today=lambda: TODAY, **more)
        client = Web(app)
        if token:
            assert client.get("/enter", params={"token": token}).status_code == 200
        return client

    return run


@pytest.fixture
def come_in(office: gr.Office) -> Open:
    """Opens the page of an office of one's own with a token, in a language."""
    return opens(office)


@pytest.fixture(scope="module")
def look(kept: gr.Office) -> Open:
    """Opens the page of the office that is only looked at."""
    return opens(kept)


class Seen(HTMLParser):
    """What a browser would see: text, elements with their attributes, the fields of forms."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._silent = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._silent += tag in ("style", "script", "title")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "script", "title")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def fields(self) -> dict[str, str]:
        """What a form of this page would send, as it stands."""
        return {
            one["name"]: one.get("value", "")
            for one in self.of("input")
            if one.get("name") not in (None, "text") and one.get("type") != "checkbox"
        }


def seen(client: Web, place: str, status: int = 200) -> Seen:
    answer = client.get(place)
    assert answer.status_code == status, answer.text
    for name, text in HEADS.items():
        assert answer.headers[name] == text
    return Seen(answer.text)


PAGES = (
    "/",
    "/today?day=2026-06-30",
    "/why?record=case:cases-12",
    "/changes?since=2026-01-01",
    "/find?text=12",
    "/find?text=nothing-like-it",
    "/ledgers",
    "/ledgers/cases",
    "/ledgers/cases/add",
    "/ledgers/cases/rows/12",
    "/ledgers/cases/rows/12/correct",
    "/figures",
    "/figures/cases_completed",
    "/compare?first=2026-05-31&second=2026-06-30",
    "/compare/cases_received?first=2026-05-31&second=2026-06-30",
    "/papers",
    "/about",
    "/about?person=1",
    "/requests",
    "/notices",
)
FILES = ("/today/list?format=.ics", "/ledgers/cases/file", "/papers/file?outline=year&format=.html")


# -- who is let in --


@pytest.mark.parametrize("place", [*PAGES, *FILES])
def test_without_a_token_nothing_is_shown(look: Open, place: str) -> None:
    told = seen(look(token=""), place, 401)
    assert "清溪" not in told.text
    assert "路灯" not in told.text
    assert "口令" in told.text


def test_a_wrong_token_opens_nothing(look: Open) -> None:
    client = look(token="")
    assert "口令不对" in Seen(client.post("/enter", data={"token": "guessed-guessed-guessed"}).text).text
    assert client.get("/today").status_code == 401


def test_the_cookie_is_for_no_script_and_no_other_site(look: Open) -> None:
    answer = look(token="").get("/enter", params={"token": TOKEN}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert TOKEN not in cookie


def test_another_name_for_this_computer_is_not_answered(look: Open) -> None:
    answer = look().get("/today", headers={"host": "evil.example:8000"})
    assert answer.status_code == 421
    assert "清溪" not in answer.text


def test_who_leaves_has_to_look_again(look: Open) -> None:
    client = look()
    client.post("/leave", data=seen(client, "/papers").fields)
    assert client.get("/today").status_code == 401


def test_a_short_token_is_refused(office: gr.Office) -> None:
    with pytest.raises(gr.errors.InvalidArgument, match="16 signs"):
        page(office, {"1234": "ann"}, today=lambda: TODAY)


@pytest.mark.parametrize(
    ("heads", "change"),
    [({}, {"form": "guessed"}), ({}, {"form": ""}), ({"origin": "https://evil.example"}, {}), ({"origin": "null"}, {})],
)
def test_a_form_of_another_page_changes_nothing(
    come_in: Open, office: gr.Office, heads: dict[str, str], change: dict[str, str]
) -> None:
    client, head = come_in(), office.head
    fields = {**seen(client, "/ledgers/cases/rows/12").fields, "state": "replied", **change}
    assert client.post("/ledgers/cases/rows/12/step", data=fields, headers=heads).status_code == 403
    assert office.head == head


def test_what_is_no_form_or_too_long_is_refused(come_in: Open, office: gr.Office) -> None:
    client, head = come_in(), office.head
    form = seen(client, "/ledgers/cases/add").fields["form"]
    for body, kind in (
        (b"x" * 1_000_001, "application/x-www-form-urlencoded"),
        (b'{"form": "x"}', "application/json"),
        (b"&".join(b"a=1" for _ in range(600)), "application/x-www-form-urlencoded"),
        (f"form={form}&cell%3A=%ff%fe".encode(), "text/plain"),
    ):
        assert client.post("/ledgers/cases/add", content=body, headers={"content-type": kind}).status_code == 400
    assert office.head == head


# -- the job of every day --


def test_a_case_is_added_led_on_and_closed_and_the_figures_move(come_in: Open, office: gr.Office) -> None:
    client = come_in()
    fields = seen(client, "/ledgers/cases/add").fields
    typed = {"序号": "13", "所在单位": "南楼栋", "类别": "报修", "受理日期": "6月7日", "内容": "水管漏水"}
    answer = client.post("/ledgers/cases/add", data={**fields, **{f"cell:{name}": text for name, text in typed.items()}})
    assert answer.url.path == "/ledgers/cases/rows/13"
    assert "已登记。" in Seen(answer.text).text
    assert "2026-06-07" in Seen(answer.text).text
    fields = Seen(answer.text).fields
    led = {**fields, "state": "replied", "on": "2026-06-11", "outcome": "solved", "rating": "satisfied"}
    told = Seen(client.post("/ledgers/cases/rows/13/step", data=led).text).text
    assert "已登记办理进展" in told
    assert "已解决" in told
    assert office.figure("cases_completed", TODAY).text() == "50.0 %"
    assert [one.actor for one in office.history("case", "cases-13")] == ["王干事", "王干事"]
    assert "水管漏水" in seen(client, "/find?text=漏水").text


def test_the_list_of_today_leads_to_the_case_and_says_why(look: Open) -> None:
    client = look()
    told = seen(client, "/today")
    assert "已逾期（1）" in told.text
    targets = [one["href"] for one in told.of("a")]
    assert "/ledgers/cases/rows/12" in targets
    assert "2026-06-20" in seen(client, next(one for one in targets if one.startswith("/why"))).text


def test_what_is_typed_wrongly_is_told_and_stays_on_the_form(come_in: Open, office: gr.Office) -> None:
    client, head = come_in(), office.head
    fields = seen(client, "/ledgers/cases/add").fields
    answer = client.post("/ledgers/cases/add", data={**fields, "cell:序号": "14", "cell:受理日期": "6月40日"})
    told = Seen(answer.text)
    assert answer.status_code == 422
    assert "受理日期" in told.text
    assert "所在单位" in told.text
    assert told.fields["cell:受理日期"] == "6月40日"
    assert {"role": "alert", "class": "problems"} in told.of("div")
    assert office.head == head


def test_a_correction_changes_only_the_cells_that_were_written_otherwise(come_in: Open, office: gr.Office) -> None:
    client = come_in()
    fields = seen(client, "/ledgers/cases/rows/12/correct").fields
    assert fields["cell:所在单位"] == fields["was:所在单位"] == "北楼栋"
    answer = client.post("/ledgers/cases/rows/12/correct", data={**fields, "cell:内容": "院内路灯不亮"})
    assert "已更正" in answer.text
    assert office.get("case", "cases-12").text == "院内路灯不亮"
    assert "内容：路灯不亮 → 院内路灯不亮" in seen(client, "/changes?since=2026-06-30").text
    again = seen(client, "/ledgers/cases/rows/12/correct").fields
    assert "未作更改" in client.post("/ledgers/cases/rows/12/correct", data=again).text


def test_what_somebody_else_changed_meanwhile_is_not_written_over(come_in: Open, office: gr.Office) -> None:
    client = come_in()
    fields = seen(client, "/ledgers/cases/rows/12/correct").fields
    office.correct_row("cases", "12", {"内容": "两盏路灯"}, reason="heard better")
    answer = client.post("/ledgers/cases/rows/12/correct", data={**fields, "cell:内容": "一盏路灯"})
    assert answer.status_code == 409
    assert "“内容”已被他人更改" in Seen(answer.text).text
    assert office.get("case", "cases-12").text == "两盏路灯"


def test_a_figure_leads_to_its_records_and_these_to_the_row_of_the_ledger(look: Open) -> None:
    told = seen(look(), "/figures/cases_received?period=六月")
    assert "诉求台账.csv，第2行" in told.text
    assert "/ledgers/cases/rows/12" in [one["href"] for one in told.of("a")]
    assert "2026年6月1日至2026年6月30日" in told.text


def test_shares_are_written_as_in_chinese(look: Open) -> None:
    told = "".join(seen(look(), place).text for place in ("/figures", "/figures/cases_completed"))
    assert re.search(r"\d%", told)
    assert not re.search(r"\d %", told)


def test_two_days_are_compared_down_to_the_records(look: Open) -> None:
    client = look()
    told = seen(client, "/compare?first=2026-05-31&second=2026-06-30")
    assert "0.0%" in told.text
    assert " %" not in told.text, "shares are written as in Chinese"
    place = next(one["href"] for one in told.of("a") if one["href"].startswith("/compare/cases_received"))
    assert "后一日新计入的记录（1）" in seen(client, place).text


@pytest.mark.parametrize(
    ("place", "begins"),
    [
        ("/papers/file?outline=year&format=.html&day=2026-06-30", b"<!doctype html>"),
        ("/papers/file?outline=year&format=.json&profile=public&unit=北楼栋", b"{"),
        ("/today/list?format=.ics", b"BEGIN:VCALENDAR"),
        ("/today/list?format=.csv", b""),
    ],
)
def test_papers_and_lists_are_downloaded(look: Open, place: str, begins: bytes) -> None:
    answer = look().get(place)
    assert answer.status_code == 200
    assert answer.content.lstrip(b"\xef\xbb\xbf").startswith(begins)
    assert answer.headers["content-disposition"].startswith("attachment; ")


# -- rights --


def test_an_actor_sees_and_changes_what_the_grants_say(come_in: Open, office: gr.Office) -> None:
    client = come_in(NORTH)
    assert "钱二" not in seen(client, "/ledgers/members").text
    assert "赵一" in seen(client, "/ledgers/members").text
    assert "没有" in seen(client, "/find?text=钱二").text
    assert seen(client, "/ledgers/members/rows/2", 404).text
    fields = seen(client, "/ledgers/cases/add").fields
    typed = {"序号": "13", "所在单位": "s", "类别": "报修", "受理日期": "6月7日"}
    head = office.head
    answer = client.post("/ledgers/cases/add", data={**fields, **{f"cell:{name}": text for name, text in typed.items()}})
    assert answer.status_code in (403, 422)
    assert office.head == head


def test_who_may_only_look_has_no_forms_and_changes_nothing(come_in: Open, office: gr.Office) -> None:
    for client in (come_in(LOOKER), come_in(look_only=True)):
        told = seen(client, "/ledgers/cases/rows/12")
        assert [one["action"] for one in told.of("form") if one.get("method") == "post"] == ["/leave"]
    client, head = come_in(LOOKER), office.head
    form = seen(client, "/papers").fields
    answer = client.post("/ledgers/cases/rows/12/step", data={**form, "state": "replied", "on": "2026-06-11"})
    assert answer.status_code == 403
    assert office.head == head


def test_look_only_holds_for_whoever_may_change_everything(come_in: Open, office: gr.Office) -> None:
    client, head = come_in(look_only=True), office.head
    fields = seen(client, "/papers").fields
    for place, more in (
        ("/ledgers/cases/rows/12/step", {"state": "replied", "on": "2026-06-11"}),
        ("/ledgers/cases/rows/12/correct", {"was:内容": "路灯不亮", "cell:内容": "别的"}),
        ("/ledgers/cases/add", {"cell:序号": "13"}),
    ):
        assert client.post(place, data={**fields, **more}).status_code == 403
    assert office.head == head


# -- what stands on a page --


def test_hostile_text_stays_text_on_every_page(come_in: Open, office: gr.Office) -> None:
    office.correct_row("cases", "12", {"内容": HOSTILE}, reason=HOSTILE)
    office.correct("unit", "n", name=HOSTILE, reason=HOSTILE)
    office.correct_row("members", "1", {"姓名": HOSTILE}, reason=HOSTILE)
    client = come_in()
    told = 0
    for place in (
        *PAGES,
        "/ledgers/members/rows/1",
        f"/find?text={HOSTILE}",
        f"/today?unit={HOSTILE}",
        f"/figures?day={HOSTILE}",
    ):
        found = Seen(client.get(place).text)
        assert not found.of("script")
        assert not found.of("img")
        assert not [name for _, attrs in found.tags for name in attrs if name.startswith("on")]
        assert "2962962" not in found.text  # what the braces would give, were they a template's
        told += "<script>" in found.text and "{{987654*3}}" in found.text
    assert told >= 5


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("place", PAGES)
def test_every_page_can_be_used_by_keyboard_and_screen_reader(look: Open, place: str, language: str) -> None:
    found = seen(look(language=language), place)
    assert found.of("html")[0]["lang"] == {"en": "en", "zh": "zh-Hans"}[language]
    assert len(found.of("h1")) == 1
    assert len(found.of("main")) == 1
    assert found.of("a")[0] == {"class": "skip", "href": "#main"}
    labelled = {one.get("for") for one in found.of("label")}
    ids = [attrs["id"] for _, attrs in found.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag in ("input", "select"):
        for one in found.of(tag):
            assert one.get("type") == "hidden" or one["id"] in labelled
            assert set(one.get("aria-describedby", "").split()) <= set(ids)
    assert not [one for one in found.of("th") if "scope" not in one]
    assert len(found.of("caption")) == len(found.of("table"))
    assert not [attrs for _, attrs in found.tags if "style" in attrs]


@pytest.mark.parametrize("place", PAGES)
def test_a_chinese_page_has_no_english_words(look: Open, place: str) -> None:
    told = seen(look(), place).text
    for known in ("English", "nothing-like-it", "XLSX", "CSV", "ICS", "DOCX", "HTML", "Markdown", "JSON", "Word", "PDF"):
        told = told.replace(known, "")
    assert not re.findall(r"[A-Za-z]{3,}", re.sub(r"cases-12|\d+:[0-9a-f]{8}|诉求台账\.csv", "", told))


def test_the_language_is_chosen_on_the_page_and_stays(look: Open) -> None:
    client = look()
    links = [one["href"] for one in seen(client, "/find?text=12").of("a") if one.get("hreflang") == "en"]
    assert links == ["?text=12&language=en"]
    assert "To do" in seen(client, "/find?text=12&language=en").text
    assert "To do" in seen(client, "/today").text


@pytest.mark.parametrize(
    ("place", "status", "told"),
    [
        ("/nowhere", 404, "没有这个页面"),
        ("/today?day=6月40日", 400, "6月40日"),
        ("/today?unit=北楼洞", 404, "北楼栋"),
        ("/figures?period=xyz", 400, "不是期间"),
        ("/figures/membres", 404, "成员数"),
        ("/ledgers/诉求", 404, "诉求台账"),
        ("/ledgers/cases?from=-1", 400, "页码"),
        ("/papers/file?outline=year&format=.exe", 400, "文件格式"),
        ("/ledgers/cases/rows/99", 404, "99"),
    ],
)
def test_what_cannot_be_shown_is_told(look: Open, place: str, status: int, told: str) -> None:
    assert told in seen(look(), place, status).text


def test_what_goes_wrong_inside_tells_nothing_of_it(
    look: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, value = look(), "sec" + "ret"

    def fail(*args: object, **more: object) -> None:
        raise RuntimeError(value)

    monkeypatch.setattr(gr.Office, "todo", fail)
    for broken in (False, True):  # also where no page can be made to tell it on
        if broken:
            monkeypatch.setattr(gr.Office, "records", fail)
        caplog.clear()
        told = seen(client, "/today", 500)
        assert "程序内部出错" in told.text
        assert "RuntimeError" in caplog.text
        assert "in fail" in caplog.text
        assert value not in told.text + caplog.text


def test_what_ends_the_program_ends_it(look: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    client = look()

    def stop(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(gr.Office, "todo", stop)
    with pytest.raises(KeyboardInterrupt):
        client.get("/today")


def test_whoever_has_lost_every_right_meanwhile_is_told_so(kept: gr.Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = opens(kept)(LOOKER)
    monkeypatch.setattr(gr.Actor, "may", lambda *args: False)
    for place in ("/today", "/nowhere", "/ledgers/cases"):
        assert "看客" in seen(client, place, 403).text


def test_only_a_form_of_this_page_ends_a_session(look: Open) -> None:
    client = look()
    for told, status in (
        ({"data": {"form": "other"}}, 403),
        ({"content": b"x", "headers": {"content-type": "text/plain"}}, 400),
    ):
        answer = client.post("/leave", **told)
        assert answer.status_code == status
        assert all(answer.headers[name] == text for name, text in HEADS.items())
    seen(client, "/today")


def test_every_text_stands_in_english_and_in_chinese() -> None:
    texts = catalogue("grassroots_serve")
    for code in texts:
        assert texts.raw(code, "en"), code
        assert re.search(r"[\u4e00-\u9fff]|^zh-Hans$|^PDF$|^\{label\}（|^\{day\}，", str(texts.raw(code, "zh"))), code


def test_many_at_once_see_and_change_one_office(come_in: Open, office: gr.Office) -> None:
    from concurrent.futures import ThreadPoolExecutor

    client = come_in()
    fields = seen(client, "/ledgers/cases/add").fields
    typed = {"cell:所在单位": "南楼栋", "cell:类别": "报修", "cell:受理日期": "6月7日"}

    def add(number: int) -> int:
        return client.post("/ledgers/cases/add", data={**fields, **typed, "cell:序号": str(number)}).status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(add, range(100, 112))) == [200] * 12
    assert office.figure("cases_received", TODAY).text() == "13"
    assert len(office.records(Unit, TODAY)) == 3


# -- what a person asks --


def test_all_about_a_person_is_told_and_erased_once_it_is_confirmed(come_in: Open, office: gr.Office) -> None:
    client, before = come_in(), office.figure("members", TODAY).text()
    assert any("/about?person=" in one for one in [one["href"] for one in seen(client, "/ledgers/members/rows/1").of("a")])
    told = seen(client, "/about?person=赵一")
    assert "赵一" in told.text
    assert "北楼栋" in told.text
    head = office.head
    refused = client.post("/about/erase", data={**told.fields, "sure": ""})
    assert (refused.status_code, office.head) == (400, head)
    assert "请核对将清除的内容" in Seen(refused.text).text
    gone = client.post("/about/erase", data={**told.fields, "sure": "yes"})
    assert "已清除" in Seen(gone.text).text
    assert "赵一" not in seen(client, "/ledgers/members").text
    assert office.figure("members", TODAY).text() == before
    assert seen(client, "/about?person=赵一", 404).text


def test_who_may_only_look_is_told_of_a_person_and_can_erase_nobody(look: Open) -> None:
    told = seen(look(LOOKER), "/about?person=赵一")
    assert "赵一" in told.text
    assert not [one for one in told.of("form") if one["action"] == "/about/erase"]


# -- requests of change --


def test_a_case_is_answered_with_a_text_of_the_charter_that_was_read_before(made: Path, tmp_path: Path) -> None:
    (tmp_path / "charter.toml").write_text(
        'id = "own"\nextends = "association"\nlabel = { en = "Own", zh = "本会" }\n[reply.mended]\nen = "Mended"\nzh = "已修复"\n'
        'measures = { en = "{outcome}", zh = "您的{事项类别}由{unit}处理（{day}），结果：{办理结果}。<b>" }\n',
        encoding="utf-8",
    )
    store = shutil.copy(made, tmp_path / "own.db")
    with gr.open(store, charter=tmp_path, clock=now, actor="王干事") as office:
        client = opens(office)()
        before = seen(client, "/ledgers/cases/rows/12")
        assert "已修复" in before.text
        assert "由北楼栋处理（2026年6月30日），结果：[办理结果]。<b>" in before.text
        led = {**before.fields, "state": "replied", "on": "2026-06-11", "outcome": "solved", "template": "mended"}
        told = Seen(client.post("/ledgers/cases/rows/12/step", data=led).text).text
        assert "结果：已解决。<b>" in told
        assert [one.case for one in office.records(gr.model.Reply, TODAY)] == ["cases-12"]


def test_a_step_is_asked_for_and_taken_or_refused(come_in: Open, office: gr.Office) -> None:
    client = come_in()
    fields = seen(client, "/ledgers/cases/rows/12").fields
    asking = {**fields, "state": "replied", "on": "2026-06-25", "reason": "已电话答复", "ask": "yes"}
    told = Seen(client.post("/ledgers/cases/rows/12/step", data=asking).text)
    assert "已提交申请" in told.text
    assert "已电话答复" in told.text
    assert "诉求台账 12" in told.text
    assert [one.state for one in office.get("case", "cases-12").steps] == ["received"]
    assert "/requests" in [one["href"] for one in seen(client, "/today").of("a")]
    refused = client.post("/requests", data={**told.fields, "how": "refuse", "reason": ""})
    assert refused.status_code == 400
    office.correct_row("cases", "12", {"内容": "两盏路灯"}, reason="heard better")
    told = seen(client, "/requests")
    assert "申请之后有改动" in told.text
    done = client.post("/requests", data={**told.fields, "how": "accept"})
    assert "已同意并办理" in Seen(done.text).text
    assert [one.state for one in office.get("case", "cases-12").steps] == ["received", "replied"]
    again = client.post("/requests", data={**told.fields, "how": "accept"})
    assert again.status_code == 404
    assert "已有决定" in Seen(again.text).text


def test_a_request_is_refused_with_its_reason(come_in: Open, office: gr.Office) -> None:
    client = come_in()
    fields = seen(client, "/ledgers/cases/rows/12").fields
    client.post("/ledgers/cases/rows/12/step", data={**fields, "state": "replied", "on": "2026-06-25", "ask": "yes"})
    told = seen(client, "/requests")
    done = client.post("/requests", data={**told.fields, "how": "refuse", "reason": "路灯还没修好"})
    assert "已驳回" in Seen(done.text).text
    assert "没有待决定的申请" in seen(client, "/requests").text


# -- notices --


PLAN = """
[channel.desk]
address = "console:"
[receiver.all]
channel = "desk"
to = "office@example.org"
units = ["清溪协会"]
[text."会议"]
subject = { zh = "{单位}：{时间}开会" }
body = { zh = "请于{时间}到会。" }
"""


def test_reminders_and_notices_are_sent_from_the_page(
    come_in: Open, office: gr.Office, capsys: pytest.CaptureFixture[str]
) -> None:
    client = come_in(plan=notice_plan(PLAN, language="zh"))
    told = seen(client, "/notices")
    assert "还没有发过消息" in told.text
    done = Seen(client.post("/notices/remind", data=told.fields).text)
    assert "新增1条，已发送1条，未发出0条" in done.text
    assert "逾期1项" in done.text
    assert "逾期" in capsys.readouterr().out
    sent = {"form": told.fields["form"], "name": "会议", "field:时间": "7月3日9时", "unit": ""}
    assert "清溪协会：7月3日9时开会" in Seen(client.post("/notices/notify", data=sent).text).text
    assert client.post("/notices/notify", data={**sent, "field:时间": ""}).status_code == 400
    assert "没有填写" in client.post("/notices/notify", data={**sent, "field:时间": ""}).text
    assert [state for _, state, *_ in office.outbox()] == ["sent", "sent"]


def test_who_may_not_send_finds_no_notices(come_in: Open, office: gr.Office) -> None:
    client, head = come_in(LOOKER, plan=notice_plan(PLAN, language="zh")), office.head
    assert "/notices" not in [one["href"] for one in seen(client, "/today").of("a")]
    assert seen(client, "/notices", 403).text
    form = seen(client, "/papers").fields["form"]
    assert client.post("/notices/remind", data={"form": form}).status_code == 403
    assert office.head == head


def test_in_quiet_hours_the_page_sends_nothing(come_in: Open, office: gr.Office) -> None:
    client = come_in(plan=notice_plan('quiet = "00:00-23:59"\n' + PLAN, language="zh"))
    done = Seen(client.post("/notices/remind", data=seen(client, "/notices").fields).text)
    assert "现在是免打扰时段" in done.text
    assert [state for _, state, *_ in office.outbox()] == ["new"]
    assert client.post("/notices/send", data=seen(client, "/notices").fields).status_code == 200


# -- a move --


def test_a_member_is_moved_from_a_day_on_and_what_was_before_stays(come_in: Open, office: gr.Office) -> None:
    client = come_in()
    fields = seen(client, "/ledgers/members/rows/1").fields
    told = client.post("/ledgers/members/rows/1/move", data={**fields, "to": "南楼栋", "from": "2026-06-01"})
    assert "已登记变动" in Seen(told.text).text
    north, south = office.unit("北楼栋"), office.unit("南楼栋")
    assert [office.figure("members", day, scope=north).text() for day in ("2026-05-31", "2026-06-30")] == ["1", "0"]
    assert [office.figure("members", day, scope=south).text() for day in ("2026-05-31", "2026-06-30")] == ["1", "2"]
    again = client.post("/ledgers/members/rows/1/move", data={**fields, "to": "西楼栋", "from": "2026-06-01"})
    assert again.status_code == 404


def test_the_monthly_brief_of_a_unit_is_about_that_unit_in_one_layout(look: Open) -> None:
    place = "/papers/file?outline=year&format=.html&unit=北楼栋&period=六月&style=brief&proof=none"
    answer = look().get(place)
    assert answer.status_code == 200
    assert "北楼栋" in answer.text
    assert "2026年6月" in answer.text
    assert "南楼栋" not in answer.text
    assert "sha256" not in answer.text


def test_who_was_not_visited_in_time_is_on_the_list_of_today(tmp_path: Path) -> None:
    own = 'id = "qingxi"\nextends = "association"\nlanguages = ["zh"]\nlabel = { zh = "清溪协会" }\n'
    rule = '[outreach.homes]\nzh = "每月走访"\nintervals = [{ every = { months = 1 } }]\n'
    (tmp_path / "charter.toml").write_text(own + rule, encoding="utf-8")
    with gr.open("memory:", charter=tmp_path, clock=now, actor="王干事") as office:
        for name, row in {
            "units": {"单位编号": "00", "单位名称": "清溪协会", "单位类别": "协会"},
            "households": {"序号": "3-2", "所在单位": "00"},
        }.items():
            office.add_row(name, row, reason="开办")
        client = opens(office)()
        typed = {"走访家庭": "3-2", "走访单位": "清溪协会", "走访结果": "已见面"}

        def visited(number: str, on: str) -> str:
            row = {**typed, "序号": number, "走访日期": on}
            fields = seen(client, "/ledgers/contacts/add").fields
            told = client.post("/ledgers/contacts/add", data={**fields, **{f"cell:{name}": text for name, text in row.items()}})
            assert "已登记。" in Seen(told.text).text
            return seen(client, "/today?day=2026-06-30").text

        assert "每月走访：应于2026-05-02前走访“家庭名册3-2”（清溪协会）" in visited("1", "4月2日")
        assert "每月走访" not in visited("2", "6月20日")


def test_a_port_that_is_taken_is_told_with_its_cure(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--store", str(made), "--language", "zh", "--no-browser", "--port", port]) == 2
    assert f"无法使用端口“{port}”：已被其他程序占用" in capsys.readouterr().err
