import pytest

from corpus.sniffing import sniff_suffix


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"%PDF-1.7", ".pdf"),
        (b"PK\x03\x04", ".zip"),
        (b"<!DOCTYPE html><p>", ".html"),
        (b"\n <HTML lang=en>", ".html"),
        (b"<!-- saved --><p>Text.", ".html"),
        (b"<?xml version='1.0'?><html xmlns='x'>", ".html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<rss><html>", ".xml"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", ".xml"),
        (b"<b>Bold claim", ".txt"),
        (b"From: Ann <a@b.example>\r\nSubject: A\r\n\r\nText.", ".eml"),
        (b"From ann Sun Mar  1\nReceived: x\n\tby y\nTo: b@c.example\n\nText.", ".eml"),
        (b"Note: this is a text\nDate: unknown\n\nText.", ".txt"),
        (b"Subject: the bridge\n\nFrom: the harbour", ".txt"),
        (b'{"text": "A."}', ".json"),
        (b'{\n"text": "A."}', ".json"),
        (b'[{"text": "A."}]', ".json"),
        (b'{"text": "A."}\n', ".json"),
        (b'{"text": "A."}\n{"text": "B."}\n', ".jsonl"),
        (b"[UPDATE] The bridge opened.", ".txt"),
        (b"", ".txt"),
    ],
)
def test_the_first_bytes_tell_the_format(data: bytes, suffix: str) -> None:
    assert sniff_suffix(data) == suffix
