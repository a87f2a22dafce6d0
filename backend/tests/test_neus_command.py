"""The published commands, one after the other, and what they refuse before long work."""

import igl
import neus_fixtures
import pytest
from neus_fixtures import ball_template

from backend.body import load_body
from backend.neus import checkpoints, command, configuration, fit, pictures
from backend.neus.template import load_template, posed
from backend.progress import Progress
from backend.protocol import UserError

TINY = (
    ("template_obj = ./data/body.obj", ""),
    ("batch_size = 64", "batch_size = 16"),
    ("max_ray_num = 1024", "max_ray_num = 64"),
    ("n_samples = 32", "n_samples = 8"),
    ("n_importance = 32", "n_importance = 8"),
    ("validate_resolution_level = 8", "validate_resolution_level = 32"),
    ("    multires = 6", "    multires = 2"),
)


@pytest.fixture
def quick(monkeypatch):
    for name, value in {"STEPS": 60, "POOL": 6000, "BATCH": 300}.items():
        monkeypatch.setattr(fit, name, value)
    monkeypatch.setattr(command, "FINAL_NODES", 72)


def sculpt(conf, mode, *words):
    return command.main(["--mode", mode, "--conf", str(conf), "--appearance", "a robot", *words])


def test_the_chain_of_commands_ends_with_a_mesh(tmp_path, quick, capsys):
    conf = neus_fixtures.write(tmp_path, *TINY)
    neus_fixtures.write_views(tmp_path / "data" / "views", posed(load_body("free"), "stand_pose"), 32)
    assert sculpt(conf, "train", "--steps", "2") == 0
    out = tmp_path / "exp" / "small" / "a robot"
    assert checkpoints.newest(out) == checkpoints.path_of(out, 2)
    with pytest.raises(UserError, match="--is-continue"):
        sculpt(conf, "train_clip", "--guide", "builtin")
    assert sculpt(conf, "train_clip", "--is-continue", "--steps", "4", "--guide", "builtin") == 0
    with pytest.raises(UserError, match="4 steps already.*--steps"):
        sculpt(conf, "train", "--is-continue", "--steps", "4")
    assert sculpt(conf, "validate_mesh", "--is_continue") == 0
    _, faces = igl.read_triangle_mesh(str(out / "meshes" / "00000004.ply"))
    assert len(faces) > 100
    said = capsys.readouterr().out
    assert "fitting the body" in said and "00000004.ply" in said and "memory" in said
    mapped = {path.relative_to(out).as_posix() for path in out.rglob("*.*")}
    assert {"checkpoints/ckpt_000002.pth", "previews/00000004.png", "meshes/00000004.ply"} <= mapped


def test_missing_views_are_rendered_where_the_configuration_wants_them(tmp_path):
    loaded = neus_fixtures.load(tmp_path, *TINY)
    told = []
    progress = Progress(lambda kind, **fields: told.append(fields), lambda: None, ("train",))
    views = command.find_views(loaded, ball_template(), progress)
    assert len(views) == 108 and "rendering them" in told[0]["text"]
    found = loaded.find(loaded.settings.dataset.data_dir)
    assert found and len(command.find_views(loaded, ball_template(), progress)) == 108 and len(told) == 1


def test_nothing_is_meshed_where_nothing_is(tmp_path):
    with pytest.raises(UserError, match="no checkpoint"):
        sculpt(neus_fixtures.write(tmp_path, *TINY), "validate_mesh")
    assert not (tmp_path / "exp").exists()


def test_a_pretrained_checkpoint_is_taken_and_counts_no_steps(tmp_path):
    loaded = neus_fixtures.load(tmp_path, *TINY)
    first = command.Experiment.begin(tmp_path / "first", loaded.settings, ball_template(), "cpu")
    first.networks.variance_network_fine.variance.data.fill_(0.4)
    checkpoints.save(tmp_path / "data" / "base.pth", first.networks, first.optimizer, 300_000)
    options = command.parser().parse_args(["--mode", "train", "--conf", "x"])
    begun = command.begin(loaded, ball_template(), options, neus_fixtures.silent())
    assert begun.step == 0 and begun.networks.variance_network_fine.variance.item() == pytest.approx(0.4)


@pytest.mark.parametrize(("mode", "end"), [("train", 30), ("train_clip", 30_000)])
def test_a_run_that_names_no_end_stops_where_the_published_ones_did(tmp_path, mode, end):
    conf = neus_fixtures.write(tmp_path, *TINY, ("end_iter = 30000", "end_iter = 30"))
    neus_fixtures.write_views(tmp_path / "data" / "views", ball_template(), 16)
    loaded = configuration.load(conf, "a robot")
    done = command.Experiment.begin(loaded.out, loaded.settings, ball_template(), "cpu")
    done.step = end
    done.save()
    with pytest.raises(UserError, match=f"{end} steps already, and this run ends at {end}"):
        sculpt(conf, mode, "--is-continue", *(["--guide", "builtin"] if mode == "train_clip" else []))


def test_a_coarse_body_is_posed_as_in_the_views(tmp_path):
    body = load_body("free")
    taller = body.v_template * [1, 1.1, 1]
    (tmp_path / "data").mkdir()
    igl.write_triangle_mesh(str(tmp_path / "data" / "body.obj"), taller, body.faces.astype("int64"))
    loaded = neus_fixtures.load(tmp_path)
    template, said = load_template(loaded)
    assert any("smpl_model_path" in text for text in said)
    low, high = template.vertices.min(axis=0), template.vertices.max(axis=0)
    assert abs(low + high).max() < 1e-5
    plain = posed(body, "stand_pose").vertices
    assert high[1] - low[1] == pytest.approx(1.1 * (plain[:, 1].max() - plain[:, 1].min()), rel=0.01)
    assert low[1] < template.neck[1] < template.face[1] < high[1]
    path = neus_fixtures.write(tmp_path, ("pose_type = stand_pose", "pose_type = t_pose"))
    spread, _ = load_template(configuration.load(path, "a robot"))
    assert spread.vertices[:, 0].max() > 1.1 * high[0]


def test_a_preview_shows_the_body_from_hand_to_hand():
    template = posed(load_body("free"), "stand_pose")
    for view in pictures.views(template):
        mask = template.picture(view, 64)[1]
        assert mask.any() and mask[:, pictures.columns(64)].sum() == mask.sum()


def test_a_body_that_is_no_body_is_refused(tmp_path):
    loaded = neus_fixtures.load(tmp_path)
    with pytest.raises(UserError, match="python3 -m backend shape"):
        load_template(loaded)
    (tmp_path / "data").mkdir()
    ball = ball_template()
    igl.write_triangle_mesh(
        str(tmp_path / "data" / "body.obj"), ball.vertices.astype(float), ball.faces.astype("int64")
    )
    with pytest.raises(UserError, match="1000 vertices"):
        load_template(loaded)
