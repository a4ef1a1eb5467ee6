package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why definitions cannot be taken over.
 *
 * @param place in the files, when it is known
 * @param details more lines for a person, such as the rows that a test did not expect
 * @param consumers the ids of what would break, when that is the reason
 * @param missing whether the definitions are right and something around the project is not there
 */
public record PlanRefusal(
        ErrorCode code,
        String message,
        @Nullable String hint,
        @Nullable Place place,
        List<String> details,
        List<String> consumers,
        boolean missing) {
    // Spelled out, since a compact constructor's parameters lose their annotations.
    public PlanRefusal(
            ErrorCode code,
            String message,
            @Nullable String hint,
            @Nullable Place place,
            List<String> details,
            List<String> consumers,
            boolean missing) {
        this.code = requireNonNull(code, "code");
        this.message = requireNonNull(message, "message");
        this.hint = hint;
        this.place = place;
        this.details = List.copyOf(details);
        this.consumers = List.copyOf(consumers);
        this.missing = missing;
    }

    static PlanRefusal of(Problem problem) {
        return new PlanRefusal(
                ErrorCode.INVALID_PROJECT,
                problem.message(),
                problem.hint(),
                problem.place(),
                List.of(),
                List.of(),
                problem.missing());
    }

    static PlanRefusal of(TidemillException reason) {
        return new PlanRefusal(
                reason.errorCode(),
                reason.message(),
                reason.hint(),
                reason.place(),
                List.of(),
                List.of(),
                false);
    }

    /** As whoever applies is told. */
    public TidemillException asException() {
        TidemillException refusal = new TidemillException(code, message);
        if (!consumers.isEmpty()) {
            refusal = refusal.withDetail("it breaks " + String.join(", ", consumers));
        }
        if (hint != null) {
            refusal = refusal.withHint(hint);
        }
        return place == null ? refusal : refusal.at(place);
    }
}
