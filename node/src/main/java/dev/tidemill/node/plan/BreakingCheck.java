package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.definitions.evolution.ContractChange;
import java.util.ArrayList;
import java.util.List;

/**
 * No contract may break whoever sends rows or reads them. A new version that stands beside the old
 * one, as a table of another name, breaks nobody.
 */
final class BreakingCheck {
    private final ContractChanges contracts;

    BreakingCheck(ContractChanges contracts) {
        this.contracts = requireNonNull(contracts, "contracts");
    }

    /** One for each change that breaks somebody, with the consumers that it breaks. */
    List<PlanRefusal> refusals() {
        List<PlanRefusal> refusals = new ArrayList<>();
        for (ContractChange change : contracts.breaking()) {
            refusals.add(
                    new PlanRefusal(
                            ErrorCode.BREAKING_CHANGE,
                            message(change),
                            "give the new version a table of its own beside the old one, or allow"
                                    + " it with --allow-breaking",
                            null,
                            List.of(),
                            contracts.consumers(change),
                            false));
        }
        return refusals;
    }

    private static String message(ContractChange change) {
        String place =
                change.column() == null ? change.table() : change.table() + "." + change.column();
        String whom =
                switch (change.impact()) {
                    case NONE, BOTH -> "senders and readers";
                    case PRODUCERS -> "senders";
                    case CONSUMERS -> "readers";
                };
        return "%s breaks %s of %s: %s".formatted(change.kind(), whom, place, change.reason());
    }
}
