package dev.tidemill.learning.learner;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.learning.foreign.ForeignRuntime;
import dev.tidemill.learning.foreign.ForeignScorer;
import java.util.Arrays;
import java.util.List;

/** Says the first number; a missing category makes it 9, and the category “fails” fails. */
public final class FirstNumberRuntime implements ForeignRuntime {
    @Override
    public String form() {
        return "first";
    }

    @Override
    public ForeignScorer open(byte[] model, int numbers, int categories) {
        if (model.length == 0) {
            throw new TidemillException(ErrorCode.MODEL_CORRUPT, "no bytes");
        }
        return (row, texts, scores) -> {
            List<String> known = Arrays.asList(texts);
            if (known.contains("fails")) {
                throw new TidemillException(ErrorCode.MODEL_MISMATCH, "it fails");
            }
            double said = known.contains(null) ? 9 : row[0];
            scores[scores.length - 1] = said;
            if (scores.length == 2) {
                scores[0] = 1 - said;
            }
        };
    }
}
