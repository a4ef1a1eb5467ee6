package dev.tidemill.cli.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparklineTest {
    @Test
    void goesFromTheLeastToTheGreatest() {
        assertEquals("▁▅█", Sparkline.of(List.of(-1.0, 0.1, 1.0)));
    }

    @Test
    void whatIsNotKnownIsBlankAndWhatIsAlikeInTheMiddle() {
        assertEquals("▄ ▄", Sparkline.of(Arrays.asList(2.0, null, 2.0)));
        assertEquals("", Sparkline.of(List.of()));
    }
}
