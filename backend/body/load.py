"""Find and read a body file: the free body, or licensed SMPL files that the user dropped in."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import scipy.sparse

from ..protocol import UserError
from .finer import SKELETONS, coarsened, with_fingers
from .joints import PARENTS, SMPLX_NAMES
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
SHAPES, EXPRESSIONS = 300, 100  # of SMPL-X's shapedirs; its small files have 10 of each
# What is read of a file: SMPL-X's has pickled objects too.
KEPT = {
    *("v_template", "shapedirs", "posedirs", "weights", "kintree_table", "f", "J_regressor"),
    *("J_regressor_data", "J_regressor_indices", "J_regressor_indptr"),
    *("finger_weights", "finger_regressor_data", "finger_regressor_indices", "finger_regressor_indptr"),
    *("uv", "uv_faces", "vertex_parts", "sample_betas", "sample_phenotypes", "phenotype_names"),
}


def find_body(name: str, fingers: bool = False) -> Path:
    """The file of "free", "neutral", "male", "female", or a path; raises UserError when it is not there.

    Where SMPL's file and SMPL-X's are both there, fingers decides.
    """
    if name == "free":
        path = FREE_BODY
    elif name in SMPL_FILES:
        folder = FOLDER / "smpl"
        stems = sorted((*SMPL_FILES[name], f"SMPLX_{name.upper()}"), key=lambda x: ("X" in x) != fingers)
        names = [stem + end for stem in stems for end in (".pkl", ".npz")]
        path = next((folder / file for file in names if (folder / file).is_file()), folder / names[0])
    else:
        path = Path(name).expanduser()
    if not path.is_file():
        fix = "Use the free body, or put the file there."
        if name in SMPL_FILES:
            fix = "Register at the SMPL project's page, download the model, and put the file there."
        raise UserError("missing", f"There is no body file {path}.", fix=fix)
    return path


def load_body(name: str, fingers: bool = False) -> Body:
    """Load a body by the name or path that `find_body` takes.

    One from an SMPL-X or SMPL-H file knows that file's joints as its finer ones, the free body SMPL-H's where
    fingers are asked for. Raises UserError for a file that is missing, cut short, not in SMPL's format, or a
    pickle that asks for anything but arrays; and where fingers are asked for of a body that has none.
    """
    path = find_body(name, fingers)
    body = _read(path, name, fingers)
    if fingers and body.finer is None:
        fix = "Use the free body or an SMPL-X file, or leave fingers out."
        raise UserError("input", f"{path} has no joints of fingers.", fix=fix)
    return body


def _read(path: Path, name: str, fingers: bool) -> Body:
    try:
        if path.suffix == ".npz":
            with np.load(path, allow_pickle=False) as file:
                data = {key: file[key] for key in KEPT.intersection(file.files)}
        else:
            with open(path, "rb") as stream:
                data = SmplUnpickler(stream, encoding="latin1").load()
        return _body(path.stem if name != "free" else "free", data, fingers)
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


def _body(name: str, data: dict[str, Any], fingers: bool) -> Body:
    weights = np.asarray(data["weights"], np.float32)
    joints, count = weights.shape[1], len(data["v_template"])
    if joints not in SKELETONS:
        raise ValueError(f"{joints} joints, none of {', '.join(map(str, SKELETONS))}")
    regressor = (
        _sparse("J_regressor", data, (joints, count))
        if "J_regressor_data" in data
        else scipy.sparse.csr_matrix(data["J_regressor"])
    )
    shapedirs = np.asarray(data["shapedirs"], np.float32)
    if joints == len(SMPLX_NAMES):
        shapedirs = shapedirs[:, :, : SHAPES if shapedirs.shape[2] >= SHAPES + EXPRESSIONS else 10]
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
    body = Body(
        name=name,
        v_template=np.asarray(data["v_template"], np.float32),
        shapedirs=shapedirs,
        posedirs=posedirs if posedirs is not None and posedirs.any() else None,
        J_regressor=regressor.astype(np.float32),
        weights=weights / weights.sum(axis=1, keepdims=True),
        parents=parents,
        faces=np.asarray(data["f"]).astype(np.int32),
        joint_names=SKELETONS[joints],
        **optional,
    )
    if joints > len(PARENTS):
        return coarsened(body)
    if not fingers or "finger_weights" not in data:
        return body
    own = data["finger_weights"].astype(np.float32)
    return with_fingers(body, own, _sparse("finger_regressor", data, (own.shape[1], count)))


def _sparse(name: str, data: dict[str, Any], shape: tuple[int, int]) -> scipy.sparse.csr_matrix:
    parts = tuple(data[f"{name}_{part}"] for part in ("data", "indices", "indptr"))
    return scipy.sparse.csr_matrix(parts, shape=shape, dtype=np.float32)


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
