package dev.tidemill.cli.payments;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * A payment, and what only time tells of it.
 *
 * @param number from 0 on
 * @param device that it was made from
 * @param country two letters: where it was made
 * @param isFraud which no column of its row says
 */
record Payment(
        long number,
        String account,
        String device,
        String merchant,
        String country,
        BigDecimal amount,
        boolean isFraud) {
    Payment {
        requireNonNull(account, "account");
        requireNonNull(device, "device");
        requireNonNull(merchant, "merchant");
        requireNonNull(country, "country");
        requireNonNull(amount, "amount");
    }

    String id() {
        return id(number);
    }

    static String id(long number) {
        return "p-%09d".formatted(number);
    }

    static long number(String id) {
        return Long.parseLong(id.substring(2));
    }
}
