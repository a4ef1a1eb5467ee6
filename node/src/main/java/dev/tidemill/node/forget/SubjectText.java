package dev.tidemill.node.forget;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.node.record.ErasureEntry;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
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
        if (columns.isEmpty()) {
            return false;
        }
        Json.@Nullable Obj notice = object(payload);
        return notice != null
                && notice.members().get("row") instanceof Json.Obj row
                && isIn(subject, columns, row);
    }

    /**
     * Whether a row that broke its contract names a person.
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
                .anyMatch(
                        column ->
                                switch (row.members().get(column)) {
                                    case Json.Text text -> subject.is(text.value());
                                    case Json.Num number ->
                                            subject.is(number.value().toPlainString());
                                    case null, default -> false;
                                });
    }

    private static Json.@Nullable Obj object(String text) {
        try {
            return Json.parse(text) instanceof Json.Obj object ? object : null;
        } catch (JsonError e) {
            return null;
        }
    }
}
