"""Not doing again what would come out the same, within a process that makes more than one pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Again(Protocol):
    """Gives `make(*of)`, or what it gave under that name the last time, if `of` was equal.

    So `make` may depend on nothing but `of`. Equal things are found equal at once where they are
    the same objects, so what is passed on should be.
    """

    def __call__(self, name: str, of: tuple[Any, ...], make: Callable[..., T], /) -> T:
        """What `make` gives, or gave."""
        ...


def anew(_name: str, of: tuple[Any, ...], make: Callable[..., T], /) -> T:
    """Always makes."""
    return make(*of)
