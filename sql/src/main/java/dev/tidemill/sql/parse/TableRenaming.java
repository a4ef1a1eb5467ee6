package dev.tidemill.sql.parse;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Writes a query over other tables: each name in FROM is replaced where it stands, and goes on as
 * the alias, so that columns that are named with their table stay right. All other text stays as it
 * is.
 *
 * <pre>
 * SELECT known.v FROM known JOIN orders o ON true
 * SELECT known.v FROM preview_known AS known JOIN orders o ON true
 * </pre>
 */
public final class TableRenaming {
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

    private final String sql;
    private final int[] lineStarts;
    private final Map<Integer, Edit> edits = new TreeMap<>();

    /** Text from here to {@code end} becomes another. */
    private record Edit(int end, String text) {}

    private TableRenaming(String sql) {
        this.sql = requireNonNull(sql, "sql");
        this.lineStarts =
                IntStream.concat(
                                IntStream.of(0),
                                IntStream.range(0, sql.length())
                                        .filter(i -> sql.charAt(i) == '\n')
                                        .map(i -> i + 1))
                        .toArray();
    }

    /**
     * The query over other tables.
     *
     * @param parsed the same query, as it was parsed
     * @param names new names by the old ones
     * @throws TidemillException UNSUPPORTED_SQL when a name stands where the text has another
     */
    public static String of(String sql, SqlNode parsed, Map<String, String> names) {
        TableRenaming renaming = new TableRenaming(sql);
        for (TableNames.Mention mention : TableNames.mentions(parsed)) {
            String name = names.get(mention.name().toString());
            if (name != null) {
                renaming.rename(mention, name);
            }
        }
        return renaming.edited();
    }

    private void rename(TableNames.Mention mention, String name) {
        SqlParserPos at = mention.name().getParserPosition();
        int start = offset(at.getLineNum(), at.getColumnNum());
        int end = offset(at.getEndLineNum(), at.getEndColumnNum()) + 1;
        String old = mention.name().toString();
        String written = start < 0 || end > sql.length() ? "" : sql.substring(start, end);
        if (!written.replace("\"", "").equalsIgnoreCase(old)) {
            throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL, "the table " + old + " is not found here")
                    .at(Place.at(at.getLineNum(), at.getColumnNum()));
        }
        String alias = mention.aliased() ? "" : " AS " + quoted(old);
        edits.put(start, new Edit(end, quoted(name) + alias));
    }

    private int offset(int line, int column) {
        return line < 1 || line > lineStarts.length ? -1 : lineStarts[line - 1] + column - 1;
    }

    private static String quoted(String name) {
        return PLAIN.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private String edited() {
        StringBuilder text = new StringBuilder();
        int done = 0;
        for (Map.Entry<Integer, Edit> edit : edits.entrySet()) {
            text.append(sql, done, edit.getKey()).append(edit.getValue().text());
            done = edit.getValue().end();
        }
        return text.append(sql, done, sql.length()).toString();
    }
}
