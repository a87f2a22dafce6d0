"""Find and read a body file: the free body, or licensed SMPL files that the user dropped in."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import scipy.sparse

from ..protocol import UserError
from .joints import PARENTS
from .model import Body

FOLDER = Path(__file__).parents[2] / "smpl_models"
FREE_BODY = FOLDER / "free_body.npz"
# The stems under which SMPL 1.0.0 and 1.1.0 are distributed, and the one that smplx expects.
SMPL_FILES = {
    "neutral": (
        "SMPL_NEUTRAL",
        "basicModel_neutral_lbs_10_207_0_v1.0.0",
        "basicmodel_neutral_lbs_10_207_0_v1.1.0",
    ),
    "male": ("SMPL_MALE", "basicModel_m_lbs_10_207_0_v1.0.0", "basicmodel_m_lbs_10_207_0_v1.1.0"),
    "female": ("SMPL_FEMALE", "basicModel_f_lbs_10_207_0_v1.0.0", "basicmodel_f_lbs_10_207_0_v1.1.0"),
}


def find_body(name: str) -> Path:
    """The file of "free", "neutral", "male", "female", or a path; raises UserError when it is not there."""
    if name == "free":
        path = FREE_BODY
    elif name in SMPL_FILES:
        folder = FOLDER / "smpl"
        names = [stem + end for stem in SMPL_FILES[name] for end in (".pkl", ".npz")]
        path = next((folder / file for file in names if (folder / file).is_file()), folder / names[0])
    else:
        path = Path(name).expanduser()
    if not path.is_file():
        fix = "Use the free body, or put the file there."
        if name in SMPL_FILES:
            fix = "Register at the SMPL project's page, download the model, and put the file there."
        raise UserError("missing", f"There is no body file {path}.", fix=fix)
    return path


def load_body(name: str) -> Body:
    """Load a body by the name or path that `find_body` takes.

    Raises UserError for a file that is missing, cut short, not in SMPL's format, or a pickle that
    asks for anything but arrays.
    """
    path = find_body(name)
    try:
        if path.suffix == ".npz":
            with np.load(path, allow_pickle=False) as file:
                data = dict(file)
        else:
            with open(path, "rb") as stream:
                data = SmplUnpickler(stream, encoding="latin1").load()
        return _body(path.stem if name != "free" else "free", data)
    except UserError:
        raise
    except (
        OSError, EOFError, KeyError, ValueError, TypeError, IndexError, AttributeError,
        pickle.UnpicklingError, zipfile.BadZipFile,
    ) as error:  # fmt: skip
        raise UserError(
            "input",
            f"{path} is not a whole body file in SMPL's format.",
            f"{type(error).__name__}: {error}.",
            "Restore it from its source.",
        ) from error


def _body(name: str, data: dict[str, Any]) -> Body:
    regressor = (
        scipy.sparse.csr_matrix(
            (data["J_regressor_data"], data["J_regressor_indices"], data["J_regressor_indptr"]),
            shape=(24, len(data["v_template"])),
        )
        if "J_regressor_data" in data
        else scipy.sparse.csr_matrix(data["J_regressor"])
    )
    weights = np.asarray(data["weights"], np.float32)
    if weights.shape[1] != len(PARENTS):
        raise ValueError(f"{weights.shape[1]} joints, not {len(PARENTS)}")
    parents = np.asarray(data["kintree_table"])[0].astype(np.int64).astype(np.int32)
    parents[0] = -1
    posedirs = np.asarray(data["posedirs"], np.float32) if "posedirs" in data else None
    optional: dict[str, Any] = {
        "uv": data.get("uv"),
        "uv_faces": data["uv_faces"].astype(np.int32) if "uv_faces" in data else None,
        "parts": data.get("vertex_parts"),
    }
    if "sample_betas" in data:
        names, values = data["phenotype_names"], data["sample_phenotypes"].astype(np.float32)
        optional["samples"] = data["sample_betas"].astype(np.float32)
        optional["phenotypes"] = {str(name): values[:, k] for k, name in enumerate(names)}
    return Body(
        name=name,
        v_template=np.asarray(data["v_template"], np.float32),
        shapedirs=np.asarray(data["shapedirs"], np.float32),
        posedirs=posedirs if posedirs is not None and posedirs.any() else None,
        J_regressor=regressor.astype(np.float32),
        weights=weights / weights.sum(axis=1, keepdims=True),
        parents=parents,
        faces=np.asarray(data["f"]).astype(np.int32),
        **optional,
    )


class _Chumpy:
    """Stands in for chumpy.Ch, in which SMPL 1.0.0 wraps its arrays."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.state = state

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.asarray(self.state["x"], dtype)


class SmplUnpickler(pickle.Unpickler):
    """Reads SMPL's pickles; refuses everything but numpy arrays, scipy.sparse matrices and chumpy.Ch.

    A pickle can name any function and have it called; see "Restricting Globals" in the pickle
    module's documentation.
    """

    ALLOWED = {
        "numpy": {"ndarray", "dtype"},
        "numpy.core.multiarray": {"_reconstruct", "scalar"},
        "numpy._core.multiarray": {"_reconstruct", "scalar"},
        "scipy.sparse.csc": {"csc_matrix"},
        "scipy.sparse._csc": {"csc_matrix"},
        "scipy.sparse.csr": {"csr_matrix"},
        "scipy.sparse._csr": {"csr_matrix"},
        "_codecs": {"encode"},
    }

    def __init__(self, file: BinaryIO, **options: Any):
        super().__init__(file, **options)
        self.path = getattr(file, "name", "the file")

    def find_class(self, module: str, name: str) -> Any:
        if module in ("chumpy.ch", "chumpy") and name == "Ch":
            return _Chumpy
        if name in self.ALLOWED.get(module, ()):
            return super().find_class(module, name)
        raise UserError(
            "input",
            f"{self.path} was refused:",
            f"it asks for {module}.{name}, which no SMPL file needs and could run any program.",
            "Use a file from SMPL's own distribution.",
        )
