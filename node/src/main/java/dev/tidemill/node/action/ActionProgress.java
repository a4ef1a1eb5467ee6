package dev.tidemill.node.action;

import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.Transition;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.node.forget.SubjectInActions;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ActionTerms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one action makes of ticks: which transitions it tells, when and in which form. In this
 * order: what of a row is told at all (kinds, columns, staying, repeating), silences, groups or
 * steps, limits.
 *
 * <p>A function of the ticks alone, so that a replay makes the same notices with the same keys.
 * Engine thread only.
 */
final class ActionProgress {
    static final byte CODE = 3;
    private static final int VERSION = 1;

    private final ActionRule rule;
    private final ActionTerms terms;
    private final Payloads payloads;
    private final StandingRows standing;
    private final LimitedNotices limits;
    private final StepRuns steps;
    private final @Nullable GroupedNotices groups;
    private long told;
    private long silenced;
    private long limited;
    private long unfollowed;
    private long tooDeep;

    /**
     * A tick as an action sees it.
     *
     * @param runs whether the action's table runs: nothing is known of one that does not
     * @param depth how many writes in a row a write of this tick is
     */
    record Moment(long tick, long nowMicros, Controls controls, boolean runs, int depth) {}

    ActionProgress(ActionRule rule) {
        this.rule = rule;
        this.terms = rule.terms();
        this.payloads = new Payloads(rule);
        this.standing = new StandingRows(terms);
        this.limits = new LimitedNotices(terms);
        this.steps = new StepRuns(rule, payloads);
        ActionTerms.Grouping grouping = terms.grouping();
        this.groups = grouping == null ? null : new GroupedNotices(rule, payloads, grouping);
    }

    ActionRule rule() {
        return rule;
    }

    /**
     * The notices of a tick.
     *
     * @param settled deliveries of the action that have an outcome since the tick
     */
    List<OutboxEntry> advance(
            Moment moment, List<Transition> transitions, List<OutboxEntry> settled) {
        List<OutboxEntry> out = new ArrayList<>(limits.release(moment.nowMicros()));
        for (Transition transition : transitions) {
            steps.follow(transition);
            if (isTold(transition, moment)) {
                fire(transition, moment, out);
            }
        }
        if (moment.runs()) {
            for (Transition stayed : standing.fire(moment.tick(), moment.nowMicros())) {
                fire(stayed, moment, out);
            }
        }
        if (groups != null) {
            groups.closeDue(moment.tick(), moment.nowMicros())
                    .forEach(notice -> offer(notice, moment, out));
        }
        if (!terms.steps().isEmpty()) {
            settled.forEach(entry -> steps.settled(entry, moment.nowMicros()));
            out.addAll(steps.advance(moment.tick(), moment.nowMicros()));
        }
        return recorded(out);
    }

    /** The notices of a tick that a latch has let out. */
    List<OutboxEntry> pass(Moment moment, List<OutboxEntry> notices) {
        List<OutboxEntry> out = new ArrayList<>(limits.release(moment.nowMicros()));
        for (OutboxEntry notice : notices) {
            if (moment.controls().isSilenced(rule.name(), notice.rowKey(), moment.nowMicros())) {
                silenced++;
            } else {
                offer(notice, moment, out);
            }
        }
        return recorded(out);
    }

    /**
     * What may wait for a latch: rows that enter and leave, whatever the action tells of.
     *
     * @param silent those that are told to nobody, and count as told
     */
    List<OutboxEntry> latchNotices(
            Moment moment, List<Transition> transitions, Predicate<Transition> silent) {
        return transitions.stream()
                .filter(transition -> transition.kind() != Transition.Kind.CHANGED)
                .map(
                        transition -> {
                            OutboxEntry notice = notice(transition, moment);
                            return silent.test(transition) ? LatchedNotices.silent(notice) : notice;
                        })
                .toList();
    }

    /** Forgets rows of a person, and what waits to be told of them. */
    void erase(SubjectInActions person) {
        standing.erase(row -> person.isRow(rule, row, 0));
        steps.erase(row -> person.isRow(rule, row, 0));
        limits.erase(person::isIn, key -> person.isKey(rule.name(), key));
        if (groups != null) {
            groups.erase(
                    shared -> person.isKey(rule.name(), shared),
                    item -> person.isInOwnForm(rule.name(), item));
        }
    }

    /** Whether the action tells of it when a latch has let it out. */
    boolean isLatchTold(Transition.Kind kind) {
        return kind == Transition.Kind.LEFT ? isLeavingTold() : rule.when().contains(kind);
    }

    /** What waited is told before its time, since the action ends or is another one by now. */
    List<OutboxEntry> finish(long tick, long nowMicros) {
        List<OutboxEntry> out = new ArrayList<>(limits.releaseAll());
        if (groups != null) {
            out.addAll(groups.closeAll(tick, nowMicros));
        }
        return recorded(out);
    }

    private List<OutboxEntry> recorded(List<OutboxEntry> notices) {
        told += notices.size();
        return terms.shadow()
                ? notices.stream().map(OutboxEntry::asShadow).toList()
                : List.copyOf(notices);
    }

    private boolean isTold(Transition transition, Moment moment) {
        return switch (transition.kind()) {
            case ENTERED -> {
                if (terms.followsRows()
                        && !standing.enter(
                                transition.rowKey(), transition.row(), moment.nowMicros())) {
                    unfollowed++;
                }
                yield rule.when().contains(Transition.Kind.ENTERED);
            }
            case CHANGED -> {
                standing.change(transition.rowKey(), transition.row());
                yield rule.when().contains(Transition.Kind.CHANGED) && isAnother(transition);
            }
            case LEFT -> {
                boolean wasTold = standing.leave(transition.rowKey());
                boolean onlyStaying =
                        terms.stayMicros() > 0 && !rule.when().contains(Transition.Kind.ENTERED);
                yield isLeavingTold() && (wasTold || !onlyStaying);
            }
            case STAYED, REPEATED, GROUPED, STEP -> true;
        };
    }

