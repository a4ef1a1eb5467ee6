package dev.tidemill.node.definition;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.action.BodyTemplate;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ActionTerms;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns that an action names beside its key: its table must have them. */
final class ActionColumns {
    private ActionColumns() {}

    /**
     * Looks for them.
     *
     * @throws TidemillException INVALID_PROJECT with the first that is not there
     */
    static void require(ActionRule action, Schema schema) {
        ActionTerms terms = action.terms();
        List<String> named = new ArrayList<>(terms.changed());
        ActionTerms.Grouping grouping = terms.grouping();
        List<String> by = grouping == null ? List.of() : grouping.by();
        named.addAll(by);
        named.addAll(inTemplate(terms.body(), by, action));
        terms.steps().forEach(step -> named.addAll(inTemplate(step.body(), by, action)));
        ActionTerms.Write write = terms.write();
        named.addAll(inTemplate(write == null ? "" : write.row(), by, action));
        for (String column : named) {
            if (schema.indexOf(column) < 0) {
                throw new TidemillException(
                                ErrorCode.INVALID_PROJECT,
                                "the action %s names %s, which is no column of %s"
                                        .formatted(action.name(), column, action.table()))
                        .withHint(
                                ClosestWord.to(column, schema.names())
                                        .map(near -> "did you mean " + near + "?")
                                        .orElse("its columns are " + schema.names()));
            }
        }
    }

    private static List<String> inTemplate(String template, List<String> by, ActionRule action) {
        List<String> columns = new ArrayList<>();
        if (!template.isEmpty()) {
            for (BodyTemplate.Reference reference : BodyTemplate.of(template).references()) {
                @Nullable String column = reference.column();
                if (column != null) {
                    requireShared(reference, by, action);
                    columns.add(column);
                }
            }
        }
        return columns;
    }

    private static void requireShared(
            BodyTemplate.Reference reference, List<String> by, ActionRule action) {
        if (reference.part().equals("group") && !by.contains(reference.column())) {
            throw new TidemillException(
                            ErrorCode.INVALID_PROJECT,
                            "the rows of a group of %s do not share %s"
                                    .formatted(action.name(), reference.column()))
                    .withHint("name it in group.by: they share " + by);
        }
    }
}
