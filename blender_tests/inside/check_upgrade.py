"""The add-on is installed over an older version: what was chosen stays, what was old goes."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from pathlib import Path

from . import support

SESSION = Path(__file__).with_name("upgrade.py")


class Upgrade(support.Case):
    def older(self) -> Path:
        """The zip as version 0.0.1 would have been: with a module more, and another text on a button."""
        old = self.folder / "older.zip"
        with zipfile.ZipFile(support.ZIP) as new, zipfile.ZipFile(old, "w") as archive:
            for entry in new.infolist():
                text = new.read(entry)
                name = entry.filename.partition("/")[2]
                if name == "blender_manifest.toml":
                    text = re.sub(rb'(?m)^version = ".+"$', b'version = "0.0.1"', text)
                elif name == "__init__.py":
                    text = re.sub(rb'"version": \(.+\)', b'"version": (0, 0, 1)', text)
                    text += b"\nfrom . import bygone\n"
                elif name == "mend.py":
                    text += b"\nBYGONE = True\n"
                archive.writestr(entry, text)
            archive.writestr(f"{entry.filename.partition('/')[0]}/bygone.py", "")
        return old

    def test_choices_stay_and_nothing_old_is_left(self):
        resources = self.folder / "resources"
        variables = {"BLENDER_USER_RESOURCES": str(resources)}
        for kind in ("CONFIG", "SCRIPTS", "DATAFILES"):
            variables[f"BLENDER_USER_{kind}"] = str(resources / kind.lower())
        command = support.blender_command(SESSION, self.older(), support.ZIP, self.folder / "scene.blend")
        ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **variables})
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        self.assertNotIn("Traceback", ran.stdout + ran.stderr)
        self.assertIn("upgraded", ran.stdout)
