package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.engine.background.BackgroundThreads;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.TickPublisher;
import dev.tidemill.store.admission.Cancellation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares served answers with training sets of the same ticks: each sample goes the whole way that
 * a label goes. What comes of it is written as rows of {@code tidemill.feature_samples} (the newest
 * {@link #KEPT_MAX}) and {@code tidemill.feature_skew}, as inputs of later ticks.
 *
 * <p>Has one thread of low priority of its own. A sample that waits is not on disk: an end loses
 * it.
 */
public final class SkewDesk implements AutoCloseable {
    /** Samples that are kept as rows; the oldest go. */
    public static final int KEPT_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(SkewDesk.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final String SOURCE = "skew";

    private final FeatureDesk desk;
    private final SkewSampler sampler;
    private final TickPublisher publisher;
    private final Ingest ingest;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(BackgroundThreads.factory("skew", 0));
    private final SkewTally tally = new SkewTally();
    private boolean begun;
    private long lastId;

    /** The newest tick that people were erased in; what was served before is let go. */
    private final LongSupplier erasedTick;

    SkewDesk(
            FeatureDesk desk,
            SkewSampler sampler,
            TickPublisher publisher,
            Ingest ingest,
            LongSupplier erasedTick) {
        this.erasedTick = requireNonNull(erasedTick, "erasedTick");
        this.desk = requireNonNull(desk, "desk");
        this.sampler = requireNonNull(sampler, "sampler");
        this.publisher = requireNonNull(publisher, "publisher");
        this.ingest = requireNonNull(ingest, "ingest");
    }

    /** Compares now and then from now on. */
    public void start() {
        ScheduledFuture<?> _ =
                thread.scheduleWithFixedDelay(
                        this::compareQuietly,
                        EVERY.toMillis(),
                        EVERY.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void compareQuietly() {
        try {
            compare();
        } catch (TidemillException e) {
            LOG.warn("served features are not compared: {}", e.message());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("served features are not compared", e);
        }
    }

    /** Compares all samples that wait; what comes of it is on disk when this returns. */
    synchronized void compare() throws InterruptedException {
        long erased = erasedTick.getAsLong();
        Map<FeatureViewDefinition, List<SkewSampler.Sample>> byView = new LinkedHashMap<>();
        for (SkewSampler.Sample sample : sampler.take()) {
            if (sample.answer().tick() >= erased) {
                byView.computeIfAbsent(sample.answer().view(), _ -> new ArrayList<>()).add(sample);
            }
        }
        sampler.retain(desk.views());
        if (byView.isEmpty() || !begin()) {
            return;
        }
        long before = lastId;
        BatchBuilder samples = new BatchBuilder(SystemTables.FEATURE_SAMPLES.schema(), 16);
        for (Map.Entry<FeatureViewDefinition, List<SkewSampler.Sample>> each : byView.entrySet()) {
            if (desk.views().contains(each.getKey())) {
                compare(each.getKey(), each.getValue(), samples);
            }
        }
        // One that is on its way now is found when the erasure looks through all rows.
        if (erasedTick.getAsLong() == erased) {
            write(samples.build(), before);
        }
    }

    /** False when the tables are not there yet. */
    private boolean begin() {
        if (begun) {
            return true;
        }
        try (PublishedTick tick = publisher.pin()) {
            if (!tick.snapshot().tables().contains(SystemTables.FEATURE_SKEW.name())
                    || !tick.snapshot().tables().contains(SystemTables.FEATURE_SAMPLES.name())) {
                return false;
            }
            tally.restore(all(tick, SystemTables.FEATURE_SKEW));
            if (all(tick, SystemTables.FEATURE_SAMPLES).column(0) instanceof LongColumn ids) {
                for (int row = 0; row < ids.size(); row++) {
                    lastId = Math.max(lastId, ids.values()[row]);
                }
            }
        }
        begun = true;
        return true;
    }

    private static Batch all(PublishedTick tick, InputTable table) {
        int[] columns = new int[table.schema().size()];
        Arrays.setAll(columns, i -> i);
        List<Batch> parts = new ArrayList<>();
        for (Supplier<@Nullable Batch> part : tick.snapshot().table(table.name()).scan(columns)) {
            Batch rows;
            while ((rows = part.get()) != null) {
                parts.add(rows);
            }
        }
        return Batch.concat(table.schema(), parts);
    }

    private void compare(
            FeatureViewDefinition view, List<SkewSampler.Sample> samples, BatchBuilder into) {
        SampleLabels labels = new SampleLabels(view, samples);
        @Nullable Batch[] recomputed = new Batch[samples.size()];
        boolean _ =
                desk.trainingSet(
                        view,
                        labels.labels(),
                        new FeatureDesk.Reader(Principal.MILL, new Cancellation()),
                        rows -> {
                            Batch batch;
                            while ((batch = rows.next()) != null) {
                                labels.place(batch, recomputed);
                            }
                            return true;
                        });
        for (int i = 0; i < recomputed.length; i++) {
            Batch found = recomputed[i];
            if (found != null) {
                add(view, samples.get(i), found, into);
            }
        }
    }

    private void add(
            FeatureViewDefinition view, SkewSampler.Sample sample, Batch found, BatchBuilder into) {
        FeatureAnswer answer = sample.answer();
        Batch served = answer.features().gather(new int[] {sample.row()}, 1);
        List<String> different = new ArrayList<>();
        for (int i = 0; i < served.columnCount(); i++) {
            String feature = served.schema().field(i).name();
            if (!tally.compare(
                    view.id(), feature, answer.tick(), served.column(i), found.column(i))) {
                different.add(feature);
            }
        }
        into.column(0).appendLong(++lastId);
        into.column(1).appendText(view.id());
        into.column(2).appendLong(answer.tick());
        into.column(3).appendLong(answer.nowMicros());
        into.column(4).appendText(json(answer.inputs(), sample.row()));
        into.column(5).appendText(json(served, 0));
        into.column(6).appendText(json(found, 0));
        into.column(7).appendText(String.join(", ", different));
        into.endRow(1);
    }

    private static String json(Batch rows, int row) {
        ByteBuilder text = new ByteBuilder(256);
        new JsonRowWriter(rows.schema()).object(rows, row, text);
        return new String(text.toByteArray(), StandardCharsets.UTF_8);
    }

    private void write(Batch samples, long before) throws InterruptedException {
        if (samples.isEmpty()) {
            return;
        }
        List<InputChange> changes = new ArrayList<>();
        changes.add(
                new InputChange(
                        SystemTables.FEATURE_SAMPLES.name(), InputChange.Op.UPSERT, samples));
        changes.add(
                new InputChange(
                        SystemTables.FEATURE_SKEW.name(), InputChange.Op.UPSERT, tally.rows()));
        BatchBuilder old = new BatchBuilder(SystemTables.FEATURE_SAMPLES.schema(), 16);
        for (long id = Math.max(0, before - KEPT_MAX) + 1; id <= lastId - KEPT_MAX; id++) {
            old.add(1, id, "", 0L, 0L, "", "", "", "");
        }
        if (old.size() > 0) {
            changes.add(
                    new InputChange(
                            SystemTables.FEATURE_SAMPLES.name(),
                            InputChange.Op.DELETE,
                            old.build()));
        }
        long ignored = Ingest.awaitSealed(ingest.admitOwn(changes, SOURCE));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
