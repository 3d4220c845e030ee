"""Reminders and notices from the command line, in Chinese: one message a receiver a day, quiet hours, texts of the office, by mail and to the robot of a group."""

from __future__ import annotations

import contextlib
import email
import email.policy
import io
import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from email.message import Message as Letter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

import grassroots as gr
from grassroots.access import Verb
from grassroots.cli import main
from grassroots.errors import HasProblems, Refused
from grassroots.plugins import Plugins
from grassroots.workspace.mail.plan import notice_plan

TODAY = date(2026, 6, 30)
CLOCK = {"now": datetime(2026, 6, 30, 9).astimezone()}
BEGIN = "init 清溪 --language zh --name 清溪协会 --units 北楼栋、南楼栋 --actor 王干事"
CASES = (
    ["add", "诉求台账", "编号=12", "所在单位=北楼栋", "类别=诉求", "受理日期=6月5日", "办理期限=6月20日", "内容=路灯不亮"],
    ["add", "诉求台账", "编号=13", "所在单位=南楼栋", "类别=诉求", "受理日期=6月25日", "办理期限=7月2日", "内容=赵一家漏水"],
)
PLAN = """
language = "zh"
ahead = 7
quiet = "21:00-08:00"

[channel."邮件"]
address = "smtp://localhost:{mail}"
sender = "office@example.org"

[channel."工作群"]
address = "https://hooks.example.org/group"
secret = { env = "GROUP_SECRET" }

[receiver."北楼"]
channel = "邮件"
to = "north@example.org"
units = ["北楼栋"]

[receiver."协会"]
channel = "邮件"
to = "all@example.org"
units = ["清溪协会"]

[text."会议"]
subject = { zh = "{单位}：{时间}开会" }
body = { zh = "定于{时间}在{地点}开会，请准时参加。" }
"""

Run = Callable[..., tuple[int, str, str]]


class Inbox:
    def __init__(self) -> None:
        self.letters: list[Letter] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"

    def told(self) -> dict[str, tuple[str, str]]:
        return {str(one["To"]): (str(one["Subject"]), one.get_content()) for one in self.letters}  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def inbox() -> Iterator[tuple[Inbox, int]]:
    found = Inbox()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield found, port
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, inbox: tuple[Inbox, int]) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("notices") / "清溪"
    with pytest.MonkeyPatch.context() as patch, contextlib.chdir(folder.parent), contextlib.redirect_stdout(io.StringIO()):
        for module in ("group", "keeping"):
            patch.setattr(f"grassroots.cli.{module}.now", lambda: CLOCK["now"])
        for module in ("typed.days", "desk", "telling", "ledgers", "notices"):
            patch.setattr(f"grassroots.cli.{module}.today", lambda: TODAY)
        patch.setenv("GROUP_SECRET", "whsec_c2VjcmV0")
        assert main(BEGIN.split()) == 0
        with contextlib.chdir(folder):
            assert main(["load", "ledgers"]) == 0
            for row in CASES:
                assert main(row) == 0
            Path("notices.toml").write_text(PLAN.replace("{mail}", str(inbox[1])), encoding="utf-8")
        yield folder


@pytest.fixture
def run(made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], inbox: tuple[Inbox, int]) -> Run:
    monkeypatch.chdir(made)
    monkeypatch.setitem(CLOCK, "now", datetime(2026, 6, 30, 9).astimezone())
    inbox[0].letters.clear()

    def told(*args: str) -> tuple[int, str, str]:
        code = main(list(args))
        said = capsys.readouterr()
        return code, said.out, said.err

    return told


def test_each_receiver_has_one_message_a_day_and_none_in_quiet_hours(run: Run, inbox: tuple[Inbox, int]) -> None:
    CLOCK["now"] = datetime(2026, 6, 30, 21, 30).astimezone()
    code, out, _ = run("提醒")
    assert (code, inbox[0].letters) == (0, [])
    assert "现在是免打扰时段，08:00之前不发送" in out
    CLOCK["now"] = datetime(2026, 7, 1, 8, 0).astimezone()
    assert run("发送", "--dry-run")[1].count("@example.org") == 2
    code, out, _ = run("发送")
    assert (code, "已发送2条" in out) == (0, True)
    told = inbox[0].told()
    assert set(told) == {"north@example.org", "all@example.org"}
    subject, body = told["all@example.org"]
    assert subject == "北楼栋、南楼栋：逾期1项，即将到期1项"
    assert "截至2026年6月30日" in body
    assert "路灯" not in body
    assert "赵一" not in body
    assert not any(sign.isascii() and sign.isalpha() for sign in body)
    inbox[0].letters.clear()
    assert "今天没有新的内容" in run("提醒")[1]
    assert inbox[0].letters == []


