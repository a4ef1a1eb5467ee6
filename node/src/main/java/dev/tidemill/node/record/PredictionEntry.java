package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a predictor foretold of rows. It is an input, as a model that goes on learning would
 * foretell something else in a replay.
 *
 * @param modelVersion of the model that was asked
 * @param labelsLearnt how many labels it had learnt
 * @param readTick the tick whose rows were looked at
 * @param isAsked whether somebody asked for it; otherwise its rows are due since they entered
 */
public record PredictionEntry(
        String predictor,
        int modelVersion,
        long labelsLearnt,
        long readTick,
        boolean isAsked,
        List<Made> made)
        implements JournalEntry {

    /**
     * What was foretold of one row.
     *
     * @param key its values as texts
     * @param features what was known of it, as the predictor wrote it; not to be changed
     * @param scores a probability for each class, or the number alone; not to be changed
     */
    public record Made(List<String> key, byte[] features, double[] scores) {
        public Made {
            key = List.copyOf(key);
            requireNonNull(features, "features");
            requireNonNull(scores, "scores");
        }
    }

    public PredictionEntry {
        requireNonNull(predictor, "predictor");
        made = List.copyOf(made);
    }

    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter(256 + made.size() * 128);
        writer.putByte(EntryKind.PREDICTION);
        writer.putByte(EntryKind.VERSION);
        writer.putText(predictor);
        writer.putInt(modelVersion);
        writer.putLong(labelsLearnt);
        writer.putLong(readTick);
        writer.putByte(isAsked ? 1 : 0);
        writer.putInt(made.size());
        for (Made each : made) {
            writer.putInt(each.key().size());
            each.key().forEach(writer::putText);
            writer.putBytes(each.features());
            writer.putInt(each.scores().length);
            for (double score : each.scores()) {
                writer.putLong(Double.doubleToRawLongBits(score));
            }
        }
        return writer.finish();
    }

    static PredictionEntry read(RecordReader reader) {
        String predictor = reader.readText();
        int modelVersion = reader.readInt();
        long labelsLearnt = reader.readLong();
        long readTick = reader.readLong();
        boolean isAsked = reader.readByte() != 0;
        List<Made> made = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            List<String> key = new ArrayList<>();
            for (int k = reader.readInt(); k > 0; k--) {
                key.add(reader.readText());
            }
            byte[] features = reader.readBytes();
            double[] scores = new double[reader.readInt()];
            for (int s = 0; s < scores.length; s++) {
                scores[s] = Double.longBitsToDouble(reader.readLong());
            }
            made.add(new Made(key, features, scores));
        }
        return new PredictionEntry(predictor, modelVersion, labelsLearnt, readTick, isAsked, made);
    }
}
