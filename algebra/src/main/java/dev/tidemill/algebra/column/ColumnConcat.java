package dev.tidemill.algebra.column;

import dev.tidemill.algebra.type.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Joins columns of one type end to end by bulk copies. */
final class ColumnConcat {
    private ColumnConcat() {}

    static Column concat(Type type, List<Column> pieces, int total) {
        boolean[] nulls = nulls(pieces, total);
        return switch (type.physical()) {
            case BOOL -> {
                boolean[] values = new boolean[total];
                copy(pieces, (piece, at) -> ((BoolColumn) piece).values(), values);
                yield new BoolColumn(type, total, values, nulls);
            }
            case INT -> {
                int[] values = new int[total];
                copy(pieces, (piece, at) -> ((IntColumn) piece).values(), values);
                yield new IntColumn(type, total, values, nulls);
            }
            case LONG -> {
                long[] values = new long[total];
                copy(pieces, (piece, at) -> ((LongColumn) piece).values(), values);
                yield new LongColumn(type, total, values, nulls);
            }
            case DOUBLE -> {
                double[] values = new double[total];
                copy(pieces, (piece, at) -> ((DoubleColumn) piece).values(), values);
                yield new DoubleColumn(type, total, values, nulls);
            }
            case INT128 -> {
                long[] high = new long[total];
                long[] low = new long[total];
                copy(pieces, (piece, at) -> ((Int128Column) piece).high(), high);
                copy(pieces, (piece, at) -> ((Int128Column) piece).low(), low);
                yield new Int128Column(type, total, high, low, nulls);
            }
            case BYTES -> bytes(type, pieces, total, nulls);
            case INTERVAL -> {
                int[] months = new int[total];
                int[] days = new int[total];
                long[] micros = new long[total];
                copy(pieces, (piece, at) -> ((IntervalColumn) piece).months(), months);
                copy(pieces, (piece, at) -> ((IntervalColumn) piece).days(), days);
                copy(pieces, (piece, at) -> ((IntervalColumn) piece).micros(), micros);
                yield new IntervalColumn(type, total, months, days, micros, nulls);
            }
        };
    }

    /** Gives the array of a piece. */
    private interface Source {
        Object array(Column piece, int at);
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // source and target are arrays of one type
    private static void copy(List<Column> pieces, Source source, Object target) {
        int at = 0;
        for (Column piece : pieces) {
            System.arraycopy(source.array(piece, at), 0, target, at, piece.size());
            at += piece.size();
        }
    }

    private static BytesColumn bytes(
            Type type, List<Column> pieces, int total, boolean @Nullable [] nulls) {
        long length = 0;
        for (Column piece : pieces) {
            BytesColumn column = (BytesColumn) piece;
            length += column.offsets()[column.size()] - column.offsets()[0];
        }
        byte[] bytes = new byte[Math.toIntExact(length)];
        int[] offsets = new int[total + 1];
        int row = 0;
        int end = 0;
        for (Column piece : pieces) {
            BytesColumn column = (BytesColumn) piece;
            int first = column.offsets()[0];
            int count = column.offsets()[column.size()] - first;
            System.arraycopy(column.bytes(), first, bytes, end, count);
            for (int i = 1; i <= column.size(); i++) {
                offsets[row + i] = column.offsets()[i] - first + end;
            }
            row += column.size();
            end += count;
        }
        return new BytesColumn(type, total, offsets, bytes, nulls);
    }

    private static boolean @Nullable [] nulls(List<Column> pieces, int total) {
        boolean[] nulls = null;
        int at = 0;
        for (Column piece : pieces) {
            boolean[] own = piece.nulls();
            if (own != null) {
                if (nulls == null) {
                    nulls = new boolean[total];
                }
                System.arraycopy(own, 0, nulls, at, piece.size());
            }
            at += piece.size();
        }
        return nulls;
    }
}
