package dev.tidemill.algebra.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is known of a template's texts without writing them. */
class TimeTemplateTest {
    private static final long SEED = Long.getLong("tidemill.seed", 1);
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private static final List<String> TEMPLATES =
            List.of(
                    "YYYY-MM-DD",
                    "HH24:MI",
                    "HH24:MI:SS",
                    "HH12 AM",
                    "HH p.m.",
                    "SSSSS",
                    "FF1",
                    "FF2",
                    "MS",
                    "FF4",
                    "FF5",
                    "US",
                    "FMDay, DD FMMonth YYYY BC",
                    "TZ TZH:TZM OF",
                    "J Q RM WW W CC",
                    "IYYY-IW-ID IDDD",
                    "Dy D DDD Mon MON",
                    "Y,YYY YYY YY Y IYY IY I a.d.",
                    "\"HH24:MI:SS\" YYYY",
                    "DDth FXHH24th",
                    "no pattern");

    @Test
    void momentsOfOneGrainHaveOneText() throws TemplateError {
        Random random = new Random(SEED);
        long first = LocalDate.of(-50, 1, 1).toEpochDay();
        long last = LocalDate.of(2100, 1, 1).toEpochDay();
        for (String text : TEMPLATES) {
            TimeTemplate template = TimeTemplate.parse(text);
            long grain = template.grainMicros();
            for (int i = 0; i < 500; i++) {
                long micros =
                        random.nextLong(first, last) * MICROS_PER_DAY
                                + random.nextLong(MICROS_PER_DAY);
                long start = Math.floorDiv(micros, grain) * grain;
                for (long other : List.of(start, start + grain - 1)) {
                    boolean zoned = random.nextBoolean();
                    assertEquals(
                            template.format(micros, zoned),
                            template.format(other, zoned),
                            () -> text + " of " + micros + " and " + other + ", seed " + SEED);
                }
            }
        }
    }

    @Test
    void aGrainIsAsLongAsTheFinestPatternAllows() {
        List<Long> grains = new ArrayList<>();
        for (String text : List.of("YYYY", "HH24", "MI", "SS", "MS", "DD HH12 US")) {
            grains.add(TimeTemplate.parse(text).grainMicros());
        }
        assertEquals(
                List.of(MICROS_PER_DAY, 3_600_000_000L, 60_000_000L, 1_000_000L, 1L, 1L), grains);
    }
}
