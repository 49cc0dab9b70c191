"""`python -m pipeline` is the command `vertel`."""

from pipeline.cli import main

raise SystemExit(main())
