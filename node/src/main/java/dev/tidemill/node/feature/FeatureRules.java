package dev.tidemill.node.feature;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.feature.Feature;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.feature.OnDemandFeature;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.engine.circuit.TableIndex;
import dev.tidemill.node.definition.PlannedTable;
import dev.tidemill.node.read.KeyText;
import dev.tidemill.node.record.DefinitionEntry;
import dev.tidemill.node.record.Recording;
import dev.tidemill.sql.RowFormula;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What feature views must keep to, as only plans can tell: a source's columns have the declared
 * types, its key finds at most one row, and by an index rather than by reading the table.
 */
public final class FeatureRules {
    private static final Set<String> RECORDED_NAMES =
            Set.of(Recording.TICK, Recording.KNOWN_AT, Recording.KIND, Recording.ROW_TIME);

    private final Problems problems;

    private FeatureRules(Problems problems) {
        this.problems = problems;
    }

    /**
     * Everything that stands against views, each at its place; a table that does not plan is told
     * of elsewhere.
     *
     * @param planned the live tables that can be planned
     */
    public static List<Problem> problems(
            List<FeatureViewDefinition> views,
            DefinitionEntry definitions,
            Iterable<PlannedTable> planned) {
        if (views.isEmpty()) {
            return List.of();
        }
        Problems problems = new Problems();
        Map<String, SourceTable> tables =
                SourceTable.of(definitions.inputs(), planned, definitions.tableIndexes());
        FeatureRules rules = new FeatureRules(problems);
        views.forEach(view -> rules.check(view, tables));
        return problems.sorted();
    }

    /** Throws INVALID_FEATURE_VIEW with the first of them. */
    public static void check(
            List<FeatureViewDefinition> views,
            DefinitionEntry definitions,
            Iterable<PlannedTable> planned) {
        refuse(problems(views, definitions, planned));
    }

