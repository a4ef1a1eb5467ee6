package dev.tidemill.definitions.evolution;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.ColumnRule;
import dev.tidemill.definitions.contract.TableKind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One difference between two contracts. What a change means follows from its kind and its values
 * alone, so that plans, commands and tests say the same of it.
 */
public sealed interface ContractChange {
    String table();

    /** The column that is meant, or null for the table. */
    default @Nullable String column() {
        return null;
    }

    /** What it was, in words; null for what was not there. */
    @Nullable String before();

    /** What it is, in words; null for what is gone. */
    @Nullable String after();

    Impact impact();

    /** Why the impact is what it is, in one sentence. */
    String reason();

    default boolean breaking() {
        return impact().breaking();
    }

    /** A stable name of the kind of change, such as {@code column-removed}. */
    default String kind() {
        return getClass()
                .getSimpleName()
                .replaceAll("(?<=.)([A-Z])", "-$1")
                .toLowerCase(Locale.ROOT);
    }

    record TableAdded(String table) implements ContractChange {
        public TableAdded {
            requireNonNull(table, "table");
        }

        @Override
        public @Nullable String before() {
            return null;
        }

        @Override
        public String after() {
            return table;
        }

        @Override
        public Impact impact() {
            return Impact.NONE;
        }

        @Override
        public String reason() {
            return "nobody sent or read it before";
        }
    }

    record TableRemoved(String table) implements ContractChange {
        public TableRemoved {
            requireNonNull(table, "table");
        }

        @Override
        public String before() {
            return table;
        }

        @Override
        public @Nullable String after() {
            return null;
        }

        @Override
        public Impact impact() {
            return Impact.BOTH;
        }

        @Override
        public String reason() {
            return "whoever sends its rows or reads them has no table any more";
        }
    }

    record KindChanged(String table, TableKind from, TableKind to) implements ContractChange {
        public KindChanged {
            requireNonNull(table, "table");
            requireNonNull(from, "from");
            requireNonNull(to, "to");
        }

