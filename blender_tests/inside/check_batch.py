"""batch.py as the backend and as people call it: a process of its own, its exit status, its last words."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from unittest import mock

import bpy

from . import support

PRODUCTS = ("avatar.fbx", "avatar.glb", "preview.png")


class Batch(support.Case):
    def run_batch(self, script: Path, avatar: Path, out: Path) -> subprocess.CompletedProcess[str]:
        arguments = ["--avatar", avatar, "--fbx", out / PRODUCTS[0], "--glb", out / PRODUCTS[1]]
        command = support.blender_command(script, *arguments, "--preview", out / PRODUCTS[2])
        return subprocess.run(command, capture_output=True, text=True, errors="replace")

    def test_the_installed_one_writes_all_three(self):
        script = Path(support.ADDON.__file__).with_name("batch.py")
        ran = self.run_batch(script, self.avatar_file, self.folder / "out")
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        self.assertEqual(sorted(path.name for path in (self.folder / "out").iterdir()), sorted(PRODUCTS))

    def test_it_replaces_no_file_unless_it_is_told_to(self):
        script, out = Path(support.ADDON.__file__).with_name("batch.py"), self.folder / "out"
        out.mkdir()
        for name in PRODUCTS:
            (out / name).write_text("mine", encoding="utf-8")
            ran = self.run_batch(script, self.avatar_file, out)
            self.assertEqual(ran.returncode, 1)
            self.assertIn(f"{name} is there already", ran.stderr.strip().splitlines()[-1])
            self.assertEqual([path.read_text(encoding="utf-8") for path in out.iterdir()], ["mine"])
            (out / name).unlink()

    def test_the_checkouts_one_loads_the_backend_beside_it(self):
        script = support.STAND_IN.parents[1] / "avatarclip_addon" / "batch.py"
        glb = self.folder / "avatar.glb"
        command = support.blender_command(script, "--avatar", self.avatar_file, "--glb", glb)
        ran = subprocess.run(command, capture_output=True, text=True, errors="replace")
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        self.assertTrue(glb.is_file())

    def test_a_damaged_avatar_ends_with_a_sentence_and_nothing_written(self):
        self.avatar_file.write_bytes(b"not an avatar")
        script = Path(support.ADDON.__file__).with_name("batch.py")
        ran = self.run_batch(script, self.avatar_file, self.folder / "out")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("avatar.npz is not a whole avatar file.", ran.stderr.strip().splitlines()[-1])
        self.assertNotIn("Traceback", ran.stderr)
        self.assertFalse((self.folder / "out").exists())

    def test_a_place_that_cannot_be_written_ends_with_a_sentence(self):
        script = Path(support.ADDON.__file__).with_name("batch.py")
        ran = self.run_batch(script, self.avatar_file, self.avatar_file / "out")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("could not be written", ran.stderr.strip().splitlines()[-1])


GOOD = """shape,appearance,seed,name,motion
a tall man,"a man in a red shirt, and boots",7,rot,waving ;running
a fat woman,an impossible élf,,
a strong man,a knight,,
"""


class Table(support.Case):
    def setUp(self) -> None:
        super().setUp()
        self.out, self.csv = self.folder / "avatärs", self.folder / "prompts.csv"
        self.environment = self.folder / "environment"
        obey = [{"message": {"type": "stage", "name": "sculpture", "index": 2, "of": 6}}]
        self.play(*obey, {"obey": str(self.avatar_file)})

    def play(self, *steps: dict) -> None:
        if self.environment.exists():
            (self.environment / "script.json").write_text(json.dumps(steps), encoding="utf-8")
        else:
            support.stand_in_environment(self.environment, *steps)

    def command(self, text: str, *options: str) -> dict:
        """subprocess' arguments for the installed batch.py on this table."""
        self.csv.write_text(text, encoding="utf-8")
        script = Path(support.ADDON.__file__).with_name("batch.py")
        words = support.blender_command(script, "--csv", self.csv, "--out", self.out, *options)
        variables = {**os.environ, "AVATARCLIP_ENV": str(self.environment)}
        return {"args": words, "env": variables, "text": True, "encoding": "utf-8"}

    def run_table(self, text: str, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(**self.command(text, *options), capture_output=True)

    def summary(self) -> list[dict[str, str]]:
        with open(self.out / "summary.csv", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def mistakes(self, text: str, **choices) -> str:
        """What the table is refused for."""
        self.csv.write_text(text, encoding="utf-8")
        shared = {
            "preset": "draft",
            "guide": "builtin",
            "body": "free",
            "start": "codebook",
            "device": "auto",
        }
        with self.assertRaises(support.part("backend.protocol").UserError) as caught:
            support.part("table").read(self.csv, self.out, {**shared, "blender": "", **choices})
        self.assertFalse(self.out.exists())
        return str(caught.exception)

    def test_a_row_that_fails_stops_no_other_and_another_run_goes_on_with_it(self):
        ran = self.run_table(GOOD)
        self.assertEqual(ran.returncode, 1, ran.stdout + ran.stderr)
        self.assertEqual([row["state"] for row in self.summary()], ["made", "failed", "made"])
        self.assertEqual([row["row"] for row in self.summary()], ["2", "3", "4"])
        self.assertIn("It cannot be. No, it cannot.", self.summary()[1]["error"])
        self.assertIn("2 made, 1 failed", ran.stdout)
        request = json.loads((self.out / "rot" / "request.json").read_text(encoding="utf-8"))
        self.assertEqual((request["seed"], request["shape"]), (7, "a tall man"))
        self.assertEqual(request["motion"], "waving; running")
        self.assertEqual([row["motion"] for row in self.summary()], ["waving; running", "", ""])
        self.assertEqual(request["appearance"], "a man in a red shirt, and boots")
        before_motions = next(self.out.glob("a-knight-*/request.json"))
        request = json.loads(before_motions.read_text(encoding="utf-8"))
        del request["motion"]
        before_motions.write_text(json.dumps(request), encoding="utf-8")
        again = self.run_table(GOOD.replace("impossible", "possible"))
        self.assertEqual(again.returncode, 0, again.stdout + again.stderr)
        self.assertEqual([row["state"] for row in self.summary()], ["was there", "made", "was there"])
        self.assertEqual([path.name for path in self.out.iterdir() if path.suffix], ["summary.csv"])

    def test_a_finished_avatar_of_another_request_is_refused_before_any_work(self):
        self.assertEqual(self.run_table(GOOD.replace("impossible", "possible")).returncode, 0)
        before = self.summary()
        other = self.run_table(GOOD.replace("red shirt", "blue shirt") + "a man,a new one,,\n")
        self.assertEqual(other.returncode, 2)
        self.assertIn("Row 2, column name", other.stderr)
        self.assertIn("another appearance", other.stderr)
        self.assertNotIn("Traceback", other.stderr)
        self.assertEqual(self.summary(), before)

    def test_a_row_with_other_motions_is_made_again_and_with_the_same_ones_it_is_not(self):
        good = GOOD.replace("impossible", "possible")
        self.assertEqual(self.run_table(good).returncode, 0)
        self.assertEqual(self.run_table(good.replace("running", "jumping")).returncode, 0)
        self.assertEqual([row["state"] for row in self.summary()], ["made", "was there", "was there"])
        self.assertEqual(self.summary()[0]["motion"], "waving; jumping")

    def test_the_rows_go_where_the_sidebar_would_put_them(self):
        settings = bpy.context.scene.avatarclip
        settings.shape, settings.appearance, settings.seed = "a man", "a knight", 3
        settings.folder = str(self.out)
        to_request, read = support.part("properties").to_request, support.part("table").read
        for settings.motion, cell in (("", ""), (" waving;running ", '"waving; running;"')):
            text = f"appearance;seed;shape;motion\n a knight ;3;a man;{cell}\n;;\n"
            self.csv.write_text(text, encoding="utf-8-sig")
            request = to_request(bpy.context)
            shared = {name: getattr(request, name) for name in ("preset", "guide", "body", "start", "device")}
            (row,) = read(self.csv, self.out, {**shared, "blender": request.blender})
            self.assertEqual(row.request, request)

    def test_a_table_is_not_written_over_by_its_summary(self):
        self.out.mkdir()
        self.csv = self.out / "summary.csv"
        ran = self.run_table(GOOD)
        self.assertEqual(ran.returncode, 2)
        self.assertIn("where the summary goes", ran.stderr)
        self.assertEqual(self.csv.read_text(encoding="utf-8"), GOOD)

    def test_every_mistake_is_named_by_row_and_column(self):
        long = "x" * 501
        found = self.mistakes(
            f"shape,appearance,seed,name\na man,,,\n\na man,b,-1,\n{long},b,,\na man,b,,a/b\na man,b,,con\n"
            "a man,b,1.5,\na man,b,1,Anna\na man,c,1,anna\na man,b,,x,y\na man,b,5,\na man,b,5,\n"
        )
        expected = [(2, "appearance"), (4, "seed"), (5, "shape"), (6, "name"), (7, "name"), (8, "seed")]
        for row, column in [*expected, (10, "name"), (11, "name"), (13, "name")]:
            self.assertRegex(found, rf"Row {row}, column {column}: .+\.")
        for row in (3, 9, 12):
            self.assertNotIn(f"Row {row},", found)

    def test_a_table_that_is_none_is_refused_in_words(self):
        self.assertIn("lacks the column appearance", self.mistakes("shape,seed\na man,1\n"))
        self.assertIn("unknown column 'colour'", self.mistakes("shape,appearance,colour\n"))
        self.assertIn("no rows", self.mistakes("shape,appearance\n,\n"))
        self.assertIn("lacks the column", self.mistakes(""))
        self.assertIn("no CSV file", self.mistakes('shape,appearance\na,"b'))
        self.assertIn("no preset 'quick'", self.mistakes(GOOD, preset="quick"))

    def test_options_that_make_no_sense_end_with_two(self):
        ran = self.run_table(GOOD, "--device", "abacus")
        self.assertEqual(ran.returncode, 2, ran.stderr)
        self.assertIn("abacus", ran.stderr)
        self.environment = self.folder / "nowhere"
        self.environment.mkdir()
        ran = self.run_table(GOOD)
        self.assertEqual(ran.returncode, 2, ran.stderr)
        self.assertIn("Press Set Up", ran.stderr)
        self.assertFalse(self.out.exists())
        self.assertEqual(self.run_table(GOOD, "--avatar", "x.npz").returncode, 2)

    def test_uses_the_environment_of_the_enabled_addon_unless_told_otherwise(self):
        preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        self.addCleanup(setattr, preferences, "environment", "")
        preferences.environment = str(self.environment)
        find = support.part("batch").environment_folder
        with mock.patch.dict(os.environ):
            os.environ.pop("AVATARCLIP_ENV", None)
            self.assertEqual(find(support.ADDON), self.environment)
            os.environ["AVATARCLIP_ENV"] = str(self.folder / "nowhere")
            with self.assertRaisesRegex(support.part("backend.protocol").UserError, "nowhere"):
                find(support.ADDON)

    def test_an_interruption_ends_the_backend_and_leaves_a_summary(self):
        self.play(
            {"save": str(self.folder / "begun")}, {"listen": True}, {"save": str(self.folder / "ended")}
        )
        with subprocess.Popen(
            **self.command(GOOD), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            while not (self.folder / "begun").exists():
                self.assertIsNone(process.poll())
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            printed, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertTrue((self.folder / "ended").exists())
        self.assertEqual({row["state"] for row in self.summary()}, {"unfinished"})
        self.assertIn("3 unfinished", printed)


class Rig(support.Case):
    def setUp(self) -> None:
        super().setUp()
        self.out, self.mesh = self.folder / "avatär", self.folder / "a knight.ply"
        self.mesh.touch()
        self.environment = support.stand_in_environment(
            self.folder / "environment", {"obey": str(self.avatar_file)}
        )

    def run_mesh(self, *options: str) -> subprocess.CompletedProcess[str]:
        script = Path(support.ADDON.__file__).with_name("batch.py")
        words = support.blender_command(script, "--rig", self.mesh, "--out", self.out, *options)
        variables = {**os.environ, "AVATARCLIP_ENV": str(self.environment)}
        return subprocess.run(words, env=variables, capture_output=True, text=True, encoding="utf-8")

    def test_a_mesh_is_sent_with_its_options_and_its_avatar_named(self):
        ran = self.run_mesh("--pose", "stand", "--fingers", "--motion", "waving")
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        self.assertIn(f"Done: {self.out / 'avatar.npz'}", ran.stdout)
        request = json.loads((self.out / "request.json").read_text(encoding="utf-8"))
        expected = {"mesh": str(self.mesh), "pose": "stand", "fingers": True, "motion": "waving"}
        self.assertEqual({name: request[name] for name in expected}, expected)

    def test_what_the_backend_refuses_is_the_last_line(self):
        words = {"kind": "input", "what": "It is no person.", "why": "", "fix": "Look."}
        steps = [{"message": {"type": "error", **words}}]
        (self.environment / "script.json").write_text(json.dumps(steps), encoding="utf-8")
        ran = self.run_mesh()
        self.assertEqual(ran.returncode, 1, ran.stdout)
        self.assertEqual(ran.stderr.strip().splitlines()[-1], "It is no person. Look.")

    def test_options_that_make_no_sense_end_with_two(self):
        self.assertEqual(self.run_mesh("--pose", "sitting").returncode, 2)
        self.assertEqual(self.run_mesh("--for", "unity").returncode, 2)
