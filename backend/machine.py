"""What the machine offers and what it ran out of."""

from __future__ import annotations

import errno
import gc
import sys
import traceback

from .protocol import UserError


def choose_device(name: str) -> str:
    """The torch device for "auto", "cpu", "cuda" or "mps"; raises UserError where it is not there."""
    import torch

    present = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if name == "auto":
        return "cuda" if present["cuda"] else "cpu"
    if not present[name]:
        there = ", ".join(device for device, is_there in present.items() if is_there)
        raise UserError("input", f"This machine has no {name} device.", fix=f"Choose from: {there}.")
    return name


def peak_memory() -> int | None:
    """The most memory this process ever held, in megabytes; None where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)


def peak_gpu_memory(device: str) -> int | None:
    """The most memory that torch ever held on a CUDA device, in megabytes; None for other devices."""
    import torch

    return round(torch.cuda.max_memory_reserved(device) / 1e6) if device.startswith("cuda") else None


def forget_peak_gpu_memory(device: str) -> None:
    """Give back the memory of a CUDA device that nothing holds, and let `peak_gpu_memory` count from here."""
    import torch

    free_memory()
    if device.startswith("cuda"):
        torch.cuda.reset_peak_memory_stats(device)


def is_full(error: BaseException) -> bool:
    """Whether an error says that the memory, or the graphics card's, is full."""
    told = (
        "out of memory",
        "allocate memory",
        "STATUS_ALLOC_FAILED",
    )  # torch's, and those of CUDA's libraries
    return isinstance(error, MemoryError) or any(text in str(error) for text in told)


def free_memory() -> None:
    """Give back what nothing holds any more, the graphics card's memory too."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def explain(error: BaseException) -> UserError:
    """The error in words for a person; the traceback of one that nobody foresaw goes to standard error."""
    if isinstance(error, UserError):
        return error
    name, text = type(error).__name__, str(error).strip()
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError(
            "disk", "The disk is full.", fix="Free some and run the same again: it goes on from here."
        )
    if name == "OutOfMemoryError":
        fix = "Use the preset draft, a smaller --resolution, or the device cpu."
        return UserError("memory", "The graphics card's memory is full.", text.splitlines()[0], fix)
    if is_full(error):
        fix = "Close other programs, or use the preset draft or a smaller --resolution."
        return UserError("memory", "The memory is full.", text.splitlines()[0] if text else "", fix)
    traceback.print_exception(error)
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f" ({last[0].filename}, line {last[0].lineno})" if last else ""
    return UserError("internal", "Something unforeseen went wrong:", f"{name}: {text}{place}")
