package dev.tidemill.node.record;

import dev.tidemill.definitions.predictor.Challenger;
import dev.tidemill.definitions.predictor.Contest;
import dev.tidemill.definitions.predictor.PromotionRule;
import dev.tidemill.definitions.predictor.RetrainingRule;
import dev.tidemill.definitions.predictor.RollbackRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands beside a predictor's champion, as the definitions' entry has it. */
final class ContestForm {
    private ContestForm() {}

    static void write(Contest contest, RecordWriter writer) {
        writer.putInt(contest.challengers().size());
        for (Challenger each : contest.challengers()) {
            writer.putText(each.name());
            LearnerForm.write(each.learner(), writer);
            putReal(each.sharePercent(), writer);
        }
        writer.putInt(contest.windowLabels());
        PromotionRule promotion = contest.promotion();
        writer.putByte(promotion == null ? 0 : 1);
        if (promotion != null) {
            putReal(promotion.betterBy(), writer);
            writer.putInt(promotion.labelsMin());
        }
        RollbackRule rollback = contest.rollback();
        writer.putByte(rollback == null ? 0 : 1);
        if (rollback != null) {
            putOptional(rollback.lossAbove(), writer);
            putOptional(rollback.worseBy(), writer);
            writer.putInt(rollback.labelsMin());
            putDuration(rollback.noLabelsFor(), writer);
        }
        RetrainingRule retraining = contest.retraining();
        writer.putByte(retraining == null ? 0 : 1);
        if (retraining != null) {
            putDuration(retraining.every(), writer);
            writer.putByte(retraining.onDrift() ? 1 : 0);
            writer.putInt(retraining.rowsMax());
            writer.putInt(retraining.rowsMin());
            writer.putInt(retraining.epochs());
            LearnerForm.write(retraining.learner(), writer);
            putReal(retraining.sharePercent(), writer);
        }
    }

    static Contest read(RecordReader reader) {
        List<Challenger> challengers = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            challengers.add(
                    new Challenger(reader.readText(), LearnerForm.read(reader), readReal(reader)));
        }
        return new Contest(
                challengers,
                reader.readInt(),
                reader.readByte() == 0
                        ? null
                        : new PromotionRule(readReal(reader), reader.readInt()),
                reader.readByte() == 0
                        ? null
                        : new RollbackRule(
                                readOptional(reader),
                                readOptional(reader),
                                reader.readInt(),
                                readDuration(reader)),
                reader.readByte() == 0
                        ? null
                        : new RetrainingRule(
                                readDuration(reader),
                                reader.readByte() != 0,
                                reader.readInt(),
                                reader.readInt(),
                                reader.readInt(),
                                LearnerForm.read(reader),
                                readReal(reader)));
    }

    private static void putReal(double value, RecordWriter writer) {
        writer.putLong(Double.doubleToLongBits(value));
    }

    private static double readReal(RecordReader reader) {
        return Double.longBitsToDouble(reader.readLong());
    }

    private static void putOptional(@Nullable Double value, RecordWriter writer) {
        writer.putByte(value == null ? 0 : 1);
        if (value != null) {
            putReal(value, writer);
        }
    }

    private static @Nullable Double readOptional(RecordReader reader) {
        return reader.readByte() == 0 ? null : (Double) readReal(reader);
    }

    private static void putDuration(@Nullable Duration duration, RecordWriter writer) {
        writer.putByte(duration == null ? 0 : 1);
        if (duration != null) {
            writer.putLong(duration.toSeconds());
            writer.putInt(duration.toNanosPart());
        }
    }

    private static @Nullable Duration readDuration(RecordReader reader) {
        return reader.readByte() == 0
                ? null
                : Duration.ofSeconds(reader.readLong(), reader.readInt());
    }
}
