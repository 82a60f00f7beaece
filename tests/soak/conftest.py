"""The long runs: collected, or run at full length, only where SOAK=1 is set (`SOAK=1 pytest tests/soak`)."""

import os

collect_ignore = [] if os.environ.get("SOAK") == "1" else ["test_doctrine_soak.py"]
