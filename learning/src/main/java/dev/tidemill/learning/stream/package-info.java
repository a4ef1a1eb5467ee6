/**
 * Streams with known answers, drawn from a seed: what learners are tested and measured with, and
 * what a predictor can be tried on before there is data. Uses features and random numbers.
 */
@NullMarked
package dev.tidemill.learning.stream;

import org.jspecify.annotations.NullMarked;
