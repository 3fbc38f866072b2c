"""Loads any GGUF model, in a process of its own: `python -m edgeassist.intent.check_loading FILE`.

llama.cpp ends the process that it runs in on some damaged files; `self_check` starts this one for those not yet known.
"""

from __future__ import annotations

import resource
import sys

from edgeassist.intent import llama


def main() -> int:
    """Load the file that the command line names; exit 1 where it cannot be, and by a signal where llama.cpp falls."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash is an answer here, nothing to look into
    path = sys.argv[1]
    if not llama.loads(path):
        sys.stderr.write(f"{path}: damaged, or no GGUF model that llama.cpp can load\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
