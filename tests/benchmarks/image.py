"""The Dockerfile without an engine: each step is run as written, on a copy of this machine that is thrown away.

``make image``. It takes root on Linux: each stage is an overlay over this machine's own files in a mount namespace of
its own, so nothing outside changes. What cannot be seen here is the base image; this machine's Python stands for it.
Then the last stage is started as a container would be: its user, its command, no capabilities, a root that nobody can
write to; and what the Dockerfile asks for its health is asked.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

import rich

ROOT = Path(__file__).parents[2]
PLACE = Path(tempfile.gettempdir()) / "hyb-image"
HEALTHY_WITHIN = 180


def instructions() -> list[tuple[str, str]]:
    """What the Dockerfile says, one after the other."""
    text = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE))
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in text.splitlines() if line.strip()]


def context() -> Path:
    """What an engine would be given: what .dockerignore lets through."""
    lines = (ROOT / ".dockerignore").read_text().split()
    assert lines[0] == "*", "everything stays out that is not named"
    given = PLACE / "context"
    for name in (line[1:] for line in lines if line.startswith("!")):
        target = given / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, target)
    return given


@dataclass
class Stage:
    """A copy of this machine on which steps are run."""

    name: str
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: str = "0:0"
    words: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        base = PLACE / self.name
        for each in ("upper", "work", "root"):
            (base / each).mkdir(parents=True)
        self.root = base / "root"
        options = f"lowerdir=/,upperdir={base / 'upper'},workdir={base / 'work'}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, self.root], check=True)
        for each in ("proc", "dev"):
            subprocess.run(["mount", "--rbind", f"/{each}", self.root / each], check=True)
        for each in ("src", "data"):
            shutil.rmtree(self.root / each, ignore_errors=True)
        for parent in Path(sys.base_prefix).parents:  # the image's Python is everybody's; this machine's may be root's
            (self.root / parent.relative_to("/")).chmod(0o755)

    def start(self, command: list[str], *wrapped: str, quietly: bool = False) -> subprocess.Popen[bytes]:
        """A process in it."""
        given = {name: value for name, value in os.environ.items() if not name.startswith("HYB_")}
        given |= {"PYTHONDONTWRITEBYTECODE": ""} | self.environment
        script = f"cd {shlex.quote(self.folder)} && exec {shlex.join([*wrapped, *command])}"
        said = subprocess.DEVNULL if quietly else None
        return subprocess.Popen(["chroot", str(self.root), "sh", "-c", script], env=given, stderr=said)

    def run(self, command: list[str], *wrapped: str) -> None:
        """Run it to its end."""
        process = self.start(command, *wrapped)
        if process.wait() != 0:
            message = f"{shlex.join(command)} ended with {process.returncode}"
            raise SystemExit(message)

    def copy(self, sources: list[Path], target: str) -> None:
        """As COPY does: the content of a folder, or files into one."""
        into = self.root / (Path(self.folder) / target).relative_to("/")
        for source in sources:
            if source.is_dir():
                shutil.copytree(source, into, symlinks=True, dirs_exist_ok=True)
            elif target.endswith("/") or into.is_dir():
                into.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, into)
            else:
                into.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, into)

    def env(self, assigned: str) -> None:
        """As ENV does."""
        for each in shlex.split(assigned):
            name, value = each.split("=", 1)
            known = {"PATH": os.environ["PATH"], **self.environment}
            self.environment[name] = Template(value).substitute(known)


def built() -> Stage:
    """The last stage, when every step was run."""
    given, stages = context(), {}
    for word, rest in instructions():
        if word == "FROM":
            name = rest.split(" AS ")[1] if " AS " in rest else "last"
            stage = stages[name] = Stage(name)
        elif word == "RUN":
            rich.print(f"{stage.name}: {rest}")
            stage.run(["sh", "-ec", rest])
        elif word == "COPY":
            *sources, target = rest.split()
            origin = stages[sources.pop(0).split("=")[1]].root if sources[0].startswith("--from=") else given
            stage.copy([origin / source.lstrip("/") for source in sources], target)
        elif word == "WORKDIR":
            stage.folder = rest
            (stage.root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif word == "ENV":
            stage.env(rest)
        elif word == "USER":
            stage.user = rest
        elif word == "HEALTHCHECK":
            stage.words[word] = json.loads(rest[rest.index("[") :])
        elif word in {"ENTRYPOINT", "CMD"}:
            stage.words[word] = json.loads(rest)
        else:
            assert word in {"VOLUME", "EXPOSE"}, word
    return stage


def looked_at(stage: Stage) -> None:
    """Nothing is in it but what is pinned for running, and how large that is."""
    installed = stage.root / "opt/had-your-back"
    (packages,) = installed.glob("lib/python*/site-packages")
    names = {re.sub(r"[._-]+", "-", each.name.split("-")[0]).lower() for each in packages.glob("*.dist-info")}
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements/runtime.txt").read_text(), flags=re.MULTILINE))
    assert names - pinned == {"had-your-back"}, names - pinned
    assert not list(packages.glob("had_your_back/**/test_*")), "tests are in the image"
    sizes = {
        each.name: sum(file.stat().st_size for file in each.rglob("*") if file.is_file() and not file.is_symlink())
        for each in packages.iterdir()
        if each.is_dir()
    }
    total = sum(file.stat().st_size for file in installed.rglob("*") if file.is_file() and not file.is_symlink())
    rich.print(f"\n/opt/had-your-back: {total / 1e6:.1f} MB, {len(names)} distributions. The largest:")
    for name, size in sorted(sizes.items(), key=lambda each: -each[1])[:8]:
        rich.print(f"  {size / 1e6:6.1f} MB {name}")


def started(stage: Stage) -> None:
    """It migrates, serves, is healthy and stops, as nobody and on files that it cannot change."""
    user, group = stage.user.split(":")
    (stage.root / "data").mkdir(exist_ok=True)
    for each in ("data", "tmp"):
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", stage.root / each], check=True)
        os.chown(stage.root / each, int(user), int(group))
    subprocess.run(["mount", "-o", "remount,ro", stage.root], check=True)
    nobody = [
        "setpriv",
        f"--reuid={user}",
        f"--regid={group}",
        "--clear-groups",
        "--no-new-privs",
        "--bounding-set=-all",
    ]
    entry, health = stage.words["ENTRYPOINT"], stage.words["HEALTHCHECK"]
    stage.run([*entry, "migrate"], *nobody)
    service = stage.start([*entry, *stage.words["CMD"]], *nobody)
    began = time.monotonic()
    while stage.start(health, *nobody, quietly=True).wait() != 0:
        if service.poll() is not None or time.monotonic() > began + HEALTHY_WITHIN:
            raise SystemExit("It never was healthy.")
        time.sleep(0.5)
    rich.print(f"healthy after {time.monotonic() - began:.1f} s, as user {stage.user}")
    service.send_signal(signal.SIGTERM)
    rich.print(f"told to stop, it ended with {service.wait(40)}")


if __name__ == "__main__":
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        sys.exit("This takes root on Linux, and unshare.")
    if "--inside" not in sys.argv:
        sys.exit(subprocess.run(["unshare", "--mount", sys.executable, __file__, "--inside"], check=False).returncode)
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", PLACE], check=True)  # goes with the namespace
    last = built()
    looked_at(last)
    started(last)
