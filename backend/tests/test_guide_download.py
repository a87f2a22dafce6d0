"""Weights on request: a real server on this machine, connections that break, files that come damaged."""

from __future__ import annotations

import hashlib
import http.server
import threading
from pathlib import Path
from typing import ClassVar

import clip
import pytest

from backend.__main__ import main
from backend.guide import CLIP_MODELS, download, find_guide
from backend.guide.download import DIGESTS, OFFLINE, OPENAI, fetch
from backend.protocol import UserError

CONTENT = bytes(range(256)) * 12_000  # three blocks
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Server(http.server.BaseHTTPRequestHandler):
    """Serves CONTENT; `breaks` is the byte after which the next connection breaks, 0 for never."""

    breaks = 0
    knows_ranges = True
    content = CONTENT
    asked: ClassVar[list[str | None]] = []

    def do_GET(self):
        wanted = self.headers["Range"]
        type(self).asked.append(wanted)
        first = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.knows_ranges else 0
        if first >= len(self.content):
            self.send_error(416)
            return
        self.send_response(206 if wanted and self.knows_ranges else 200)
        self.send_header("Content-Length", str(len(self.content) - first))
        self.end_headers()
        last = self.breaks or len(self.content)
        type(self).breaks = 0
        self.wfile.write(self.content[first:last])

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    class Own(Server):
        asked = []

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Own) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        Own.url = f"http://127.0.0.1:{running.server_port}/weights.pt"
        yield Own
        running.shutdown()


@pytest.fixture(autouse=True)
def online(monkeypatch):
    for variable in OFFLINE:
        monkeypatch.delenv(variable, raising=False)


def ignore(_: str) -> None:
    pass


def test_the_table_is_that_of_openais_package():
    ours = {name: f"{OPENAI}/{DIGESTS[name]}/{file}" for name, file in CLIP_MODELS.items()}
    assert ours == clip.clip._MODELS


def test_a_file_comes_whole_and_is_not_fetched_again(server, tmp_path):
    path, told = tmp_path / "deep" / "weights.pt", []
    download.download(server.url, SHA256, path, told.append)
    download.download(server.url, SHA256, path, told.append)
    assert path.read_bytes() == CONTENT and len(server.asked) == 1
    assert [file.name for file in path.parent.iterdir()] == ["weights.pt"]
    assert any("MB" in text for text in told) and "whole" in told[-1]


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_a_broken_download_goes_on(server, tmp_path, knows_ranges):
    server.breaks, server.knows_ranges, path = len(CONTENT) // 2, knows_ranges, tmp_path / "weights.pt"
    with pytest.raises(UserError, match=r"ended after 2 of 3 MB.*goes on from here"):
        download.download(server.url, SHA256, path, ignore)
    assert not path.exists()
    download.download(server.url, SHA256, path, ignore)
    assert path.read_bytes() == CONTENT
    assert server.asked == [None, f"bytes={len(CONTENT) // 2}-"]


def test_what_was_killed_before_it_was_verified_is_taken_over(server, tmp_path):
    (tmp_path / "weights.pt.part").write_bytes(CONTENT)
    download.download(server.url, SHA256, tmp_path / "weights.pt", ignore)
    assert (tmp_path / "weights.pt").read_bytes() == CONTENT


def test_a_damaged_download_is_refused_and_a_damaged_file_replaced(server, tmp_path):
    path = tmp_path / "weights.pt"
    path.write_bytes(CONTENT[:-1])
    server.content = CONTENT[::-1]
    with pytest.raises(UserError, match="damaged"):
        download.download(server.url, SHA256, path, ignore)
    assert path.read_bytes() == CONTENT[:-1] and not (tmp_path / "weights.pt.part").exists()
    server.content = CONTENT
    download.download(server.url, SHA256, path, ignore)
    assert path.read_bytes() == CONTENT


def test_a_server_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UserError, match="could not be fetched") as caught:
        download.download("http://127.0.0.1:9/weights.pt", SHA256, tmp_path / "weights.pt", ignore)
    assert str(tmp_path) in caught.value.fix and not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_told(server, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="Cannot write"):
        download.download(server.url, SHA256, tmp_path / "file" / "weights.pt", ignore)


@pytest.mark.parametrize("variable", OFFLINE)
def test_nothing_is_fetched_when_offline_is_asked_for(monkeypatch, capsys, variable):
    monkeypatch.setenv(variable, "1")
    for name in ("ViT-B/32", "open_clip:ViT-B-32/laion2b_s34b_b79k"):
        monkeypatch.setattr("sys.argv", ["backend", "weights", name])
        assert main() == 2
        assert variable in capsys.readouterr().err


def test_the_command_puts_weights_where_the_guide_looks(server, monkeypatch, tmp_path, capsys):
    """OpenAI's address and digest are replaced by those of the server here, nothing else."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(download, "OPENAI", server.url.removesuffix("/weights.pt"))
    monkeypatch.setitem(DIGESTS, "ViT-L/14@336px", SHA256)
    monkeypatch.setattr("sys.argv", ["backend", "weights", "ViT-L/14@336px"])
    assert main() == 0
    found = find_guide("ViT-L/14@336px")
    assert found == Path(tmp_path, ".cache", "clip", "ViT-L-14-336px.pt")
    assert found.read_bytes() == CONTENT and str(found) in capsys.readouterr().out


def test_unknown_weights_are_told():
    with pytest.raises(UserError, match="ViT-B/16"):
        fetch("ViT-Q/3", ignore)
