package dev.tidemill.node.supervise;

import static java.util.Objects.requireNonNull;

import dev.tidemill.actions.DeliveryGate;
import dev.tidemill.definitions.supervision.SupervisionPolicy;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The receivers of actions: while one fails all the time, its notices wait in the outbox, and one
 * request now and then looks whether it is back. Safe for all threads.
 */
public final class ReceiverGate implements DeliveryGate {
    private static final String KIND = "action";

    /** While a request looks whether a receiver is back, its end is told besides. */
    private static final long BLOCKED_NANOS_MAX = TimeUnit.HOURS.toNanos(1);

    private final Supervisor supervisor;
    private final Runnable wake;
    private final Map<String, Supervision> byAction = new ConcurrentHashMap<>();

    /**
     * @param wake has waiting notices looked at again
     */
    public ReceiverGate(Supervisor supervisor, Runnable wake) {
        this.supervisor = requireNonNull(supervisor, "supervisor");
        this.wake = requireNonNull(wake, "wake");
    }

    /** These actions are there from now on, and no others. */
    public void useActions(Collection<String> names) {
        Set<String> gone = new HashSet<>(byAction.keySet());
        gone.removeAll(names);
        gone.forEach(name -> supervisor.remove(requireNonNull(byAction.remove(name))));
        names.forEach(this::add);
    }

    private void add(String action) {
        Supervision ignored =
                byAction.computeIfAbsent(
                        action,
                        name -> {
                            Supervision added = supervisor.add(KIND, name, this::policy);
                            added.running();
                            added.onRestart(wake);
                            return added;
                        });
    }

    private SupervisionPolicy policy() {
        return supervisor.bounds().receivers();
    }

    /** An action that was removed while a request of its was under way is watched no more. */
    private Optional<Supervision> of(String action) {
        return Optional.ofNullable(byAction.get(action));
    }

    @Override
    public long blockedMillis(String action) {
        long nanos = of(action).map(Supervision::blockedNanos).orElse(0L);
        return nanos == 0
                ? 0
                : Math.max(1, TimeUnit.NANOSECONDS.toMillis(Math.min(nanos, BLOCKED_NANOS_MAX)));
    }

    @Override
    public void begins(String action) {
        of(action)
                .filter(each -> each.report().failuresInRow() >= policy().failuresMax())
                .ifPresent(Supervision::starting);
    }

    @Override
    public void answered(String action) {
        of(action).ifPresent(Supervision::running);
    }

    @Override
    public void failed(String action, String reason) {
        Supervision supervision = byAction.get(action);
        if (supervision != null) {
            long ignored = supervision.failed(reason);
        }
    }

    @Override
    public void abandoned(String action) {
        of(action).ifPresent(Supervision::abandoned);
    }
}
