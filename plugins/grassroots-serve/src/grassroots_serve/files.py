"""Files to download: written in a folder that nobody else sees, and sent."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote

from starlette.responses import Response


def sent(name: str, write: Callable[[Path], Path]) -> Response:
    """What a writer makes, as a file of this name."""
    ending = Path(name).suffix
    with tempfile.TemporaryDirectory() as folder:
        body = write(Path(folder) / f"file{ending}").read_bytes()
    heads = {"Content-Disposition": f"attachment; filename=\"file{ending}\"; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(body, media_type=guess_type(name)[0] or "application/octet-stream", headers=heads)
