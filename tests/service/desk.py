"""A visitor at the pages as a browser without script sees them: forms are found in the page and sent as they stand."""

from __future__ import annotations

from typing import Any

import httpx
from lxml import html

from .conftest import House


class Visitor:
    """Somebody with a browser that knows no script; `page` is what is on the screen."""

    def __init__(self, house: House, account: str | None = None, base: str | None = None) -> None:
        self.house, self.base = house, base
        self.cookie = "" if account is None else house.session(account)["cookie"]
        self.answer: httpx.Response
        self.page: Any = None
        self.path = "/"

    def get(self, path: str) -> Any:
        return self._asked("GET", path)

    def post(self, path: str, **given: Any) -> Any:
        return self._asked("POST", path, **given)

    def click(self, text: str) -> Any:
        """Follow the link with that text."""
        (link, *_) = [each for each in self.page.iter("a") if text in each.text_content()]
        return self.get(link.get("href"))

    def send(self, button: str, **filled: Any) -> Any:
        """Press the button with that text in its form, after filling in fields by their names."""
        pressed = next(each for each in self.page.iter("button") if each.text_content().strip() == button)
        named = pressed.get("form")
        form = self.page.get_element_by_id(named) if named else next(pressed.iterancestors("form"))
        values = fields(form)
        for key, value in filled.items():
            values[key] = value
        if pressed.get("name"):
            values[pressed.get("name")] = pressed.get("value")
        action = pressed.get("formaction") or form.get("action")
        if form.get("method") == "get":
            return self.get(f"{action}?{httpx.QueryParams(values)}")
        if form.get("enctype"):
            return self.post(action, data=values, files={"file": ("", b"")})
        return self.post(action, data=values)

    @property
    def text(self) -> str:
        """What is read on the page, in one line."""
        return " ".join(self.page.find(".//main").text_content().split())

    def _asked(self, method: str, path: str, **given: Any) -> Any:
        headers = {"accept": "text/html,*/*", "sec-fetch-site": "same-origin", "cookie": self.cookie}
        more = {} if self.base is None else {"base": self.base}
        self.answer = self.house.ask(method, path, headers=headers | given.pop("headers", {}), **more, **given)
        for name, value in self.answer.cookies.items():
            self.cookie = "; ".join([each for each in self.cookie.split("; ") if not each.startswith(f"{name}=")])
            self.cookie = "; ".join(filter(None, [self.cookie, f"{name}={value}"]))
        if self.answer.status_code == 303:
            return self.get(self.answer.headers["location"])
        self.path = path
        if self.answer.headers.get("content-type", "").startswith("text/html"):
            self.page = html.fromstring(self.answer.text)
        return self.page


def fields(form: Any) -> dict[str, Any]:
    """The names and values that a browser would send, several values as a list; the buttons left out."""
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}
