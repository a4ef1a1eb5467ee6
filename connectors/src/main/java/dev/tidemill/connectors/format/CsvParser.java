package dev.tidemill.connectors.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RFC 4180 with a header line. An unquoted empty field and a column that the header does not name
 * are NULL; a quoted empty field is the empty string.
 */
final class CsvParser implements RowParser {
    private final RowCollector rows;
    private final Schema schema;
    private int @Nullable [] columns;
    private boolean begun;
    private byte[] body = new byte[0];
    private byte[] scratch = new byte[256];
    private int at;
    private int end;

    CsvParser(Schema schema, ParseOptions options) {
        this.schema = schema;
        this.rows = new RowCollector(schema, options);
    }

    @Override
    public ParsedRows parse(RowChunk chunk) {
        if (!chunk.oversized()) {
            return parse(chunk.bytes(), chunk.from(), chunk.to());
        }
        if (columns == null) {
            throw new TidemillException(ErrorCode.ROW_TOO_LARGE, "The CSV header is too long");
        }
        rows.begin(chunk.bytes(), chunk.length());
        rows.refuseOversized(chunk.from(), chunk.to());
        return rows.finish();
    }

    @Override
    public ParsedRows parse(byte[] newBody, int from, int to) {
        body = newBody;
        int next = begun ? from : ByteOrderMark.skip(body, from, to);
        begun = true;
        rows.begin(body, to - next);
        while (next < to) {
            int start = next;
            next = CsvRows.end(body, start, to, true);
            int rowEnd = withoutLineEnd(start, next);
            if (rowEnd > start) {
                line(start, rowEnd);
            }
        }
        return rows.finish();
    }

    private int withoutLineEnd(int start, int next) {
        int rowEnd = next > start && body[next - 1] == '\n' ? next - 1 : next;
        return rowEnd > start && body[rowEnd - 1] == '\r' ? rowEnd - 1 : rowEnd;
    }

    private void line(int start, int rowEnd) {
        if (columns == null) {
            columns = header(start, rowEnd);
            return;
        }
        at = start;
        end = rowEnd;
        rows.endRow(row(columns), start, rowEnd);
    }

    private boolean row(int[] fieldColumns) {
        if (Utf8.invalidAt(body, at, end) >= 0) {
            return rows.fail(RefusalRule.CHARSET, null, "the row is not UTF-8");
        }
        for (int field = 0; field < fieldColumns.length; field++) {
            if (!field(fieldColumns[field])) {
                return false;
            }
            boolean isLast = field == fieldColumns.length - 1;
            if (at == end ? !isLast : isLast) {
                return wrongCount(at == end ? field + 1 : fieldColumns.length + 1);
            }
            at++;
        }
        return true;
    }

    private boolean wrongCount(int found) {
        int expected = columns == null ? 0 : columns.length;
        String count = found > expected ? "more than " + expected : "only " + found;
        return rows.fail(
                RefusalRule.SYNTAX,
                null,
                "the row has " + count + " fields, the header names " + expected);
    }

    /** Reads one field; {@code at} is then at the comma or at the row's end. */
    private boolean field(int column) {
        if (at < end && body[at] == '"') {
            return quoted(column);
        }
        int from = at;
        while (at < end && body[at] != ',') {
            at++;
        }
        if (at == from) {
            return rows.appendNull(column);
        }
        if (schema.type(column) == Type.TEXT) {
            return rows.append(column, body, from, at);
        }
        int first = from;
        int last = at;
        while (first < last && body[first] == ' ') {
            first++;
        }
        while (last > first && body[last - 1] == ' ') {
            last--;
        }
        return rows.append(column, body, first, last);
    }

    private boolean quoted(int column) {
        int from = at + 1;
        int after = CsvRows.afterQuoted(body, from, end);
        if (after < 0) {
            return rows.fail(RefusalRule.SYNTAX, null, "a quoted field is not closed");
        }
        if (after < end && body[after] != ',') {
            return rows.fail(RefusalRule.SYNTAX, null, "text follows a closing quote");
        }
        at = after;
        return unquoted(column, from, after - 1);
    }

    private boolean unquoted(int column, int from, int to) {
        if (CsvRows.indexOf(body, (byte) '"', from, to) < 0) {
            return rows.append(column, body, from, to);
        }
        if (scratch.length < to - from) {
            scratch = new byte[to - from];
        }
        int size = 0;
        for (int i = from; i < to; i++) {
            scratch[size++] = body[i];
            if (body[i] == '"') {
                i++;
            }
        }
        return rows.append(column, scratch, 0, size);
    }

    private int[] header(int start, int rowEnd) {
        if (Utf8.invalidAt(body, start, rowEnd) >= 0) {
            throw new TidemillException(ErrorCode.INVALID_CHARSET, "The CSV header is not UTF-8");
        }
        List<String> names = headerNames(start, rowEnd);
        int[] found = new int[names.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = schema.indexOf(names.get(i));
            if (found[i] < 0) {
                throw unknown(names.get(i), i);
            }
            if (names.indexOf(names.get(i)) < i) {
                throw new TidemillException(
                                ErrorCode.MALFORMED_ROW,
                                "The CSV header names '" + names.get(i) + "' twice")
                        .at(Place.at(1, i + 1));
            }
        }
        return found;
    }

    private TidemillException unknown(String name, int field) {
        return new TidemillException(
                        ErrorCode.UNKNOWN_FIELD,
                        "The CSV header names '" + name + "', which is no column of the table")
                .withHint("The columns are " + String.join(", ", schema.names()))
                .at(Place.at(1, field + 1));
    }

    private List<String> headerNames(int start, int rowEnd) {
        List<String> names = new ArrayList<>();
        int from = start;
        while (true) {
            int to = nameEnd(from, rowEnd);
            names.add(headerName(new String(body, from, to - from, UTF_8).trim()));
            if (to == rowEnd) {
                return names;
            }
            from = to + 1;
        }
    }

    /** The comma behind a name, or the row's end; commas within quotes belong to the name. */
    private int nameEnd(int from, int rowEnd) {
        int at = from;
        if (at < rowEnd && body[at] == '"') {
            int after = CsvRows.afterQuoted(body, at + 1, rowEnd);
            at = after < 0 ? at : after;
        }
        while (at < rowEnd && body[at] != ',') {
            at++;
        }
        return at;
    }

    private static String headerName(String written) {
        boolean isQuoted =
                written.length() >= 2 && written.startsWith("\"") && written.endsWith("\"");
        return isQuoted
                ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
                : written;
    }
}
