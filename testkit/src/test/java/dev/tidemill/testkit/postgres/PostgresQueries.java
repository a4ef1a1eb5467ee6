package dev.tidemill.testkit.postgres;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.sql.Catalog;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.Planner;
import dev.tidemill.testkit.engine.Tables;
import dev.tidemill.testkit.oracle.OracleResult;
import dev.tidemill.testkit.oracle.PlanInterpreter;
import dev.tidemill.testkit.oracle.TextFormat;
import dev.tidemill.testkit.oracle.ZSet;
import dev.tidemill.testkit.random.RandomValues;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whole queries over rows that stand in PostgreSQL and in the oracle: what our planner makes of
 * them, answered by the oracle, is what PostgreSQL answers. One thread at a time.
 */
public final class PostgresQueries {
    private static final int ROWS = 60;
    private static final long NOW = LocalDate.of(2001, 2, 1).toEpochDay() * 86_400_000_000L;

    private final PostgresTruth postgres;
    private final Map<String, ZSet> contents;

    private PostgresQueries(PostgresTruth postgres, Map<String, ZSet> contents) {
        this.postgres = postgres;
        this.contents = contents;
    }

    /** Random rows of the shared tables, in the place of those that were there before. */
    public static PostgresQueries overSeed(long seed) throws Exception {
        Map<String, ZSet> contents = contents(seed);
        PostgresTruth postgres = PostgresTruth.shared();
        for (InputTable table : Tables.ALL) {
            load(postgres, table, contents.get(table.name()));
        }
        return new PostgresQueries(postgres, contents);
    }

    /** How the answers differ; null when they do not. */
    public @Nullable String difference(String query) throws Exception {
        return difference(query, query);
    }

    /**
     * How the answers to two wordings of one question differ; null when they do not.
     *
     * @param theirs as PostgreSQL says it
     */
    public @Nullable String difference(String ours, String theirs) throws Exception {
        return difference(postgres, ours, theirs, contents);
    }

    private static @Nullable String difference(
            PostgresTruth postgres, String query, String asked, Map<String, ZSet> contents)
            throws Exception {
        Map<String, Long> theirs =
                counted(
                        postgres.rows(
                                asked.replace("now()", "timestamptz '2001-02-01 00:00:00+00'")));
        try {
            Plan plan = new Planner(catalog()).plan(query).plan();
            OracleResult answer = new PlanInterpreter(contents, NOW).answer(plan);
            Map<String, Long> ours = texts(answer.rows(), plan.schema());
            if (!answer.errors().isEmpty()) {
                return "error rows " + answer.errors();
            }
            return ours.equals(theirs) ? null : differing(ours, theirs);
        } catch (RuntimeException e) {
            String place = e.getStackTrace().length > 0 ? " at " + e.getStackTrace()[0] : "";
            return "threw " + e + place;
        }
    }

    private static String differing(Map<String, Long> ours, Map<String, Long> theirs) {
        Map<String, Long> surplus = new TreeMap<>(ours);
        theirs.forEach(surplus::remove);
        Map<String, Long> missing = new TreeMap<>(theirs);
        ours.forEach(missing::remove);
        return "ours " + surplus + "\n    PostgreSQL " + missing;
    }

    private static Catalog catalog() {
        return Catalog.of(
                Tables.ALL.stream()
                        .map(
                                t ->
                                        t.isKeyed()
                                                ? CatalogTable.keyed(t.name(), t.schema(), t.key())
                                                : CatalogTable.event(
                                                        t.name(), t.schema(), t.eventTime()))
                        .toList());
    }

    private static Map<String, ZSet> contents(long seed) {
        RandomValues values = RandomValues.tame(new Random(seed));
        Map<String, ZSet> contents = new HashMap<>();
        for (InputTable table : Tables.ALL) {
            Map<Object, List<@Nullable Object>> rows = new LinkedHashMap<>();
            for (int i = 0; i < ROWS; i++) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int c = 0; c < table.schema().size(); c++) {
                    Type type = table.schema().type(c);
                    row.add(table.key().contains(c) ? values.nonNull(type) : values.value(type));
                }
                Object key = table.isKeyed() ? table.key().stream().map(row::get).toList() : i;
                rows.put(key, row);
            }
            ZSet set = new ZSet();
            rows.values().forEach(row -> set.add(row, 1));
            contents.put(table.name(), set);
        }
        return contents;
    }

    private static void load(PostgresTruth postgres, InputTable table, @Nullable ZSet rows)
            throws Exception {
        List<String> columns = new ArrayList<>();
        Schema schema = table.schema();
        schema.fields()
                .forEach(f -> columns.add(f.name() + " " + PostgresExpression.typeName(f.type())));
        postgres.execute("DROP TABLE IF EXISTS " + table.name());
        postgres.execute("CREATE TABLE " + table.name() + " (" + String.join(", ", columns) + ")");
        if (rows == null) {
            return;
        }
        for (Map.Entry<List<@Nullable Object>, Long> entry : rows.weights().entrySet()) {
            List<String> literals = new ArrayList<>();
            for (int i = 0; i < schema.size(); i++) {
                literals.add(PostgresExpression.literal(entry.getKey().get(i), schema.type(i)));
            }
            String insert =
                    "INSERT INTO " + table.name() + " VALUES (" + String.join(", ", literals) + ")";
            for (long i = 0; i < entry.getValue(); i++) {
                postgres.execute(insert);
            }
        }
    }

    private static Map<String, Long> texts(ZSet rows, Schema schema) {
        Map<String, Long> texts = new TreeMap<>();
        rows.weights()
                .forEach(
                        (row, weight) -> {
                            List<String> values = new ArrayList<>();
                            for (int i = 0; i < row.size(); i++) {
                                Object value = row.get(i);
                                values.add(
                                        value == null
                                                ? "NULL"
                                                : comparable(
                                                        TextFormat.format(value, schema.type(i)),
                                                        schema.type(i) instanceof DecimalType,
                                                        schema.type(i) == Type.DOUBLE));
                            }
                            texts.merge(values.toString(), weight, Long::sum);
                        });
        return texts;
    }

    private static Map<String, Long> counted(List<List<PostgresTruth.Cell>> rows) {
        Map<String, Long> texts = new TreeMap<>();
        for (List<PostgresTruth.Cell> row : rows) {
            List<String> values = new ArrayList<>();
            for (PostgresTruth.Cell cell : row) {
                values.add(
                        cell.text() == null
                                ? "NULL"
                                : comparable(
                                        cell.text(),
                                        cell.type().equals("numeric"),
                                        cell.type().equals("float8")));
            }
            texts.merge(values.toString(), 1L, Long::sum);
        }
        return texts;
    }

    /** NUMERIC to the digits that both are sure of, DOUBLE without its last digits. */
    private static String comparable(String text, boolean isDecimal, boolean isDouble) {
        if (isDecimal) {
            return new BigDecimal(text)
                    .setScale(6, RoundingMode.HALF_UP)
                    .stripTrailingZeros()
                    .toPlainString();
        }
        return isDouble ? Float.toString((float) (Double.parseDouble(text) + 0.0)) : text;
    }
}
