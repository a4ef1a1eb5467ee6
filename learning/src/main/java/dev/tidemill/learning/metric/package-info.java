/**
 * How well a model does, told row by row: each prediction is scored before its label is learned
 * (Dawid's prequential principle, 1984). Uses stored forms.
 *
 * <p>Accuracy alone flatters: on a stream whose labels come in runs, saying the last label again
 * may be right in nine of ten. {@link dev.tidemill.learning.metric.KappaTemporal} is 0 for that
 * (Žliobaitė, Bifet, Read, Pfahringer and Holmes 2015), as kappa is for guessing by frequency
 * (Cohen 1960).
 *
 * <p>A measure that has no answer yet, or none at all since all rows are alike, is NaN.
 */
@NullMarked
package dev.tidemill.learning.metric;

import org.jspecify.annotations.NullMarked;
