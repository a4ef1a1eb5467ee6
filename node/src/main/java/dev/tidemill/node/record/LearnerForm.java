package dev.tidemill.node.record;

import dev.tidemill.definitions.predictor.LearnerName;
import dev.tidemill.definitions.predictor.LearnerSettings;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** A learner and its settings, as entries of the journal have them. */
public final class LearnerForm {
    private LearnerForm() {}

    /** The same alone; {@link #of} reads it back. */
    public static byte[] bytes(LearnerSettings learner) {
        RecordWriter writer = new RecordWriter(64);
        write(learner, writer);
        ByteBuffer written = writer.finish();
        byte[] bytes = new byte[written.remaining()];
        written.get(bytes);
        return bytes;
    }

    public static LearnerSettings of(byte[] bytes) {
        return read(new RecordReader(ByteBuffer.wrap(bytes)));
    }

    static void write(LearnerSettings learner, RecordWriter writer) {
        writer.putText(learner.learner().word());
        writer.putText(learner.optimizer());
        writer.putInt(learner.numbers().size());
        learner.numbers()
                .forEach(
                        (setting, value) -> {
                            writer.putText(setting);
                            writer.putLong(Double.doubleToLongBits(value));
                        });
    }

    static LearnerSettings read(RecordReader reader) {
        LearnerName learner = LearnerName.of(reader.readText());
        String optimizer = reader.readText();
        Map<String, Double> numbers = new TreeMap<>();
        for (int i = reader.readInt(); i > 0; i--) {
            numbers.put(reader.readText(), Double.longBitsToDouble(reader.readLong()));
        }
        return new LearnerSettings(learner, optimizer, numbers);
    }
}
