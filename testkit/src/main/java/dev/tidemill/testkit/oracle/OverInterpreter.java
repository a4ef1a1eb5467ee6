package dev.tidemill.testkit.oracle;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Frame;
import dev.tidemill.algebra.plan.Over;
import dev.tidemill.algebra.plan.OverCall;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions over the rows of one partition, each row's frame looked for among all of them. */
final class OverInterpreter {
    private final Over over;
    private final List<List<@Nullable Object>> rows;
    private final Comparator<List<@Nullable Object>> peers;

    /**
     * @param rows a row of weight two stands twice; sorted here
     */
    OverInterpreter(Over over, List<List<@Nullable Object>> rows) {
        this.over = over;
        this.rows = rows;
        this.peers = SqlOrder.keys(over.order());
        rows.sort(SqlOrder.rows(over.order()));
    }

    /** A row with its values; throws {@link RowError} when one of them fails. */
    List<@Nullable Object> row(int at) {
        List<@Nullable Object> row = new ArrayList<>(rows.get(at));
        for (OverCall call : over.calls()) {
            row.add(value(call, at));
        }
        return row;
    }

    private @Nullable Object value(OverCall call, int at) {
        return switch (call) {
            case OverCall.Ranking ranking -> ranking(ranking, at);
            case OverCall.Neighbour neighbour -> {
                long other = at + neighbour.offset();
                yield other >= 0 && other < rows.size()
                        ? rows.get((int) other).get(neighbour.argument())
                        : neighbour.fallback() < 0 ? null : rows.get(at).get(neighbour.fallback());
            }
            case OverCall.Picked picked -> {
                List<List<@Nullable Object>> frame = frame(picked.frame(), at);
                long place = picked.fromEnd() ? frame.size() - picked.place() : picked.place() - 1;
                yield place >= 0 && place < frame.size()
                        ? frame.get((int) place).get(picked.argument())
                        : null;
            }
            case OverCall.Aggregated aggregated -> {
                ZSet frame = new ZSet();
                frame(aggregated.frame(), at).forEach(row -> frame.add(row, 1));
                yield AggregateInterpreter.aggregate(
                        aggregated.call(), frame, over.input().schema());
            }
            case OverCall.SessionBound session -> session(session, at);
        };
    }

    private Object ranking(OverCall.Ranking call, int at) {
        long before = countPeers(-1, at);
        long peersOrBefore = before + countPeers(0, at);
        int size = rows.size();
        return switch (call.kind()) {
            case ROW_NUMBER -> at + 1L;
            case RANK -> before + 1;
            case DENSE_RANK -> {
                long groups = 1;
                for (int i = 1; i <= at; i++) {
                    groups += peers.compare(rows.get(i - 1), rows.get(i)) == 0 ? 0 : 1;
                }
                yield groups;
            }
            case PERCENT_RANK -> size == 1 ? 0.0 : (double) before / (size - 1);
            case CUME_DIST -> (double) peersOrBefore / size;
            case NTILE -> ntile(call.buckets(), at);
        };
    }

    private long countPeers(int order, int at) {
        return rows.stream()
                .filter(row -> Integer.signum(peers.compare(row, rows.get(at))) == order)
                .count();
    }

    /** Rows are dealt to the buckets in order, one bucket after another. */
    private int ntile(long buckets, int at) {
        int first = 0;
        for (int bucket = 1; ; bucket++) {
            long size = rows.size() / buckets + (bucket <= rows.size() % buckets ? 1 : 0);
            if (at < first + size) {
                return bucket;
            }
            first += (int) size;
        }
    }

