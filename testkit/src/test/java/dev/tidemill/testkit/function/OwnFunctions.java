package dev.tidemill.testkit.function;

import dev.tidemill.algebra.function.AggregateState;
import dev.tidemill.algebra.function.Decimal;
import dev.tidemill.algebra.function.SqlAggregate;
import dev.tidemill.algebra.function.SqlFunction;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a user might put into a jar, with faults of all kinds among it. */
public final class OwnFunctions {
    private OwnFunctions() {}

    @SqlFunction(name = "own_half", deterministic = true)
    public static long half(long x) {
        if (x % 5 == 3) {
            throw new IllegalArgumentException("no half of " + x);
        }
        return x / 2;
    }

    @SqlFunction(name = "own_label", deterministic = true, calledOnNull = true)
    public static @Nullable String label(@Nullable String text, @Nullable Integer number) {
        return number != null && number % 2 == 0 ? text + "-" + number : text;
    }

    @SqlFunction(name = "own_share", deterministic = true)
    @Decimal(precision = 10, scale = 3)
    public static BigDecimal share(
            @Decimal(precision = 12, scale = 2) BigDecimal amount, double score) {
        return amount.multiply(BigDecimal.valueOf(Double.isFinite(score) ? 0.125 : 7));
    }

    @SqlFunction(name = "own_eve", deterministic = true)
    public static LocalDate eve(LocalDateTime time) {
        return time.toLocalDate().minusDays(1);
    }

    /** A sum that fails for some values, for groups of more than five and for some results. */
    @SqlAggregate(name = "own_sum", deterministic = true, stateBytesMax = 12)
    public static final class Sum implements AggregateState {
        private long sum;
        private int count;

        public Sum() {}

        public void accumulate(long x) {
            sum += x; // torn when what follows fails
            if (x % 7 == 3) {
                throw new IllegalArgumentException("not " + x);
            }
            if (count == 5) {
                throw new IllegalStateException("more than five");
            }
            count++;
        }

        public void retract(long x) {
            sum -= x;
            count--;
        }

        public @Nullable Long result() {
            if (count == 4) {
                throw new IllegalStateException("four of them");
            }
            return count == 0 ? null : sum;
        }

        @Override
        public void encode(DataOutput out) throws IOException {
            out.writeLong(sum);
            out.writeInt(count);
        }

        @Override
        public void decode(DataInput in) throws IOException {
            sum = in.readLong();
            count = in.readInt();
        }
    }

    /** All texts of a group in their order, while they fit the bound. */
    @SqlAggregate(name = "own_bag", deterministic = true, stateBytesMax = 21)
    public static final class Bag implements AggregateState {
        private final Map<String, Integer> texts = new TreeMap<>();

        public Bag() {}

        public void accumulate(String text) {
            texts.merge(text, 1, Integer::sum);
        }

        public void retract(String text) {
            if (texts.merge(text, -1, Integer::sum) == 0) {
                texts.remove(text);
            }
        }

        public String result() {
            return texts.toString();
        }

        @Override
        public void encode(DataOutput out) throws IOException {
            for (Map.Entry<String, Integer> entry : texts.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeInt(entry.getValue());
            }
            out.writeUTF("");
            out.writeInt(-1);
        }

        @Override
        public void decode(DataInput in) throws IOException {
            while (true) {
                String text = in.readUTF();
                int count = in.readInt();
                if (count < 0) {
                    return;
                }
                texts.put(text, count);
            }
        }
    }

    /** A mean with weights, which sees NULLs and counts them. */
    @SqlAggregate(name = "own_mean", deterministic = true, stateBytesMax = 400, calledOnNull = true)
    public static final class Mean implements AggregateState {
        private BigDecimal sum = BigDecimal.ZERO;
        private long weights;

        public Mean() {}

        private void add(@Nullable BigDecimal value, @Nullable Integer weight, int sign) {
            long w = sign * (weight == null ? 1L : 1 + Math.abs(weight % 5));
            BigDecimal x = value == null ? BigDecimal.ONE : value;
            sum = sum.add(x.multiply(BigDecimal.valueOf(w)));
            weights += w;
        }

        public void accumulate(
                @Decimal(precision = 12, scale = 2) @Nullable BigDecimal value,
                @Nullable Integer weight) {
            add(value, weight, 1);
        }

        public void retract(@Nullable BigDecimal value, @Nullable Integer weight) {
            add(value, weight, -1);
        }

        @Decimal(precision = 20, scale = 4)
        public BigDecimal result() {
            return weights == 0
                    ? BigDecimal.ZERO
                    : sum.divide(BigDecimal.valueOf(weights), 4, RoundingMode.HALF_UP);
        }

        @Override
        public void encode(DataOutput out) throws IOException {
            out.writeUTF(sum.toString());
            out.writeLong(weights);
        }

        @Override
        public void decode(DataInput in) throws IOException {
            sum = new BigDecimal(in.readUTF());
            weights = in.readLong();
        }
    }

    /** The latest time, of rows that stay. */
    @SqlAggregate(name = "own_latest", deterministic = true, stateBytesMax = 64)
    public static final class Latest implements AggregateState {
        private @Nullable LocalDateTime latest;

        public Latest() {}

        public void accumulate(LocalDateTime time) {
            if (time.getDayOfMonth() == 31) {
                throw new IllegalArgumentException("the last day");
            }
            if (latest == null || time.isAfter(latest)) {
                latest = time;
            }
        }

        public @Nullable LocalDateTime result() {
            return latest;
        }

        @Override
        public void encode(DataOutput out) throws IOException {
            out.writeUTF(latest == null ? "" : latest.toString());
        }

        @Override
        public void decode(DataInput in) throws IOException {
            String text = in.readUTF();
            latest = text.isEmpty() ? null : LocalDateTime.parse(text);
        }
    }
}
