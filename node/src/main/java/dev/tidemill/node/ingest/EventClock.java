package dev.tidemill.node.ingest;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.ProjectClock;
import dev.tidemill.engine.circuit.InputTable;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The time that rows bring to a project on replayed time: the event times of the rows of some
 * tables. Immutable.
 *
 * @param tables those whose rows move the project's time
 */
public record EventClock(Set<String> tables) {
    /** No row moves the time. */
    public static final EventClock NONE = new EventClock(Set.of());

    /** What {@link #micros} gives when the rows bring no time. */
    public static final long NO_TIME = Long.MIN_VALUE;

    public EventClock {
        tables = Set.copyOf(tables);
    }

    /** The clock of a project: that of the tables of its replayed source, when it follows one. */
    public static EventClock of(Project project) {
        if (!(project.clock() instanceof ProjectClock.ReplayTime replay)) {
            return NONE;
        }
        List<String> replayed =
                project.sources().stream()
                        .filter(source -> source.name().equals(replay.source()))
                        .map(source -> source.tables())
                        .flatMap(Collection::stream)
                        .toList();
        return new EventClock(Set.copyOf(replayed));
    }

    /** The latest event time of these rows in microseconds, or {@link #NO_TIME}. */
    public long micros(InputTable target, Batch rows) {
        if (target.eventTime() < 0
                || !tables.contains(target.name())
                || !(rows.column(target.eventTime()) instanceof LongColumn times)) {
            return NO_TIME;
        }
        long latest = NO_TIME;
        for (int row = 0; row < times.size(); row++) {
            latest = times.isNull(row) ? latest : Math.max(latest, times.values()[row]);
        }
        return latest;
    }
}
