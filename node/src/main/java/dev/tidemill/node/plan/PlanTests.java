package dev.tidemill.node.plan;

/**
 * How the tests of planned definitions went.
 *
 * @param passed those that did
 * @param notPassed those that are told as refusals
 * @param elapsedMillis how long they ran; nearly nothing when they had passed before
 */
public record PlanTests(int passed, int notPassed, double elapsedMillis) {}