    private static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            Problem first = problems.getFirst();
            TidemillException refusal =
                    new TidemillException(ErrorCode.INVALID_FEATURE_VIEW, first.message())
                            .at(first.place());
            throw first.hint() == null ? refusal : refusal.withHint(first.hint());
        }
    }

    private void check(FeatureViewDefinition view, Map<String, SourceTable> tables) {
        for (FeatureSource source : view.sources()) {
            SourceTable table = tables.get(source.table());
            if (table != null) {
                SourceAccess _ = access(view, source, table);
            }
            source.features().forEach(this::checkDefault);
        }
        view.onDemand().forEach(feature -> checkExpression(view, feature));
    }

    /**
     * How a source is read.
     *
     * @throws TidemillException INVALID_FEATURE_VIEW when the table is not as the view wants it
     */
    static SourceAccess accessOf(
            FeatureViewDefinition view, FeatureSource source, SourceTable table) {
        Problems problems = new Problems();
        SourceAccess access = new FeatureRules(problems).access(view, source, table);
        refuse(problems.sorted());
        return access;
    }

    private SourceAccess access(
            FeatureViewDefinition view, FeatureSource source, SourceTable table) {
        List<Integer> columns = new ArrayList<>();
        List<Integer> given = new ArrayList<>();
        source.key()
                .forEach(
                        (column, of) -> {
                            int key = view.inputs().indexOf(of);
                            Type type = view.key().get(key).type();
                            columns.add(column(source.place(), table, column, type));
                            given.add(key);
                        });
        int[] features =
                source.features().stream()
                        .mapToInt(f -> column(f.place(), table, f.column(), f.type()))
                        .toArray();
        int time = time(source, table);
        if (columns.contains(-1)) {
            return new SourceAccess(table.name(), given, null, features, time);
        }
        return path(source, table, columns, given, features, time);
    }

    private int column(Place place, SourceTable table, String name, Type type) {
        Schema schema = table.schema();
        int position = schema.indexOf(name);
        if (position < 0) {
            problems.add(
                    place,
                    "the table %s has no column %s".formatted(table.name(), name),
                    ClosestWord.hint(name, schema.names()));
        } else if (RECORDED_NAMES.contains(name)) {
            problems.add(place, name + " is a name that recordings use", "name it otherwise");
        } else if (!schema.type(position).equals(type)) {
            problems.add(
                    place,
                    "the column %s of %s is %s, and not %s"
                            .formatted(
                                    name,
                                    table.name(),
                                    schema.type(position).sqlName(),
                                    type.sqlName()),
                    "change the type here, or cast in the query");
        }
        return position;
    }

    private int time(FeatureSource source, SourceTable table) {
        String name = source.time();
        if (name == null) {
            return -1;
        }
        int position = table.schema().indexOf(name);
        if (position < 0 || !table.schema().type(position).isTimestamp()) {
            problems.add(
                    source.place(),
                    "%s has no timestamp column %s".formatted(table.name(), name),
                    ClosestWord.hint(name, table.schema().names()));
            return -1;
        }
        return position;
    }

    private SourceAccess path(
            FeatureSource source,
            SourceTable table,
            List<Integer> columns,
            List<Integer> given,
            int[] features,
            int time) {
        Set<Integer> asked = new HashSet<>(columns);
        if (!table.isLog() && !table.key().isEmpty() && asked.equals(Set.copyOf(table.key()))) {
            return new SourceAccess(
                    table.name(), ordered(table.key(), columns, given), null, features, time);
        }
        if (table.isLog() || !table.isUnique(asked)) {
            problems.add(source.place(), notUnique(table, columns), keyHint(table));
            return new SourceAccess(table.name(), given, null, features, time);
        }
        for (TableIndex index : table.indexes()) {
            List<Integer> indexed = index.columns().stream().map(table.schema()::indexOf).toList();
            if (asked.equals(Set.copyOf(indexed))) {
                return new SourceAccess(
                        table.name(),
                        ordered(indexed, columns, given),
                        index.name(),
                        features,
                        time);
            }
        }
        problems.add(
                source.place(),
                "no index finds the rows of %s by %s"
                        .formatted(table.name(), names(table, columns)),
                "put in indexes/: CREATE INDEX %s_by_%s ON %s (%s);"
                        .formatted(
                                table.name(),
                                String.join("_", names(table, columns)),
                                table.name(),
                                String.join(", ", names(table, columns))));
        return new SourceAccess(table.name(), given, null, features, time);
    }

    private static List<String> names(SourceTable table, List<Integer> columns) {
        return columns.stream().map(column -> table.schema().field(column).name()).toList();
    }

    private static String notUnique(SourceTable table, List<Integer> columns) {
        return "%s may have several rows with the same %s"
                .formatted(table.name(), String.join(", ", names(table, columns)));
    }

    private static @Nullable String keyHint(SourceTable table) {
        return table.key().isEmpty()
                ? "group it by these columns, or keep its newest row for each of them"
                : "its key is " + names(table, table.key());
    }

    /** The positions in the view's key, in the order of these columns. */
    private static List<Integer> ordered(
            List<Integer> order, List<Integer> columns, List<Integer> given) {
        return order.stream().map(column -> given.get(columns.indexOf(column))).toList();
    }

    private void checkDefault(Feature feature) {
        String text = feature.fallback();
        if (text == null) {
            return;
        }
        try {
            Object _ = KeyText.value(feature.type(), text);
        } catch (TidemillException e) {
            problems.add(feature.place(), "the default of " + feature.name() + ": " + e.message());
        }
    }

    private void checkExpression(FeatureViewDefinition view, OnDemandFeature feature) {
        try {
            RowFormula planned = planned(view, feature);
            if (!planned.type().equals(feature.type())) {
                problems.add(
                        feature.place(),
                        "%s is %s, and not %s"
                                .formatted(
                                        feature.name(),
                                        planned.type().sqlName(),
                                        feature.type().sqlName()),
                        "change the type, or cast: (…)::" + feature.type().sqlName());
            }
        } catch (TidemillException e) {
            problems.add(
                    placeOf(feature, e.place()),
                    e.message() + " [" + e.errorCode().code() + "]",
                    e.hint());
        }
    }

    /** A text of one line stands where its value does; of a longer one only the line is told. */
    private static Place placeOf(OnDemandFeature feature, @Nullable Place inside) {
        Place start = feature.place();
        boolean oneLine = feature.sql().strip().indexOf('\n') < 0;
        return inside == null || !oneLine
                ? start
                : new Place(start.source(), start.line(), start.column() + inside.column() - 1);
    }

    /**
     * An expression may name the key, the features of sources and the values of the request.
     * Functions of the project's jars are not among what it may call: they need not know threads.
     */
    static RowFormula planned(FeatureViewDefinition view, OnDemandFeature feature) {
        return RowFormula.plan(feature.sql(), FeatureShape.values(view), _ -> Optional.empty());
    }
}
