import pytest

from corpus import ArticleError
from corpus.formats import worker
from corpus.sandbox import ParserError, Sandbox

PAGE = "<html><body><article><h1>A deal</h1><p>{}</p></article></body></html>"


def test_a_page_is_parsed_in_a_child_that_stays_for_the_next() -> None:
    with Sandbox() as sandbox:
        (first,) = sandbox.parse(".html", PAGE.format("One sentence.").encode())
        (second,) = sandbox.parse(".html", PAGE.format("Zwölf.").encode())
    assert [block.text for one in (first, second) for block in one.blocks] == ["One sentence.", "Zwölf."]


def test_what_is_no_article_is_a_reason_and_the_next_file_is_read() -> None:
    with Sandbox() as sandbox:
        with pytest.raises(ArticleError, match="no text in it"):
            sandbox.parse(".html", b"")
        (found,) = sandbox.parse(".html", PAGE.format("One sentence.").encode())
    assert found.blocks[0].text == "One sentence."


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("while True: pass", "took more than 3 s to parse"),
        ("import os; os.kill(os.getpid(), 9)", "its parser crashed"),
        ("return bytearray(2**32)", "needs more memory than a file may take"),
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "cannot be parsed: PermissionError"),
        ("import os; os.system('true')", "cannot be parsed: PermissionError"),
        ("open('/dev/shm/onrecord-test', 'w').write('x')", "cannot be parsed: PermissionError"),
        ("print('[]' * 9)\nreturn []", None),
    ],
)
def test_a_parser_gone_wrong_costs_its_file_and_nothing_else(
    tmp_path, monkeypatch, body: str, reason: str | None
) -> None:
    lines = "\n    ".join(body.split("\n"))
    (tmp_path / "hostile_parser.py").write_text(f"def read(data):\n    {lines}\n", encoding="utf-8")
    (tmp_path / "sitecustomize.py").write_text(
        "from corpus.formats.worker import PARSERS\nPARSERS['.bad'] = ('hostile_parser', 'read')\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    with Sandbox(seconds=3 if "while" in body else 60) as sandbox:
        if reason is None:
            assert sandbox.parse(".bad", b"x") == []
            return
        with pytest.raises(ParserError, match=reason):
            sandbox.parse(".bad", b"x")


def test_the_child_knows_nothing_of_our_environment(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("ONRECORD_TELEGRAM_TOKEN", "canary")
    with Sandbox() as sandbox:
        sandbox.parse(".html", PAGE.format("One sentence.").encode())
        assert sandbox._child is not None
        with open(f"/proc/{sandbox._child.pid}/environ", "rb") as environment:
            assert b"canary" not in environment.read()


def test_the_child_imports_nothing_from_the_current_folder(monkeypatch, tmp_path) -> None:
    (tmp_path / "lxml.py").write_text("raise SystemExit", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    with Sandbox() as sandbox:
        (found,) = sandbox.parse(".html", PAGE.format("One sentence.").encode())
    assert found.blocks[0].text == "One sentence."


def test_every_parser_is_where_the_table_says() -> None:
    from importlib import import_module

    for module, name in worker.PARSERS.values():
        assert callable(getattr(import_module(module), name))
