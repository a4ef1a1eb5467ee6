package dev.tidemill.learning.learner;

import static java.util.Objects.requireNonNull;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;
import dev.tidemill.learning.stored.Stored;
import java.util.Arrays;

/**
 * A ridge regression of the reward for each arm: A = λI + Σxxᵀ and b = Σrx, kept as A⁻¹ (by Sherman
 * and Morrison's rank-one update) and θ = A⁻¹b.
 *
 * <p>x is a constant 1, the numbers as they are (give them in like scales; a missing one is 0) and
 * a place for each slot of the hashed categories. Memory is arms times the square of its length,
 * which is at most {@link #LENGTH_MAX}: choose few hash bits.
 */
final class RidgeArms implements Stored {
    static final int LENGTH_MAX = 512;

    private final FeatureSpace space;
    private final int arms;
    private final double ridge;
    private final int length;
    // Of arm a the places a · length² on, row by row; and a · length on.
    private final double[] inverse;
    private final double[] sums;
    private final double[] theta;

    // Those of the row that is looked at.
    private final double[] x;
    private final double[] product;

    RidgeArms(FeatureSpace space, int arms, double ridge) {
        this.space = requireNonNull(space, "space");
        this.length = 1 + space.numbers().size() + space.slots();
        if (length > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "%d numbers and slots; at most %d are possible".formatted(length, LENGTH_MAX));
        }
        if (arms < 2 || arms > Classifier.CLASSES_MAX || !(ridge > 0 && ridge <= 1e9)) {
            throw new IllegalArgumentException("%d arms, ridge %s".formatted(arms, ridge));
        }
        this.arms = arms;
        this.ridge = ridge;
        this.inverse = new double[arms * length * length];
        this.sums = new double[arms * length];
        this.theta = new double[arms * length];
        this.x = new double[length];
        this.product = new double[length];
        for (int i = 0; i < arms * length; i++) {
            inverse[i * length + i % length] = 1 / ridge;
        }
    }

    static RidgeArms read(ModelReader in) {
        try {
            RidgeArms read = new RidgeArms(FeatureSpace.read(in), in.integer(), in.real());
            fill(read.inverse, in);
            fill(read.sums, in);
            fill(read.theta, in);
            return read;
        } catch (IllegalArgumentException wrong) {
            throw ModelReader.corrupt(String.valueOf(wrong.getMessage()));
        }
    }

    private static void fill(double[] array, ModelReader in) {
        System.arraycopy(in.reals(array.length), 0, array, 0, array.length);
    }

    @Override
    public void write(ModelWriter out) {
        space.write(out);
        out.number(arms).number(ridge).numbers(inverse).numbers(sums).numbers(theta);
    }

    FeatureSpace space() {
        return space;
    }

    int arms() {
        return arms;
    }

    void look(FeatureVector row) {
        Admission.row(space, row);
        Arrays.fill(x, 0);
        x[0] = 1;
        int numbers = space.numbers().size();
        for (int i = 0; i < numbers; i++) {
            x[1 + i] = row.hasNumber(i) ? row.number(i) : 0;
        }
        for (int i = 0; i < space.hashed(); i++) {
            int slot = row.slot(i);
            if (slot >= 0) {
                x[1 + numbers + slot] += 1;
            }
        }
    }

    /** x·θ. */
    double expected(int arm) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += x[i] * theta[arm * length + i];
        }
        return sum;
    }

    /** √(xᵀA⁻¹x), how little is known of the arm here. */
    double doubt(int arm) {
        multiply(arm);
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += x[i] * product[i];
        }
        return Math.sqrt(Math.max(0, sum));
    }

    private void multiply(int arm) {
        int at = arm * length * length;
        for (int i = 0; i < length; i++) {
            double sum = 0;
            for (int j = 0; j < length; j++) {
                sum += inverse[at + i * length + j] * x[j];
            }
            product[i] = sum;
        }
    }

    /** Learns the reward of an arm for the row that is looked at. */
    void reward(int arm, double reward) {
        multiply(arm);
        double divisor = 1;
        for (int i = 0; i < length; i++) {
            divisor += x[i] * product[i];
        }
        int at = arm * length * length;
        for (int i = 0; i < length; i++) {
            double part = product[i] / divisor;
            for (int j = 0; j < length; j++) {
                inverse[at + i * length + j] -= part * product[j];
            }
        }
        for (int i = 0; i < length; i++) {
            sums[arm * length + i] += reward * x[i];
        }
        solve(arm);
    }

    private void solve(int arm) {
        int at = arm * length * length;
        for (int i = 0; i < length; i++) {
            double sum = 0;
            for (int j = 0; j < length; j++) {
                sum += inverse[at + i * length + j] * sums[arm * length + j];
            }
            theta[arm * length + i] = sum;
        }
    }

    long bytes() {
        return 128 + 8L * (inverse.length + sums.length + theta.length + 2 * length);
    }
}
