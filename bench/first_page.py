"""How soon a page can be worked on: the first page and the check form in Chromium, on loopback, its cache cold.

`penalty-rules serve` runs as a user starts it, for one person; once it says that it is ready each page is opened in a
fresh profile of the browser again and again. Told are the times from the start of the navigation as the browser
measures them, in ms: until the document can be worked on, something is seen, all is loaded, the script is attached;
and, with real keys, until what was done first is answered. Fails where a median is above one second.

    python bench/first_page.py [--times 20]
"""

from __future__ import annotations

import argparse
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LIMIT = 1000.0
PAGES = {"first page": "/", "check form": "/check?matter=market_supervision/expired_food_sold&place=610802"}
WATCH = """
window.marks = {};
const mark = name => { window.marks[name] ??= performance.now(); };  // the first time only
new MutationObserver(() => {
    if (document.documentElement?.classList.contains("script")) mark("script attached");
    if (document.querySelector("ul.found")) mark("matters listed");
    const verdict = document.querySelector("#verdict");
    if (window.verdict && verdict && verdict !== window.verdict) {
        mark("change followed by the verdict");
        verdict.classList.add("followed");
    }
    window.verdict = verdict;
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
document.addEventListener("input", () => mark("first input taken up"));
"""
TIMES = """async () => {
    const painted = new Promise(done => new PerformanceObserver(list => {
        const first = list.getEntriesByName("first-contentful-paint")[0];
        if (first) done(first.startTime);
    }).observe({ type: "paint", buffered: true }));
    const whole = performance.getEntriesByType("navigation")[0];
    return {
        "document interactive": whole.domInteractive, "first contentful paint": await painted,
        "load event": whole.loadEventEnd, ...window.marks,
    };
}"""


@contextmanager
def served(folder: str) -> Iterator[str]:
    """The address of the service, once it is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "penalty-rules"), "serve", "--port", str(port)]
    begun = time.perf_counter()
    process = subprocess.Popen([*command, "--docket", f"{folder}/docket.db"], stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        while process.poll() is None:
            try:
                urllib.request.urlopen(f"{base}/v1/ready").close()
                break
            except OSError:
                time.sleep(0.02)
        print(f"from the command to readiness: {time.perf_counter() - begun:.1f} s")
        yield base
    finally:
        process.terminate()
        process.wait()


def search(page: Page) -> dict[str, float]:
    """What the first page is for: a matter is typed, and found on the page that follows."""
    begun = page.evaluate("performance.timeOrigin")
    page.locator("#f-place").press_sequentially("61")
    page.locator("#f-q").press_sequentially("cgbzq")
    took = page.evaluate("window.marks")
    page.keyboard.press("Enter")
    page.wait_for_selector("ul.found")
    listed = page.evaluate("performance.timeOrigin + window.marks['matters listed']") - begun
    return {**took, "matters listed": listed}


def change(page: Page) -> dict[str, float]:
    """What the check form is for: something is chosen, the verdict follows."""
    page.locator("#f-party-kind").select_option("individual_business")
    page.wait_for_selector("#verdict.followed")
    found: dict[str, float] = page.evaluate("window.marks")
    return found


def visit(browser: Browser, base: str, name: str) -> dict[str, float]:
    """The times of a page in one fresh profile; in another what is done on it, as soon as it can be."""
    times: dict[str, float] = {}
    for until in ("load", "domcontentloaded"):
        with browser.new_context() as context:
            context.add_init_script(WATCH)
            page = context.new_page()
            page.goto(base + PAGES[name], wait_until=until)
            times = (page.evaluate(TIMES) if until == "load" else ACTS[name](page)) | times
    return times


ACTS = {"first page": search, "check form": change}


def main() -> int:
    """Measure, print, judge."""
    from playwright.sync_api import sync_playwright
    from tests.browser.audited import launched

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    asked, slow = parser.parse_args(), False
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, served(folder) as base:
        browser = launched(playwright)
        for name in PAGES:
            found: dict[str, list[float]] = defaultdict(list)
            for _ in range(asked.times):
                for event, at in visit(browser, base, name).items():
                    found[event].append(at)
            print(f"{name}, {asked.times} times, ms:  median  first  worst")
            for event, times in sorted(found.items(), key=lambda each: statistics.median(each[1])):
                print(f"  {event:32} {statistics.median(times):7.0f} {times[0]:6.0f} {max(times):6.0f}")
                slow |= statistics.median(times) > LIMIT
        browser.close()
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
