"""A real browser: Debian's Chromium through selenium. Skipped where there is none; in `.ci/run` nothing is skipped."""

import functools
import http.server
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import chromium
from present import lacking

HOST = "tiepdan.binhtrung.example"  # mapped to loopback: an http host name, no secure context


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open a browser: `browser(width=360, dark=True, scripts=False)`."""
    opened: list[Any] = []

    def open_(width: int = 1100, dark: bool = False, scripts: bool = True) -> Any:
        profile = tmp_path / f"profile {len(opened)}"
        made = chromium.start(profile, f"--host-resolver-rules=MAP {HOST} 127.0.0.1", scripts=scripts)
        opened.append(made)
        made.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500,
        })  # fmt: skip
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        made.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        return made

    yield open_
    for one in opened:
        one.quit()


@pytest.fixture
def served() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on loopback; gives its address under a host name that is no localhost."""
    started: list[http.server.ThreadingHTTPServer] = []

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            return

    def serve(folder: Path) -> str:
        handler = functools.partial(Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        return f"http://{HOST}:{server.server_address[1]}/"

    yield serve
    for server in started:
        server.shutdown()


@pytest.fixture
def violations() -> Callable[[Any], list[str]]:
    """What axe-core finds on a page: rule, and the first place."""
    script = os.environ.get("AXE_CORE", "")
    if not os.path.isfile(script):
        lacking("axe-core (AXE_CORE names axe.min.js)")
    source = Path(script).read_text(encoding="utf-8")

    def look(page: Any) -> list[str]:
        page.execute_script(source)
        found = page.execute_async_script("var done = arguments[0]; axe.run().then(done)")
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]

    return look


def fits(page: Any) -> bool:
    """Whether a page is as wide as the screen: nobody must move it sideways."""
    wide, room = page.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    return bool(wide <= room)


@pytest.fixture(name="fits")
def fits_() -> Callable[[Any], bool]:
    return fits
