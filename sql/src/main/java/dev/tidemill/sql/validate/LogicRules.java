package dev.tidemill.sql.validate;

import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.InList;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.Logical;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.sql.validate.FunctionRule.Resolved;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How comparisons, connectives, IN and CASE are typed. */
final class LogicRules {
    private LogicRules() {}

    /** Two values brought to one type. */
    static FunctionRule comparison(ScalarFunction function) {
        boolean orders =
                switch (function) {
                    case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
                    default -> false;
                };
        return arguments -> {
            Type common = arguments.size() == 2 ? Promotion.common(arguments) : null;
            if (orders && common == Type.JSON) {
                return null;
            }
            return common == null
                    ? null
                    : new Resolved(
                            List.of(common, common),
                            Type.BOOLEAN,
                            (args, type) -> new Call(function, args, type));
        };
    }

    /** A test of one value of any type. */
    static FunctionRule test(ScalarFunction function) {
        return arguments -> {
            Type type = arguments.getFirst().type();
            return new Resolved(
                    List.of(type == null ? Type.TEXT : type),
                    Type.BOOLEAN,
                    (args, result) -> new Call(function, args, result));
        };
    }

    /** NOT, IS TRUE and the like. */
    static FunctionRule truth(ScalarFunction function) {
        return arguments ->
                arguments.getFirst().fits(Type.BOOLEAN)
                        ? new Resolved(
                                List.of(Type.BOOLEAN),
                                Type.BOOLEAN,
                                (args, type) -> new Call(function, args, type))
                        : null;
    }

    /** AND, OR; nested ones of the same kind become one. */
    static FunctionRule connective(Logical.Kind kind) {
        return arguments ->
                arguments.stream().allMatch(a -> a.fits(Type.BOOLEAN))
                        ? new Resolved(
                                Collections.nCopies(arguments.size(), Type.BOOLEAN),
                                Type.BOOLEAN,
                                (args, _) -> flattened(kind, args))
                        : null;
    }

    static Expr flattened(Logical.Kind kind, List<Expr> operands) {
        List<Expr> flat = new ArrayList<>();
        for (Expr operand : operands) {
            if (operand instanceof Logical(Logical.Kind inner, List<Expr> parts) && inner == kind) {
                flat.addAll(parts);
            } else {
                flat.add(operand);
            }
        }
        return new Logical(kind, flat);
    }

    /** {@code x IN (a, b, …)}: one type for all. */
    static @Nullable Resolved in(List<ArgumentType> arguments) {
        Type common = Promotion.common(arguments);
        return common == null
                ? null
                : new Resolved(
                        Collections.nCopies(arguments.size(), common),
                        Type.BOOLEAN,
                        (args, _) -> inList(args));
    }

    private static Expr inList(List<Expr> arguments) {
        Expr input = arguments.getFirst();
        List<Expr> rest = arguments.subList(1, arguments.size());
        if (rest.stream().allMatch(Literal.class::isInstance)) {
            return new InList(input, rest.stream().map(Literal.class::cast).toList());
        }
        List<Expr> equalities = new ArrayList<>();
        for (Expr value : rest) {
            equalities.add(Call.of(ScalarFunction.EQUAL, Type.BOOLEAN, input, value));
        }
        return equalities.size() == 1
                ? equalities.getFirst()
                : new Logical(Logical.Kind.OR, equalities);
    }

    /** Condition, result, condition, result …, otherwise. */
    static @Nullable Resolved choice(List<ArgumentType> arguments) {
        List<ArgumentType> results = new ArrayList<>();
        List<Type> parameters = new ArrayList<>();
        int branches = arguments.size() / 2;
        for (int i = 0; i < branches; i++) {
            if (!arguments.get(2 * i).fits(Type.BOOLEAN)) {
                return null;
            }
            results.add(arguments.get(2 * i + 1));
        }
        results.add(arguments.getLast());
        Type common = Promotion.common(results);
        if (common == null) {
            return null;
        }
        for (int i = 0; i < branches; i++) {
            parameters.add(Type.BOOLEAN);
            parameters.add(common);
        }
        parameters.add(common);
        return new Resolved(parameters, common, LogicRules::caseOf);
    }

    private static Expr caseOf(List<Expr> arguments, Type type) {
        List<Case.Branch> branches = new ArrayList<>();
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            branches.add(new Case.Branch(arguments.get(i), arguments.get(i + 1)));
        }
        return new Case(branches, arguments.getLast(), type);
    }
}
