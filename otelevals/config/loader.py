"""From sources to a checked configuration: reads, merges, substitutes, validates, and reports everything at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from otelevals.api.component import ComponentId
from otelevals.api.errors import ConfigError
from otelevals.api.judge_config import JudgeConfig
from otelevals.api.registry import Registry
from otelevals.config.before_journal import before_journal, unfit
from otelevals.config.components import ComponentSpec, read_components
from otelevals.config.implied import implied_pipelines, without_store
from otelevals.config.judges import SECTION as JUDGES
from otelevals.config.judges import read_judges
from otelevals.config.nodes import Map, descend, locate, show
from otelevals.config.pipelines import PipelineSpec, read_service
from otelevals.config.places import misplaced
from otelevals.config.problem import InvalidConfiguration, Problem, join, shorten
from otelevals.config.reader import Budget
from otelevals.config.service import ServiceConfig
from otelevals.config.sources import Sources
from otelevals.config.substitute import Substitution

SECTIONS = ("receivers", "processors", "exporters", "connectors", "extensions", JUDGES, "service")


@dataclass(frozen=True)
class Loaded:
    """A configuration that can be built."""

    sections: Mapping[str, Mapping[ComponentId, ComponentSpec]]
    """The components of receivers, processors, exporters and extensions, used or not."""
    pipelines: list[PipelineSpec]
    judges: Mapping[str, JudgeConfig]
    """The models that scorers may ask, by their names."""
    service: ServiceConfig
    warnings: list[str]
    base_dir: Path
    """The folder of the first configuration file."""
    files: list[Path]
    """Every file that was read."""
    raw: Map
    """The merged tree with its substitutions made, its secrets marked, and what it implies."""

    def problem(self, kind: str, id_: ComponentId, error: ConfigError) -> Problem:
        """What a component found wrong when it was built, placed where it was written."""
        path = (kind, str(id_), *error.path)
        node = descend(self.raw, path)
        return Problem(locate(self.raw, path), join(*path), "" if node is None else show(node), str(error))


def load(sources: Sequence[str], sets: Sequence[str], registry: Registry, environ: Mapping[str, str]) -> Loaded:
    """The configuration that the sources give together; InvalidConfiguration with everything that is wrong."""
    budget = Budget()
    problems: list[Problem] = []
    reader = Sources(environ, budget, problems)
    tree = reader.read(sources, sets)
    base_dir = reader.files[0].parent if reader.files else Path()

    substitution = Substitution(environ, budget, problems)
    root = substitution.expand(tree)
    assert isinstance(root, Map)

    problems.extend(_unknown_sections(root))
    judges, problems_of_judges = read_judges(root, base_dir)
    problems.extend(problems_of_judges)
    defined = read_components(root, registry, base_dir, judges)
    service, pipelines, wrong = read_service(root, defined.classes, base_dir)
    problems.extend(defined.problems)
    problems.extend(wrong)
    problems.extend(unfit(root, defined.specs))
    problems.extend(without_store(root, defined.specs, pipelines, service))
    if problems:
        raise InvalidConfiguration(problems)

    pipelines += implied_pipelines(root, defined.specs, pipelines, service, registry, base_dir)
    warnings = [
        *substitution.warnings,
        *_unused(defined.specs, pipelines, service),
        *misplaced(defined.specs, pipelines),
    ]
    return Loaded(
        sections=defined.specs,
        pipelines=pipelines,
        judges={name: judge for name, judge in judges.items() if judge is not None},
        service=service,
        warnings=[str(warning) for warning in sorted(warnings)],
        base_dir=base_dir,
        files=[*reader.files, *substitution.files],
        raw=root,
    )


def _unknown_sections(root: Map) -> Iterator[Problem]:
    for key in root.entries:
        if key not in SECTIONS:
            yield Problem(locate(root, (key,)), "", shorten(key), "unknown section", SECTIONS)


def _unused(
    specs: Mapping[str, Mapping[ComponentId, ComponentSpec]], pipelines: Sequence[PipelineSpec], service: ServiceConfig
) -> Iterator[Problem]:
    used = {(kind, found) for pipeline in pipelines for kind in specs for found in getattr(pipeline, kind, ())}
    used |= {("extensions", found) for found in service.extensions}
    used |= {("processors", found) for spec in specs["receivers"].values() if (found := before_journal(spec))}
    for kind, components in specs.items():
        for found, spec in components.items():
            if (kind, found) not in used:
                users = "not in service::extensions" if kind == "extensions" else "not used by any pipeline"
                yield Problem(spec.location, join(kind, str(found)), str(found), f"{users}: it is not started")
