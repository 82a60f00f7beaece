#!/usr/bin/env bash
# The core tests on each Python that is installed here: 3.11, 3.12, 3.13. A version that is missing is named and fails.
set -euo pipefail
cd "$(dirname "$0")/.."
find_python() {
  for candidate in "$(command -v "python$1" || true)" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/"python$1"; do
    if [ -x "$candidate" ] && "$candidate" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
}
failed=0
for version in 3.11 3.12 3.13; do
  python=$(find_python "$version")
  if [ -z "$python" ]; then
    echo "Python $version: not installed on this machine"
    failed=1
    continue
  fi
  venv=".venv-$version"
  [ -x "$venv/bin/pytest" ] || {
    "$python" -m venv "$venv"
    CPPFLAGS="-O2 -DPyEval_CallObject=PyObject_CallObject" "$venv/bin/pip" install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
  }
  echo "== Python $version"
  "$venv/bin/python" -c "from penalty_rules import rete; print('durable-rules available:', rete.available())"
  "$venv/bin/pytest" -q -n auto --dist loadscope tests/test_rete.py tests/test_doctrine.py tests/test_condition.py \
    tests/test_reasoning.py tests/test_quantum.py tests/test_case_reading.py tests/test_fixtures.py tests/test_reading.py || failed=1
done
exit $failed
