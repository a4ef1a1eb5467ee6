package dev.tidemill.node.ingest;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.WatermarkSeal;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.node.tick.AdmissionGate;
import dev.tidemill.node.tick.LateRows;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Puts rows aside that are below a watermark of their table: they go to the quarantine with the
 * rule {@link #RULE}, in the tick in which they would have entered their table. An admission that
 * is to be taken whole is refused instead.
 *
 * <p>A row is judged by the watermarks of the tick before its own, so that what else the tick holds
 * does not matter. The committer's thread alone.
 */
public final class LatenessGate implements AdmissionGate {
    /** The rule that a late row broke, as the quarantine names it. */
    public static final String RULE = "late";

    /** The source of rows that no source of the project brought. */
    private static final String DIRECT = "direct";

    private final DefinitionsInForce definitions;
    private final AtomicLong quarantineSequence;
    private final LongSupplier systemMicros;
    private final Map<String, Set<String>> sources;
    private Watermarks watermarks;
    private Watermarks next;

    /**
     * @param sources names of the project's sources that run, by the table they bring rows to
     * @param sealed what the last seal holds
     */
    public LatenessGate(
            DefinitionsInForce definitions,
            AtomicLong quarantineSequence,
            LongSupplier systemMicros,
            Map<String, Set<String>> sources,
            WatermarkSeal sealed) {
        this.definitions = definitions;
        this.quarantineSequence = quarantineSequence;
        this.systemMicros = systemMicros;
        this.sources = Map.copyOf(sources);
        this.watermarks = Watermarks.of(sealed);
        this.watermarks.begin(systemMicros.getAsLong());
        this.next = watermarks;
    }

    @Override
    public Judged judge(List<Admission> admissions) {
        long now = systemMicros.getAsLong();
        next = Watermarks.of(watermarks.seal());
        List<Admission> judged = new ArrayList<>();
        for (Admission admission : admissions) {
            if (admission.entry() instanceof InputEntry entry) {
                judge(admission, entry, now, judged);
            } else {
                judged.add(admission);
            }
        }
        advance(next, now);
        return new Judged(judged, next.seal());
    }

    @Override
    public void sealed(Judged judged) {
        watermarks = next;
    }

    @Override
    public boolean wantsTick() {
        return advance(Watermarks.of(watermarks.seal()), systemMicros.getAsLong());
    }

    private boolean advance(Watermarks moved, long now) {
        boolean any = false;
        for (InputTable table : definitions.view().inputs().values()) {
            for (Lateness lateness : table.lateness()) {
                Bound.Watermark name = table.watermark(lateness.column());
                moved.expect(name, sources.getOrDefault(table.name(), Set.of()), now);
                any |= moved.advance(name, lateness, now);
            }
        }
        return any;
    }

    private void judge(Admission admission, InputEntry entry, long now, List<Admission> judged) {
        String source = entry.position() == null ? DIRECT : entry.position().source();
        Put put = new Put(source, now);
        for (InputChange change : entry.changes()) {
            InputTable table = definitions.view().inputs().get(change.table());
            if (table == null || table.lateness().isEmpty()) {
                put.changes.add(change);
            } else {
                put.judge(change, table);
            }
        }
        if (put.late == 0) {
            put.bring();
            judged.add(admission);
        } else if (admission.isWhole()) {
            admission.sealed().completeExceptionally(refusal(put.first.getFirst()));
        } else {
            put.bring();
            admission.setLate(new LateRows(put.late, put.first));
            judged.add(admission.withEntry(put.entry(entry)));
        }
    }

    private static TidemillException refusal(LateRows.LateRow row) {
        return new TidemillException(ErrorCode.LATE_ROW, row.reason())
                .withDetail("row " + (row.row() + 1) + " of table " + row.table())
                .withHint("a row may not be later than its table's contract says");
    }

    /** What becomes of one entry. */
    private final class Put {
        private final String source;
        private final long now;
        private final List<InputChange> changes = new ArrayList<>();
        private final List<InputChange> admitted = new ArrayList<>();
        private final List<LateRows.LateRow> first = new ArrayList<>();
        private long late;

        Put(String source, long now) {
            this.source = source;
            this.now = now;
        }

        void judge(InputChange change, InputTable table) {
            Batch rows = change.rows();
            if (!isAnyLate(rows, table)) {
                admitted.add(change);
                changes.add(change);
                return;
            }
            int[] kept = new int[rows.size()];
            int count = 0;
            Quarantine aside = null;
            for (int row = 0; row < kept.length; row++) {
                Lateness broken = broken(rows, row, table);
                if (broken == null) {
                    kept[count++] = row;
                    continue;
                }
                aside =
                        aside == null
                                ? new Quarantine(quarantineSequence, table.name(), source, now)
                                : aside;
                add(aside, rows, row, table, broken);
            }
            InputChange good =
                    aside == null
                            ? change
                            : new InputChange(
                                    change.table(), change.op(), rows.gather(kept, count));
            admitted.add(good);
            if (count > 0) {
                changes.add(good);
            }
            if (aside != null) {
                changes.add(
                        new InputChange(
                                SystemTables.QUARANTINE.name(),
                                InputChange.Op.UPSERT,
                                aside.build()));
            }
        }

        private void add(Quarantine aside, Batch rows, int row, InputTable table, Lateness broken) {
            String column = table.schema().field(broken.column()).name();
            Long watermark = watermarks.value(table.watermark(broken.column()));
            String reason =
                    column
                            + " "
                            + time(((LongColumn) rows.column(broken.column())).values()[row])
                            + " is below the watermark "
                            + time(watermark == null ? 0 : watermark);
            aside.add(row + 1L, column, RULE, reason, ParsedRows.of(rows).rawRow(row));
            late++;
            if (first.size() < IngestResult.PROBLEMS_MAX) {
                first.add(new LateRows.LateRow(table.name(), row, column, reason));
            }
        }

        private boolean isAnyLate(Batch rows, InputTable table) {
            for (Lateness lateness : table.lateness()) {
                Long watermark = watermarks.value(table.watermark(lateness.column()));
                LongColumn times = (LongColumn) rows.column(lateness.column());
                for (int row = 0; watermark != null && row < times.size(); row++) {
                    if (times.values()[row] < watermark && !times.isNull(row)) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** The lateness that a row breaks, or null. */
        private @org.jspecify.annotations.Nullable Lateness broken(
                Batch rows, int row, InputTable table) {
            for (Lateness lateness : table.lateness()) {
                Long watermark = watermarks.value(table.watermark(lateness.column()));
                if (watermark != null
                        && rows.column(lateness.column()) instanceof LongColumn times
                        && !times.isNull(row)
                        && times.values()[row] < watermark) {
                    return lateness;
                }
            }
            return null;
        }

        /** Notes how far the admitted rows bring their columns. */
        void bring() {
            for (InputChange change : admitted) {
                InputTable table = definitions.input(change.table());
                for (Lateness lateness : table.lateness()) {
                    LongColumn times = (LongColumn) change.rows().column(lateness.column());
                    long greatest = Long.MIN_VALUE;
                    for (int row = 0; row < times.size(); row++) {
                        greatest =
                                times.isNull(row)
                                        ? greatest
                                        : Math.max(greatest, times.values()[row]);
                    }
                    if (greatest > Long.MIN_VALUE) {
                        next.bring(table.watermark(lateness.column()), source, greatest, now);
                    }
                }
            }
        }

        InputEntry entry(InputEntry of) {
            InputEntry.Receipt receipt = of.receipt();
            return new InputEntry(
                    changes,
                    receipt == null
                            ? null
                            : new InputEntry.Receipt(
                                    receipt.key(),
                                    receipt.table(),
                                    receipt.accepted() - late,
                                    receipt.quarantined() + late),
                    of.position());
        }
    }

    private static String time(long micros) {
        Instant instant = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
    }
}
