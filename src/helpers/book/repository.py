"""What a page offers where the repository of its book has an address: to edit it, to run it, to report an error."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from sphinx.application import Sphinx


class Host(NamedTuple):
    """How a host of repositories calls things.

    Parameters: edit, what stands between a repository and a branch; issue, its form of a new issue; fixed, what is
    asked of that form; title and body, its fields, body "" for a form with fields of its own; binder, Binder's name of
    the host.
    """

    edit: str
    issue: str
    fixed: dict[str, str]
    title: str
    body: str
    binder: str


FORM = "wrong-number.yml"  # of .github/ISSUE_TEMPLATE; its fields are page, value, expression and row
HOSTS = {
    "github.com": Host("/edit/", "/issues/new", {"template": FORM}, "title", "", "gh"),
    "gitlab.com": Host("/-/edit/", "/-/issues/new", {}, "issue[title]", "issue[description]", "gl"),
}
OTHER_HOST = Host("/edit/", "/issues/new", {}, "title", "body", "gh")


def repository_of(app: Sphinx) -> str:
    """Return the address of the repository, without its last slash; "" while none is set."""
    return str(app.config.html_theme_options.get("repository_url") or "").rstrip("/")


def _host(repository: str) -> Host:
    return HOSTS.get(urlsplit(repository).netloc, OTHER_HOST)


def report_form(app: Sphinx) -> dict[str, Any]:
    """Return what a script needs to fill in the form of a wrong number; {} while the repository has no address.

    That is its address, the name of its title, what is fixed, and the name of its body where it has no other fields.
    """
    repository = repository_of(app)
    if not repository:
        return {}
    host = _host(repository)
    return {"address": f"{repository}{host.issue}", "fixed": host.fixed, "title": host.title, "body": host.body}


def page_links(app: Sphinx, page: str, *, written: bool = True) -> list[dict[str, str]]:
    """Return the `words` and `href` of what the repository offers for a page, once its address is set.

    Parameters: page, its name; written, whether it has a source that can be edited and run.
    """
    repository = repository_of(app)
    if not repository:
        return []
    host = _host(repository)
    fields = {host.title: f"Error on {page}", **({} if host.body else {"page": page})}
    report = f"{repository}{host.issue}?{urlencode({**host.fixed, **fields}, quote_via=quote)}"
    found = _links_to_source(app, page, repository, host) if written else []
    return [*found, {"words": "Report an error", "href": report}]


def _links_to_source(app: Sphinx, page: str, repository: str, host: Host) -> list[dict[str, str]]:
    options = app.config.html_theme_options
    branch = quote(str(options.get("repository_branch") or "main"))
    folder = str(options.get("path_to_docs") or "").strip("/")
    file = quote("/".join(filter(None, (folder, app.env.doc2path(page, False)))))
    launch = options.get("launch_buttons") or {}
    found = []
    if isinstance(launch, dict) and launch.get("binderhub_url"):
        hub, path = str(launch["binderhub_url"]).rstrip("/"), urlsplit(repository).path.strip("/")
        where = f"{hub}/v2/{host.binder}/{path}/{branch}"
        found.append({"words": "Run it on Binder", "href": f"{where}?urlpath=lab/tree/{file}"})
    return [*found, {"words": "Edit this page", "href": f"{repository}{host.edit}{branch}/{file}"}]
