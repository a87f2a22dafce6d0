"""Weights fetched on request, and only then: resumed where a try broke off, and verified.

Standard library only, but for what is OpenCLIP's: its hub's client resumes by itself.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from ..protocol import UserError
from . import CLIP_CACHE, CLIP_MODELS, OPEN_CLIP, split_open_clip

OPENAI = "https://openaipublic.azureedge.net/clip/models"
DIGESTS = {  # SHA-256 of OpenAI's archives, a part of their addresses
    "RN50": "afeb0e10f9e5a86da6080e35cf09123aca3b358a0c3e3b6c78a7b63bc04b6762",
    "RN101": "8fa8567bab74a42d41c5915025a8e4538c3bdbe8804a470a72f30b0d94fab599",
    "RN50x4": "7e526bd135e493cef0776de27d5f42653e6b4c8bf9e0f653bb11773263205fdd",
    "RN50x16": "52378b407f34354e150460fe41077663dd5b39c54cd0bfd2b27167a4a06ec9aa",
    "RN50x64": "be1cfb55d75a9666199fb2206c106743da0f6468c9d327f3e0d0a543a9919d9c",
    "ViT-B/32": "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af",
    "ViT-B/16": "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f",
    "ViT-L/14": "b8cca3fd41ae0c99ba7e8951adf17d267cdb84cd88be6f7c2e0eca1737a03836",
    "ViT-L/14@336px": "3035c92b350959924f9f00213499208652fc7ea050643e8b385c2dac08641f02",
}
OFFLINE = ("AVATARCLIP_OFFLINE", "HF_HUB_OFFLINE")  # variables by which no network is wanted
BLOCK = 1 << 20
TIMEOUT = 60.0  # seconds without a byte

Report = Callable[[str], None]


def fetch(name: str, report: Report) -> str:
    """Download the weights of one of CLIP_MODELS, or of "open_clip:MODEL/WEIGHTS" with its tokenizer.

    Returns where they are. Raises UserError: offline, unknown, unreachable, cut off (the same call goes on
    from there), damaged, or no disk left.
    """
    if name not in CLIP_MODELS and not name.startswith(OPEN_CLIP):
        fix = f"Choose from {', '.join(CLIP_MODELS)}, or give {OPEN_CLIP}MODEL/WEIGHTS."
        raise UserError("input", f"There are no weights {name} to download.", fix=fix)
    for variable in OFFLINE:
        if os.environ.get(variable, "").lower() in ("1", "on", "yes", "true"):
            what = f"{name} is not downloaded: {variable} asks for no network."
            raise UserError("input", what, fix=f"Unset {variable}, or put the weights there yourself.")
    if name.startswith(OPEN_CLIP):
        return _fetch_open_clip(name, report)
    file = CLIP_MODELS[name]
    path = CLIP_CACHE.expanduser() / file
    download(f"{OPENAI}/{DIGESTS[name]}/{file}", DIGESTS[name], path, report)
    return str(path)


def download(url: str, sha256: str, path: Path, report: Report) -> None:
    """Fetch a file unless it is there, going on with what an earlier try left in `path`.part."""
    if path.is_file() and digest(path) == sha256:
        report(f"{path} is there and whole")
        return
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.touch()
    except OSError as error:
        raise UserError("input", f"Cannot write to {path.parent}: {error.strerror}.") from error
    try:
        _append(url, part, report)
    except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
        if not part.stat().st_size:
            part.unlink()
        raise UserError(
            "missing",
            f"{path.name} could not be fetched from {url}.",
            f"{getattr(error, 'reason', None) or error}.",
            f"Run the same again, which goes on from here; or download it by hand to {path}.",
        ) from error
    report("Verifying")
    if digest(part) != sha256:
        part.unlink()
        what = f"{path.name} came damaged: its SHA-256 is not {sha256}."
        raise UserError("missing", what, fix="Run the same again, which starts anew.")
    os.replace(part, path)


def _append(url: str, part: Path, report: Report) -> None:
    """Fetch what a file lacks of an address; raises ConnectionError where the answer ends too early."""
    have = part.stat().st_size
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        answer = urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        if have and error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # nothing is lacking
        raise
    with answer, open(part, "ab") as file:
        if answer.status != http.HTTPStatus.PARTIAL_CONTENT:  # the server knows no ranges
            file.truncate(0)
            have = 0
        of = have + int(answer.headers.get("Content-Length") or 0)
        free = shutil.disk_usage(part.parent).free
        if of - have > free:
            what = (
                f"{(of - have) / 1e6:.0f} MB are to come and {free / 1e6:.0f} MB are free at {part.parent}."
            )
            raise UserError("disk", what, fix="Free some, and run the same again.")
        told = have
        while block := answer.read(BLOCK):
            file.write(block)
            have += len(block)
            if have - told >= of / 10:
                report(f"{have / 1e6:.0f} of {of / 1e6:.0f} MB")
                told = have
    if have < of:
        raise ConnectionError(f"the connection ended after {have / 1e6:.0f} of {of / 1e6:.0f} MB")


def _fetch_open_clip(name: str, report: Report) -> str:
    """Weights and tokenizer into the hub's cache."""
    from .open_clip_guide import import_package, tagged

    architecture, weights = split_open_clip(name)
    package, path = import_package(name, offline=False), Path(weights).expanduser()
    if not path.is_file():
        entry = tagged(package, architecture, weights)
        report(f"Fetching {entry['hf_hub'].strip('/')}")
        path = Path(_from_hub(name, package.download_pretrained, entry))
        _verify_blob(path.resolve(), report)
    _from_hub(name, package.get_tokenizer, architecture)
    return str(path)


def _from_hub(name, call, *arguments):
    """What a function of the package returns; raises UserError where the hub cannot be reached."""
    try:
        return call(*arguments)
    except OSError as error:
        fix = "Run the same again, which goes on from here."
        raise UserError("missing", f"{name} could not be fetched.", f"{error}.", fix) from error


def _verify_blob(path: Path, report: Report) -> None:
    """The hub's cache names a large file by its SHA-256, but does not look whether it is."""
    report("Verifying")
    if re.fullmatch("[0-9a-f]{64}", path.name) and digest(path) != path.name:
        path.unlink()
        fix = "Run the same again, which starts anew."
        raise UserError("missing", f"{path} came damaged: its SHA-256 is another.", fix=fix)


def digest(path: Path) -> str:
    """A file's SHA-256, in hexadecimal."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
