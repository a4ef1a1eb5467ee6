package dev.tidemill.node.status;

import dev.tidemill.algebra.bound.Frontier;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.retention.Retention;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.engine.circuit.NodeReport;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says how far watermarks have come and what live tables keep, as of one tick. */
record StateReport(Frontier frontier, Function<String, List<NodeReport>> nodes) {
    private static final double MICROS_PER_SECOND = 1e6;

    List<Status.WatermarkStatus> watermarks(InputTable table) {
        List<Status.WatermarkStatus> watermarks = new ArrayList<>();
        for (Lateness lateness : table.lateness()) {
            watermarks.add(
                    new Status.WatermarkStatus(
                            table.schema().field(lateness.column()).name(),
                            lateness.lateMicros() / MICROS_PER_SECOND,
                            lateness.idleMicros() / MICROS_PER_SECOND,
                            text(
                                    table.watermark(lateness.column()).at(frontier),
                                    table.schema().type(lateness.column()))));
        }
        return watermarks;
    }

    /** What a live table's operators keep; nothing of a table that does not run yet. */
    List<Status.StateStatus> kept(String table) {
        List<Status.StateStatus> kept = new ArrayList<>();
        for (NodeReport node : running(table)) {
            for (Retention.Part part : Retention.of(node.plan()).parts()) {
                kept.add(
                        new Status.StateStatus(
                                node.plan().describe(),
                                node.stateBytes(),
                                part.state(),
                                word(part.fate()),
                                part.fate().toString(),
                                reached(node.plan(), part.fate())));
            }
        }
        return kept;
    }

    private List<NodeReport> running(String table) {
        try {
            return nodes.apply(table);
        } catch (TidemillException e) {
            return List.of();
        }
    }

    private static String word(Retention.Fate fate) {
        return switch (fate) {
            case Retention.Collected _ -> "collected";
            case Retention.Bounded _ -> "bounded";
            case Retention.Forever _ -> "forever";
        };
    }

    private @Nullable String reached(Plan plan, Retention.Fate fate) {
        if (!(fate instanceof Retention.Collected collected)) {
            return null;
        }
        Type type =
                plan.inputs().get(collected.input()).schema().fields().stream()
                        .filter(field -> field.name().equals(collected.name()))
                        .findFirst()
                        .map(field -> field.type())
                        .orElse(Type.TIMESTAMP);
        return text(collected.bound().at(frontier), type);
    }

    private static @Nullable String text(OptionalLong value, Type type) {
        if (value.isEmpty()) {
            return null;
        }
        return type == Type.DATE
                ? LocalDate.ofEpochDay(value.getAsLong()).toString()
                : LocalDateTime.ofInstant(
                                Instant.EPOCH.plus(value.getAsLong(), ChronoUnit.MICROS),
                                ZoneOffset.UTC)
                        .toString();
    }
}
