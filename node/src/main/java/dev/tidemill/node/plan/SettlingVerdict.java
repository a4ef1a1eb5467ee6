package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.status.Status;
import java.util.ArrayList;
import java.util.List;

/** How new definitions stand at one moment. */
sealed interface SettlingVerdict {
    /** Nothing is wrong with them, and all is built. */
    record Sound() implements SettlingVerdict {}

    /** Nothing is wrong so far, and these tables are not complete. */
    record Building(List<ApplyState.Build> builds) implements SettlingVerdict {
        public Building {
            builds = List.copyOf(builds);
        }
    }

    /** They do not stand. */
    record Failed(String reason) implements SettlingVerdict {
        public Failed {
            requireNonNull(reason, "reason");
        }
    }

    /**
     * Judges.
     *
     * @param status of a tick in which the definitions are in force
     */
    static SettlingVerdict of(Settling settling, Status status) {
        for (Status.SuspendedStatus table : status.suspended()) {
            if (!table.preview()
                    && (!settling.suspendedBefore().contains(table.name())
                            || settling.builds(table.name()))) {
                return new Failed(
                        "the live table %s is suspended: %s %s"
                                .formatted(table.name(), table.code(), table.message()));
            }
        }
        List<ApplyState.Build> builds = new ArrayList<>();
        for (Status.BuildingStatus table : status.building()) {
            if (!settling.builds(table.name())) {
                continue;
            }
            String problem = table.problem();
            if (problem != null) {
                return new Failed(
                        "the live table %s is not built: %s".formatted(table.name(), problem));
            }
            builds.add(new ApplyState.Build(table.name(), table.rowsDone(), table.rowsTotal()));
        }
        for (Status.TableStatus table : status.tables()) {
            Long before = settling.errorsBefore().get(table.name());
            if (before != null && table.errors() - before > settling.errorsMax()) {
                return new Failed(
                        "error rows of the live table %s: %,d, %,d more than before, of %,d at most"
                                .formatted(
                                        table.name(),
                                        table.errors(),
                                        table.errors() - before,
                                        settling.errorsMax()));
            }
        }
        for (Status.CheckStatus check : status.checks()) {
            if (settling.isBroken(check)) {
                return new Failed(
                        "the check %s of %s fails: %s is expected"
                                .formatted(check.name(), check.table(), check.expected()));
            }
        }
        return builds.isEmpty() ? new Sound() : new Building(builds);
    }
}
