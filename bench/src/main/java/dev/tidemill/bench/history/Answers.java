package dev.tidemill.bench.history;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Compares answers as texts; numbers to nine digits, since sums of DOUBLE depend on the order. */
final class Answers {
    private static final MathContext DIGITS = new MathContext(9);
    private static final long MICROS = 1_000_000;

    private Answers() {}

    static boolean equal(List<Batch> batches, List<List<String>> expected) {
        List<String> ours = new ArrayList<>();
        for (Batch batch : batches) {
            for (int row = 0; row < batch.size(); row++) {
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < batch.schema().size(); i++) {
                    texts.add(text(batch.column(i).value(row), batch.schema().type(i)));
                }
                ours.add(line(texts));
            }
        }
        List<String> theirs = new ArrayList<>(expected.stream().map(Answers::line).toList());
        ours.sort(null);
        theirs.sort(null);
        return ours.equals(theirs);
    }

    private static String text(@org.jspecify.annotations.Nullable Object value, Type type) {
        return switch (value) {
            case null -> "null";
            case Long micros when type == Type.TIMESTAMP ->
                    LocalDateTime.ofEpochSecond(
                                    Math.floorDiv(micros, MICROS),
                                    (int) Math.floorMod(micros, MICROS) * 1000,
                                    ZoneOffset.UTC)
                            .toString();
            case Integer day when type == Type.DATE -> LocalDate.ofEpochDay(day).toString();
            default -> value.toString();
        };
    }

    private static String line(List<String> row) {
        return String.join("|", row.stream().map(Answers::rounded).toList());
    }

    private static String rounded(String text) {
        // A driver writes a time with a space, a T, or with parts that are nought left out.
        if (text.matches("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d.*")) {
            String time = text.replace(' ', 'T').replaceFirst("\\.0$", "");
            return LocalDateTime.parse(time).toString();
        }
        try {
            return new BigDecimal(text).round(DIGITS).stripTrailingZeros().toPlainString();
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
