package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.definitions.predictor.Contest;
import dev.tidemill.definitions.predictor.LearnerSettings;
import dev.tidemill.definitions.predictor.PredictorBounds;
import dev.tidemill.definitions.predictor.PredictorDefinition;
import dev.tidemill.definitions.predictor.PredictorEvaluation;
import dev.tidemill.definitions.predictor.PredictorFeature;
import dev.tidemill.definitions.predictor.PredictorLabel;
import dev.tidemill.definitions.predictor.TargetKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A predictor, as far as it decides what is foretold and learnt. It is in force from a journalled
 * tick on, so that a replay learns the same.
 *
 * @param on the table whose entering rows are decided upon
 * @param key its columns that tell its rows apart, with their types
 * @param crosses pairs of categories, by name, that count as one more each
 * @param classes the names that the target is one of, if it is
 * @param learner what makes the champion that there is at first
 * @param contest the models beside it
 */
public record PredictorRule(
        String name,
        String on,
        List<Field> key,
        List<PredictorFeature> features,
        List<List<String>> crosses,
        TargetKind target,
        List<String> classes,
        PredictorLabel label,
        LearnerSettings learner,
        PredictorBounds bounds,
        Contest contest,
        PredictorEvaluation evaluation) {
    public PredictorRule {
        requireNonNull(name, "name");
        requireNonNull(on, "on");
        key = List.copyOf(key);
        features = List.copyOf(features);
        crosses = crosses.stream().map(List::copyOf).toList();
        requireNonNull(target, "target");
        classes = List.copyOf(classes);
        requireNonNull(label, "label");
        requireNonNull(learner, "learner");
        requireNonNull(bounds, "bounds");
        requireNonNull(contest, "contest");
        requireNonNull(evaluation, "evaluation");
    }

    /** With a champion alone. */
    public PredictorRule(
            String name,
            String on,
            List<Field> key,
            List<PredictorFeature> features,
            List<List<String>> crosses,
            TargetKind target,
            List<String> classes,
            PredictorLabel label,
            LearnerSettings learner,
            PredictorBounds bounds,
            PredictorEvaluation evaluation) {
        this(
                name,
                on,
                key,
                features,
                crosses,
                target,
                classes,
                label,
                learner,
                bounds,
                Contest.NONE,
                evaluation);
    }

    public static PredictorRule of(PredictorDefinition definition) {
        return new PredictorRule(
                definition.name(),
                definition.on(),
                definition.key(),
                definition.features(),
                definition.crosses(),
                definition.target(),
                definition.classes(),
                definition.label(),
                definition.learner(),
                definition.bounds(),
                definition.contest(),
                definition.evaluation());
    }

    /** How many classes are foretold; 0 when it is a number, be it what a choice will bring. */
    public int classCount() {
        return switch (target) {
            case BOOLEAN -> 2;
            case CLASSES -> classes.size();
            case NUMBER, CHOICE -> 0;
        };
    }

    /** How long after it was due a row's label counts. */
    public long withinMicros() {
        return TimeUnit.SECONDS.toMicros(label.within().toSeconds())
                + TimeUnit.NANOSECONDS.toMicros(label.within().toNanosPart());
    }

    /** The same with another learner. */
    public PredictorRule withLearner(LearnerSettings other) {
        return new PredictorRule(
                name,
                on,
                key,
                features,
                crosses,
                target,
                classes,
                label,
                other,
                bounds,
                contest,
                evaluation);
    }

    /** Whether what one has learnt is of use to the other. */
    public boolean learnsLike(PredictorRule other) {
        return key.equals(other.key)
                && features.equals(other.features)
                && crosses.equals(other.crosses)
                && target == other.target
                && classes.equals(other.classes)
                && learner.equals(other.learner);
    }

    void write(RecordWriter writer) {
        writer.putText(name);
        writer.putText(on);
        writer.putInt(key.size());
        for (Field field : key) {
            writer.putText(field.name());
            writer.putText(field.type().sqlName());
        }
        writer.putInt(features.size());
        for (PredictorFeature feature : features) {
            writer.putText(feature.name());
            writer.putText(feature.column());
            writer.putByte(feature.isCategory() ? 1 : 0);
            ViewFeatureForm.write(feature.view(), writer);
        }
        writer.putInt(crosses.size());
        crosses.forEach(cross -> putTexts(writer, cross));
        writer.putText(target.name());
        putTexts(writer, classes);
        writer.putText(label.table());
        putTexts(writer, label.key());
        writer.putText(label.value());
        writer.putLong(label.within().toSeconds());
        writer.putInt(label.within().toNanosPart());
        putNumber(writer, label.missing());
        LearnerForm.write(learner, writer);
        writer.putInt(bounds.pendingMax());
        writer.putInt(bounds.earlyLabelsMax());
        writer.putInt(bounds.keptMax());
        writer.putInt(bounds.windowRows());
        ContestForm.write(contest, writer);
        writeEvaluation(writer);
    }

    static PredictorRule read(RecordReader reader) {
        String name = reader.readText();
        String on = reader.readText();
        List<Field> key = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            key.add(new Field(reader.readText(), Type.parse(reader.readText()), false));
        }
        List<PredictorFeature> features = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            features.add(
                    new PredictorFeature(
                            reader.readText(),
                            reader.readText(),
                            reader.readByte() != 0,
                            ViewFeatureForm.read(reader)));
        }
        List<List<String>> crosses = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            crosses.add(readTexts(reader));
        }
        TargetKind target = TargetKind.valueOf(reader.readText());
        List<String> classes = readTexts(reader);
        PredictorLabel label =
                new PredictorLabel(
                        reader.readText(),
                        readTexts(reader),
                        reader.readText(),
                        Duration.ofSeconds(reader.readLong(), reader.readInt()),
                        readNumber(reader));
        LearnerSettings learner = LearnerForm.read(reader);
        PredictorBounds bounds =
                new PredictorBounds(
                        reader.readInt(), reader.readInt(), reader.readInt(), reader.readInt());
        return new PredictorRule(
                name,
                on,
                key,
                features,
                crosses,
                target,
                classes,
                label,
                learner,
                bounds,
                ContestForm.read(reader),
                readEvaluation(reader));
    }

    private static void putNumber(RecordWriter writer, @Nullable Double number) {
        writer.putByte(number == null ? 0 : 1);
        if (number != null) {
            writer.putLong(Double.doubleToLongBits(number));
        }
    }

    private static @Nullable Double readNumber(RecordReader reader) {
        return reader.readByte() == 0 ? null : Double.longBitsToDouble(reader.readLong());
    }

    private void writeEvaluation(RecordWriter writer) {
        writer.putLong(evaluation.window().toSeconds());
        writer.putInt(evaluation.window().toNanosPart());
        writer.putInt(evaluation.windowsMax());
        putTexts(writer, evaluation.segments());
        writer.putInt(evaluation.segmentsMax());
        writer.putInt(evaluation.shiftRows());
        writer.putLong(Double.doubleToLongBits(evaluation.shiftAbove()));
    }

    private static PredictorEvaluation readEvaluation(RecordReader reader) {
        return new PredictorEvaluation(
                Duration.ofSeconds(reader.readLong(), reader.readInt()),
                reader.readInt(),
                readTexts(reader),
                reader.readInt(),
                reader.readInt(),
                Double.longBitsToDouble(reader.readLong()));
    }

    private static void putTexts(RecordWriter writer, List<String> texts) {
        writer.putInt(texts.size());
        texts.forEach(writer::putText);
    }

    private static List<String> readTexts(RecordReader reader) {
        List<String> texts = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            texts.add(reader.readText());
        }
        return texts;
    }
}
