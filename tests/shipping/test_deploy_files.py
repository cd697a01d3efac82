"""What deploy/ holds fits together: no default secrets, no root, nothing writable but volumes."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

DEPLOY = settings.BASE_DIR / "deploy"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())[
    "services"
]
IMAGE = (DEPLOY / "Containerfile").read_text()
UNITS = sorted(DEPLOY.glob("*.service"))


def test_every_part_of_the_site_is_there() -> None:
    assert set(SERVICES) == {"site", "worker", "database", "redis", "llama", "vllm"}
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {
        "llama",
        "vllm",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_each_is_locked_up_and_watched(name: str) -> None:
    service = SERVICES[name]
    assert service["user"].split(":")[0] not in {"0", "root"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service.get("volumes") or service.get("tmpfs")
    # The worker listens nowhere.
    assert (service["healthcheck"].get("disable") is True) == (name == "worker")
    assert ("test" in service["healthcheck"]) == (name != "worker")


def test_no_secret_has_a_default() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    secrets = re.findall(r"\$\{([A-Z_]*(?:PASSWORD|KEY|SECRET)[A-Z_]*)([^}]*)\}", text)
    assert {name for name, _ in secrets} == {"POSTGRES_PASSWORD", "MODEL_API_KEY"}
    assert all(rest.startswith(":?") for _, rest in secrets)
    environment = (DEPLOY / "site.env").read_text()
    assert re.findall(r"^(?:SECRET_KEY|DATABASE_URL)=(.*)$", environment, re.MULTILINE) == ["", ""]


def test_ports_are_open_to_this_machine_only() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {"site": ["127.0.0.1:8000:8000"]}


def copied() -> Iterator[str]:
    for line in IMAGE.splitlines():
        if line.startswith("COPY ") and "--from=" not in line:
            yield from line.split()[1:-1]


def test_the_image_is_built_of_what_there_is_and_checked_by_hashes() -> None:
    for name in copied():
        assert (settings.BASE_DIR / name).exists(), name
    assert "--require-hashes --only-binary :all: -r requirements/runtime.txt" in IMAGE
    assert re.search(r"^USER (?!0|root)\d+", IMAGE, re.MULTILINE)
    assert "HEALTHCHECK" in IMAGE
    assert "healthcheck.py" in IMAGE
    # The uid of the compose file is the image's.
    assert f"USER {SERVICES['site']['user']}" in IMAGE


def test_its_health_check_tells_whether_the_site_is_alive(tmp_path: Path) -> None:
    done = subprocess.run(
        [shutil.which("python3") or "python3", DEPLOY / "healthcheck.py"],
        env={"PORT": "9", "ALLOWED_HOSTS": "autocomplete.example.com"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_the_unit(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text()
    for option in ("NoNewPrivileges=yes", "ProtectSystem=strict", "User=autocomplete"):
        assert option in text
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (Debian, Ubuntu: apt-get install systemd)")
    # The program is where the wheel will be.
    here = tmp_path / unit.name.replace("@.", "@8001.")
    here.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    done = subprocess.run([program, "verify", here], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_nginx_understands_its_part(tmp_path: Path) -> None:
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        pytest.skip("nginx is not installed (Debian, Ubuntu: apt-get install nginx-light)")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
        + ["-subj", "/CN=autocomplete.example.com"]
        + ["-keyout", tmp_path / "key", "-out", tmp_path / "certificate"],
        check=True,
        capture_output=True,
    )
    text = (DEPLOY / "nginx.conf").read_text()
    text = text.replace("/etc/ssl/certs/autocomplete.pem", str(tmp_path / "certificate"))
    text = text.replace("/etc/ssl/private/autocomplete.key", str(tmp_path / "key"))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; events {{}}\nhttp {{\n{text}\n}}\n")
    done = subprocess.run([program, "-t", "-c", whole], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
