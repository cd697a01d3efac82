"""Looks the locked packages up in an advisory database; `make audit` calls this.

Ends with 0 if every package was looked up and none has a known weakness, with 1 if one has, and
with 2 if the database was not reached: then nothing is known.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

# Asked one after the other, until one knows the packages.
DATABASES = ("pypi", "osv")
FILES = [str(path) for path in sorted(Path(__file__).parent.glob("*.txt"))]


def main() -> int:
    for database in DATABASES:
        command = [sys.executable, "-m", "pip_audit", "--vulnerability-service", database]
        command += ["--disable-pip", "--require-hashes", "--progress-spinner", "off"]
        command += ["--timeout", "15", "--format", "json"]
        for file in FILES:
            command += ["--requirement", file]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        try:
            packages = json.loads(done.stdout)["dependencies"]
        except (ValueError, KeyError):
            reason = (done.stderr.strip().splitlines() or ["no answer"])[-1]
            print(f"{database}: not reached ({reason[:200]}).", file=sys.stderr)
            continue
        # pip-audit takes a package that the database does not know for none of its business.
        known = [package for package in packages if "skip_reason" not in package]
        if len(known) < len(packages):
            print(f"{database}: knows {len(known)} of {len(packages)} packages.", file=sys.stderr)
            continue
        weak = [package for package in known if package["vulns"]]
        for package in weak:
            for found in package["vulns"]:
                fixed = ", ".join(found["fix_versions"]) or "no version"
                print(f"{package['name']} {package['version']}: {found['id']}, mended in {fixed}")
        print(f"{database}: {len(known)} packages, {len(weak)} with known weaknesses.")
        return 1 if weak else 0
    print(
        "No advisory database was reached, so that nothing is known: run `make audit` where"
        " pypi.org or api.osv.dev can be reached.",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main())
