"""Ends a file with a whole line when its writer was killed; run as a process of its own, which outlives the writer.

A line is one write, and still the kernel copies it page by page and stops between two of them for a SIGKILL
(`generic_perform_write`, mm/filemap.c): of 68 runs that were killed while they wrote, one ended in half a line.
"""

import os
import sys

BLOCK = 65536


def cut_off(descriptor: int) -> int:
    """The number of bytes behind a file's last line end; the descriptor is one to read from."""
    size = start = os.fstat(descriptor).st_size
    while start:
        end, start = start, max(0, start - BLOCK)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return size - (start + found + 1)
    return size


def main() -> None:
    """Wait until nobody is left who could write to standard input, then look at the file.

    The arguments are its descriptors: one to read from, and the one that is written.
    """
    source, written = map(int, sys.argv[1:])
    while os.read(0, 1):
        pass
    if cut := cut_off(source):
        os.ftruncate(written, os.fstat(written).st_size - cut)


if __name__ == "__main__":
    main()
