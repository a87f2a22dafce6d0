"""batch.py as the backend calls it: a process of its own, its exit status and its last words."""

from __future__ import annotations

import subprocess
from pathlib import Path

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
