package dev.tidemill.node.definition;

import static java.util.Objects.requireNonNull;

import dev.tidemill.node.record.Suspension;
import dev.tidemill.node.supervise.Resting;
import dev.tidemill.node.supervise.SupervisedReport;
import dev.tidemill.node.supervise.SupervisedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Live tables that are suspended, or that go on with a former query, among what the mill runs. An
 * operator is a function of the ticks, so a table that failed in one is not tried again by itself:
 * it would fail for ever. It may do better once rows are gone or there is more memory, which a
 * person knows.
 */
public final class SuspendedTables implements Resting {
    private static final String KIND = "live table";

    private final Supplier<DefinitionsInForce.View> definitions;
    private final Consumer<String> retry;

    /**
     * @param retry has a table tried again; returns when the tick that does is published
     */
    public SuspendedTables(Supplier<DefinitionsInForce.View> definitions, Consumer<String> retry) {
        this.definitions = requireNonNull(definitions, "definitions");
        this.retry = requireNonNull(retry, "retry");
    }

    @Override
    public List<SupervisedReport> reports() {
        DefinitionsInForce.View view = definitions.get();
        List<SupervisedReport> reports = new ArrayList<>();
        for (Map<String, Suspension> down : List.of(view.suspended(), view.notReplaced())) {
            down.forEach((table, why) -> reports.add(down(table, why)));
        }
        return reports;
    }

    @Override
    public List<SupervisedReport> restart(String name) {
        if (why(name) == null) {
            return List.of();
        }
        retry.accept(name);
        Suspension still = why(name);
        if (still != null) {
            return List.of(down(name, still));
        }
        boolean building = definitions.get().building().containsKey(name);
        SupervisedState state = building ? SupervisedState.STARTING : SupervisedState.RUNNING;
        return List.of(new SupervisedReport(name, KIND, state.word(), 0, 0, null, null));
    }

    private @Nullable Suspension why(String name) {
        DefinitionsInForce.View view = definitions.get();
        Suspension suspended = view.suspended().get(name);
        return suspended != null ? suspended : view.notReplaced().get(name);
    }

    private static SupervisedReport down(String table, Suspension why) {
        return new SupervisedReport(
                table,
                KIND,
                SupervisedState.SUSPENDED.word(),
                1,
                1,
                why.code().code() + " " + why.message(),
                null);
    }
}
