"""Measures in the open form of MetricFlow: semantic models over tables, and metrics on them, for whoever reads such definitions."""

from grassroots_ibis.metricflow.export import MetricFlow

__all__ = ["MetricFlow"]
