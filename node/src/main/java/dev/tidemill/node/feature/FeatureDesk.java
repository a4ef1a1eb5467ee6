package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.read.Exports;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.TickPublisher;
import dev.tidemill.store.ParquetFile;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.admission.Asker;
import dev.tidemill.store.admission.Caller;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where feature views are asked: by key at the newest tick, and for training sets. Safe for all
 * threads.
 */
public final class FeatureDesk {
    private final Supplier<Project> project;
    private final TickPublisher publisher;
    private final Exports exports;
    private final FeatureGate gate;
    private final SkewSampler sampler = new SkewSampler(System::nanoTime);

    /** Compiled views, which depend on their definitions alone. */
    private final Map<FeatureViewDefinition, FeatureShape> shapes = new ConcurrentHashMap<>();

    private volatile Known known = new Known(null, new ConcurrentHashMap<>());

    /** Views as they are read under certain definitions. */
    private record Known(
            DefinitionsInForce.@Nullable View definitions,
            Map<FeatureViewDefinition, ServedView> views) {}

    public FeatureDesk(
            Supplier<Project> project, TickPublisher publisher, Exports exports, FeatureGate gate) {
        this.project = requireNonNull(project, "project");
        this.publisher = requireNonNull(publisher, "publisher");
        this.exports = requireNonNull(exports, "exports");
        this.gate = requireNonNull(gate, "gate");
    }

    /** All versions of all views, by name and version. */
    public List<FeatureViewDefinition> views() {
        return project.get().features().stream()
                .sorted(
                        Comparator.comparing(FeatureViewDefinition::name)
                                .thenComparingInt(FeatureViewDefinition::version))
                .toList();
    }

    /**
     * A version of a view: {@code departure@2}, or the newest one, {@code departure}.
     *
     * @throws TidemillException UNKNOWN_FEATURE_VIEW
     */
    public FeatureViewDefinition definition(String reference) {
        FeatureViewDefinition found = null;
        for (FeatureViewDefinition view : project.get().features()) {
            boolean newer = found == null || view.version() > found.version();
            if (view.isMeantBy(reference) && newer) {
                found = view;
            }
        }
        if (found == null) {
            TreeSet<String> ids = new TreeSet<>();
            views().forEach(view -> ids.add(view.id()));
            throw new TidemillException(
                            ErrorCode.UNKNOWN_FEATURE_VIEW, "there is no feature view " + reference)
                    .withHint(ClosestWord.hint(reference, ids));
        }
        return found;
    }

    /** Compares what is served here with what is recorded, once it is started. */
    public SkewDesk skew(Ingest ingest) {
        return new SkewDesk(this, sampler, publisher, ingest);
    }

    /** A view to read from, on behalf of somebody on this machine. */
    public FeatureView view(String reference) {
        return new FeatureView(this, definition(reference), Caller.LOCAL);
    }

    /** A view to read from on somebody's behalf. */
    public FeatureView view(String reference, Caller caller) {
        return new FeatureView(this, definition(reference), caller);
    }

    /**
     * The features of some keys at the newest tick.
     *
     * @param inputs a row for each key: {@link FeatureViewDefinition#inputs}
     */
    FeatureAnswer read(FeatureViewDefinition view, Caller caller, Batch inputs) {
        gate.requireRead(caller, view);
        if (inputs.size() > view.keysMax()) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            "%d keys are asked for, %s answers %d at once"
                                    .formatted(inputs.size(), view.id(), view.keysMax()))
                    .withHint("keys-max in %s says how many".formatted(view.file()));
        }
        try (PublishedTick tick = publisher.pin()) {
            FeatureAnswer answer = served(view, tick).read(tick, inputs);
            sampler.served(answer);
            return answer;
        }
    }

    private ServedView served(FeatureViewDefinition view, PublishedTick tick) {
        DefinitionsInForce.View definitions = tick.definitions();
        Known now = known;
        if (now.definitions() != definitions) {
            now = new Known(definitions, new ConcurrentHashMap<>());
            known = now;
        }
        ServedView served = now.views().get(view);
        if (served == null) {
            served = ServedView.of(shape(view), tables(definitions));
            now.views().put(view, served);
        }
        return served;
    }

    /** Compiled once; those of definitions that are gone make room. */
    FeatureShape shape(FeatureViewDefinition view) {
        if (!shapes.containsKey(view)) {
            shapes.keySet().retainAll(project.get().features());
        }
        return shapes.computeIfAbsent(view, FeatureShape::new);
    }

    private static Map<String, SourceTable> tables(DefinitionsInForce.View definitions) {
        return SourceTable.of(
                definitions.inputs().values(),
                definitions.liveTables().values(),
                definitions.definitions().tableIndexes());
    }

    /**
     * Streams a training set: each labelled row with what was known of its key at its time.
     *
     * @throws TidemillException whatever is wrong with the labels; INVALID_REQUEST when the view's
     *     changes are not recorded
     */
    public <T> T trainingSet(
            FeatureViewDefinition view, TrainingLabels labels, Asker asker, RowsReader<T> reader) {
        gate.requireRead(asker.caller(), view);
        FeatureShape shape = shape(view);
        String sql = new TrainingSql(view, labels).sql();
        return exports.export(
                sql,
                asker,
                rows -> {
                    rows.mapWith(new TrainingRows(shape));
                    return reader.read(rows);
                });
    }

    /** Writes a training set into a Parquet file, to be sent and closed. */
    public ParquetFile trainingFile(
            FeatureViewDefinition view, TrainingLabels labels, Asker asker) {
        return trainingSet(view, labels, asker, exports::parquet);
    }
}
