package dev.tidemill.testkit.logic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares an answer with what a test says. A live table has no order: where a test wants one, the
 * rows are sorted here by the query's ORDER BY, and where that leaves the order open and there is
 * only a hash, nothing can be said.
 */
final class LogicVerdict {
    private static final Pattern ORDER_BY =
            Pattern.compile("(?is).*\\bORDER\\s+BY\\s+([0-9,\\s]+|[0-9,\\sASCDE]+)$");

    private LogicVerdict() {}

    /** Why nothing can be said: SQLite types each value, PostgreSQL a column. */
    static boolean hasFractionsForIntegers(
            LogicRecord.Query query, List<List<@Nullable Object>> rows) {
        return rows.stream()
                .anyMatch(
                        row ->
                                IntStream.range(0, Math.min(row.size(), query.types().length()))
                                        .anyMatch(
                                                i ->
                                                        query.types().charAt(i) == 'I'
                                                                && isFraction(row.get(i))));
    }

    private static boolean isFraction(@Nullable Object value) {
        return value instanceof Number number
                && new BigDecimal(number.toString()).stripTrailingZeros().scale() > 0;
    }

    /** What is wrong; empty when nothing is, null when it cannot be told. */
    static @Nullable String of(LogicRecord.Query query, List<List<@Nullable Object>> rows) {
        List<List<@Nullable Object>> ordered = new ArrayList<>(rows);
        boolean decided = query.sort() != LogicRecord.Sort.NOSORT || rows.size() < 2;
        if (!decided) {
            Matcher order = ORDER_BY.matcher(query.sql().strip());
            if (order.matches()) {
                ordered.sort(order(order.group(1)));
                decided = true;
            }
        }
        List<List<String>> texts =
                new ArrayList<>(ordered.stream().map(row -> texts(row, query.types())).toList());
        List<String> expected = query.values();
        if (query.sort() == LogicRecord.Sort.ROWSORT || (!decided && expected != null)) {
            texts.sort(Comparator.comparing(row -> String.join("\n", row)));
            expected = expected == null ? null : rowsSorted(expected, query.types().length());
        }
        List<String> values = new ArrayList<>();
        texts.forEach(values::addAll);
        if (query.sort() == LogicRecord.Sort.VALUESORT) {
            values.sort(Comparator.naturalOrder());
        }
        if (expected != null) {
            return same(values, expected) ? "" : "expected " + expected + ", found " + values;
        }
        if (!decided) {
            return null;
        }
        String hash = md5(values);
        return values.size() == query.count() && hash.equals(query.hash())
                ? ""
                : "expected " + query.count() + " values of another hash than " + shortened(values);
    }

    private static boolean same(List<String> values, List<String> expected) {
        return values.equals(expected);
    }

    private static String shortened(List<String> values) {
        return values.size() <= 12
                ? values.toString()
                : values.subList(0, 12) + " … " + values.size() + " values";
    }

    private static List<String> rowsSorted(List<String> values, int width) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i + width <= values.size(); i += width) {
            rows.add(String.join("\n", values.subList(i, i + width)));
        }
        rows.sort(Comparator.naturalOrder());
        List<String> sorted = new ArrayList<>();
        rows.forEach(row -> sorted.addAll(List.of(row.split("\n", -1))));
        return sorted;
    }

    /** By positions; NULLs first, as SQLite has them. */
    private static Comparator<List<@Nullable Object>> order(String items) {
        Comparator<List<@Nullable Object>> order = (_, _) -> 0;
        for (String item : items.split(",", -1)) {
            String[] words = item.strip().toUpperCase(Locale.ROOT).split("\\s+", -1);
            int column = Integer.parseInt(words[0]) - 1;
            Comparator<List<@Nullable Object>> one =
                    (a, b) -> compare(a.get(column), b.get(column));
            order =
                    order.thenComparing(
                            words.length > 1 && words[1].equals("DESC") ? one.reversed() : one);
        }
        return order;
    }

    private static int compare(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? -1 : 1;
        }
        return a instanceof Number && b instanceof Number
                ? new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()))
                : a.toString().compareTo(b.toString());
    }

    private static List<String> texts(List<@Nullable Object> row, String types) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            texts.add(text(row.get(i), i < types.length() ? types.charAt(i) : 'T'));
        }
        return texts;
    }

    private static String text(@Nullable Object value, char type) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof Boolean truth) {
            return truth ? "1" : "0";
        }
        if (value instanceof Number number) {
            BigDecimal exact = new BigDecimal(number.toString());
            return switch (type) {
                case 'I' -> exact.toBigInteger().toString();
                case 'R' -> String.format(Locale.ROOT, "%.3f", exact);
                default -> number.toString();
            };
        }
        String text = value.toString();
        if (type == 'I') {
            // SQLite reads a text as the number that it begins with.
            Matcher number = Pattern.compile("[+-]?\\d+").matcher(text);
            return number.lookingAt() ? number.group() : "0";
        }
        return text.isEmpty() ? "(empty)" : text;
    }

    private static String md5(List<String> values) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            values.forEach(value -> digest.update((value + "\n").getBytes(UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
