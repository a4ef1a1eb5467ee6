package dev.tidemill.learning.shift;

/**
 * How far a feature's values are from those of a reference. All are NaN when either has no values
 * but missing ones, except for the stability index, which counts missing ones as a kind of value.
 *
 * @param stabilityIndex over the reference's deciles and the missing ones; 0 for none, no upper
 *     limit
 * @param kolmogorovSmirnov the greatest distance of the distributions, 0 to 1
 * @param chance that values of one kind are as far apart as that, about
 * @param wasserstein how far a value has to be moved in the mean, in the feature's unit
 * @param wassersteinDeviations the same in deviations of the reference; NaN when that has none
 * @param missingBefore the part of the reference that is missing
 * @param missingNow the part that is missing now
 */
public record Shift(
        double stabilityIndex,
        double kolmogorovSmirnov,
        double chance,
        double wasserstein,
        double wassersteinDeviations,
        double missingBefore,
        double missingNow) {

    public static Shift between(Sample reference, Sample now) {
        double distance = KolmogorovSmirnov.distance(reference, now);
        double moved = Wasserstein.distance(reference, now);
        double deviation = reference.deviation();
        return new Shift(
                StabilityIndex.of(reference, now),
                distance,
                KolmogorovSmirnov.chance(distance, reference.size(), now.size()),
                moved,
                deviation > 0 ? moved / deviation : Double.NaN,
                reference.missingShare(),
                now.missingShare());
    }
}
