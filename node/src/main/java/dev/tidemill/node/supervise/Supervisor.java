package dev.tidemill.node.supervise;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.supervision.SupervisionBounds;
import dev.tidemill.definitions.supervision.SupervisionPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** All that is supervised in a mill. Safe for all threads. */
public final class Supervisor {
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final Supplier<SupervisionBounds> bounds;
    private final List<Supervision> all = new CopyOnWriteArrayList<>();
    private final List<Resting> resting = new CopyOnWriteArrayList<>();

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

    /** Tells of these from now on, too, and has them tried again when somebody asks. */
    public void alsoTell(Resting others) {
        resting.add(others);
    }

    /** How everything is, by kind and name. */
    public List<SupervisedReport> reports() {
        return Stream.concat(
                        all.stream().map(Supervision::report),
                        resting.stream().flatMap(others -> others.reports().stream()))
                .sorted(
                        Comparator.comparing(SupervisedReport::kind)
                                .thenComparing(SupervisedReport::name))
                .toList();
    }

    /**
     * Has what has this name tried again at once, and says how it is; of a suspended table, how it
     * is after that.
     *
     * @throws TidemillException NOT_FOUND
     */
    public List<SupervisedReport> restart(String name) {
        List<Supervision> named = all.stream().filter(each -> each.name().equals(name)).toList();
        named.forEach(Supervision::restart);
        List<SupervisedReport> restarted = new ArrayList<>();
        named.forEach(each -> restarted.add(each.report()));
        resting.forEach(others -> restarted.addAll(others.restart(name)));
        if (restarted.isEmpty()) {
            throw unknown(name);
        }
        return restarted;
    }

    private TidemillException unknown(String name) {
        List<String> known =
                reports().stream().map(SupervisedReport::name).distinct().sorted().toList();
        return new TidemillException(ErrorCode.NOT_FOUND, "nothing named " + name + " is run")
                .withHint(
                        known.isEmpty()
                                ? "the project has no source and no action, and no table is suspended"
                                : "there are " + String.join(", ", known));
    }
}
