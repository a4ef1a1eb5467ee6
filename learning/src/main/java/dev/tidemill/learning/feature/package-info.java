/**
 * What learners see of a row: numbers, and categories by their hashes. Uses error codes and stored
 * forms.
 *
 * <p><b>NULL.</b> A feature may be missing, and that is not an error: a linear model takes a
 * missing number as the mean of those seen and a missing category as no contribution; naive Bayes
 * leaves the feature out; a tree's statistics leave it out, and at a split on it the row goes where
 * most rows went. A number that is NaN or infinite is not missing but wrong, and is refused.
 *
 * <p><b>Hashing.</b> Categories need no dictionary: Weinberger, Dasgupta, Langford, Smola and
 * Attenberg, <i>Feature Hashing for Large Scale Multitask Learning</i>, ICML 2009. Two categories
 * that meet in one slot share a weight; {@link dev.tidemill.learning.feature.FeatureSpace#hashBits}
 * says how rare that is.
 */
@NullMarked
package dev.tidemill.learning.feature;

import org.jspecify.annotations.NullMarked;
