package dev.tidemill.engine.expression;

import static dev.tidemill.engine.expression.TextFunctions.end;
import static dev.tidemill.engine.expression.TextFunctions.integer;
import static dev.tidemill.engine.expression.TextFunctions.text;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.template.TextTemplate;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The rarer functions of TEXT: characters exchanged, digests, quotes. */
final class RareTextFunctions {
    private RareTextFunctions() {}

    static RowFunction of(ScalarFunction function) {
        return switch (function) {
            case TRANSLATE -> RareTextFunctions::translate;
            case OVERLAY -> RareTextFunctions::overlay;
            case BIT_LENGTH ->
                    (arguments, i, out) -> out.column().appendInt(8 * text(arguments, 0).length(i));
            case TO_HEX -> RareTextFunctions::toHex;
            case SHA256 ->
                    (arguments, i, out) ->
                            out.column()
                                    .appendText(
                                            HexFormat.of()
                                                    .formatHex(digest("SHA-256", arguments, i)));
            case HASH64 ->
                    (arguments, i, out) ->
                            out.column()
                                    .appendLong(
                                            ByteBuffer.wrap(digest("MD5", arguments, i)).getLong());
            case QUOTE_LITERAL -> RareTextFunctions::quote;
            case QUOTE_IDENT ->
                    (arguments, i, out) ->
                            out.column()
                                    .appendText(
                                            TextTemplate.quotedName(
                                                    ((BytesColumn) arguments[0]).text(i)));
            default -> throw new IllegalArgumentException(function + " is not over TEXT");
        };
    }

    /** The characters of the second argument become those of the third at the same place. */
    private static void translate(Column[] arguments, int i, RowOutput out) {
        BytesColumn texts = text(arguments, 0);
        int[] from = text(arguments, 1).text(i).codePoints().toArray();
        int[] to = text(arguments, 2).text(i).codePoints().toArray();
        StringBuilder result = new StringBuilder();
        texts.text(i).codePoints().forEach(point -> exchange(point, from, to, result));
        out.column().appendText(result.toString());
    }

    private static void exchange(int point, int[] from, int[] to, StringBuilder out) {
        for (int at = 0; at < from.length; at++) {
            if (from[at] == point) {
                if (at < to.length) {
                    out.appendCodePoint(to[at]);
                }
                return;
            }
        }
        out.appendCodePoint(point);
    }

    private static void overlay(Column[] arguments, int i, RowOutput out) {
        BytesColumn texts = text(arguments, 0);
        BytesColumn replacement = text(arguments, 1);
        int from = integer(arguments, 2, i);
        if (from <= 0) {
            throw new RowFailure(
                    ErrorCode.INVALID_ARGUMENT, "negative substring length not allowed");
        }
        long rest = (long) from + integer(arguments, 3, i);
        if (rest != (int) rest) {
            throw RowFailure.outOfRange("integer");
        }
        int start = texts.start(i);
        int end = end(texts, i);
        int cut = Utf8.advance(texts.bytes(), start, end, from - 1L);
        int kept = Utf8.advance(texts.bytes(), start, end, rest - 1);
        out.beginText();
        out.write(texts.bytes(), start, cut - start);
        out.write(replacement.bytes(), replacement.start(i), replacement.length(i));
        out.write(texts.bytes(), kept, end - kept);
        out.endText();
    }

    private static void toHex(Column[] arguments, int i, RowOutput out) {
        out.column()
                .appendText(
                        switch (arguments[0]) {
                            case IntColumn ints -> Integer.toHexString(ints.values()[i]);
                            case LongColumn longs -> Long.toHexString(longs.values()[i]);
                            default -> throw new IllegalArgumentException("no whole number");
                        });
    }

    private static byte[] digest(String algorithm, Column[] arguments, int i) {
        BytesColumn texts = text(arguments, 0);
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(texts.bytes(), texts.start(i), texts.length(i));
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    /** As a constant in SQL. */
    private static void quote(Column[] arguments, int i, RowOutput out) {
        String text = text(arguments, 0).text(i);
        boolean escaped = text.indexOf('\\') >= 0;
        out.column()
                .appendText(
                        (escaped ? "E'" : "'")
                                + text.replace("'", "''").replace("\\", "\\\\")
                                + "'");
    }
}
