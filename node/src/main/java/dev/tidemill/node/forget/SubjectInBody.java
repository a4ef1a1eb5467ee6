package dev.tidemill.node.forget;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonError;
import dev.tidemill.definitions.action.BodyTemplate;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ActionTerms;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds a person in what one action sends or writes. In an action's own form they are in members of
 * {@code row} and {@code old}, of each of the {@code rows} of a group, and of what these share. A
 * body that was made by the action's template is read back: what stands where the template has a
 * column of theirs counts. One that was made by another template is looked through as a whole.
 *
 * @param columns whether a column of the action's table is made of values that identify people
 */
record SubjectInBody(Subject subject, Predicate<String> columns) {
    /**
     * Whether a body tells of the person.
     *
     * @param rule null when the action is defined no more
     * @param step null when the body is of none
     */
    boolean isIn(@Nullable ActionRule rule, @Nullable String step, String payload) {
        Json body = parsed(payload);
        if (body == null) {
            return subject.isIn(payload);
        }
        String template = template(rule, step, body);
        if (template.isEmpty()) {
            return isInOwnForm(body);
        }
        Json made =
                isWrite(body) && body instanceof Json.Obj write ? write.members().get("row") : body;
        Optional<List<BodyTemplate.Filled>> filled =
                BodyTemplate.of(template).read(made == null ? payload : made.text());
        return filled.map(values -> values.stream().anyMatch(this::isFilled))
                .orElseGet(() -> isAnywhere(body));
    }

    private static String template(@Nullable ActionRule rule, @Nullable String step, Json body) {
        if (rule == null) {
            return "";
        }
        ActionTerms.Write write = rule.terms().write();
        if (write != null) {
            return isWrite(body) ? write.row() : "";
        }
        return step == null
                ? rule.terms().body()
                : rule.terms().steps().stream()
                        .filter(each -> each.name().equals(step))
                        .map(ActionTerms.Step::body)
                        .findFirst()
                        .orElse("");
    }

    /** What an action writes to a table says how deep it is, and whether it deletes. */
    private static boolean isWrite(Json body) {
        return body instanceof Json.Obj object
                && object.members().containsKey("depth")
                && object.members().containsKey("deletes");
    }

    private boolean isInOwnForm(Json body) {
        if (!(body instanceof Json.Obj own)) {
            return isAnywhere(body);
        }
        if (own.members().get("rows") instanceof Json.Array rows) {
            return isRow(own.members().get("group"))
                    || rows.elements().stream().anyMatch(this::isItem);
        }
        return own.members().get("row") instanceof Json.Obj ? isItem(own) : isAnywhere(own);
    }

    private boolean isItem(Json item) {
        return item instanceof Json.Obj own
                && (isRow(own.members().get("row")) || isRow(own.members().get("old")));
    }

    private boolean isRow(@Nullable Json row) {
        return row instanceof Json.Obj columnsOf
                && columnsOf.members().entrySet().stream()
                        .anyMatch(
                                member ->
                                        columns.test(member.getKey())
                                                && isValue(member.getValue()));
    }

    /** Whether an object of columns has them. */
    boolean isInMembers(String json) {
        return isRow(parsed(json));
    }

    private boolean isValue(@Nullable Json value) {
        return SubjectText.text(value).filter(subject::is).isPresent();
    }

    private boolean isFilled(BodyTemplate.Filled filled) {
        if (!filled.alone()) {
            return filled.references().stream().anyMatch(this::isTheirs)
                    && (subject.is(filled.value()) || subject.isIn(filled.value()));
        }
        BodyTemplate.Reference reference = filled.references().getFirst();
        Json value = parsed(filled.value());
        if (!isTheirs(reference)) {
            return false;
        }
        if (reference.column() != null) {
            return isValue(value);
        }
        return value instanceof Json.Array rows
                ? rows.elements().stream().anyMatch(this::isItem)
                : isRow(value);
    }

    /** Whether a reference may stand for a value of theirs; keys are looked at beside bodies. */
    private boolean isTheirs(BodyTemplate.Reference reference) {
        String column = reference.column();
        return switch (reference.part()) {
            case "row", "old", "group", "rows" -> column == null || columns.test(column);
            default -> false;
        };
    }

    private boolean isAnywhere(@Nullable Json json) {
        return switch (json) {
            case Json.Obj object -> object.members().values().stream().anyMatch(this::isAnywhere);
            case Json.Array array -> array.elements().stream().anyMatch(this::isAnywhere);
            case Json.Text text -> subject.is(text.value()) || subject.isIn(text.value());
            case null, default -> isValue(json);
        };
    }

    private static @Nullable Json parsed(String text) {
        try {
            return Json.parse(text);
        } catch (JsonError e) {
            return null;
        }
    }
}
