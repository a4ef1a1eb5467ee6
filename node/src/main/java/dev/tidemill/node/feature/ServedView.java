package dev.tidemill.node.feature;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.tick.PublishedTick;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A view over the tables of certain definitions: how each source is read is found once. Immutable,
 * safe for all threads.
 */
final class ServedView {
    private static final Column[] NONE = new Column[0];

    private final FeatureShape shape;
    private final List<SourceAccess> sources;

    private ServedView(FeatureShape shape, List<SourceAccess> sources) {
        this.shape = shape;
        this.sources = List.copyOf(sources);
    }

    /**
     * @throws TidemillException INVALID_FEATURE_VIEW when a table is not as the view wants it;
     *     TABLE_SUSPENDED when one does not run
     */
    static ServedView of(FeatureShape shape, Map<String, SourceTable> tables) {
        List<SourceAccess> sources = new ArrayList<>();
        for (FeatureSource source : shape.view().sources()) {
            SourceTable table = tables.get(source.table());
            if (table == null) {
                throw new TidemillException(
                                ErrorCode.TABLE_SUSPENDED,
                                "%s takes features from %s, which does not run"
                                        .formatted(shape.view().id(), source.table()))
                        .withHint("tidemill status says why");
            }
            sources.add(FeatureRules.accessOf(shape.view(), source, table));
        }
        return new ServedView(shape, sources);
    }

    FeatureShape shape() {
        return shape;
    }

    /** Whether somebody sees all rows and columns of all sources as they are. */
    boolean isWhole(PublishedTick tick, Sight sight) {
        return !sight.isRestricted()
                || sources.stream()
                        .allMatch(source -> sight.seesWhole(source.table(), schema(tick, source)));
    }

    private static Schema schema(PublishedTick tick, SourceAccess source) {
        return tick.snapshot().table(source.table()).schema();
    }

    /** The features of all keys at one tick, of tables as they are. */
    FeatureAnswer read(PublishedTick tick, Batch inputs) {
        return read(tick, inputs, _ -> null);
    }

    /**
     * The features of all keys at one tick, of tables as somebody sees them.
     *
     * @throws TidemillException FORBIDDEN when a source may not be read
     */
    FeatureAnswer read(PublishedTick tick, Batch inputs, Sight sight) {
        List<@Nullable SeenSource> seen = new ArrayList<>();
        for (int i = 0; i < sources.size(); i++) {
            Schema schema = schema(tick, sources.get(i));
            seen.add(
                    sight.seesWhole(sources.get(i).table(), schema)
                            ? null
                            : SeenSource.of(
                                    shape.view().sources().get(i),
                                    schema,
                                    shape.ttlMicros() != null,
                                    sight));
        }
        return read(tick, inputs, seen::get);
    }

    private FeatureAnswer read(
            PublishedTick tick, Batch inputs, IntFunction<@Nullable SeenSource> seen) {
        return new FeatureAnswer(
                shape.view(),
                tick.tick(),
                tick.nowMicros(),
                inputs,
                values(tick.snapshot(), tick.nowMicros(), inputs, seen));
    }

    /** The features of all keys as of a tick that need not be published, of tables as they are. */
    FeatureValues values(CircuitSnapshot tick, long nowMicros, Batch inputs) {
        return values(tick, nowMicros, inputs, _ -> null);
    }

    private FeatureValues values(
            CircuitSnapshot tick,
            long nowMicros,
            Batch inputs,
            IntFunction<@Nullable SeenSource> seen) {
        FeatureShape.Taking taking = shape.taking(inputs.size());
        for (int source = 0; source < sources.size(); source++) {
            read(tick, nowMicros, source, inputs, seen.apply(source), taking);
        }
        return taking.finish(inputs);
    }

    /**
     * @param seen how the source is seen; null for as it is
     */
    private void read(
            CircuitSnapshot tick,
            long nowMicros,
            int source,
            Batch inputs,
            @Nullable SeenSource seen,
            FeatureShape.Taking taking) {
        SourceAccess access = sources.get(source);
        TableSnapshot table = tick.table(access.table());
        int[] features = seen == null ? access.features() : seen.features();
        int time = seen == null ? access.time() : seen.time();
        Column[] columns = new Column[features.length];
        for (int row = 0; row < inputs.size(); row++) {
            Batch own = access.find(table, inputs, row);
            Batch found = seen == null ? own : seen.rows().apply(own);
            if (found.isEmpty()) {
                taking.take(source, FeatureStatus.MISSING, NONE, 0);
                continue;
            }
            for (int i = 0; i < columns.length; i++) {
                columns[i] = found.column(features[i]);
            }
            FeatureStatus status =
                    FeatureStatus.aged(time(found, time), nowMicros, shape.ttlMicros());
            taking.take(source, status, columns, 0);
        }
    }

    private static @Nullable Long time(Batch found, int column) {
        return column >= 0 && found.column(column) instanceof LongColumn times && !times.isNull(0)
                ? times.values()[0]
                : null;
    }
}
