package dev.tidemill.engine.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.expr.ScalarFunction;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Row functions over TEXT, on UTF-8 bytes wherever no case mapping of other letters is needed. */
final class TextFunctions {
    private TextFunctions() {}

    static RowFunction of(ScalarFunction function) {
        return switch (function) {
            case CONCAT, CONCAT_SKIP_NULLS -> TextFunctions::concat;
            case UPPER -> LetterCase.UPPER;
            case LOWER -> LetterCase.LOWER;
            case INITCAP -> LetterCase.INITIAL;
            case LENGTH ->
                    (arguments, i, out) -> {
                        BytesColumn text = text(arguments, 0);
                        out.column()
                                .appendInt(Utf8.length(text.bytes(), text.start(i), end(text, i)));
                    };
            case OCTET_LENGTH ->
                    (arguments, i, out) -> out.column().appendInt(text(arguments, 0).length(i));
            case SUBSTRING -> TextFunctions::substring;
            case LEFT -> TextFunctions::left;
            case RIGHT -> TextFunctions::right;
            case TRIM -> new Trim(true, true);
            case LTRIM -> new Trim(true, false);
            case RTRIM -> new Trim(false, true);
            case LPAD -> new Pad(true);
            case RPAD -> new Pad(false);
            case REPEAT -> TextFunctions::repeat;
            case REVERSE -> TextFunctions::reverse;
            case REPLACE -> TextFunctions::replace;
            case POSITION -> TextFunctions::position;
            case SPLIT_PART -> TextFunctions::splitPart;
            case STARTS_WITH -> TextFunctions::startsWith;
            case ASCII ->
                    (arguments, i, out) -> {
                        BytesColumn text = text(arguments, 0);
                        out.column()
                                .appendInt(
                                        text.length(i) == 0
                                                ? 0
                                                : Utf8.codePoint(text.bytes(), text.start(i)));
                    };
            case CHR -> TextFunctions::chr;
            case MD5 -> TextFunctions::md5;
            default -> throw new IllegalArgumentException(function + " is not over TEXT");
        };
    }

    static BytesColumn text(Column[] arguments, int index) {
        return (BytesColumn) arguments[index];
    }

    static int integer(Column[] arguments, int index, int position) {
        return ((IntColumn) arguments[index]).values()[position];
    }

    static int end(BytesColumn text, int position) {
        return text.offsets()[position + 1];
    }

    private static void concat(Column[] arguments, int i, RowOutput out) {
        out.beginText();
        for (Column argument : arguments) {
            BytesColumn text = (BytesColumn) argument;
            if (!text.isNull(i)) {
                out.write(text.bytes(), text.start(i), text.length(i));
            }
        }
        out.endText();
    }

    /** The first argument stands between the others; NULL when it is. */
    static void concatWithSeparator(Column[] arguments, int i, RowOutput out) {
        BytesColumn separator = text(arguments, 0);
        if (separator.isNull(i)) {
            out.column().appendNull();
            return;
        }
        out.beginText();
        boolean first = true;
        for (int at = 1; at < arguments.length; at++) {
            BytesColumn text = text(arguments, at);
            if (text.isNull(i)) {
                continue;
            }
            if (!first) {
                out.write(separator.bytes(), separator.start(i), separator.length(i));
            }
            out.write(text.bytes(), text.start(i), text.length(i));
            first = false;
        }
        out.endText();
    }

    private static void substring(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = text(arguments, 0);
        long from = integer(arguments, 1, i);
        long to = Long.MAX_VALUE;
        if (arguments.length > 2) {
            int count = integer(arguments, 2, i);
            if (count < 0) {
                throw new RowFailure(
                        ErrorCode.INVALID_ARGUMENT, "negative substring length not allowed");
            }
            to = from + count;
        }
        characters(text, i, from - 1, to - 1, out);
    }

    /** Appends the characters from one position (from 0) to another, cut to the text. */
    private static void characters(BytesColumn text, int i, long from, long to, RowOutput out) {
        int end = end(text, i);
        int start = Utf8.advance(text.bytes(), text.start(i), end, Math.max(0, from));
        int stop = Utf8.advance(text.bytes(), start, end, to - Math.max(0, from));
        out.column().appendBytes(text.bytes(), start, stop - start);
    }

    private static void left(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = text(arguments, 0);
        int count = integer(arguments, 1, i);
        long to = count;
        if (count < 0) {
            to = Math.max(0, (long) Utf8.length(text.bytes(), text.start(i), end(text, i)) + count);
        }
        characters(text, i, 0, to, out);
    }

