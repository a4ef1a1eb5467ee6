package dev.tidemill.connectors.format;

import java.util.Arrays;

/**
 * Reads JSON tokens of one line. A string's text is left in {@link #text} from {@link #textFrom} to
 * {@link #textTo}: in the line itself, or in a scratch array when it had escapes.
 */
final class JsonScanner {
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final RowCollector rows;
    private byte[] body = new byte[0];
    private int limit;
    private byte[] scratch = new byte[256];
    private int scratchSize;

    /** The next byte to read. */
    int at;

    byte[] text = scratch;
    int textFrom;
    int textTo;

    JsonScanner(RowCollector rows) {
        this.rows = rows;
    }

    void begin(byte[] newBody, int from, int to) {
        body = newBody;
        at = from;
        limit = to;
    }

    byte[] body() {
        return body;
    }

    int limit() {
        return limit;
    }

    boolean atEnd() {
        return at >= limit;
    }

    /** The next byte, or -1 at the end of the piece. */
    int peek() {
        return at < limit ? body[at] & 0xFF : -1;
    }

    /** Passes over blanks; a line end is none. */
    void skipBlanks() {
        while (at < limit && (body[at] == ' ' || body[at] == '\t' || body[at] == '\r')) {
            at++;
        }
    }

    /**
     * Passes over a value of any kind, to be read by someone else; brackets and strings must end.
     */
    boolean passOver() {
        int depth = 0;
        do {
            skipBlanks();
            switch (peek()) {
                case '"' -> {
                    at++;
                    if (!string()) {
                        return false;
                    }
                }
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                case -1, '\n' -> {
                    return unexpected("the end of a value");
                }
                default -> at++;
            }
        } while (depth > 0 || !endsHere());
        return true;
    }

    /** Whether a value that is not open any more ends before the next byte. */
    private boolean endsHere() {
        return switch (peek()) {
            case ',', '}', ']', ' ', '\t', '\r', '\n', -1 -> true;
            default -> false;
        };
    }

    boolean expect(char wanted, String where) {
        skipBlanks();
        if (at < limit && body[at] == wanted) {
            at++;
            return true;
        }
        return unexpected("'" + wanted + "' " + where);
    }

    boolean syntax(String wrong) {
        return rows.fail(RefusalRule.SYNTAX, null, wrong);
    }

    /** Notes that something else stands where {@code wanted} should. */
    boolean unexpected(String wanted) {
        if (at >= limit || body[at] == '\n') {
            return syntax("the row ends where " + wanted + " is expected");
        }
        if (body[at] < 0 && Utf8.sequenceLength(body, at, limit) == 0) {
            return charset();
        }
        char found = body[at] < 0x20 ? '?' : (char) body[at];
        return syntax("found '" + found + "' where " + wanted + " is expected");
    }

    private boolean charset() {
        return rows.fail(RefusalRule.CHARSET, null, "the row is not UTF-8");
    }

    /** Reads a string whose opening quote was read. */
    boolean string() {
        int i = at;
        while (i < limit) {
            byte next = body[i];
            if (next == '"') {
                text = body;
                textFrom = at;
                textTo = i;
                at = i + 1;
                return true;
            }
            if (next == '\\') {
                return escapedString(i);
            }
            if (next < 0x20) {
                int length = next >= 0 ? 0 : Utf8.sequenceLength(body, i, limit);
                if (length == 0) {
                    return brokenString(i);
                }
                i += length;
            } else {
                i++;
            }
        }
        return brokenString(i);
    }

    private boolean brokenString(int where) {
        at = where;
        if (at >= limit || body[at] == '\n') {
            return syntax("a string is not closed");
        }
        return body[at] < 0 ? charset() : syntax("a control character stands in a string");
    }

    /** The rest of a string from its first backslash on, decoded into the scratch array. */
    private boolean escapedString(int firstEscape) {
        scratchSize = 0;
        copy(at, firstEscape);
        int i = firstEscape;
        while (i < limit) {
            byte next = body[i];
            if (next == '"') {
                text = scratch;
                textFrom = 0;
                textTo = scratchSize;
                at = i + 1;
                return true;
            }
            if (next == '\\') {
                i = escape(i + 1);
                if (i < 0) {
                    return false;
                }
            } else if (next >= 0x20) {
                put(next);
                i++;
            } else {
                int length = next >= 0 ? 0 : Utf8.sequenceLength(body, i, limit);
                if (length == 0) {
                    return brokenString(i);
                }
                copy(i, i + length);
                i += length;
            }
        }
        return brokenString(i);
    }

