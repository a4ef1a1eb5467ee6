package dev.tidemill.node.projecttest;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.definitions.contract.InstantText;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.projecttest.ProjectTest;
import dev.tidemill.definitions.projecttest.TestChange;
import dev.tidemill.definitions.projecttest.TestRows;
import dev.tidemill.definitions.projecttest.TestStep;
import dev.tidemill.definitions.projecttest.TestTime;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.ingest.EventClock;
import dev.tidemill.node.read.QueryableTick;
import dev.tidemill.node.record.Suspension;
import dev.tidemill.node.tick.PublishedTick;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One test, step by step until one is not as expected. Owned by one call. */
final class TestRun {
    /**
     * What {@code now()} is until a test says it; any day does, as long as it is always the same.
     */
    static final long START_MICROS =
            TimeUnit.SECONDS.toMicros(Instant.parse("2000-01-01T00:00:00Z").getEpochSecond());

    private final ProjectTest test;
    private final PlannedProject project;
    private final TestDeadline deadline;
    private final StepFindings findings;
    private final long startedNanos = System.nanoTime();

    private TestRun(ProjectTest test, PlannedProject project, TestDeadline deadline) {
        this.test = requireNonNull(test, "test");
        this.project = requireNonNull(project, "project");
        this.deadline = requireNonNull(deadline, "deadline");
        this.findings = new StepFindings(project.tables());
    }

    static TestOutcome of(ProjectTest test, PlannedProject project, TestDeadline deadline) {
        return new TestRun(test, project, deadline).run();
    }

    private TestOutcome run() {
        List<Problem> problems = TestCheck.problems(test, project.tables());
        if (!problems.isEmpty()) {
            return broken(problems);
        }
        try (TestMill mill = new TestMill(project, project.seenBy(test), startMicros())) {
            for (TestStep step : test.steps()) {
                deadline.require(test.name());
                TestOutcome end = runStep(step, mill);
                if (end != null) {
                    return end;
                }
            }
        }
        return new TestOutcome.Passed(test.name(), test.file(), test.steps().size(), millis());
    }

    private double millis() {
        return (System.nanoTime() - startedNanos) / 1e6;
    }

    private TestOutcome broken(List<Problem> problems) {
        return new TestOutcome.Broken(test.name(), test.file(), problems, millis());
    }

    /** Time begins with the first step when that says it; on replayed time with the first row. */
    private long startMicros() {
        if (test.steps().getFirst().time() instanceof TestTime.At at) {
            return at.micros();
        }
        return project.clock().equals(EventClock.NONE) ? START_MICROS : 0;
    }

    /** What the test ends with; null when it goes on. */
    private @Nullable TestOutcome runStep(TestStep step, TestMill mill) {
        try {
            take(step, mill);
            try (QueryableTick tick = new QueryableTick(mill.pin())) {
                List<Finding> found = findings.of(step, tick);
                return found.isEmpty()
                        ? null
                        : new TestOutcome.Failed(
                                test.name(),
                                test.file(),
                                step.number(),
                                step.title(),
                                found,
                                millis());
            }
        } catch (TidemillException e) {
            Place place = e.place() == null ? step.place() : e.place();
            String code = e.errorCode() == ErrorCode.INVALID_PROJECT ? "" : codeOf(e);
            return broken(List.of(new Problem(place, e.message() + code, e.hint())));
        }
    }

    private static String codeOf(TidemillException e) {
        return " [" + e.errorCode().code() + "]";
    }

    private void take(TestStep step, TestMill mill) {
        List<TestMill.Input> inputs = new ArrayList<>();
        try (PublishedTick before = mill.pin()) {
            for (TestChange change : step.changes()) {
                inputs.add(input(change, before));
            }
        }
        mill.tick(micros(step, mill.nowMicros()), inputs);
        try (PublishedTick after = mill.pin()) {
            for (Suspension suspended : after.definitions().suspended().values()) {
                throw suspended.asException();
            }
        }
    }

    private TestMill.Input input(TestChange change, PublishedTick before) {
        TestRows rows = change.rows();
        InputTable table = requireNonNull(project.tables().inputs().get(rows.table()));
        ParsedRows given = TypedRows.of(rows, table.schema());
        InputChange.Op own = table.isKeyed() ? InputChange.Op.UPSERT : InputChange.Op.INSERT;
        return switch (change.kind()) {
            case DELETE -> new TestMill.Input(table, InputChange.Op.DELETE, given);
            case INSERT, SEND -> new TestMill.Input(table, own, given);
            case UPDATE ->
                    new TestMill.Input(
                            table,
                            own,
                            ParsedRows.of(
                                    UpdatedRows.of(
                                            table,
                                            rows,
                                            given.rows(),
                                            before.snapshot().table(table.name()))));
        };
    }

    private static long micros(TestStep step, long now) {
        return switch (step.time()) {
            case null -> now;
            case TestTime.After after ->
                    now + TimeUnit.MILLISECONDS.toMicros(after.duration().toMillis());
            case TestTime.At at when at.micros() < now ->
                    throw new TidemillException(
                                    ErrorCode.INVALID_PROJECT,
                                    "time does not go back: now() is "
                                            + InstantText.written(
                                                    Type.TIMESTAMPTZ, BigDecimal.valueOf(now))
                                            + " already")
                            .at(at.place());
            case TestTime.At at -> at.micros();
        };
    }
}
