package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.pgwire.sql.CopyOptions;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** COPY in text, with its escapes, and in CSV, with its quotes. Owned by one thread. */
final class CopyTextDecoder implements CopyDecoder {
    private final CopyOptions options;
    private final CopyRows rows;
    private final boolean csv;
    private byte[] line = new byte[1024];
    private int size;

    /** Within quotes, of CSV; behind a backslash, of text. */
    private boolean inside;

    private boolean headerGone;
    private boolean ended;
    private long number;

    CopyTextDecoder(CopyOptions options, CopyRows rows) {
        this.options = requireNonNull(options, "options");
        this.rows = requireNonNull(rows, "rows");
        this.csv = options.format() == CopyOptions.Format.CSV;
    }

    @Override
    public void feed(byte[] bytes) {
        for (byte each : bytes) {
            if (each == '\n' && !(inside && csv)) {
                endLine();
            } else {
                add(each);
            }
        }
    }

    private void add(byte each) {
        if (size == line.length) {
            if (size >= ROW_BYTES_MAX) {
                throw new TidemillException(
                                ErrorCode.ROW_TOO_LARGE,
                                "a row is longer than " + ROW_BYTES_MAX + " bytes")
                        .withDetail("line " + (number + 1));
            }
            line = Arrays.copyOf(line, Math.min(ROW_BYTES_MAX, size * 2));
        }
        line[size++] = each;
        if (csv) {
            inside ^= each == options.quote();
        }
    }

    private void endLine() {
        number++;
        inside = false;
        int end = size > 0 && line[size - 1] == '\r' ? size - 1 : size;
        String text = decoded(end);
        size = 0;
        if (ended) {
            return;
        }
        if (text.equals("\\.")) {
            ended = true;
        } else if (options.header() && !headerGone) {
            headerGone = true;
        } else {
            rows.row(csv ? quoted(text) : escaped(text));
        }
    }

    private String decoded(int end) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, end))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new TidemillException(
                            ErrorCode.INVALID_CHARSET, "invalid byte sequence for encoding UTF8", e)
                    .withDetail("line " + number);
        }
    }

    @Override
    public void end() {
        if (inside && csv) {
            throw rows.malformed(number + 1, "unterminated CSV quoted field");
        }
        if (size > 0) {
            endLine();
        }
    }

    /** Fields of text: a backslash says what follows it. */
    private List<@Nullable String> escaped(String text) {
        List<@Nullable String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        int from = 0;
        int at = 0;
        while (at <= text.length()) {
            if (at == text.length() || text.charAt(at) == options.delimiter()) {
                boolean isNull = text.substring(from, at).equals(options.nullText());
                fields.add(isNull ? null : field.toString());
                field.setLength(0);
                from = at + 1;
                at++;
            } else if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at = escape(text, at + 1, field);
            } else {
                field.append(text.charAt(at++));
            }
        }
        return fields;
    }

    /** Appends what stands behind a backslash; where it ends. */
    private static int escape(String text, int at, StringBuilder field) {
        char c = text.charAt(at);
        if (c >= '0' && c <= '7') {
            int end = at;
            int value = 0;
            while (end < text.length()
                    && end < at + 3
                    && Character.digit(text.charAt(end), 8) >= 0) {
                value = value * 8 + Character.digit(text.charAt(end++), 8);
            }
            field.append((char) (value & 0x7F));
            return end;
        }
        field.append(
                switch (c) {
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'v' -> '\u000b';
                    default -> c;
                });
        return at + 1;
    }

    /** Fields of CSV: what is quoted is never NULL. */
    private List<@Nullable String> quoted(String text) {
        List<@Nullable String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean within = false;
        boolean wasQuoted = false;
        for (int at = 0; at <= text.length(); at++) {
            char c = at == text.length() ? options.delimiter() : text.charAt(at);
            boolean ends = at == text.length() || (c == options.delimiter() && !within);
            if (ends) {
                boolean isNull = !wasQuoted && field.toString().equals(options.nullText());
                fields.add(isNull ? null : field.toString());
                field.setLength(0);
                wasQuoted = false;
                within = false;
            } else if (c != options.quote()) {
                field.append(c);
            } else if (within && at + 1 < text.length() && text.charAt(at + 1) == options.quote()) {
                field.append(c);
                at++;
            } else {
                within = !within;
                wasQuoted = true;
            }
        }
        return fields;
    }
}