        @Override
        public String before() {
            return from.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String after() {
            return to.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public Impact impact() {
            return Impact.BOTH;
        }

        @Override
        public String reason() {
            return "how rows come and go is another";
        }
    }

    record KeyChanged(String table, List<String> from, List<String> to) implements ContractChange {
        public KeyChanged {
            requireNonNull(table, "table");
            from = List.copyOf(from);
            to = List.copyOf(to);
        }

        @Override
        public String before() {
            return String.join(", ", from);
        }

        @Override
        public String after() {
            return String.join(", ", to);
        }

        @Override
        public Impact impact() {
            return Impact.BOTH;
        }

        @Override
        public String reason() {
            return "other rows replace each other, and lookups by the old key find nothing";
        }
    }

    record EventTimeChanged(String table, @Nullable String before, @Nullable String after)
            implements ContractChange {
        public EventTimeChanged {
            requireNonNull(table, "table");
        }

        @Override
        public Impact impact() {
            return Impact.BOTH;
        }

        @Override
        public String reason() {
            return "which rows are late, and which window a row is in, is another";
        }
    }

    /**
     * How late rows of a column may come.
     *
     * @param from null for as late as they like
     */
    record LatenessChanged(
            String table, String column, @Nullable Duration from, @Nullable Duration to)
            implements ContractChange {
        public LatenessChanged {
            requireNonNull(table, "table");
            requireNonNull(column, "column");
        }

        @Override
        public @Nullable String before() {
            return from == null ? null : from.toString();
        }

        @Override
        public @Nullable String after() {
            return to == null ? null : to.toString();
        }

        private boolean shorter() {
            return to != null && (from == null || to.compareTo(from) < 0);
        }

        @Override
        public Impact impact() {
            return shorter() ? Impact.PRODUCERS : Impact.CONSUMERS;
        }

        @Override
        public String reason() {
            return shorter()
                    ? "rows that were in time are put aside"
                    : "windows are final later, or never";
        }
    }

    /** How long rows are kept. */
    record RetentionChanged(String table, String before, String after, boolean shorter)
            implements ContractChange {
        public RetentionChanged {
            requireNonNull(table, "table");
            requireNonNull(before, "before");
            requireNonNull(after, "after");
        }

        @Override
        public Impact impact() {
            return shorter ? Impact.CONSUMERS : Impact.NONE;
        }

        @Override
        public String reason() {
            return shorter ? "rows that were there are dropped" : "rows are kept longer";
        }
    }

    record ColumnAdded(String table, ColumnContract added) implements ContractChange {
        public ColumnAdded {
            requireNonNull(table, "table");
            requireNonNull(added, "added");
        }

        @Override
        public String column() {
            return added.name();
        }

        @Override
        public @Nullable String before() {
            return null;
        }

        @Override
        public String after() {
            return added.type().sqlName() + (added.required() ? " NOT NULL" : "");
        }

        @Override
        public Impact impact() {
            return added.required() ? Impact.PRODUCERS : Impact.NONE;
        }

        @Override
        public String reason() {
            return added.required()
                    ? "rows without it are refused, and senders do not know it"
                    : "rows without it are taken";
        }
    }

    record ColumnRemoved(String table, ColumnContract removed) implements ContractChange {
        public ColumnRemoved {
            requireNonNull(table, "table");
            requireNonNull(removed, "removed");
        }

        @Override
        public String column() {
            return removed.name();
        }

        @Override
        public String before() {
            return removed.type().sqlName();
        }

        @Override
        public @Nullable String after() {
            return null;
        }

        @Override
        public Impact impact() {
            return Impact.BOTH;
        }

        @Override
        public String reason() {
            return "rows that have it are refused, and queries that read it fail";
        }
    }

    record ColumnsReordered(String table, List<String> from, List<String> to)
            implements ContractChange {
        public ColumnsReordered {
            requireNonNull(table, "table");
            from = List.copyOf(from);
            to = List.copyOf(to);
        }

        @Override
        public String before() {
            return String.join(", ", from);
        }

        @Override
        public String after() {
            return String.join(", ", to);
        }

        @Override
        public Impact impact() {
            return Impact.NONE;
        }

        @Override
        public String reason() {
            return "rows name their columns";
        }
    }

    record TypeChanged(String table, String column, Type from, Type to) implements ContractChange {
        public TypeChanged {
            requireNonNull(table, "table");
            requireNonNull(column, "column");
            requireNonNull(from, "from");
            requireNonNull(to, "to");
        }

        @Override
        public String before() {
            return from.sqlName();
        }

        @Override
        public String after() {
            return to.sqlName();
        }

        @Override
        public Impact impact() {
            return Widening.holds(from, to) ? Impact.NONE : Impact.BOTH;
        }

        @Override
        public String reason() {
            return impact() == Impact.NONE
                    ? "every value of the old type is one of the new"
                    : "not every value of the old type is one of the new";
        }
    }

    record RequiredChanged(String table, String column, boolean required)
            implements ContractChange {
        public RequiredChanged {
            requireNonNull(table, "table");
            requireNonNull(column, "column");
        }

        @Override
        public String before() {
            return required ? "may be NULL" : "required";
        }

        @Override
        public String after() {
            return required ? "required" : "may be NULL";
        }

        @Override
        public Impact impact() {
            return required ? Impact.PRODUCERS : Impact.CONSUMERS;
        }

        @Override
        public String reason() {
            return required ? "rows without it are refused" : "readers meet NULL where none was";
        }
    }

    /**
     * A rule of a column that is new, gone or another.
     *
     * @param from null for a new rule
     * @param to null for one that is gone
     */
    record RuleChanged(
            String table, String column, @Nullable ColumnRule from, @Nullable ColumnRule to)
            implements ContractChange {
        public RuleChanged {
            requireNonNull(table, "table");
            requireNonNull(column, "column");
            if (from == null && to == null) {
                throw new IllegalArgumentException("no rule");
            }
        }

        @Override
        public @Nullable String before() {
            return from == null ? null : RuleText.of(from);
        }

        @Override
        public @Nullable String after() {
            return to == null ? null : RuleText.of(to);
        }

        @Override
        public Impact impact() {
            return to == null || (from != null && Loosening.holds(from, to))
                    ? Impact.NONE
                    : Impact.PRODUCERS;
        }

        @Override
        public String reason() {
            return impact() == Impact.NONE
                    ? "every value that was taken is taken"
                    : "values that were taken may be refused";
        }
    }

    record ClassificationChanged(
            String table, String column, @Nullable String before, @Nullable String after)
            implements ContractChange {
        public ClassificationChanged {
            requireNonNull(table, "table");
            requireNonNull(column, "column");
        }

        @Override
        public Impact impact() {
            return Impact.NONE;
        }

        @Override
        public String reason() {
            return "the values are the same; who may see them may be another";
        }
    }

    /** A check of the whole table that is new, gone or another. */
    record CheckChanged(String table, String check, @Nullable String before, @Nullable String after)
            implements ContractChange {
        public CheckChanged {
            requireNonNull(table, "table");
            requireNonNull(check, "check");
        }

        @Override
        public Impact impact() {
            return after == null ? Impact.CONSUMERS : Impact.NONE;
        }

        @Override
        public String reason() {
            return after == null
                    ? "what readers were promised is no longer looked after"
                    : "rows are taken as before";
        }
    }

    /** A promise about time that is new, gone or another. */
    record ServiceLevelChanged(
            String table,
            String property,
            @Nullable String before,
            @Nullable String after,
            boolean weaker)
            implements ContractChange {
        public ServiceLevelChanged {
            requireNonNull(table, "table");
            requireNonNull(property, "property");
        }

        @Override
        public Impact impact() {
            return weaker ? Impact.CONSUMERS : Impact.NONE;
        }

        @Override
        public String reason() {
            return weaker ? "readers were promised more" : "readers are promised more";
        }
    }

    /** Words about a table or a column: who owns it, what it is for, how it is tagged. */
    record WordsChanged(
            String table,
            @Nullable String column,
            String what,
            @Nullable String before,
            @Nullable String after)
            implements ContractChange {
        public WordsChanged {
            requireNonNull(table, "table");
            requireNonNull(what, "what");
        }

        @Override
        public Impact impact() {
            return Impact.NONE;
        }

        @Override
        public String reason() {
            return "the rows are the same";
        }
    }
}
