package dev.tidemill.definitions.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows of one table as a test's file has them; their values have no types yet. */
public sealed interface TestRows {
    /** The table's name. */
    String table();

    /** Where the table's name stands, before its rows. */
    Place place();

    /** The columns that some row names, each with its first place, in the file's order. */
    Map<String, Place> columns();

    /** The columns that a row names, counted from 1. */
    Set<String> columnsOf(long row);

    /** Where a row stands, counted from 1; where all of them begin when that is not known. */
    Place placeOf(long row);

    /** A list of mappings. A column that a row does not name is NULL in it. */
    record Listed(String table, Place place, List<TestRow> rows) implements TestRows {
        public Listed {
            requireNonNull(table, "table");
            requireNonNull(place, "place");
            rows = List.copyOf(rows);
        }

        @Override
        public Map<String, Place> columns() {
            Map<String, Place> columns = new LinkedHashMap<>();
            rows.forEach(row -> row.columns().forEach(columns::putIfAbsent));
            return columns;
        }

        @Override
        public Set<String> columnsOf(long row) {
            return rows.get(Math.toIntExact(row - 1)).columns().keySet();
        }

        @Override
        public Place placeOf(long row) {
            return row < 1 || row > rows.size() ? place : rows.get((int) row - 1).place();
        }
    }

    /** CSV with a header line: an empty field is NULL, a quoted empty one the empty text. */
    record Csv(String table, Place place, String text) implements TestRows {
        public Csv {
            requireNonNull(table, "table");
            requireNonNull(place, "place");
            requireNonNull(text, "text");
        }

        @Override
        public Map<String, Place> columns() {
            Map<String, Place> columns = new LinkedHashMap<>();
            names().forEach(name -> columns.putIfAbsent(name, line(1)));
            return columns;
        }

        private List<String> names() {
            List<String> names = new ArrayList<>();
            String header = text.lines().filter(line -> !line.isEmpty()).findFirst().orElse("");
            for (String name : header.split(",", -1)) {
                String bare = name.strip();
                boolean quoted = bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"");
                names.add(quoted ? bare.substring(1, bare.length() - 1) : bare);
            }
            return names;
        }

        @Override
        public Set<String> columnsOf(long row) {
            return columns().keySet();
        }

        @Override
        public Place placeOf(long row) {
            return line(row + 1);
        }

        /** A line of the block, which begins on the line behind the table's name. */
        private Place line(long number) {
            return place.line() == 0
                    ? place
                    : new Place(place.source(), place.line() + Math.toIntExact(number), 1);
        }
    }

    /** The body of a post, whatever it holds. */
    record Sent(String table, Place place, String text) implements TestRows {
        public Sent {
            requireNonNull(table, "table");
            requireNonNull(place, "place");
            requireNonNull(text, "text");
        }

        @Override
        public Map<String, Place> columns() {
            return Map.of();
        }

        @Override
        public Set<String> columnsOf(long row) {
            return Set.of();
        }

        @Override
        public Place placeOf(long row) {
            return place;
        }
    }
}
