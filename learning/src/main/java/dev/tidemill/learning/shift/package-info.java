/**
 * Whether a feature's values now lie as they did in a reference window: the population stability
 * index, the Kolmogorov-Smirnov distance and Wasserstein's. Uses stored forms.
 *
 * <p>Conventions: with up to a thousand values judge by the chance of the Kolmogorov-Smirnov
 * distance; with more, by Wasserstein's in deviations of the reference, where more than 0.1 is a
 * shift, as with many values any distance is beyond chance. A stability index above 0.1 is worth a
 * look, above 0.25 a shift.
 */
@NullMarked
package dev.tidemill.learning.shift;

import org.jspecify.annotations.NullMarked;
