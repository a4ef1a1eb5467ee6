package dev.tidemill.node.trace;

import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.TickOutput;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.record.JournalEntry;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.SealedTick;
import dev.tidemill.node.tick.TickListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The traces of the newest ticks. The engine's thread writes; any thread reads. */
public final class TraceRing implements TickListener {
    /** Records of one tick that are traced one by one; the rest is counted in the rows. */
    private static final int RECORDS_MAX = 64;

    private final AtomicReferenceArray<TickTrace> ring;

    /**
     * @param kept traces kept
     */
    public TraceRing(int kept) {
        ring = new AtomicReferenceArray<>(kept);
    }

    /** The trace of a tick, while it is kept. */
    public Optional<TickTrace> find(long tick) {
        TickTrace trace = ring.get(Math.floorMod(tick, ring.length()));
        return trace == null || trace.tick() != tick ? Optional.empty() : Optional.of(trace);
    }

    @Override
    public void published(
            SealedTick sealed, TickOutput output, PublishedTick published, Timings timings) {
        long ended = System.nanoTime();
        long computing = timings.engineNanos() + timings.publishNanos();
        List<TickTrace.RecordTrace> records = new ArrayList<>();
        long rows = 0;
        for (int i = 0; i < sealed.entries().size(); i++) {
            JournalEntry entry = sealed.entries().get(i);
            if (entry instanceof InputEntry input) {
                rows += input.rows();
                if (records.size() < RECORDS_MAX && i < sealed.timings().size()) {
                    addRecords(input, sealed.timings().get(i), sealed, records);
                }
            }
        }
        List<TickTrace.TableTrace> tables = new ArrayList<>();
        output.changes()
                .forEach((t, batch) -> tables.add(new TickTrace.TableTrace(t, batch.size())));
        tables.sort(java.util.Comparator.comparing(TickTrace.TableTrace::table));
        TickTrace trace =
                new TickTrace(
                        sealed.tick(),
                        System.currentTimeMillis() - (ended - sealed.sealedNanos()) / 1_000_000,
                        sealed.nowMicros(),
                        rows,
                        records,
                        sealed.commitNanos(),
                        Math.max(0, ended - sealed.sealedNanos() - computing),
                        timings.engineNanos(),
                        timings.publishNanos(),
                        tables);
        ring.set(Math.floorMod(sealed.tick(), ring.length()), trace);
    }

    private static void addRecords(
            InputEntry input,
            Admission.Timing timing,
            SealedTick sealed,
            List<TickTrace.RecordTrace> records) {
        long quarantined = 0;
        for (InputChange change : input.changes()) {
            if (change.table().equals(SystemTables.QUARANTINE.name())) {
                quarantined += change.rows().size();
            }
        }
        for (InputChange change : input.changes()) {
            if (!SystemTables.isSystem(change.table())) {
                records.add(
                        new TickTrace.RecordTrace(
                                timing.source(),
                                change.table(),
                                change.rows().size(),
                                quarantined,
                                sealed.sealedNanos()
                                        - sealed.commitNanos()
                                        - timing.receivedNanos(),
                                timing.parseNanos(),
                                timing.checkNanos()));
            }
        }
    }
}
