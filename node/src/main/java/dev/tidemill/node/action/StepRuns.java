package dev.tidemill.node.action;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.Transition;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.definitions.action.StepCondition;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ActionTerms;
import dev.tidemill.node.record.RowBytes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The steps that are under way, one run for each row. A step begins when the one before it has an
 * outcome, its time is over and its condition holds; one whose condition does not is passed over.
 * What the receivers answered comes from the outbox, so all of this is a function of the ticks.
 * Engine thread only.
 */
final class StepRuns {
    /** Runs at once; a row that comes when there are so many gets none. */
    static final int RUNS_MAX = 100_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final ActionRule rule;
    private final ActionTerms terms;
    private final Payloads payloads;
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private long timedOut;

    /** No run has anything to do before; a run that ended meanwhile may have made it too early. */
    private long due = NEVER;

    /** One row's run. */
    private static final class Run {
        private final String id;
        private final long startedMicros;
        private final Schema columns;
        private byte[] row;
        private boolean in = true;
        private int step;
        private long dueMicros;

        /** The delivery whose outcome is waited for; null for none. */
        private @Nullable String sent;

        /** Whether the last delivery was taken; null when there was none. */
        private @Nullable Boolean delivered;

        Run(String id, long startedMicros, Schema columns, byte[] row) {
            this.id = id;
            this.startedMicros = startedMicros;
            this.columns = columns;
            this.row = row;
        }

        boolean meets(StepCondition condition) {
            return switch (condition) {
                case ALWAYS -> true;
                case IN -> in;
                case LEFT -> !in;
                case DELIVERED -> Boolean.TRUE.equals(delivered);
                case REFUSED -> Boolean.FALSE.equals(delivered);
            };
        }
    }

    StepRuns(ActionRule rule, Payloads payloads) {
        this.rule = rule;
        this.terms = rule.terms();
        this.payloads = payloads;
    }

    /** Begins a row's run; false when it has one already, or there are too many. */
    boolean begin(Transition transition, long nowMicros) {
        if (runs.containsKey(transition.rowKey()) || runs.size() >= RUNS_MAX) {
            return false;
        }
        String id = OutboxEntry.idempotencyKey(rule.version(), transition);
        Run run = new Run(id, nowMicros, transition.row().schema(), RowBytes.of(transition.row()));
        run.dueMicros = nowMicros + terms.steps().getFirst().afterMicros();
        runs.put(transition.rowKey(), run);
        due = Math.min(due, dueAt(run));
        return true;
    }

    /** What became of a row that may have a run. */
    void follow(Transition transition) {
        Run run = runs.get(transition.rowKey());
        if (run != null) {
            run.in = transition.kind() != Transition.Kind.LEFT;
            if (run.columns.equals(transition.row().schema())) {
                run.row = RowBytes.of(transition.row());
            }
        }
    }

    /** What became of a delivery. */
    void settled(OutboxEntry entry, long nowMicros) {
        Run run = runs.get(entry.rowKey());
        if (run != null && entry.key().equals(run.sent)) {
            run.sent = null;
            run.delivered = entry.status() != OutboxEntry.Status.DEAD;
            next(run, nowMicros);
            due = Math.min(due, run.dueMicros == NEVER ? nowMicros : dueAt(run));
        }
    }

    private void next(Run run, long nowMicros) {
        run.step++;
        run.dueMicros =
                run.step < terms.steps().size()
                        ? nowMicros + terms.steps().get(run.step).afterMicros()
                        : NEVER;
    }

    /** What is to be told by now. */
    List<OutboxEntry> advance(long tick, long nowMicros) {
        return nowMicros < due ? List.of() : advanced(tick, nowMicros);
    }

    private List<OutboxEntry> advanced(long tick, long nowMicros) {
        List<OutboxEntry> told = new ArrayList<>();
        Set<String> ended = new LinkedHashSet<>();
        runs.forEach(
                (key, run) -> {
                    if (isOver(run, nowMicros)) {
                        timedOut++;
                        ended.add(key);
                        return;
                    }
                    advance(key, run, tick, nowMicros, told);
                    if (run.step >= terms.steps().size()) {
                        ended.add(key);
                    }
                });
        runs.keySet().removeAll(ended);
        findDue();
        return told;
    }

