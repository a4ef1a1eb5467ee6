package dev.tidemill.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunctionBuilder;
import org.duckdb.DuckDBWritableVector;

/**
 * Bounds for functions that blow text up, or compare texts of any length, within one step of
 * DuckDB. It does not count the text of its vectors against the memory limit, and a step cannot be
 * interrupted: {@code repeat} over two thousand rows could take all memory of the machine.
 *
 * <p>Each such function becomes a macro that asks one of the functions here first how much room the
 * vector's rows need together. Its arguments go into a struct once, since a macro that named them
 * twice would double a nested call's size at each level:
 *
 * <pre>{@code
 * repeat(s, n)
 * list_transform([{s: s, n: n}], lambda x: repeat(x.s, CASE WHEN room(…) THEN x.n END))[1]
 * }</pre>
 *
 * <p>A NULL argument stays NULL. Checks bound an argument and not the call, since DuckDB computes
 * calls of constants even in a branch that is not taken.
 */
final class TextBounds {
    /** Of one text that a query builds. A constant may stand beside each row of a vector. */
    static final long TEXT_BYTES_MAX = 256L << 10;

    /** Of all texts that one call gives for the rows of one vector, in each thread. */
    static final long ROOM_BYTES_MAX = 256L << 20;

    /** Of the pieces that one text is split into. */
    private static final long PIECES_BYTES_MAX = 8L << 20;

    /** A text in a list, beside its bytes. */
    private static final int PIECE_BYTES = 16;

    /** Vectors that need more look whether the machine has it. */
    private static final long LOOK_BYTES = 1L << 20;

    /** What the machine keeps for others. */
    private static final long LEFT_BYTES_MIN = 512L << 20;

    /** Pairs of characters that one vector may compare; some hundred millions take a second. */
    static final long WORK_MAX = 1L << 28;

    /** What the errors of this class begin with. */
    static final String MARK = "tidemill bound: ";

    private static final String ROOM = "tidemill_room";
    private static final String PIECES = "tidemill_pieces";
    private static final String WORK = "tidemill_work";
    private static final MachineMemory MACHINE = new MachineMemory();
    private static final String CLAMPED = "least(%s, 1000000000000000)::BIGINT";

    /** More arguments are an error of the binder; queries may nest the call. */
    private static final int CONCAT_ARGUMENTS_MAX = 24;

    private static final List<String> COMPARING =
            List.of(
                    "levenshtein",
                    "damerau_levenshtein",
                    "editdist3",
                    "jaro_similarity",
                    "jaro_winkler_similarity");

    private TextBounds() {}

    /**
     * What one vector's rows may need.
     *
     * @param one the most for one row
     * @param all the most for all rows
     * @param bytes whether it is memory
     * @param what is told when it is more
     */
    private record Bound(long one, long all, boolean bytes, String what) {}

    static void register(DuckDBConnection connection) throws SQLException {
        register(
                connection,
                ROOM,
                new Bound(
                        TEXT_BYTES_MAX,
                        ROOM_BYTES_MAX,
                        true,
                        "a text would be longer than " + (TEXT_BYTES_MAX >> 10) + " KiB"));
        register(
                connection,
                PIECES,
                new Bound(
                        PIECES_BYTES_MAX,
                        ROOM_BYTES_MAX,
                        true,
                        "a text would fall into too many pieces"));
        register(
                connection,
                WORK,
                new Bound(
                        WORK_MAX,
                        WORK_MAX,
                        false,
                        "comparing the texts would take more than " + WORK_MAX + " steps"));
    }

