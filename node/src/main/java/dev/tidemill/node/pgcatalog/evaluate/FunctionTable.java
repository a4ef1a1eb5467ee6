package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.evaluate.FunctionDefinition.Body;
import dev.tidemill.node.pgcatalog.type.PgType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All functions by their names. */
final class FunctionTable {
    private static final Set<String> SCHEMAS = Set.of("", "pg_catalog", "information_schema");

    private final Map<String, List<FunctionDefinition>> byName = new HashMap<>();
    private boolean ofCatalog;

    private FunctionTable() {
        ofCatalog = false;
        TextFunctions.define(this);
        NumberFunctions.define(this);
        ArrayFunctions.define(this);
        JsonFunctions.define(this);
        ofCatalog = true;
        ConnectionFunctions.define(this);
        ObjectFunctions.define(this);
        PrivilegeFunctions.define(this);
    }

    /** The one table, made when it is first asked for. */
    static FunctionTable all() {
        return Holder.ALL;
    }

    private static final class Holder {
        static final FunctionTable ALL = new FunctionTable();
    }

    /**
     * Adds a function that gives NULL for NULL.
     *
     * @param signature such as {@code left(text, int4) text}; {@code ...} behind the last parameter
     *     for any number of it, {@code setof} before the result for several rows
     */
    void add(String signature, Body body) {
        add(signature, true, body);
    }

    /** Adds a function that is called with NULL, too. */
    void addForNull(String signature, Body body) {
        add(signature, false, body);
    }

    private void add(String signature, boolean strict, Body body) {
        int open = signature.indexOf('(');
        int close = signature.indexOf(')');
        String inside = signature.substring(open + 1, close).strip();
        boolean variadic = inside.endsWith("...");
        String plain = variadic ? inside.substring(0, inside.length() - 3) : inside;
        List<String> parameters =
                plain.isEmpty()
                        ? List.of()
                        : Arrays.stream(plain.split(",")).map(String::strip).toList();
        String result = signature.substring(close + 1).strip();
        boolean series = result.startsWith("setof ");
        String name = signature.substring(0, open);
        byName.computeIfAbsent(name, _ -> new ArrayList<>())
                .add(
                        new FunctionDefinition(
                                name,
                                parameters,
                                variadic,
                                series ? result.substring(6) : result,
                                series,
                                strict,
                                ofCatalog,
                                body));
    }

    /** The function that fits best; throws UNKNOWN_FUNCTION. */
    FunctionDefinition find(String schema, String name, List<PgType> types) {
        FunctionDefinition best = null;
        int least = Integer.MAX_VALUE;
        for (FunctionDefinition each : named(schema, name)) {
            int distance = each.distance(types);
            if (distance >= 0 && distance < least) {
                best = each;
                least = distance;
            }
        }
        if (best == null) {
            throw SqlErrors.noFunction(schema.isEmpty() ? name : schema + "." + name, types);
        }
        return best;
    }

    private List<FunctionDefinition> named(String schema, String name) {
        return SCHEMAS.contains(schema) ? byName.getOrDefault(name, List.of()) : List.of();
    }

    /** Whether a function of this name tells of the catalog. */
    boolean isOfCatalog(String schema, String name) {
        return named(schema, name).stream().anyMatch(FunctionDefinition::ofCatalog);
    }

    /** Whether a function of this name gives several rows. */
    boolean isSeries(String schema, String name) {
        return named(schema, name).stream().anyMatch(FunctionDefinition::series);
    }
}
