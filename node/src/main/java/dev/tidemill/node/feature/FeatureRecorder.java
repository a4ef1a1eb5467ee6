package dev.tidemill.node.feature;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.Circuit;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.Erasure;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.forget.ErasedRows;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.Recording;
import dev.tidemill.node.tick.Mill;
import dev.tidemill.node.tick.SealedTick;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes down how the sources of feature views change: which row was known for a key from which
 * tick on. What it writes follows from the ticks alone and is part of the tick it came of, so a
 * replay writes the same, and a reader of a tick finds all that was known in it.
 *
 * <p>Invariants: behind the last {@code begin} of a log, and unless an {@code end} follows it, the
 * newest line of each key says what the table had for that key at that tick. A key has at most one
 * line in a tick; a row whose recorded columns stay the same has none.
 *
 * <p>In a tick that erases people, tables that were built again are recorded as from a new
 * beginning, and no line tells of whoever was erased.
 *
 * <p>Engine thread only.
 */
public final class FeatureRecorder implements Mill.TickRecorder {
    /** By the log's name. */
    private final Map<String, Followed> followed = new HashMap<>();

    /** A table that is followed. */
    private static final class Followed {
        private final Recording recording;
        private boolean isOpen;

        /** Whether the log may be open though its table does not run: a start does not know. */
        private boolean mayBeOpen;

        /** The definitions for which the positions hold. */
        private DefinitionsInForce.@Nullable View known;

        /**
         * Of the recorded columns in the table, its time last; null when it does not run or fit.
         */
        private int @Nullable [] positions;

        Followed(Recording recording) {
            this.recording = recording;
        }
    }

    /**
     * @param view the definitions as they were recovered: what runs in them goes on
     */
    public FeatureRecorder(DefinitionsInForce.View view) {
        for (Recording recording : view.definitions().recordings()) {
            Followed log = new Followed(recording);
            find(log, view);
            log.isOpen = log.positions != null;
            log.mayBeOpen = log.positions == null;
            followed.put(recording.log(), log);
        }
    }

    @Override
    public Set<String> record(
            SealedTick sealed,
            TickOutput output,
            Set<String> renewed,
            Circuit circuit,
            DefinitionsInForce.View view) {
        List<Recording> recordings = view.definitions().recordings();
        if (recordings.isEmpty() && followed.isEmpty()) {
            return Set.of();
        }
        List<ErasureEntry> erasures =
                sealed.entries().stream()
                        .filter(ErasureEntry.class::isInstance)
                        .map(ErasureEntry.class::cast)
                        .toList();
        Set<String> written = new TreeSet<>();
        Set<String> wanted = new TreeSet<>();
        for (Recording recording : recordings) {
            wanted.add(recording.log());
            Followed log = followed.get(recording.log());
            if (log == null || !log.recording.equals(recording)) {
                log = new Followed(recording);
                followed.put(recording.log(), log);
            }
            if (log.known != view) {
                find(log, view);
            }
            boolean begins =
                    renewed.contains(recording.table())
                            || ErasedRows.isAll(erasures, recording.log());
            if (begins && log.positions != null) {
                log.isOpen = false;
            }
            Batch lines = lines(log, sealed, output, circuit);
            if (lines != null && !erasures.isEmpty()) {
                lines = without(lines, ErasedRows.of(erasures, recording.inputTable()));
            }
            if (lines != null && !lines.isEmpty()) {
                circuit.append(recording.log(), lines);
                written.add(recording.log());
            }
        }
        followed.keySet().retainAll(wanted);
        return written;
    }

    /** That a person's row went is no line either: it has their key. */
    private static Batch without(Batch lines, List<Erasure> erased) {
        // All lines go of a log that begins anew, and what it begins with stays.
        List<Erasure> rows =
                erased.stream().filter(each -> each.column() >= Recording.OWN_COLUMNS).toList();
        return rows.isEmpty() ? lines : Erasure.any(rows).others(lines);
    }

    private static void find(Followed log, DefinitionsInForce.View view) {
        log.known = view;
        log.positions = positions(log.recording, schema(log.recording.table(), view));
    }

    private static @Nullable Schema schema(String table, DefinitionsInForce.View view) {
        InputTable input = view.inputs().get(table);
        if (input != null) {
            return input.schema();
        }
        PlannedTable live = view.liveTables().get(table);
        return live == null ? null : live.schema();
    }

