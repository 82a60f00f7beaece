"""What is deployed: container, compose file and systemd unit keep their promises; no engine is needed to see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from penalty_rules.service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
SECRETS = {"penalty_rules_docket", "penalty_rules_keys", "penalty_rules_secret"}


def stages() -> list[str]:
    return DOCKERFILE.split("\nFROM ")[1:]


def compose() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return told


def unit(name: str) -> list[str]:
    """The values that the systemd unit gives to a name."""
    lines = (ROOT / "deploy" / "penalty-rules.service").read_text(encoding="utf-8").splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")]


def variables(text: str) -> set[str]:
    """The settings that a text names."""
    return set(re.findall(rf"\b{PREFIX}[A-Z_]+", text))


def settings() -> set[str]:
    return {PREFIX + name.upper() for name in Settings.model_fields}


def deployed() -> Iterator[Path]:
    yield from (ROOT / "Dockerfile", ROOT / "compose.yaml", *sorted((ROOT / "deploy").iterdir()))


@pytest.mark.parametrize("path", list(deployed()), ids=lambda path: path.name)
def test_only_settings_that_exist_are_named_and_no_secret_is_written(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert variables(text) <= settings()
    assert not re.search(rf"{PREFIX}(SECRET|KEYS|OIDC_CLIENT_SECRET)\s*[=:]\s*\S", text)
    assert not re.search(r"PASSWORD\s*[=:]|://[^\s/]+:(?!PASSWORD)[^\s/]+@", text)


def test_no_registry_is_written_anywhere() -> None:
    images = [
        *re.findall(r"^FROM (\S+)", DOCKERFILE, re.M),
        *(each["image"] for each in compose()["services"].values()),
    ]
    assert images
    assert not [image for image in images if "/" in image]
    assert "index-url" not in DOCKERFILE


def test_the_image_is_built_with_a_compiler_and_run_without_one_by_a_user_without_rights() -> None:
    building, running = stages()
    assert "gcc" in building
    assert "gcc" not in running
    assert re.search(r"^USER 10001:10001$", running, re.M)
    assert running.index("USER") < running.index("ENTRYPOINT")
    assert "HEALTHCHECK" in running
    assert 'ENTRYPOINT ["penalty-rules"]' in running


def test_the_image_is_built_as_the_makefile_builds() -> None:
    (flags,) = re.findall(r'CPPFLAGS="([^"]+)"', (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert f'CPPFLAGS="{flags}"' in stages()[0]
    assert "-c constraints.txt" in stages()[0]


def test_everything_that_is_copied_into_the_image_is_sent_to_the_builder_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    sent = {line[1:] for line in lines if line.startswith("!")}
    copied = {name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M) for name in line.split()}
    assert copied == sent
    assert "*" in lines
    assert all((ROOT / name).exists() for name in sent)


def test_the_database_is_out_of_reach_and_its_password_comes_from_a_file() -> None:
    told = compose()
    database = told["services"]["database"]
    assert "ports" not in database
    assert database["networks"] == ["inside"]
    assert told["networks"]["inside"]["internal"]
    assert database["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/database_password"


def test_the_service_waits_for_its_database_and_has_no_rights_on_the_machine() -> None:
    service = compose()["services"]["service"]
    assert service["depends_on"]["database"]["condition"] == "service_healthy"
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert set(service["secrets"]) == SECRETS
    assert int(service["stop_grace_period"].rstrip("s")) > Settings.model_fields["shutdown_seconds"].default


def test_every_secret_is_a_file_that_git_does_not_keep() -> None:
    files = [each["file"] for each in compose()["secrets"].values()]
    assert all(name.startswith("secrets/") for name in files)
    assert "/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_unit_has_no_rights_and_is_told_its_secrets_one_by_one() -> None:
    assert {each.split(":")[0] for each in unit("LoadCredential")} == SECRETS
    assert unit("User") == ["penalty-rules"]
    assert unit("CapabilityBoundingSet") == [""]
    for name in ("NoNewPrivileges", "PrivateDevices", "PrivateTmp", "ProtectHome", "MemoryDenyWriteExecute"):
        assert unit(name) == ["yes"], name
    assert unit("ProtectSystem") == ["strict"]
    assert unit("ExecStart") == ["/opt/penalty-rules/bin/penalty-rules serve"]
    assert int(unit("TimeoutStopSec")[0].rstrip("s")) > Settings.model_fields["shutdown_seconds"].default


def test_the_example_of_the_environment_is_read_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (ROOT / "deploy" / "environment.example").read_text(encoding="utf-8").splitlines()
    for line in lines:
        name, _, value = line.partition("=")
        if name.startswith(PREFIX):
            monkeypatch.setenv(name, value)
    told = Settings(secret="a secret of the tests, thirty-two characters long", keys="docket.keys")  # type: ignore[arg-type]
    assert (told.mode, told.workers, told.secure) == ("multi-user", 2, True)
