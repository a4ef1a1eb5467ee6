package dev.tidemill.testkit.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * docs/sql.md is made of the scripts, so it tells only what is tested. {@code
 * -Dsql.manual.update=true} writes it.
 */
class SqlManualTest {
    private static final Path MANUAL =
            Path.of(System.getProperty("tidemill.root", ".."), "docs", "sql.md");
    private static final String OPENING =
            """
            # Live SQL

            A live table is a query that is always current. Its language is PostgreSQL's, as far as a query can be kept
            current exactly; what cannot is refused when it is defined, with a place and a hint.

            This page is made of the scripts in `testkit/src/test/resources/sql`. Each query below is run as a live table
            over random inserts, updates and deletes, cut into random ticks and across restarts, and compared after every
            tick with a plain interpreter, with DuckDB, and with PostgreSQL where PostgreSQL has the feature.

            The examples read an event table `events(id INTEGER, kind TEXT, happened TIMESTAMP, amount DECIMAL(12,2), score
            DOUBLE, good BOOLEAN)`, and two keyed tables, `items(id INTEGER, label TEXT, day DATE, size BIGINT)` with the
            key `id`, and `links(weight DOUBLE, kind TEXT, item INTEGER)` with the key `item, kind`.

            """;

    @Test
    void theManualSaysWhatTheScriptsSay() throws IOException {
        List<ScriptPage> pages = LiveScript.all().stream().map(ScriptPage::new).toList();
        StringBuilder manual = new StringBuilder(OPENING);
        for (ScriptPage page : pages) {
            manual.append("- [").append(page.title()).append("](#").append(anchor(page.title()));
            manual.append(")\n");
        }
        for (ScriptPage page : pages) {
            manual.append('\n').append(page.markdown());
        }
        if (Boolean.getBoolean("sql.manual.update")) {
            Files.writeString(MANUAL, manual);
        }
        assertEquals(
                Files.readString(MANUAL),
                manual.toString(),
                "docs/sql.md is old; run this test with -Dsql.manual.update=true");
    }

    private static String anchor(String title) {
        return title.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "")
                .replace(' ', '-');
    }
}
