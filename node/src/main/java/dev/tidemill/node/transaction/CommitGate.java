package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.node.record.ErasureEntry;
import dev.tidemill.node.record.InputEntry;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.node.tick.AdmissionGate;
import dev.tidemill.node.tick.PublishedTick;
import dev.tidemill.node.tick.TickPublisher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses what does not hold at its place in the journal: transactions whose rows were changed
 * since, and values that must be unique and are not. It compares with the newest published tick and
 * with what is sealed, or taken before in the same tick, behind that; of the latter with what
 * another gate, which is asked first, leaves of it. A replay asks neither.
 *
 * <p>It keeps the changes of ticks that are sealed and not published, which are as many as the
 * queue between the committer and the engine holds. The committer's thread alone.
 */
public final class CommitGate implements AdmissionGate {
    private final AdmissionGate next;
    private final TickPublisher publisher;
    private final ArrayDeque<Unpublished> unpublished = new ArrayDeque<>();

    /** A tick that is on disk and, when it was last looked, not published. */
    private record Unpublished(long tick, List<InputChange> changes, boolean erases) {}

    /**
     * @param next says first what is taken at all, and which rows of it
     */
    public CommitGate(AdmissionGate next, TickPublisher publisher) {
        this.next = requireNonNull(next, "next");
        this.publisher = requireNonNull(publisher, "publisher");
    }

    @Override
    public Judged judge(List<Admission> admissions) {
        List<Admission> left = admissions;
        while (true) {
            Judged judged = next.judge(left);
            boolean isAny = judged.admissions().stream().anyMatch(e -> e.condition() != null);
            if (!isAny || !isAnyRefused(judged.admissions())) {
                return judged;
            }
            // What is refused moves no watermark: the others are judged as if it had not come.
            left = left.stream().filter(each -> !each.sealed().isDone()).toList();
        }
    }

    /** Refuses what does not hold behind those before it that do. */
    private boolean isAnyRefused(List<Admission> admissions) {
        try (PublishedTick newest = publisher.pin()) {
            forget(newest.tick());
            boolean erases = unpublished.stream().anyMatch(Unpublished::erases);
            RowsBehind behind =
                    new RowsBehind(
                            unpublished.stream().flatMap(tick -> tick.changes().stream()).toList());
            boolean isAnyRefused = false;
            for (Admission admission : admissions) {
                erases |= admission.entry() instanceof ErasureEntry;
                if (holds(admission, newest, behind, erases)) {
                    changes(admission).forEach(behind::add);
                } else {
                    isAnyRefused = true;
                }
            }
            return isAnyRefused;
        }
    }

    private static boolean holds(
            Admission admission, PublishedTick newest, RowsBehind behind, boolean erases) {
        if (!(admission.condition() instanceof RowsHold condition)) {
            return true;
        }
        TidemillException refusal;
        try {
            refusal =
                    erases && condition.snapshot() != null
                            ? erased()
                            : condition.refusal(newest, behind);
        } catch (TidemillException e) {
            refusal = e; // A table that is gone, for example.
        }
        if (refusal != null) {
            admission.sealed().completeExceptionally(refusal);
        }
        return refusal == null;
    }

    private static TidemillException erased() {
        return new TidemillException(
                        ErrorCode.SERIALIZATION_FAILURE,
                        "could not serialize access: a person is being erased")
                .withHint("begin the transaction again");
    }

    private static List<InputChange> changes(Admission admission) {
        return admission.entry() instanceof InputEntry entry
                ? entry.changes().stream()
                        .filter(change -> change.op() != InputChange.Op.INSERT)
                        .toList()
                : List.of();
    }

    private void forget(long publishedTick) {
        while (!unpublished.isEmpty() && unpublished.getFirst().tick() <= publishedTick) {
            unpublished.removeFirst();
        }
    }

    @Override
    public void sealed(Judged judged) {
        next.sealed(judged);
    }

    @Override
    public void sealed(Judged judged, long tick) {
        next.sealed(judged, tick);
        forget(publisher.tick());
        List<InputChange> changes = new ArrayList<>();
        boolean erases = false;
        for (Admission admission : judged.admissions()) {
            changes.addAll(changes(admission));
            erases |= admission.entry() instanceof ErasureEntry;
        }
        if (!changes.isEmpty() || erases) {
            unpublished.addLast(new Unpublished(tick, changes, erases));
        }
    }

    @Override
    public boolean wantsTick() {
        return next.wantsTick();
    }
}
