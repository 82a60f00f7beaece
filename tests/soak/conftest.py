"""The long runs: collected only where SOAK=1 is set (`SOAK=1 pytest tests/soak`)."""

import os

collect_ignore_glob = [] if os.environ.get("SOAK") == "1" else ["test_*.py"]