    private boolean isLeavingTold() {
        ActionTerms.Write write = terms.write();
        return rule.when().contains(Transition.Kind.LEFT) || (write != null && write.deletes());
    }

    /** Whether one of the columns that count has changed. */
    private boolean isAnother(Transition transition) {
        Batch old = transition.old();
        if (old == null || terms.changed().isEmpty()) {
            return true;
        }
        Schema columns = transition.row().schema();
        for (String name : terms.changed()) {
            int column = columns.indexOf(name);
            if (column < 0
                    || !Objects.equals(
                            old.column(column).value(0),
                            transition.row().column(column).value(0))) {
                return true;
            }
        }
        return false;
    }

    private void fire(Transition transition, Moment moment, List<OutboxEntry> out) {
        if (moment.controls().isSilenced(rule.name(), transition.rowKey(), moment.nowMicros())) {
            silenced++;
            return;
        }
        ActionTerms.Grouping grouping = terms.grouping();
        if (groups != null && grouping != null) {
            groups.add(
                            Payloads.shared(transition.row(), grouping.by()),
                            payloads.item(transition),
                            moment.tick(),
                            moment.nowMicros())
                    .forEach(notice -> offer(notice, moment, out));
            return;
        }
        OutboxEntry notice = notice(transition, moment);
        if (terms.steps().isEmpty()) {
            offer(notice, moment, out);
        } else if (limits.offer(notice, moment.nowMicros()) != LimitedNotices.Fate.PASSED) {
            limited++;
        } else if (!steps.begin(transition, moment.nowMicros())) {
            unfollowed++;
        }
    }

    private OutboxEntry notice(Transition transition, Moment moment) {
        ActionTerms.Write write = terms.write();
        String payload =
                write == null
                        ? payloads.ofRow(
                                terms.body(),
                                transition,
                                transition.kind().word(),
                                moment.nowMicros())
                        : written(write, transition, moment);
        return OutboxEntry.pending(
                rule.name(), rule.version(), transition, payload, moment.nowMicros());
    }

    private String written(ActionTerms.Write write, Transition transition, Moment moment) {
        String row =
                payloads.ofRow(
                        write.row(), transition, transition.kind().word(), moment.nowMicros());
        boolean deletes = write.deletes() && transition.kind() == Transition.Kind.LEFT;
        return new WriteNotice(moment.depth(), deletes, row).json(write.table());
    }

    private void offer(OutboxEntry notice, Moment moment, List<OutboxEntry> out) {
        ActionTerms.Write write = terms.write();
        if (write != null && moment.depth() > write.depthMax()) {
            tooDeep++;
            out.add(
                    notice.asDead(
                            "it comes of %d writes in a row, of %d at most"
                                    .formatted(moment.depth() - 1, write.depthMax())));
            return;
        }
        switch (limits.offer(notice, moment.nowMicros())) {
            case PASSED -> out.add(notice);
            case DROPPED -> limited++;
            case DELAYED -> {}
        }
    }

    /**
     * When something is told though nothing comes; {@link Long#MAX_VALUE} for never.
     *
     * @param runs whether the action's table runs
     */
    long dueMicros(boolean runs) {
        long due = Math.min(limits.dueMicros(), steps.dueMicros());
        due = runs ? Math.min(due, standing.dueMicros()) : due;
        return groups == null ? due : Math.min(due, groups.dueMicros());
    }

    ActionCounts counts() {
        return new ActionCounts(
                told,
                silenced,
                limited,
                unfollowed,
                tooDeep,
                steps.timedOut(),
                standing.size(),
                limits.size() + steps.size() + (groups == null ? 0 : groups.size()));
    }

    /** Goes on with what another rule for the same rows has under way; what waits stays there. */
    void takeOver(ActionProgress former) {
        if (terms.followsRows()) {
            standing.takeOver(former.standing);
        }
        steps.takeOver(former.steps);
        told = former.told;
        silenced = former.silenced;
        limited = former.limited;
        unfollowed = former.unfollowed;
        tooDeep = former.tooDeep;
    }

    /** Whether it must know which rows are there when the table is another one. */
    boolean knowsRows() {
        return standing.size() > 0;
    }

    /** The table's rows are others, which nothing has told of. */
    void replaceRows(Schema columns, Map<String, Batch> there) {
        standing.replace(columns, there);
    }

    /** For a checkpoint. */
    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(CODE);
            out.writeByte(VERSION);
            out.writeUTF(rule.name());
            for (long count : new long[] {told, silenced, limited, unfollowed, tooDeep}) {
                out.writeLong(count);
            }
            standing.write(out);
            limits.write(out);
            steps.write(out);
            if (groups != null) {
                groups.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The state that {@link #encode} wrote; null when its action is none of these. */
    static @Nullable ActionProgress decode(byte[] bytes, Map<String, ActionRule> rules) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != CODE || in.readByte() != VERSION) {
                throw new IllegalArgumentException("an action's state of another version");
            }
            ActionRule rule = rules.get(in.readUTF());
            if (rule == null) {
                return null;
            }
            ActionProgress progress = new ActionProgress(rule);
            progress.told = in.readLong();
            progress.silenced = in.readLong();
            progress.limited = in.readLong();
            progress.unfollowed = in.readLong();
            progress.tooDeep = in.readLong();
            progress.standing.read(in);
            progress.limits.read(in);
            progress.steps.read(in);
            if (progress.groups != null) {
                progress.groups.read(in);
            }
            return progress;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
