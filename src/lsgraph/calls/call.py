"""What a call is: its arguments as a frozen dataclass, its result as another or a stream of bytes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, ClassVar, Generic, Self, TypeAlias, TypeVar, get_args, get_origin

from lsgraph.calls.codec import decode, encode
from lsgraph.queries.pitfalls import QueryWarning
from lsgraph.store import Reader

R = TypeVar("R", covariant=True)
T = TypeVar("T")


class Call(Generic[R]):
    """What a worker is asked: a frozen dataclass of arguments; R is the type of its result.

    It is known by the name of its class. All its fields decide the answer, but for paths: see `codec`.
    `allowed_seconds` are what it may take, when that is not what any call may.
    """

    allowed_seconds: ClassVar[float | None] = None

    @classmethod
    def answered_by(cls, answer: Callable[[Reader, Self], R]) -> Handler:
        """Return how workers answer calls of this class: with that function."""

        def answer_json(store: Reader, arguments: bytes) -> Stream | bytes:
            found = answer(store, decode(arguments, cls))
            return found if isinstance(found, Stream) else encode(found)

        return Handler(cls, answer_json)


AnyCall: TypeAlias = Call[object]
"""A call, whatever its result."""


@dataclass(frozen=True)
class Handler:
    """How workers answer one kind of call: from its arguments as JSON to its result as JSON, or a stream."""

    kind: type[AnyCall]
    answer: Callable[[Reader, bytes], Stream | bytes]

    @property
    def name(self) -> str:
        """Return the name of the call."""
        return self.kind.__name__


@dataclass(frozen=True)
class ReplyHead:
    """What is known of an answer before its bytes.

    `form` is `solutions`, `boolean`, `triples` or a word of the call's own, `format` a name in
    `store.formats`. A `volatile` answer may be another next time. `most` is the cap on rows that was asked
    for, `capped` whether it cut; `missing` are the services whose part is not in it; `encoding` is its
    content coding.
    """

    form: str = ""
    format: str = ""
    volatile: bool = False
    most: int | None = None
    capped: bool = False
    warnings: tuple[QueryWarning, ...] = ()
    missing: tuple[str, ...] = ()
    encoding: str | None = None


@dataclass(frozen=True)
class Stream:
    """An answer that is written as it is found: what is known before, and how to write it.

    A `steady` one is packed to the same bytes whenever it is made: how long it takes has no part in them.
    """

    head: ReplyHead
    write: Callable[[BinaryIO], None]
    steady: bool = False


@dataclass(frozen=True)
class FactCall(Call[Stream], Generic[T]):
    """A call for what a release has been `found` to be, by another one that is made once for each release."""

    found: T | None = field(default=None, kw_only=True)

    @property
    @abstractmethod
    def fact(self) -> Call[T]:
        """Return the call that finds it."""

    def read_found(self) -> T:
        """Return what was found, which was put in before the call was made."""
        assert self.found is not None
        return self.found


def write_text(head: ReplyHead, text: bytes, *, steady: bool = False) -> Stream:
    """Return an answer that is there as a whole."""

    def write(output: BinaryIO) -> None:
        output.write(text)

    return Stream(head, write, steady)


def find_result(kind: type[Call[R]]) -> type[R]:
    """Return the type that calls of a class have as their result."""
    for one in kind.__mro__:
        for base in one.__dict__.get("__orig_bases__", ()):
            origin, arguments = get_origin(base), get_args(base)
            if (
                isinstance(origin, type)
                and issubclass(origin, Call)
                and not isinstance(arguments[0], TypeVar)
            ):
                found: type[R] = arguments[0]
                return found
    raise TypeError(f"{kind.__name__} does not say what its result is")
