"""YAML from anybody: nothing but plain values, never larger than it looks and never ambiguous."""

from typing import Any

import yaml
from yaml.error import MarkedYAMLError
from yaml.events import AliasEvent

from app.core.errors import Refused


class _Strict(yaml.SafeLoader):
    """SafeLoader without aliases, a few lines of which can stand for gigabytes, and without a key said twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(AliasEvent):
            raise yaml.YAMLError("aliases are not taken")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        found = super().construct_mapping(node, deep)
        if len(found) < len(node.value):
            raise MarkedYAMLError(problem_mark=node.start_mark)
        return found


def load(source: str) -> Any:
    """The values in it. Raises Refused, naming the line, when it cannot be read."""
    try:
        return yaml.load(source, Loader=_Strict)  # noqa: S506  (a SafeLoader that refuses more)
    except RecursionError:
        raise Refused("its front matter is nested too deeply") from None
    except Exception as error:
        # Its constructors raise whatever their Python raises: KeyError for a bad bool, IndexError for an empty int.
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise Refused(f"its front matter is not YAML that we can read{where}") from None
