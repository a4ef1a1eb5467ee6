package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.Arrays;

/**
 * The choices of a bandit whose rewards have not come: each with the row as it was then, so that
 * the reward teaches about that one, whatever the features are now. Holds {@code capacity} of them;
 * then each new one takes the place of the oldest, whose reward is refused when it comes after all,
 * and that is counted.
 */
public final class PendingChoices implements Stored {
    private static final int NONE = -1;

    private final FeatureSpace space;
    private final FeatureVector[] rows;
    // NONE where no reward is awaited.
    private final int[] arms;
    private long next;
    private long expired;

    public PendingChoices(FeatureSpace space, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("room for %d choices".formatted(capacity));
        }
        this.space = requireNonNull(space, "space");
        this.rows = new FeatureVector[capacity];
        Arrays.setAll(rows, i -> new FeatureVector(space));
        this.arms = new int[capacity];
        Arrays.fill(arms, NONE);
    }

    public static PendingChoices read(ModelReader in) {
        FeatureSpace space = FeatureSpace.read(in);
        int[] arms = in.integers();
        if (arms.length == 0) {
            throw ModelReader.corrupt("room for no choice");
        }
        PendingChoices pending = new PendingChoices(space, arms.length);
        for (int i = 0; i < arms.length; i++) {
            pending.arms[i] = arms[i];
            if (arms[i] != NONE) {
                pending.rows[i] = FeatureVector.read(space, in);
            }
        }
        pending.next = in.whole();
        pending.expired = in.whole();
        return pending;
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        out.numbers(arms);
        for (int i = 0; i < arms.length; i++) {
            if (arms[i] != NONE) {
                rows[i].write(out);
            }
        }
        out.number(next).number(expired);
    }

    /** Chooses, and keeps the choice; returns its number, from 0 on. */
    public long choose(Bandit bandit, FeatureVector row) {
        int arm = bandit.choose(row);
        int place = (int) (next % arms.length);
        expired += arms[place] == NONE ? 0 : 1;
        rows[place].copyFrom(row);
        arms[place] = arm;
        return next++;
    }

    /** The arm of a choice whose reward is awaited; −1 when it is not, or not any more. */
    public int arm(long choice) {
        boolean kept = choice >= 0 && choice < next && choice >= next - arms.length;
        return kept ? arms[(int) (choice % arms.length)] : NONE;
    }

    /**
     * Tells the bandit what a choice brought.
     *
     * @return whether the choice was awaiting it; a second reward for one is not taken
     */
    public boolean reward(Bandit bandit, long choice, double reward) {
        int arm = arm(choice);
        if (arm == NONE) {
            return false;
        }
        int place = (int) (choice % arms.length);
        bandit.reward(rows[place], arm, reward);
        arms[place] = NONE;
        return true;
    }

    /** How many lost their place before their reward came. */
    public long expired() {
        return expired;
    }
}