    /** Decodes what follows a backslash; the index after it, or -1 when refused. */
    private int escape(int i) {
        byte kind = i < limit ? body[i] : (byte) '\n';
        switch (kind) {
            case '"', '\\', '/' -> put(kind);
            case 'b' -> put((byte) '\b');
            case 'f' -> put((byte) '\f');
            case 'n' -> put((byte) '\n');
            case 'r' -> put((byte) '\r');
            case 't' -> put((byte) '\t');
            case 'u' -> {
                return unicode(i + 1);
            }
            default -> {
                at = Math.min(i, limit);
                syntax("an unknown escape stands in a string");
                return -1;
            }
        }
        return i + 1;
    }

    private int unicode(int i) {
        at = i;
        int unit = hex(i);
        if (unit < 0) {
            syntax("\\u is not followed by four hexadecimal digits");
            return -1;
        }
        if (unit < 0xD800 || unit > 0xDFFF) {
            putCodePoint(unit);
            return i + 4;
        }
        boolean pair = i + 10 <= limit && body[i + 4] == '\\' && body[i + 5] == 'u';
        int low = pair ? hex(i + 6) : -1;
        if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF) {
            rows.fail(RefusalRule.CHARSET, null, "\\u escapes hold half of a surrogate pair");
            return -1;
        }
        putCodePoint(Character.toCodePoint((char) unit, (char) low));
        return i + 10;
    }

    private int hex(int from) {
        if (from + 4 > limit) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = body[i] < 0 ? -1 : Character.digit(body[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private void put(byte value) {
        if (scratchSize == scratch.length) {
            scratch = Arrays.copyOf(scratch, scratchSize * 2);
        }
        scratch[scratchSize++] = value;
    }

    private void copy(int from, int to) {
        int length = to - from;
        if (scratch.length - scratchSize < length) {
            scratch = Arrays.copyOf(scratch, Math.max(scratch.length * 2, scratchSize + length));
        }
        System.arraycopy(body, from, scratch, scratchSize, length);
        scratchSize += length;
    }

    private void putCodePoint(int point) {
        if (point < 0x80) {
            put((byte) point);
        } else if (point < 0x800) {
            put((byte) (0xC0 | (point >> 6)));
            put((byte) (0x80 | (point & 0x3F)));
        } else {
            if (point < 0x10000) {
                put((byte) (0xE0 | (point >> 12)));
            } else {
                put((byte) (0xF0 | (point >> 18)));
                put((byte) (0x80 | ((point >> 12) & 0x3F)));
            }
            put((byte) (0x80 | ((point >> 6) & 0x3F)));
            put((byte) (0x80 | (point & 0x3F)));
        }
    }

    /** Reads a number by JSON's grammar into the text fields. */
    boolean number() {
        int from = at;
        if (body[at] == '-') {
            at++;
        }
        int wholeFrom = at;
        if (!digits() || (body[wholeFrom] == '0' && at - wholeFrom > 1)) {
            return syntax("a number is not written as JSON writes it");
        }
        if (at < limit && body[at] == '.') {
            at++;
            if (!digits()) {
                return syntax("a number has no digits after its point");
            }
        }
        if (at < limit && (body[at] | 0x20) == 'e') {
            at++;
            if (at < limit && (body[at] == '+' || body[at] == '-')) {
                at++;
            }
            if (!digits()) {
                return syntax("a number has no digits in its exponent");
            }
        }
        text = body;
        textFrom = from;
        textTo = at;
        return true;
    }

    private boolean digits() {
        int from = at;
        while (at < limit && Digits.is(body[at])) {
            at++;
        }
        return at > from;
    }

    boolean trueWord() {
        return word(TRUE);
    }

    boolean falseWord() {
        return word(FALSE);
    }

    boolean nullWord() {
        return word(NULL);
    }

    private boolean word(byte[] wanted) {
        int end = at + wanted.length;
        if (end > limit || !Arrays.equals(wanted, 0, wanted.length, body, at, end)) {
            return unexpected("a value");
        }
        text = body;
        textFrom = at;
        textTo = end;
        at = end;
        return true;
    }
}
