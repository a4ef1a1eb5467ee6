package dev.tidemill.sql.translate;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.ArgumentType;
import dev.tidemill.sql.validate.CastRules;
import dev.tidemill.sql.validate.Promotion;
import java.util.ArrayList;
import java.util.List;

/** Brings the columns of a set operation's inputs to common types. */
final class UnionTypes {
    private UnionTypes() {}

    static List<Plan> unified(List<Plan> inputs, List<String> names) {
        List<Type> types = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            types.add(common(inputs, i, names.get(i)));
        }
        return inputs.stream().map(input -> cast(input, types, names)).toList();
    }

    private static Type common(List<Plan> inputs, int column, String name) {
        List<ArgumentType> types = new ArrayList<>();
        for (Plan input : inputs) {
            types.add(
                    input instanceof Project project
                            ? ExprTranslator.argumentType(
                                    project.columns().get(column).expression())
                            : ArgumentType.of(input.schema().type(column)));
        }
        Type common = Promotion.common(types);
        if (common == null) {
            throw new TidemillException(
                    ErrorCode.TYPE_MISMATCH,
                    "column "
                            + name
                            + " of the set operation has types that do not fit each other");
        }
        return common;
    }

    private static Plan cast(Plan input, List<Type> types, List<String> names) {
        List<Project.Column> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            Expr value =
                    input instanceof Project project
                            ? project.columns().get(i).expression()
                            : new ColumnRef(i, input.schema().type(i));
            columns.add(new Project.Column(names.get(i), CastRules.cast(value, types.get(i))));
        }
        return new Project(input instanceof Project project ? project.input() : input, columns);
    }
}
