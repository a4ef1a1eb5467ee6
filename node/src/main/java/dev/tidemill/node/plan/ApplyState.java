package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far the last taking over of definitions is.
 *
 * @param release the hash of the definitions' files
 * @param former the hash of those before; the same when there were none to change
 * @param tick from which on they are in force
 * @param reason why they do not stand any more; null while they do
 * @param builds the live tables that are not complete
 * @param settledMillis how long all has been well
 * @param settleMillis how long it has to be
 */
public record ApplyState(
        String release,
        String former,
        Phase phase,
        long tick,
        @Nullable String reason,
        List<Build> builds,
        long settledMillis,
        long settleMillis) {
    /** What is being waited for, or how it ended. */
    public enum Phase {
        BUILDING,
        SETTLING,
        DONE,
        ROLLED_BACK,
        /** Others took their place before they had settled. */
        SUPERSEDED,
        /** They do not stand, and going back failed. */
        FAILED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether nothing more happens by itself. */
        public boolean isEnd() {
            return this != BUILDING && this != SETTLING;
        }
    }

    /** A live table that is being built. */
    public record Build(String name, long rowsDone, long rowsTotal) {
        public Build {
            requireNonNull(name, "name");
        }
    }

    // Spelled out, since a compact constructor's parameters lose their annotations.
    public ApplyState(
            String release,
            String former,
            Phase phase,
            long tick,
            @Nullable String reason,
            List<Build> builds,
            long settledMillis,
            long settleMillis) {
        this.release = requireNonNull(release, "release");
        this.former = requireNonNull(former, "former");
        this.phase = requireNonNull(phase, "phase");
        this.tick = tick;
        this.reason = reason;
        this.builds = List.copyOf(builds);
        this.settledMillis = settledMillis;
        this.settleMillis = settleMillis;
    }

    static ApplyState begun(Settling settling, long tick) {
        return new ApplyState(
                settling.release(),
                settling.former(),
                Phase.BUILDING,
                tick,
                null,
                List.of(),
                0,
                settling.settleMillis());
    }

    static ApplyState done(String release, long tick) {
        return new ApplyState(release, release, Phase.DONE, tick, null, List.of(), 0, 0);
    }

    ApplyState building(List<Build> others) {
        return new ApplyState(release, former, Phase.BUILDING, tick, null, others, 0, settleMillis);
    }

    ApplyState settling(long millis) {
        return new ApplyState(
                release, former, Phase.SETTLING, tick, null, List.of(), millis, settleMillis);
    }

    ApplyState ended(Phase how, @Nullable String why) {
        return new ApplyState(
                release, former, how, tick, why, List.of(), settledMillis, settleMillis);
    }
}
