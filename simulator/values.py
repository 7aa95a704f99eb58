"""Values: dataclasses that nobody changes, and members of theirs that are worked out once.

A run makes a dozen of them for each request. What the standard library has for both costs three times as much there: a
frozen dataclass sets its fields one by one, and `cached_property` takes a lock until Python 3.12.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, dataclass_transform, overload

T = TypeVar("T")
Value = TypeVar("Value")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def unchanging(of: type[T]) -> type[T]:
    """A dataclass whose instances the type checker keeps from being changed."""
    return dataclass(of)


class once(Generic[Value]):  # noqa: N801  (a decorator of methods, like `property`)
    """A member worked out when it is first asked for, and kept in the instance from then on."""

    def __init__(self, work_out: Callable[[Any], Value]) -> None:
        self._work_out = work_out
        self._name = work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> "once[Value]": ...
    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...
    def __get__(self, instance: object | None, owner: type) -> "once[Value] | Value":
        """The member; from the second time on Python finds it in the instance, and does not come here."""
        if instance is None:
            return self
        worked_out = self._work_out(instance)
        instance.__dict__[self._name] = worked_out
        return worked_out
