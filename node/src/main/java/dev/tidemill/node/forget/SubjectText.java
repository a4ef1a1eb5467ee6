package dev.tidemill.node.forget;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.ingest.QuarantinedRow;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds a person in texts that hold rows, as those in quarantine. */
final class SubjectText {
    private SubjectText() {}

    /**
     * Whether a row that broke its contract names a person. Its values were not read as those of
     * its columns, so whole numbers and UUIDs are theirs however they are written: 007 is 7. A row
     * without any of the columns is theirs when another member has the value, at any depth: a
     * column's name may be what is wrong with it. Numbers are not looked for there.
     *
     * @param columns of its table that identify people
     * @param raw the row as the quarantine has it; when it is no object, its words are looked at
     */
    static boolean isInRaw(Subject subject, Set<String> columns, String raw) {
        String readable = QuarantinedRow.readable(raw);
        Json.@Nullable Obj row = object(readable);
        return row == null ? subject.isIn(readable) : isIn(subject, columns, row);
    }

    /** Whether any member of an object is a person's value. */
    static boolean isInObject(Subject subject, String json) {
        Json.@Nullable Obj object = object(json);
        return object != null
                && object.members().values().stream()
                        .anyMatch(member -> text(member).filter(subject::is).isPresent());
    }

    private static boolean isIn(Subject subject, Set<String> columns, Json.Obj row) {
        List<String> values =
                columns.stream()
                        .flatMap(column -> text(row.members().get(column)).stream())
                        .toList();
        return values.isEmpty()
                ? leaves(row).filter(text -> !Subject.isNumber(text)).anyMatch(subject::is)
                : values.stream().flatMap(SubjectText::forms).anyMatch(subject::is);
    }

    /** All texts in a document, with UUIDs as columns write them. */
    private static Stream<String> leaves(Json json) {
        return switch (json) {
            case Json.Obj object -> object.members().values().stream().flatMap(SubjectText::leaves);
            case Json.Array array -> array.elements().stream().flatMap(SubjectText::leaves);
            case Json.Text text -> forms(text.value());
            case Json.Num _, Json.Bool _, Json.Null _ -> Stream.empty();
        };
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
