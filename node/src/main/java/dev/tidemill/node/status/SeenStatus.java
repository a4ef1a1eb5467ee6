package dev.tidemill.node.status;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.node.access.Sight;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The status as somebody may see it: of tables that they may read, and nothing that tells values of
 * rows that are kept back. What rows there are of a table that is filtered is not told: its counts
 * are {@link #NOT_TOLD}. Nor is told when a table that is not seen as it is changed, and by which
 * statement it is kept.
 */
public final class SeenStatus {
    /** Stands for a count that is not told. */
    public static final long NOT_TOLD = -1;

    private final Sight sight;
    private final Map<String, Schema> schemas;
    private final long tick;

    private SeenStatus(Sight sight, Map<String, Schema> schemas, long tick) {
        this.tick = tick;
        this.sight = requireNonNull(sight, "sight");
        this.schemas = Map.copyOf(schemas);
    }

    /**
     * What of a status may be seen.
     *
     * @param schemas of all tables that run
     */
    public static Status of(Status status, Sight sight, Map<String, Schema> schemas) {
        return sight.isRestricted()
                ? new SeenStatus(sight, schemas, status.tick()).seen(status)
                : status;
    }

    private boolean sees(String table) {
        return schemas.containsKey(table) && sight.sees(table);
    }

    private boolean seesWhole(String table) {
        Schema schema = schemas.get(table);
        return schema != null && sight.seesWhole(table, schema);
    }

    private Status seen(Status status) {
        List<Status.TableStatus> tables =
                status.tables().stream().filter(t -> sees(t.name())).map(this::seen).toList();
        return new Status(
                status.project(),
                status.title(),
                status.tick(),
                status.now(),
                status.clock(),
                tables.stream().mapToLong(table -> Math.max(0, table.rows())).sum(),
                0,
                status.ticksPerSecond(),
                status.lagMs(),
                status.tickP99Ms(),
                status.memory(),
                status.journal(),
                status.checkpoint(),
                status.uptimeS(),
                status.state(),
                status.problem() == null ? null : "administrators are told",
                status.definitionProblem() == null ? null : "administrators are told",
                status.sources().stream()
                        .filter(source -> source.tables().stream().allMatch(this::seesWhole))
                        .toList(),
                List.of(),
                tables,
                status.suspended().stream()
                        .filter(table -> sight.sees(table.name()))
                        .map(SeenStatus::seen)
                        .toList(),
                status.building().stream()
                        .filter(table -> sight.sees(table.name()))
                        .map(SeenStatus::seen)
                        .toList(),
                List.of(),
                status.checks().stream().filter(check -> seesWhole(check.table())).toList(),
                status.readers(),
                status.queryEngine());
    }

    private static Status.SuspendedStatus seen(Status.SuspendedStatus table) {
        return new Status.SuspendedStatus(
                table.name(),
                table.code(),
                "it does not run; administrators are told why",
                table.sinceTick(),
                "",
                table.preview());
    }

    private static Status.BuildingStatus seen(Status.BuildingStatus table) {
        return new Status.BuildingStatus(
                table.name(),
                NOT_TOLD,
                NOT_TOLD,
                table.sinceTick(),
                table.replaces(),
                "",
                table.problem() == null ? null : "administrators are told",
                table.preview());
    }

    private Status.TableStatus seen(Status.TableStatus table) {
        if (seesWhole(table.name())) {
            return table;
        }
        Schema schema = requireNonNull(schemas.get(table.name()));
        boolean counted = !sight.hasFilter(table.name(), schema);
        Set<String> names = new TreeSet<>(sight.columns(table.name(), schema).names());
        return new Status.TableStatus(
                table.name(),
                table.kind(),
                table.schema(),
                counted ? table.rows() : NOT_TOLD,
                counted ? table.rowsPerSecond() : 0,
                counted ? table.changesTotal() : NOT_TOLD,
                tick,
                NOT_TOLD,
                NOT_TOLD,
                NOT_TOLD,
                0,
                0,
                0,
                null,
                table.inputs().stream().filter(this::sees).toList(),
                table.key().stream().filter(names::contains).toList(),
                table.columns().stream().filter(c -> names.contains(c.name())).toList(),
                null,
                table.description(),
                List.of(),
                List.of());
    }
}
