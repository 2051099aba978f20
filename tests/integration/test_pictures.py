"""Pictures of reports move to our own host, re-encoded, at permanent addresses."""

from __future__ import annotations

import io
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.test import Client
from docx import Document
from PIL import Image

from mailer.intake import pictures
from mailer.intake.pull import add_file, pull
from mailer.intake.store import load
from mailer.models import Media, Report, ReportSource, SourceKind
from mailer.reports import model as value
from staff.models import Office

pytestmark = pytest.mark.django_db
PLACE = 0x8825  # EXIF: where the picture was taken


def photo(width: int = 1600, height: int = 900, *, exif: bool = True) -> bytes:
    """A JPEG that tells where it was taken."""
    data = Image.Exif()
    if exif:
        data[PLACE] = {1: "N", 2: (50.9, 0, 0)}
        data[0x010E] = "secret description"
    target = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(target, "JPEG", exif=data)
    return target.getvalue()


def images(report: Report) -> list[value.Image]:
    """All pictures of the newest revision."""
    [text] = load(report.latest).values()
    return [b for section in text.sections for b in section.blocks if isinstance(b, value.Image)]


@pytest.fixture
def website() -> Iterator[str]:
    """A loopback server with one photo and a feed that shows it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_photo = self.path.endswith(".jpg")
            body = photo() if is_photo else self._feed()
            self.send_response(200)
            self.send_header("Content-Type", "image/jpeg" if is_photo else "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _feed(self) -> bytes:
            html = "&lt;p&gt;Ein neuer Platz.&lt;/p&gt;&lt;img src='/platz.jpg' alt='Der Platz'&gt;"
            head = f"<title>Jena</title><link>http://{self.headers['Host']}/</link>"
            item = (
                f"<item><guid>1</guid><title>Platz</title><description>{html}</description></item>"
            )
            return f"<rss version='2.0'><channel>{head}{item}</channel></rss>".encode()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_feeds_picture_is_fetched_once_and_served_from_here(
    office: Office, website: str, client: Client
) -> None:
    """M68, M69, S35: own host, both sizes, no EXIF, a cacheable permanent address."""
    source = ReportSource.objects.create(
        slug="feed",
        name="Feed",
        kind=SourceKind.FEED,
        office=office,
        location=f"http://{website}/feed",
        allowed_hosts=[website],
    )
    assert pull(source.pk).faults == []
    [image] = images(Report.objects.get())
    assert image.src.startswith("http://testserver/media/")
    assert (image.alt, image.width, image.height) == ("Der Platz", 1200, 675)
    response = client.get(image.src.removeprefix("http://testserver"))
    assert "immutable" in response.headers["Cache-Control"]
    served = Image.open(io.BytesIO(b"".join(response.streaming_content)))
    assert not served.getexif()
    assert pull(source.pk).kept[0].state == "known"
    assert Media.objects.count() == 1


def test_a_word_documents_picture_comes_along(office: Office, tmp_path: Path) -> None:
    """A photo inside a .docx becomes a picture of the report."""
    document = Document()
    document.add_heading("Neuer Spielplatz", 0)
    document.add_paragraph("Der Spielplatz am Fluss ist fertig.")
    document.add_picture(io.BytesIO(photo(400, 300)))
    document.save(str(tmp_path / "spielplatz.docx"))
    source = ReportSource.objects.get(slug="given")
    kept = add_file("spielplatz.docx", (tmp_path / "spielplatz.docx").read_bytes(), source=source)
    [image] = images(Report.objects.get(pk=kept.report_id))
    assert image.src.startswith("http://testserver/media/")
    assert (image.width, image.height) == (400, 300)


def test_a_photo_stands_upright_and_small(db: None) -> None:
    """S35, M69: turned as the camera says, at most 1200 wide, below 1 MB, nothing of EXIF left."""
    taken = Image.Exif()
    taken[0x0112] = 6  # held upright
    target = io.BytesIO()
    Image.effect_noise((2400, 3200), 90).convert("RGB").save(target, "JPEG", exif=taken, quality=97)
    kept = pictures.store(target.getvalue())
    assert (kept.width, kept.height) == (1200, 900)
    with kept.file.open("rb") as file:
        data = file.read()
    assert len(data) <= 1_000_000
    assert not Image.open(io.BytesIO(data)).getexif()


@pytest.mark.parametrize(
    ("mode", "alpha", "suffix"),
    [("RGBA", 255, ".jpg"), ("RGBA", 120, ".png"), ("RGB", 255, ".jpg")],
)
def test_no_picture_is_larger_than_a_megabyte(
    db: None, monkeypatch: pytest.MonkeyPatch, mode: str, alpha: int, suffix: str
) -> None:
    """M69: screenshots have a channel that shows nothing through; where something does, or no
    quality is coarse enough, the picture gets smaller until it fits.
    """
    assert pictures.MAX_BYTES == 1_000_000
    monkeypatch.setattr(pictures, "MAX_BYTES", 10_000)
    picture = Image.merge("RGB", [Image.effect_noise((120, 240), 255) for _ in "rgb"])
    if mode == "RGBA":
        picture.putalpha(alpha)
    target = io.BytesIO()
    picture.save(target, "PNG")
    kept = pictures.store(target.getvalue())
    with kept.file.open("rb") as file:
        data = file.read()
    shown = Image.open(io.BytesIO(data))
    assert len(data) <= 10_000 < len(target.getvalue())
    assert str(kept.file.name).endswith(suffix)
    assert shown.size == (kept.width, kept.height)
    assert kept.height == 2 * kept.width < 240


def test_what_is_no_picture_is_refused() -> None:
    """S35: type by content; a decompression bomb is not unpacked."""
    with pytest.raises(pictures.PictureError):
        pictures.store(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    with pytest.raises(pictures.PictureError, match="megapixels"):
        pictures.store(bomb.getvalue())


def test_only_pictures_are_public(office: Office, client: Client, settings: object) -> None:
    """Imports lie in the same storage and are nobody's business."""
    folder = Path(settings.MEDIA_ROOT) / "imports"  # type: ignore[attr-defined]
    folder.mkdir(parents=True)
    (folder / "people.csv").write_text("a@example.org")
    for path in ("/media/../imports/people.csv", "/media/imports/people.csv", "/media/x.jpg"):
        assert client.get(path).status_code == 404
