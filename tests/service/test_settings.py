"""Settings: one typed model; what cannot be is refused before the service starts, all faults at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from penalty_rules.cli import codes
from penalty_rules.docket.keys import VARIABLE
from penalty_rules.service.settings import PREFIX, SettingsRefused, is_loopback, read_settings

from .conftest import SECRET, House


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.gov.cn"])
def test_embedded_mode_refuses_to_listen_to_other_machines_and_says_what_to_do(host: str) -> None:
    with pytest.raises(SettingsRefused, match=r"multi-user") as refused:
        read_settings(host=host)
    assert host in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_embedded_mode_listens_to_this_machine(host: str) -> None:
    assert read_settings(host=host).embedded
    assert is_loopback(host)


def test_several_people_need_a_secret_of_some_length() -> None:
    with pytest.raises(SettingsRefused, match="PENALTY_RULES_SECRET"):
        read_settings(mode="multi-user")
    with pytest.raises(SettingsRefused, match="at least 32 characters"):
        read_settings(mode="multi-user", secret="short")
    assert not read_settings(mode="multi-user", secret=SECRET, host="0.0.0.0").embedded


def test_all_faults_are_told_at_once_each_by_the_name_of_its_variable() -> None:
    told = faults(port=99999, workers=0, public_url="ftp://somewhere", body_limit=0)
    assert set(told) == {f"PENALTY_RULES_{name}" for name in ("PORT", "WORKERS", "PUBLIC_URL", "BODY_LIMIT")}


def faults(**given: Any) -> dict[str, str]:
    """What is wrong with the settings, by the names of the variables."""
    with pytest.raises(SettingsRefused) as refused:
        read_settings(**given)
    return {fault.path: str(fault) for fault in refused.value.faults}


def test_what_does_not_fit_together_is_told_with_what_is_wrong_by_itself() -> None:
    told = faults(port=99999, host="0.0.0.0", oidc_issuer="https://id.example.gov.cn")
    together = ("HOST, PENALTY_RULES_MODE", "OIDC_CLIENT_ID, PENALTY_RULES_OIDC_ISSUER")
    assert set(told) == {f"{PREFIX}{name}" for name in ("PORT", *together)}
    assert "MODE=multi-user" in told[f"{PREFIX}HOST, PENALTY_RULES_MODE"]


def test_a_value_that_is_wrong_by_itself_is_not_told_again_as_missing_or_as_unfitting() -> None:
    assert set(faults(mode="multi-user", secret="short")) == {f"{PREFIX}SECRET"}
    assert set(faults(mode="several", host="0.0.0.0")) == {f"{PREFIX}MODE"}
    assert set(faults(oidc_issuer="id.example.gov.cn")) == {f"{PREFIX}OIDC_ISSUER"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [("PENALTY_RULES_WOKERS", "PENALTY_RULES_WORKERS"), ("penalty_rules_dockt", "penalty_rules_docket"),
     ("PENALTY_RULES_OIDC_ISUER", "PENALTY_RULES_OIDC_ISSUER"), ("PENALTY_RULES_ZZZ", "")],
)  # fmt: skip
def test_a_misspelt_variable_is_refused_with_the_name_that_was_meant(
    written: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(written, "2")
    told = faults(port=99999)
    assert set(told) == {written, f"{PREFIX}PORT"}
    assert told[written].endswith(f"did you mean {meant}?" if meant else "take it out")


def test_a_misspelt_secret_file_is_refused_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "penalty_rules_secert").write_text(SECRET)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    told = faults(mode="multi-user")
    assert told[str(tmp_path / "penalty_rules_secert")].endswith("did you mean penalty_rules_secret?")
    assert len(told) == 2  # and the secret is missing


def test_what_the_command_line_and_the_keys_of_the_docket_read_is_no_misspelling(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = {value for value in vars(codes).values() if isinstance(value, str) and value.startswith(PREFIX)}
    assert len(names) == 5
    for name in {*names, VARIABLE}:
        monkeypatch.setenv(name, "1")
    assert read_settings().docket == "1"


def test_settings_come_from_the_environment_and_what_is_given_goes_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENALTY_RULES_PORT", "8111")
    monkeypatch.setenv("PENALTY_RULES_DOCKET", "elsewhere.db")
    assert read_settings().port == 8111
    assert (read_settings(port=8222).port, read_settings(port=None).docket) == (8222, "elsewhere.db")


def test_secrets_come_from_files_too_and_the_environment_goes_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "penalty_rules_secret").write_text(f"{SECRET}\n")
    (tmp_path / "penalty_rules_docket").write_text("postgresql://penalty@localhost/penalty\n")
    (tmp_path / "something_else").write_text("nobody asks")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    told = read_settings(mode="multi-user")
    assert (told.signing_secret, told.docket) == (SECRET, "postgresql://penalty@localhost/penalty")
    monkeypatch.setenv("PENALTY_RULES_DOCKET", "elsewhere.db")
    assert read_settings().docket == "elsewhere.db"


def test_the_public_address_tells_sub_path_host_and_whether_cookies_are_for_tls_only() -> None:
    told = read_settings(public_url="https://cf.example.gov.cn/penalty/")
    assert (told.root_path, told.public_host, told.secure) == ("/penalty", "cf.example.gov.cn", True)
    assert (read_settings().root_path, read_settings().secure) == ("", False)


def test_a_provider_is_named_with_its_client_or_not_at_all() -> None:
    with pytest.raises(SettingsRefused, match="belong together"):
        read_settings(oidc_issuer="https://id.example.gov.cn")


def test_secrets_do_not_show() -> None:
    assert SECRET not in repr(read_settings(mode="multi-user", secret=SECRET))


def test_embedded_mode_says_so(embedded: House, house: House) -> None:
    told = embedded.get("/v1/health").json()
    assert told["mode"] == "embedded"
    assert "单机模式" in told["notice"]["zh"]
    assert house.get("/v1/health").json()["notice"] is None


def test_under_a_sub_path_the_same_routes_answer(embedded: House) -> None:
    from penalty_rules.service import create_app

    settings = embedded.office.settings.model_copy(update={"public_url": "http://127.0.0.1:8000/penalty"})
    other = House(create_app(settings), embedded.clock, embedded._runner)
    assert other.get("/penalty/v1/health").status_code == other.get("/v1/health").status_code == 200
    other.office.close()
