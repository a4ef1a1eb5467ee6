package dev.tidemill.learning.stream;

import dev.tidemill.learning.feature.FeatureSpace;
import dev.tidemill.learning.feature.FeatureVector;
import dev.tidemill.learning.random.SplitMix;
import java.util.List;

/**
 * Agrawal, Imielinski and Swami, TKDE 1993: people who ask for a loan, six numbers and three
 * categories of each, and ten rules for who gets it.
 */
public final class Agrawal implements LabelledStream {
    public static final int FUNCTIONS = 10;

    private static final FeatureSpace SPACE =
            FeatureSpace.of(
                    List.of("salary", "commission", "age", "house_value", "house_years", "loan"),
                    List.of("education", "car", "zip_code"));

    private final SplitMix random;
    private final double noise;
    private int function;

    private record Person(
            double salary,
            double commission,
            int age,
            double houseValue,
            int houseYears,
            double loan,
            int education) {
        double income() {
            return salary + commission;
        }
    }

    /**
     * @param function 1 to 10
     * @param noise the part of the labels that are turned round
     */
    public Agrawal(int function, double noise, long seed) {
        this.noise = noise;
        this.random = new SplitMix(seed);
        become(function);
    }

    /** Goes on with another rule. */
    public void become(int next) {
        if (next < 1 || next > FUNCTIONS) {
            throw new IllegalArgumentException("there is no function " + next);
        }
        function = next;
    }

    @Override
    public FeatureSpace space() {
        return SPACE;
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public int next(FeatureVector out) {
        double salary = random.uniform(20_000, 150_000);
        double commission = salary >= 75_000 ? 0 : random.uniform(10_000, 75_000);
        int age = 20 + random.below(61);
        int education = random.below(5);
        int car = 1 + random.below(20);
        int zip = random.below(9);
        double houseValue = (9 - zip) * 100_000 * random.uniform(0.5, 1.5);
        int houseYears = 1 + random.below(30);
        double loan = random.uniform(0, 500_000);
        out.number(0, salary).number(1, commission).number(2, age);
        out.number(3, houseValue).number(4, houseYears).number(5, loan);
        out.category(0, education).category(1, car).category(2, zip);
        Person person =
                new Person(salary, commission, age, houseValue, houseYears, loan, education);
        boolean granted = granted(person) != (random.uniform() < noise);
        return granted ? 0 : 1;
    }

    private boolean granted(Person of) {
        return switch (function) {
            case 1 -> of.age < 40 || of.age >= 60;
            case 2 ->
                    byAge(
                            of.age,
                            within(of.salary, 50, 100),
                            within(of.salary, 75, 125),
                            within(of.salary, 25, 75));
            case 3 -> byAge(of.age, of.education <= 1, isMiddle(of), of.education >= 2);
            case 4 -> bySalary(of);
            case 5 -> byLoan(of);
            case 6 ->
                    byAge(
                            of.age,
                            within(of.income(), 50, 100),
                            within(of.income(), 75, 125),
                            within(of.income(), 25, 75));
            case 7 -> disposable(of) - 0.2 * of.loan - 20_000 > 0;
            case 8 -> disposable(of) - 5_000 * of.education - 20_000 > 0;
            case 9 -> disposable(of) - 5_000 * of.education - 0.2 * of.loan - 10_000 > 0;
            default -> disposable(of) - 5_000 * of.education + 0.2 * equity(of) - 10_000 > 0;
        };
    }

    private static boolean bySalary(Person of) {
        boolean lower = of.education <= 1;
        return byAge(
                of.age,
                lower ? within(of.salary, 25, 75) : within(of.salary, 50, 100),
                isMiddle(of) ? within(of.salary, 50, 100) : within(of.salary, 75, 125),
                lower ? within(of.salary, 25, 75) : within(of.salary, 50, 100));
    }

    private static boolean byLoan(Person of) {
        return byAge(
                of.age,
                within(of.salary, 50, 100) ? within(of.loan, 100, 300) : within(of.loan, 200, 400),
                within(of.salary, 75, 125) ? within(of.loan, 200, 400) : within(of.loan, 300, 500),
                within(of.salary, 25, 75) ? within(of.loan, 300, 500) : within(of.loan, 100, 300));
    }

    private static boolean byAge(int age, boolean young, boolean middle, boolean old) {
        return age < 40 ? young : age < 60 ? middle : old;
    }

    private static boolean isMiddle(Person of) {
        return of.education >= 1 && of.education <= 3;
    }

    private static boolean within(double value, int fromThousands, int toThousands) {
        return value >= fromThousands * 1000.0 && value <= toThousands * 1000.0;
    }

    private static double disposable(Person of) {
        return 2 * of.income() / 3;
    }

    private static double equity(Person of) {
        return of.houseYears >= 20 ? of.houseValue * (of.houseYears - 20) / 10 : 0;
    }
}
