"""The whole road, coarse: the real stages, the built-in guide, the Blender that is there."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backend import avatar, config, pipeline, protocol
from backend.body import codebook
from backend.protocol import Request, UserError

COARSE = """
sculpt { steps = 4, resolution = 48, samples = 6, supersampling = 1, max_rays = 2000 }
sculpt { checkpoint_every = 2, preview_every = 2, preview_size = 32 }
surface { spacing = 0.02, triangles = 3000, texture_size = 128, normal_size = 64 }
"""


class Stop(Exception):
    pass


class Listener:
    """Keeps the messages; raises Stop at a stage, or after a step of it."""

    def __init__(self, stage: str = "", step: int = 0):
        self.messages, self.stage, self.step, self.now = [], stage, step, ""

    def __call__(self, kind, **fields):
        self.messages.append((kind, fields))
        if kind == protocol.STAGE:
            self.now = fields["name"]
        if self.stage and self.now == self.stage and self.step == fields.get("step", 0):
            raise Stop

    def of(self, kind):
        return [fields for each, fields in self.messages if each == kind]


@pytest.fixture(scope="module")
def request_(tmp_path_factory):
    folder = tmp_path_factory.mktemp("generate")
    preset = folder / "coarse.conf"
    preset.write_text((config.FOLDER / "draft.conf").read_text() + COARSE)
    patch = pytest.MonkeyPatch()
    patch.setenv("AVATARCLIP_CACHE", str(folder / "cache"))
    patch.setattr(codebook, "ENTRIES", 12)
    yield Request(
        shape="a tall man",
        appearance="a man in a red shirt",
        out=str(folder / "undisturbed"),
        preset=str(preset),
        influences=8,
        start="body",
        device="cpu",
    )
    patch.undo()


def run(request, listener=None):
    return pipeline.run(request, listener or Listener(), lambda: None)


@pytest.fixture(scope="module")
def undisturbed(request_):
    listener = Listener()
    return run(request_, listener), listener


def test_a_run_leaves_the_promised_files_and_no_others(undisturbed):
    done, _ = undisturbed
    out = Path(done["out"])
    promised = "avatar.npz avatar.fbx avatar.glb avatar.html texture.png normals.png preview.png".split()
    promised += ["rig_check.png", "request.json", "report.json"]
    assert sorted(path.name for path in out.iterdir()) == sorted(promised)
    assert (out / "avatar.fbx").read_bytes().startswith(b"Kaydara FBX Binary")
    glb = (out / "avatar.glb").read_bytes()
    assert glb.startswith(b"glTF") and b'"JOINTS_1"' in glb
    assert b'"normalTexture"' in glb and b'"baseColorTexture"' in glb
    assert Image.open(out / "texture.png").size == (128, 128)
    normals = np.asarray(Image.open(out / "normals.png"))
    assert normals.shape == (64, 64, 3) and np.ptp(normals[..., 0]) > 20 and normals[..., 2].min() > 127
    Image.open(out / "preview.png").verify()


def test_the_avatar_stands_on_the_ground_in_a_t_pose(undisturbed):
    made = avatar.load(undisturbed[0]["avatar"])
    assert made.vertices[:, 1].min() == pytest.approx(0, abs=1e-6)
    assert 1.4 < made.vertices[:, 1].max() < 2.3
    assert np.ptp(made.vertices[:, 0]) > 0.8 * np.ptp(made.vertices[:, 1])
    assert 4 < (made.weight_values > 0).sum(axis=1).max() <= 8
    assert len(made.joint_names) == 24 and made.metadata["texture"] == "texture.png"


def test_the_messages_tell_every_stage_step_and_preview(undisturbed):
    _, listener = undisturbed
    assert [fields["name"] for fields in listener.of(protocol.STAGE)] == list(pipeline.STAGES)
    assert [fields["step"] for fields in listener.of(protocol.PROGRESS)] == [1, 2, 3, 4]
    assert len(listener.of(protocol.PREVIEW)) == 3  # after steps 2 and 4, and the finished one


def test_the_report_is_complete(undisturbed):
    report = json.loads(Path(undisturbed[0]["report"]).read_text())
    assert set(report["seconds"]) == set(pipeline.STAGES)
    assert report["resumed_from"] is None
    assert report["losses"] and all(np.isfinite(value) for value in report["losses"].values())
    assert report["peak_memory_mb"] > 100
    for key in ("body", "guide", "blender", "device", "threads", "versions", "settings"):
        assert report[key]
    assert set(report["prompts"]) == {"sculpture"}  # a table read the shape prompt, and nothing was worn
    used = report["prompts"]["sculpture"]
    assert len(used) == len(set(used)) and all("a man in a red shirt" in text for text in used)
    assert {"back", "face"} <= {word for text in used for word in text.split()}


def test_cut_off_in_every_stage_it_ends_with_the_same_avatar(request_, undisturbed, tmp_path):
    again = dataclasses.replace(request_, out=str(tmp_path / "out"))
    for stage in pipeline.STAGES[1:]:
        listener = Listener(stage, 3 if stage == "sculpture" else 0)
        with pytest.raises(Stop):
            run(again, listener)
    done = run(again)
    report = json.loads(Path(done["report"]).read_text())
    assert report["resumed_from"] == {"stage": "files", "step": 0}
    whole = json.loads(Path(undisturbed[0]["report"]).read_text())
    assert report["losses"] == whole["losses"] and report["prompts"] == whole["prompts"]
    first, second = (Path(each["out"]) for each in (undisturbed[0], done))
    assert (first / "texture.png").read_bytes() == (second / "texture.png").read_bytes()
    first, second = (avatar.load(out / "avatar.npz") for out in (first, second))
    for array in avatar.ARRAYS:
        np.testing.assert_array_equal(getattr(first, array), getattr(second, array))


def test_sculpting_goes_on_from_its_last_checkpoint(request_, tmp_path):
    again = dataclasses.replace(request_, out=str(tmp_path / "out"))
    with pytest.raises(Stop):
        run(again, Listener("sculpture", 3))
    listener = Listener()
    report = json.loads(Path(run(again, listener)["report"]).read_text())
    assert [fields["step"] for fields in listener.of(protocol.PROGRESS)] == [3, 4]
    assert report["resumed_from"] == {"stage": "sculpture", "step": 2}


def test_the_same_request_again_is_done_at_once(request_, undisturbed):
    listener = Listener()
    assert run(request_, listener) == undisturbed[0]
    assert not listener.of(protocol.STAGE)


def test_another_request_s_avatar_is_not_replaced_unasked(request_, undisturbed):
    before = Path(undisturbed[0]["avatar"]).read_bytes()
    with pytest.raises(UserError, match="another request"):
        run(dataclasses.replace(request_, seed=1))
    assert Path(undisturbed[0]["avatar"]).read_bytes() == before


def test_a_run_stopped_before_its_first_result_leaves_nothing(request_, tmp_path):
    with pytest.raises(Stop):
        run(dataclasses.replace(request_, out=str(tmp_path / "a" / "b")), Listener("body"))
    assert not list(tmp_path.iterdir())


def test_an_unknown_word_is_warned_of(request_, tmp_path):
    listener = Listener("surface")
    with pytest.raises(Stop):
        run(
            dataclasses.replace(request_, out=str(tmp_path / "out"), appearance="a man in a zxqv shirt"),
            listener,
        )
    assert any("zxqv" in fields["text"] for fields in listener.of(protocol.WARNING))
