package dev.tidemill.sql.validate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One way to call a function: which arguments it takes and what it then is. */
@FunctionalInterface
public interface FunctionRule {
    /** The call for these arguments, or null when the rule does not take them. */
    @Nullable Resolved resolve(List<ArgumentType> arguments);

    /** Builds the call once its arguments have been cast to the parameters' types. */
    @FunctionalInterface
    interface Construction {
        Expr build(List<Expr> arguments, Type result);
    }

    /**
     * A call understood.
     *
     * @param parameters the type that each argument is cast to
     */
    record Resolved(List<Type> parameters, Type result, Construction construction) {
        public Resolved {
            parameters = List.copyOf(parameters);
            requireNonNull(result, "result");
            requireNonNull(construction, "construction");
        }
    }
}
