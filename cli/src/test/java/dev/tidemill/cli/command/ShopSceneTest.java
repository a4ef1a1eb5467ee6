package dev.tidemill.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.cli.shop.ShopPeople;
import dev.tidemill.cli.show.Paint;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the shop's demo says of where to look, and of who may. */
class ShopSceneTest {
    @Test
    void namesNobodyWhereNobodyIsAsked() {
        List<String> places = new ShopScene(1, 30, List.of()).places("http://mill", Paint.PLAIN);
        assertTrue(places.stream().noneMatch(line -> line.contains("PASSWORD")), places.toString());
    }

    @Test
    void printsNamesAndPasswordsBelowEachOther() {
        List<ShopPeople.Person> people = ShopPeople.make(new SecureRandom()).people();
        List<String> places = new ShopScene(1, 30, people).places("http://mill", Paint.PLAIN);
        assertEquals("  sign in as      NAME  PASSWORD        SEES", places.getFirst());
        for (int i = 0; i < people.size(); i++) {
            ShopPeople.Person person = people.get(i);
            String line = places.get(i + 1);
            assertEquals(18, line.indexOf(person.name()), line);
            assertEquals(24, line.indexOf(person.password()), line);
            assertTrue(line.endsWith(person.sees()), line);
        }
        assertTrue(
                places.contains(
                        "  ask it          export TIDEMILL_PASSWORD="
                                + people.getLast().password()),
                places.toString());
    }
}
