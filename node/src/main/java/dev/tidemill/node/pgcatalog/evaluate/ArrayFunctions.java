package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.pgcatalog.evaluate.FunctionDefinition.Arguments;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions of arrays, and those that give several rows. */
final class ArrayFunctions {
    /** Values that a series may have. */
    private static final long SERIES_MAX = 1_000_000;

    private ArrayFunctions() {}

    static void define(FunctionTable to) {
        to.add("array_length(anyarray, int4) int4", (_, a) -> length(a));
        to.add("cardinality(anyarray) int4", (_, a) -> (long) a.list(0).size());
        to.add("array_lower(anyarray, int4) int4", (_, a) -> lower(a));
        to.add("array_upper(anyarray, int4) int4", (_, a) -> upper(a));
        to.add("array_ndims(anyarray) int4", (_, a) -> a.list(0).isEmpty() ? null : 1L);
        to.add("array_to_string(anyarray, text) text", (frame, a) -> joined(frame, a, null));
        to.addForNull(
                "array_to_string(anyarray, text, text) text",
                (frame, a) ->
                        a.orNull(0) == null || a.orNull(1) == null
                                ? null
                                : joined(frame, a, (String) a.orNull(2)));
        to.addForNull(
                "array_position(anyarray, anyelement) int4",
                (_, a) -> a.orNull(0) == null ? null : position(a.list(0), a.orNull(1)));
        to.addForNull(
                "array_append(anyarray, anyelement) anyarray",
                (_, a) -> with(a.orNull(0), a.orNull(1), false));
        to.addForNull(
                "array_prepend(anyelement, anyarray) anyarray",
                (_, a) -> with(a.orNull(1), a.orNull(0), true));
        to.addForNull(
                "array_remove(anyarray, anyelement) anyarray",
                (_, a) -> a.orNull(0) == null ? null : without(a.list(0), a.orNull(1)));
        to.add("array_cat(anyarray, anyarray) anyarray", (_, a) -> both(a.list(0), a.list(1)));
        to.add("unnest(anyarray) setof anyelement", (_, a) -> a.list(0));
        to.add("generate_series(int8, int8) setof int8", (_, a) -> series(a, 1));
        to.add("generate_series(int4, int4) setof int4", (_, a) -> series(a, 1));
        to.add("generate_series(int4, int4, int4) setof int4", (_, a) -> series(a, a.number(2)));
        to.add("generate_series(int8, int8, int8) setof int8", (_, a) -> series(a, a.number(2)));
        to.add("generate_subscripts(anyarray, int4) setof int4", (_, a) -> subscripts(a));
        to.add("_pg_expandarray(anyarray) setof expanded", (_, a) -> expanded(a.list(0)));
    }

    private static @Nullable Long length(Arguments a) {
        return a.number(1) != 1 || a.list(0).isEmpty() ? null : (long) a.list(0).size();
    }

    private static @Nullable Long lower(Arguments a) {
        return length(a) == null ? null : (long) Vector.low(a.list(0));
    }

    private static @Nullable Long upper(Arguments a) {
        return length(a) == null ? null : a.list(0).size() - 1L + Vector.low(a.list(0));
    }

    private static String joined(Frame frame, Arguments a, @Nullable String forNull) {
        PgType element = PgTypes.elementOf(a.types().getFirst());
        List<String> texts = new ArrayList<>();
        for (Object each : a.list(0)) {
            if (each != null) {
                texts.add(frame.run.text().write(element, each));
            } else if (forNull != null) {
                texts.add(forNull);
            }
        }
        return String.join(a.text(1), texts);
    }

    private static @Nullable Long position(List<?> list, @Nullable Object sought) {
        for (int i = 0; i < list.size(); i++) {
            Object each = list.get(i);
            boolean same =
                    (each == null || sought == null) ? each == sought : Values.equal(each, sought);
            if (same) {
                return (long) i + Vector.low(list);
            }
        }
        return null;
    }

    private static List<@Nullable Object> with(
            @Nullable Object list, @Nullable Object element, boolean first) {
        List<@Nullable Object> all =
                list == null ? new ArrayList<>() : new ArrayList<>((List<?>) list);
        all.add(first ? 0 : all.size(), element);
        return all;
    }

    private static List<@Nullable Object> without(List<?> list, @Nullable Object element) {
        List<@Nullable Object> all = new ArrayList<>(list);
        all.removeIf(
                each ->
                        (each == null || element == null)
                                ? each == element
                                : Values.equal(each, element));
        return all;
    }

    private static List<@Nullable Object> both(List<?> left, List<?> right) {
        List<@Nullable Object> all = new ArrayList<>(left);
        all.addAll(right);
        return all;
    }

    private static List<Long> series(Arguments a, long step) {
        long from = a.number(0);
        long to = a.number(1);
        if (step == 0) {
            throw new TidemillException(ErrorCode.INVALID_ARGUMENT, "step size cannot equal zero");
        }
        List<Long> values = new ArrayList<>();
        for (long at = from; step > 0 ? at <= to : at >= to; at += step) {
            if (values.size() >= SERIES_MAX) {
                throw new TidemillException(
                        ErrorCode.RESULT_TOO_LARGE,
                        "a series of more than " + SERIES_MAX + " values");
            }
            values.add(at);
        }
        return values;
    }

    private static List<Long> subscripts(Arguments a) {
        List<Long> subscripts = new ArrayList<>();
        for (int i = 0; a.number(1) == 1 && i < a.list(0).size(); i++) {
            subscripts.add((long) i + Vector.low(a.list(0)));
        }
        return subscripts;
    }

    private static List<List<@Nullable Object>> expanded(List<?> list) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            rows.add(Arrays.asList(list.get(i), i + 1L));
        }
        return rows;
    }
}
