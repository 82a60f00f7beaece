#!/usr/bin/env bash
# Mutation testing of the reasoning core; docs/mutation.md says what came out.
# `tests/mutation.sh 'penalty_rules.truth.*'` tries those mutants alone.
#
# It works on a copy of the tree in mutants/tree. mutmut leaves decorated functions alone; there a remembered function
# is therefore wrapped at the end of its module instead of above its head, which means the same.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=".venv-mutation"
[ -x "$venv/bin/mutmut" ] || {
  "${PYTHON:-python3}" -m venv "$venv"
  CPPFLAGS="-O2 -DPyEval_CallObject=PyObject_CallObject" "$venv/bin/pip" install --quiet --disable-pip-version-check \
    -c constraints.txt -e '.[dev]' 'mutmut==3.8.1'
}
bin="$PWD/$venv/bin"
tree="mutants/tree"
mkdir -p "$tree"
for part in src tests rulesets fixtures schemas pyproject.toml; do
  rm -rf "${tree:?}/$part"
  cp -r "$part" "$tree/"
done
cd "$tree"
"$bin/python" - src <<'PYTHON'
import pathlib, re, sys

for path in pathlib.Path(sys.argv[1]).rglob("*.py"):
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"^@(lru_cache\(maxsize=\d+\))\ndef (\w+)", text, re.M)
    if found:
        text = re.sub(r"^@lru_cache\(maxsize=\d+\)\n(?=def )", "", text, flags=re.M)
        path.write_text(text + "".join(f"\n{name} = {memo}({name})\n" for memo, name in found), encoding="utf-8")
PYTHON
"$bin/mutmut" run --max-children "$(nproc)" "$@" # survivors do not fail the run; they are listed
"$bin/mutmut" results | grep -v ': not checked$' || true
