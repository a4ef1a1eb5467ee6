package dev.tidemill.node.pgcatalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A query that a tool sends.
 *
 * @param tool the file's name
 * @param title what it asks
 * @param differs why its rows are not those of PostgreSQL; empty when they are
 * @param text with the oids of tables as {@code ${name}}
 */
record Fixture(String tool, String title, String differs, String text) {
    static final List<String> TOOLS =
            List.of(
                    "psql",
                    "pgjdbc",
                    "sqlalchemy",
                    "metabase",
                    "grafana",
                    "dbeaver",
                    "npgsql",
                    "drivers",
                    "semantics");

    private static final Pattern OID = Pattern.compile("\\$\\{(\\w+)\\}");

    static List<Fixture> all() throws IOException {
        List<Fixture> all = new ArrayList<>();
        for (String tool : TOOLS) {
            all.addAll(of(tool));
        }
        return all;
    }

    /** The queries of a file: each behind a line that begins with two dashes, the title. */
    static List<Fixture> of(String tool) throws IOException {
        List<Fixture> fixtures = new ArrayList<>();
        String[] parts = resource(tool + ".sql").split("(?m)^-- ", -1);
        for (int i = 1; i < parts.length; i++) {
            int end = parts[i].indexOf('\n');
            String[] title = parts[i].substring(0, end).split("\\|", 2);
            String differs = title.length > 1 ? title[1].replace("differs:", "").strip() : "";
            fixtures.add(
                    new Fixture(tool, title[0].strip(), differs, parts[i].substring(end).strip()));
        }
        return fixtures;
    }

    private static String resource(String name) throws IOException {
        try (@Nullable InputStream in = Fixture.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        }
    }

    /** The query with oids for tables. */
    String sql(ToLongFunction<String> oids) {
        Matcher matcher = OID.matcher(text);
        return matcher.replaceAll(found -> Long.toString(oids.applyAsLong(found.group(1))));
    }

    @Override
    public String toString() {
        return tool + ": " + title;
    }
}
