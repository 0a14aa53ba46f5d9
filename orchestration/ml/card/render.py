"""From values to a card: Markdown that stands alone, and the same as a page for browsers.

Lives here: Jinja, pictures inside the text, and HTML. Not here: what the card says.

Pictures stand behind the text as definitions of links, so that the text can be read as it is.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt

from orchestration.ml.card.figures import human
from orchestration.ml.card.text import plain, table

_PICTURE = re.compile(r"^\[(\w+)\]: data:image/png;base64,(\S+)$", re.MULTILINE)


def render_markdown(template: str, values: dict[str, Any], pictures: dict[str, bytes]) -> str:
    """Fill a template in; every name that it uses must be there."""
    environment = Environment(
        loader=PackageLoader("orchestration.ml.card"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # this is Markdown; text of others goes through `plain`
    )
    environment.filters |= {"table": table, "plain": plain, "human": human}
    return environment.get_template(template).render(**values, pictures=pictures)


def with_pictures(text: str, pictures: dict[str, bytes]) -> str:
    """The text, and the pictures behind it."""
    links = "".join(f"[{name}]: {inside(png)}\n" for name, png in pictures.items())
    return f"{text}\n{links}" if links else text


def render_page(text: str, pictures: dict[str, bytes], title: str) -> str:
    """The card as one HTML file without anything from elsewhere; HTML in the text stays text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    # Put in afterwards: the reader looks at each letter of an address.
    places = "".join(f"\n[{name}]: #{name}" for name in pictures)
    body = reader.render(f"{text}\n{places}")
    for name, png in pictures.items():
        body = body.replace(f'src="#{name}"', f'src="{inside(png)}"')
    environment = Environment(loader=PackageLoader("orchestration.ml.card"), autoescape=True)
    return environment.get_template("page.html.jinja").render(title=title, body=body)


def inside(png: bytes) -> str:
    """A picture as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def pictures_of(markdown: str) -> dict[str, bytes]:
    """The pictures that a card holds, by name."""
    return {name: base64.b64decode(png) for name, png in _PICTURE.findall(markdown)}
