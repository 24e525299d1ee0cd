"""The stopwatch: takes the time, the peak of memory and the floor of each line, and tells who waits.

Belongs here: how a line is measured. Does not: what is measured.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from deployments.bench import memory, processor
from deployments.bench.floor import as_owner, floor_seconds
from deployments.bench.lines import KINDS, Line


@dataclass
class Watch:
    """Measures line after line; `begun` is told the title of each before it starts."""

    begun: Callable[[str], object]
    lines: list[Line] = field(default_factory=list)
    period_id: int = 0

    @contextmanager
    def line(self, key: str, rows: int = 0) -> Iterator[Line]:
        """Measure the block as line `key`; the rows may be set later. Its floor is measured by `floor`."""
        self.begun(KINDS[key].title)
        line = Line(key, rows)
        memory.forget_peak()
        with as_owner() as owner:
            before = processor.spent(owner)
            began = time.perf_counter()
            yield line
            # A line that needs time to get ready has measured its work itself.
            line.seconds = line.seconds or time.perf_counter() - began
            line.processor = processor.between(before, processor.spent(owner))
        line.memory = memory.peak()
        self.lines.append(line)

    def floor(self, *keys: str) -> None:
        """Measure the floors of these lines, once their rows are stored."""
        for line in self.lines:
            if line.key in keys:
                line.floor = sum(floor_seconds(select, self.period_id) for select in line.kind.floor)
