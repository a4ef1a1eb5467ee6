package dev.tidemill.node.pgcatalog.evaluate;

import com.google.re2j.Pattern;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.pgcatalog.type.PgText;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One evaluation of a query. Owned by one thread. */
public final class Run {
    /** Rows that an evaluation may look at, those of all its parts together. */
    public static final long STEPS_MAX = 50_000_000;

    /** Rows that one part of a query may have in memory. */
    public static final int ROWS_MAX = 500_000;

    /** Regular expressions that are kept; beyond it all are compiled anew. */
    private static final int PATTERNS_MAX = 64;

    /** Characters of one text, and of all texts that one evaluation computes. */
    static final int TEXT_MAX = 16 << 20;

    private static final long TEXTS_MAX = 64L << 20;

    private static final int STEPS_PER_LOOK = 1 << 14;

    private final Surroundings surroundings;
    private final List<@Nullable String> parameters;
    private final BooleanSupplier isCancelled;
    private final PgText text;
    private final OffsetDateTime now = OffsetDateTime.now(java.time.ZoneOffset.UTC);
    private final IdentityHashMap<Object, RowTable> tables = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Object> kept = new IdentityHashMap<>();
    private final IdentityHashMap<Object, Frame> outers = new IdentityHashMap<>();
    private final Map<String, Pattern> patterns = new HashMap<>();
    private long steps;
    private long characters;

    /**
     * @param parameters as texts, the first for {@code $1}; null is NULL
     * @param isCancelled is asked now and then
     */
    public Run(
            Surroundings surroundings,
            List<@Nullable String> parameters,
            BooleanSupplier isCancelled) {
        this.surroundings = surroundings;
        this.parameters = parameters;
        this.isCancelled = isCancelled;
        this.text = new PgText(surroundings);
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    PgText text() {
        return text;
    }

    OffsetDateTime now() {
        return now;
    }

    @Nullable String parameter(int index) {
        if (index > parameters.size()) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST, "there is no value for $" + index);
        }
        return parameters.get(index - 1);
    }

    /** Counts a row that is looked at. */
    void step() {
        if (++steps % STEPS_PER_LOOK != 0) {
            return;
        }
        if (isCancelled.getAsBoolean()) {
            throw new TidemillException(ErrorCode.QUERY_CANCELLED, "the query was cancelled");
        }
        if (steps > STEPS_MAX) {
            throw new TidemillException(
                            ErrorCode.RESULT_TOO_LARGE,
                            "a query of the catalog looks at more than " + STEPS_MAX + " rows")
                    .withHint("join the relations by their oids");
        }
    }

    /** Counts what a row that was computed takes. */
    void hold(List<? extends @Nullable Object> row) {
        for (Object value : row) {
            if (value instanceof String made) {
                characters += made.length();
            } else if (value instanceof List<?> made) {
                characters += made.size();
            }
        }
        if (characters > TEXTS_MAX) {
            throw tooLong(TEXTS_MAX);
        }
    }

    /** Throws when a text is longer than one may be. */
    static void requireShort(long length) {
        if (length > TEXT_MAX) {
            throw tooLong(TEXT_MAX);
        }
    }

    private static TidemillException tooLong(long most) {
        return new TidemillException(
                ErrorCode.RESULT_TOO_LARGE,
                "a query of the catalog makes texts of more than " + most + " characters");
    }

    /** Throws when one part of the query has more rows than it may. */
    static void requireFew(int rows) {
        if (rows > ROWS_MAX) {
            throw new TidemillException(
                            ErrorCode.RESULT_TOO_LARGE,
                            "a part of a query of the catalog has more than " + ROWS_MAX + " rows")
                    .withHint("join the relations by their oids");
        }
    }

    /** A regular expression with PostgreSQL's flags; throws INVALID_REGEX. */
    Pattern pattern(String regex, String flags) {
        if (patterns.size() >= PATTERNS_MAX) {
            patterns.clear();
        }
        return patterns.computeIfAbsent(flags + "/" + regex, _ -> Operators.pattern(regex, flags));
    }

    /** The rows of something that gives the same ones throughout the run. */
    RowTable table(Object owner, Supplier<List<@Nullable Object[]>> rows) {
        RowTable table = tables.get(owner);
        if (table == null) {
            table = new RowTable(rows.get());
            tables.put(owner, table);
        }
        return table;
    }

    /** What is found out once for the run. */
    @SuppressWarnings("unchecked")
    <T> T kept(Object owner, Supplier<T> made) {
        Object known = kept.get(owner);
        if (known == null) {
            known = java.util.Objects.requireNonNull(made.get());
            kept.put(owner, known);
        }
        return (T) known;
    }

    /** Forgets the rows of a table, which are to be made for another row of the query around. */
    void renew(Object owner, Frame outer) {
        tables.remove(owner);
        tables.keySet().removeIf(Subquery.class::isInstance);
        outers.put(owner, outer);
    }

    /** The row of the query around for which a table's rows are made; null when it needs none. */
    @Nullable Frame outer(Object owner) {
        return outers.get(owner);
    }

    /**
     * Puts the rows of a recursive table's last step in place; what was made of others is not kept.
     */
    void replace(Object owner, List<@Nullable Object[]> rows) {
        tables.keySet().removeIf(Subquery.class::isInstance);
        tables.put(owner, new RowTable(rows));
    }
}
