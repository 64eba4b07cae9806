"""One sentence for whatever ends a command: what, where, and how to mend it."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path
from typing import Final

_MENDS: Final = {
    errno.ENOSPC: "make room on that disk",
    errno.EDQUOT: "make room, this user's share of that disk is used up",
    errno.EFBIG: "make room, or raise the limit on the size of a file (ulimit -f)",
    errno.EACCES: "see that this user may read and write there",
    errno.EPERM: "see that this user may read and write there",
    errno.EROFS: "name a place that may be written to",
    errno.ENOENT: "see that the folder is there and the name is right",
    errno.ENOTDIR: "a file stands where a folder should be; move it away or name another folder",
    errno.EISDIR: "a folder stands where a file should be; move it away or name another file",
    errno.EEXIST: "something of that name is there already; move it away or choose another name",
    errno.EMFILE: "raise the limit on open files (ulimit -n)",
    errno.ENFILE: "the machine has too many open files; end what is not needed",
    errno.ENOMEM: "end what else takes memory on this machine",
    errno.EIO: "the disk does not answer as it should; look into the log of the machine",
}


def tell_system_fault(error: OSError) -> str:
    """Return what the system refused, where, and how to mend it."""
    what = error.strerror or str(error) or type(error).__name__
    names = [str(name) for name in (error.filename, error.filename2) if name is not None]
    where = f"{' and '.join(names)}: " if names else ""
    mend = _MENDS.get(error.errno or 0)
    return f"{where}{what}" + (f"; {mend}" if mend else "")


def tell_unforeseen(error: BaseException) -> str:
    """Return what to report of a fault of the program itself, with the place in it that is nearest."""
    own = [one for one in traceback.extract_tb(error.__traceback__) if "lsgraph" in Path(one.filename).parts]
    place = f" in {Path(own[-1].filename).name}, line {own[-1].lineno}" if own else ""
    said = " ".join(str(error).split())
    return (
        f"lsgraph failed in a way that nobody foresaw ({type(error).__name__}{place}: {said}); report this "
        "line, and see more with `lsgraph --traceback …`"
    )
