package dev.tidemill.node.forget;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.record.ErasureEntry;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds a person in texts that hold rows: what is in quarantine, and notices of actions. */
public final class SubjectText {
    private SubjectText() {}

    /** Whether the row that a notice tells of names the person of an erasure. */
    public static boolean isInNotice(ErasureEntry erasure, String action, String payload) {
        return isInNotice(new Subject.Named(erasure.subject()), erasure.notices(), action, payload);
    }

    static boolean isInNotice(
            Subject subject,
            Collection<ErasureEntry.Notice> notices,
            String action,
            String payload) {
        Set<String> columns =
                notices.stream()
                        .filter(notice -> notice.action().equals(action))
                        .map(ErasureEntry.Notice::column)
                        .collect(Collectors.toSet());
        Json.@Nullable Obj notice = object(payload);
        if (notice == null || !(notice.members().get("row") instanceof Json.Obj row)) {
            return false;
        }
        // Nobody knows any more what the columns of an action that is gone were made of.
        Collection<String> looked = columns.isEmpty() ? row.members().keySet() : columns;
        return looked.stream()
                .anyMatch(
                        column -> text(row.members().get(column)).filter(subject::is).isPresent());
    }

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

    /** Whether any member of an object is a person's value. */
    static boolean isInObject(Subject subject, String json) {
        Json.@Nullable Obj object = object(json);
        return object != null
                && object.members().values().stream()
                        .anyMatch(member -> text(member).filter(subject::is).isPresent());
    }

    private static boolean isIn(Subject subject, Set<String> columns, Json.Obj row) {
        return columns.stream()
                .flatMap(column -> text(row.members().get(column)).stream())
                .anyMatch(text -> forms(text).anyMatch(subject::is));
    }

    private static Optional<String> text(@Nullable Json member) {
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
