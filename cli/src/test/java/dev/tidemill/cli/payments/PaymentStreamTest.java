package dev.tidemill.cli.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaymentStreamTest {
    private static final int PAYMENTS = 20_000;

    @Test
    void aPaymentFollowsFromSeedAndNumberAlone() {
        PaymentStream forwards = new PaymentStream(3);
        PaymentStream anyOrder = new PaymentStream(3);
        for (long number = 0; number < 1_000; number++) {
            Payment payment = forwards.payment(number);
            Payment other = anyOrder.payment(number * 7 % 1_000);
            assertEquals(other, new PaymentStream(3).payment(number * 7 % 1_000));
            assertEquals(payment, anyOrder.payment(number));
        }
        assertNotEquals(new PaymentStream(4).payment(5), new PaymentStream(3).payment(5));
    }

    @Test
    void someAreFraudAndNoStepIsTheBestForAll() {
        PaymentStream stream = new PaymentStream(1);
        int frauds = 0;
        Map<ReviewStep, Double> rewards = new EnumMap<>(ReviewStep.class);
        double best = 0;
        for (long number = 0; number < PAYMENTS; number++) {
            Payment payment = stream.payment(number);
            frauds += payment.isFraud() ? 1 : 0;
            double most = Double.NEGATIVE_INFINITY;
            for (ReviewStep step : ReviewStep.values()) {
                double reward = stream.reward(payment, step);
                rewards.merge(step, reward, Double::sum);
                most = Math.max(most, reward);
            }
            best += most;
        }
        assertTrue(frauds > PAYMENTS / 50 && frauds < PAYMENTS / 20, frauds + " frauds");
        for (Map.Entry<ReviewStep, Double> each : rewards.entrySet()) {
            assertTrue(best > each.getValue() * 0.8, each + " is nearly the best for all");
        }
    }
}
