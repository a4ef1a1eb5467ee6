package dev.tidemill.engine.expression;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.IntColumn;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.expr.Call;
import dev.tidemill.algebra.expr.Case;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.JavaCall;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * CASE whose conditions all ask whether one value equals a constant: the value is computed once,
 * where {@link CaseKernel} computes it again for each condition that a row reaches. Results are
 * computed for the rows that take them. A NULL or failed value equals nothing.
 */
final class SwitchKernel implements Kernel {
    private static final Set<Type> TYPES = Set.of(Type.TEXT, Type.INTEGER, Type.BIGINT);

    private final Kernel value;

    /** The constants, none of them NULL, each once. */
    private final Column constants;

    /** One for each constant, and the last for all other values. */
    private final Kernel[] results;

    private final Type type;

    private SwitchKernel(Kernel value, Column constants, Kernel[] results, Type type) {
        this.value = value;
        this.constants = constants;
        this.results = results;
        this.type = type;
    }

    /** Whether a CASE is of this form, and worth it. */
    static boolean fits(Case choice) {
        List<Case.Branch> branches = choice.branches();
        if (branches.size() < 2 || !(branches.getFirst().condition() instanceof Call first)) {
            return false;
        }
        Expr asked = first.arguments().getFirst();
        Set<Object> constants = new HashSet<>();
        return TYPES.contains(asked.type())
                && !callsJava(asked)
                && branches.stream().allMatch(b -> asks(b.condition(), asked, constants));
    }

    private static boolean asks(Expr condition, Expr asked, Set<Object> constants) {
        return condition instanceof Call call
                && call.function() == ScalarFunction.EQUAL
                && call.arguments().getFirst().equals(asked)
                && call.arguments().getLast() instanceof Literal literal
                && literal.type().equals(asked.type())
                && literal.value() != null
                && constants.add(literal.value());
    }

    /** A project's own function is asked as often as the query says. */
    private static boolean callsJava(Expr expression) {
        return expression instanceof JavaCall
                || expression.children().stream().anyMatch(SwitchKernel::callsJava);
    }

    static SwitchKernel of(Case choice) {
        List<Call> conditions =
                choice.branches().stream().map(branch -> (Call) branch.condition()).toList();
        Expr asked = conditions.getFirst().arguments().getFirst();
        Kernel[] results = new Kernel[conditions.size() + 1];
        Arrays.setAll(
                results,
                i ->
                        ExpressionCompiler.compile(
                                i < conditions.size()
                                        ? choice.branches().get(i).result()
                                        : choice.otherwise()));
        return new SwitchKernel(
                ExpressionCompiler.compile(asked),
                constants(conditions, asked.type()),
                results,
                choice.type());
    }

    private static Column constants(List<Call> conditions, Type type) {
        ColumnBuilder builder = ColumnBuilder.of(type, conditions.size());
        for (Call condition : conditions) {
            builder.appendValue(((Literal) condition.arguments().getLast()).value());
        }
        return builder.build();
    }

    @Override
    public Column evaluate(Frame frame, Selection rows) {
        int count = rows.count();
        int[] branches = branches(value.evaluate(frame, rows), count);
        int[] starts = new int[results.length + 1];
        for (int i = 0; i < count; i++) {
            starts[branches[i] + 1]++;
        }
        ColumnAssembler assembler = new ColumnAssembler(type, count);
        for (int branch = 0; branch < results.length; branch++) {
            int taking = starts[branch + 1];
            if (taking == count) {
                return results[branch].evaluate(frame, rows).as(type);
            }
            if (taking == 0) {
                continue;
            }
            int[] taken = new int[taking];
            int at = 0;
            for (int i = 0; i < count; i++) {
                if (branches[i] == branch) {
                    taken[at++] = i;
                }
            }
            assembler.put(results[branch].evaluate(frame, rows.at(taken, taking)), taken, taking);
        }
        return assembler.build();
    }

    /** The number of the constant that each value equals, or how many there are. */
    private int[] branches(Column values, int count) {
        int[] branches = new int[count];
        switch (values) {
            case BytesColumn texts -> {
                for (int i = 0; i < count; i++) {
                    branches[i] = find(texts, i);
                }
            }
            case LongColumn longs -> {
                for (int i = 0; i < count; i++) {
                    branches[i] = find(longs.values()[i]);
                }
            }
            case IntColumn ints -> {
                for (int i = 0; i < count; i++) {
                    branches[i] = find(ints.values()[i]);
                }
            }
            default -> throw new IllegalStateException("no constants of " + values.type());
        }
        boolean[] nulls = values.nulls();
        for (int i = 0; nulls != null && i < count; i++) {
            branches[i] = nulls[i] ? constants.size() : branches[i];
        }
        return branches;
    }

    private int find(BytesColumn texts, int row) {
        BytesColumn wanted = (BytesColumn) constants;
        int length = texts.length(row);
        for (int c = 0; c < wanted.size(); c++) {
            if (wanted.length(c) == length && texts.sameBytes(row, wanted, c)) {
                return c;
            }
        }
        return wanted.size();
    }

    private int find(long number) {
        for (int c = 0; c < constants.size(); c++) {
            long constant =
                    constants instanceof LongColumn longs
                            ? longs.values()[c]
                            : ((IntColumn) constants).values()[c];
            if (constant == number) {
                return c;
            }
        }
        return constants.size();
    }
}
