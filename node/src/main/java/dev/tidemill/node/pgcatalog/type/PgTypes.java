package dev.tidemill.node.pgcatalog.type;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The types that PostgreSQL 17 has from the start, and those of Tidemill among them. */
public final class PgTypes {
    /** All columns of {@code pg_type}, by oid; what they hold is PostgreSQL's. */
    private static final List<Map<String, String>> ROWS = read();

    private static final Map<Integer, PgType> BY_OID = new HashMap<>();
    private static final Map<String, PgType> BY_NAME = new HashMap<>();

    static {
        for (Map<String, String> row : ROWS) {
            PgType type = of(row);
            BY_OID.put(type.oid(), type);
            BY_NAME.put(type.name(), type);
        }
    }

    public static final PgType BOOL = named("bool");
    public static final PgType CHAR = named("char");
    public static final PgType NAME = named("name");
    public static final PgType INT8 = named("int8");
    public static final PgType INT2 = named("int2");
    public static final PgType INT4 = named("int4");
    public static final PgType TEXT = named("text");
    public static final PgType OID = named("oid");
    public static final PgType FLOAT8 = named("float8");
    public static final PgType NUMERIC = named("numeric");
    public static final PgType TIMESTAMPTZ = named("timestamptz");
    public static final PgType UNKNOWN = named("unknown");

    private PgTypes() {}

    private static PgType of(Map<String, String> row) {
        return new PgType(
                number(row, "oid"),
                text(row, "schema"),
                text(row, "typname"),
                text(row, "typcategory").charAt(0),
                number(row, "typlen"),
                text(row, "typtype").charAt(0),
                number(row, "typelem"),
                number(row, "typarray"),
                number(row, "typbasetype"),
                List.of());
    }

    private static String text(Map<String, String> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }

    private static int number(Map<String, String> row, String column) {
        return Integer.parseInt(text(row, column));
    }

    /** The rows of {@code pg_type} with all its columns and the schema's name, as texts. */
    public static List<Map<String, String>> rows() {
        return ROWS;
    }

    public static Optional<PgType> byOid(long oid) {
        return Optional.ofNullable(oid != (int) oid ? null : BY_OID.get((int) oid));
    }

    /** The type of a name, as in {@code pg_type}. */
    public static Optional<PgType> byName(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The type of a name that is known to be there. */
    public static PgType named(String name) {
        return byName(name).orElseThrow(() -> new NoSuchElementException(name));
    }

    /** The arrays of a type; arrays of text when there are none. */
    public static PgType arrayOf(PgType element) {
        return byOid(element.array()).orElseGet(() -> named("_text"));
    }

    /** What an array's elements are. */
    public static PgType elementOf(PgType array) {
        return byOid(array.element()).orElse(TEXT);
    }

    /** The type that clients see a column of a table in. */
    public static PgType of(Type type) {
        return switch (type) {
            case ArrayType array -> arrayOf(of(array.element()));
            case DecimalType _ -> NUMERIC;
            case SimpleType simple ->
                    switch (simple) {
                        case BOOLEAN -> BOOL;
                        case INTEGER -> INT4;
                        case BIGINT -> INT8;
                        case DOUBLE -> FLOAT8;
                        case TEXT -> TEXT;
                        case DATE -> named("date");
                        case TIMESTAMP -> named("timestamp");
                        case TIMESTAMPTZ -> TIMESTAMPTZ;
                        case INTERVAL -> named("interval");
                        case UUID -> named("uuid");
                        case JSON -> named("jsonb");
                    };
        };
    }

    /** The modifier that goes with {@link #of(Type)}; -1 for none. */
    public static int modifierOf(Type type) {
        return switch (type) {
            case ArrayType array -> modifierOf(array.element());
            case DecimalType decimal -> ((decimal.precision() << 16) | decimal.scale()) + 4;
            case SimpleType _ -> -1;
        };
    }

    private static List<Map<String, String>> read() {
        List<String> lines = lines("types.txt");
        List<String> names = List.of(lines.getFirst().split("\\|"));
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] values = line.split("\\|", -1);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                row.put(names.get(i), values[i]);
            }
            rows.add(Map.copyOf(row));
        }
        return List.copyOf(rows);
    }

    private static List<String> lines(String resource) {
        try (@Nullable InputStream in = PgTypes.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
