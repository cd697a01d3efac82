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
from django.core.management import get_commands

DEPLOY = settings.BASE_DIR / "deploy"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())[
    "services"
]
IMAGE = (DEPLOY / "Containerfile").read_text()
UNITS = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))
# They listen nowhere.
SILENT = {"worker", "forget"}


def test_every_part_of_the_site_is_there() -> None:
    assert set(SERVICES) == {"site", "worker", "forget", "database", "redis", "llama", "vllm"}
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
    assert (service["healthcheck"].get("disable") is True) == (name in SILENT)
    assert ("test" in service["healthcheck"]) == (name not in SILENT)


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
def test_each_unit_is_locked_up(unit: Path) -> None:
    for option in ("NoNewPrivileges=yes", "ProtectSystem=strict", "User=autocomplete"):
        assert option in unit.read_text()


@pytest.mark.parametrize("unit", [*UNITS, *TIMERS], ids=lambda unit: unit.name)
def test_systemd_understands_the_unit(unit: Path, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (Debian, Ubuntu: apt-get install systemd)")
    for each in (*UNITS, *TIMERS):
        # The program is where the wheel will be.
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", each.read_text(), flags=re.M)
        (tmp_path / each.name.replace("@.", "@8001.")).write_text(text)
    here = tmp_path / unit.name.replace("@.", "@8001.")
    done = subprocess.run([program, "verify", here], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def commands_of_units() -> Iterator[tuple[str, str]]:
    for unit in UNITS:
        [words] = re.findall(
            r"^ExecStart=/opt/autocomplete/bin/autocomplete (.*)$", unit.read_text(), re.M
        )
        yield unit.name, words


def test_units_and_services_run_commands_that_there_are() -> None:
    known = get_commands()
    assert all(words.split()[0] in known for _, words in commands_of_units())
    [entry] = re.findall(r'^ENTRYPOINT \["autocomplete"\]\nCMD \["(\w+)"\]$', IMAGE, re.M)
    assert entry in known
    assert SERVICES["worker"]["command"][0] in known


def test_what_was_kept_long_enough_is_deleted_every_day() -> None:
    """By a timer whose service does nothing else, and never begins with the machine by itself."""
    [timer] = TIMERS
    assert dict(commands_of_units())[timer.with_suffix(".service").name] == "forget"
    assert re.search(r"^OnCalendar=\*-\*-\* \d\d:\d\d$", timer.read_text(), re.M)
    assert "Persistent=yes" in timer.read_text()
    assert "WantedBy=timers.target" in timer.read_text()
    assert "[Install]" not in timer.with_suffix(".service").read_text()


def test_the_container_that_forgets_does_so_again_and_ends_when_it_cannot(tmp_path: Path) -> None:
    """The shell's own part of it: a day is made short, and the third time fails."""
    for name, script in {
        "autocomplete": 'echo "$@" >> done; [ "$(wc -l < done)" -lt 3 ]',
        "sleep": 'echo "sleep $@" >> done',
    }.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    subprocess.run(
        SERVICES["forget"]["entrypoint"],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        check=True,
        timeout=20,
    )
    assert (tmp_path / "done").read_text().split("\n") == ["forget", "sleep 86400", "forget", ""]


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
