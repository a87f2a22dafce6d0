"""A graphics card of paper, to find what would break on a real one where there is none.

Its tensors lie in the processor's memory, but their device is another ("meta"), so that code goes the way
that it goes on a card. An operation on tensors of both is refused as CUDA refuses it: but for single numbers,
and indices beside the processor. As on CUDA, such a tensor becomes no array before it is fetched.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import torch
import torch.optim.optimizer as optimizers
from torch.utils import _pytree as pytree
from torch.utils._python_dispatch import TorchDispatchMode

NAME = (
    "meta"  # of torch's devices the one without memory, whose gradients are taken by the processor's thread
)
CARD = torch.device(NAME)
INDEXING = ("index", "index_put", "index_put_", "_index_put_impl_", "_unsafe_index")
TRANSFERS = ("_to_copy", "copy_", "copy")
VIEWS = (
    "view",
    "expand",
    "slice",
    "select",
    "split",
    "permute",
    "transpose",
    "unsqueeze",
    "squeeze",
    "t",
    "detach",
)

calls: Counter[str] = (
    Counter()
)  # how often each operation was called on the card; those of VIEWS launch nothing


class MixedDevices(RuntimeError):
    """What torch raises on CUDA: expected all tensors to be on the same device."""


class OnCard(torch.Tensor):
    """A tensor of the card; inner: where its numbers are."""

    inner: torch.Tensor

    @staticmethod
    def __new__(cls, inner: torch.Tensor, requires_grad: bool = False) -> OnCard:
        """The shape, strides and type of a tensor beside the processor."""
        made = torch.Tensor._make_wrapper_subclass(
            cls,
            inner.size(),
            strides=inner.stride(),
            storage_offset=inner.storage_offset(),
            dtype=inner.dtype,
            layout=inner.layout,
            device=CARD,
            requires_grad=requires_grad,
        )
        made.inner = inner
        return made

    def tolist(self) -> Any:
        return self.cpu().tolist()

    def __reduce_ex__(self, protocol: Any) -> Any:
        return self.inner.__reduce_ex__(protocol)

    __torch_function__ = torch._C._disabled_torch_function_impl

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return execute(func, args, kwargs or {})


class _Operations(TorchDispatchMode):
    """Lets what is made on the card be made there."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return execute(func, args, kwargs or {})


class _Literals(torch.overrides.TorchFunctionMode):
    """The same for tensors made of numbers and arrays, which torch never dispatches."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        made = func in (torch.tensor, torch.as_tensor)
        if made and torch.device(kwargs.get("device") or "cpu").type == NAME:
            del kwargs["device"]
            return func(*args, **kwargs).to(CARD)
        return func(*args, **kwargs)


def execute(func: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """Call an operation with the numbers of its tensors; raises MixedDevices."""
    name = func.overloadpacket.__name__
    tensors = [each for each in pytree.tree_leaves((args, kwargs)) if isinstance(each, torch.Tensor)]
    here = [isinstance(each, OnCard) for each in tensors]
    _check(name, tensors, here)
    if any(here):
        calls[name] += 1
    given = kwargs.get("device")
    goes_there = torch.device(given).type == NAME if given is not None else any(here)
    if name in TRANSFERS and given is None:
        goes_there = isinstance(args[0], OnCard)
    inner_args, inner = pytree.tree_map_only(OnCard, lambda each: each.inner, (args, dict(kwargs)))
    if given is not None:
        inner["device"] = torch.device("cpu")
    found = func(*inner_args, **inner)
    if func._schema.is_mutable and name.endswith("_") and isinstance(args[0], torch.Tensor):
        return args[0]
    known = {id(each.inner): each for each in tensors if isinstance(each, OnCard)}

    def placed(made: torch.Tensor) -> torch.Tensor:
        if id(made) in known:
            return known[id(made)]
        return OnCard(made) if goes_there else made

    return pytree.tree_map_only(torch.Tensor, placed, found)


def _check(name: str, tensors: list[torch.Tensor], here: list[bool]) -> None:
    if not any(here) or name in TRANSFERS:
        return
    strange = [
        tuple(each.shape) for each, is_here in zip(tensors, here, strict=True) if not is_here and each.dim()
    ]
    if name in INDEXING:
        strange = [] if here[0] else ["a tensor beside the processor, by indices on the card"]
    if strange:
        raise MixedDevices(f"{name} of tensors on the card, and beside the processor: {strange}")


def launches() -> int:
    """About how many kernels a card would have been asked to start since `calls` was cleared."""
    return sum(count for name, count in calls.items() if name not in VIEWS)


@contextlib.contextmanager
def card() -> Iterator[str]:
    """In the block there is the card; yields its device's name."""
    overwrites = torch.__future__.get_overwrite_module_params_on_conversion()
    supported = optimizers._get_fused_kernels_supported_devices
    # else a parameter that is moved or converted keeps its tensor, whose numbers would stay as they were
    torch.__future__.set_overwrite_module_params_on_conversion(True)
    optimizers._get_fused_kernels_supported_devices = lambda: [*supported(), NAME]
    generator = torch.Generator
    torch.Generator = lambda place="cpu": generator("cpu" if torch.device(place) == CARD else place)
    calls.clear()
    try:
        with _Literals(), _Operations():
            yield NAME
    finally:
        torch.__future__.set_overwrite_module_params_on_conversion(overwrites)
        optimizers._get_fused_kernels_supported_devices = supported
        torch.Generator = generator