    private boolean isOver(Run run, long nowMicros) {
        return terms.timeoutMicros() > 0 && nowMicros >= run.startedMicros + terms.timeoutMicros();
    }

    private void advance(String key, Run run, long tick, long nowMicros, List<OutboxEntry> told) {
        while (run.sent == null && run.step < terms.steps().size() && run.dueMicros <= nowMicros) {
            ActionTerms.Step step = terms.steps().get(run.step);
            boolean taken = run.meets(StepCondition.of(step.condition()));
            if (taken && step.tells()) {
                OutboxEntry entry = entry(key, run, step, tick, nowMicros);
                run.sent = entry.key();
                told.add(entry);
            } else {
                next(run, nowMicros);
            }
        }
    }

    private OutboxEntry entry(
            String key, Run run, ActionTerms.Step step, long tick, long nowMicros) {
        Batch row = RowBytes.row(run.columns, run.row);
        String word = OutboxEntry.stepWord(step.name());
        Transition transition = new Transition(Transition.Kind.STEP, key, row, tick);
        return new OutboxEntry(
                OutboxEntry.idempotencyKey(rule.version(), run.id, word),
                rule.name(),
                word,
                key,
                payloads.ofRow(step.body(), transition, word, nowMicros),
                OutboxEntry.Status.PENDING,
                0,
                null,
                tick,
                nowMicros);
    }

    private void findDue() {
        due = runs.values().stream().mapToLong(this::dueAt).min().orElse(NEVER);
    }

    private long dueAt(Run run) {
        long end = terms.timeoutMicros() == 0 ? NEVER : run.startedMicros + terms.timeoutMicros();
        return run.sent == null ? Math.min(run.dueMicros, end) : end;
    }

    long dueMicros() {
        return due;
    }

    int size() {
        return runs.size();
    }

    long timedOut() {
        return timedOut;
    }

    /** Runs of terms that differ in nothing that a run has passed. */
    void takeOver(StepRuns former) {
        if (former.terms.steps().equals(terms.steps())) {
            runs.putAll(former.runs);
            findDue();
        }
        timedOut = former.timedOut;
    }

    /** Ends runs of rows; nothing more is told of them. */
    void erase(Predicate<Batch> unwanted) {
        if (runs.values().removeIf(run -> unwanted.test(RowBytes.row(run.columns, run.row)))) {
            findDue();
        }
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(timedOut);
        out.writeInt(runs.size());
        for (Map.Entry<String, Run> each : runs.entrySet()) {
            Run run = each.getValue();
            NoticeCodec.writeText(out, each.getKey());
            out.writeUTF(run.id);
            out.writeLong(run.startedMicros);
            StandingRows.writeBytes(out, RowBytes.ofColumns(run.columns));
            StandingRows.writeBytes(out, run.row);
            out.writeBoolean(run.in);
            out.writeInt(run.step);
            out.writeLong(run.dueMicros);
            out.writeUTF(Objects.requireNonNullElse(run.sent, ""));
            Boolean delivered = run.delivered;
            out.writeByte(delivered == null ? 0 : delivered ? 1 : 2);
        }
    }

    void read(DataInputStream in) throws IOException {
        timedOut = in.readLong();
        for (int i = in.readInt(); i > 0; i--) {
            String key = NoticeCodec.readText(in);
            Run run =
                    new Run(
                            in.readUTF(),
                            in.readLong(),
                            RowBytes.columns(StandingRows.readBytes(in)),
                            StandingRows.readBytes(in));
            run.in = in.readBoolean();
            run.step = in.readInt();
            run.dueMicros = in.readLong();
            String sent = in.readUTF();
            run.sent = sent.isEmpty() ? null : sent;
            int delivered = in.readByte();
            run.delivered = delivered == 0 ? null : delivered == 1;
            runs.put(key, run);
        }
        findDue();
    }
}
