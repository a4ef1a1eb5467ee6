package dev.tidemill.node.forget;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds a person in texts that hold rows, as those in quarantine. */
final class SubjectText {
    private SubjectText() {}

    /**
     * Whether a row that broke its contract names a person. Its values were not read as those of
     * its columns, so whole numbers and UUIDs are theirs however they are written: 007 is 7.
     *
     * @param columns of its table that identify people
     * @param raw the row as it came; when it is no object, its words are looked at
     */
    static boolean isInRaw(Subject subject, Set<String> columns, String raw) {
        Json.@Nullable Obj row = object(raw);
        return row == null ? subject.isIn(raw) : isIn(subject, columns, row);
    }

    private static boolean isIn(Subject subject, Set<String> columns, Json.Obj row) {
        return columns.stream()
                .flatMap(column -> text(row.members().get(column)).stream())
                .anyMatch(text -> forms(text).anyMatch(subject::is));
    }

    /** A scalar as columns write it; empty for what is none. */
    static Optional<String> text(@Nullable Json member) {
        return switch (member) {
            case Json.Text text -> Optional.of(text.value());
            case Json.Num number -> Optional.of(plain(number.value()));
            case null, default -> Optional.empty();
        };
    }

    /** A whole number as its digits: 7.0 is 7. */
    private static String plain(BigDecimal number) {
        try {
            return Long.toString(number.longValueExact());
        } catch (ArithmeticException e) {
            return number.toString();
        }
    }

    /** A text, and how columns write the values that it can be read as. */
    private static Stream<String> forms(String text) {
        return Stream.concat(
                Stream.of(text),
                Stream.of(Type.BIGINT, Type.UUID)
                        .flatMap(type -> Subject.form(type, text.strip()).stream()));
    }

    private static Json.@Nullable Obj object(String text) {
        try {
            return Json.parse(text) instanceof Json.Obj object ? object : null;
        } catch (JsonError e) {
            return null;
        }
    }
}
