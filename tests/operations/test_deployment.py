"""compose.yaml and the manifests for Kubernetes: valid, consistent with the settings, no rights too many."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from had_your_back.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
KUBERNETES = "1.34"
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
WEB = [name for name in SERVICES if name.startswith("web-")]
WORKERS = [name for name in SERVICES if name.startswith("worker-")]
KUSTOMIZATION = yaml.safe_load((DEPLOY / "kubernetes/kustomization.yaml").read_text())
MANIFESTS = {
    f"{path.stem}: {each['kind']} {each['metadata']['name']}": each
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    if path.name != "kustomization.yaml"
    for each in yaml.safe_load_all(path.read_text())
}
PODS = {name: each["spec"]["template"] for name, each in MANIFESTS.items() if each["kind"] in {"Deployment", "Job"}}


def settings_of(given: dict[str, Any]) -> Settings:
    """The settings that an environment makes; a name that is none fails."""
    ours = {name.removeprefix(PREFIX).lower(): value for name, value in given.items() if name.startswith(PREFIX)}
    assert {name.removesuffix("_file") for name in ours} <= set(Settings.model_fields)
    return Settings(**{name: value for name, value in ours.items() if name in Settings.model_fields})


@pytest.fixture
def _no_grammars(monkeypatch: pytest.MonkeyPatch) -> None:
    # jsonschema would build 40 of them, in three seconds, for a format that no schema here has and nobody asks it for.
    monkeypatch.setitem(sys.modules, "rfc3987_syntax", None)


@pytest.mark.usefixtures("_no_grammars")
def test_compose_is_what_its_specification_allows() -> None:
    from check_jsonschema.builtin_schemas import get_builtin_schema
    from jsonschema.validators import validator_for

    schema = get_builtin_schema("vendor.compose-spec")
    validator = validator_for(schema)(schema)
    assert [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(COMPOSE)] == []


def test_in_compose_nothing_of_a_version_starts_before_its_migration_and_each_has_the_time_to_stop() -> None:
    assert (len(WEB), len(WORKERS)) == (2, 2)
    for name in WEB + WORKERS:
        service = SERVICES[name]
        assert service["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        settings = settings_of(service["environment"])
        assert int(service["stop_grace_period"].removesuffix("s")) > settings.stop_within
        assert settings.stop_notice >= 3  # the proxy looks every second
    assert SERVICES["migrate"]["command"] == ["migrate"]
    assert all(SERVICES[name]["command"] == ["serve", "--no-worker"] for name in WEB)
    assert all(SERVICES[name]["command"] == ["work"] for name in WORKERS)


def test_in_compose_ours_run_as_nobody_and_only_the_proxy_reaches_the_world() -> None:
    for name in ("migrate", *WEB, *WORKERS):
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "ports" not in service
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["database"]["networks"] == ["inside"]
    published = [str(port) for name, each in SERVICES.items() if name != "proxy" for port in each.get("ports", ())]
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_compose_names_files_that_are_there_and_secrets_that_the_guide_makes() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / source).is_file()
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
    guide = (ROOT / "docs" / "deploy.md").read_text()
    assert [name for name in COMPOSE["secrets"] if f"secrets/{name}" not in guide] == []


def test_the_proxy_and_prometheus_ask_every_web_process() -> None:
    upstreams = re.search(r"reverse_proxy {\$WEB:([^}]*)}", (DEPLOY / "Caddyfile").read_text())
    assert upstreams is not None
    assert upstreams[1].split() == [f"{name}:8400" for name in WEB]
    jobs = {job["job_name"]: job for job in yaml.safe_load((DEPLOY / "prometheus.yml").read_text())["scrape_configs"]}
    assert jobs["had-your-back"]["static_configs"] == [{"targets": [f"{name}:8400" for name in WEB]}]


@pytest.mark.usefixtures("_no_grammars")
@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_is_what_kubernetes_allows_and_names_no_namespace(name: str) -> None:
    import kubernetes_validate

    kubernetes_validate.validate(MANIFESTS[name], KUBERNETES, strict=True)
    assert "namespace" not in MANIFESTS[name]["metadata"]


def test_the_base_holds_every_manifest() -> None:
    files = {path.name for path in (DEPLOY / "kubernetes").glob("*.yaml")} - {"kustomization.yaml"}
    assert set(KUSTOMIZATION["resources"]) == files


@pytest.mark.parametrize("name", PODS)
def test_a_pod_runs_as_nobody_and_has_the_time_to_stop(name: str) -> None:
    spec = PODS[name]["spec"]
    user = re.search(r"^USER (\d+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert user is not None
    assert (spec["securityContext"]["runAsNonRoot"], spec["securityContext"]["runAsUser"]) == (True, int(user[1]))
    assert spec["automountServiceAccountToken"] is False
    given = dict(line.split("=", 1) for line in (DEPLOY / "kubernetes/settings.env").read_text().splitlines())
    settings = settings_of(given)
    assert spec["terminationGracePeriodSeconds"] > settings.stop_within
    for container in [*spec.get("initContainers", ()), *spec["containers"]]:
        alone = container["securityContext"]
        assert (alone["readOnlyRootFilesystem"], alone["allowPrivilegeEscalation"]) == (True, False)
        assert alone["capabilities"] == {"drop": ["ALL"]}
        assert "memory" in container["resources"]["limits"]
        assert {each["name"].removeprefix(PREFIX).lower() for each in container["env"]} <= {
            "database_url",
            "secret_key",
            "FORWARDED_ALLOW_IPS".lower(),
        }


def test_a_web_pod_is_asked_whether_it_lives_and_is_ready_and_hears_of_its_end_in_time() -> None:
    (web,) = PODS["web: Deployment had-your-back-web"]["spec"]["containers"]
    assert web["livenessProbe"]["httpGet"]["path"] == web["startupProbe"]["httpGet"]["path"] == "/livez"
    ready = web["readinessProbe"]
    assert ready["httpGet"]["path"] == "/readyz"
    given = dict(line.split("=", 1) for line in (DEPLOY / "kubernetes/settings.env").read_text().splitlines())
    assert (
        settings_of(given).stop_notice >= ready["periodSeconds"] * ready["failureThreshold"] + ready["timeoutSeconds"]
    )


def test_what_stands_before_a_pod_chooses_pods_that_there_are() -> None:
    labels = [pod["metadata"]["labels"] for pod in PODS.values()]
    for each in MANIFESTS.values():
        spec = each.get("spec", {})
        wanted = spec.get("podSelector", spec.get("selector", {}))
        wanted = wanted.get("matchLabels", wanted)
        assert any(wanted.items() <= these.items() for these in labels), each["metadata"]["name"]


def test_the_dockerfile_is_as_hadolint_wants_it() -> None:
    ran = subprocess.run(
        [Path(sys.executable).parent / "hadolint", ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


def test_the_guide_makes_the_secrets_that_compose_reads(tmp_path: Path) -> None:
    found = re.search(
        r"<!-- run by tests/operations/.*?```sh\n(.*?)```", (ROOT / "docs/deploy.md").read_text(), re.DOTALL
    )
    assert found is not None
    subprocess.run(["bash", "-euc", found[1]], cwd=tmp_path, check=True)
    assert {path.name for path in (tmp_path / "secrets").iterdir()} == set(COMPOSE["secrets"])
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    url = Settings(database_url=(tmp_path / "secrets/database_url").read_text().strip()).database_url
    assert f":{(tmp_path / 'secrets/database_password').read_text()}@database/" in url.get_secret_value()


def test_the_unit_runs_what_the_guide_installs_and_may_do_little_else() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / "had-your-back.service")
    service, guide = unit["Service"], (ROOT / "docs/operate.md").read_text()
    command = (DEPLOY / "had-your-back.sh").read_text()
    program = service["ExecStart"].removesuffix(" serve")
    assert f"{program.removesuffix('/bin/had-your-back')}/bin/pip install --no-deps ." in guide
    for named in (service["EnvironmentFile"], program, service["User"]):
        assert named in command
    assert service["EnvironmentFile"] in guide
    assert f"useradd --system --user-group --home-dir {service['WorkingDirectory']}" in guide
    assert f"HYB_DATABASE_URL=sqlite:///{service['WorkingDirectory']}/" in guide
    assert int(service["TimeoutStopSec"]) > Settings().stop_within
    assert (service["ProtectSystem"], service["StateDirectoryMode"], service["UMask"]) == ("strict", "0700", "0077")


def test_the_command_of_the_guide_brings_the_settings_along(tmp_path: Path) -> None:
    settings, program = tmp_path / "settings.env", tmp_path / "had-your-back"
    settings.write_text('HYB_ORGANIZATION="Acme Field Service"\nHYB_PORT=8401\n')
    program.write_text('#!/bin/sh\necho "$HYB_ORGANIZATION, $HYB_PORT: $*"\n')
    program.chmod(0o755)
    command = (DEPLOY / "had-your-back.sh").read_text()
    command = command.replace("/etc/had-your-back.env", str(settings)).replace("runuser -u had-your-back -- ", "")
    command = command.replace("/opt/had-your-back/bin/had-your-back", str(program))
    said = subprocess.run(["sh", "-c", command, "sh", "token", "list"], check=True, capture_output=True, text=True)
    assert said.stdout == "Acme Field Service, 8401: token list\n"
