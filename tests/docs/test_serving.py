"""The page on serving an office, with real requests at once: FastAPI in its threads, Django behind a server with a thread a request."""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from support.behind import store_of
from support.offices import office

import grassroots as gr
from grassroots.store import remembered

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "serve-an-office.md"
ASKED = 200


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the club's store and the modules of the page, which can be imported."""
    office(tmp_path, address=str(tmp_path / "club.db")).close()
    modules = re.findall(r"^```python file=(\w+)\.py\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for name, code in modules:
        (tmp_path / f"{name}.py").write_text(code, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name, _ in modules:
        sys.modules.pop(name, None)


def counting(store: Any) -> list[int]:
    """Counts the records that a store hands out from now on."""
    found = [0]
    scan = store.scan

    def counted(*args: Any, **more: Any) -> Any:
        given = scan(*args, **more)
        found[0] += len(given)
        return given

    store.scan = counted
    return found


def test_fastapi_answers_two_hundred_requests_at_once_and_none_fails(served: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine a reader may be overtaken by more changes than there are states kept, and reads again what it began with.
    monkeypatch.setattr(remembered, "MOST_RECENT", ASKED)
    pytest.importorskip("fastapi", reason="FastAPI is not installed")
    httpx = pytest.importorskip("httpx", reason="httpx is not installed")
    api = importlib.import_module("api")

    async def ask() -> tuple[Counter[int], list[Any], list[int]]:
        async with api.app.router.lifespan_context(api.app):
            transport = httpx.ASGITransport(app=api.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://club", headers={"who": "ann"}) as web:
                figure = {"url": "/figures/cases_received", "params": {"as_of": "2024-12-31"}}
                first = await web.get(**figure)
                read = counting(store_of(api.app.state.office).store)
                asked = [
                    web.post("/cases/cases-2/text", params={"text": f"the gate {number}"})
                    if number % 10 == 0
                    else web.get(**figure, headers={"who": f"clerk {number % 5}"})
                    for number in range(ASKED)
                ]
                answers = await asyncio.gather(*asked)
                missing = await web.get("/figures/cases_recieved", params={"as_of": "2024-12-31"})
                assert (missing.status_code, "cases_received" in missing.text) == (404, True)
                return (
                    Counter(one.status_code for one in answers),
                    [one.json()["value"] for one in [first, *answers] if "value" in one.json()],
                    read,
                )

    codes, values, read = asyncio.run(ask())
    assert codes == {200: ASKED}
    assert set(values) == {3}
    assert read == [0]
    with gr.open(served / "club.db", plugins=gr.Plugins.of(), read_only=True) as club:
        assert len(club.history("case", "cases-2")) == 1 + ASKED // 10
        assert club.verify() == ()


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each request."""

    daemon_threads = True
    request_queue_size = 64


class Quiet(WSGIRequestHandler):
    """Prints nothing."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def test_django_answers_two_hundred_requests_at_once_and_none_fails(served: Path) -> None:
    pytest.importorskip("django", reason="Django is not installed")
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    if not settings.configured:
        settings.configure(ROOT_URLCONF="urls", ALLOWED_HOSTS=["*"], SECRET_KEY="of a test", USE_TZ=True)
    application = get_wsgi_application()
    server = Server(("127.0.0.1", 0), Quiet)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        place = f"http://127.0.0.1:{server.server_port}/figures"

        def ask(who: str, measure: str = "cases_received") -> tuple[int, Any]:
            request = Request(f"{place}/{measure}?as_of=2024-12-31", headers={"who": who})
            with urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)["value"]

        with ThreadPoolExecutor(25) as pool:
            answers = Counter(pool.map(ask, (f"clerk {number % 5}" for number in range(ASKED))))
        assert answers == {(200, 3): ASKED}
        with pytest.raises(HTTPError, match="404") as missing:
            ask("ann", "nothing")
        missing.value.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        importlib.import_module("office").office().close()
