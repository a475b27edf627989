import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {"corpus": set(), "index": {"corpus"}, "bot": {"index", "corpus"}}


def imports_of(package: str) -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path.name, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield path.name, node.module or ""


@pytest.mark.parametrize("package", ALLOWED)
def test_data_moves_one_way_and_packages_meet_at_their_roots(package: str) -> None:
    others = set(ALLOWED) - {package}
    for file, module in imports_of(package):
        root, _, rest = module.partition(".")
        assert root not in others - ALLOWED[package], f"{package}/{file} imports {module}"
        assert not (root in others and rest), f"{package}/{file} imports {module}, not its root"
        assert module != package, f"{package}/{file} imports its own root"


@pytest.mark.parametrize("package", ["corpus", "index"])
def test_what_a_package_offers_is_listed(package: str) -> None:
    module = importlib.import_module(package)
    tree = ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8"))
    imported = [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert sorted(module.__all__) == sorted(imported)
    assert len(set(imported)) == len(imported)


def loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return {name.partition(".")[0] for name in done.stderr.splitlines()}


HEAVY = {"torch", "sentence_transformers", "transformers", "faiss", "onnxruntime", "telegram"}


def test_help_loads_nothing_heavy() -> None:
    code = "from bot.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    assert not loaded_by(code) & (HEAVY | {"numpy", "rich", "sqlite3", "yaml"})


def test_asking_loads_neither_torch_nor_sentence_transformers(shipped_index: Path) -> None:
    code = f"from bot.cli import main\nmain(['ask', 'Who is Hatami?', '--index', {str(shipped_index)!r}])"
    loaded = loaded_by(code)
    assert "faiss" in loaded
    assert not loaded & {"torch", "sentence_transformers", "transformers", "telegram"}


def test_every_module_says_what_it_does() -> None:
    for package in ALLOWED:
        for path in (ROOT / package).rglob("*.py"):
            docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
            assert docstring, path
            assert path.read_text(encoding="utf-8").count("\n") <= 300, path
