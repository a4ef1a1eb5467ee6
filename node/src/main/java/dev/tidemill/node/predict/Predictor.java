package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.read.KeyText;
import dev.tidemill.node.record.PredictionEntry;
import dev.tidemill.node.record.PredictorRule;
import dev.tidemill.node.tick.PublishedTick;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One predictor, to be asked what it foretells and how it does. Safe for all threads.
 *
 * <pre>{@code
 * mill.predictor("buys").predict(Map.of("id", 7, "kind", "new", "size", 0.4));
 * mill.predictor("buys").status().measures().get("accuracy");
 * }</pre>
 */
public final class Predictor {
    /** A tick that is sealed is published within this, or the engine is far behind. */
    private static final long PUBLISHED_MILLIS_MAX = 30_000;

    private final PredictorRuntime runtime;
    private final String name;
    private final Ticks ticks;

    /** The mill's published ticks. */
    public interface Ticks {
        /** The newest, to be closed. */
        PublishedTick pin();

        /** Waits until one is published; false when the time ran out. */
        boolean await(long tick, long timeoutMillis) throws InterruptedException;
    }

    /**
     * What is foretold of a row.
     *
     * @param tick the one that it was read in; the prediction is journalled
     * @param row of the table of predictions; a batch of one
     */
    public record Foretold(long tick, Batch row) {
        public Foretold {
            requireNonNull(row, "row");
        }
    }

    Predictor(PredictorRuntime runtime, String name, Ticks ticks) {
        this.runtime = requireNonNull(runtime, "runtime");
        this.name = requireNonNull(name, "name");
        this.ticks = requireNonNull(ticks, "ticks");
    }

    public String name() {
        return name;
    }

    /** Its models, and what is to become of them. */
    public ModelRegistry models() {
        return new ModelRegistry(runtime, name, ticks);
    }

    /**
     * Foretells of a row that somebody asks about, which need not have entered its table, and waits
     * for its label from then on. Returns when it is journalled and can be read. While a prediction
     * of the same key waits for its label, that one is the answer: nobody is told two things.
     *
     * @param values of the key and the features by the names of their columns, as texts or in the
     *     form {@code Column.value} gives; what is left out is NULL
     * @throws TidemillException UNKNOWN_PREDICTOR; INVALID_REQUEST when the values do not fit;
     *     BACKPRESSURE, DISK_FULL: nothing was kept then
     */
    public Foretold predict(Map<String, ? extends @Nullable Object> values)
            throws InterruptedException {
        long since = System.nanoTime();
        PredictorRule rule = runtime.rule(name);
        Batch row;
        PredictionEntry asked;
        try (PublishedTick published = ticks.pin()) {
            row = row(rule, published, values);
            asked = runtime.asked(name, published, row);
        }
        long tick = runtime.write(asked, since);
        if (!ticks.await(tick, PUBLISHED_MILLIS_MAX)) {
            throw new TidemillException(
                            ErrorCode.NOT_READY, "tick %d is not there yet".formatted(tick))
                    .withHint("the prediction is journalled: ask its table by the key");
        }
        try (PublishedTick published = ticks.pin()) {
            TableSnapshot table = published.snapshot().table(SystemTables.predictions(name));
            List<Object> key = new ArrayList<>();
            rule.key()
                    .forEach(
                            field ->
                                    key.add(
                                            requireNonNull(
                                                    row.column(row.schema().indexOf(field.name()))
                                                            .value(0))));
            Batch found = table.lookup(key);
            if (found.isEmpty()) {
                throw new TidemillException(
                                ErrorCode.DEFINITION_CHANGED,
                                "the predictor %s became another meanwhile".formatted(name))
                        .withHint("ask again");
            }
            return new Foretold(published.tick(), found);
        }
    }

    private Batch row(
            PredictorRule rule,
            PublishedTick published,
            Map<String, ? extends @Nullable Object> values) {
        if (!published.snapshot().tables().contains(rule.on())) {
            throw new TidemillException(
                    ErrorCode.TABLE_SUSPENDED,
                    "%s is about %s, which does not run".formatted(name, rule.on()));
        }
        Set<String> wanted = new LinkedHashSet<>();
        rule.key().forEach(field -> wanted.add(field.name()));
        wanted.addAll(KnownRows.columnsNeeded(rule));
        for (String given : values.keySet()) {
            if (!wanted.contains(given)) {
                throw new TidemillException(
                                ErrorCode.INVALID_REQUEST, name + " is not asked by " + given)
                        .withHint(ClosestWord.hint(given, wanted));
            }
        }
        Schema on = published.snapshot().table(rule.on()).schema();
        Schema schema = on.select(wanted.stream().mapToInt(on::indexOf).toArray());
        BatchBuilder row = new BatchBuilder(schema, 1);
        for (int i = 0; i < schema.size(); i++) {
            Object value = values.get(schema.field(i).name());
            try {
                row.column(i).appendValue(typed(schema.type(i), value));
            } catch (ClassCastException e) {
                throw new TidemillException(
                        ErrorCode.INVALID_REQUEST,
                        "%s is no %s".formatted(value, schema.type(i).sqlName()),
                        e);
            }
        }
        row.endRow(1);
        return row.build();
    }

    private static @Nullable Object typed(Type type, @Nullable Object value) {
        return value instanceof String text && type != Type.TEXT
                ? KeyText.value(type, text)
                : value;
    }

    /**
     * How it does now.
     *
     * @throws TidemillException UNKNOWN_PREDICTOR when it is gone
     */
    public PredictorStatus status() {
        return runtime.status(name);
    }

    /**
     * How it does now by window of time, by segment, by feature and by score.
     *
     * @throws TidemillException UNKNOWN_PREDICTOR when it is gone
     */
    public PredictorMonitor monitor() {
        return runtime.monitor(name);
    }

    /**
     * Its model as bytes, which a program with the learning room can read.
     *
     * @throws TidemillException UNKNOWN_PREDICTOR when it is gone
     */
    public byte[] model() {
        return runtime.model(name);
    }
}
