"""Which files become which routes, by version. The real builds of ``tests/differential`` are the judge of the rest."""

from __future__ import annotations

from tests.survey.next.sample import next_app, urls


def test_groups_and_slots_are_no_part_of_an_address() -> None:
    app = next_app("app/(shop)/@cart/items/page.tsx", "app/[...path]/page.js", "app/%5Fx/page.js", "app/_y/page.js")
    assert urls(app) == ["app /[...path]", "app /_x", "app /items"]
    assert next(each.slots for each in app.routes if each.url == "/items") == ("@cart",)


def test_every_file_of_pages_is_a_page() -> None:
    app = next_app(
        "pages/index.js", "pages/blog/index.js", "pages/x.test.js", "pages/a.d.ts", "pages/api/x.ts", "pages/_app.js"
    )
    assert urls(app) == ["pages /", "pages /api/x", "pages /blog", "pages /x.test"]


def test_metadata_files_are_routes() -> None:
    app = next_app("app/robots.ts", "app/favicon.ico", "app/x/sitemap.xml", "app/manifest.ts")
    assert urls(app) == ["app /favicon.ico", "app /manifest.webmanifest", "app /robots.txt", "app /x/sitemap.xml"]


def test_images_of_groups_and_slots_carry_the_hash_of_their_folder() -> None:
    # What normalizeMetadataRoute of the published packages 13.5.11 and 16.4.6 gives.
    assert urls(next_app("app/(post)/opengraph-image.tsx", "app/@a/x/icon1.png")) == [
        "app /opengraph-image-12m0p1",
        "app /x/icon1-36hlx8.png",
    ]
    deep = "app/(a-very-long-group-name)/deeper/and/deeper/icon1.png"
    assert urls(next_app(deep, version="13.5.11")) == ["app /deeper/and/deeper/icon1-4teklq.png"]


def test_numbers_of_images() -> None:
    files = ("app/icon1.png", "app/icon10.png")
    assert urls(next_app(*files)) == ["app /icon1.png", "app /icon10.png"]
    assert urls(next_app(*files, build="next build --webpack")) == ["app /icon1.png"]


def test_the_root_wins_over_src() -> None:
    app = next_app("app/globals.css", "src/app/page.js", "src/pages/index.js", version="15.5.29")
    assert (app.app_dir, app.pages_dir, app.ignored_dirs) == ("app", "src/pages", ("src/app",))


def test_the_app_folder_of_13_2_asks_for_a_switch() -> None:
    assert next_app("app/page.js", "pages/a.js", version="13.2.4").app_dir is None
    assert next_app("app/page.js", "pages/a.js", version="13.4.19").app_dir == "app"


def test_conventions_lie_beside_the_routes() -> None:
    assert next_app("src/app/page.js", "middleware.ts").conventions == {}
    assert next_app("src/app/page.js", "src/middleware.ts").conventions == {"middleware": "src/middleware.ts"}
    assert next_app("app/page.js", "proxy.ts", version="15.5.29").conventions == {}
