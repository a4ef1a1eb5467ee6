package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one definition, and why.
 *
 * @param before what it is, by the names of its properties; null when there is none
 * @param after what it will be; null when it goes
 * @param sensitive the properties whose values nobody may see, by path; they are told as {@code
 *     (secret)}
 * @param reasons empty only when nothing changes
 * @param affects what is behind it
 * @param build null when nothing is built
 */
public record PlannedChange(
        DefinitionKind kind,
        String name,
        PlanAction action,
        @Nullable Map<String, Object> before,
        @Nullable Map<String, Object> after,
        List<String> sensitive,
        List<PlanReason> reasons,
        List<Affected> affects,
        @Nullable BuildEstimate build) {
    // Spelled out, since a compact constructor's parameters lose their annotations.
    public PlannedChange(
            DefinitionKind kind,
            String name,
            PlanAction action,
            @Nullable Map<String, Object> before,
            @Nullable Map<String, Object> after,
            List<String> sensitive,
            List<PlanReason> reasons,
            List<Affected> affects,
            @Nullable BuildEstimate build) {
        this.kind = requireNonNull(kind, "kind");
        this.name = requireNonNull(name, "name");
        this.action = requireNonNull(action, "action");
        this.before = copy(before);
        this.after = copy(after);
        this.sensitive = List.copyOf(sensitive);
        this.reasons = List.copyOf(reasons);
        this.affects = List.copyOf(affects);
        this.build = build;
    }

    /** A change of what keeps no state and has nothing behind it. */
    static PlannedChange of(
            DefinitionKind kind,
            String name,
            @Nullable Map<String, Object> before,
            @Nullable Map<String, Object> after,
            List<PlanReason> reasons) {
        PlanAction action =
                before == null
                        ? PlanAction.CREATE
                        : after == null
                                ? PlanAction.DELETE
                                : reasons.isEmpty() ? PlanAction.NOTHING : PlanAction.UPDATE;
        return new PlannedChange(
                kind, name, action, before, after, List.of(), reasons, List.of(), null);
    }

    PlannedChange withAction(PlanAction other) {
        return new PlannedChange(
                kind, name, other, before, after, sensitive, reasons, affects, build);
    }

    PlannedChange withAffects(List<Affected> others) {
        return new PlannedChange(
                kind, name, action, before, after, sensitive, reasons, others, build);
    }

    PlannedChange withSensitive(List<String> paths) {
        return new PlannedChange(kind, name, action, before, after, paths, reasons, affects, build);
    }

    public String address() {
        return kind.address(name);
    }

    private static @Nullable Map<String, Object> copy(@Nullable Map<String, Object> properties) {
        return properties == null
                ? null
                : Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }
}
