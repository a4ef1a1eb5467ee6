package dev.tidemill.node.forget;

import static java.util.Objects.requireNonNull;

import dev.tidemill.actions.ActionControl;
import dev.tidemill.actions.DeliveryAttempt;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.actions.TransitionDetector;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.record.ActionRule;
import dev.tidemill.node.record.ErasureEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a person is in what actions tell, wait for and have done. The columns of an action's table
 * that are made of values identifying people say so, by the rows it follows, by the keys it knows
 * them by and by what its bodies are made of.
 *
 * <p>NULL is nobody. Immutable, and a function of what it is made of, so a replay finds the same.
 */
public final class SubjectInActions {
    private static final char KEY_SEPARATOR = '\u001f';
    private static final String ACTION_SEPARATOR = "\u001e";

    private final Subject subject;
    private final Map<String, Set<String>> columns = new HashMap<>();
    private final Map<String, ActionRule> rules = new HashMap<>();

    /** Rows of theirs that stand, by action and key: what is told of these is of theirs. */
    private final Set<String> standing;

    private SubjectInActions(
            Subject subject,
            Collection<ErasureEntry.Notice> notices,
            Collection<ActionRule> actions,
            Set<String> standing) {
        this.subject = requireNonNull(subject, "subject");
        this.standing = Set.copyOf(standing);
        for (ErasureEntry.Notice notice : notices) {
            columns.computeIfAbsent(notice.action(), _ -> new HashSet<>()).add(notice.column());
        }
        actions.forEach(rule -> rules.put(rule.name(), rule));
    }

    /** The person of an erasure, in these actions. */
    public static SubjectInActions of(ErasureEntry erasure, Collection<ActionRule> actions) {
        return of(new Subject.Named(erasure.subject()), erasure.notices(), actions);
    }

    static SubjectInActions of(
            Subject subject,
            Collection<ErasureEntry.Notice> notices,
            Collection<ActionRule> actions) {
        return new SubjectInActions(subject, notices, actions, Set.of());
    }

    /**
     * The same, knowing which rows of theirs stand: a body of an action's own need not name them.
     */
    SubjectInActions standingIn(CircuitSnapshot snapshot) {
        Set<String> keys = new HashSet<>();
        for (ActionRule rule : rules.values()) {
            if (columns.containsKey(rule.name()) && snapshot.tables().contains(rule.table())) {
                addKeys(rule, snapshot.table(rule.table()), keys);
            }
        }
        return new SubjectInActions(
                subject,
                columns.entrySet().stream()
                        .flatMap(
                                each ->
                                        each.getValue().stream()
                                                .map(
                                                        column ->
                                                                new ErasureEntry.Notice(
                                                                        each.getKey(), column)))
                        .toList(),
                rules.values(),
                keys);
    }

    private void addKeys(ActionRule rule, TableSnapshot table, Set<String> keys) {
        int[] all = new int[table.schema().size()];
        java.util.Arrays.setAll(all, i -> i);
        TransitionDetector detector =
                new TransitionDetector(
                        rule.key().stream().mapToInt(table.schema()::indexOf).toArray());
        for (Supplier<@Nullable Batch> part : table.scan(all)) {
            for (Batch rows = part.get(); rows != null; rows = part.get()) {
                for (int row = 0; row < rows.size(); row++) {
                    if (isRow(rule, rows, row)) {
                        keys.add(rule.name() + ACTION_SEPARATOR + detector.rowKey(rows, row));
                    }
                }
            }
        }
    }

    /** Whether a row that an action follows is theirs. */
    public boolean isRow(ActionRule rule, Batch rows, int row) {
        for (int column = 0; column < rows.schema().size(); column++) {
            Object value = rows.column(column).value(row);
            if (value != null
                    && counts(rule.name(), rows.schema().field(column).name())
                    && subject.is(value.toString())) {
                return true;
            }
        }
        return false;
    }

    /** Nobody knows any more what the columns of an action that is gone were made of. */
    private boolean counts(String action, String column) {
        Set<String> known = columns.get(action);
        return known == null || known.contains(column);
    }

    /** Whether a row's key, or what the rows of a group share, is theirs. */
    public boolean isKey(String action, String rowKey) {
        if (standing.contains(action + ACTION_SEPARATOR + rowKey)) {
            return true;
        }
        if (rowKey.startsWith("{")) {
            return body(action).isInMembers(rowKey);
        }
        ActionRule rule = rules.get(action);
        List<String> parts = List.of(rowKey.split(String.valueOf(KEY_SEPARATOR), -1));
        for (int i = 0; i < parts.size(); i++) {
            boolean looked =
                    rule == null || i >= rule.key().size() || counts(action, rule.key().get(i));
            if (looked && subject.is(parts.get(i))) {
                return true;
            }
        }
        return false;
    }

    private SubjectInBody body(String action) {
        return new SubjectInBody(subject, column -> counts(action, column));
    }

    /** Whether a delivery, be it sent, waiting or given up, tells of them. */
    public boolean isIn(OutboxEntry notice) {
        String action = notice.action();
        String reason = notice.lastError();
        return isKey(action, notice.rowKey())
                || body(action).isIn(rules.get(action), notice.step(), notice.payload())
                || (reason != null && subject.isIn(reason));
    }

    /** Whether how an item of a group, or another form of an action itself, tells of them. */
    public boolean isInOwnForm(String action, String json) {
        return body(action).isIn(null, null, json);
    }

    /**
     * Whether an attempt was one to tell of them.
     *
     * @param deliveries keys of deliveries that were
     */
    public boolean isIn(DeliveryAttempt attempt, Set<String> deliveries) {
        String reason = attempt.reason();
        return deliveries.contains(attempt.key())
                || isKey(attempt.action(), attempt.rowKey())
                || (reason != null && subject.isIn(reason));
    }

    /** Whether a pause or a silence is about them, or says so. */
    public boolean isIn(ActionControl control) {
        String rowKey = control.rowKey();
        String reason = control.reason();
        return (rowKey != null && isKey(control.action(), rowKey))
                || (reason != null && subject.isIn(reason));
    }
}