def test_notice_is_filled_from_the_text_of_the_office(run: Run, inbox: tuple[Inbox, int]) -> None:
    code, out, _ = run("通知", "会议", "时间=7月3日9时", "地点=二楼会议室", "--for", "北楼栋")
    assert code == 0
    assert "已发送1条" in out
    assert inbox[0].told() == {
        "north@example.org": ("北楼栋：7月3日9时开会", "定于7月3日9时在二楼会议室开会，请准时参加。\r\n")
    }
    code, _, err = run("通知", "会议", "时间=9时")
    assert code == 2
    assert "通知文字中有“地点”，但没有填写。请写在通知名称之后：项目=内容。" in err
    assert "没有“天气”这一项" in run("通知", "会议", "时间=9时", "地点=楼上", "天气=晴")[2]
    assert "没有名为“会一”的通知文字，相近的有：会议" in run("通知", "会一")[2]


def test_mail_that_cannot_be_sent_waits_and_is_told(run: Run, made: Path, inbox: tuple[Inbox, int]) -> None:
    down = made / "down.toml"
    down.write_text(PLAN.replace("localhost:{mail}", "localhost:9"), encoding="utf-8")
    code, out, err = run("通知", "会议", "时间=8时", "地点=楼下", "--for", "北楼栋", "--plan", "down.toml")
    assert code == 3
    assert "稍后重试1条" in out
    assert "未能发给north@example.org" in err
    told = err.partition("未能发给north@example.org")[2]
    assert "邮件服务器“localhost:9”没有接收该消息" in told
    assert "did not" not in told


def test_a_channel_whose_secret_is_not_set_delays_no_mail_and_is_told_in_chinese(
    run: Run, made: Path, inbox: tuple[Inbox, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    more = '[receiver."群"]\nchannel = "工作群"\nunits = ["北楼栋"]\n'
    (made / "more.toml").write_text(PLAN.replace("{mail}", str(inbox[1])) + more, encoding="utf-8")
    monkeypatch.delenv("GROUP_SECRET")
    code, out, err = run("通知", "会议", "时间=10时", "地点=楼下", "--for", "北楼栋", "--plan", "more.toml")
    assert code == 3
    assert "已发送1条，稍后重试" in out
    assert list(inbox[0].told()) == ["north@example.org"]
    assert "未能发给群，“北楼栋：10时开会”：环境变量“GROUP_SECRET”没有设置" in err


def test_settings_with_the_marks_of_an_input_method_are_told_in_their_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "grassroots.toml").write_text('language = "zh"\nactor = “王干事”\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["todo"]) == 2
    assert "grassroots.toml，第2行：这一行用了中文标点" in capsys.readouterr().err


def test_plan_that_is_wrong_is_told_line_by_line_in_chinese(run: Run, made: Path) -> None:
    assert "没有“别处.toml”" in run("提醒", "--plan", "别处.toml")[2]
    wrong = """
    quiet = "25:00-8"
    ahead = -1
    [chanel.a]
    """
    (made / "wrong.toml").write_text(wrong, encoding="utf-8")
    code, _, err = run("提醒", "--plan", "wrong.toml")
    assert code == 2
    assert "第4行" in err
    assert "是否应为“channel”" in err


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('quiet = "25:00-26:00"', "notice-quiet"),
        ('quiet = "nachts"', "notice-quiet"),
        ("ahead = -1", "notice-ahead"),
        ('language = "xx"', "charter-choice"),
        ('[channel.a]\nurl = "x"', "charter-missing"),
        ('[channel.a]\naddress = "console:"\nurl = { from = "x" }', "notice-option"),
        ('[channel.a]\naddress = "console:"\n[channel.b]\naddress = "console:"', "notice-address-twice"),
        ('[receiver.a]\nchannel = "none"\nunits = ["a"]', "charter-choice"),
        ('[channel.a]\naddress = "console:"\n[receiver.a]\nchannel = "a"\nunits = []', "notice-no-units"),
        ('[channel.a]\naddress = "smtp://localhost"\n[receiver.a]\nchannel = "a"\nunits = ["b"]', "notice-no-to"),
        (
            '[channel.a]\naddress = "apprise:a"\nurl = "mailtos://x?to={to}"\n[receiver.a]\nchannel = "a"\nunits = ["b"]',
            "notice-no-to",
        ),
        ('[text.t]\nsubject = { en = "at {time" }\nbody = { en = "x" }', "notice-brace"),
        ('[text.digest]\nsubject = { en = "{nobody}" }\nbody = { en = "x" }', "notice-field"),
        (
            '[channel.a]\naddress = "console:"\n[receiver.a]\nchannel = "a"\nunits = ["a"]\nlanguage = "zh"\n'
            '[text.t]\nsubject = { en = "x" }\nbody = { en = "x" }',
            "charter-missing",
        ),
    ],
)
def test_what_cannot_be_in_a_plan_is_told_with_its_line(text: str, code: str) -> None:
    with pytest.raises(HasProblems) as caught:
        notice_plan(text)
    assert code in [one.code for one in caught.value.problems]
    assert all(one.source and one.source.row for one in caught.value.problems)