    private static void register(DuckDBConnection connection, String name, Bound bound)
            throws SQLException {
        try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
            builder.withName(name)
                    .withParameter(DuckDBColumnType.BIGINT)
                    .withReturnType(DuckDBColumnType.BOOLEAN)
                    .withVectorizedFunction((in, out) -> check(in, out, bound))
                    .register(connection);
        }
    }

    private static void check(DuckDBDataChunkReader in, DuckDBWritableVector out, Bound bound) {
        DuckDBReadableVector needed = in.vector(0);
        long rows = in.rowCount();
        long sum = 0;
        for (long row = 0; row < rows; row++) {
            long one = needed.isNull(row) ? 0 : Math.max(0, needed.getLong(row));
            sum += one;
            if (one > bound.one()) {
                throw new IllegalArgumentException(MARK + bound.what());
            }
            out.setBoolean(row, true);
        }
        if (sum > bound.all()) {
            throw new IllegalArgumentException(
                    MARK + bound.what() + ", counted for " + rows + " rows together");
        }
        if (bound.bytes()
                && sum > LOOK_BYTES
                && MACHINE.availableBytes() - 2 * sum < LEFT_BYTES_MIN) {
            throw new IllegalArgumentException(
                    MARK + "the machine has too little memory left for the texts");
        }
    }

    /** Statements that put the bounds before DuckDB's own functions. */
    static List<String> macros() {
        List<String> macros = new ArrayList<>();
        String replaced =
                "strlen(x.s) + strlen(x.s) // greatest(strlen(x.a), 1)"
                        + " * greatest(strlen(x.b) - strlen(x.a), 0)";
        String matched = "(strlen(x.s) + 1)::HUGEINT * (strlen(x.b) + 1)";
        macros.add(
                "CREATE MACRO repeat(s, n) AS "
                        + bounded(
                                "{s: s, n: n::BIGINT}",
                                "repeat(x.s, "
                                        + room("strlen(x.s::VARCHAR)::HUGEINT * x.n", "x.n")
                                        + ")"));
        for (String pad : List.of("lpad", "rpad")) {
            macros.add(
                    "CREATE MACRO "
                            + pad
                            + "(s, n, p) AS "
                            + bounded(
                                    "{s: s, n: n::INTEGER, p: p}",
                                    pad + "(x.s, " + room("x.n::HUGEINT * 4", "x.n") + ", x.p)"));
        }
        macros.add(
                "CREATE MACRO replace(s, a, b) AS "
                        + bounded(
                                "{s: s, a: a, b: b}",
                                "replace(" + room(replaced, "x.s") + ", x.a, x.b)"));
        macros.add(
                "CREATE MACRO regexp_replace(s, a, b) AS "
                        + bounded(
                                "{s: s, b: b}",
                                "regexp_replace(" + room(matched, "x.s") + ", a, x.b)")
                        + ", (s, a, b, o) AS "
                        + bounded(
                                "{s: s, b: b}",
                                "regexp_replace(" + room(matched, "x.s") + ", a, x.b, o)"));
        macros.add(
                "CREATE MACRO \"||\"(a, b) AS "
                        + bounded(
                                "{a: a, b: b}",
                                "\"||\"(x.a, "
                                        + room(length("x.a") + " + " + length("x.b"), "x.b")
                                        + ")"));
        for (String split : List.of("string_split", "str_split", "split", "string_to_array")) {
            macros.add(
                    "CREATE MACRO "
                            + split
                            + "(s, p) AS "
                            + bounded(
                                    "{s: s, p: p}",
                                    split
                                            + "("
                                            + pieces("strlen(x.s) // greatest(strlen(x.p), 1)")
                                            + ", x.p)"));
        }
        for (String split :
                List.of("string_split_regex", "str_split_regex", "regexp_split_to_array")) {
            macros.add(
                    "CREATE MACRO "
                            + split
                            + "(s, p) AS "
                            + bounded("{s: s}", split + "(" + pieces("strlen(x.s)") + ", p)"));
        }
        macros.add(
                "CREATE MACRO regexp_extract_all(s, p) AS "
                        + bounded("{s: s}", "regexp_extract_all(" + pieces("strlen(x.s)") + ", p)")
                        + ", (s, p, g) AS "
                        + bounded(
                                "{s: s}",
                                "regexp_extract_all(" + pieces("strlen(x.s)") + ", p, g)"));
        macros.add("CREATE MACRO concat" + concat(false));
        macros.add("CREATE MACRO concat_ws" + concat(true));
        for (String name : COMPARING) {
            macros.add(
                    "CREATE MACRO "
                            + name
                            + "(a, b) AS "
                            + bounded(
                                    "{a: a, b: b}",
                                    name
                                            + "(x.a, CASE WHEN "
                                            + WORK
                                            + "("
                                            + CLAMPED.formatted(
                                                    "strlen(x.a)::HUGEINT * strlen(x.b)")
                                            + ") THEN x.b END)"));
        }
        return macros;
    }

    /** For each number of arguments; a separator counts once for each of them. */
    private static String concat(boolean separated) {
        return IntStream.rangeClosed(1, CONCAT_ARGUMENTS_MAX)
                .mapToObj(arguments -> concat(arguments, separated))
                .collect(Collectors.joining(", "));
    }

    private static String concat(int arguments, boolean separated) {
        List<String> names = IntStream.range(0, arguments).mapToObj(i -> "a" + i).toList();
        String struct =
                names.stream().map(name -> name + ": " + name).collect(Collectors.joining(", "));
        String sum =
                names.stream().map(name -> length("x." + name)).collect(Collectors.joining(" + "));
        List<String> passed = new ArrayList<>(names.stream().map(name -> "x." + name).toList());
        String needed = separated ? sum + " + " + arguments + " * " + length("x.p") : sum;
        String last = passed.removeLast();
        passed.add(room(needed, last));
        return (separated ? "(p, " : "(")
                + String.join(", ", names)
                + ") AS "
                + bounded(
                        separated ? "{p: p, " + struct + "}" : "{" + struct + "}",
                        (separated ? "concat_ws(x.p, " : "concat(")
                                + String.join(", ", passed)
                                + ")");
    }

    private static String length(String value) {
        return "coalesce(strlen(" + value + "::VARCHAR), 0)";
    }

    private static String bounded(String arguments, String call) {
        return "list_transform([" + arguments + "], lambda x: system.main." + call + ")[1]";
    }

    /** The text x.s, when there is room for so many pieces of it. */
    private static String pieces(String count) {
        return "CASE WHEN "
                + PIECES
                + "("
                + CLAMPED.formatted(
                        "strlen(x.s) + " + PIECE_BYTES + "::HUGEINT * (" + count + " + 1)")
                + ") THEN x.s END";
    }

    private static String room(String needed, String argument) {
        return "CASE WHEN "
                + ROOM
                + "("
                + CLAMPED.formatted(needed)
                + ") THEN "
                + argument
                + " END";
    }
}
