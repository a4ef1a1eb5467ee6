package dev.tidemill.sql;

import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.type.Field;

/** A plan as an indented tree, for comparing with expected text. */
final class PlanText {
    private PlanText() {}

    static String of(Plan plan) {
        StringBuilder text = new StringBuilder();
        append(text, plan, 0);
        return text.toString();
    }

    static String columns(Plan plan) {
        StringBuilder text = new StringBuilder();
        for (Field field : plan.schema().fields()) {
            text.append(text.isEmpty() ? "" : ", ");
            text.append(field.name()).append(' ').append(field.type().sqlName());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Plan plan, int depth) {
        text.append("  ".repeat(depth)).append(plan.describe()).append('\n');
        plan.inputs().forEach(input -> append(text, input, depth + 1));
    }
}
