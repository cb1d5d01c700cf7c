"""Draw the reviewed pictures anew: `make pictures`.

LibreOffice draws the presentation, poppler the pages, a Chromium the stage, the phone and the frames. Whoever makes
them anew looks at each before it is kept: see docs/pictures/reviewed/README.md.
"""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, Route, sync_playwright

from ilmiotaulu import store
from ilmiotaulu.settings import PROJECT
from tests.app.reviewed import FOLDER, MARKS, ROOM, Picture, Reviewed, reviewed
from tests.install_browser import browser

# Dots an inch of pages, and the width of pictures in dots.
_PAGES, _WIDTH = 110, 960
_SIZES = {"stage": (1280, 720), "phone": (390, 844), "embed": (800, 600)}
_COLOURS = 256
_ADDRESS = "http://pictures.example"


def main() -> int:
    """Make every picture and the marks; 2 when a program is missing."""
    chromium = browser()
    missing = [name for name in ("soffice", "pdftoppm") if not shutil.which(name)] + ([] if chromium else ["chromium"])
    if missing:
        programs = ", ".join(missing)
        sys.stderr.write(f"Missing: {programs}. Install LibreOffice Impress, poppler-utils and Chromium.\n")
        return 2
    with TemporaryDirectory() as aside:
        folder = Path(aside)
        made = reviewed(_starter(folder / "data"))
        for name, content in made.files.items():
            (folder / name).write_bytes(content)
        pages = {one.file: _pages(folder, one.file) for one in made.pictures if not one.file.endswith(".html")}
        FOLDER.mkdir(parents=True, exist_ok=True)
        for old in FOLDER.glob("*.png"):
            old.unlink()
        for one in made.pictures:
            if one.file in pages:
                _keep(one.name, pages[one.file][int(one.part) - 1])
        with sync_playwright() as playwright:
            opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for one in made.pictures:
                if one.file not in pages:
                    _keep(one.name, _screen(opened, one, made))
            opened.close()
    MARKS.write_text(json.dumps(made.marks, indent=1) + "\n", "utf-8")
    size = sum(file.stat().st_size for file in FOLDER.iterdir())
    where = FOLDER.relative_to(PROJECT)
    sys.stdout.write(f"{len(made.pictures)} pictures in {where}, {size / 1e6:.1f} MB. Now look at each of them.\n")
    return 0


def _starter(data: Path) -> store.Release:
    """The starter release, published into a folder of its own."""
    program = Path(sys.executable).with_name("ilmiotaulu")
    subprocess.run([program, "starter"], check=True, env={**os.environ, "ILMIOTAULU_DATA_DIR": str(data)})
    return store.Release(store.current(data / "snapshots").path)


def _pages(folder: Path, file: str) -> list[bytes]:
    """The pages of a PDF, or of a presentation as LibreOffice draws it."""
    if file.endswith(".pptx"):
        profile = f"-env:UserInstallation=file://{folder}/office"
        words = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / file)]
        subprocess.run(words, check=True, capture_output=True, timeout=300)
    pdf = (folder / file).with_suffix(".pdf")
    subprocess.run(["pdftoppm", "-r", str(_PAGES), "-png", str(pdf), str(folder / f"{pdf.stem}-page")], check=True)
    return [one.read_bytes() for one in sorted(folder.glob(f"{pdf.stem}-page-*.png"))]


def _keep(name: str, picture: bytes) -> None:
    """A small file: no wider than need be, and of few colours."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    if image.width > _WIDTH:
        image = image.resize((_WIDTH, round(image.height * _WIDTH / image.width)), Image.Resampling.LANCZOS)
    image.quantize(_COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def _screen(chromium: Browser, one: Picture, made: Reviewed) -> bytes:
    width, height = _SIZES[one.name.partition("-")[0]]
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="fi-FI", reduced_motion="reduce")
    page = context.new_page()
    page.route("**/*", lambda route: _answer(route, one, made))
    page.goto(f"{_ADDRESS}/r/{ROOM}{one.part}")
    _rest(page)
    taken = page.screenshot(full_page=one.name.startswith("embed"))
    context.close()
    return taken


def _rest(page: Page) -> None:
    """Letters are there, and what a script draws or takes away by itself is done."""
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(3_000)


def _answer(route: Route, one: Picture, made: Reviewed) -> None:
    """The page itself, what a phone asks for, and the assets of the house; nothing else is there."""
    path = route.request.url.removeprefix(_ADDRESS).partition("?")[0]
    asset = PROJECT / path.removeprefix("/")
    if path == f"/r/{ROOM}":
        route.fulfill(body=made.files[one.file], content_type="text/html; charset=utf-8")
    elif path.startswith(f"/r/{ROOM}/"):
        route.fulfill(body=made.files["phone.json"], content_type="application/json")
    elif path.startswith("/assets/") and asset.is_file():
        route.fulfill(path=asset)
    else:
        route.fulfill(status=404)


if __name__ == "__main__":
    sys.exit(main())
