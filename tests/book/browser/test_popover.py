"""The popover of a number: opened and closed by every means, always inside the window, with all that belongs to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.browser]

POPOVER = "#review-popover"
DESKTOP, PHONE = {"width": 1200, "height": 800}, {"width": 360, "height": 640}


@pytest.fixture
def open_page(browser, rich_book):
    """Return a function that opens a page of the rich book from file:// and fails on errors, dialogs and requests."""
    contexts, troubles = [], []

    def open_it(name: str, viewport: dict = DESKTOP, **options):
        context = browser.new_context(viewport=viewport, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("dialog", lambda dialog: (troubles.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: troubles.append(f"error {error}"))
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on(
            "request",
            lambda request: None if request.url.startswith(("file:", "data:")) else troubles.append(request.url),
        )
        page.goto((rich_book / f"_build/html/chapters/{name}.html").as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert troubles == []


def number(page, text: str):
    return page.locator("a.stat", has_text=text).first


# Whether the whole popover is in the window, on top of everything else there, and beside its number.
PLACED = """() => {
  const popover = document.getElementById("review-popover");
  const { left, right, top, bottom } = popover.getBoundingClientRect();
  const inside = left >= 0 && top >= 0 && right <= document.documentElement.clientWidth && bottom <= innerHeight;
  const corners = [[left + 3, top + 8], [right - 3, top + 8], [left + 3, bottom - 8], [right - 3, bottom - 8]];
  const uncovered = corners.every(([x, y]) => popover.contains(document.elementFromPoint(x, y)));
  const number = document.querySelector('a.stat[aria-expanded="true"]').getBoundingClientRect();
  const beside = top >= number.bottom - 1 || bottom <= number.top + 1 || left >= number.right || right <= number.left;
  return { inside, uncovered, beside };
}"""


FOCUSED = "(({ ariaLabel, href, innerText }, it) => it ?? ariaLabel ?? innerText)"
FOCUSED += "(document.activeElement, document.activeElement.getAttribute('href'))"


def opened_text(page) -> str:
    """Return all that the popover says, once it has been loaded, with what is folded."""
    page.locator(f"{POPOVER}[data-filled]").wait_for()
    page.evaluate(f"document.querySelectorAll('{POPOVER} details').forEach((details) => (details.open = true))")
    return page.locator(POPOVER).inner_text()


def focused_inside(page) -> bool:
    return page.evaluate(f"document.querySelector('{POPOVER}').contains(document.activeElement)")


@pytest.mark.parametrize("way", ["click", "tap", "Enter", "Space"])
def test_a_number_opens_by_mouse_finger_and_keyboard(open_page, way):
    page = open_page("index", has_touch=way == "tap")
    button = number(page, "80.0%")
    assert button.get_attribute("role") == "button"
    assert button.get_attribute("aria-haspopup") == "dialog"
    assert button.get_attribute("aria-expanded") == "false"
    if way in ("click", "tap"):
        getattr(button, way)()
    else:
        button.focus()
        page.keyboard.press(way)
    assert page.locator(POPOVER).is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("dialog", name="80.0%").is_visible(), "it has a name that says which number it explains"
    assert focused_inside(page)
    assert "references.html" not in page.url, "the link behind the number is not followed"


def test_the_popover_shows_value_interval_rows_formula_source_and_what_the_review_prints(open_page):
    page = open_page("index")
    number(page, "80.0%").click()
    text = opened_text(page)
    assert "80.0%" in text and "8 of 10, which is 80.0%." in text
    assert "95% CI, Wilson" in text and "49.0-94.3%" in text
    assert "8/10 (printed: 80%)" in text
    assert "Alpha, Drug, No-reflow" in text
    assert "Table 2" in text and "Read in the publication" in text
    assert "data/counts.csv row 7" in text
    assert "No-reflow was: CTP, Tmax > 6 s" in text
    assert "The source review prints it differently: 7/10" in text
    assert "Alpha et al. 2020" in text and "confirmed" in text
    assert 'pct("alpha2020trial", "drug", "nrp")' in text
    how = page.locator(f"{POPOVER} dt", has_text="How")
    assert how.locator("xpath=following-sibling::dd[1]").inner_text().strip()
    links = {link.inner_text(): link.get_attribute("href") for link in page.locator(f"{POPOVER} a").all()}
    assert links["Open the source"] == "https://doi.org/10.1000/alpha.1"
    assert links["Alpha et al. 2020"] == "references.html#ref-alpha2020trial"
    assert links["publication"] == "https://doi.org/10.1000/alpha.1"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("tables", "0/20", "calculated back from the printed percentage"),
        ("tables", "0/20", "Quoted by Reference 1"),
        ("edges", "2.749", "The printed figures do not fit together"),
        ("edges", "7/10", "As the source review prints it"),
        ("places", "fewer than half", "it compares 20.0%"),
    ],
)
def test_the_popover_warns_of_what_a_reader_must_know(open_page, name, text, expected):
    page = open_page(name)
    number(page, text).click()
    assert expected in opened_text(page)


def test_tab_reaches_the_links_and_then_leaves_and_closes_it(open_page):
    page = open_page("index")
    number(page, "80.0%").focus()
    page.keyboard.press("Enter")
    page.locator(f"{POPOVER}[data-filled]").wait_for()
    reached = []
    while focused_inside(page) and len(reached) < 20:
        page.keyboard.press("Tab")
        if page.locator(POPOVER).count() == 0:
            break
        reached.append(
            page.evaluate("((it) => it.getAttribute('href') ?? it.ariaLabel ?? it.innerText)(document.activeElement)")
        )
    assert reached == [
        "Close",
        "../studies/alpha2020trial.html#counts-drug-nrp-alpha_ctp-primary",
        "https://doi.org/10.1000/alpha.1",
        "references.html#ref-alpha2020trial",
        "https://doi.org/10.1000/alpha.1",
        "Technical details",
        "Copy link",
        "Copy",
        "Cite",
        "Report an error",
    ]
    assert page.locator(POPOVER).count() == 0
    assert page.evaluate("document.activeElement.textContent") == "most of them", "reading goes on with the next number"
    assert number(page, "80.0%").get_attribute("aria-expanded") == "false"


@pytest.mark.parametrize("way", ["Escape", "button", "same number"])
def test_closing_returns_the_focus_to_the_number(open_page, way):
    page = open_page("index")
    button = number(page, "80.0%")
    button.click()
    if way == "Escape":
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
    elif way == "button":
        page.get_by_role("button", name="Close", exact=True).click()
    else:
        button.click()
    assert page.locator(POPOVER).count() == 0
    assert button.evaluate("button => button === document.activeElement")
    assert button.get_attribute("aria-expanded") == "false"


def test_a_click_outside_closes_it_and_one_on_another_number_opens_that(open_page):
    page = open_page("index")
    number(page, "80.0%").click()
    page.get_by_role("heading", name="A small book").click()
    assert page.locator(POPOVER).count() == 0
    number(page, "80.0%").click()
    number(page, "8/10").click(position={"x": 3, "y": 3})
    assert page.locator(POPOVER).count() == 1
    assert page.locator("#popover-value").inner_text() == "8/10"
    assert number(page, "80.0%").get_attribute("aria-expanded") == "false"
    assert number(page, "8/10").get_attribute("aria-expanded") == "true"
    page.locator("#popover-value").click()
    assert page.locator(POPOVER).count() == 1, "a click inside leaves it open"


@pytest.mark.parametrize(
    "viewport", [PHONE, DESKTOP, {"width": 640, "height": 360}], ids=["phone", "desktop", "turned"]
)
@pytest.mark.parametrize("name", ["edges", "tables", "places"])
def test_the_popover_stays_inside_the_window_wherever_its_number_stands(open_page, name, viewport):
    page = open_page(name, viewport)
    number(page, "").click()
    opened_text(page)  # from now on what opens is there at once
    page.keyboard.press("Escape")
    wrong = page.evaluate(
        f"const placed = {PLACED};"
        """
        (() => {
          const wrong = [];
          for (const button of document.querySelectorAll("article a.stat")) {
            for (const block of ["start", "center", "end"]) {
              button.scrollIntoView({ block, inline: "end" });
              button.click();
              const found = placed();
              if (!Object.values(found).every(Boolean)) wrong.push([button.textContent, block, found]);
              button.click();
            }
          }
          return wrong;
        })()"""
    )
    assert page.locator("article a.stat").count() >= 3
    assert wrong == []


def test_the_popover_follows_when_the_window_changes(open_page):
    page = open_page("edges", DESKTOP)
    number(page, "2.749").click()
    page.set_viewport_size(PHONE)
    number(page, "2.749").evaluate("button => button.scrollIntoView({ block: 'center' })")
    page.evaluate("dispatchEvent(new Event('resize'))")
    assert page.evaluate(PLACED) == {"inside": True, "uncovered": True, "beside": True}


@pytest.mark.parametrize("name", ["edges", "tables", "places", "results", "references"])
def test_no_page_scrolls_sideways_on_a_phone(open_page, name):
    page = open_page(name, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_markup_in_data_and_bibliography_is_shown_as_text_and_never_run(open_page):
    page = open_page("tables")  # the fixture fails when a dialog opens
    number(page, "0/20").click()
    text = opened_text(page)
    for shown in ("<script>alert('label')", "<script>alert('group')", "</script><script>alert('definition')"):
        assert shown in text
    assert "</script><img src=x onerror=alert('locator')>" in text
    assert page.locator(f"{POPOVER} img, {POPOVER} script").count() == 0
    caption = page.locator(".fig-caption").inner_text()
    assert re.search(r"<script>alert\(.caption.\)</script>", caption), "with typographic quotes"
    page = open_page("edges")
    number(page, "2.749").click()
    assert "<script>alert('fault')</script>" in opened_text(page)
    page = open_page("references")
    text = page.locator("article").inner_text()
    assert "<script>alert('title')</script>" in text and "alert('author')" in text


def test_without_scripts_a_number_leads_to_its_source(open_page):
    page = open_page("index", java_script_enabled=False)
    button = number(page, "80.0%")
    assert button.get_attribute("role") is None
    button.click()
    assert Path(page.url.partition("#")[0]).name == "references.html"
    assert page.url.endswith("#ref-alpha2020trial")
    assert page.locator("[id='ref-alpha2020trial']").is_visible()


def test_printed_a_number_is_plain_text_and_no_popover_is_there(open_page):
    page = open_page("index")
    button = number(page, "80.0%")
    button.click()
    page.emulate_media(media="print")
    assert not page.locator(POPOVER).is_visible()
    style = button.evaluate(
        """button => {
          const own = getComputedStyle(button), around = getComputedStyle(button.parentElement);
          return [own.textDecorationLine, own.color === around.color, own.fontWeight === around.fontWeight,
                  getComputedStyle(button, "::after").content];
        }"""
    )
    assert style == ["none", True, True, "none"]


def test_a_modified_click_follows_the_link_as_anywhere_else(open_page):
    page = open_page("index")
    with page.context.expect_page() as opened:
        number(page, "80.0%").click(modifiers=["Control"])
    assert opened.value.url.endswith("references.html#ref-alpha2020trial")
    assert page.locator(POPOVER).count() == 0