    private static void right(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = text(arguments, 0);
        int count = integer(arguments, 1, i);
        long length = Utf8.length(text.bytes(), text.start(i), end(text, i));
        long from = count < 0 ? -(long) count : Math.max(0, length - count);
        characters(text, i, Math.min(from, length), length, out);
    }

    private static void repeat(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = text(arguments, 0);
        out.beginText();
        int times = text.length(i) == 0 ? 0 : integer(arguments, 1, i);
        for (int n = 0; n < times; n++) {
            out.write(text.bytes(), text.start(i), text.length(i));
        }
        out.endText();
    }

    private static void reverse(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = text(arguments, 0);
        out.beginText();
        int stop = end(text, i);
        while (stop > text.start(i)) {
            int start = Utf8.previous(text.bytes(), stop);
            out.write(text.bytes(), start, stop - start);
            stop = start;
        }
        out.endText();
    }

    private static void replace(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = text(arguments, 0);
        BytesColumn needle = text(arguments, 1);
        BytesColumn replacement = text(arguments, 2);
        out.beginText();
        int at = text.start(i);
        int end = end(text, i);
        while (needle.length(i) > 0) {
            int found = find(text.bytes(), at, end, needle, i);
            if (found < 0) {
                break;
            }
            out.write(text.bytes(), at, found - at);
            out.write(replacement.bytes(), replacement.start(i), replacement.length(i));
            at = found + needle.length(i);
        }
        out.write(text.bytes(), at, end - at);
        out.endText();
    }

    /** Where a needle begins in the bytes from one position to another, or -1. */
    private static int find(byte[] bytes, int from, int to, BytesColumn needle, int i) {
        return Utf8.find(bytes, from, to, needle.bytes(), needle.start(i), needle.length(i));
    }

    private static void position(Column[] arguments, int i, RowOutput out) {
        BytesColumn needle = text(arguments, 0);
        BytesColumn text = text(arguments, 1);
        int found = find(text.bytes(), text.start(i), end(text, i), needle, i);
        out.column().appendInt(found < 0 ? 0 : Utf8.length(text.bytes(), text.start(i), found) + 1);
    }

    private static void splitPart(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = text(arguments, 0);
        BytesColumn delimiter = text(arguments, 1);
        int field = integer(arguments, 2, i);
        if (field == 0) {
            throw RowFailure.argument("field position must not be zero");
        }
        int end = end(text, i);
        if (delimiter.length(i) == 0) {
            boolean whole = field == 1 || field == -1;
            out.column().appendBytes(text.bytes(), text.start(i), whole ? text.length(i) : 0);
            return;
        }
        if (field < 0) {
            field += fields(text, delimiter, i) + 1;
        }
        int at = text.start(i);
        if (field <= 0) {
            out.column().appendBytes(text.bytes(), at, 0);
            return;
        }
        for (int n = 1; true; n++) {
            int found = find(text.bytes(), at, end, delimiter, i);
            if (n == field) {
                out.column().appendBytes(text.bytes(), at, (found < 0 ? end : found) - at);
                return;
            }
            if (found < 0) {
                break;
            }
            at = found + delimiter.length(i);
        }
        out.column().appendBytes(text.bytes(), at, 0);
    }

    private static int fields(BytesColumn text, BytesColumn delimiter, int i) {
        int fields = 1;
        int at = text.start(i);
        while (true) {
            int found = find(text.bytes(), at, end(text, i), delimiter, i);
            if (found < 0) {
                return fields;
            }
            fields++;
            at = found + delimiter.length(i);
        }
    }

    private static void startsWith(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = text(arguments, 0);
        BytesColumn prefix = text(arguments, 1);
        boolean starts =
                text.length(i) >= prefix.length(i)
                        && find(
                                        text.bytes(),
                                        text.start(i),
                                        text.start(i) + prefix.length(i),
                                        prefix,
                                        i)
                                >= 0;
        out.column().appendBoolean(starts);
    }

    private static void chr(Column[] arguments, int i, RowOutput out) {
        int codePoint = integer(arguments, 0, i);
        if (codePoint == 0) {
            throw RowFailure.argument("null character not permitted");
        }
        if (codePoint < 0) {
            throw RowFailure.argument("character number must be positive");
        }
        if (!Character.isValidCodePoint(codePoint)
                || (codePoint >= 0xD800 && codePoint <= 0xDFFF)) {
            throw RowFailure.argument("requested character not valid for encoding: " + codePoint);
        }
        out.column().appendText(Character.toString(codePoint));
    }

    private static void md5(Column[] arguments, int i, RowOutput out) {
        BytesColumn text = text(arguments, 0);
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(text.bytes(), text.start(i), text.length(i));
            byte[] hex = HexFormat.of().formatHex(digest.digest()).getBytes(UTF_8);
            out.column().appendBytes(hex, 0, hex.length);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
