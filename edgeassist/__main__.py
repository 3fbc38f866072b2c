"""`python -m edgeassist` is the command `edgeassist`."""

from edgeassist.cli import main

main()
