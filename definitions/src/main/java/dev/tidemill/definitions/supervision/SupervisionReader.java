package dev.tidemill.definitions.supervision;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.yaml.YamlValue;
import java.time.Duration;

/** Reads {@code supervision} of {@code tidemill.yaml}. Owned by one call. */
public final class SupervisionReader {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Problems problems;

    public SupervisionReader(Problems problems) {
        this.problems = requireNonNull(problems, "problems");
    }

    /** What is said, and the defaults of the rest. */
    public SupervisionBounds read(YamlValue supervision) {
        SupervisionBounds standard = SupervisionBounds.DEFAULT;
        return new SupervisionBounds(
                policy(supervision.at("sources"), standard.sources()),
                policy(supervision.at("receivers"), standard.receivers()),
                policy(supervision.at("lineage"), standard.lineage()));
    }

    private SupervisionPolicy policy(YamlValue of, SupervisionPolicy standard) {
        Duration first = wait(of.at("first-wait"), standard.firstWait());
        Duration most =
                wait(
                        of.at("wait-max"),
                        first.compareTo(standard.waitMax()) > 0 ? first : standard.waitMax());
        if (first.compareTo(most) > 0) {
            problems.add(
                    of.at("wait-max").place(),
                    "wait-max is shorter than first-wait",
                    "first-wait: 250ms, wait-max: 30s");
            return standard;
        }
        return new SupervisionPolicy(
                first,
                of.at("factor").doubleOr(standard.factor()),
                most,
                of.at("jitter").doubleOr(standard.jitter()),
                of.at("failures").intOr(standard.failuresMax()),
                wait(of.at("pause"), standard.openFor()),
                of.at("steady-after")
                        .durationWithin(standard.steadyAfter(), Duration.ZERO, LONGEST, problems));
    }

    private Duration wait(YamlValue at, Duration standard) {
        return at.durationWithin(standard, SHORTEST, LONGEST, problems);
    }
}
