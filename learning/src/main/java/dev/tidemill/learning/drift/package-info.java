/**
 * Detectors of change in a stream of numbers, such as a model's errors. Uses stored forms.
 *
 * <p>{@link dev.tidemill.learning.drift.Adwin}: Bifet and Gavaldà, <i>Learning from Time-Changing
 * Data with Adaptive Windowing</i>, SDM 2007, on the exponential histogram of Datar, Gionis, Indyk
 * and Motwani, SODA 2002. {@link dev.tidemill.learning.drift.PageHinkley}: Page, <i>Continuous
 * Inspection Schemes</i>, Biometrika 1954, in the form of Gama, Sebastião and Rodrigues 2013.
 */
@NullMarked
package dev.tidemill.learning.drift;

import org.jspecify.annotations.NullMarked;
