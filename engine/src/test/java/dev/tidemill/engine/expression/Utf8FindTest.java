package dev.tidemill.engine.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8FindTest {
    @Test
    void findsABytesFirstPlaceWhateverStandsAround() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            // Neighbours of the wanted byte, 0x00, 0x80 and 0xFF are where tricks with words go
            // wrong.
            byte wanted = (byte) random.nextInt(256);
            byte[] likely = {wanted, (byte) (wanted + 1), (byte) (wanted - 1), 0, -128, -1};
            for (int i = 0; i < bytes.length; i++) {
                int choice = 1 + random.nextInt(12);
                bytes[i] = choice < likely.length ? likely[choice] : (byte) random.nextInt(256);
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            int expected = -1;
            for (int i = to - 1; i >= from; i--) {
                expected = bytes[i] == wanted ? i : expected;
            }
            assertEquals(expected, Utf8.indexOf(bytes, from, to, wanted), "seed " + seed);
        }
    }

    @Test
    void findsATextAsJavaDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            String text = letters(random, random.nextInt(50));
            String needle = letters(random, 1 + random.nextInt(4));
            byte[] in = text.getBytes(UTF_8);
            byte[] of = ("x" + needle).getBytes(UTF_8);
            assertEquals(
                    text.indexOf(needle),
                    Utf8.find(in, 0, in.length, of, 1, of.length - 1),
                    "seed " + seed + ": " + needle + " in " + text);
        }
    }

    @Test
    void countsCharactersNotBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int[] characters = {'a', 'é', '€', 0x1F30A};
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            int count = random.nextInt(30);
            for (int i = 0; i < count; i++) {
                text.appendCodePoint(characters[random.nextInt(characters.length)]);
            }
            byte[] bytes = ("é" + text + "é").getBytes(UTF_8);
            assertEquals(count, Utf8.length(bytes, 2, bytes.length - 2), "seed " + seed);
        }
    }

    private static String letters(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + random.nextInt(3)));
        }
        return text.toString();
    }
}
