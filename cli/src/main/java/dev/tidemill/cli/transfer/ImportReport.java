package dev.tidemill.cli.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What has become of an import so far. One thread counts, any may read the numbers. */
public final class ImportReport {
    private static final int PROBLEMS_MAX = 10;

    private final List<Problem> problems = new ArrayList<>();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong quarantined = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong present = new AtomicLong();
    private final AtomicLong tick = new AtomicLong();

    /**
     * Why a row lies in quarantine.
     *
     * @param row of its file, from 1; a CSV header is none
     * @param column empty when it is about the whole row
     */
    public record Problem(String file, long row, String column, String rule, String reason) {}

    void took(int newRows, long newAccepted, long newQuarantined, long newLate, long newTick) {
        rows.addAndGet(newRows);
        accepted.addAndGet(newAccepted);
        quarantined.addAndGet(newQuarantined);
        late.addAndGet(newLate);
        tick.accumulateAndGet(newTick, Math::max);
    }

    void found(int newRows, long newTick) {
        rows.addAndGet(newRows);
        present.addAndGet(newRows);
        tick.accumulateAndGet(newTick, Math::max);
    }

    void problem(Problem problem) {
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(problem);
        }
    }

    /** Rows that were read. */
    public long rows() {
        return rows.get();
    }

    /** Rows that are in the table now and were not before. */
    public long accepted() {
        return accepted.get();
    }

    /** Rows that were put aside, late ones among them. */
    public long quarantined() {
        return quarantined.get();
    }

    public long late() {
        return late.get();
    }

    /** Rows that an earlier run had brought already. */
    public long present() {
        return present.get();
    }

    /** The last tick that holds some of the rows; 0 when there are none. */
    public long tick() {
        return tick.get();
    }

    /** The first few, in the order of the files. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }
}
