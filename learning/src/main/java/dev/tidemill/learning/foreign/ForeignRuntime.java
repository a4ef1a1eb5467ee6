package dev.tidemill.learning.foreign;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ServiceLoader;

/** Runs models of one form; one that is on the class path is found by itself. */
public interface ForeignRuntime {
    /** The form, as {@code onnx}. */
    String form();

    /**
     * Opens a model; what it takes of the system goes when nobody refers to it any more.
     *
     * @throws TidemillException MODEL_CORRUPT when it is none; MODEL_MISMATCH when it takes other
     *     things than so many numbers and categories
     */
    ForeignScorer open(byte[] model, int numbers, int categories);

    /**
     * What runs models of a form.
     *
     * @throws TidemillException MODEL_RUNTIME when it is not there
     */
    static ForeignRuntime of(String form) {
        for (ForeignRuntime each : ServiceLoader.load(ForeignRuntime.class)) {
            if (each.form().equals(form)) {
                return each;
            }
        }
        throw new TidemillException(
                        ErrorCode.MODEL_RUNTIME, "nothing here runs models of form " + form)
                .withHint("start with TIDEMILL_ONNX=1: docs/models.md");
    }
}