    private List<List<@Nullable Object>> frame(Frame frame, int at) {
        List<List<@Nullable Object>> found = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (compareWithBound(frame.mode(), frame.start(), at, i) >= 0
                    && compareWithBound(frame.mode(), frame.end(), at, i) <= 0
                    && !isExcluded(frame.exclusion(), at, i)) {
                found.add(rows.get(i));
            }
        }
        return found;
    }

    private boolean isExcluded(Frame.Exclusion exclusion, int at, int other) {
        boolean peer = peers.compare(rows.get(at), rows.get(other)) == 0;
        return switch (exclusion) {
            case NO_OTHERS -> false;
            case CURRENT_ROW -> at == other;
            case GROUP -> peer;
            case TIES -> peer && at != other;
        };
    }

    /** Whether a row stands before, at or behind a bound of another row's frame. */
    private int compareWithBound(Frame.Mode mode, Frame.Bound bound, int at, int other) {
        return switch (bound.edge()) {
            case UNBOUNDED_PRECEDING -> 1;
            case UNBOUNDED_FOLLOWING -> -1;
            case CURRENT_ROW ->
                    mode == Frame.Mode.ROWS
                            ? Integer.compare(other, at)
                            : peers.compare(rows.get(other), rows.get(at));
            case PRECEDING -> compareWithOffset(mode, bound, at, other, -1);
            case FOLLOWING -> compareWithOffset(mode, bound, at, other, 1);
        };
    }

    private int compareWithOffset(
            Frame.Mode mode, Frame.Bound bound, int at, int other, int direction) {
        return switch (mode) {
            case ROWS -> Long.compare(other, at + direction * bound.count());
            case GROUPS -> Long.compare(groupsBetween(at, other), direction * bound.count());
            case RANGE -> compareWithDistance(bound, at, other, direction);
        };
    }

    /** How many groups of peers another row is behind this one. */
    private long groupsBetween(int at, int other) {
        long groups = 0;
        for (int i = Math.min(at, other) + 1; i <= Math.max(at, other); i++) {
            groups += peers.compare(rows.get(i - 1), rows.get(i)) == 0 ? 0 : 1;
        }
        return other < at ? -groups : groups;
    }

    private int compareWithDistance(Frame.Bound bound, int at, int other, int direction) {
        SortKey key = over.order().getFirst();
        Object here = rows.get(at).get(key.column());
        Object there = rows.get(other).get(key.column());
        if (here == null || there == null) {
            return peers.compare(rows.get(other), rows.get(at));
        }
        Literal offset = bound.offset();
        int sign = key.descending() ? -direction : direction;
        int order;
        if (here instanceof Double number
                && offset != null
                && offset.value() instanceof Double distance) {
            double limit = number + sign * distance;
            order = SqlOrder.compare(there, limit);
        } else {
            BigDecimal limit = exact(here).add(exact(offset).multiply(BigDecimal.valueOf(sign)));
            order = exact(there).compareTo(limit);
        }
        return key.descending() ? -order : order;
    }

    private BigDecimal exact(@Nullable Object value) {
        Type type = over.input().schema().type(over.order().getFirst().column());
        return switch (value) {
            case null -> BigDecimal.ZERO;
            case Literal literal when literal.value() instanceof Interval interval ->
                    BigDecimal.valueOf(
                            interval.days() * Interval.MICROS_PER_DAY + interval.micros());
            case Literal literal -> Numbers.exact(requireNonNull(literal.value()));
            case Integer day when type == Type.DATE ->
                    BigDecimal.valueOf(day).multiply(BigDecimal.valueOf(Interval.MICROS_PER_DAY));
            default -> Numbers.exact(value);
        };
    }

    private @Nullable Object session(OverCall.SessionBound call, int at) {
        int column = over.order().getFirst().column();
        if (!(rows.get(at).get(column) instanceof Long)) {
            return null;
        }
        List<Long> times = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            if (row.get(column) instanceof Long time) {
                times.add(time);
            }
        }
        times.sort(Comparator.naturalOrder());
        int first = times.indexOf(rows.get(at).get(column));
        int last = first;
        while (first > 0 && times.get(first) - times.get(first - 1) <= call.gapMicros()) {
            first--;
        }
        while (last + 1 < times.size()
                && times.get(last + 1) - times.get(last) <= call.gapMicros()) {
            last++;
        }
        return call.isEnd() ? times.get(last) + call.gapMicros() : times.get(first);
    }
}
