package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.predictor.LearnerSettings;
import java.nio.ByteBuffer;

/**
 * What somebody wants of a predictor's models, or a model that came of a training or a file. It is
 * an input: a rule's own decisions follow from the ticks and are in no entry.
 *
 * @param by who wants it
 * @param why what is told with it; may be empty
 */
public record ModelEntry(String predictor, String by, String why, Command command)
        implements JournalEntry {
    /** A model's bytes in an entry; larger ones are refused before. */
    public static final int MODEL_BYTES_MAX = 32 << 20;

    private static final int PROMOTE = 1;
    private static final int ROLL_BACK = 2;
    private static final int DROP = 3;
    private static final int REGISTER = 4;
    private static final int WANT_TRAINING = 5;
    private static final int END_TRAINING = 6;

    /** What is to be done. */
    public sealed interface Command {}

    /** A model becomes the champion. */
    public record Promote(int version) implements Command {}

    /** The former champion becomes it again. */
    public record RollBack() implements Command {}

    /** A challenger is told nothing more. */
    public record Drop(int version) implements Command {}

    /**
     * A model becomes a challenger.
     *
     * @param origin where it is from: {@code import} or {@code retrain}
     * @param since the tick from which on the predictor learns what the model learns, as whoever
     *     made it saw it
     * @param labelsLearnt by it, before it was registered
     * @param model its bytes; not to be changed
     */
    public record Register(
            String name,
            String origin,
            long since,
            LearnerSettings learner,
            long labelsLearnt,
            byte[] model)
            implements Command {
        public Register {
            requireNonNull(name, "name");
            requireNonNull(origin, "origin");
            requireNonNull(learner, "learner");
            requireNonNull(model, "model");
        }
    }

    /** A model is to be trained anew. */
    public record WantTraining() implements Command {}

    /**
     * A training made no model.
     *
     * @param since as of {@link Register}
     */
    public record EndTraining(long since) implements Command {}

    public ModelEntry {
        requireNonNull(predictor, "predictor");
        requireNonNull(by, "by");
        requireNonNull(why, "why");
        requireNonNull(command, "command");
    }

    @Override
    public ByteBuffer encode() {
        RecordWriter writer = new RecordWriter(256);
        writer.putByte(EntryKind.MODEL);
        writer.putByte(EntryKind.VERSION);
        writer.putText(predictor);
        writer.putText(by);
        writer.putText(why);
        switch (command) {
            case Promote promote -> {
                writer.putByte(PROMOTE);
                writer.putInt(promote.version());
            }
            case RollBack _ -> writer.putByte(ROLL_BACK);
            case Drop drop -> {
                writer.putByte(DROP);
                writer.putInt(drop.version());
            }
            case Register register -> {
                writer.putByte(REGISTER);
                writer.putText(register.name());
                writer.putText(register.origin());
                writer.putLong(register.since());
                LearnerForm.write(register.learner(), writer);
                writer.putLong(register.labelsLearnt());
                writer.putBytes(register.model());
            }
            case WantTraining _ -> writer.putByte(WANT_TRAINING);
            case EndTraining end -> {
                writer.putByte(END_TRAINING);
                writer.putLong(end.since());
            }
        }
        return writer.finish();
    }

    static ModelEntry read(RecordReader reader) {
        return new ModelEntry(
                reader.readText(), reader.readText(), reader.readText(), command(reader));
    }

    private static Command command(RecordReader reader) {
        int verb = reader.readByte();
        return switch (verb) {
            case PROMOTE -> new Promote(reader.readInt());
            case ROLL_BACK -> new RollBack();
            case DROP -> new Drop(reader.readInt());
            case REGISTER ->
                    new Register(
                            reader.readText(),
                            reader.readText(),
                            reader.readLong(),
                            LearnerForm.read(reader),
                            reader.readLong(),
                            reader.readBytes());
            case WANT_TRAINING -> new WantTraining();
            case END_TRAINING -> new EndTraining(reader.readLong());
            default -> throw new IllegalArgumentException("a wish of a model, number " + verb);
        };
    }
}
