package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.policy.Privilege;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.definition.DefinitionsInForce;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.read.Exports;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.TickPublisher;
import dev.tidemill.store.ParquetFile;
import dev.tidemill.store.RowsReader;
import dev.tidemill.store.admission.Asker;
import dev.tidemill.store.admission.Cancellation;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
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

    /** On whose behalf a training set is made, and what ends it before its end. */
    public record Reader(Principal principal, Cancellation cancellation) {
        public Reader {
            requireNonNull(principal, "principal");
            requireNonNull(cancellation, "cancellation");
        }
    }

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

    /** All versions of all views that somebody may read, by name and version. */
    public List<FeatureViewDefinition> views(Principal principal) {
        try (PublishedTick tick = publisher.pin()) {
            Sight sight = gate.sight(tick.definitions(), principal);
            sight.require(Scope.READ);
            return views().stream()
                    .filter(view -> isThere(view, tick.definitions(), sight))
                    .toList();
        }
    }

    /** One is there when all that it is made of is, be it filtered or masked. */
    private static boolean isThere(
            FeatureViewDefinition view, DefinitionsInForce.View definitions, Sight sight) {
        if (!sight.isRestricted()) {
            return true;
        }
        for (FeatureSource source : view.sources()) {
            Schema schema = schema(source.table(), definitions);
            if (!sight.sees(source.table())
                    || (schema != null && !SeenSource.isThere(source, schema, sight))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Schema schema(String table, DefinitionsInForce.View definitions) {
        InputTable input = definitions.inputs().get(table);
        PlannedTable live = definitions.liveTables().get(table);
        if (input != null) {
            return input.schema();
        }
        return live == null ? null : live.schema();
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
        return definition(reference, views());
    }

    private static FeatureViewDefinition definition(
            String reference, List<FeatureViewDefinition> views) {
        FeatureViewDefinition found = null;
        for (FeatureViewDefinition view : views) {
            boolean newer = found == null || view.version() > found.version();
            if (view.isMeantBy(reference) && newer) {
                found = view;
            }
        }
        if (found == null) {
            TreeSet<String> ids = new TreeSet<>();
            views.forEach(view -> ids.add(view.id()));
            throw new TidemillException(
                            ErrorCode.UNKNOWN_FEATURE_VIEW, "there is no feature view " + reference)
                    .withHint(ClosestWord.hint(reference, ids));
        }
        return found;
    }

    /**
     * Compares what is served here with what is recorded, once it is started.
     *
     * @param erasedTick the newest tick that people were erased in; 0 for none
     */
    public SkewDesk skew(Ingest ingest, LongSupplier erasedTick) {
        return new SkewDesk(this, sampler, publisher, ingest, erasedTick);
    }

    /** A view to read from, on behalf of somebody on this machine. */
    public FeatureView view(String reference) {
        return view(reference, Principal.LOCAL);
    }

    /**
     * A view to read from on somebody's behalf, by the rules of the time of each read.
     *
     * @throws TidemillException UNKNOWN_FEATURE_VIEW, also when it is not there for them; FORBIDDEN
     *     when they may not read at all
     */
    public FeatureView view(String reference, Principal principal) {
        List<FeatureViewDefinition> views =
                principal.isAdministrator() ? views() : views(principal);
        return new FeatureView(this, definition(reference, views), principal);
    }

    /**
     * The features of some keys at the newest tick.
     *
     * @param inputs a row for each key: {@link FeatureViewDefinition#inputs}
     */
    FeatureAnswer read(FeatureViewDefinition view, Principal principal, Batch inputs) {
        if (inputs.size() > view.keysMax()) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            "%d keys are asked for, %s answers %d at once"
                                    .formatted(inputs.size(), view.id(), view.keysMax()))
                    .withHint("keys-max in %s says how many".formatted(view.file()));
        }
        try (PublishedTick tick = publisher.pin()) {
            Sight sight = gate.sight(tick.definitions(), principal);
            sight.require(Scope.READ);
            for (FeatureSource source : view.sources()) {
                sight.require(Privilege.SELECT, source.table());
            }
            ServedView served = served(view, tick);
            if (!served.isWhole(tick, sight)) {
                return served.read(tick, inputs, sight);
            }
            FeatureAnswer answer = served.read(tick, inputs);
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

    static Map<String, SourceTable> tables(DefinitionsInForce.View definitions) {
        return SourceTable.of(
                definitions.inputs().values(),
                definitions.liveTables().values(),
                definitions.definitions().tableIndexes());
    }

    /**
     * Streams a training set: each labelled row with what was known of its key at its time. What
     * was known then came before the rules of now, so it is for who sees all.
     *
     * @throws TidemillException whatever is wrong with the labels; INVALID_REQUEST when the view's
     *     changes are not recorded; FORBIDDEN
     */
    public <T> T trainingSet(
            FeatureViewDefinition view, TrainingLabels labels, Reader by, RowsReader<T> reader) {
        try (PublishedTick tick = publisher.pin()) {
            Sight sight = gate.sight(tick.definitions(), by.principal());
            sight.require(Scope.READ);
            sight.requireUnrestricted("a training set");
        }
        FeatureShape shape = shape(view);
        String sql = new TrainingSql(view, labels).sql();
        return exports.export(
                sql,
                new Asker(by.principal().caller(), by.cancellation()),
                gate.ticks(by.principal()),
                rows -> {
                    rows.mapWith(new TrainingRows(shape));
                    return reader.read(rows);
                });
    }

    /** Writes a training set into a Parquet file, to be sent and closed. */
    public ParquetFile trainingFile(FeatureViewDefinition view, TrainingLabels labels, Reader by) {
        return trainingSet(view, labels, by, exports::parquet);
    }
}
