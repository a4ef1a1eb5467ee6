package dev.tidemill.learning.learner;

import dev.tidemill.learning.stored.ModelReader;
import dev.tidemill.learning.stored.ModelWriter;

/** How a weight follows its gradient. */
public sealed interface Optimizer {
    /** How many numbers it keeps beside each weight: 0 to 2. */
    int memories();

    /**
     * Changes {@code weights[i]}.
     *
     * @param first the first number kept beside each weight, if it keeps any
     * @param second the second one, if it keeps any
     * @param gradient of the loss, by this weight
     * @param step how many rows the model has learned, from 1
     */
    void step(double[] weights, double[] first, double[] second, int i, double gradient, long step);

    void write(ModelWriter out);

    /** AdaGrad at a rate of 0.1: no rate to find for each feature. */
    static Optimizer standard() {
        return new AdaGrad(0.1);
    }

    static Optimizer read(ModelReader in) {
        try {
            int number = in.integer();
            return switch (number) {
                case 1 -> new Sgd(in.real(), in.real());
                case 2 -> new AdaGrad(in.real());
                case 3 -> new Ftrl(in.real(), in.real(), in.real(), in.real());
                default -> throw ModelReader.corrupt("there is no optimizer number " + number);
            };
        } catch (IllegalArgumentException wrong) {
            throw ModelReader.corrupt(String.valueOf(wrong.getMessage()));
        }
    }

    /**
     * Plain steps against the gradient.
     *
     * @param rate the size of the first step
     * @param decay the rate at step t is rate / √(1 + decay · t); 0 keeps it, so that the model
     *     goes on following a stream that changes
     */
    record Sgd(double rate, double decay) implements Optimizer {
        public Sgd {
            positive("rate", rate);
            notNegative("decay", decay);
        }

        @Override
        public int memories() {
            return 0;
        }

        @Override
        public void step(
                double[] weights,
                double[] first,
                double[] second,
                int i,
                double gradient,
                long step) {
            double now = decay == 0 ? rate : rate / Math.sqrt(1 + decay * step);
            weights[i] -= now * gradient;
        }

        @Override
        public void write(ModelWriter out) {
            out.number(1).number(rate).number(decay);
        }
    }

    /** A rate for each weight, less the more it has moved: rare categories learn fast. */
    record AdaGrad(double rate) implements Optimizer {
        public AdaGrad {
            positive("rate", rate);
        }

        @Override
        public int memories() {
            return 1;
        }

        @Override
        public void step(
                double[] weights,
                double[] first,
                double[] second,
                int i,
                double gradient,
                long step) {
            if (gradient == 0) {
                return;
            }
            first[i] += gradient * gradient;
            weights[i] -= rate * gradient / Math.sqrt(first[i]);
        }

        @Override
        public void write(ModelWriter out) {
            out.number(2).number(rate);
        }
    }

    /**
     * Follow the regularised leader, proximal: AdaGrad's rates, and weights that are exactly 0
     * until there is evidence of {@code l1} for them.
     *
     * @param alpha the rate
     * @param beta smooths the rate of the first steps
     * @param l1 evidence that a weight needs to be other than 0
     * @param l2 pulls weights to 0
     */
    record Ftrl(double alpha, double beta, double l1, double l2) implements Optimizer {
        public Ftrl {
            positive("alpha", alpha);
            notNegative("beta", beta);
            notNegative("l1", l1);
            notNegative("l2", l2);
        }

        @Override
        public int memories() {
            return 2;
        }

        /** {@code first} is the sum of squared gradients, {@code second} the paper's z. */
        @Override
        public void step(
                double[] weights,
                double[] first,
                double[] second,
                int i,
                double gradient,
                long step) {
            if (gradient == 0) {
                return;
            }
            double before = Math.sqrt(first[i]);
            first[i] += gradient * gradient;
            double after = Math.sqrt(first[i]);
            second[i] += gradient - (after - before) / alpha * weights[i];
            double z = second[i];
            weights[i] =
                    Math.abs(z) <= l1
                            ? 0
                            : -(z - Math.copySign(l1, z)) / ((beta + after) / alpha + l2);
        }

        @Override
        public void write(ModelWriter out) {
            out.number(3).number(alpha).number(beta).number(l1).number(l2);
        }
    }

    private static void positive(String name, double value) {
        if (!(value > 0) || !Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is " + value);
        }
    }

    private static void notNegative(String name, double value) {
        if (!(value >= 0) || !Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is " + value);
        }
    }
}
