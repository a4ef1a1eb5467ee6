package dev.tidemill.node.supervise;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.supervision.SupervisionBounds;
import dev.tidemill.definitions.supervision.SupervisionPolicy;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** All that is supervised in a mill. Safe for all threads. */
public final class Supervisor {
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final Supplier<SupervisionBounds> bounds;
    private final List<Supervision> all = new CopyOnWriteArrayList<>();

    /**
     * With the bounds that hold where nothing else is said.
     *
     * @param nanos a clock that never goes back
     */
    public Supervisor(LongSupplier nanos, RandomGenerator random) {
        this(nanos, random, () -> SupervisionBounds.DEFAULT);
    }

    /**
     * @param nanos a clock that never goes back
     * @param bounds asked for at each failure, since a project may change them
     */
    public Supervisor(
            LongSupplier nanos, RandomGenerator random, Supplier<SupervisionBounds> bounds) {
        this.bounds = requireNonNull(bounds, "bounds");
        this.nanos = requireNonNull(nanos, "nanos");
        this.random = requireNonNull(random, "random");
    }

    /** When what fails is tried again, now. */
    public SupervisionBounds bounds() {
        return bounds.get();
    }

    /**
     * Begins to supervise something.
     *
     * @param policy asked for whenever it matters
     */
    public Supervision add(String kind, String name, Supplier<SupervisionPolicy> policy) {
        Supervision supervision = new Supervision(name, kind, policy, nanos, random);
        all.add(supervision);
        return supervision;
    }

    /** Something is there no longer. */
    public void remove(Supervision supervision) {
        all.remove(supervision);
    }

    /** How everything is, by kind and name. */
    public List<SupervisedReport> reports() {
        return all.stream()
                .map(Supervision::report)
                .sorted(
                        Comparator.comparing(SupervisedReport::kind)
                                .thenComparing(SupervisedReport::name))
                .toList();
    }

    /**
     * Has what has this name tried again at once.
     *
     * @throws TidemillException NOT_FOUND
     */
    public List<SupervisedReport> restart(String name) {
        List<Supervision> named = all.stream().filter(each -> each.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw new TidemillException(ErrorCode.NOT_FOUND, "nothing named " + name + " is run")
                    .withHint(
                            all.isEmpty()
                                    ? "the project has no source and no action"
                                    : "there are "
                                            + String.join(
                                                    ", ",
                                                    all.stream()
                                                            .map(Supervision::name)
                                                            .distinct()
                                                            .sorted()
                                                            .toList()));
        }
        named.forEach(Supervision::restart);
        return named.stream().map(Supervision::report).toList();
    }
}
