package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Type;
import java.util.List;
import java.util.stream.IntStream;

/** One function over the rows around a row. */
public sealed interface OverCall {
    Type type();

    String name();

    /** The call without its name, for a plan's identity. */
    String describe();

    /** Whether rows that are equal in the order get equal values, in whatever order they stand. */
    boolean isOfPeers();

    /** The input's columns that the call reads, but for the order. */
    List<Integer> columns();

    /** The same call of a column set where column {@code c} is at {@code positions[c]}. */
    OverCall mapped(int[] positions);

    private static List<Integer> read(int first, int second) {
        return IntStream.of(first, second).filter(column -> column >= 0).boxed().toList();
    }

    /** A row's place in its partition. */
    record Ranking(Kind kind, long buckets, String name) implements OverCall {
        /** How places are counted. */
        public enum Kind {
            /** From 1, without gaps; ties are broken by the whole row. */
            ROW_NUMBER,
            /** 1 and the rows before the first peer. */
            RANK,
            /** 1 and the groups of peers before. */
            DENSE_RANK,
            /** (rank - 1) / (rows - 1); 0 for a single row. */
            PERCENT_RANK,
            /** The share of rows that are not behind the last peer. */
            CUME_DIST,
            /** From 1 to {@code buckets}, as even as can be, the first ones larger. */
            NTILE
        }

        public Ranking {
            requireNonNull(kind, "kind");
            requireNonNull(name, "name");
            if (kind == Kind.NTILE && buckets <= 0) {
                throw new IllegalArgumentException("ntile of " + buckets);
            }
        }

        @Override
        public Type type() {
            return switch (kind) {
                case ROW_NUMBER, RANK, DENSE_RANK -> Type.BIGINT;
                case PERCENT_RANK, CUME_DIST -> Type.DOUBLE;
                case NTILE -> Type.INTEGER;
            };
        }

        @Override
        public String describe() {
            return kind + (kind == Kind.NTILE ? " " + buckets : "");
        }

        @Override
        public boolean isOfPeers() {
            return kind != Kind.ROW_NUMBER && kind != Kind.NTILE;
        }

        @Override
        public List<Integer> columns() {
            return List.of();
        }

        @Override
        public OverCall mapped(int[] positions) {
            return this;
        }
    }

    /**
     * LAG and LEAD: a column of the row so many places away.
     *
     * @param offset how many rows ahead; LAG looks back and has a negative one
     * @param fallback the column of this row that is taken where there is no such row; -1 for NULL
     */
    record Neighbour(int argument, long offset, int fallback, Type type, String name)
            implements OverCall {
        public Neighbour {
            requireNonNull(type, "type");
            requireNonNull(name, "name");
        }

        @Override
        public String describe() {
            return "neighbour " + offset + " $" + argument + " else $" + fallback;
        }

        @Override
        public boolean isOfPeers() {
            return false;
        }

        @Override
        public List<Integer> columns() {
            return read(argument, fallback);
        }

        @Override
        public OverCall mapped(int[] positions) {
            return new Neighbour(
                    positions[argument],
                    offset,
                    fallback < 0 ? -1 : positions[fallback],
                    type,
                    name);
        }
    }

    /**
     * A column of one row of the frame; NULL where the frame has no such row.
     *
     * @param place from 1 at the frame's beginning; for LAST it counts from the end
     */
    record Picked(boolean fromEnd, long place, int argument, Frame frame, Type type, String name)
            implements OverCall {
        public Picked {
            requireNonNull(frame, "frame");
            requireNonNull(type, "type");
            requireNonNull(name, "name");
            if (place <= 0) {
                throw new IllegalArgumentException("row " + place + " of a frame");
            }
        }

        @Override
        public String describe() {
            return "row " + (fromEnd ? -place : place) + " $" + argument + " in " + frame;
        }

        /** The frame may be, but which of its rows is first is not. */
        @Override
        public boolean isOfPeers() {
            return false;
        }

        @Override
        public List<Integer> columns() {
            return read(argument, -1);
        }

        @Override
        public OverCall mapped(int[] positions) {
            return new Picked(fromEnd, place, positions[argument], frame, type, name);
        }
    }

    /** An aggregate of the frame's rows. */
    record Aggregated(AggregateCall call, Frame frame) implements OverCall {
        public Aggregated {
            requireNonNull(call, "call");
            requireNonNull(frame, "frame");
        }

        @Override
        public Type type() {
            return call.type();
        }

        @Override
        public String name() {
            return call.name();
        }

        @Override
        public String describe() {
            return call.describe() + " in " + frame;
        }

        @Override
        public boolean isOfPeers() {
            return frame.isOfPeers();
        }

        @Override
        public List<Integer> columns() {
            return read(call.argument(), call.filter());
        }

        @Override
        public OverCall mapped(int[] positions) {
            return new Aggregated(
                    new AggregateCall(
                            call.function(),
                            call.argument() < 0 ? -1 : positions[call.argument()],
                            call.filter() < 0 ? -1 : positions[call.filter()],
                            call.distinct(),
                            call.type(),
                            call.name()),
                    frame);
        }
    }

    /**
     * A bound of the session that the row is in: rows of which each is at most a gap behind the one
     * before, by the one sort column, a timestamp. A session starts with its first row and ends a
     * gap after its last.
     *
     * @param isEnd the end, else the start
     */
    record SessionBound(boolean isEnd, long gapMicros, Type type, String name) implements OverCall {
        public SessionBound {
            requireNonNull(type, "type");
            requireNonNull(name, "name");
            if (gapMicros <= 0 || !type.isTimestamp()) {
                throw new IllegalArgumentException("a session of " + type + " by " + gapMicros);
            }
        }

        @Override
        public String describe() {
            return "session " + (isEnd ? "end" : "start") + " gap " + gapMicros;
        }

        @Override
        public boolean isOfPeers() {
            return true;
        }

        @Override
        public List<Integer> columns() {
            return List.of();
        }

        @Override
        public OverCall mapped(int[] positions) {
            return this;
        }
    }
}
