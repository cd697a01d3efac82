"""The examples of docs/sites.md make tokens that are let in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from autocomplete.access.signed_token import signing_secret, verified

NO_NODE = "node is not installed (Debian, Ubuntu: apt-get install nodejs)"
SECRET = signing_secret("a secret key", 1, 0)


def example(language: str) -> str:
    text = (settings.BASE_DIR / "docs" / "sites.md").read_text(encoding="utf-8")
    (code,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return str(code)


def printed(*command: str) -> str:
    environment = {**os.environ, "PUBLIC_KEY": "pk_1", "SIGNING_SECRET": SECRET}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_python_example_makes_a_good_token() -> None:
    token = printed(sys.executable, "-c", example("python"))
    assert verified(token, secret=SECRET, key="pk_1").user == "user-17"


def test_the_javascript_example_makes_a_good_token() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip(NO_NODE)
    token = printed(node, "-e", example("javascript"))
    assert verified(token, secret=SECRET, key="pk_1").user == "user-17"