    /** Null when the table does not run, or has other columns than were declared. */
    private static int @Nullable [] positions(Recording recording, @Nullable Schema schema) {
        if (schema == null) {
            return null;
        }
        List<Field> recorded = recording.recorded();
        boolean timed = recording.time() != null;
        int[] positions = new int[recorded.size() + (timed ? 1 : 0)];
        for (int i = 0; i < recorded.size(); i++) {
            positions[i] = schema.indexOf(recorded.get(i).name());
            if (positions[i] < 0 || !schema.type(positions[i]).equals(recorded.get(i).type())) {
                return null;
            }
        }
        if (timed) {
            int time = schema.indexOf(String.valueOf(recording.time()));
            if (time < 0 || !schema.type(time).isTimestamp()) {
                return null;
            }
            positions[recorded.size()] = time;
        }
        return positions;
    }

    private static @Nullable Batch lines(
            Followed log, SealedTick sealed, TickOutput output, Circuit circuit) {
        int[] positions = log.positions;
        Lines lines = new Lines(log.recording, sealed);
        if (positions == null) {
            boolean ends = log.isOpen || log.mayBeOpen;
            log.isOpen = false;
            log.mayBeOpen = false;
            return ends ? lines.mark(Recording.END).build() : null;
        }
        if (!log.isOpen) {
            log.isOpen = true;
            log.mayBeOpen = false;
            lines.mark(Recording.BEGIN);
            addAll(circuit, log.recording.table(), positions, lines);
            return lines.build();
        }
        Batch changes = output.changes().get(log.recording.table());
        return changes == null ? null : changed(changes.select(positions), log.recording, lines);
    }

    private static void addAll(Circuit circuit, String table, int[] positions, Lines lines) {
        try (CircuitSnapshot snapshot = circuit.snapshot()) {
            for (Supplier<@Nullable Batch> part : snapshot.table(table).scan(positions)) {
                Batch rows;
                while ((rows = part.get()) != null) {
                    for (int row = 0; row < rows.size(); row++) {
                        lines.add(Recording.ROW, rows, row);
                    }
                }
            }
        }
    }

    /** What a key had before a tick and has behind it: rows of the tick's changes, or -1. */
    private static final class Turn {
        private int left = -1;
        private int came = -1;
    }

    private static Batch changed(Batch changes, Recording recording, Lines lines) {
        KeyEncoder encoder = new KeyEncoder();
        Map<byte[], Turn> turns = new TreeMap<>(Arrays::compareUnsigned);
        int keySize = recording.key().size();
        for (int row = 0; row < changes.size(); row++) {
            Turn turn =
                    turns.computeIfAbsent(encoded(encoder, changes, row, keySize), _ -> new Turn());
            if (changes.weight(row) < 0) {
                turn.left = row;
            } else {
                turn.came = row;
            }
        }
        for (Turn turn : turns.values()) {
            if (turn.came < 0) {
                lines.add(Recording.GONE, changes, turn.left);
            } else if (turn.left < 0 || !areSame(encoder, changes, turn)) {
                lines.add(Recording.ROW, changes, turn.came);
            }
        }
        return lines.build();
    }

    private static boolean areSame(KeyEncoder encoder, Batch changes, Turn turn) {
        int size = changes.columnCount();
        return Arrays.equals(
                encoded(encoder, changes, turn.left, size),
                encoded(encoder, changes, turn.came, size));
    }

    private static byte[] encoded(KeyEncoder encoder, Batch rows, int row, int columns) {
        encoder.clear();
        for (int i = 0; i < columns; i++) {
            encoder.append(rows.column(i), row);
        }
        return encoder.toBytes();
    }

    /** The lines of one log in one tick. */
    private static final class Lines {
        private final SealedTick sealed;
        private final int columns;
        private final boolean timed;
        private final BatchBuilder builder;

        Lines(Recording recording, SealedTick sealed) {
            this.sealed = sealed;
            this.columns = recording.recorded().size();
            this.timed = recording.time() != null;
            this.builder = new BatchBuilder(recording.inputTable().schema(), 0);
        }

        private void begin(String kind) {
            builder.column(0).appendLong(sealed.tick());
            builder.column(1).appendLong(sealed.nowMicros());
            builder.column(2).appendText(kind);
        }

        Lines mark(String kind) {
            begin(kind);
            for (int i = Recording.OWN_COLUMNS - 1; i < builder.schema().size(); i++) {
                builder.column(i).appendNull();
            }
            builder.endRow(1);
            return this;
        }

        /** A row of the recorded columns, the time behind them when there is one. */
        void add(String kind, Batch rows, int row) {
            begin(kind);
            if (timed && rows.column(columns) instanceof LongColumn times && !times.isNull(row)) {
                builder.column(3).appendLong(times.values()[row]);
            } else {
                builder.column(3).appendNull();
            }
            for (int i = 0; i < columns; i++) {
                builder.column(Recording.OWN_COLUMNS + i).appendFrom(rows.column(i), row);
            }
            builder.endRow(1);
        }

        Batch build() {
            return builder.build();
        }
    }
}
