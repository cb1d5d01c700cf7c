"""Where things are and how fast to ask for them: the environment (`ILMIOTAULU_…`) or `ilmiotaulu.toml`."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PROJECT = Path(__file__).resolve().parents[1]
OneLine = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\r\n]*$")]
_MAIL = re.compile(r"[\w.%+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
_WEB = re.compile(r"https://[\w.-]+(:\d+)?([/?#][\w./?#&=%~+,:@!-]*)?", re.ASCII)


class Settings(BaseSettings):
    """Every setting of the product, with the value that serves the public services as they are.

    Read from the environment first, then from `ilmiotaulu.toml` in the working directory.
    """

    model_config = SettingsConfigDict(env_prefix="ILMIOTAULU_", toml_file="ilmiotaulu.toml", extra="forbid")

    data_dir: Path = PROJECT / "data"
    catalogue_dir: Path = PROJECT / "data" / "catalogue"
    shipped_dir: Path = PROJECT / "data"
    assets_dir: Path = PROJECT / "assets"
    pptx_template: Path | None = None
    language: Literal["fi", "sv", "en"] = "fi"
    home_county: str = "HVA15"
    # Whose pages may show a picture (`embed=true`) in a frame, as a browser is told it.
    embed_ancestors: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\r\n;,]*$")] = "'self' https:"
    maintainer: OneLine = ""
    feedback: OneLine = ""
    # Where phones reach this server, when it cannot tell: behind another server, or on a machine of many addresses.
    public_url: Annotated[str, StringConstraints(pattern=r"^(https?://[\w.:\[\]-]+(/[\w./-]*)?)?$")] = ""
    # Whoever can open the page could bring figures in, so a server for everybody leaves this out.
    allow_import: bool = False

    sotkanet_url: str = "https://sotkanet.fi/rest/1.1"
    statfin_url: str = "https://pxdata.stat.fi/PxWeb/api/v1"
    geo_url: str = "https://geo.stat.fi/geoserver/tilastointialueet/wfs"
    # The population grid; empty: the same map service as the boundaries', under the grid's own name there.
    grid_url: str = ""
    classifications_url: str = "https://data.stat.fi/api/classifications/v2"

    user_agent: str = "ilmiotaulu/0.1 (+https://github.com/ilmiotaulu)"
    timeout_seconds: float = Field(default=60, gt=0)
    attempts: int = Field(default=4, ge=1, le=10)
    first_wait_seconds: float = Field(default=1.0, ge=0)
    longest_wait_seconds: float = Field(default=70, ge=0)
    sotkanet_pause_seconds: float = Field(default=0.5, ge=0)
    statfin_calls: int = Field(default=30, ge=1)
    statfin_window_seconds: float = Field(default=60, gt=0)
    statfin_cells: int = Field(default=100_000, ge=1_000)
    recheck_days: int = Field(default=30, ge=0)
    keep_releases: int = Field(default=5, ge=2)
    lock_wait_seconds: float = Field(default=900, ge=0)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Given values win over the environment, the environment over the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def feedback_link(self) -> str:
        """Where a link to give feedback leads: `mailto:…` or `https://…`; empty when `feedback` is no plain address."""
        if _MAIL.fullmatch(self.feedback):
            return f"mailto:{self.feedback}"
        return self.feedback if _WEB.fullmatch(self.feedback) else ""

    @property
    def population_grid_url(self) -> str:
        """The address of the population grid: the one that is set, or the one beside the boundaries."""
        return self.grid_url or self.geo_url.replace("/tilastointialueet/", "/vaestoruutu/")

    @property
    def template_file(self) -> Path:
        """The presentation whose look PowerPoint files have: the organisation's own, or the product's."""
        return self.pptx_template or self.assets_dir / "template.pptx"

    @property
    def raw_dir(self) -> Path:
        """Raw answers of the publishers."""
        return self.data_dir / "raw"

    @property
    def templates_dir(self) -> Path:
        """The files that people fill in, as they were agreed on."""
        return self.shipped_dir / "templates"

    @property
    def local_dir(self) -> Path:
        """The region's own figures as they were taken in."""
        return self.data_dir / "local"

    @property
    def rooms_file(self) -> Path:
        """What the rooms of workshops know, for a day."""
        return self.data_dir / "rooms.sqlite"

    @property
    def snapshots_dir(self) -> Path:
        """Published releases and the pointer to the current one."""
        return self.data_dir / "snapshots"
