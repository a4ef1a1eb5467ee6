package dev.tidemill.learning.learner;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A whole model as bytes: four letters, the version of the form, the kind of learner, its state,
 * and a CRC-32C of all that. A model that is read goes on with the same bits as the one that was
 * written.
 */
public final class StoredModel {
    /** Raised with every change of any learner's state; others are refused. */
    public static final int VERSION = 2;

    private static final int MAGIC = 0x544d4c4d; // TMLM
    private static final int HEADER_BYTES = 2 * Integer.BYTES;

    private StoredModel() {}

    public static byte[] write(Learner learner) {
        ModelWriter out = new ModelWriter();
        out.number(MAGIC).number(VERSION).number(learner.kind().number());
        learner.write(out);
        byte[] state = out.bytes();
        return out.number(checksum(state, state.length)).bytes();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws TidemillException with {@link ErrorCode#MODEL_VERSION} for another version's, and
     *     with {@link ErrorCode#MODEL_CORRUPT} for bytes that are no whole model
     */
    public static Learner read(byte[] bytes) {
        if (bytes.length < HEADER_BYTES + Integer.BYTES
                || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            throw ModelReader.corrupt("they do not begin as a model does");
        }
        int version = ByteBuffer.wrap(bytes).getInt(Integer.BYTES);
        if (version != VERSION) {
            throw new TidemillException(
                            ErrorCode.MODEL_VERSION,
                            "the model has form %d, and only %d is read"
                                    .formatted(version, VERSION))
                    .withHint(
                            "train it anew with this version, or go back to the one that wrote it");
        }
        int checked = bytes.length - Integer.BYTES;
        if (ByteBuffer.wrap(bytes).getInt(checked) != checksum(bytes, checked)) {
            throw ModelReader.corrupt("their checksum is another");
        }
        ModelReader in = new ModelReader(bytes);
        in.whole();
        Learner learner = LearnerKind.numbered(in.integer()).read(in);
        in.integer();
        in.end();
        return learner;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
