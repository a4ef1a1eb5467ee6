package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a predictor's models foretold of rows. It is an input, as a model that goes on learning
 * would foretell something else in a replay; so would one that was only watched.
 *
 * @param models that were asked, the champion first
 * @param readTick the tick whose rows were looked at
 * @param isAsked whether somebody asked for it; otherwise its rows are due since they entered
 */
public record PredictionEntry(
        String predictor, List<Model> models, long readTick, boolean isAsked, List<Made> made)
        implements JournalEntry {

    /**
     * One that was asked.
     *
     * @param alias by which it was, as {@code champion}
     * @param labelsLearnt how many labels it had learnt
     */
    public record Model(int version, String alias, long labelsLearnt) {
        public Model {
            requireNonNull(alias, "alias");
        }
    }

    /**
     * What was foretold of one row.
     *
     * @param key its values as texts
     * @param features what was known of it, as the predictor wrote it; not to be changed
     * @param answeredBy the position of the model whose answer counts
     * @param scores of each model, in their order, a probability for each class or the number
     *     alone; not to be changed
     */
    public record Made(List<String> key, byte[] features, int answeredBy, double[] scores) {
        public Made {
            key = List.copyOf(key);
            requireNonNull(features, "features");
            requireNonNull(scores, "scores");
        }

        /** The answer of the first model. */
        public Made(List<String> key, byte[] features, double[] scores) {
            this(key, features, 0, scores);
        }
    }

    public PredictionEntry {
        requireNonNull(predictor, "predictor");
        models = List.copyOf(models);
        made = List.copyOf(made);
        if (models.isEmpty()) {
            throw new IllegalArgumentException("nobody foretold this");
        }
    }

    /** Of a champion alone. */
    public PredictionEntry(
            String predictor,
            int modelVersion,
            long labelsLearnt,
            long readTick,
            boolean isAsked,
            List<Made> made) {
        this(
                predictor,
                List.of(new Model(modelVersion, "champion", labelsLearnt)),
                readTick,
                isAsked,
                made);
    }

    /** The champion's. */
    public int modelVersion() {
        return models.getFirst().version();
    }

    /** By the champion. */
    public long labelsLearnt() {
        return models.getFirst().labelsLearnt();
    }

    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter(256 + made.size() * 128);
        writer.putByte(EntryKind.PREDICTION);
        writer.putByte(EntryKind.VERSION);
        writer.putText(predictor);
        writer.putByte(models.size());
        for (Model model : models) {
            writer.putInt(model.version());
            writer.putText(model.alias());
            writer.putLong(model.labelsLearnt());
        }
        writer.putLong(readTick);
        writer.putByte(isAsked ? 1 : 0);
        writer.putInt(made.size());
        for (Made each : made) {
            writer.putInt(each.key().size());
            each.key().forEach(writer::putText);
            writer.putBytes(each.features());
            writer.putByte(each.answeredBy());
            writer.putInt(each.scores().length);
            for (double score : each.scores()) {
                writer.putLong(Double.doubleToRawLongBits(score));
            }
        }
        return writer.finish();
    }

    static PredictionEntry read(RecordReader reader) {
        String predictor = reader.readText();
        Model[] models = new Model[reader.readByte()];
        for (int i = 0; i < models.length; i++) {
            models[i] = new Model(reader.readInt(), reader.readText(), reader.readLong());
        }
        long readTick = reader.readLong();
        boolean isAsked = reader.readByte() != 0;
        List<Made> made = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            List<String> key = new ArrayList<>();
            for (int k = reader.readInt(); k > 0; k--) {
                key.add(reader.readText());
            }
            byte[] features = reader.readBytes();
            int answeredBy = reader.readByte();
            double[] scores = new double[reader.readInt()];
            for (int s = 0; s < scores.length; s++) {
                scores[s] = Double.longBitsToDouble(reader.readLong());
            }
            made.add(new Made(key, features, answeredBy, scores));
        }
        return new PredictionEntry(predictor, Arrays.asList(models), readTick, isAsked, made);
    }
}
