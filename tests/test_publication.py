"""Published rulesets: an edited file is refused, and told which digest it should have."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from penalty_rules import Evaluator, Rulebook
from penalty_rules.cli.app import app
from penalty_rules.docket import Docket, Keyring, Store
from penalty_rules.errors import RulesetAltered, RulesetRefused
from penalty_rules.publication import NAME, publish, read_published

from .docket.cases import RULESETS, filed_case

LIST = "44/environment/no_penalty_list"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RULESETS, tmp_path / "rulesets"))


def edit(folder: Path, old: str, new: str) -> None:
    (path,) = (folder / LIST).glob("*.yaml")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def unpublished(folder: Path) -> None:
    (folder / NAME).unlink()


def test_every_shipped_version_is_published() -> None:
    rulebook = Rulebook()
    told = {f"{each.id}@{each.version}": each.digest for each in rulebook.all_rulesets()}
    assert told == dict(read_published(rulebook.folder))


def test_an_edited_ruleset_is_refused_with_the_digest_it_should_have(folder: Path) -> None:
    published = read_published(folder)[f"{LIST}@2022-01-01"]
    edit(folder, "force: shall", "force:   shall")
    Rulebook(folder).ruleset(LIST)  # spaces are no content
    edit(folder, "force:   shall", "force: shall")
    edit(folder, "force: shall", "force: may")
    with pytest.raises(RulesetAltered) as refused:
        Evaluator(Rulebook(folder)).evaluate(filed_case())
    assert refused.value.published == published
    assert published in str(refused.value)
    assert "restore the file" in str(refused.value)


def test_the_check_of_the_rulebook_names_the_edited_file(folder: Path) -> None:
    edit(folder, "force: shall", "force: may")
    done = CliRunner().invoke(app, ["rulesets", "check", str(folder)], env={"PENALTY_RULES_LANG": "en"})
    assert done.exit_code == 2
    assert f"{LIST}@2022-01-01" in done.output


def test_a_new_version_is_published_once_and_then_fixed(folder: Path) -> None:
    unpublished(folder)
    rulebook = Rulebook(folder)
    assert len(publish(folder, rulebook.all_rulesets())) == len(read_published(folder))
    assert publish(folder, rulebook.all_rulesets()) == ()
    edit(folder, "force: shall", "force: may")
    with pytest.raises(RulesetAltered):
        publish(folder, Rulebook(folder).all_rulesets())


def test_a_broken_register_is_refused(folder: Path) -> None:
    (folder / NAME).write_text("[1]", encoding="utf-8")
    with pytest.raises(RulesetRefused, match="not digests"):
        Rulebook(folder).ruleset(LIST)


def test_a_docket_refuses_a_version_that_it_knows_with_another_digest(folder: Path, tmp_path: Path) -> None:
    store = Store.create(str(tmp_path / "docket.db"), Keyring.generate())
    Docket(store, Evaluator(Rulebook(folder))).advise(filed_case("1"), recorder="o")
    unpublished(folder)
    edit(folder, "force: shall", "force: may")
    with pytest.raises(RulesetAltered, match="was edited after its publication"):
        Docket(store, Evaluator(Rulebook(folder))).advise(filed_case("2"), recorder="o")
    with store.reading() as view:
        assert view.end(store.genesis).seq == 1
