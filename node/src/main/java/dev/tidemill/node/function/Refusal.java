package dev.tidemill.node.function;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;

/** Why a jar of functions is not used, at its file. */
final class Refusal {
    private Refusal() {}

    static TidemillException of(String file, String fact) {
        return of(file, fact, "the mill goes on with the functions that it has");
    }

    static TidemillException of(String file, String fact, String hint) {
        return new TidemillException(ErrorCode.INVALID_FUNCTION, file + ": " + fact)
                .withHint(hint)
                .at(new Place(file, 0, 0));
    }
}
