package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.feature.Feature;
import dev.tidemill.definitions.feature.FeatureSource;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.feature.NamedType;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.record.Recording;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The query that finds, for each label, the newest line of each log that was known by then. Labels
 * come first, as they are; the raw values behind them are made into features by {@link
 * TrainingRows}, which does what an online read does.
 *
 * <p>A moment is a time and, among the ticks of one time, the last of them; a line's is its tick's.
 * Both are one number, so that the join is exact: {@code microseconds * 10^12 + tick}.
 */
final class TrainingSql {
    /** What stands before the names of the columns that are not the labels' own. */
    static final String OWN = "__tm_";

    /** Columns of each source before its features: begin, tick, kind and time. */
    static final int SOURCE_COLUMNS = 4;

    private static final String TICKS = "1000000000000";
    private static final String LAST_TICK = "999999999999";

    private final FeatureViewDefinition view;
    private final TrainingLabels labels;
    private final List<String> columns = new ArrayList<>();
    private final StringBuilder joins = new StringBuilder();

    TrainingSql(FeatureViewDefinition view, TrainingLabels labels) {
        this.view = requireNonNull(view, "view");
        this.labels = requireNonNull(labels, "labels");
        if (!view.isRecorded()) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            view.id() + " has no training sets, as its changes are not recorded")
                    .withHint("set record: true in " + view.file());
        }
        if (view.ttl() != null && labels.time() == null) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST,
                            view.id() + " has a ttl, for which the labels need a time")
                    .withHint("name the column of their time");
        }
    }

    /** How many columns stand behind the labels' own. */
    static int ownColumns(FeatureViewDefinition view) {
        return 1
                + view.inputs().size()
                + view.sources().size() * SOURCE_COLUMNS
                + view.stored().size();
    }

    String sql() {
        String time = labels.time();
        own("at", time == null ? "NULL::BIGINT" : micros("l." + quoted(time)));
        for (NamedType key : view.key()) {
            own("in_" + key.name(), cast("l." + quoted(key.name()), key.type()));
        }
        for (NamedType value : view.request()) {
            own("in_" + value.name(), cast("l." + quoted(value.name()), value.type()));
        }
        for (int i = 0; i < view.sources().size(); i++) {
            source(i, view.sources().get(i));
        }
        return "WITH %1$slabels AS (SELECT *, %2$s AS %1$smoment FROM (%3$s\n) AS %1$sgiven)\n"
                        .formatted(OWN, moment(), labels.sql())
                + "SELECT l.* EXCLUDE (%smoment),\n  %s\nFROM %slabels AS l%s"
                        .formatted(OWN, String.join(",\n  ", columns), OWN, joins);
    }

    /** What a label has of all moments. */
    private String moment() {
        String tick = labels.tick();
        return tick != null && labels.mode() == TrainingLabels.Mode.AS_KNOWN
                ? quoted(tick) + "::BIGINT::HUGEINT"
                : micros(quoted(String.valueOf(labels.time())))
                        + "::HUGEINT * %s + %s".formatted(TICKS, LAST_TICK);
    }

    /** What a line has of all moments. That a row went is of the time at which it was known. */
    private String lineMoment() {
        if (labels.mode() == TrainingLabels.Mode.AS_CORRECTED) {
            return micros(
                            "CASE WHEN %1$s = '%2$s' THEN coalesce(%3$s, %4$s) ELSE %4$s END"
                                    .formatted(
                                            Recording.KIND,
                                            Recording.ROW,
                                            Recording.ROW_TIME,
                                            Recording.KNOWN_AT))
                    + "::HUGEINT * %s + %s".formatted(TICKS, Recording.TICK);
        }
        return labels.tick() != null
                ? Recording.TICK + "::HUGEINT"
                : micros(Recording.KNOWN_AT)
                        + "::HUGEINT * %s + %s".formatted(TICKS, Recording.TICK);
    }

    private void source(int number, FeatureSource source) {
        String begun = "b" + number;
        String line = "r" + number;
        own("begin_" + number, begun + ".begun");
        own("tick_" + number, line + "." + Recording.TICK);
        own("kind_" + number, line + "." + Recording.KIND);
        own("time_" + number, micros(line + "." + Recording.ROW_TIME));
        for (Feature feature : source.features()) {
            own("f_" + feature.name(), line + "." + quoted(feature.column()));
        }
        String log =
                SystemTables.PREFIX
                        + quoted(
                                SystemTables.log(view.name(), view.version(), source.table())
                                        .substring(SystemTables.PREFIX.length()));
        joins.append(beginnings(log, begun));
        StringBuilder on = new StringBuilder();
        source.key()
                .forEach(
                        (column, of) ->
                                on.append(
                                        "%s = %s.%s AND "
                                                .formatted(
                                                        cast("l." + quoted(of), type(of)),
                                                        line,
                                                        quoted(column))));
        joins.append(
                """

                ASOF LEFT JOIN (SELECT *, %s AS moment FROM %s WHERE %s IN ('%s', '%s')) AS %s
                  ON %sl.%smoment >= %s.moment"""
                        .formatted(
                                lineMoment(),
                                log,
                                Recording.KIND,
                                Recording.ROW,
                                Recording.GONE,
                                line,
                                on,
                                OWN,
                                line));
    }

    /** Since when a log tells all, at the label's moment; NULL when it does not. */
    private String beginnings(String log, String name) {
        if (labels.mode() == TrainingLabels.Mode.AS_CORRECTED) {
            return "\nCROSS JOIN (SELECT max(%s) AS begun FROM %s WHERE %s = '%s') AS %s"
                    .formatted(Recording.TICK, log, Recording.KIND, Recording.BEGIN, name);
        }
        return """

                ASOF LEFT JOIN (
                  SELECT CASE WHEN %1$s = '%2$s' THEN %3$s END AS begun, %4$s AS moment
                  FROM %5$s WHERE %1$s IN ('%2$s', '%6$s')) AS %7$s
                  ON l.%8$smoment >= %7$s.moment"""
                .formatted(
                        Recording.KIND,
                        Recording.BEGIN,
                        Recording.TICK,
                        lineMoment(),
                        log,
                        Recording.END,
                        name,
                        OWN);
    }

    private Type type(String key) {
        return view.key().get(view.inputs().indexOf(key)).type();
    }

    private void own(String name, String expression) {
        columns.add(expression + " AS " + quoted(OWN + name));
    }

    /** Times without a zone are taken as UTC. */
    private static String micros(@Nullable String time) {
        return "epoch_us(" + time + ")";
    }

    private static String cast(String value, Type type) {
        return "CAST(" + value + " AS " + sqlName(type) + ")";
    }

    private static String sqlName(Type type) {
        if (type instanceof ArrayType array) {
            return sqlName(array.element()) + "[]";
        }
        return type == Type.TEXT ? "VARCHAR" : type.sqlName();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
