package dev.tidemill.engine.expression;

/**
 * The proleptic Gregorian calendar on primitives: days since 1970-01-01 and {@code year, month,
 * day} packed in one long. Year 0 is 1 BC.
 */
final class CivilDate {
    private static final int DAYS_PER_ERA = 146_097;
    private static final int DAYS_FROM_MARCH_YEAR_0 = 719_468;

    private CivilDate() {}

    /** Year, month and day of a day; read them with {@link #year}, {@link #month}, {@link #day}. */
    static long of(long epochDay) {
        long shifted = epochDay + DAYS_FROM_MARCH_YEAR_0;
        long era = Math.floorDiv(shifted, DAYS_PER_ERA);
        int dayOfEra = (int) (shifted - era * DAYS_PER_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return (year << 9) | ((long) month << 5) | day;
    }

    static int year(long civil) {
        return (int) (civil >> 9);
    }

    static int month(long civil) {
        return (int) (civil >> 5) & 15;
    }

    static int day(long civil) {
        return (int) civil & 31;
    }

    static long epochDay(int year, int month, int day) {
        long y = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DAYS_PER_ERA + dayOfEra - DAYS_FROM_MARCH_YEAR_0;
    }

    static boolean isLeap(int year) {
        return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    static int daysInMonth(int year, int month) {
        return switch (month) {
            case 2 -> isLeap(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Monday is 1, Sunday 7. */
    static int isoDayOfWeek(long epochDay) {
        return (int) Math.floorMod(epochDay + 3, 7L) + 1;
    }

    static int dayOfYear(long epochDay) {
        return (int) (epochDay - epochDay(year(of(epochDay)), 1, 1)) + 1;
    }

    /** The year to which the day's ISO week belongs. */
    static int isoYear(long epochDay) {
        return year(of(epochDay - isoDayOfWeek(epochDay) + 4));
    }

    static int isoWeek(long epochDay) {
        long thursday = epochDay - isoDayOfWeek(epochDay) + 4;
        return (dayOfYear(thursday) - 1) / 7 + 1;
    }
}
