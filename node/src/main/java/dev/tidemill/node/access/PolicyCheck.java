package dev.tidemill.node.access;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.policy.Policies;
import dev.tidemill.definitions.policy.TableRule;
import dev.tidemill.definitions.policy.Treatment;
import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.text.ClosestWord;
import dev.tidemill.sql.RowExpression;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands against policies, of tables whose columns are known when they are planned only. */
public final class PolicyCheck {
    private final Problems problems;

    private PolicyCheck(Problems problems) {
        this.problems = problems;
    }

    /**
     * Tells what does not fit.
     *
     * @param tables the live tables, by name
     */
    public static void check(Policies policies, Map<String, Schema> tables, Problems problems) {
        PolicyCheck check = new PolicyCheck(problems);
        for (TableRule rule : policies.tables()) {
            tables.forEach(
                    (name, schema) -> {
                        if (rule.table().matches(name)) {
                            check.rule(rule, name, schema);
                        }
                    });
        }
    }

    private void rule(TableRule rule, String table, Schema schema) {
        if (rule.filter() != null) {
            tell(
                    rule.filter().place(),
                    RowExpression.filter(table, schema, rule.filter().sql()).problem());
        }
        rule.columns()
                .forEach(
                        (column, treatment) -> {
                            int position = schema.indexOf(column);
                            if (position >= 0 && treatment instanceof Treatment.Computed mask) {
                                tell(
                                        mask.value().place(),
                                        RowExpression.mask(
                                                        table,
                                                        schema,
                                                        mask.value().sql(),
                                                        schema.type(position))
                                                .problem());
                            } else if (position < 0 && !rule.table().isOpen()) {
                                problems.add(
                                        rule.place(),
                                        table + " has no column " + column,
                                        ClosestWord.hint(column, schema.names()));
                            }
                        });
    }

    private void tell(Place place, @Nullable TidemillException problem) {
        if (problem != null) {
            problems.add(
                    place,
                    problem.message() + " [" + problem.errorCode().code() + "]",
                    problem.hint());
        }
    }
}
