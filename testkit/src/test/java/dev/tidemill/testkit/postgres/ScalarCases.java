package dev.tidemill.testkit.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.testkit.random.RandomValues;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The expressions, the rows they are evaluated over, and where we knowingly differ. */
final class ScalarCases {
    static final Schema SCHEMA =
            Schema.of(
                    Field.of("id", Type.INTEGER),
                    Field.of("b", Type.BOOLEAN),
                    Field.of("i", Type.INTEGER),
                    Field.of("j", Type.INTEGER),
                    Field.of("l", Type.BIGINT),
                    Field.of("d", Type.DOUBLE),
                    Field.of("f", Type.DOUBLE),
                    Field.of("n", Type.decimal(12, 2)),
                    Field.of("e", Type.decimal(20, 6)),
                    Field.of("s", Type.TEXT),
                    Field.of("t", Type.TEXT),
                    Field.of("dt", Type.DATE),
                    Field.of("ts", Type.TIMESTAMP),
                    Field.of("tu", Type.TIMESTAMP),
                    Field.of("tz", Type.TIMESTAMPTZ),
                    Field.of("p", Type.INTERVAL),
                    Field.of("u", Type.UUID),
                    Field.of("w", Type.UUID),
                    Field.of("k", Type.JSON),
                    Field.of("h", Type.JSON),
                    Field.of("ia", Type.array(Type.INTEGER)),
                    Field.of("ja", Type.array(Type.INTEGER)),
                    Field.of("sa", Type.array(Type.TEXT)),
                    Field.of("da", Type.array(Type.DOUBLE)));

    private ScalarCases() {}

    static List<String> expressions() {
        return lines("scalars.txt");
    }

    /** Reasons by expression. */
    static Map<String, String> deviations() {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String line : lines("deviations.txt")) {
            int bar = line.lastIndexOf(" | ");
            reasons.put(line.substring(0, bar).strip(), line.substring(bar + 3).strip());
        }
        return reasons;
    }

    /** A row of NULLs, tame rows (the first with what only deviations know) and wild rows. */
    static List<List<@Nullable Object>> rows(int count, long seed) {
        List<Type> all = SCHEMA.fields().stream().map(Field::type).toList();
        List<Type> types = all.subList(0, SCHEMA.indexOf("p"));
        List<Type> moreTypes = all.subList(types.size(), all.size());
        Random random = new Random(seed);
        RandomValues tame = RandomValues.tame(random);
        RandomValues wild = RandomValues.wild(random);
        RandomValues more = RandomValues.wild(new Random(seed + 1));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            List<@Nullable Object> row =
                    id == 0
                            ? new ArrayList<>(Arrays.asList(new Object[types.size()]))
                            : (id % 2 == 0 ? wild : tame).row(types);
            if (id == 1) {
                row.set(SCHEMA.indexOf("f"), Double.NEGATIVE_INFINITY);
                row.set(SCHEMA.indexOf("s"), "NaN");
            }
            row.set(0, id);
            row.addAll(id == 0 ? Arrays.asList(new Object[moreTypes.size()]) : more.row(moreTypes));
            rows.add(row);
        }
        return rows;
    }

    private static List<String> lines(String resource) {
        try (InputStream stream =
                requireNonNull(ScalarCases.class.getResourceAsStream(resource), resource)) {
            return new String(stream.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(resource, e);
        }
    }
}
