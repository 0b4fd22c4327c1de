"""Where the code of each module runs: configuration, build, server, edge, browser, a script, a test, or nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from buildcheck.load.paths import join
from buildcheck.model.environment import Where
from buildcheck.model.module import EnvAsk, EnvRead
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.survey.environment.demand import Demand, entry_names
from buildcheck.survey.environment.graph import Targets, below

_TEST = re.compile(
    r"(?:^|/)(?:__tests__|__mocks__|tests?|e2e|cypress|playwright|\.storybook)/|\.(?:test|spec|stories|cy|e2e)\.\w+$"
    r"|(?:^|/)(?:jest|vitest|playwright|cypress|karma|wdio)[\w.-]*\.(?:config|setup|workspace)\.\w+$"
    r"|(?:^|/)(?:setupTests|test-setup|global-setup|global-teardown)\.\w+$"
)
_BUILD_CONFIGS = re.compile(
    r"(?:next|vite|postcss|tailwind|babel|svelte|astro|nuxt|vue|craco|react-router|remix|app|webpack|rollup|rolldown"
    r"|contentlayer|velite|source|uno|panda|mdx|next-sitemap|next-i18next|i18n|lingui|farm|rspack|rsbuild|unocss|pages"
    r")\.config\.\w+|gatsby-(?:config|node)\.\w+|\.babelrc\.\w+"
)
_CONFIG = re.compile(r"[\w.-]+[.-]config(?:\.[\w-]+)*\.[cm]?[jt]sx?|\.[\w-]+rc\.[cm]?[jt]s")
_ELSEWHERE = re.compile(r"(?:^|/)supabase/functions/")
"""Deployed on its own, and not by the build."""
_SERVES = re.compile(r"(?:^|/)(?:api|server|backend|functions|netlify|workers?|_worker)(?:/|\.[cm]?[jt]s$)")
_CLIENT_CONVENTIONS = frozenset({"instrumentation-client"})
_CLIENT_FILE = re.compile(r"(?:.*/)?sentry\.client\.config\.[jt]s")
_RENDERS_ON_SERVER = frozenset(
    {"remix", "react-router", "tanstack-start", "solid-start", "sveltekit", "astro", "qwik", "nuxt", "gatsby"}
)
_IN_BROWSER = frozenset({"vite", "react-scripts", "parcel", "vue-cli", "webpack"})


class Places:
    """Answers for one survey, module by module."""

    def __init__(self, project: Project, survey: Survey, targets: Targets) -> None:
        self._project = project
        self._survey = survey
        self._targets = targets
        self.framework = project.framework.name if project.framework is not None else None

    def of(self, path: str, read: EnvRead | EnvAsk) -> tuple[Where, ...]:
        """Say where ``read`` of the module at ``path`` runs."""
        found: dict[Where, None] = {}
        if path in self._config:
            found["config"] = None
        if path in self._build:
            found["build"] = None
        if path in self._server_itself:
            found["server"] = None
        if path in self._survey.layers.edge:
            found["edge"] = None
        if self.demand.runs(path, read.within, certain=False):
            found["browser"] = None
        if not found and path in self._survey.layers.pages:
            # What of a page no browser runs is run by getServerSideProps and its like.
            found["server"] = None
        if found:
            return tuple(found)
        if path in self._script:
            return ("script",)
        return (self._left_over(path),)

    def in_browser_alone(self, path: str, read: EnvRead | EnvAsk) -> bool:
        """Whether ``read`` certainly runs in a browser, and on a server only to render what the browser gets."""
        alone = path not in self._server_itself and path not in self._config and path not in self._build
        return alone and self.demand.runs(path, read.within, certain=True)

    def _left_over(self, path: str) -> Where:
        if _TEST.search(path) or path in self._test:
            return "test"
        if _ELSEWHERE.search(path):
            return "unreached"
        if _CONFIG.fullmatch(posixpath.basename(path)):
            return "script"
        if self._survey.next is None and _SERVES.search(path):
            return "server"
        return "unreached" if self._survey.reached is not None else self._unknown

    @property
    def _unknown(self) -> Where:
        return "browser" if self.framework in _IN_BROWSER else "server"

    @cached_property
    def demand(self) -> Demand:
        """What code for the browser asks of each module."""
        survey, modules = self._survey, self._survey.modules
        entries = {}
        if survey.next is not None:
            for path in survey.layers.client:
                if modules[path].directive("use client") is not None:
                    entries[path] = entry_names(modules[path], page=False)
            pages = {each.path for each in survey.next.routes if each.router == "pages" and each.kind != "api"}
            for path in pages & modules.keys():
                entries[path] = entry_names(modules[path], page=True)
            beside = [path for name, path in survey.next.conventions.items() if name in _CLIENT_CONVENTIONS]
            beside += [path for path in survey.reached or () if _CLIENT_FILE.fullmatch(path)]
            layer = {*survey.layers.client, *survey.layers.pages, *below(beside, self._targets)} & modules.keys()
            entries |= {path: entry_names(modules[path], page=False) for path in beside if path in modules}
            return Demand(survey, layer, entries)
        reached = survey.reached if survey.reached is not None and self.framework in _IN_BROWSER else {}
        first = [path for path, above in (reached or {}).items() if above is not None and above.endswith(".html")]
        for path in first:
            if path in modules:
                entries[path] = entry_names(modules[path], page=False)
        return Demand(survey, below(entries, self._targets) & modules.keys(), entries)

    @cached_property
    def _config(self) -> set[str]:
        framework = self._project.framework
        named = {framework.config} if framework is not None and framework.config is not None else set()
        found = (
            each for each in self._survey.configs if _BUILD_CONFIGS.fullmatch(posixpath.basename(each)) is not None
        )
        return below((each for each in {*named, *found} if each in self._survey.modules), self._targets)

    @cached_property
    def _server_itself(self) -> set[str]:
        survey, app = self._survey, self._survey.next
        if app is None:
            return set(self._rendered())
        entries = [each.path for each in app.routes if each.kind in ("api", "handler")]
        beside = (path for name, path in app.conventions.items() if name not in _CLIENT_CONVENTIONS)
        entries += [path for path in beside if path not in survey.layers.edge]
        entries += self._started
        return set(survey.layers.server) | below(entries, self._targets)

    def _rendered(self) -> Iterator[str]:
        """Frameworks whose code runs on both sides: which module runs where is not known."""
        reached = self._survey.reached
        if self.framework in _RENDERS_ON_SERVER:
            yield from reached if reached is not None else self._survey.modules
        yield from below(self._started, self._targets)

    @cached_property
    def _started(self) -> list[str]:
        return list(self._named("start"))

    @cached_property
    def _build(self) -> set[str]:
        return below((*self._named("build"), *self._named("install")), self._targets) - self._config

    @cached_property
    def _script(self) -> set[str]:
        return below(self._named(None), self._targets)

    @cached_property
    def _test(self) -> set[str]:
        return below((each for each in self._survey.modules if _TEST.search(each)), self._targets)

    def _named(self, needed: str | None) -> Iterable[str]:
        """Give the modules that commands of that stage name: ``node scripts/x.mjs``."""
        for command in self._survey.commands:
            if command.needed != needed or command.run.folder is None:
                continue
            folder = posixpath.dirname(command.at.path) or "."
            for word in command.words[1:]:
                path = posixpath.normpath(join(folder, posixpath.join(command.run.folder, word)))
                if path in self._survey.modules:
                    yield path
