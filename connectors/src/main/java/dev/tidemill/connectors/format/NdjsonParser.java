package dev.tidemill.connectors.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;

/**
 * One JSON object a line. {@code null} and a field that is not given are NULL; blank lines are
 * passed over.
 */
final class NdjsonParser implements RowParser {
    private static final int STRING = 1;
    private static final int NUMBER = 2;
    private static final int BOOLEAN = 4;

    private final RowCollector rows;
    private final FieldNames names;
    private final JsonScanner json;
    private final int[] accepted;
    private boolean begun;

    NdjsonParser(Schema schema, ParseOptions options) {
        rows = new RowCollector(schema, options);
        names = new FieldNames(schema);
        json = new JsonScanner(rows);
        accepted = new int[schema.size()];
        for (int i = 0; i < accepted.length; i++) {
            accepted[i] = accepted(schema.type(i));
        }
    }

    /**
     * Which tokens may hold a value of the type: numbers too large for a double come as strings.
     */
    private static int accepted(Type type) {
        if (type == Type.UUID) {
            return STRING;
        }
        Physical physical = type.physical();
        return switch (physical) {
            case BOOL -> BOOLEAN;
            case INT -> type == Type.INTEGER ? NUMBER : STRING;
            case LONG -> type == Type.BIGINT ? NUMBER | STRING : STRING;
            case DOUBLE, INT128 -> NUMBER | STRING;
            case BYTES, INTERVAL -> STRING;
        };
    }

    @Override
    public ParsedRows parse(RowChunk chunk) {
        if (!chunk.oversized()) {
            return parse(chunk.bytes(), chunk.from(), chunk.to());
        }
        rows.begin(chunk.bytes(), chunk.length());
        rows.refuseOversized(chunk.from(), chunk.to());
        return rows.finish();
    }

    @Override
    public ParsedRows parse(byte[] body, int from, int to) {
        int start = begun ? from : ByteOrderMark.skip(body, from, to);
        begun = true;
        rows.begin(body, to - start);
        json.begin(body, start, to);
        while (!json.atEnd()) {
            line(body, to);
        }
        return rows.finish();
    }

    private void line(byte[] body, int to) {
        json.skipBlanks();
        int next = json.peek();
        if (next == '\n') {
            json.at++;
        } else if (next >= 0) {
            int start = json.at;
            boolean read = object() && lineEnd();
            int newline = CsvRows.indexOf(body, (byte) '\n', json.at, to);
            int end = newline < 0 ? to : newline;
            rows.endRow(read, start, withoutReturn(body, start, end));
            json.at = newline < 0 ? to : newline + 1;
        }
    }

    private static int withoutReturn(byte[] body, int start, int end) {
        return end > start && body[end - 1] == '\r' ? end - 1 : end;
    }

    private boolean lineEnd() {
        json.skipBlanks();
        return json.atEnd() || json.peek() == '\n' || json.unexpected("the end of the row");
    }

    private boolean object() {
        if (json.peek() != '{') {
            return json.unexpected("a JSON object");
        }
        json.at++;
        names.beginRow();
        json.skipBlanks();
        if (json.peek() == '}') {
            json.at++;
            return true;
        }
        while (field()) {
            json.skipBlanks();
            int next = json.peek();
            if (next == '}') {
                json.at++;
                return true;
            }
            if (next != ',') {
                return json.unexpected("',' or '}'");
            }
            json.at++;
        }
        return false;
    }

    private boolean field() {
        if (!json.expect('"', "of a field's name")) {
            return false;
        }
        int column = name();
        if (column < 0) {
            return false;
        }
        if (!json.expect(':', "after a field's name")) {
            return false;
        }
        json.skipBlanks();
        return rows.isFirst(column) && value(column);
    }

    /** The column of a name whose opening quote was read, or -1 when the row is refused. */
    private int name() {
        int expected = names.expectedAt(json.body(), json.at, json.limit());
        if (expected >= 0) {
            json.at += names.length(expected) + 1;
            return expected;
        }
        if (!json.string()) {
            return -1;
        }
        int found = names.find(json.text, json.textFrom, json.textTo);
        if (found < 0) {
            int shown = Math.min(json.textTo - json.textFrom, 100);
            String name = new String(json.text, json.textFrom, shown, UTF_8);
            rows.fail(RefusalRule.UNKNOWN_FIELD, name, "the table has no column '" + name + "'");
        }
        return found;
    }

    private boolean value(int column) {
        Type type = rows.schema().type(column);
        if ((type == Type.JSON || type instanceof ArrayType) && json.peek() != 'n') {
            return document(column);
        }
        return switch (json.peek()) {
            case '"' -> {
                json.at++;
                yield json.string() && append(column, STRING, "is a string, not a ");
            }
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
                    json.number() && append(column, NUMBER, "is a number, not a ");
            case 't' -> json.trueWord() && append(column, BOOLEAN, "is a boolean, not a ");
            case 'f' -> json.falseWord() && append(column, BOOLEAN, "is a boolean, not a ");
            case 'n' -> json.nullWord() && rows.appendNull(column);
            case '{', '[' -> nested(column);
            default -> json.unexpected("a value");
        };
    }

    /** A value of any kind, taken as its text. */
    private boolean document(int column) {
        int from = json.at;
        return json.passOver() && rows.append(column, json.body(), from, json.at);
    }

    private boolean nested(int column) {
        String name = rows.schema().field(column).name();
        String type = rows.schema().type(column).sqlName();
        return rows.fail(RefusalRule.TYPE, name, "a nested value is given for a " + type);
    }

    private boolean append(int column, int kind, String wrong) {
        if ((accepted[column] & kind) == 0) {
            String type = rows.schema().type(column).sqlName();
            return rows.failType(column, json.text, json.textFrom, json.textTo, wrong + type);
        }
        return rows.append(column, json.text, json.textFrom, json.textTo);
    }
}
