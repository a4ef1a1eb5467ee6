package dev.tidemill.definitions.predictor;

/**
 * When a challenger takes the champion's place by itself. It is looked at once in each window of
 * labels, so that each look is at labels of its own.
 *
 * @param betterBy how much less the loss must be, at the lower end of its interval: log-loss in
 *     nats for classes, the squared error for numbers
 * @param labelsMin on how many labels a challenger must have been measured beside the champion
 */
public record PromotionRule(double betterBy, int labelsMin) {}
