package dev.tidemill.testkit.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * SQL texts with subqueries in all places and of all kinds, nested and correlated, over given
 * tables. Every text has one answer: what it limits it orders, and a subquery that stands for a
 * value has one row. Not thread-safe.
 */
public final class RandomSubqueries {
    /**
     * A table that may stand in FROM.
     *
     * @param numbers its numeric columns
     * @param texts its TEXT columns
     */
    public record Table(String name, List<String> numbers, List<String> texts) {
        public Table {
            numbers = List.copyOf(numbers);
            texts = List.copyOf(texts);
        }
    }

    private record Source(Table table, String alias) {
        String number(Random random) {
            return alias + "." + table.numbers().get(random.nextInt(table.numbers().size()));
        }

        String text(Random random) {
            return alias + "." + table.texts().get(random.nextInt(table.texts().size()));
        }
    }

    private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");

    private final Random random;
    private final List<Table> tables;
    private int aliases;

    public RandomSubqueries(Random random, List<Table> tables) {
        this.random = random;
        this.tables = List.copyOf(tables);
    }

    /** A query with at least one subquery. */
    public String query() {
        aliases = 0;
        Source first = source();
        List<Source> own = new ArrayList<>(List.of(first));
        String from = first.table.name() + " " + first.alias;
        if (random.nextInt(4) == 0) {
            from = joined(from, own, List.of());
        }
        List<String> columns = new ArrayList<>();
        columns.add(own.getFirst().number(random) + " AS c0");
        columns.add(text(own) + " AS c1");
        if (random.nextBoolean()) {
            columns.add(value(own, 2) + " AS c2");
        } else if (random.nextInt(3) == 0) {
            columns.add("(" + asking(own, 2) + ") AS c2");
        }
        String where = columns.size() == 3 && random.nextBoolean() ? "" : asking(own, 2);
        return "SELECT "
                + String.join(", ", columns)
                + " FROM "
                + from
                + (where.isEmpty() ? "" : " WHERE " + where);
    }

    private Source source() {
        return new Source(tables.get(random.nextInt(tables.size())), "t" + aliases++);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private String number(List<Source> visible) {
        return pick(visible).number(random);
    }

    private String text(List<Source> visible) {
        return pick(visible).text(random);
    }

    private String joined(String from, List<Source> own, List<Source> outer) {
        Source left = own.getFirst();
        Source right = source();
        List<Source> visible = new ArrayList<>(outer);
        visible.add(left);
        String condition =
                random.nextBoolean()
                        ? right.number(random) + " = " + number(visible)
                        : right.text(random) + " = " + text(visible);
        own.add(right);
        return from
                + pick(List.of(" JOIN ", " LEFT JOIN "))
                + right.table.name()
                + " "
                + right.alias
                + " ON "
                + condition;
    }

    /** A condition with a subquery in it. */
    private String asking(List<Source> visible, int depth) {
        String asked = asked(visible, depth);
        return switch (random.nextInt(6)) {
            case 0 -> asked + " OR " + plain(visible);
            case 1 -> "NOT (" + asked + ")";
            case 2 -> asked + " AND " + plain(visible);
            case 3 -> "(" + asked + ") IS NOT TRUE";
            default -> asked;
        };
    }

    private String asked(List<Source> visible, int depth) {
        String not = random.nextInt(3) == 0 ? "NOT " : "";
        return switch (random.nextInt(5)) {
            case 0 -> not + "EXISTS (" + rows(visible, depth - 1, "1") + ")";
            case 1 -> number(visible) + " " + not + "IN (" + numbers(visible, depth - 1) + ")";
            case 2 ->
                    number(visible)
                            + " "
                            + pick(COMPARISONS)
                            + pick(List.of(" ANY (", " ALL ("))
                            + numbers(visible, depth - 1)
                            + ")";
            case 3 ->
                    "("
                            + number(visible)
                            + ", "
                            + text(visible)
                            + ") "
                            + not
                            + "IN ("
                            + pairs(visible, depth - 1)
                            + ")";
            default -> number(visible) + " " + pick(COMPARISONS) + " " + value(visible, depth - 1);
        };
    }

    private String plain(List<Source> visible) {
        return switch (random.nextInt(3)) {
            case 0 -> number(visible) + " " + pick(COMPARISONS) + " " + number(visible);
            case 1 -> text(visible) + " IS NULL";
            default -> number(visible) + " > " + random.nextInt(10);
        };
    }

    /** A subquery of one row at most. */
    private String value(List<Source> visible, int depth) {
        Source own = source();
        String number = own.number(random);
        String what =
                switch (random.nextInt(5)) {
                    case 0 -> "count(*)";
                    case 1 -> "max(" + number + ")";
                    case 2 -> "min(" + number + ") + 1";
                    case 3 -> "coalesce(sum(" + number + "), -1)";
                    default -> number;
                };
        String one = what.equals(number) ? " ORDER BY 1 LIMIT 1" : "";
        return "(SELECT " + what + rest(own, visible, depth) + one + ")";
    }

    private String numbers(List<Source> visible, int depth) {
        Source own = source();
        String number = own.number(random);
        String some = random.nextInt(8) == 0 ? " ORDER BY 1 LIMIT 2" : "";
        return "SELECT " + number + rest(own, visible, depth) + some;
    }

    private String pairs(List<Source> visible, int depth) {
        Source own = source();
        return "SELECT " + own.number(random) + ", " + own.text(random) + rest(own, visible, depth);
    }

    private String rows(List<Source> visible, int depth, String what) {
        return "SELECT " + what + rest(source(), visible, depth);
    }

    /** FROM and WHERE of a subquery, which reads outer rows more often than not. */
    private String rest(Source first, List<Source> outer, int depth) {
        List<Source> own = new ArrayList<>(List.of(first));
        String from = " FROM " + first.table.name() + " " + first.alias;
        if (random.nextInt(5) == 0) {
            from = joined(from, own, List.of());
        }
        List<String> conditions = new ArrayList<>();
        switch (random.nextInt(6)) {
            case 0, 1 -> conditions.add(number(own) + " = " + number(outer));
            case 2 -> conditions.add(text(own) + " = " + text(outer));
            case 3 -> conditions.add(number(own) + " " + pick(COMPARISONS) + " " + number(outer));
            case 4 -> conditions.add(text(own) + " IS NOT DISTINCT FROM " + text(outer));
            default -> {}
        }
        List<Source> visible = new ArrayList<>(outer);
        visible.addAll(own);
        if (random.nextInt(3) == 0) {
            conditions.add(plain(visible));
        }
        if (depth > 0 && random.nextInt(3) == 0) {
            conditions.add("(" + asking(visible, depth) + ")");
        }
        return from + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    }
}
