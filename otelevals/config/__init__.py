"""The configuration: YAML with substitutions to checked component options, with every mistake reported at once."""

from otelevals.config.components import ComponentSpec
from otelevals.config.loader import Loaded, load
from otelevals.config.pipelines import PipelineSpec
from otelevals.config.problem import InvalidConfiguration, Location, Problem
from otelevals.config.service import LogsConfig, MetricsConfig, ServiceConfig

__all__ = [
    "ComponentSpec",
    "InvalidConfiguration",
    "Loaded",
    "Location",
    "LogsConfig",
    "MetricsConfig",
    "PipelineSpec",
    "Problem",
    "ServiceConfig",
    "load",
]