@pytest.mark.parametrize("text", ["21:00-08:00", "21：00—8：00", "21:00 ～ 08:00"])
def test_quiet_hours_are_written_as_people_write_them(text: str) -> None:
    hours = notice_plan(f'quiet = "{text}"').hours()
    assert hours is not None
    assert (hours.start.hour, hours.end.hour) == (21, 8)


def test_a_field_may_stand_in_the_wide_braces_of_an_input_method() -> None:
    plan = notice_plan('language = "zh"\n[text.t]\nsubject = { zh = "｛时间｝开会" }\nbody = { zh = "{地点｝" }')
    assert plan.text["t"].filled({"时间": "9时", "地点": "楼上"}, "zh") == ("9时开会", "楼上")


def test_sending_is_a_right(made: Path) -> None:
    plan = notice_plan(PLAN.replace("{mail}", "1"))
    with gr.open(made / "grassroots.db") as office:
        north = office.unit("北楼栋")
        for actor in (gr.Actor.at("甲", north, Verb.READ, Verb.CHANGE), gr.Actor.at("乙", north, Verb.READ, Verb.SEND)):
            for wanted in (lambda seen: seen.remind_by(plan, TODAY, reason="x"), lambda seen: seen.outbox()):
                with pytest.raises((Refused, gr.errors.NotFound)):
                    wanted(office.seen_by(actor))
        mine = office.seen_by(gr.Actor.at("乙", north, Verb.READ, Verb.SEND))
        with pytest.raises(Refused):
            mine.send(lambda: CLOCK["now"])


def test_a_robot_of_a_group_gets_the_digest_by_apprise(made: Path, tmp_path: Path) -> None:
    notify = pytest.importorskip("grassroots_notify")
    posts: list[Any] = []

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Robot)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    plan = notice_plan(
        f'[channel.g]\naddress = "apprise:g"\nurl = "json://127.0.0.1:{server.server_port}/k"\n'
        '[receiver."群"]\nchannel = "g"\nunits = ["清溪协会"]\n'
        '[text.digest]\nsubject = { zh = "{place}早报" }\nbody = { zh = "逾期{overdue}项\\n{list}" }',
        language="zh",
    )
    try:
        with gr.open(made / "grassroots.db", plugins=Plugins.of(notify)) as kept:
            made_now = kept.remind_by(plan, "2026-07-02", reason="早报")
            assert len(made_now) == 1
            done = kept.send(lambda: datetime(2026, 7, 2, 9).astimezone(), settings=plan.settings({}))
    finally:
        server.shutdown()
        server.server_close()
    assert len(done.sent) == 1
    assert posts[0]["title"].endswith("早报")
    assert posts[0]["message"].startswith("逾期")
