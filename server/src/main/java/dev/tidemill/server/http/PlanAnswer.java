package dev.tidemill.server.http;

import dev.tidemill.algebra.error.Place;
import dev.tidemill.node.plan.Affected;
import dev.tidemill.node.plan.BuildEstimate;
import dev.tidemill.node.plan.DefinitionPlan;
import dev.tidemill.node.plan.PlanAction;
import dev.tidemill.node.plan.PlanReason;
import dev.tidemill.node.plan.PlanRefusal;
import dev.tidemill.node.plan.PlanTests;
import dev.tidemill.node.plan.PlannedChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan as JSON, in the shape that people know from Terraform's.
 *
 * @param formatVersion another major number when a reader must be changed
 */
record PlanAnswer(
        String formatVersion,
        String base,
        String target,
        boolean applicable,
        Summary summary,
        List<Change> changes,
        List<Refusal> refusals,
        List<String> warnings,
        @Nullable Tests tests,
        double planMs) {
    private static final String FORMAT_VERSION = "1.0";

    /** How the project's tests went. */
    record Tests(int passed, int notPassed, double elapsedMs) {
        static @Nullable Tests of(@Nullable PlanTests tests) {
            return tests == null
                    ? null
                    : new Tests(tests.passed(), tests.notPassed(), tests.elapsedMillis());
        }
    }

    /** How many definitions there are of each fate. */
    record Summary(long create, long update, long replace, long delete, long unchanged) {}

    /**
     * What becomes of a definition.
     *
     * @param actions {@code create}, {@code update}, {@code delete}, {@code no-op}, or create and
     *     delete for one that is replaced
     * @param beforeSensitive true where a value of {@code before} is not shown
     */
    record Change(
            String address,
            String type,
            String name,
            List<String> actions,
            @Nullable Map<String, Object> before,
            @Nullable Map<String, Object> after,
            Map<String, Object> beforeSensitive,
            Map<String, Object> afterSensitive,
            List<PlanReason> reasons,
            List<Affected> affects,
            @Nullable BuildEstimate build) {}

    /** Why the plan cannot be applied. */
    record Refusal(
            String code,
            String name,
            String message,
            @Nullable String hint,
            @Nullable String file,
            @Nullable Integer line,
            List<String> details,
            List<String> consumers,
            boolean missing) {}

    static PlanAnswer of(DefinitionPlan plan) {
        return new PlanAnswer(
                FORMAT_VERSION,
                plan.base(),
                plan.target(),
                plan.applicable(),
                new Summary(
                        plan.count(PlanAction.CREATE),
                        plan.count(PlanAction.UPDATE),
                        plan.count(PlanAction.REPLACE),
                        plan.count(PlanAction.DELETE),
                        plan.count(PlanAction.NOTHING)),
                plan.changes().stream().map(PlanAnswer::change).toList(),
                plan.refusals().stream().map(PlanAnswer::refusal).toList(),
                plan.warnings(),
                Tests.of(plan.tests()),
                plan.planMillis());
    }

    private static Change change(PlannedChange change) {
        return new Change(
                change.address(),
                change.kind().word(),
                change.name(),
                change.action().words(),
                change.before(),
                change.after(),
                sensitive(change.before(), change.sensitive()),
                sensitive(change.after(), change.sensitive()),
                change.reasons(),
                change.affects(),
                change.build());
    }

    /** Of the form of the properties, with true at each path that is there. */
    private static Map<String, Object> sensitive(
            @Nullable Map<String, Object> properties, List<String> paths) {
        Map<String, Object> marks = new LinkedHashMap<>();
        for (String path : paths) {
            int dot = path.indexOf('.');
            String property = path.substring(0, dot);
            String name = path.substring(dot + 1);
            Object values = properties == null ? null : properties.get(property);
            if (values instanceof Map<?, ?> named && named.containsKey(name)) {
                Map<String, Object> marked = new LinkedHashMap<>();
                if (marks.get(property) instanceof Map<?, ?> known) {
                    known.forEach((key, mark) -> marked.put(String.valueOf(key), true));
                }
                marked.put(name, true);
                marks.put(property, marked);
            }
        }
        return marks;
    }

    private static Refusal refusal(PlanRefusal refusal) {
        Place place = refusal.place();
        return new Refusal(
                refusal.code().code(),
                refusal.code().name(),
                refusal.message(),
                refusal.hint(),
                place == null ? null : place.source(),
                place == null || place.line() < 1 ? null : place.line(),
                refusal.details(),
                refusal.consumers(),
                refusal.missing());
    }
}
