package dev.tidemill.pgwire.session;

import dev.tidemill.algebra.column.ArrayText;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.IntervalText;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values in PostgreSQL's text, in the form that the parser of all doors reads. */
final class SharedText {
    private SharedText() {}

    /** Whether that parser reads values of a type in another form than PostgreSQL writes them. */
    static boolean isOther(Type type) {
        return type == Type.INTERVAL || type instanceof ArrayType;
    }

    /**
     * The text of a value.
     *
     * @throws TidemillException INVALID_CAST
     */
    static String of(String text, Type type) {
        if (type == Type.INTERVAL) {
            return interval(text);
        }
        return type instanceof ArrayType(Type element) ? array(text, element) : text;
    }

    private static String interval(String text) {
        Interval read = IntervalText.parse(text);
        long seconds = read.micros() / Interval.MICROS_PER_SECOND;
        long rest = Math.abs(read.micros() % Interval.MICROS_PER_SECOND);
        String sign = read.micros() < 0 && seconds == 0 ? "-" : "";
        return "P%dM%dDT%s%d.%06dS".formatted(read.months(), read.days(), sign, seconds, rest);
    }

    private static String array(String text, Type element) {
        try {
            List<@Nullable String> elements = ArrayText.split(text);
            return elements.stream()
                    .map(each -> element(each, element))
                    .collect(Collectors.joining(",", "[", "]"));
        } catch (IllegalArgumentException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_CAST, "malformed array literal: \"%s\"".formatted(text), e);
        }
    }

    /** Texts stand for values of every type but JSON, which is itself. */
    private static String element(@Nullable String text, Type type) {
        if (text == null) {
            return "null";
        }
        return type == Type.JSON ? text : new Json.Text(of(text, type)).text();
    }
}
